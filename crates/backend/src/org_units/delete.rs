//! `DELETE` of a cluster, a department or a project.

use std::{collections::HashSet, sync::Arc};

use axum::{extract::State, http::StatusCode};
use serde_json::json;
use shared::{ErrorCode, Scope, ScopeType, api::roles::Action as Doing};

use super::{entity, find, resource, sql};
use crate::{
    Core, access_rules,
    audit::{Action, Event},
    authz::{Permission, ResourceType},
    caller::{Authenticated, Caller},
    http::{ApiError, Id, Query},
};

/// How many rules a refusal names.
const NAMED: usize = 5;

pub(super) async fn cluster(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Id(id): Id,
    query: Query,
) -> Result<StatusCode, ApiError> {
    delete(&core, &caller, ScopeType::Cluster, &id, &query).await
}

pub(super) async fn department(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Id(id): Id,
    query: Query,
) -> Result<StatusCode, ApiError> {
    delete(&core, &caller, ScopeType::Department, &id, &query).await
}

pub(super) async fn project(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Id(id): Id,
    query: Query,
) -> Result<StatusCode, ApiError> {
    delete(&core, &caller, ScopeType::Project, &id, &query).await
}

/// Deletes a unit. One that is in use is refused, with what uses it; `cascade=true` takes along what lies beneath it and
/// the access rules in all of that, where the caller may delete those too.
async fn delete(
    core: &Core,
    caller: &Caller,
    level: ScopeType,
    id: &str,
    query: &Query,
) -> Result<StatusCode, ApiError> {
    let cascade = query.flag("cascade")?;
    let (mut tx, caller) = core.write_somewhere(caller).await?;
    let snapshot = Arc::clone(&caller.snapshot);
    let scope = find(&snapshot, level, id);
    let permission = Permission::new(resource(level), Doing::Delete);
    caller.access(permission, scope.as_ref(), level.as_str())?;
    let scope = scope.ok_or_else(|| ApiError::not_found(level.as_str()))?;
    let beneath: Vec<Scope> = snapshot
        .tree()
        .subtree(&scope)
        .into_iter()
        .cloned()
        .collect();
    let scopes: HashSet<Scope> = beneath.iter().cloned().collect();
    let rules: Vec<_> = snapshot
        .rules()
        .filter(|rule| scopes.contains(&rule.given.scope))
        .collect();
    if !cascade && (beneath.len() > 1 || !rules.is_empty()) {
        let named: Vec<_> = rules
            .iter()
            .take(NAMED)
            .map(|rule| {
                format!(
                    "{} ({} for {})",
                    rule.id, rule.given.role_name, rule.subject_name
                )
            })
            .collect();
        let more = rules.len().saturating_sub(NAMED);
        let more = match more {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let details = format!("access rules: {}{more}", named.join(", "));
        return Err(ApiError::new(
            ErrorCode::InUse,
            format!(
                "It is in use: units beneath it: {}, access rules: {}. Delete those first, or all of it with cascade=true.",
                beneath.len() - 1,
                rules.len()
            ),
        )
        .details(details));
    }
    for inner in &beneath {
        caller.require(
            Permission::new(resource(inner.scope_type), Doing::Delete),
            inner,
        )?;
    }
    if !rules.is_empty() {
        caller.require(
            Permission::new(ResourceType::AccessRules, Doing::Delete),
            &scope,
        )?;
    }
    let name = snapshot.tree().name(&scope).unwrap_or_default().to_owned();
    let rules = access_rules::delete_all_within(&mut tx, &scopes).await?;
    for inner in beneath.iter().rev() {
        sql::delete(&mut tx, &inner.scope_id).await?;
    }
    let event = Event::new(Action::Delete, entity(level), id, name)
        .with(json!({"units": beneath.len(), "accessRules": rules}));
    tx.commit(event).await?;
    Ok(StatusCode::NO_CONTENT)
}
