//! `POST` of a cluster, a department or a project.

use std::sync::Arc;

use axum::{Json as JsonResponse, extract::State, http::StatusCode};
use shared::{
    ErrorCode, Name, Scope, ScopeType,
    api::{
        org_units::{Cluster, CreateCluster, CreateDepartment, CreateProject, Department, Project},
        roles::Action as Doing,
    },
};

use super::{
    entity, find, free_name,
    list::{show_cluster, show_department, show_project},
    model::Unit,
    resource, sql,
};
use crate::{
    Core,
    audit::{Action, Event},
    authz::Permission,
    caller::{Authenticated, Caller},
    http::{ApiError, Json},
    store::WriteTx,
};

type Made<T> = Result<(StatusCode, JsonResponse<T>), ApiError>;

pub(super) async fn cluster(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Json(request): Json<CreateCluster>,
) -> Made<Cluster> {
    let parent = caller.snapshot.account().clone();
    let unit = make(&core, &caller, parent, ScopeType::Cluster, request.name).await?;
    Ok((StatusCode::CREATED, JsonResponse(show_cluster(&unit))))
}

pub(super) async fn department(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Json(request): Json<CreateDepartment>,
) -> Made<Department> {
    let parent = Scope {
        scope_type: ScopeType::Cluster,
        scope_id: request.cluster_id,
    };
    let unit = make(&core, &caller, parent, ScopeType::Department, request.name).await?;
    Ok((StatusCode::CREATED, JsonResponse(show_department(&unit))))
}

pub(super) async fn project(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Json(request): Json<CreateProject>,
) -> Made<Project> {
    let parent = Scope {
        scope_type: ScopeType::Department,
        scope_id: request.parent_id,
    };
    let cluster = caller.snapshot.cluster_of(&parent);
    if cluster.is_some_and(|cluster| cluster.scope_id != request.cluster_id) {
        return Err(ApiError::invalid(
            "clusterId",
            "The department is not in this cluster.",
        ));
    }
    let unit = make(&core, &caller, parent, ScopeType::Project, request.name).await?;
    Ok((
        StatusCode::CREATED,
        JsonResponse(show_project(&unit, request.cluster_id)),
    ))
}

async fn make(
    core: &Core,
    caller: &Caller,
    parent: Scope,
    level: ScopeType,
    name: Name,
) -> Result<Arc<Unit>, ApiError> {
    let (mut tx, caller) = core.write_somewhere(caller).await?;
    let field = match level {
        ScopeType::Project => "parentId",
        _ => "clusterId",
    };
    let reading = Permission::new(resource(parent.scope_type), Doing::Read);
    let parent = find(&caller.snapshot, parent.scope_type, &parent.scope_id)
        // Whoever may not see it learns no more than that they may not see it.
        .filter(|parent| parent == caller.snapshot.account() || caller.may(reading, parent))
        .ok_or_else(|| {
            ApiError::new(
                ErrorCode::NotFound,
                format!("There is no {} of this id.", parent.scope_type),
            )
            .on(field)
        })?;
    caller.require(Permission::new(resource(level), Doing::Create), &parent)?;
    let new = NewUnit {
        level,
        parent,
        name,
    };
    let unit = add(core, &mut tx, new).await?;
    let event = Event::new(
        Action::Create,
        entity(level),
        unit.scope.scope_id.as_str(),
        unit.name.as_str(),
    );
    tx.commit(event).await?;
    Ok(unit)
}

/// What a new unit is to be.
#[derive(Debug, Clone)]
pub struct NewUnit {
    /// Its level.
    pub level: ScopeType,
    /// What it lies beneath.
    pub parent: Scope,
    /// Its name.
    pub name: Name,
}

/// Adds a unit to a change.
pub async fn add(core: &Core, tx: &mut WriteTx, new: NewUnit) -> Result<Arc<Unit>, ApiError> {
    let name_key = free_name(&tx.snapshot(), &new.parent, new.name.as_str(), None)?;
    let unit = Arc::new(Unit {
        scope: Scope {
            scope_type: new.level,
            scope_id: core.env.uuid()?.to_string(),
        },
        parent: Some(new.parent),
        name: new.name.into_string(),
        name_key,
        created_by: tx.actor_name().to_owned(),
        created_at: tx.now(),
        updated_at: tx.now(),
    });
    sql::insert(tx, vec![Arc::clone(&unit)]).await?;
    Ok(unit)
}
