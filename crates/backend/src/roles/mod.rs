//! Roles and what the caller may do.

use axum::Json;
use shared::{
    Scope, ScopeType, Timestamp,
    api::roles::{
        Action, AskPermittedScopes, Permission as ShownPermission, PermittedScopes,
        Role as ShownRole, ScopeLists,
    },
    paths,
};

use crate::{
    authz::{Catalogue, Permission, ResourceType, Role},
    caller::Authenticated,
    http::{Access, ApiError, Endpoint, Id, Json as JsonBody},
};

const READ: Permission = Permission::new(ResourceType::Roles, Action::Read);

/// The endpoints of this slice.
pub fn endpoints() -> Vec<Endpoint> {
    let read = Access::Account(READ);
    vec![
        Endpoint::get(paths::ROLES, "list_roles", read, list),
        Endpoint::get(paths::ROLE, "get_role", read, one),
        Endpoint::get(
            paths::PERMISSIONS,
            "list_permissions",
            Access::SignedIn,
            permissions,
        ),
        Endpoint::post(
            paths::PERMITTED_SCOPES,
            "list_permitted_scopes",
            Access::SignedIn,
            permitted_scopes,
        ),
    ]
}

/// Every role, in the catalogue's order.
async fn list(Authenticated(caller): Authenticated) -> Json<Vec<ShownRole>> {
    let catalogue = caller.snapshot.catalogue();
    Json(
        catalogue
            .roles()
            .iter()
            .map(|role| view(role, catalogue))
            .collect(),
    )
}

/// One role.
async fn one(
    Authenticated(caller): Authenticated,
    Id(id): Id,
) -> Result<Json<ShownRole>, ApiError> {
    let catalogue = caller.snapshot.catalogue();
    let role = id
        .parse::<i32>()
        .ok()
        .and_then(|id| catalogue.roles().iter().find(|role| role.id == id))
        .ok_or_else(|| ApiError::not_found("role"))?;
    Ok(Json(view(role, catalogue)))
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

/// A role of the catalogue by its name, for the command line.
pub fn by_name<'a>(catalogue: &'a Catalogue, name: &str) -> Option<&'a Role> {
    catalogue
        .roles()
        .iter()
        .find(|role| role.name.eq_ignore_ascii_case(name))
}
