//! An application as it is kept.

use std::sync::Arc;

use shared::Timestamp;
use uuid::Uuid;

use crate::{
    secrets::{format::Hint, hash::StoredHash},
    tokens::client_keys::{ClientKeys, KeyId},
};

/// A machine client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: Arc<str>,
    /// The key under which the name is unique.
    pub name_key: Arc<str>,
    /// What it authenticates with, beside its secret.
    pub client_id: Arc<str>,
    /// What it is for.
    pub description: Option<Box<str>>,
    /// Whether it obtains tokens and its tokens are accepted.
    pub enabled: bool,
    /// From when it obtains no token.
    pub expires_at: Option<Timestamp>,
    /// How long its tokens live, where that is not the server's default.
    pub token_lifetime_seconds: Option<u32>,
    /// Who created it.
    pub created_by: Arc<str>,
    /// When.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Counts its changes.
    pub version: i64,
    /// Goes up when its tokens die: with a new secret, and when it is disabled. Never falls.
    pub generation: i64,
    /// Its client secret.
    pub secret: StoredSecret,
    /// The secret before, where it was to live on for a while.
    pub previous: Option<Box<PreviousSecret>>,
    /// What it may authenticate with in place of a secret.
    pub keys: Option<Box<ClientKeys>>,
}

/// A secret that lives on beside its successor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviousSecret {
    /// The secret.
    pub secret: StoredSecret,
    /// Its end, and the end of the tokens that it obtained.
    pub valid_until: Timestamp,
    /// The generation of its tokens.
    pub generation: i64,
}

/// What is kept of a client secret.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredSecret {
    /// Its hash.
    pub hash: StoredHash,
    /// Its last four characters.
    pub hint: Hint,
    /// When it was made.
    pub created_at: Timestamp,
}

impl std::fmt::Debug for StoredSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredSecret")
            .field("hint", &self.hint)
            .finish_non_exhaustive()
    }
}

impl Application {
    /// Whether it may obtain a token now.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.enabled && self.expires_at.is_none_or(|end| now < end)
    }

    /// The secret before, while it lives.
    pub fn previous_at(&self, now: Timestamp) -> Option<&PreviousSecret> {
        self.previous
            .as_deref()
            .filter(|previous| now < previous.valid_until)
    }

    /// The living secret with this hint, and the generation of its tokens. Two that live at once differ in theirs.
    pub fn secret_of_hint(&self, hint: Hint, now: Timestamp) -> Option<(&StoredSecret, i64)> {
        if self.secret.hint == hint {
            return Some((&self.secret, self.generation));
        }
        self.previous_at(now)
            .filter(|previous| previous.secret.hint == hint)
            .map(|previous| (&previous.secret, previous.generation))
    }

    /// Whether tokens of this generation are accepted, that were obtained with this key or with a secret.
    pub fn accepts(&self, (generation, key): (i64, Option<KeyId>), now: Timestamp) -> bool {
        let has = |key| self.keys.as_deref().is_some_and(|keys| keys.have(key));
        self.is_live(now)
            && key.is_none_or(has)
            && (generation == self.generation
                || self
                    .previous_at(now)
                    .is_some_and(|previous| previous.generation == generation))
    }

    /// Ends every token that it has obtained; its secrets stay.
    pub fn end_tokens(&mut self) {
        if let Some(previous) = &mut self.previous {
            self.generation += 1;
            previous.generation = self.generation;
        }
        self.generation += 1;
    }

    /// Puts another secret in the place of the one so far, which lives on until `keep_until`, or dies now.
    pub fn replace_secret(&mut self, secret: StoredSecret, keep_until: Option<Timestamp>) {
        let before = std::mem::replace(&mut self.secret, secret);
        self.previous = keep_until.map(|valid_until| {
            Box::new(PreviousSecret {
                secret: before,
                valid_until,
                generation: self.generation,
            })
        });
        self.generation += 1;
    }

    /// A copy that differs by a change made at `now`.
    #[must_use]
    pub fn changed(&self, now: Timestamp) -> Self {
        Self {
            updated_at: now.max(self.updated_at),
            version: self.version + 1,
            ..self.clone()
        }
    }
}

/// The most characters of a name that go into its client ID.
const SLUG: usize = 40;

/// Without letters that are easily confused; 32 of them, so that a byte's five bits pick one evenly.
const LETTERS: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyz0";

/// A client ID for a name: its ASCII letters and digits, lower-cased, with hyphens between, and a random suffix.
pub fn client_id(name: &str, random: [u8; 6]) -> String {
    let mut slug = String::new();
    for c in name.chars() {
        if slug.len() >= SLUG {
            break;
        }
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    let suffix: String = random
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte & 31)]))
        .collect();
    if slug.is_empty() {
        format!("app-{suffix}")
    } else {
        format!("{slug}-{suffix}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    fn secret(hint: &str) -> StoredSecret {
        StoredSecret {
            hash: StoredHash::parse(hint),
            hint: Hint::parse(hint).unwrap(),
            created_at: at(0),
        }
    }

    #[test]
    fn generations_end_exactly_the_tokens_that_they_should() {
        let mut app = Application {
            id: Uuid::nil(),
            name: "a".into(),
            name_key: "a".into(),
            client_id: "a".into(),
            description: None,
            enabled: true,
            expires_at: None,
            token_lifetime_seconds: None,
            created_by: "x".into(),
            created_at: at(0),
            updated_at: at(0),
            version: 1,
            generation: 1,
            secret: secret("aaaa"),
            previous: None,
            keys: None,
        };
        let accepts = |app: &Application, generation, now| app.accepts((generation, None), now);
        assert!(
            !app.accepts((1, Some(KeyId(1))), at(9)),
            "a key that it doesn't have"
        );
        app.replace_secret(secret("bbbb"), Some(at(10)));
        assert!(accepts(&app, 1, at(9)) && accepts(&app, 2, at(9)));
        assert!(!accepts(&app, 1, at(10)) && accepts(&app, 2, at(10)));
        let of_hint = |app: &Application, hint, now| {
            let hint = Hint::parse(hint).unwrap();
            app.secret_of_hint(hint, now).map(|(_, g)| g)
        };
        assert_eq!(of_hint(&app, "aaaa", at(9)), Some(1));
        assert_eq!(of_hint(&app, "aaaa", at(10)), None);
        assert_eq!(of_hint(&app, "bbbb", at(10)), Some(2));
        app.end_tokens();
        assert!((1..=2).all(|generation| !accepts(&app, generation, at(1))));
        assert_ne!(of_hint(&app, "aaaa", at(1)), of_hint(&app, "bbbb", at(1)));
        app.replace_secret(secret("cccc"), None);
        assert_eq!(of_hint(&app, "bbbb", at(1)), None);
        assert!(accepts(&app, app.generation, at(1)));
    }

    #[test]
    fn client_ids_are_ascii_and_hold_no_separator_but_hyphens() {
        for (name, start) in [
            ("ci-pipeline-prod", "ci-pipeline-prod-"),
            ("CI pipeline (prod)", "ci-pipeline-prod-"),
            ("日本語", "app-"),
            ("---", "app-"),
            ("a/b?c#d_e", "a-b-c-d-e-"),
            ("Été 2026", "t-2026-"),
        ] {
            let id = client_id(name, [1, 2, 3, 4, 5, 255]);
            assert!(id.starts_with(start), "{name}: {id}");
            assert!(
                id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'),
                "{id}"
            );
            assert!(!id.ends_with('-') && !id.contains("--"), "{id}");
        }
        assert!(client_id(&"x".repeat(256), [0; 6]).len() <= SLUG + 7);
    }
}
