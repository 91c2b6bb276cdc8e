//! The audit log: `/api/v1/audit/log`. In `snake_case`, as the compatible API has it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// What somebody did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditEntry {
    /// Its number, as text: they count up without a gap.
    pub id: String,
    /// When.
    pub timestamp: Timestamp,
    /// The account's number, as text.
    pub tenant_id: String,
    /// Who: a user's email, an application's name, or `command line`.
    pub subject: String,
    /// `user`, `app` or `system`.
    pub subject_type: String,
    /// What was done: `Create`, `Update`, `Delete`, … `IssueTokens` counts the tokens that an application obtained in a
    /// minute; `RefuseClient` the times that it, or an unknown client, was refused from an address in a minute.
    pub action: String,
    /// `Success`; `Failure` of refusals.
    pub result: String,
    /// From which address; of refusals over IPv6, from which network (`/64`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_ip: Option<String>,
    /// The request's method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http_method: Option<String>,
    /// The request's path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http_status_code: Option<i64>,
    /// To what kind of thing: `Application`, `AccessRule`, …
    pub entity_type: String,
    /// Its name at the time.
    pub entity_name: String,
    /// Which.
    pub entity_id: String,
    /// The request's id, as in the log and in the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// More; each value as text. Of `IssueTokens`: `minute` and `tokens`. Of `RefuseClient`: `minute`, `refusals`, and how
    /// many of them were `wrongSecret`, `unknownClient`, `disabled`, `expired` and `throttled`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, String>>,
}

/// A page of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditPage {
    /// How many match.
    pub total: usize,
    /// The offset of the next page, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<usize>,
    /// The page.
    pub audit_logs: Vec<AuditEntry>,
}
