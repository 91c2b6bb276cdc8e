//! `POST /oauth2/introspect` (RFC 7662).

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde_json::json;
use shared::api::roles::Action;

use super::{no_store, refuse};
use crate::{
    Core,
    access_rules::model::Subject,
    authz::{Permission, ResourceType},
    caller::application_of_token,
    http::{ApiError, Body},
    tokens::{error::OAuthError, jws, request},
};

const READ: Permission = Permission::new(ResourceType::Apps, Action::Read);

/// Says whether a token is active, and what is in it, to a client that proves who it is. A client learns about its own
/// tokens, and about others' only if it may read applications.
pub(super) async fn handler(
    State(core): State<Arc<Core>>,
    headers: HeaderMap,
    Body(body): Body,
) -> Result<Response, ApiError> {
    let parsed = request::parse_authenticated_form(
        headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes),
        headers
            .get_all(header::AUTHORIZATION)
            .iter()
            .map(HeaderValue::as_bytes),
        &body,
    );
    let (parameters, credentials) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return Ok(refuse(&error)),
    };
    let snapshot = core.store.live().fresh().await?;
    let now = core.env.now();
    let Some(proven) = core
        .authenticate_client(&snapshot, &credentials, now)
        .await?
    else {
        return Ok(refuse(&OAuthError::invalid_client()));
    };
    let asking = proven.application;
    let Some(token) = parameters.get("token") else {
        return Ok(refuse(&OAuthError::invalid_request("token is missing")));
    };
    let claims = application_of_token(&core, &snapshot, token, now).map(|(_, claims)| claims);
    let may_read_all = || {
        let grants = snapshot.grants_of(Subject::Application(asking.id));
        snapshot
            .policy()
            .decide(&grants, READ, snapshot.account())
            .allowed
    };
    let own = |claims: &jws::Claims| {
        *claims.client_id == *asking.client_id || *claims.aud == *asking.client_id
    };
    let answer = match claims {
        Some(claims) if own(&claims) || may_read_all() => json!({
            "active": true,
            "token_type": "Bearer",
            "client_id": claims.client_id,
            "sub": claims.sub,
            "aud": claims.aud,
            "iss": claims.iss,
            "iat": claims.iat,
            "exp": claims.exp,
            "jti": claims.jti,
            "tenant_id": claims.tenant_id,
        }),
        _ => json!({"active": false}),
    };
    Ok((no_store(), Json(answer)).into_response())
}
