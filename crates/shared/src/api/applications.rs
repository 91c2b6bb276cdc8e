//! Applications: `/api/v1/apps`, and the same as `/api/v1/service-accounts`.

use serde::{Deserialize, Serialize};

use crate::{Name, ScopeType, Timestamp};

/// An application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", bound(deserialize = "S: Deserialize<'de>"))]
#[cfg_attr(feature = "schema", schemars(rename = "Application"))]
pub struct Application<S = SecretInfo> {
    /// A UUID.
    pub id: String,
    /// Unique among applications, without regard to case.
    pub name: String,
    /// What it authenticates with, beside its secret. Never changes.
    pub client_id: String,
    /// Whether it obtains tokens and its tokens are accepted.
    pub enabled: bool,
    /// The user (by email) or application (by name) that created it, or `command line`.
    pub created_by: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// When its name, description, status, expiry, access rules or secret last changed.
    pub updated_at: Timestamp,
    /// When it last obtained a token; null for never.
    pub last_login: Option<Timestamp>,
    /// The account's number, as text.
    pub tenant_id: String,
    /// Goes up with each change; also its `ETag`, in quotes.
    pub version: i64,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// From when it obtains no token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// How long its tokens live, in seconds, where that is not the server's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_lifetime_seconds: Option<u32>,
    /// From which address it last obtained a token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_login_ip: Option<String>,
    /// With which `User-Agent` it last obtained a token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_login_user_agent: Option<String>,
    /// About its client secret, never the secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_info: Option<S>,
    /// Its access rules, with `include=accessRules` and the permission to read them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_rules: Option<Vec<CompactRule>>,
}

/// About a client secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SecretInfo {
    /// Its last four characters.
    pub hint: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// All about a client secret, and the one before it while both live. What the page knows of it is [`SecretInfo`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SecretDetails {
    /// Its last four characters.
    pub hint: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last obtained a token; null for never.
    pub last_used_at: Option<Timestamp>,
    /// Until when the secret before it lives, while it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_valid_until: Option<Timestamp>,
    /// When the secret before it last obtained a token, while it lives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_last_used_at: Option<Timestamp>,
}

/// `POST /api/v1/apps/{id}/secret`; the body may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RegenerateSecret {
    /// How long the secret so far lives on, in seconds: at most 604800, 0 unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overlap_seconds: Option<u32>,
}

/// An access rule as part of its application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CompactRule {
    /// The rule's number.
    pub id: i32,
    /// The role's number.
    pub role_id: i32,
    /// The role's name.
    pub role_name: String,
    /// The scope's level.
    pub scope_type: ScopeType,
    /// The scope's id.
    pub scope_id: String,
    /// The scope's name.
    pub scope_name: String,
}

impl CompactRule {
    /// The rule as it is shown, searched and exported: `Researcher · Cluster: A`.
    pub fn describe(&self) -> String {
        format!(
            "{} · {}",
            self.role_name,
            self.scope_type.describe(&self.scope_name)
        )
    }
}

/// `POST /api/v1/apps`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CreateApplication {
    /// The new application's name.
    pub name: Name,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// From when it obtains no token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// How long its tokens live, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_lifetime_seconds: Option<u32>,
}

/// The answer to [`CreateApplication`]: the one time that the secret is shown.
///
/// No `Debug`: it holds a secret in clear.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CreatedApplication {
    /// A UUID.
    pub id: String,
    /// The name.
    pub name: String,
    /// The client ID.
    pub client_id: String,
    /// The client secret; called `clientSecret` under `/api/v1/service-accounts`.
    pub secret: String,
}

/// The answer to `POST /api/v1/apps/{id}/secret`. No `Debug`: it holds a secret in clear.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RegeneratedSecret {
    /// The new client secret; called `clientSecret` under `/api/v1/service-accounts`.
    pub secret: String,
}

/// `PATCH /api/v1/apps/{id}`. What is absent stays as it is; null empties what may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UpdateApplication {
    /// Whether it obtains tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// A new name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// A new description, or none.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub description: Option<Option<String>>,
    /// A new expiry, or none.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub expires_at: Option<Option<Timestamp>>,
    /// A new lifetime of tokens in seconds, or the server's default.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub token_lifetime_seconds: Option<Option<u32>>,
}

/// Tells an absent key (`None`, by `default`) from a null one (`Some(None)`).
#[expect(clippy::option_option, reason = "three states: keep, empty, set")]
fn present<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_empties_and_absent_keeps() {
        let kept: UpdateApplication = serde_json::from_str("{}").unwrap();
        assert_eq!(kept, UpdateApplication::default());
        let emptied: UpdateApplication = serde_json::from_str(r#"{"description":null}"#).unwrap();
        assert_eq!(emptied.description, Some(None));
    }

    #[test]
    fn a_rule_reads_as_in_the_table() {
        let mut rule = CompactRule {
            id: 1,
            role_id: 2,
            role_name: "Researcher".to_owned(),
            scope_type: ScopeType::Cluster,
            scope_id: "c".to_owned(),
            scope_name: "A".to_owned(),
        };
        assert_eq!(rule.describe(), "Researcher · Cluster: A");
        rule.scope_type = ScopeType::Tenant;
        assert_eq!(rule.describe(), "Researcher · Account");
    }
}
