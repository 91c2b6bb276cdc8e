//! A role that an administrator made, as it is kept.

use shared::Timestamp;

use crate::authz::PermissionSet;

/// A name for a set of permissions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomRole {
    /// Its number, from 10000.
    pub id: i32,
    /// Its name.
    pub name: String,
    /// The key under which the name is unique.
    pub name_key: String,
    /// What it is for.
    pub description: String,
    /// What it permits.
    pub permissions: PermissionSet,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Counts its changes.
    pub version: i64,
}
