//! `GET` and `PUT /api/v1/apps/{id}/keys`: the public keys that an application may authenticate with.

use std::sync::Arc;

use axum::{
    Json as JsonResponse,
    extract::State,
    http::{HeaderMap, header},
    response::IntoResponse,
};
use serde_json::json;

use super::{UPDATE, check_if_match, etag, model::Application, parse_id, sql, unknown};
use crate::{
    Core,
    access_rules::model::Subject,
    audit::{Action, Entity, Event},
    caller::Authenticated,
    http::{ApiError, Id, Json, conditional},
    openapi::forms::KeySet,
    tokens::client_keys::ClientKeys,
};

/// The keys as they are.
pub(super) async fn list(
    Authenticated(caller): Authenticated,
    Id(id): Id,
) -> Result<impl IntoResponse, ApiError> {
    let known = caller.snapshot.application(parse_id(&id)?);
    let application = known.ok_or_else(unknown)?;
    let caching = conditional::private(&etag(application));
    Ok((caching, JsonResponse(set(application))))
}

/// Puts other keys in the place of those so far; an empty list for none. The tokens that were obtained with a key that is
/// gone die in this moment, on every node.
pub(super) async fn replace(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Id(id): Id,
    headers: HeaderMap,
    Json(request): Json<KeySet>,
) -> Result<impl IntoResponse, ApiError> {
    let keys = ClientKeys::parse(&request.keys).map_err(|error| {
        let field = error
            .key
            .map_or_else(|| "keys".to_owned(), |at| format!("keys[{at}]"));
        ApiError::invalid(field, error.why)
    })?;
    let id = parse_id(&id)?;
    let (mut tx, caller) = core.write(&caller, UPDATE).await?;
    let before = caller.snapshot.application(id).ok_or_else(unknown)?;
    // Whoever holds a key is the application.
    caller.may_take_over(Subject::Application(id))?;
    check_if_match(&headers, before)?;
    let mut after = before.changed(tx.now());
    after.keys = keys.map(Box::new);
    let (tag, shown) = (etag(&after), set(&after));
    let names: Vec<_> = shown.keys.iter().map(|key| key["kid"].clone()).collect();
    let event = Event::new(Action::ReplaceKeys, Entity::Application, id, &*after.name);
    sql::update(&mut tx, after).await?;
    tx.commit(event.with(json!({ "keys": names }))).await?;
    Ok(([(header::ETAG, tag)], JsonResponse(shown)))
}

fn set(application: &Application) -> KeySet {
    let keys = application.keys.as_deref();
    KeySet {
        keys: keys.map(ClientKeys::public).unwrap_or_default(),
    }
}
