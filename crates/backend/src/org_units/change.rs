//! `PUT` and `PATCH` of a cluster, a department or a project: its name.

use std::sync::Arc;

use axum::{Json as JsonResponse, extract::State};
use serde_json::json;
use shared::{
    ScopeType,
    api::{
        org_units::{Cluster, Department, Project, RenameUnit},
        roles::Action as Doing,
    },
};

use super::{
    entity, find, free_name,
    list::{cluster_id, show_cluster, show_department, show_project},
    model::Unit,
    resource, sql,
};
use crate::{
    Core,
    audit::{Action, Event},
    authz::Permission,
    caller::{Authenticated, Caller},
    http::{ApiError, Id, Json},
};

pub(super) async fn cluster(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Id(id): Id,
    Json(request): Json<RenameUnit>,
) -> Result<JsonResponse<Cluster>, ApiError> {
    let unit = rename(&core, &caller, ScopeType::Cluster, &id, request).await?;
    Ok(JsonResponse(show_cluster(&unit)))
}

pub(super) async fn department(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Id(id): Id,
    Json(request): Json<RenameUnit>,
) -> Result<JsonResponse<Department>, ApiError> {
    let unit = rename(&core, &caller, ScopeType::Department, &id, request).await?;
    Ok(JsonResponse(show_department(&unit)))
}

pub(super) async fn project(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Id(id): Id,
    Json(request): Json<RenameUnit>,
) -> Result<JsonResponse<Project>, ApiError> {
    let unit = rename(&core, &caller, ScopeType::Project, &id, request).await?;
    let cluster = cluster_id(&caller.snapshot, &unit);
    Ok(JsonResponse(show_project(&unit, cluster)))
}

async fn rename(
    core: &Core,
    caller: &Caller,
    level: ScopeType,
    id: &str,
    request: RenameUnit,
) -> Result<Unit, ApiError> {
    let (mut tx, caller) = core.write_somewhere(caller).await?;
    let scope = find(&caller.snapshot, level, id);
    let permission = Permission::new(resource(level), Doing::Update);
    caller.access(permission, scope.as_ref(), level.as_str())?;
    let unit = caller
        .snapshot
        .unit(id)
        .ok_or_else(|| ApiError::not_found(level.as_str()))?;
    let name = request.name.into_string();
    if name == unit.name {
        return Ok(Unit::clone(unit));
    }
    let name_key = match &unit.parent {
        Some(parent) => free_name(&caller.snapshot, parent, &name, Some(&unit.scope))?,
        None => crate::names::fold(&name),
    };
    let renamed = Unit {
        name,
        name_key,
        updated_at: tx.now(),
        ..Unit::clone(unit)
    };
    sql::update(&mut tx, renamed.clone()).await?;
    let event = Event::new(Action::Update, entity(level), id, renamed.name.as_str())
        .with(json!({"previousName": unit.name}));
    tx.commit(event).await?;
    Ok(renamed)
}
