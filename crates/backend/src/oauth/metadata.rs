//! `/.well-known/oauth-authorization-server` (RFC 8414), and the same where clients of `OpenID` Connect look
//! for it.

use std::sync::Arc;

use axum::{Json, extract::State, http::header, response::IntoResponse};
use serde_json::json;
use shared::paths;

use crate::{Core, tokens::dpop};

/// What this server is and can do. It has no authorization endpoint: its one grant needs none (RFC 8414 section 2).
pub(super) async fn handler(State(core): State<Arc<Core>>) -> impl IntoResponse {
    let at = |path: &str| format!("{}{path}", core.issuer());
    let methods = json!([
        "client_secret_basic",
        "client_secret_post",
        "private_key_jwt"
    ]);
    let signed_with = dpop::ALGORITHMS;
    let algorithm = core.settings.token_algorithm.as_str();
    let body = json!({
        "issuer": core.issuer(),
        "token_endpoint": at(paths::TOKEN),
        "token_endpoint_auth_methods_supported": methods,
        "token_endpoint_auth_signing_alg_values_supported": signed_with,
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "introspection_endpoint": at(paths::INTROSPECT),
        "introspection_endpoint_auth_methods_supported": methods,
        "introspection_endpoint_auth_signing_alg_values_supported": signed_with,
        "revocation_endpoint": at(paths::REVOKE),
        "revocation_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_signing_alg_values_supported": signed_with,
        "jwks_uri": at(paths::JWKS),
        "dpop_signing_alg_values_supported": signed_with,
        "service_documentation": at(paths::DOCS),
        // OpenID Connect Discovery 1.0 section 3 asks for these two.
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [algorithm],
    });
    ([(header::CACHE_CONTROL, "public, max-age=300")], Json(body))
}
