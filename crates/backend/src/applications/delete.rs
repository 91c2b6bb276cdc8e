//! `DELETE /api/v1/apps/{id}`.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use serde_json::json;

use super::{DELETE, check_if_match, parse_id, sql, unknown};
use crate::{
    Core,
    access_rules::{self, model::Subject},
    audit::{Action, Entity, Event},
    caller::Authenticated,
    http::{ApiError, Id},
};

/// Deletes an application with its access rules. Its tokens die with it; its id and client ID stay taken.
pub(super) async fn handler(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Id(id): Id,
    headers: HeaderMap,
) -> Result<StatusCode, ApiError> {
    let id = parse_id(&id)?;
    let (mut tx, caller) = core.write(&caller, DELETE).await?;
    let application = caller.snapshot.application(id).ok_or_else(unknown)?;
    check_if_match(&headers, application)?;
    let rules = access_rules::delete_all_of(&mut tx, Subject::Application(id)).await?;
    sql::delete(&mut tx, id).await?;
    let event = Event::new(Action::Delete, Entity::Application, id, &*application.name)
        .with(json!({"clientId": *application.client_id, "accessRules": rules}));
    tx.commit(event).await?;
    Ok(StatusCode::NO_CONTENT)
}
