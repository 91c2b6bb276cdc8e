//! What only the description of the API has types for: forms, and answers that are written by hand.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The form of a token request (RFC 6749 section 4.4.2). The client may authenticate by HTTP Basic instead, or with a key
/// (RFC 7523 section 2.2).
#[derive(Serialize, Deserialize, JsonSchema)]
pub struct TokenRequest {
    /// `client_credentials`
    pub grant_type: String,
    /// The client ID, where the client does not authenticate by Basic.
    pub client_id: Option<String>,
    /// The client secret, where the client does not authenticate by Basic.
    pub client_secret: Option<String>,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`, with `client_assertion`.
    pub client_assertion_type: Option<String>,
    /// In place of a secret: a JWT that a key of the application signed, with `iss` and `sub` its client ID, `aud` the
    /// server's issuer, `exp` within an hour, and a `jti` that is new.
    pub client_assertion: Option<String>,
}

/// The JSON of a token request of the compatible API. Keys are matched without regard to case.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CompatibleTokenRequest {
    /// `client_credentials`
    pub grant_type: String,
    /// The client ID.
    pub client_id: String,
    /// The client secret.
    pub client_secret: String,
}

/// A token, to be looked at or revoked (RFC 7662 section 2.1, RFC 7009 section 2.1).
#[derive(Serialize, Deserialize, JsonSchema)]
pub struct TokenForm {
    /// The access token.
    pub token: String,
    /// Heeded by nobody here: there is one kind of token.
    pub token_type_hint: Option<String>,
}

/// What is in a token (RFC 7662 section 2.2); of one that is not active, only that.
#[derive(Serialize, Deserialize, JsonSchema)]
pub struct Introspection {
    /// Whether it is accepted now.
    pub active: bool,
    /// Whose it is.
    pub client_id: Option<String>,
    /// The same.
    pub sub: Option<String>,
    /// For whom it is.
    pub aud: Option<String>,
    /// Who issued it.
    pub iss: Option<String>,
    /// When it was issued, unix seconds.
    pub iat: Option<i64>,
    /// When it expires, unix seconds.
    pub exp: Option<i64>,
    /// Its id.
    pub jti: Option<String>,
    /// The account's number, as text.
    pub tenant_id: Option<String>,
    /// `Bearer`, or `DPoP` of a token that is bound to a key.
    pub token_type: Option<String>,
    /// The key that it is bound to: `jkt`, its JWK thumbprint (RFC 9449 section 6.2).
    pub cnf: Option<Bound>,
}

/// What a token is bound to.
#[derive(Serialize, Deserialize, JsonSchema)]
pub struct Bound {
    /// The JWK thumbprint of a key (RFC 7638), with SHA-256.
    pub jkt: String,
}

/// The authorization server's metadata (RFC 8414 section 2).
#[derive(Serialize, Deserialize, JsonSchema)]
pub struct Metadata {
    /// The `iss` of its tokens.
    pub issuer: String,
    /// Where tokens are obtained.
    pub token_endpoint: String,
    /// Where tokens are looked at.
    pub introspection_endpoint: String,
    /// Where tokens are revoked.
    pub revocation_endpoint: String,
    /// Where its public keys are.
    pub jwks_uri: String,
    /// `client_credentials`
    pub grant_types_supported: Vec<String>,
    /// What `DPoP` proofs may be signed with.
    pub dpop_signing_alg_values_supported: Vec<String>,
}

/// Public keys (RFC 7517 section 5).
#[derive(Serialize, Deserialize, JsonSchema)]
pub struct KeySet {
    /// The keys, as JWK.
    pub keys: Vec<serde_json::Value>,
}

/// How the process is.
#[derive(Serialize, Deserialize, JsonSchema)]
pub struct Health {
    /// `ok` or `ready`
    pub status: String,
}

/// A new service account: the one time that the secret is shown.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreatedServiceAccount {
    /// A UUID.
    pub id: String,
    /// The name.
    pub name: String,
    /// The client ID.
    pub client_id: String,
    /// The client secret.
    pub client_secret: String,
}

/// A service account's new client secret.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RegeneratedClientSecret {
    /// The new client secret.
    pub client_secret: String,
}

/// Any JSON.
#[derive(Serialize, Deserialize, JsonSchema)]
pub struct AnyObject {}
