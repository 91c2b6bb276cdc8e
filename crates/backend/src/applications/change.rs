//! `PATCH /api/v1/apps/{id}`.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use serde_json::json;
use shared::api::applications::UpdateApplication;

use super::{UPDATE, check_if_match, parse_id, rules, sql, unknown};
use crate::{
    Core,
    access_rules::model::Subject,
    audit::{Action, Entity, Event},
    caller::Authenticated,
    http::{ApiError, Id, Json},
};

/// Renames, describes, enables or disables. Answers 200 with an empty body, as the compatible API does.
pub(super) async fn handler(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Id(id): Id,
    headers: HeaderMap,
    Json(request): Json<UpdateApplication>,
) -> Result<StatusCode, ApiError> {
    let id = parse_id(&id)?;
    let (mut tx, caller) = core.write(&caller, UPDATE).await?;
    let before = caller
        .snapshot
        .application(id)
        .cloned()
        .ok_or_else(unknown)?;
    check_if_match(&headers, &before)?;
    let mut after = before.changed(tx.now());
    let mut changed = Vec::new();
    if let Some(name) = request.name
        && name.as_str() != &*before.name
    {
        after.name_key = rules::free_name(&mut tx, name.as_str(), Some(id))
            .await?
            .into();
        after.name = name.as_str().into();
        changed.push("name");
    }
    if let Some(description) = request.description {
        let description = rules::description(description)?;
        if description.as_deref() != before.description.as_deref() {
            after.description = description.map(Into::into);
            changed.push("description");
        }
    }
    if let Some(expires_at) = request.expires_at
        && expires_at != before.expires_at
    {
        rules::expiry(expires_at, tx.now())?;
        let later = match (before.expires_at, expires_at) {
            (Some(_), None) => true,
            (Some(before), Some(after)) => after > before,
            (None, _) => false,
        };
        // A later end is a longer life for whoever holds the secret.
        if later {
            caller.may_take_over(Subject::Application(id))?;
        }
        after.expires_at = expires_at;
        changed.push("expiresAt");
    }
    if let Some(seconds) = request.token_lifetime_seconds
        && seconds != before.token_lifetime_seconds
    {
        rules::lifetime(seconds)?;
        after.token_lifetime_seconds = seconds;
        changed.push("tokenLifetimeSeconds");
    }
    if let Some(enabled) = request.enabled
        && enabled != before.enabled
    {
        if enabled {
            caller.may_take_over(Subject::Application(id))?;
        } else {
            // Its tokens die now, and don't come back to life with it.
            after.end_tokens();
        }
        after.enabled = enabled;
        changed.push("enabled");
    }
    if changed.is_empty() {
        return Ok(StatusCode::OK);
    }
    let event = Event::new(Action::Update, Entity::Application, id, &*after.name).with(json!({
        "changed": changed,
        "enabled": after.enabled,
        "previousName": *before.name,
    }));
    sql::update(&mut tx, after).await?;
    tx.commit(event).await?;
    Ok(StatusCode::OK)
}
