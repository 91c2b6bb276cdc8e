//! A rule as clients see it.

use shared::api::access_rules::{AccessRule, RuleStatus};

use super::model::Rule;
use crate::{org_units::model::ACCOUNT_ID, snapshot::Snapshot};

/// The rule, with the names that role and scope have now.
pub(super) fn view(rule: &Rule, snapshot: &Snapshot) -> AccessRule {
    let role_name = snapshot
        .role_name(rule.given.role_id)
        .unwrap_or(&rule.given.role_name);
    AccessRule {
        id: rule.id,
        subject_id: rule.subject_name.to_string(),
        subject_type: rule.subject.kind(),
        role_id: rule.given.role_id,
        role_name: role_name.to_owned(),
        scope_id: rule.given.scope.scope_id.clone(),
        scope_type: rule.given.scope.scope_type,
        scope_name: scope_name(rule, snapshot).to_owned(),
        tenant_id: ACCOUNT_ID,
        created_at: rule.created_at,
        updated_at: rule.updated_at(),
        created_by: rule.created_by.to_string(),
        cluster_id: rule.given.cluster_id.as_deref().map(str::to_owned),
        deleted_at: rule.deleted_at,
        status: RuleStatus::ready(),
        scope_path: None,
    }
}

/// The name that the scope has now, or had last.
pub(super) fn scope_name<'a>(rule: &'a Rule, snapshot: &'a Snapshot) -> &'a str {
    snapshot
        .tree()
        .name(&rule.given.scope)
        .unwrap_or(&rule.given.scope_name)
}

/// The scope's names from the account down, with slashes between.
pub(super) fn scope_path(rule: &Rule, snapshot: &Snapshot) -> String {
    let mut names: Vec<_> = snapshot
        .tree()
        .path(&rule.given.scope)
        .filter_map(|scope| snapshot.tree().name(scope))
        .collect();
    names.reverse();
    names.join("/")
}
