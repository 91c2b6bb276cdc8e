//! `GET /api/v1/authorization/access-rules`, its count, one rule, and the caller's own.

use std::{cmp::Ordering, str::FromStr as _, sync::Arc};

use axum::{Json, extract::State};
use shared::{
    ScopeType, Timestamp,
    api::access_rules::{AccessRule, AccessRulePage, Count, MyAccessRules, SubjectType},
};

use super::{
    READ,
    create::find_subject,
    model::{Rule, Subject},
    parse_id, sql,
    view::{scope_path, view},
};
use crate::{
    Core,
    caller::{Authenticated, Caller},
    http::{ApiError, Id, Query},
    snapshot::Snapshot,
};

const PAGE: std::ops::RangeInclusive<usize> = 1..=500;
const PAGE_DEFAULT: usize = 50;

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
    caller.access(READ, rule.map(|rule| &rule.scope), "access rule")?;
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
    let search = query.get("search").map(str::to_lowercase);
    let rules = caller
        .snapshot
        .rules_of(caller.subject)
        .iter()
        .filter(|rule| {
            search
                .as_deref()
                .is_none_or(|search| mentions(rule, &caller.snapshot, search))
        })
        .cloned()
        .collect();
    Ok(Json(MyAccessRules {
        access_rules: page(rules, &caller.snapshot, &query)?,
    }))
}

fn page(
    rules: Vec<Arc<Rule>>,
    snapshot: &Snapshot,
    query: &Query,
) -> Result<AccessRulePage, ApiError> {
    let limit = query.number("limit", PAGE, PAGE_DEFAULT)?;
    let offset = query.number("offset", 0..=usize::MAX, 0)?;
    let access_rules: Vec<_> = rules
        .iter()
        .skip(offset)
        .take(limit)
        .map(|rule| view(rule, snapshot))
        .collect();
    Ok(AccessRulePage {
        total_records: rules.len(),
        display_records: access_rules.len(),
        access_rules,
    })
}

async fn find(core: &Core, caller: &Caller, query: &Query) -> Result<Vec<Arc<Rule>>, ApiError> {
    let snapshot = &caller.snapshot;
    let filter = Filter::parse(query, snapshot)?;
    let mut rules: Vec<Arc<Rule>> = match &filter.subjects {
        // The usual question, "what may these do?", needs no walk over all rules.
        Some(subjects) => subjects
            .iter()
            .flat_map(|subject| snapshot.rules_of(*subject))
            .cloned()
            .collect(),
        None => snapshot.rules().cloned().collect(),
    };
    if query.flag("includeDeleted")? {
        let mut reader = core
            .store
            .db()
            .readers()
            .acquire()
            .await
            .map_err(crate::store::StoreError::from)?;
        let deleted = sql::deleted(&mut reader).await?;
        rules.extend(deleted.into_iter().map(Arc::new));
    }
    let everywhere = caller.may(READ, snapshot.account());
    rules.retain(|rule| {
        filter.matches(rule, snapshot) && (everywhere || caller.may(READ, &rule.scope))
    });
    filter.sort(&mut rules, snapshot);
    Ok(rules)
}

/// What a query asks for; all of it must hold.
struct Filter {
    kind: Option<SubjectType>,
    subjects: Option<Vec<Subject>>,
    role: Option<i32>,
    scope_type: Option<ScopeType>,
    scope: Option<String>,
    cluster: Option<String>,
    since: Option<Timestamp>,
    search: Option<String>,
    sort: Sort,
    descending: bool,
}

#[derive(Clone, Copy)]
enum Sort {
    Id,
    SubjectId,
    SubjectType,
    RoleName,
    ScopeName,
    CreatedAt,
    CreatedBy,
}

