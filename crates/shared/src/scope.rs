use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The level of a scope, from the widest to the narrowest. A scope covers itself and all beneath it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ScopeType {
    /// The whole installation; accepted where the compatible API has it, and the same as the account here.
    System,
    /// The account: the organisation.
    Tenant,
    /// A cluster of the account.
    Cluster,
    /// A department of a cluster.
    Department,
    /// A project of a department.
    Project,
}

impl ScopeType {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Tenant => "tenant",
            Self::Cluster => "cluster",
            Self::Department => "department",
            Self::Project => "project",
        }
    }

    /// The level's name for a person.
    pub const fn label(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Tenant => "Account",
            Self::Cluster => "Cluster",
            Self::Department => "Department",
            Self::Project => "Project",
        }
    }

    /// How a scope of this level and name is shown, searched and exported: `Cluster: A`, `Account`.
    pub fn describe(self, name: &str) -> String {
        match self {
            Self::System | Self::Tenant => self.label().to_owned(),
            _ => format!("{}: {name}", self.label()),
        }
    }
}

impl fmt::Display for ScopeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ScopeType {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "system" => Ok(Self::System),
            "tenant" => Ok(Self::Tenant),
            "cluster" => Ok(Self::Cluster),
            "department" => Ok(Self::Department),
            "project" => Ok(Self::Project),
            _ => Err(()),
        }
    }
}

/// A place in the organisation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Scope {
    /// Its level.
    pub scope_type: ScopeType,
    /// Its id; the account's is its number as text.
    pub scope_id: String,
}
