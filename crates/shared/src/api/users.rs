//! Users, their sessions, and the set-up of the first of them.

use serde::{Deserialize, Serialize};

use crate::{Email, Name, Timestamp};

/// A user: an administrator who signs in with an email and a password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// A UUID.
    pub id: String,
    /// The email.
    pub username: String,
    /// Who made the user.
    pub created_by: String,
    /// When.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When the user last signed in; null for never.
    pub last_login: Option<Timestamp>,
    /// Whether the password is kept here.
    pub is_local: bool,
    /// The groups it is in.
    pub groups: Vec<String>,
}

/// The user who is signed in: the answer to `GET` and `POST /api/v1/session`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SignedIn {
    /// Who.
    #[serde(flatten)]
    pub user: User,
    /// Whether the password is temporary: until it is changed, every other call is refused with
    /// `password_change_required`.
    pub must_change_password: bool,
}

/// `POST /api/v1/users`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CreateUser {
    /// The new user's email.
    pub email: Email,
    /// Whether the temporary password must be changed at the first sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reset_password: Option<bool>,
}

/// The answer to [`CreateUser`]. No `Debug`: it holds a password in clear.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CreatedUser {
    /// A UUID.
    pub id: String,
    /// The email.
    pub username: String,
    /// A random password, shown once.
    pub temp_password: String,
}

/// The answer to `POST /api/v1/users/{id}/password`. No `Debug`: it holds a password in clear.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TemporaryPassword {
    /// A random password, shown once.
    pub temp_password: String,
}

/// `POST /api/v1/session`. No `Debug`: it holds a password in clear.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignIn {
    /// Who signs in.
    pub email: String,
    /// The password, exactly as typed.
    pub password: String,
}

/// `POST /api/v1/setup`. No `Debug`: it holds a password in clear.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SetUp {
    /// The one-time token that the server printed.
    pub token: String,
    /// The organisation's name.
    pub organisation: Name,
    /// The first administrator's email.
    pub email: Email,
    /// The first administrator's password.
    pub password: String,
}

/// `POST /api/v1/users/me/password`. No `Debug`: it holds passwords in clear.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ChangePassword {
    /// The password so far.
    pub current_password: String,
    /// The new one.
    pub new_password: String,
}

/// One of a user's sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Names the session; not what its cookie holds.
    pub id: String,
    /// When the user signed in.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// From which address it was last used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip: Option<String>,
    /// With which browser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// Whether this is the session that asks.
    pub current: bool,
}

/// The fewest characters that a password may have.
pub const PASSWORD_MIN: usize = 12;
