//! `POST /api/v1/apps/{id}/secret`, and the end of an overlap.

use std::sync::Arc;

use axum::{
    Json as JsonResponse,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
};
use serde_json::json;
use shared::{Timestamp, api::applications::RegenerateSecret};

use super::{UPDATE, check_if_match, create::new_secret, etag, parse_id, sql, unknown};
use crate::{
    Core,
    access_rules::model::Subject,
    audit::{Action, Entity, Event},
    caller::Authenticated,
    http::{ApiError, Id, Json},
};

/// The longest overlap, in seconds.
const LONGEST_OVERLAP: u32 = 7 * 86_400;

/// `/api/v1/apps`: the secret is called `secret`.
pub(super) async fn app(
    state: State<Arc<Core>>,
    caller: Authenticated,
    id: Id,
    headers: HeaderMap,
    body: Json<RegenerateSecret>,
) -> Result<impl IntoResponse, ApiError> {
    handler(state, caller, id, headers, body, "secret").await
}

/// `/api/v1/service-accounts`: the secret is called `clientSecret`.
pub(super) async fn service_account(
    state: State<Arc<Core>>,
    caller: Authenticated,
    id: Id,
    headers: HeaderMap,
    body: Json<RegenerateSecret>,
) -> Result<impl IntoResponse, ApiError> {
    handler(state, caller, id, headers, body, "clientSecret").await
}

/// Replaces the secret. The old one and the tokens that it obtained die in this moment, on every node, or live on for
/// `overlapSeconds`; one that lived on from an earlier overlap dies in any case.
async fn handler(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Id(id): Id,
    headers: HeaderMap,
    Json(request): Json<RegenerateSecret>,
    secret_name: &'static str,
) -> Result<impl IntoResponse, ApiError> {
    let overlap = request.overlap_seconds.unwrap_or(0);
    if overlap > LONGEST_OVERLAP {
        return Err(ApiError::invalid(
            "overlapSeconds",
            format!("The old secret lives on for at most {LONGEST_OVERLAP} seconds (7 days)."),
        ));
    }
    let id = parse_id(&id)?;
    // Refused before anything is hashed; decided again below, in the state that the change is made in.
    let known = caller.snapshot.application(id).ok_or_else(unknown)?;
    caller.may_take_over(Subject::Application(id))?;
    let (secret, stored) = loop {
        let made = new_secret(&core).await?;
        // The hint tells two secrets that live at once apart.
        if made.1.hint != known.secret.hint {
            break made;
        }
    };
    let (mut tx, caller) = core.write(&caller, UPDATE).await?;
    let before = caller.snapshot.application(id).ok_or_else(unknown)?;
    caller.may_take_over(Subject::Application(id))?;
    check_if_match(&headers, before)?;
    if before.secret.hint == stored.hint {
        // Regenerated meanwhile, and one in fourteen million.
        return Err(ApiError::unavailable());
    }
    let keep_until = (overlap > 0)
        .then(|| Timestamp::from_millis(tx.now().millis() + i64::from(overlap) * 1000));
    let mut after = before.changed(tx.now());
    after.replace_secret(stored, keep_until);
    let tag = etag(&after);
    let event = Event::new(
        Action::RegenerateSecret,
        Entity::Application,
        id,
        &*after.name,
    )
    .with(json!({"hint": after.secret.hint.to_string(), "overlapSeconds": overlap}));
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

/// `DELETE …/secret/previous`: ends an overlap now, with the tokens that the old secret obtained.
pub(super) async fn end_overlap(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Id(id): Id,
    headers: HeaderMap,
) -> Result<StatusCode, ApiError> {
    let id = parse_id(&id)?;
    let (mut tx, caller) = core.write(&caller, UPDATE).await?;
    let before = caller.snapshot.application(id).ok_or_else(unknown)?;
    caller.may_take_over(Subject::Application(id))?;
    check_if_match(&headers, before)?;
    let Some(previous) = before.previous_at(tx.now()) else {
        return Err(ApiError::not_found("previous secret"));
    };
    let event = Event::new(Action::EndOverlap, Entity::Application, id, &*before.name)
        .with(json!({"hint": previous.secret.hint.to_string()}));
    let mut after = before.changed(tx.now());
    after.previous = None;
    sql::update(&mut tx, after).await?;
    tx.commit(event).await?;
    Ok(StatusCode::NO_CONTENT)
}
