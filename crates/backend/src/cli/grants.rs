//! `--role … --scope-type … --scope-id …`, resolved to roles and scopes.

use std::sync::Arc;

use serde_json::json;
use shared::{Scope, ScopeType};

use super::{Failure, commands::GrantArgs};
use crate::{
    access_rules::{self, NewRule, model::Subject},
    audit::{Action, Entity, Event},
    roles,
    snapshot::Snapshot,
    store::WriteTx,
};

/// A role and where it is to hold.
pub(super) struct Grant {
    role_id: i32,
    scope: Scope,
}

/// Looks roles and scopes up; says what there is where something isn't.
pub(super) fn resolve(snapshot: &Snapshot, wanted: &[GrantArgs]) -> Result<Vec<Grant>, Failure> {
    let mut grants: Vec<Grant> = Vec::with_capacity(wanted.len());
    for args in wanted {
        let role_id = roles::by_name(snapshot, args.role.trim()).ok_or_else(|| {
            let predefined = snapshot.catalogue().roles().iter();
            let names: Vec<_> = predefined
                .map(|role| role.name.as_str())
                .chain(snapshot.custom_roles().map(|role| role.name.as_str()))
                .collect();
            Failure::Refused(format!(
                "there is no role {}; the roles are: {}",
                args.role,
                names.join(", ")
            ))
        })?;
        let scope = scope(snapshot, args.scope_type, args.scope_id.as_deref())?;
        if grants
            .iter()
            .any(|grant| grant.role_id == role_id && grant.scope == scope)
        {
            return Err(Failure::Usage(format!(
                "--role {} is given twice in the same scope",
                args.role
            )));
        }
        grants.push(Grant { role_id, scope });
    }
    Ok(grants)
}

fn scope(snapshot: &Snapshot, level: ScopeType, id: Option<&str>) -> Result<Scope, Failure> {
    let tree = snapshot.tree();
    let Some(id) = id else {
        return Ok(tree.account().clone());
    };
    tree.resolve(level, id).cloned().ok_or_else(|| {
        let there: Vec<_> = tree
            .subtree(tree.account())
            .into_iter()
            .filter(|scope| scope.scope_type == level)
            .map(|scope| {
                format!(
                    "{} ({})",
                    scope.scope_id,
                    tree.name(scope).unwrap_or_default()
                )
            })
            .take(20)
            .collect();
        let there = if there.is_empty() {
            "there is none yet".to_owned()
        } else {
            format!("there are: {}", there.join(", "))
        };
        Failure::Refused(format!("there is no {level} with the id {id}; {there}"))
    })
}

/// Gives a new subject its grants; one audit record each.
pub(super) async fn give(
    tx: &mut WriteTx,
    subject: Subject,
    subject_name: &Arc<str>,
    grants: Vec<Grant>,
) -> Result<Vec<Event>, Failure> {
    let mut events = Vec::with_capacity(grants.len());
    for grant in grants {
        let new = NewRule {
            subject,
            subject_name: Arc::clone(subject_name),
            role_id: grant.role_id,
            scope: grant.scope,
        };
        let rule = access_rules::add(tx, new).await?;
        let scope = rule.given.scope.scope_type.describe(&rule.given.scope_name);
        let event = Event::new(
            Action::Create,
            Entity::AccessRule,
            rule.id.to_string(),
            format!("{} · {scope}", rule.given.role_name),
        );
        let whom = json!({"subjectType": subject.kind(), "subjectId": &**subject_name});
        events.push(event.with(whom));
    }
    Ok(events)
}
