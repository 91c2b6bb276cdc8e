//! The organisation: the account, its clusters, their departments, and projects.

mod change;
mod create;
mod delete;
mod list;
pub mod model;
pub(crate) mod sql;

use shared::{ErrorCode, Scope, ScopeType, api::roles::Action, paths};

pub use create::{NewUnit, add};

use crate::openapi::doc::{Doc, FILTER, LIMIT, OFFSET, SEARCH, SORT_BY, SORT_ORDER, Section};
use crate::{
    audit::Entity,
    authz::{Permission, ResourceType},
    http::{Access, ApiError, Endpoint},
    names,
    snapshot::Snapshot,
};
use shared::api::org_units as wire;

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
        .doc(Doc::new(Section::Organisation, "The account").answers::<Vec<wire::Tenant>>(200))
        .cached(),
        Endpoint::get(paths::ORG_TREE, "get_tree", Access::SignedIn, list::tree)
            .doc(
                Doc::new(
                    Section::Organisation,
                    "The whole organisation in one answer",
                )
                .answers::<wire::TreeNode>(200),
            )
            .cached(),
        Endpoint::get(
            paths::CLUSTERS,
            "list_clusters",
            read(cluster),
            list::clusters,
        )
        .doc(Doc::new(Section::Organisation, "List clusters").answers::<Vec<wire::Cluster>>(200))
        .cached(),
        Endpoint::post(
            paths::CLUSTERS,
            "create_cluster",
            make(cluster),
            create::cluster,
        )
        .doc(
            Doc::new(Section::Organisation, "Make a cluster")
                .takes::<wire::CreateCluster>()
                .answers::<wire::Cluster>(201)
                .errors(&[
                    ErrorCode::InvalidName,
                    ErrorCode::NameTaken,
                    ErrorCode::NotFound,
                ]),
        ),
        Endpoint::get(paths::CLUSTER, "get_cluster", read(cluster), list::cluster)
            .doc(Doc::new(Section::Organisation, "Get one cluster").answers::<wire::Cluster>(200)),
        Endpoint::put(
            paths::CLUSTER,
            "rename_cluster",
            edit(cluster),
            change::cluster,
        )
        .doc(
            Doc::new(Section::Organisation, "Rename one cluster")
                .takes::<wire::RenameUnit>()
                .answers::<wire::Cluster>(200)
                .errors(&[ErrorCode::InvalidName, ErrorCode::NameTaken]),
        ),
        Endpoint::patch(
            paths::CLUSTER,
            "update_cluster",
            edit(cluster),
            change::cluster,
        )
        .doc(
            Doc::new(Section::Organisation, "Rename one cluster")
                .takes::<wire::RenameUnit>()
                .answers::<wire::Cluster>(200)
                .errors(&[ErrorCode::InvalidName, ErrorCode::NameTaken]),
        ),
        Endpoint::delete(
            paths::CLUSTER,
            "delete_cluster",
            cut(cluster),
            delete::cluster,
        )
        .doc(
            Doc::new(Section::Organisation, "Delete one cluster")
                .query(&[(
                    "cascade",
                    "boolean",
                    "Whether to take along what lies beneath and the access rules in all of it.",
                )])
                .done(204)
                .errors(&[ErrorCode::InUse]),
        ),
        Endpoint::get(
            paths::DEPARTMENTS,
            "list_departments",
            read(department),
            list::departments,
        )
        .doc(
            Doc::new(Section::Organisation, "List departments")
                .query(&[FILTER, SEARCH, SORT_BY, SORT_ORDER, LIMIT, OFFSET])
                .answers::<wire::DepartmentPage>(200),
        )
        .cached(),
        Endpoint::post(
            paths::DEPARTMENTS,
            "create_department",
            make(department),
            create::department,
        )
        .doc(
            Doc::new(Section::Organisation, "Make a department")
                .takes::<wire::CreateDepartment>()
                .answers::<wire::Department>(201)
                .errors(&[
                    ErrorCode::InvalidName,
                    ErrorCode::NameTaken,
                    ErrorCode::NotFound,
                ]),
        ),
        Endpoint::get(
            paths::DEPARTMENTS_COUNT,
            "count_departments",
            read(department),
            list::count_departments,
        )
        .doc(
            Doc::new(Section::Organisation, "Count departments")
                .query(&[FILTER, SEARCH])
                .answers::<shared::api::access_rules::Count>(200),
        )
        .cached(),
        Endpoint::get(
            paths::DEPARTMENT,
            "get_department",
            read(department),
            list::department,
        )
        .doc(
            Doc::new(Section::Organisation, "Get one department").answers::<wire::Department>(200),
        ),
        Endpoint::put(
            paths::DEPARTMENT,
            "rename_department",
            edit(department),
            change::department,
        )
        .doc(
            Doc::new(Section::Organisation, "Rename one department")
                .takes::<wire::RenameUnit>()
                .answers::<wire::Department>(200)
                .errors(&[ErrorCode::InvalidName, ErrorCode::NameTaken]),
        ),
        Endpoint::patch(
            paths::DEPARTMENT,
            "update_department",
            edit(department),
            change::department,
        )
        .doc(
            Doc::new(Section::Organisation, "Rename one department")
                .takes::<wire::RenameUnit>()
                .answers::<wire::Department>(200)
                .errors(&[ErrorCode::InvalidName, ErrorCode::NameTaken]),
        ),
        Endpoint::delete(
            paths::DEPARTMENT,
            "delete_department",
            cut(department),
            delete::department,
        )
        .doc(
            Doc::new(Section::Organisation, "Delete one department")
                .query(&[(
                    "cascade",
                    "boolean",
                    "Whether to take along what lies beneath and the access rules in all of it.",
                )])
                .done(204)
                .errors(&[ErrorCode::InUse]),
        ),
        Endpoint::get(
            paths::PROJECTS,
            "list_projects",
            read(project),
            list::projects,
        )
        .doc(
            Doc::new(Section::Organisation, "List projects")
                .query(&[FILTER, SEARCH, SORT_BY, SORT_ORDER, LIMIT, OFFSET])
                .answers::<wire::ProjectPage>(200),
        )
        .cached(),
        Endpoint::post(
            paths::PROJECTS,
            "create_project",
            make(project),
            create::project,
        )
        .doc(
            Doc::new(Section::Organisation, "Make a project")
                .takes::<wire::CreateProject>()
                .answers::<wire::Project>(201)
                .errors(&[
                    ErrorCode::InvalidName,
                    ErrorCode::NameTaken,
                    ErrorCode::NotFound,
                ]),
        ),
        Endpoint::get(
            paths::PROJECTS_COUNT,
            "count_projects",
            read(project),
            list::count_projects,
        )
        .doc(
            Doc::new(Section::Organisation, "Count projects")
                .query(&[FILTER, SEARCH])
                .answers::<shared::api::access_rules::Count>(200),
        )
        .cached(),
        Endpoint::get(paths::PROJECT, "get_project", read(project), list::project)
            .doc(Doc::new(Section::Organisation, "Get one project").answers::<wire::Project>(200)),
        Endpoint::put(
            paths::PROJECT,
            "rename_project",
            edit(project),
            change::project,
        )
        .doc(
            Doc::new(Section::Organisation, "Rename one project")
                .takes::<wire::RenameUnit>()
                .answers::<wire::Project>(200)
                .errors(&[ErrorCode::InvalidName, ErrorCode::NameTaken]),
        ),
        Endpoint::patch(
            paths::PROJECT,
            "update_project",
            edit(project),
            change::project,
        )
        .doc(
            Doc::new(Section::Organisation, "Rename one project")
                .takes::<wire::RenameUnit>()
                .answers::<wire::Project>(200)
                .errors(&[ErrorCode::InvalidName, ErrorCode::NameTaken]),
        ),
        Endpoint::delete(
            paths::PROJECT,
            "delete_project",
            cut(project),
            delete::project,
        )
        .doc(
            Doc::new(Section::Organisation, "Delete one project")
                .query(&[(
                    "cascade",
                    "boolean",
                    "Whether to take along what lies beneath and the access rules in all of it.",
                )])
                .done(204)
                .errors(&[ErrorCode::InUse]),
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
