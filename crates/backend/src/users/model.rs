//! A user as it is kept.

use std::sync::Arc;

use shared::Timestamp;
use uuid::Uuid;

/// Somebody who signs in with an email and a password.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// The id.
    pub id: Uuid,
    /// The email, folded.
    pub email: Arc<str>,
    /// Argon2id's PHC string.
    pub password_hash: Arc<str>,
    /// Whether the password is a temporary one.
    pub must_change_password: bool,
    /// Who made the user.
    pub created_by: String,
    /// When.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When the user last signed in.
    pub last_login: Option<Timestamp>,
}
