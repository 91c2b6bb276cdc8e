//! Roles, predefined and custom, and what the caller may do.

pub mod model;
pub(crate) mod sql;
mod write;

use axum::{
    Json,
    response::{IntoResponse as _, Response},
};
use shared::{
    Scope, ScopeType, Timestamp,
    api::roles::{
        Action, AskPermittedScopes, Permission as ShownPermission, PermittedScopes,
        Role as ShownRole, ScopeLists,
    },
    paths,
};

use crate::openapi::doc::{Doc, IF_MATCH, Section};
use crate::{
    authz::{Catalogue, Permission, ResourceType, Role},
    caller::Authenticated,
    http::{Access, ApiError, Endpoint, Id, Json as JsonBody, conditional},
    snapshot::Snapshot,
};
use model::CustomRole;
use shared::ErrorCode;
use shared::api::roles as wire;

const CREATE: Permission = Permission::new(ResourceType::Roles, Action::Create);
const READ: Permission = Permission::new(ResourceType::Roles, Action::Read);
const UPDATE: Permission = Permission::new(ResourceType::Roles, Action::Update);
const DELETE: Permission = Permission::new(ResourceType::Roles, Action::Delete);

/// The endpoints of this slice.
pub fn endpoints() -> Vec<Endpoint> {
    let read = Access::Account(READ);
    vec![
        Endpoint::get(paths::ROLES, "list_roles", read, list)
            .doc(Doc::new(Section::Roles, "List roles").answers::<Vec<wire::Role>>(200))
            .cached(),
        Endpoint::post(
            paths::ROLES,
            "create_role",
            Access::Account(CREATE),
            write::create,
        )
        .doc(
            Doc::new(Section::Roles, "Make a role")
                .takes::<wire::WriteRole>()
                .answers::<wire::Role>(201)
                .errors(&[
                    ErrorCode::InvalidName,
                    ErrorCode::NameTaken,
                    ErrorCode::NotHeld,
                ]),
        ),
        Endpoint::get(paths::ROLE, "get_role", read, one)
            .doc(Doc::new(Section::Roles, "Get one role").answers::<wire::Role>(200)),
        Endpoint::put(
            paths::ROLE,
            "replace_role",
            Access::Account(UPDATE),
            write::replace,
        )
        .doc(
            Doc::new(Section::Roles, "Replace a role of one's own")
                .headers(&[IF_MATCH])
                .takes::<wire::WriteRole>()
                .answers::<wire::Role>(200)
                .errors(&[
                    ErrorCode::InvalidName,
                    ErrorCode::NameTaken,
                    ErrorCode::NotHeld,
                    ErrorCode::VersionMismatch,
                ]),
        ),
        Endpoint::delete(
            paths::ROLE,
            "delete_role",
            Access::Account(DELETE),
            write::delete,
        )
        .doc(
            Doc::new(Section::Roles, "Delete a role of one's own")
                .headers(&[IF_MATCH])
                .done(204)
                .errors(&[ErrorCode::InUse, ErrorCode::VersionMismatch]),
        ),
        Endpoint::get(
            paths::PERMISSIONS,
            "list_permissions",
            Access::SignedIn,
            permissions,
        )
        .doc(
            Doc::new(Section::Roles, "What the caller may do somewhere")
                .answers::<Vec<wire::Permission>>(200),
        )
        .cached(),
        Endpoint::post(
            paths::PERMITTED_SCOPES,
            "list_permitted_scopes",
            Access::SignedIn,
            permitted_scopes,
        )
        .doc(
            Doc::new(
                Section::Roles,
                "Where the caller may do what with a kind of resource",
            )
            .takes::<AskPermittedScopes>()
            .answers::<PermittedScopes>(200),
        ),
    ]
}

/// Every role: the predefined ones in the catalogue's order, then the others by number.
async fn list(Authenticated(caller): Authenticated) -> Json<Vec<ShownRole>> {
    let snapshot = &caller.snapshot;
    let catalogue = snapshot.catalogue();
    let predefined = catalogue.roles().iter();
    Json(
        predefined
            .map(|role| view(role, catalogue))
            .chain(
                snapshot
                    .custom_roles()
                    .map(|role| view_custom(role, catalogue)),
            )
            .collect(),
    )
}

