//! The OAuth endpoints: tokens, introspection, public keys.

mod asked;
mod introspect;
mod issue;
mod keys;
mod metadata;
mod revoke;
pub(crate) mod sql;
pub(crate) mod tally;

use axum::{
    Json,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use shared::paths;

use crate::openapi::doc::{DPOP, Doc, Section};
use crate::openapi::forms::{
    CompatibleTokenRequest, Introspection, KeySet, Metadata, TokenForm, TokenRequest,
};
use crate::{
    http::{Access, Endpoint},
    tokens::error::OAuthError,
};
use shared::ErrorCode;
use shared::api::tokens as wire;

/// The endpoints of this slice. They authenticate the client themselves, as OAuth has it.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::post(paths::TOKEN, "issue_token", Access::Open, issue::form).doc(
            Doc::new(Section::Tokens, "Obtain an access token")
                .headers(&[DPOP])
                .takes_form::<TokenRequest>()
                .answers::<wire::TokenResponse>(200)
                .errors(&[ErrorCode::TooManyRequests]),
        ),
        Endpoint::post(paths::TOKEN_V2, "issue_token_v2", Access::Open, issue::form).doc(
            Doc::new(Section::Tokens, "Obtain an access token, at its other path")
                .headers(&[DPOP])
                .takes_form::<TokenRequest>()
                .answers::<wire::TokenResponse>(200)
                .errors(&[ErrorCode::TooManyRequests]),
        ),
        Endpoint::post(paths::TOKEN_V1, "issue_token_v1", Access::Open, issue::json).doc(
            Doc::new(
                Section::Tokens,
                "Obtain an access token the compatible API's way, in JSON",
            )
            .takes::<CompatibleTokenRequest>()
            .answers::<wire::CompatibleTokenResponse>(200)
            .errors(&[ErrorCode::InvalidCredentials, ErrorCode::TooManyRequests]),
        ),
        Endpoint::post(
            paths::INTROSPECT,
            "introspect_token",
            Access::Open,
            introspect::handler,
        )
        .doc(
            Doc::new(Section::Tokens, "Look at a token (RFC 7662)")
                .takes_form::<TokenForm>()
                .answers::<Introspection>(200),
        ),
        Endpoint::post(paths::REVOKE, "revoke_token", Access::Open, revoke::handler)
            .doc(Doc::new(Section::Tokens, "Revoke a token (RFC 7009)").takes_form::<TokenForm>()),
        Endpoint::get(
            paths::METADATA,
            "get_server_metadata",
            Access::Open,
            metadata::handler,
        )
        .doc(
            Doc::new(
                Section::Tokens,
                "The authorization server's metadata (RFC 8414)",
            )
            .answers::<Metadata>(200),
        ),
        Endpoint::get(
            paths::OPENID_CONFIGURATION,
            "get_openid_configuration",
            Access::Open,
            metadata::handler,
        )
        .doc(
            Doc::new(
                Section::Tokens,
                "The same where OpenID Connect clients look",
            )
            .answers::<Metadata>(200),
        ),
        Endpoint::get(paths::JWKS, "list_public_keys", Access::Open, keys::handler).doc(
            Doc::new(
                Section::Tokens,
                "The public keys that verify tokens (RFC 7517)",
            )
            .answers::<KeySet>(200),
        ),
    ]
}

/// RFC 6749 section 5.2's body, which is not the API's.
fn refuse(error: &OAuthError) -> Response {
    let mut headers = no_store();
    if let Some(challenge) = error.challenge() {
        headers.insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static(challenge),
        );
    }
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST);
    (status, headers, Json(error.body())).into_response()
}

fn no_store() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    headers
}