impl Filter {
    fn parse(query: &Query, snapshot: &Snapshot) -> Result<Self, ApiError> {
        let kind = query
            .get("subjectType")
            .map(|text| {
                SubjectType::from_str(text).map_err(|()| {
                    ApiError::invalid(
                        "subjectType",
                        "The subject type is user, app, service-account or group.",
                    )
                })
            })
            .transpose()?;
        let subjects = query.get("subjectIds").map(|list| {
            list.split(',')
                .flat_map(|named| {
                    let kinds = match kind {
                        Some(kind) => vec![kind],
                        None => vec![SubjectType::App, SubjectType::User],
                    };
                    kinds
                        .into_iter()
                        .filter_map(|kind| find_subject(snapshot, kind, named.trim()))
                        .map(|(subject, _)| subject)
                        .collect::<Vec<_>>()
                })
                .collect()
        });
        let sort = match query.get("sortBy") {
            None | Some("id") => Sort::Id,
            Some("subjectId") => Sort::SubjectId,
            Some("subjectType") => Sort::SubjectType,
            Some("roleName") => Sort::RoleName,
            Some("scopeName") => Sort::ScopeName,
            Some("createdAt") => Sort::CreatedAt,
            Some("createdBy") => Sort::CreatedBy,
            Some(_) => {
                return Err(ApiError::invalid(
                    "sortBy",
                    "Sort by id, subjectId, subjectType, roleName, scopeName, createdAt or createdBy.",
                ));
            }
        };
        Ok(Self {
            kind,
            subjects,
            role: query.parsed("roleId", "a role's number")?,
            scope_type: query
                .get("scopeType")
                .map(|text| {
                    ScopeType::from_str(text).map_err(|()| {
                        ApiError::invalid(
                            "scopeType",
                            "The scope type is system, tenant, cluster, department or project.",
                        )
                    })
                })
                .transpose()?,
            scope: query.get("scopeId").map(str::to_owned),
            cluster: query.get("clusterId").map(str::to_owned),
            since: query
                .get("lastUpdated")
                .map(|text| {
                    Timestamp::parse(text).ok_or_else(|| {
                        ApiError::invalid(
                            "lastUpdated",
                            "The time must be RFC 3339, such as 2026-03-29T00:30:00Z.",
                        )
                    })
                })
                .transpose()?,
            search: query.get("search").map(str::to_lowercase),
            sort,
            descending: match query.get("sortOrder") {
                None | Some("asc") => false,
                Some("desc") => true,
                Some(_) => {
                    return Err(ApiError::invalid("sortOrder", "The order is asc or desc."));
                }
            },
        })
    }

    fn matches(&self, rule: &Rule, snapshot: &Snapshot) -> bool {
        let same_kind = |kind: SubjectType| {
            let applications = [SubjectType::App, SubjectType::ServiceAccount];
            kind == rule.subject.kind()
                || (applications.contains(&kind) && applications.contains(&rule.subject.kind()))
        };
        self.kind.is_none_or(same_kind)
            && self
                .subjects
                .as_ref()
                .is_none_or(|subjects| subjects.contains(&rule.subject))
            && self.role.is_none_or(|role| role == rule.role_id)
            && self
                .scope_type
                .is_none_or(|kind| kind == rule.scope.scope_type)
            && self
                .scope
                .as_ref()
                .is_none_or(|id| *id == rule.scope.scope_id)
            && self
                .cluster
                .as_deref()
                .is_none_or(|id| rule.cluster_id.as_deref() == Some(id))
            && self.since.is_none_or(|since| rule.updated_at >= since)
            && self
                .search
                .as_deref()
                .is_none_or(|search| mentions(rule, snapshot, search))
    }

    fn sort(&self, rules: &mut [Arc<Rule>], snapshot: &Snapshot) {
        let compare = |a: &Rule, b: &Rule| -> Ordering {
            match self.sort {
                Sort::Id => Ordering::Equal,
                Sort::SubjectId => a.subject_name.cmp(&b.subject_name),
                Sort::SubjectType => a.subject.kind().cmp(&b.subject.kind()),
                Sort::RoleName => a.role_name.cmp(&b.role_name),
                Sort::ScopeName => {
                    super::view::scope_name(a, snapshot).cmp(super::view::scope_name(b, snapshot))
                }
                Sort::CreatedAt => a.created_at.cmp(&b.created_at),
                Sort::CreatedBy => a.created_by.cmp(&b.created_by),
            }
            .then(a.id.cmp(&b.id))
        };
        if self.descending {
            rules.sort_by(|a, b| compare(b, a));
        } else {
            rules.sort_by(|a, b| compare(a, b));
        }
    }
}

/// Whether a text that people see in the rule holds this, in lower case.
fn mentions(rule: &Rule, snapshot: &Snapshot, search: &str) -> bool {
    [
        &*rule.subject_name,
        snapshot.role_name(rule.role_id).unwrap_or(&rule.role_name),
        super::view::scope_name(rule, snapshot),
        &*rule.created_by,
    ]
    .iter()
    .any(|text| text.to_lowercase().contains(search))
}
