//! An application as it is kept.

use std::sync::Arc;

use shared::Timestamp;
use uuid::Uuid;

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
    pub description: Option<String>,
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
}

/// What is kept of a client secret.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredSecret {
    /// Argon2id's PHC string.
    pub hash: Arc<str>,
    /// Its last four characters.
    pub hint: String,
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
