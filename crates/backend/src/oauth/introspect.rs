//! `POST /oauth2/introspect` (RFC 7662).

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::json;
use shared::api::roles::Action;

use super::{asked::Asked, no_store, refuse};
use crate::{
    Core,
    access_rules::model::Subject,
    authz::{Permission, ResourceType},
    caller::application_of_token,
    http::{ApiError, Body, Client},
    tokens::jws,
};

const READ: Permission = Permission::new(ResourceType::Apps, Action::Read);

/// Says whether a token is active, and what is in it, to a client that proves who it is. A client learns about its own
/// tokens, and about others' only if it may read applications.
pub(super) async fn handler(
    State(core): State<Arc<Core>>,
    client: Client,
    headers: HeaderMap,
    Body(body): Body,
) -> Result<Response, ApiError> {
    let asked = match Asked::read(&core, &client, &headers, &body).await? {
        Ok(asked) => asked,
        Err(error) => return Ok(refuse(&error)),
    };
    let (snapshot, asking) = (&asked.snapshot, &asked.client);
    let claims =
        application_of_token(&core, snapshot, asked.token(), asked.now).map(|(_, claims)| claims);
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
        Some(claims) if own(&claims) || may_read_all() => {
            let mut answer = json!({
                "active": true,
                "token_type": if claims.cnf.is_some() { "DPoP" } else { "Bearer" },
                "client_id": claims.client_id,
                "sub": claims.sub,
                "aud": claims.aud,
                "iss": claims.iss,
                "iat": claims.iat,
                "exp": claims.exp,
                "jti": claims.jti,
                "tenant_id": claims.tenant_id,
            });
            if let Some(bound) = claims.cnf {
                answer["cnf"] = json!(bound);
            }
            answer
        }
        _ => json!({"active": false}),
    };
    Ok((no_store(), Json(answer)).into_response())
}
