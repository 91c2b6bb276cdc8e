//! `--role … --scope-type … --scope-id …`, resolved to roles and scopes.

use std::sync::Arc;

use shared::{Scope, ScopeType};

use super::{Failure, commands::GrantArgs};
use crate::{
    access_rules::model::{Rule, Subject},
    audit::{Action, Entity, Event},
    snapshot::Snapshot,
    store::WriteTx,
};

/// What a subject is to be given.
pub(super) struct Grant {
    role_id: i32,
    role_name: String,
    scope: Scope,
}

/// Looks roles and scopes up; says what there is where something isn't.
pub(super) fn resolve(snapshot: &Snapshot, wanted: &[GrantArgs]) -> Result<Vec<Grant>, Failure> {
    let mut grants: Vec<Grant> = Vec::with_capacity(wanted.len());
    for args in wanted {
        let roles = snapshot.catalogue().roles();
        let role = roles
            .iter()
            .find(|role| role.name.eq_ignore_ascii_case(args.role.trim()))
            .ok_or_else(|| {
                let names: Vec<_> = roles.iter().map(|role| role.name.as_str()).collect();
                Failure::Refused(format!(
                    "there is no role {}; the roles are: {}",
                    args.role,
                    names.join(", ")
                ))
            })?;
        let scope = scope(snapshot, args.scope_type, args.scope_id.as_deref())?;
        if grants
            .iter()
            .any(|grant| grant.role_id == role.id && grant.scope == scope)
        {
            return Err(Failure::Usage(format!(
                "--role {} is given twice in the same scope",
                args.role
            )));
        }
        grants.push(Grant {
            role_id: role.id,
            role_name: role.name.clone(),
            scope,
        });
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

/// The rules that give a new subject its grants.
pub(super) fn rules(
    tx: &mut WriteTx,
    subject: Subject,
    subject_name: &Arc<str>,
    grants: Vec<Grant>,
) -> Vec<Arc<Rule>> {
    let snapshot = tx.snapshot();
    let created_by: Arc<str> = tx.actor_name().into();
    grants
        .into_iter()
        .map(|grant| {
            Arc::new(Rule {
                id: tx.next_rule_id(),
                subject,
                subject_name: Arc::clone(subject_name),
                role_id: grant.role_id,
                role_name: grant.role_name.into(),
                scope_name: snapshot
                    .tree()
                    .name(&grant.scope)
                    .unwrap_or_default()
                    .into(),
                cluster_id: snapshot
                    .cluster_of(&grant.scope)
                    .map(|cluster| cluster.scope_id.as_str().into()),
                scope: grant.scope,
                created_by: Arc::clone(&created_by),
                created_at: tx.now(),
                updated_at: tx.now(),
                deleted_at: None,
            })
        })
        .collect()
}

/// The audit record of a new rule.
pub(super) fn event(rule: &Rule) -> Event {
    let scope = rule.scope.scope_type.describe(&rule.scope_name);
    let name = format!("{}: {} in {scope}", rule.subject_name, rule.role_name);
    Event::new(
        Action::Create,
        Entity::AccessRule,
        rule.id.to_string(),
        name,
    )
}
