//! Access rules: `/api/v1/authorization/access-rules`. A rule is a role in a scope, given to a subject. Rules are never
//! edited: delete and create.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{ScopeType, Timestamp};

/// Who a rule is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SubjectType {
    /// A user.
    User,
    /// An application.
    App,
    /// An application, under its other name.
    ServiceAccount,
    /// A group of users.
    Group,
}

impl SubjectType {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::App => "app",
            Self::ServiceAccount => "service-account",
            Self::Group => "group",
        }
    }
}

impl fmt::Display for SubjectType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for SubjectType {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "user" => Ok(Self::User),
            "app" => Ok(Self::App),
            "service-account" => Ok(Self::ServiceAccount),
            "group" => Ok(Self::Group),
            _ => Err(()),
        }
    }
}

/// `POST`: gives a subject a role in a scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateAccessRule {
    /// An application's id, client ID or name (in this order), or a user's id or email.
    pub subject_id: String,
    /// Who the subject is.
    pub subject_type: SubjectType,
    /// The role's number.
    pub role_id: i32,
    /// The scope's id.
    pub scope_id: String,
    /// The scope's level.
    pub scope_type: ScopeType,
    /// The cluster that the scope is in; checked where it is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster_id: Option<String>,
}

/// An access rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccessRule {
    /// Its number.
    pub id: i32,
    /// An application's client ID, or a user's email.
    pub subject_id: String,
    /// Who the subject is.
    pub subject_type: SubjectType,
    /// The role's number.
    pub role_id: i32,
    /// The role's name.
    pub role_name: String,
    /// The scope's id.
    pub scope_id: String,
    /// The scope's level.
    pub scope_type: ScopeType,
    /// The scope's name.
    pub scope_name: String,
    /// The account's number; text in an application, a number here.
    pub tenant_id: i32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was made or deleted.
    pub updated_at: Timestamp,
    /// Who made it.
    pub created_by: String,
    /// The cluster that the scope is, or is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster_id: Option<String>,
    /// When it was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
    /// Always ready: a rule holds from the answer that made it.
    pub status: RuleStatus,
    /// The scope's names from the account down, in the answer about one rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope_path: Option<String>,
}

/// The state of a rule in the compatible API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleStatus {
    /// `Ready`.
    pub phase: String,
}

impl RuleStatus {
    /// The only state here.
    pub fn ready() -> Self {
        Self {
            phase: "Ready".to_owned(),
        }
    }
}

/// A page of access rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccessRulePage {
    /// How many match.
    pub total_records: usize,
    /// How many are here.
    pub display_records: usize,
    /// The page.
    pub access_rules: Vec<AccessRule>,
}

/// `GET …/me/access-rules`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MyAccessRules {
    /// The caller's rules.
    pub access_rules: AccessRulePage,
}

/// `GET …/count`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// How many match.
    pub count: usize,
}
