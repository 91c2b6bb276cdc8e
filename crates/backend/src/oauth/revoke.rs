//! `POST /oauth2/revoke` (RFC 7009).

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use shared::Timestamp;

use super::{asked::Asked, no_store, refuse, sql};
use crate::{
    Core,
    audit::{Action, Actor, Entity, Event},
    caller::{application_of_token, origin},
    http::{ApiError, Body, Client},
    tokens::error::OAuthError,
};

/// Ends one of the client's own tokens, at once and on every node. A token that is over, or was never ours, is as good
/// as revoked: 200 (RFC 7009 section 2.2). Another client's is refused (section 2.1).
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
    let done = || (StatusCode::OK, no_store()).into_response();
    let Some((application, claims)) =
        application_of_token(&core, &asked.snapshot, asked.token(), asked.now)
    else {
        return Ok(done());
    };
    if application.id != asked.client.id {
        return Ok(refuse(&OAuthError::unauthorized_client(
            "the token was issued to another client",
        )));
    }
    let actor = Actor {
        name: application.name.to_string(),
        kind: "app",
        origin: Some(origin(&client)),
    };
    let mut tx = core.write_as(actor).await?;
    // Another request may have been quicker.
    if !tx.snapshot().is_revoked(&claims.jti) {
        let until = Timestamp::from_millis(claims.exp.saturating_mul(1000));
        sql::revoke(&mut tx, &claims.jti, until).await?;
        let event = Event::new(
            Action::Revoke,
            Entity::Token,
            claims.jti.as_str(),
            &*application.client_id,
        );
        tx.commit(event).await?;
    }
    Ok(done())
}
