//! What changed since: `/api/v1/changes`, for a page that follows along.

use serde::{Deserialize, Serialize};

use super::applications::{Application, SecretDetails};
use crate::Timestamp;

/// The header of the applications' list that says where to ask from: its `seq`.
pub const SEQ_HEADER: &str = "x-clientele-seq";

/// What changed after a `seq`. Replace these rows, remove those; or load everything anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(bound(deserialize = "S: Deserialize<'de>"))]
#[cfg_attr(feature = "schema", schemars(rename = "Changes"))]
pub struct Changes<S = SecretDetails> {
    /// What to ask from next time.
    pub seq: i64,
    /// Whether too much changed, or something that shows in many rows: load the list anew.
    pub reload: bool,
    /// The applications that were made or changed, as they are now.
    pub applications: Vec<Application<S>>,
    /// The ids of those that are gone.
    pub removed: Vec<String>,
    /// With `loginsSince`: who obtained a token since, and when last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logins: Option<Vec<LastLogin>>,
}

/// When an application last obtained a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LastLogin {
    /// The application's id.
    pub id: String,
    /// When.
    pub last_login: Timestamp,
}
