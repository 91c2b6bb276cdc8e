//! Answers of the token endpoints.

use serde::{Deserialize, Serialize};

/// RFC 6749 section 5.1. No `Debug`: it holds a token in clear.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TokenResponse {
    /// A JWT in RFC 9068's profile.
    pub access_token: String,
    /// `Bearer`, or `DPoP` of a token that is bound to the key of the request's proof.
    pub token_type: String,
    /// Seconds.
    pub expires_in: u32,
}

/// The answer of `POST /api/v1/token`. No `Debug`: it holds a token in clear.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CompatibleTokenResponse {
    /// A JWT in RFC 9068's profile.
    pub access_token: String,
    /// Seconds.
    pub expires_in: u32,
}

/// RFC 6749 section 5.2.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OAuthErrorBody {
    /// One of the RFC's codes.
    pub error: String,
    /// What is wrong, for a person; ASCII as the RFC asks.
    pub error_description: String,
}
