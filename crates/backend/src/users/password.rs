//! Users' passwords.

use std::sync::Arc;

use shared::ErrorCode;

use crate::{
    Core,
    env::{Env, NoRandomness},
    http::ApiError,
    secrets::{password, pool::Kind},
};

/// The hash of a password that was found good enough.
pub struct PasswordHash(Arc<str>);

impl PasswordHash {
    pub(super) fn into_inner(self) -> Arc<str> {
        self.0
    }
}

/// Refuses a password that is too weak for the user of this email. `field` names it in the error.
pub fn check_new(password: &str, email: &str, field: &'static str) -> Result<(), ApiError> {
    password::check(password, email).map_err(|error| {
        let text = error.to_string();
        let mut letters = text.chars();
        let sentence = letters.next().map_or_else(String::new, |first| {
            first.to_uppercase().chain(letters).chain(['.']).collect()
        });
        ApiError::new(ErrorCode::WeakPassword, sentence).on(field)
    })
}

/// Hashes a password. Takes a while, so it is called before a transaction opens.
pub async fn hash(core: &Core, password: &str) -> Result<PasswordHash, ApiError> {
    let hash = core
        .hashing
        .hash(Kind::Password, password, core.env.random()?)
        .await?;
    Ok(PasswordHash(hash.into()))
}

/// Without letters that are easily confused; 32 of them, so that a byte's five bits pick one evenly.
const LETTERS: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyzE";

/// A random password of 100 bits, in groups that can be read out.
pub fn temporary(env: &Env) -> Result<String, NoRandomness> {
    let random: [u8; 20] = env.random()?;
    let mut text = String::with_capacity(24);
    for (index, byte) in random.iter().enumerate() {
        if index > 0 && index % 5 == 0 {
            text.push('-');
        }
        text.push(char::from(LETTERS[usize::from(byte & 31)]));
    }
    Ok(text)
}
