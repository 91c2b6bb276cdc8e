//! Reading the organisation. What the caller may not read is left out.

use std::sync::Arc;

use axum::Json;
use shared::{
    Scope, ScopeType,
    api::{
        access_rules::Count,
        org_units::{Cluster, Department, DepartmentPage, Project, ProjectPage, Tenant, TreeNode},
        roles::Action,
    },
};

use super::{
    find,
    model::{ACCOUNT_ID, Unit},
    resource,
};
use crate::{
    authz::Permission,
    caller::{Authenticated, Caller},
    http::{
        ApiError, Id, Query,
        filter::{Field, FilterBy, Kind, Seen},
        paging::{self, Page},
    },
    snapshot::Snapshot,
};

const FIELDS: &[Field] = &[
    ("name", Kind::Text),
    ("id", Kind::Text),
    ("clusterId", Kind::Text),
    ("parentId", Kind::Text),
    ("createdBy", Kind::Text),
    ("createdAt", Kind::Time),
    ("updatedAt", Kind::Time),
];

const SORTS: &[(&str, Sort)] = &[
    ("name", Sort::Name),
    ("createdAt", Sort::CreatedAt),
    ("updatedAt", Sort::UpdatedAt),
    ("createdBy", Sort::CreatedBy),
];

#[derive(Clone, Copy)]
enum Sort {
    Name,
    CreatedAt,
    UpdatedAt,
    CreatedBy,
}

/// The account, as an array of one.
pub(super) async fn tenants(Authenticated(caller): Authenticated) -> Json<Vec<Tenant>> {
    let account = caller.snapshot.unit(&caller.snapshot.account().scope_id);
    Json(
        account
            .map(|unit| Tenant {
                id: ACCOUNT_ID,
                name: unit.name.clone(),
                created_at: unit.created_at,
                updated_at: unit.updated_at,
            })
            .into_iter()
            .collect(),
    )
}

/// The account and everything beneath it that the caller may read, or that leads to something that they may read.
pub(super) async fn tree(Authenticated(caller): Authenticated) -> Json<TreeNode> {
    let snapshot = &caller.snapshot;
    let node = node(&caller, snapshot.account()).unwrap_or_else(|| TreeNode {
        scope_type: ScopeType::Tenant,
        scope_id: snapshot.account().scope_id.clone(),
        name: snapshot
            .tree()
            .name(snapshot.account())
            .unwrap_or_default()
            .to_owned(),
        children: Vec::new(),
    });
    Json(node)
}

fn node(caller: &Caller, scope: &Scope) -> Option<TreeNode> {
    let tree = caller.snapshot.tree();
    let mut children: Vec<_> = tree
        .children(scope)
        .filter_map(|child| node(caller, child))
        .collect();
    if children.is_empty() && !may_read(caller, scope) {
        return None;
    }
    let key = |node: &TreeNode| {
        caller
            .snapshot
            .unit(&node.scope_id)
            .map(|unit| unit.name_key.clone())
    };
    children.sort_by_cached_key(key);
    Some(TreeNode {
        scope_type: scope.scope_type,
        scope_id: scope.scope_id.clone(),
        name: tree.name(scope).unwrap_or_default().to_owned(),
        children,
    })
}

fn may_read(caller: &Caller, scope: &Scope) -> bool {
    caller.may(
        Permission::new(resource(scope.scope_type), Action::Read),
        scope,
    )
}

/// The clusters that the caller may read, by name.
pub(super) async fn clusters(Authenticated(caller): Authenticated) -> Json<Vec<Cluster>> {
    Json(
        readable(&caller, ScopeType::Cluster)
            .iter()
            .map(|unit| show_cluster(unit))
            .collect(),
    )
}

pub(super) async fn cluster(
    Authenticated(caller): Authenticated,
    Id(id): Id,
) -> Result<Json<Cluster>, ApiError> {
    one(&caller, ScopeType::Cluster, &id).map(|unit| Json(show_cluster(&unit)))
}

/// The departments that the caller may read, by name.
pub(super) async fn departments(
    Authenticated(caller): Authenticated,
    query: Query,
) -> Result<Json<DepartmentPage>, ApiError> {
    let (page, next) = page(&caller, ScopeType::Department, &query)?;
    Ok(Json(DepartmentPage {
        departments: page.iter().map(|unit| show_department(unit)).collect(),
        next,
    }))
}

pub(super) async fn department(
    Authenticated(caller): Authenticated,
    Id(id): Id,
) -> Result<Json<Department>, ApiError> {
    one(&caller, ScopeType::Department, &id).map(|unit| Json(show_department(&unit)))
}

/// The projects that the caller may read, by name.
pub(super) async fn projects(
    Authenticated(caller): Authenticated,
    query: Query,
) -> Result<Json<ProjectPage>, ApiError> {
    let (page, next) = page(&caller, ScopeType::Project, &query)?;
    Ok(Json(ProjectPage {
        projects: page
            .iter()
            .map(|unit| show_project(unit, cluster_id(&caller.snapshot, unit)))
            .collect(),
        next,
    }))
}

