//! RFC 6749 section 5.2: what a request that gets no token is answered.

use shared::api::tokens::OAuthErrorBody;

use super::dpop::ProofError;

/// RFC 6749 section 5.2's error codes, as far as this grant has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OAuthErrorCode {
    /// The request lacks something, repeats something or is no form.
    InvalidRequest,
    /// Client authentication failed.
    InvalidClient,
    /// The client may not do this.
    UnauthorizedClient,
    /// A grant that this server doesn't know.
    UnsupportedGrantType,
    /// The scope is malformed.
    InvalidScope,
    /// The proof of possession is not one (RFC 9449 section 5).
    InvalidDpopProof,
}

impl OAuthErrorCode {
    /// The code on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidDpopProof => "invalid_dpop_proof",
        }
    }
}

/// The answer to a request that gets no token. Sent with `Cache-Control: no-store`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OAuthError {
    /// What kind.
    pub code: OAuthErrorCode,
    /// What is wrong, in printable ASCII without `"` and `\`, as the RFC asks.
    pub description: String,
}

impl OAuthError {
    /// The one answer to unknown, wrong, expired, disabled and deleted credentials.
    pub fn invalid_client() -> Self {
        Self::new(
            OAuthErrorCode::InvalidClient,
            "the client ID or the client secret is wrong",
        )
    }

    pub(super) fn new(code: OAuthErrorCode, description: impl Into<String>) -> Self {
        Self {
            code,
            description: description.into(),
        }
    }

    pub fn invalid_request(description: impl Into<String>) -> Self {
        Self::new(OAuthErrorCode::InvalidRequest, description)
    }

    /// The client may not do this.
    pub fn unauthorized_client(description: impl Into<String>) -> Self {
        Self::new(OAuthErrorCode::UnauthorizedClient, description)
    }

    /// The proof of possession is refused (RFC 9449 section 5).
    pub fn invalid_dpop_proof(why: ProofError) -> Self {
        Self::new(OAuthErrorCode::InvalidDpopProof, why.to_string())
    }

    /// The HTTP status.
    pub const fn status(&self) -> u16 {
        match self.code {
            OAuthErrorCode::InvalidClient => 401,
            _ => 400,
        }
    }

    /// The `WWW-Authenticate` header of a 401 (RFC 9110 section 11.6.1). Every 401 has one.
    pub const fn challenge(&self) -> Option<&'static str> {
        match self.code {
            OAuthErrorCode::InvalidClient => Some(r#"Basic realm="Clientele", charset="UTF-8""#),
            _ => None,
        }
    }

    /// The body.
    pub fn body(&self) -> OAuthErrorBody {
        OAuthErrorBody {
            error: self.code.as_str().to_owned(),
            error_description: self.description.clone(),
        }
    }
}
