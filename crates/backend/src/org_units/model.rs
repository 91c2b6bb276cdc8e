//! A unit of the organisation as it is kept.

use shared::{Scope, Timestamp};

/// The id of the account, which is the root of the tree. Also the `tenantId` of everything.
pub const ACCOUNT_ID: i32 = 1;

/// The account, a cluster, a department or a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its level and id.
    pub scope: Scope,
    /// What it lies beneath; nothing for the account.
    pub parent: Option<Scope>,
    /// Its name.
    pub name: String,
    /// The key under which its name is unique beneath its parent.
    pub name_key: String,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}
