//! Which secrets were verified lately, so that a well-behaved client pays for argon2 once and not for every token.
//!
//! What is kept is an HMAC under a key that exists only in this process, bound to the application and to the
//! generation of its secret. Regenerating raises the generation, so an older entry can't match again; whether the
//! application is enabled, unexpired and there at all is the caller's to check *before* asking. A wrong secret is never
//! remembered: it pays every time.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use ring::hmac;

use super::format::ClientSecret;

/// Which secret of which application: a secret's generation is never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SecretId {
    /// The application's UUID.
    pub application: u128,
    /// Counts the application's secrets.
    pub generation: i64,
}

type Tags = HashMap<SecretId, [u8; 32]>;

/// A bounded memory of verified secrets; about 100 bytes each.
pub struct Remembered {
    key: hmac::Key,
    each: usize,
    halves: Mutex<Halves>,
}

/// Entries are written to `young`. When that is full it becomes `old` and the previous `old` is forgotten: whoever asks
/// often is carried over, and nothing needs a list in order of use.
#[derive(Default)]
struct Halves {
    young: Tags,
    old: Tags,
}

impl Remembered {
    /// Remembers at least `capacity` secrets and at most twice as many. `key`: 32 random bytes, new in every process.
    pub fn new(capacity: usize, key: &[u8; 32]) -> Self {
        Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, key),
            each: capacity.max(1),
            halves: Mutex::default(),
        }
    }

    /// Call once argon2 has verified `secret`.
    pub fn remember(&self, id: SecretId, secret: &ClientSecret) {
        let mut tag = [0; 32];
        tag.copy_from_slice(hmac::sign(&self.key, &message(id, secret)).as_ref());
        self.lock().put(id, tag, self.each);
    }

    /// Whether exactly this secret was verified before.
    pub fn recalls(&self, id: SecretId, secret: &ClientSecret) -> bool {
        let Some(tag) = self.lock().get(id, self.each) else {
            return false;
        };
        // Compares in constant time.
        hmac::verify(&self.key, &message(id, secret), &tag).is_ok()
    }

    fn lock(&self) -> MutexGuard<'_, Halves> {
        self.halves.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Halves {
    fn put(&mut self, id: SecretId, tag: [u8; 32], each: usize) {
        if self.young.len() >= each && !self.young.contains_key(&id) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(id, tag);
    }

    fn get(&mut self, id: SecretId, each: usize) -> Option<[u8; 32]> {
        if let Some(tag) = self.young.get(&id) {
            return Some(*tag);
        }
        let tag = self.old.remove(&id)?;
        self.put(id, tag, each);
        Some(tag)
    }
}

fn message(id: SecretId, secret: &ClientSecret) -> zeroize::Zeroizing<Vec<u8>> {
    let secret = secret.expose().as_bytes();
    let mut message = zeroize::Zeroizing::new(Vec::with_capacity(24 + secret.len()));
    message.extend_from_slice(&id.application.to_be_bytes());
    message.extend_from_slice(&id.generation.to_be_bytes());
    message.extend_from_slice(secret);
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn id(application: u128, generation: i64) -> SecretId {
        SecretId {
            application,
            generation,
        }
    }

    fn secret(byte: u8) -> ClientSecret {
        ClientSecret::from_entropy([byte; 32])
    }

    #[test]
    fn only_the_same_secret_of_the_same_generation_is_recalled() {
        let memory = Remembered::new(8, &[1; 32]);
        assert!(!memory.recalls(id(1, 1), &secret(1)));
        memory.remember(id(1, 1), &secret(1));
        assert!(memory.recalls(id(1, 1), &secret(1)));
        assert!(!memory.recalls(id(1, 1), &secret(2)), "another secret");
        assert!(!memory.recalls(id(1, 2), &secret(1)), "another generation");
        assert!(!memory.recalls(id(2, 1), &secret(1)), "another application");
    }

    #[test]
    fn two_live_secrets_are_recalled_side_by_side() {
        let memory = Remembered::new(8, &[1; 32]);
        memory.remember(id(1, 1), &secret(1));
        memory.remember(id(1, 2), &secret(2));
        assert!(memory.recalls(id(1, 1), &secret(1)) && memory.recalls(id(1, 2), &secret(2)));
    }

    #[test]
    fn it_is_bounded_and_keeps_what_is_used() {
        let memory = Remembered::new(10, &[1; 32]);
        memory.remember(id(0, 1), &secret(0));
        for application in 1..1000 {
            memory.remember(id(application, 1), &secret(1));
            assert!(
                memory.recalls(id(0, 1), &secret(0)),
                "used between any ten others: {application}"
            );
        }
        let halves = memory.lock();
        assert!(halves.young.len() <= 10 && halves.old.len() <= 10);
        drop(halves);
        assert!(!memory.recalls(id(1, 1), &secret(1)), "long unused");
        assert!(
            (990..1000).all(|a| memory.recalls(id(a, 1), &secret(1))),
            "the latest ten are there"
        );
    }
}