pub(super) async fn project(
    Authenticated(caller): Authenticated,
    Id(id): Id,
) -> Result<Json<Project>, ApiError> {
    let unit = one(&caller, ScopeType::Project, &id)?;
    let cluster = cluster_id(&caller.snapshot, &unit);
    Ok(Json(show_project(&unit, cluster)))
}

fn one(caller: &Caller, level: ScopeType, id: &str) -> Result<Arc<Unit>, ApiError> {
    let scope = find(&caller.snapshot, level, id);
    let permission = Permission::new(resource(level), Action::Read);
    caller.access(permission, scope.as_ref(), level.as_str())?;
    caller
        .snapshot
        .unit(id)
        .cloned()
        .ok_or_else(|| ApiError::not_found(level.as_str()))
}

fn readable(caller: &Caller, level: ScopeType) -> Vec<Arc<Unit>> {
    let mut units: Vec<_> = caller
        .snapshot
        .units()
        .filter(|unit| unit.scope.scope_type == level && may_read(caller, &unit.scope))
        .cloned()
        .collect();
    units.sort_by(|a, b| {
        a.name_key
            .cmp(&b.name_key)
            .then_with(|| a.scope.cmp(&b.scope))
    });
    units
}

/// What a query asks for, of the units that the caller may read.
fn matching(caller: &Caller, level: ScopeType, query: &Query) -> Result<Vec<Arc<Unit>>, ApiError> {
    let filter = FilterBy::parse(query, FIELDS)?;
    let sort = paging::sort_by(query, SORTS, Sort::Name)?;
    let descending = paging::descending(query)?;
    let mut units = readable(caller, level);
    if let Some(search) = query.get("search").map(crate::names::fold) {
        units.retain(|unit| unit.name_key.contains(&search));
    }
    let snapshot = &caller.snapshot;
    units.retain(|unit| filter.matches(|field| seen(unit, snapshot, field)));
    // Stable, so that names decide among equals.
    units.sort_by(|a, b| match sort {
        Sort::Name => std::cmp::Ordering::Equal,
        Sort::CreatedAt => a.created_at.cmp(&b.created_at),
        Sort::UpdatedAt => a.updated_at.cmp(&b.updated_at),
        Sort::CreatedBy => a.created_by.cmp(&b.created_by),
    });
    if descending {
        units.reverse();
    }
    Ok(units)
}

fn seen<'a>(unit: &'a Unit, snapshot: &Snapshot, field: &str) -> Seen<'a> {
    match field {
        "name" => unit.name.as_str().into(),
        "id" => unit.scope.scope_id.as_str().into(),
        "clusterId" => Seen::Text(cluster_id(snapshot, unit).into()),
        "parentId" => Seen::Text(parent_id(unit).into()),
        "createdBy" => unit.created_by.as_str().into(),
        "createdAt" => Seen::Time(unit.created_at),
        "updatedAt" => Seen::Time(unit.updated_at),
        _ => Seen::Absent,
    }
}

/// A page, and where the next begins.
fn page(
    caller: &Caller,
    level: ScopeType,
    query: &Query,
) -> Result<(Vec<Arc<Unit>>, Option<usize>), ApiError> {
    let page = Page::parse(query)?;
    let units = matching(caller, level, query)?;
    let (shown, next) = page.of(&units);
    Ok((shown.to_vec(), next))
}

/// How many departments match, of those that the caller may read.
pub(super) async fn count_departments(
    Authenticated(caller): Authenticated,
    query: Query,
) -> Result<Json<Count>, ApiError> {
    let count = matching(&caller, ScopeType::Department, &query)?.len();
    Ok(Json(Count { count }))
}

/// How many projects match, of those that the caller may read.
pub(super) async fn count_projects(
    Authenticated(caller): Authenticated,
    query: Query,
) -> Result<Json<Count>, ApiError> {
    let count = matching(&caller, ScopeType::Project, &query)?.len();
    Ok(Json(Count { count }))
}

/// The cluster that a unit is in.
pub(super) fn cluster_id(snapshot: &Snapshot, unit: &Unit) -> String {
    snapshot
        .cluster_of(&unit.scope)
        .map_or_else(String::new, |cluster| cluster.scope_id.clone())
}

fn parent_id(unit: &Unit) -> String {
    unit.parent
        .as_ref()
        .map_or_else(String::new, |parent| parent.scope_id.clone())
}

pub(super) fn show_cluster(unit: &Unit) -> Cluster {
    Cluster {
        uuid: unit.scope.scope_id.clone(),
        name: unit.name.clone(),
        tenant_id: ACCOUNT_ID,
        created_at: unit.created_at,
        updated_at: unit.updated_at,
        created_by: unit.created_by.clone(),
    }
}

pub(super) fn show_department(unit: &Unit) -> Department {
    Department {
        id: unit.scope.scope_id.clone(),
        name: unit.name.clone(),
        cluster_id: parent_id(unit),
        created_at: unit.created_at,
        updated_at: unit.updated_at,
        created_by: unit.created_by.clone(),
    }
}

pub(super) fn show_project(unit: &Unit, cluster_id: String) -> Project {
    Project {
        id: unit.scope.scope_id.clone(),
        name: unit.name.clone(),
        cluster_id,
        parent_id: parent_id(unit),
        created_at: unit.created_at,
        updated_at: unit.updated_at,
        created_by: unit.created_by.clone(),
    }
}
