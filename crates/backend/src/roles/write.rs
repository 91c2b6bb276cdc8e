//! `POST`, `PUT` and `DELETE` of roles of one's own.

use std::sync::Arc;

use axum::{
    Json as JsonResponse,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
};
use serde_json::json;
use shared::{
    ErrorCode,
    api::roles::{Role as ShownRole, WriteRole},
    paths,
};

use super::{CREATE, DELETE, UPDATE, find, model::CustomRole, sql, view_custom};
use crate::{
    Core,
    audit::{Action, Entity, Event},
    authz::{Permission, PermissionSet, ResourceType},
    caller::{Authenticated, Caller},
    http::{ApiError, Id, Json, conditional},
    names,
    snapshot::Snapshot,
};

/// The most characters of a description.
const DESCRIPTION: usize = 1024;
/// How many rules a refusal names.
const NAMED: usize = 5;

/// Makes a role. The caller must hold what it permits.
pub(super) async fn create(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Json(request): Json<WriteRole>,
) -> Result<impl IntoResponse, ApiError> {
    let (mut tx, caller) = core.write(&caller, CREATE).await?;
    let permissions = permissions(&request)?;
    must_hold(&caller, &permissions)?;
    let role = CustomRole {
        id: tx.next_role_id(),
        name_key: free_name(&caller.snapshot, request.name.as_str(), None)?,
        name: request.name.into_string(),
        description: description(request.description)?,
        permissions,
        created_by: tx.actor_name().to_owned(),
        created_at: tx.now(),
        updated_at: tx.now(),
        version: 1,
    };
    let shown = view_custom(&role, caller.snapshot.catalogue());
    let tag = conditional::etag(role.version);
    let event = Event::new(
        Action::Create,
        Entity::Role,
        role.id.to_string(),
        role.name.as_str(),
    )
    .with(json!({"permissions": texts(&role.permissions)}));
    sql::insert(&mut tx, role).await?;
    tx.commit(event).await?;
    let location = paths::fill(paths::ROLE, &shown.id.to_string());
    Ok((
        StatusCode::CREATED,
        [(header::LOCATION, location), (header::ETAG, tag)],
        JsonResponse(shown),
    ))
}

/// Replaces a role. The caller must hold what it permitted and what it is to permit: the account covers every scope
/// in which it is given. It acts at once, for everybody who has it.
pub(super) async fn replace(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Id(id): Id,
    headers: HeaderMap,
    Json(request): Json<WriteRole>,
) -> Result<JsonResponse<ShownRole>, ApiError> {
    let (mut tx, caller) = core.write(&caller, UPDATE).await?;
    let before = own(&caller, &id)?;
    conditional::check_if_match(&headers, before.version, "role")?;
    let wanted = permissions(&request)?;
    let mut both = before.permissions;
    both.extend_with(&wanted);
    must_hold(&caller, &both)?;
    let after = CustomRole {
        name_key: free_name(&caller.snapshot, request.name.as_str(), Some(before.id))?,
        name: request.name.into_string(),
        description: description(request.description)?,
        permissions: wanted,
        updated_at: tx.now().max(before.updated_at),
        version: before.version + 1,
        ..CustomRole::clone(&before)
    };
    let shown = view_custom(&after, caller.snapshot.catalogue());
    let event = Event::new(Action::Update, Entity::Role, id, after.name.as_str()).with(json!({
        "previousName": before.name,
        "added": texts(&after.permissions.without(&before.permissions)),
        "removed": texts(&before.permissions.without(&after.permissions)),
    }));
    sql::update(&mut tx, after).await?;
    tx.commit(event).await?;
    Ok(JsonResponse(shown))
}

/// Deletes a role that no access rule gives.
pub(super) async fn delete(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Id(id): Id,
    headers: HeaderMap,
) -> Result<StatusCode, ApiError> {
    let (mut tx, caller) = core.write(&caller, DELETE).await?;
    let role = own(&caller, &id)?;
    conditional::check_if_match(&headers, role.version, "role")?;
    let rules: Vec<_> = caller
        .snapshot
        .rules()
        .filter(|rule| rule.given.role_id == role.id)
        .collect();
    if !rules.is_empty() {
        let named: Vec<_> = rules
            .iter()
            .take(NAMED)
            .map(|rule| format!("{} (for {})", rule.id, rule.subject_name))
            .collect();
        return Err(ApiError::new(
            ErrorCode::InUse,
            format!(
                "The role is in use: {} access rules give it. Delete those first.",
                rules.len()
            ),
        )
        .details(format!("access rules: {}", named.join(", "))));
    }
    sql::delete(&mut tx, role.id).await?;
    tx.commit(Event::new(
        Action::Delete,
        Entity::Role,
        id,
        role.name.as_str(),
    ))
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

fn own(caller: &Caller, id: &str) -> Result<Arc<CustomRole>, ApiError> {
    let id = find(&caller.snapshot, id)?;
    caller.snapshot.custom_role(id).cloned().ok_or_else(|| {
        ApiError::new(
            ErrorCode::PermissionDenied,
            "A predefined role stays as it is. Make one of your own instead.",
        )
    })
}

fn must_hold(caller: &Caller, wanted: &PermissionSet) -> Result<(), ApiError> {
    let account = caller.snapshot.account();
    let policy = caller.snapshot.policy();
    let missing = policy.missing(&caller.grants, wanted, account);
    if missing.is_empty() {
        return Ok(());
    }
    Err(ApiError::new(
        ErrorCode::NotHeld,
        format!(
            "You can't put into a role what you don't hold in the account. You lack: {missing}."
        ),
    )
    .on("permissions")
    .details(missing.to_string()))
}

fn permissions(request: &WriteRole) -> Result<PermissionSet, ApiError> {
    let mut set = PermissionSet::default();
    for (index, wanted) in request.permissions.iter().enumerate() {
        let resource = ResourceType::parse(&wanted.resource_type).ok_or_else(|| {
            ApiError::invalid(
                format!("permissions[{index}].resourceType"),
                format!("There is no resource type {:?}.", wanted.resource_type),
            )
        })?;
        for action in &wanted.actions {
            set.insert(Permission::new(resource, *action));
        }
    }
    if set.is_empty() {
        return Err(ApiError::invalid(
            "permissions",
            "A role permits something: name a resource type and an action.",
        ));
    }
    Ok(set)
}

fn description(text: String) -> Result<String, ApiError> {
    let text = text.trim();
    if text.chars().count() > DESCRIPTION || text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(ApiError::invalid(
            "description",
            format!(
                "A description has at most {DESCRIPTION} characters, and no control characters."
            ),
        ));
    }
    Ok(text.to_owned())
}

/// A role's name is unique: clients look roles up by it.
fn free_name(snapshot: &Snapshot, name: &str, own: Option<i32>) -> Result<String, ApiError> {
    let key = names::fold(name);
    let predefined = snapshot.catalogue().roles().iter();
    let taken = predefined
        .map(|role| names::fold(&role.name))
        .any(|name| name == key)
        || snapshot
            .custom_roles()
            .any(|role| Some(role.id) != own && role.name_key == key);
    if taken {
        return Err(ApiError::new(
            ErrorCode::NameTaken,
            "A role of this name already exists. Choose another name.",
        )
        .on("name"));
    }
    Ok(key)
}

fn texts(permissions: &PermissionSet) -> Vec<String> {
    permissions.iter().map(|one| one.to_string()).collect()
}