/// One role, with its version as `ETag`.
async fn one(Authenticated(caller): Authenticated, Id(id): Id) -> Result<Response, ApiError> {
    let snapshot = &caller.snapshot;
    let catalogue = snapshot.catalogue();
    let id = find(snapshot, &id)?;
    let (shown, version) = if let Some(role) = snapshot.custom_role(id) {
        (view_custom(role, catalogue), role.version)
    } else {
        let role = catalogue.roles().iter().find(|role| role.id == id);
        (view(role.ok_or_else(unknown)?, catalogue), 0)
    };
    let caching = conditional::private(&conditional::etag(version));
    Ok((caching, Json(shown)).into_response())
}

fn unknown() -> ApiError {
    ApiError::not_found("role")
}

/// The number of a role that there is.
fn find(snapshot: &Snapshot, id: &str) -> Result<i32, ApiError> {
    id.parse()
        .ok()
        .filter(|id| snapshot.permissions_of_role(*id).is_some())
        .ok_or_else(unknown)
}

fn view_custom(role: &CustomRole, catalogue: &Catalogue) -> ShownRole {
    ShownRole {
        id: role.id,
        name: role.name.clone(),
        description: role.description.clone(),
        permissions: catalogue.describe(&role.permissions),
        created_at: role.created_at,
        updated_at: role.updated_at,
        created_by: role.created_by.clone(),
        custom: true,
        enabled: true,
        effective_enabled: true,
    }
}

fn view(role: &Role, catalogue: &Catalogue) -> ShownRole {
    ShownRole {
        id: role.id,
        name: role.name.clone(),
        description: role.description.clone(),
        permissions: catalogue.describe(&role.permissions),
        created_at: Timestamp::from_millis(0),
        updated_at: Timestamp::from_millis(0),
        created_by: "Clientele".to_owned(),
        custom: false,
        enabled: true,
        effective_enabled: true,
    }
}

/// What the caller may do somewhere.
async fn permissions(Authenticated(caller): Authenticated) -> Json<Vec<ShownPermission>> {
    let held = caller.snapshot.policy().held_anywhere(&caller.grants);
    Json(caller.snapshot.catalogue().describe(&held))
}

/// Where the caller may do what with a kind of resource.
async fn permitted_scopes(
    Authenticated(caller): Authenticated,
    JsonBody(request): JsonBody<AskPermittedScopes>,
) -> Result<Json<PermittedScopes>, ApiError> {
    let resource = ResourceType::parse(&request.resource_type)
        .ok_or_else(|| ApiError::invalid("resourceType", "There is no such resource type."))?;
    let lists = |action: Action| {
        if request.action.is_some_and(|only| only != action) {
            return ScopeLists::default();
        }
        let permission = Permission::new(resource, action);
        by_level(caller.snapshot.policy().scopes(&caller.grants, permission))
    };
    Ok(Json(PermittedScopes {
        create: lists(Action::Create),
        read: lists(Action::Read),
        update: lists(Action::Update),
        delete: lists(Action::Delete),
    }))
}

fn by_level(scopes: Vec<Scope>) -> ScopeLists {
    let mut lists = ScopeLists::default();
    for scope in scopes {
        let list = match scope.scope_type {
            ScopeType::System | ScopeType::Tenant => &mut lists.tenants,
            ScopeType::Cluster => &mut lists.clusters,
            ScopeType::Department => &mut lists.departments,
            ScopeType::Project => &mut lists.projects,
        };
        list.push(scope.scope_id);
    }
    lists
}

/// A role's number by its name, for the command line.
pub fn by_name(snapshot: &Snapshot, name: &str) -> Option<i32> {
    let key = crate::names::fold(name);
    let predefined = snapshot.catalogue().roles().iter();
    predefined
        .map(|role| (role.id, role.name.as_str()))
        .chain(
            snapshot
                .custom_roles()
                .map(|role| (role.id, role.name.as_str())),
        )
        .find(|(_, other)| crate::names::fold(other) == key)
        .map(|(id, _)| id)
}
