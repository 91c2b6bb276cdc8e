//! A session as it is kept.

use std::sync::Arc;

use shared::Timestamp;
use uuid::Uuid;

/// A user who is signed in, in one browser.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Names it. Not what the cookie holds.
    pub id: Uuid,
    /// The hash of what the cookie holds.
    pub token_hash: Arc<str>,
    /// Whose it is.
    pub user: Uuid,
    /// When the user signed in.
    pub created_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// When it was last used, as of the last batch.
    pub last_used_at: Timestamp,
    /// From which address the user signed in.
    pub ip: Option<String>,
    /// With which browser.
    pub user_agent: Option<String>,
}
