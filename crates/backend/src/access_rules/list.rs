//! `GET /api/v1/authorization/access-rules`, its count, one rule, and the caller's own.

use std::sync::Arc;

use axum::{Json, extract::State};
use shared::api::access_rules::{AccessRule, AccessRulePage, Count, MyAccessRules};

use super::{
    READ,
    model::Rule,
    parse_id,
    search::{find, mentions},
    view::{scope_path, view},
};
use crate::{
    Core,
    caller::{Authenticated, Caller},
    http::{ApiError, Id, Query, paging::Page},
    snapshot::Snapshot,
};

/// A page of the rules that the caller may read.
pub(super) async fn handler(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    query: Query,
) -> Result<Json<AccessRulePage>, ApiError> {
    let found = find(&core, &caller, &query).await?;
    Ok(Json(page(found, &caller.snapshot, &query)?))
}

/// How many rules match, of those that the caller may read.
pub(super) async fn count(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    query: Query,
) -> Result<Json<Count>, ApiError> {
    let count = find(&core, &caller, &query).await?.len();
    Ok(Json(Count { count }))
}

/// One rule, with the path of its scope.
pub(super) async fn one(
    Authenticated(caller): Authenticated,
    Id(id): Id,
) -> Result<Json<AccessRule>, ApiError> {
    let rule = parse_id(&id).ok().and_then(|id| caller.snapshot.rule(id));
    caller.access(READ, rule.map(|rule| &rule.given.scope), "access rule")?;
    let rule = rule.ok_or_else(super::unknown)?;
    Ok(Json(AccessRule {
        scope_path: Some(scope_path(rule, &caller.snapshot)),
        ..view(rule, &caller.snapshot)
    }))
}

/// The caller's own rules, which need no permission to be read.
pub(super) async fn mine(
    Authenticated(caller): Authenticated,
    query: Query,
) -> Result<Json<MyAccessRules>, ApiError> {
    Ok(Json(MyAccessRules {
        access_rules: page(own(&caller, &query), &caller.snapshot, &query)?,
    }))
}

/// How many they are.
pub(super) async fn count_mine(
    Authenticated(caller): Authenticated,
    query: Query,
) -> Result<Json<Count>, ApiError> {
    let count = own(&caller, &query).len();
    Ok(Json(Count { count }))
}

fn own(caller: &Caller, query: &Query) -> Vec<Arc<Rule>> {
    let search = query.get("search").map(str::to_lowercase);
    let rules = caller.snapshot.rules_of(caller.subject);
    let wanted = |rule: &&Arc<Rule>| {
        search
            .as_deref()
            .is_none_or(|search| mentions(rule, &caller.snapshot, search))
    };
    rules.iter().filter(wanted).cloned().collect()
}

fn page(
    rules: Vec<Arc<Rule>>,
    snapshot: &Snapshot,
    query: &Query,
) -> Result<AccessRulePage, ApiError> {
    let (shown, _) = Page::parse(query)?.of(&rules);
    let access_rules: Vec<_> = shown.iter().map(|rule| view(rule, snapshot)).collect();
    Ok(AccessRulePage {
        total_records: rules.len(),
        display_records: access_rules.len(),
        access_rules,
    })
}
