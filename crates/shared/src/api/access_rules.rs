//! Access rules: `/api/v1/authorization/access-rules`. A rule is a role in a scope, given to a subject. Rules are never
//! edited: delete and create.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{ScopeType, Timestamp};

/// Who a rule is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MyAccessRules {
    /// The caller's rules.
    pub access_rules: AccessRulePage,
}

/// `GET …/count`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Count {
    /// How many match.
    pub count: usize,
}

/// A subject, as a batch names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SubjectRef {
    /// An application's id, client ID or name (in this order), or a user's id or email.
    pub subject_id: String,
    /// Who the subject is.
    pub subject_type: SubjectType,
}

/// An access rule's number, as text or as a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum RuleId {
    /// `"32"`
    Text(String),
    /// `32`
    Number(i64),
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
        }
    }
}

/// What a batch does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum BatchAction {
    /// Delete the rules.
    Delete,
    /// Say which could be deleted, and change nothing.
    ValidateDelete,
}

/// `POST …/batch`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccessRuleBatch {
    /// The rules' numbers.
    pub ids: Vec<RuleId>,
    /// What to do with them.
    pub action: BatchAction,
}

/// The answer to [`AccessRuleBatch`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BatchOutcome {
    /// Names this call.
    pub id: String,
    /// The numbers, as text, of the rules that were deleted, or could be.
    pub succeeded: Vec<String>,
    /// The others, and why.
    pub failed: Vec<BatchFailure>,
}

/// One of a batch that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BatchFailure {
    /// The rule's number, as text.
    pub id: String,
    /// The HTTP status that it would have had alone.
    pub code: u16,
    /// Why.
    pub message: String,
}

/// `POST …/batch-create`: each subject gets the role in each scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BatchCreateAccessRules {
    /// What to make.
    pub payload: BatchCreatePayload,
}

/// What a batch makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BatchCreatePayload {
    /// The role's number.
    pub role_id: i32,
    /// The cluster that the scopes are in; checked where it is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster_id: Option<String>,
    /// For whom.
    pub subjects: Vec<SubjectRef>,
    /// Where.
    pub scopes: Vec<crate::Scope>,
}

/// The answer to [`BatchCreateAccessRules`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BatchCreateOutcome {
    /// The new rules.
    pub succeeded: Vec<AccessRule>,
    /// What was not made, and why.
    pub failed: Vec<BatchCreateFailure>,
}

/// One of a batch that was not made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BatchCreateFailure {
    /// What was to be made.
    pub payload: CreateAccessRule,
    /// The HTTP status that it would have had alone.
    pub code: u16,
    /// Why.
    pub message: String,
}

/// `POST …/check`: may this subject do this there?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// An application's id, client ID or name (in this order), or a user's id or email.
    pub subject_id: String,
    /// Who the subject is.
    pub subject_type: SubjectType,
    /// The kind of resource: `apps`, `jobs`, `cluster`, …
    pub resource_type: String,
    /// What it wants to do.
    pub action: super::roles::Action,
    /// The scope's level.
    pub scope_type: ScopeType,
    /// The scope's id.
    pub scope_id: String,
}

/// The answer to [`Check`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Checked {
    /// Whether it may.
    pub allowed: bool,
    /// The access rules that say so, of those that the caller may read.
    pub because: Vec<AccessRule>,
}
