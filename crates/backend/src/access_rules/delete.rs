//! `DELETE /api/v1/authorization/access-rules/{id}`, and what goes with an application, a user or a unit.

use std::{collections::HashSet, sync::Arc};

use axum::{extract::State, http::StatusCode};
use serde_json::json;
use shared::{ErrorCode, Scope};

use super::{
    DELETE,
    model::{Rule, Subject},
    parse_id, sql,
    view::{scope_name, view},
};
use crate::{
    Core, applications,
    audit::{Action, Entity, Event},
    caller::Authenticated,
    http::{ApiError, Id},
    snapshot::Snapshot,
    store::{StoreError, WriteTx},
};

/// Takes a rule away. It acts at once; the rule stays in the history.
pub(super) async fn handler(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Id(id): Id,
) -> Result<StatusCode, ApiError> {
    let id = parse_id(&id)?;
    let (mut tx, caller) = core.write_somewhere(&caller).await?;
    let snapshot = Arc::clone(&caller.snapshot);
    let rule = snapshot.rule(id).cloned();
    caller.access(
        DELETE,
        rule.as_ref().map(|rule| &rule.given.scope),
        "access rule",
    )?;
    let Some(rule) = rule else {
        return Err(super::unknown());
    };
    if snapshot.is_administrator_rule(&rule) {
        keeps_an_administrator(&tx, |left| left.id != id)?;
    }
    delete_one(&mut tx, &rule).await?;
    touch(&mut tx, rule.subject).await?;
    tx.commit(deleted(&rule, &snapshot)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A rule that went, for the audit log.
pub(super) fn deleted(rule: &Rule, snapshot: &Snapshot) -> Event {
    let shown = view(rule, snapshot);
    Event::new(
        Action::Delete,
        Entity::AccessRule,
        rule.id.to_string(),
        format!(
            "{} · {}",
            shown.role_name,
            shown.scope_type.describe(&shown.scope_name)
        ),
    )
    .with(json!({"subjectType": shown.subject_type, "subjectId": shown.subject_id}))
}

/// Refuses a change after which nobody could administer the installation. `stays` says which rules are left.
pub(crate) fn keeps_an_administrator(
    tx: &WriteTx,
    stays: impl Fn(&Rule) -> bool,
) -> Result<(), ApiError> {
    let snapshot = tx.snapshot();
    let left = snapshot.rules().any(|rule| {
        matches!(rule.subject, Subject::User(id) if snapshot.user(id).is_some())
            && snapshot.is_administrator_rule(rule)
            && stays(rule)
    });
    if left {
        return Ok(());
    }
    Err(ApiError::new(
        ErrorCode::LastAdministrator,
        "This is the last System administrator. Make another one first.",
    ))
}

pub(super) async fn delete_one(tx: &mut WriteTx, rule: &Rule) -> Result<(), StoreError> {
    let snapshot = tx.snapshot();
    sql::delete(tx, rule.id, scope_name(rule, &snapshot)).await
}

/// Takes away all of a subject's rules and says how many they were.
pub(crate) async fn delete_all_of(tx: &mut WriteTx, subject: Subject) -> Result<usize, StoreError> {
    let snapshot = tx.snapshot();
    let rules = snapshot.rules_of(subject);
    for rule in rules {
        delete_one(tx, rule).await?;
    }
    Ok(rules.len())
}

/// Takes away the rules in these scopes and says how many they were.
pub(crate) async fn delete_all_within(
    tx: &mut WriteTx,
    scopes: &HashSet<Scope>,
) -> Result<usize, StoreError> {
    let snapshot = tx.snapshot();
    let mut subjects = HashSet::new();
    let mut count = 0;
    for rule in snapshot
        .rules()
        .filter(|rule| scopes.contains(&rule.given.scope))
    {
        delete_one(tx, rule).await?;
        subjects.insert(rule.subject);
        count += 1;
    }
    for subject in subjects {
        touch(tx, subject).await?;
    }
    Ok(count)
}

/// An application counts as changed by its rules.
pub(super) async fn touch(tx: &mut WriteTx, subject: Subject) -> Result<(), StoreError> {
    if let Subject::Application(id) = subject
        && let Some(application) = tx.snapshot().application(id)
    {
        let changed = application.changed(tx.now());
        applications::sql::update(tx, changed).await?;
    }
    Ok(())
}
