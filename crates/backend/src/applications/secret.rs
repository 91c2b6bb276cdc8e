//! `POST /api/v1/apps/{id}/secret`.

use std::sync::Arc;

use axum::{
    Json as JsonResponse,
    extract::State,
    http::{HeaderMap, header},
    response::IntoResponse,
};
use serde::Deserialize;
use serde_json::json;

use super::{UPDATE, check_if_match, create::new_secret, etag, parse_id, sql, unknown};
use crate::{
    Core,
    access_rules::model::Subject,
    audit::{Action, Entity, Event},
    caller::Authenticated,
    http::{ApiError, Id, Json},
};

/// The body, which is usually empty.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Regenerate {
    overlap_seconds: Option<u32>,
}

/// `/api/v1/apps`: the secret is called `secret`.
pub(super) async fn app(
    state: State<Arc<Core>>,
    caller: Authenticated,
    id: Id,
    headers: HeaderMap,
    body: Json<Regenerate>,
) -> Result<impl IntoResponse, ApiError> {
    handler(state, caller, id, headers, body, "secret").await
}

/// `/api/v1/service-accounts`: the secret is called `clientSecret`.
pub(super) async fn service_account(
    state: State<Arc<Core>>,
    caller: Authenticated,
    id: Id,
    headers: HeaderMap,
    body: Json<Regenerate>,
) -> Result<impl IntoResponse, ApiError> {
    handler(state, caller, id, headers, body, "clientSecret").await
}

/// Replaces the secret. The old one and the tokens that it obtained die in this moment, on every node.
async fn handler(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Id(id): Id,
    headers: HeaderMap,
    Json(request): Json<Regenerate>,
    secret_name: &'static str,
) -> Result<impl IntoResponse, ApiError> {
    if request.overlap_seconds.is_some_and(|seconds| seconds > 0) {
        return Err(ApiError::invalid(
            "overlapSeconds",
            "The old secret dies at once here: leave overlapSeconds out.",
        ));
    }
    let id = parse_id(&id)?;
    // Refused before anything is hashed; decided again below, in the state that the change is made in.
    caller.snapshot.application(id).ok_or_else(unknown)?;
    caller.may_take_over(Subject::Application(id))?;
    let (secret, stored) = new_secret(&core).await?;
    let (mut tx, caller) = core.write(&caller, UPDATE).await?;
    let before = caller.snapshot.application(id).ok_or_else(unknown)?;
    caller.may_take_over(Subject::Application(id))?;
    check_if_match(&headers, before)?;
    let mut after = before.changed(tx.now());
    after.secret = stored;
    after.generation += 1;
    let tag = etag(&after);
    let event = Event::new(
        Action::RegenerateSecret,
        Entity::Application,
        id,
        &*after.name,
    )
    .with(json!({"hint": after.secret.hint}));
    sql::update(&mut tx, after).await?;
    tx.commit(event).await?;
    Ok((
        [
            (header::CACHE_CONTROL, "no-store".to_owned()),
            (header::ETAG, tag),
        ],
        JsonResponse(json!({ secret_name: secret.expose() })),
    ))
}
