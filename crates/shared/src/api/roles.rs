//! Roles and permissions: `/api/v1/authorization/{roles,permissions,permitted-scopes}`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Name, Timestamp};

/// What may be done with a kind of resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Make one.
    Create,
    /// See them.
    Read,
    /// Change one.
    Update,
    /// Delete one.
    Delete,
}

impl Action {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 4] = [Self::Create, Self::Read, Self::Update, Self::Delete];

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Action {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|action| action.as_str() == text)
            .ok_or(())
    }
}

/// What a role, or the caller, may do with one kind of resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Permission {
    /// The kind of resource: `apps`, `access_rules`, `cluster`, …
    pub resource_type: String,
    /// Its name for a person.
    pub display_name: String,
    /// Which kinds it is listed with.
    pub group_id: String,
    /// What may be done.
    pub actions: Vec<Action>,
}

/// A role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Role {
    /// Its number; custom roles have numbers from 10000.
    pub id: i32,
    /// Its name, by which clients look it up.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What it permits.
    pub permissions: Vec<Permission>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Who made it.
    pub created_by: String,
    /// Whether an administrator made it.
    pub custom: bool,
    /// Whether it may be given.
    pub enabled: bool,
    /// The same, with what it depends on.
    pub effective_enabled: bool,
}

/// `POST …/roles` and `PUT …/roles/{id}`: a role of one's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WriteRole {
    /// Its name, unique among roles.
    pub name: Name,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// What it permits.
    pub permissions: Vec<WritePermission>,
}

/// What a role of one's own permits with one kind of resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WritePermission {
    /// The kind of resource: `apps`, `access_rules`, `cluster`, …
    pub resource_type: String,
    /// What may be done.
    pub actions: Vec<Action>,
}

/// `POST …/permitted-scopes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AskPermittedScopes {
    /// The kind of resource.
    pub resource_type: String,
    /// Only this action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
}

/// Where the caller may do what. Each list holds only the widest scopes: what lies beneath is covered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PermittedScopes {
    /// Where the caller may make one.
    pub create: ScopeLists,
    /// Where the caller may see them.
    pub read: ScopeLists,
    /// Where the caller may change one.
    pub update: ScopeLists,
    /// Where the caller may delete one.
    pub delete: ScopeLists,
}

/// Scopes by level.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScopeLists {
    /// Ids of accounts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tenants: Vec<String>,
    /// Ids of clusters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clusters: Vec<String>,
    /// Ids of departments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub departments: Vec<String>,
    /// Ids of projects.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub projects: Vec<String>,
}
