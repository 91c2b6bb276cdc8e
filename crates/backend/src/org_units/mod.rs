//! The organisation: the account, its clusters, their departments, and projects.

mod change;
mod create;
mod delete;
mod list;
pub mod model;
pub(crate) mod sql;

use shared::{ErrorCode, Scope, ScopeType, api::roles::Action, paths};

pub use create::{NewUnit, add};

use crate::{
    audit::Entity,
    authz::{Permission, ResourceType},
    http::{Access, ApiError, Endpoint},
    names,
    snapshot::Snapshot,
};

/// The endpoints of this slice.
pub fn endpoints() -> Vec<Endpoint> {
    let scoped = |resource, action| Access::Scoped(Permission::new(resource, action));
    let read = |resource| scoped(resource, Action::Read);
    let make = |resource| scoped(resource, Action::Create);
    let edit = |resource| scoped(resource, Action::Update);
    let cut = |resource| scoped(resource, Action::Delete);
    let (cluster, department, project) = (
        ResourceType::Cluster,
        ResourceType::Department,
        ResourceType::Project,
    );
    vec![
        Endpoint::get(
            paths::TENANTS,
            "list_tenants",
            Access::SignedIn,
            list::tenants,
        )
        .cached(),
        Endpoint::get(paths::ORG_TREE, "get_tree", Access::SignedIn, list::tree).cached(),
        Endpoint::get(
            paths::CLUSTERS,
            "list_clusters",
            read(cluster),
            list::clusters,
        )
        .cached(),
        Endpoint::post(
            paths::CLUSTERS,
            "create_cluster",
            make(cluster),
            create::cluster,
        ),
        Endpoint::get(paths::CLUSTER, "get_cluster", read(cluster), list::cluster),
        Endpoint::put(
            paths::CLUSTER,
            "rename_cluster",
            edit(cluster),
            change::cluster,
        ),
        Endpoint::patch(
            paths::CLUSTER,
            "update_cluster",
            edit(cluster),
            change::cluster,
        ),
        Endpoint::delete(
            paths::CLUSTER,
            "delete_cluster",
            cut(cluster),
            delete::cluster,
        ),
        Endpoint::get(
            paths::DEPARTMENTS,
            "list_departments",
            read(department),
            list::departments,
        )
        .cached(),
        Endpoint::post(
            paths::DEPARTMENTS,
            "create_department",
            make(department),
            create::department,
        ),
        Endpoint::get(
            paths::DEPARTMENTS_COUNT,
            "count_departments",
            read(department),
            list::count_departments,
        )
        .cached(),
        Endpoint::get(
            paths::DEPARTMENT,
            "get_department",
            read(department),
            list::department,
        ),
        Endpoint::put(
            paths::DEPARTMENT,
            "rename_department",
            edit(department),
            change::department,
        ),
        Endpoint::patch(
            paths::DEPARTMENT,
            "update_department",
            edit(department),
            change::department,
        ),
        Endpoint::delete(
            paths::DEPARTMENT,
            "delete_department",
            cut(department),
            delete::department,
        ),
        Endpoint::get(
            paths::PROJECTS,
            "list_projects",
            read(project),
            list::projects,
        )
        .cached(),
        Endpoint::post(
            paths::PROJECTS,
            "create_project",
            make(project),
            create::project,
        ),
        Endpoint::get(
            paths::PROJECTS_COUNT,
            "count_projects",
            read(project),
            list::count_projects,
        )
        .cached(),
        Endpoint::get(paths::PROJECT, "get_project", read(project), list::project),
        Endpoint::put(
            paths::PROJECT,
            "rename_project",
            edit(project),
            change::project,
        ),
        Endpoint::patch(
            paths::PROJECT,
            "update_project",
            edit(project),
            change::project,
        ),
        Endpoint::delete(
            paths::PROJECT,
            "delete_project",
            cut(project),
            delete::project,
        ),
    ]
}

/// The kind of resource that a level is.
const fn resource(level: ScopeType) -> ResourceType {
    match level {
        ScopeType::System | ScopeType::Tenant => ResourceType::Tenant,
        ScopeType::Cluster => ResourceType::Cluster,
        ScopeType::Department => ResourceType::Department,
        ScopeType::Project => ResourceType::Project,
    }
}

/// What the audit log calls a level.
const fn entity(level: ScopeType) -> Entity {
    match level {
        ScopeType::System | ScopeType::Tenant => Entity::Tenant,
        ScopeType::Cluster => Entity::Cluster,
        ScopeType::Department => Entity::Department,
        ScopeType::Project => Entity::Project,
    }
}

/// The scope of a unit's id; nothing if there is no unit of this level with it.
fn find(snapshot: &Snapshot, level: ScopeType, id: &str) -> Option<Scope> {
    snapshot.tree().resolve(level, id).cloned()
}

/// A unit's name is unique beneath its parent.
fn free_name(
    snapshot: &Snapshot,
    parent: &Scope,
    name: &str,
    own: Option<&Scope>,
) -> Result<String, ApiError> {
    let key = names::fold(name);
    let taken = snapshot.tree().children(parent).any(|child| {
        Some(child) != own
            && snapshot
                .unit(&child.scope_id)
                .is_some_and(|unit| unit.name_key == key)
    });
    if taken {
        return Err(ApiError::new(
            ErrorCode::NameTaken,
            "A unit of this name already exists here. Choose another name.",
        )
        .on("name"));
    }
    Ok(key)
}
