//! What a query for access rules asks for.

use std::{cmp::Ordering, str::FromStr as _, sync::Arc};

use shared::{ScopeType, Timestamp, api::access_rules::SubjectType};

use super::{
    READ,
    create::find_subject,
    model::{Rule, Subject},
    sql,
    view::scope_name,
};
use crate::{
    Core,
    caller::Caller,
    http::{
        ApiError, Query,
        filter::{Field, FilterBy, Kind, Seen},
        paging,
    },
    snapshot::Snapshot,
    store::StoreError,
};

const FIELDS: &[Field] = &[
    ("subjectId", Kind::Text),
    ("subjectType", Kind::Text),
    ("roleId", Kind::Number),
    ("scopeId", Kind::Text),
    ("scopeType", Kind::Text),
    ("roleName", Kind::Text),
    ("scopeName", Kind::Text),
    ("createdAt", Kind::Time),
    ("createdBy", Kind::Text),
    ("deletedAt", Kind::Time),
    ("phase", Kind::Text),
];

/// The rules that a query asks for, of those that the caller may read, in the order that it asks for.
pub(super) async fn find(
    core: &Core,
    caller: &Caller,
    query: &Query,
) -> Result<Vec<Arc<Rule>>, ApiError> {
    let snapshot = &caller.snapshot;
    let asked = Asked::parse(query, snapshot)?;
    let mut rules: Vec<Arc<Rule>> = match &asked.subjects {
        // The usual question, "what may these do?", needs no walk over all rules.
        Some(subjects) => subjects
            .living
            .iter()
            .flat_map(|subject| snapshot.rules_of(*subject))
            .cloned()
            .collect(),
        None => snapshot.rules().cloned().collect(),
    };
    if query.flag("includeDeleted")? {
        let readers = core.store.db().readers();
        let mut reader = readers.acquire().await.map_err(StoreError::from)?;
        let deleted = sql::deleted(&mut reader).await?;
        rules.extend(deleted.into_iter().map(Arc::new));
    }
    let everywhere = caller.may(READ, snapshot.account());
    rules.retain(|rule| {
        asked.matches(rule, snapshot) && (everywhere || caller.may(READ, &rule.given.scope))
    });
    asked.sort(&mut rules, snapshot);
    Ok(rules)
}

/// The subjects that a query names.
struct Subjects {
    living: Vec<Subject>,
    /// As named: a deleted rule's subject may be gone itself.
    named: Vec<String>,
}

/// What a query asks for; all of it must hold.
struct Asked {
    kind: Option<SubjectType>,
    subjects: Option<Subjects>,
    role: Option<i32>,
    scope_type: Option<ScopeType>,
    scope: Option<String>,
    cluster: Option<String>,
    since: Option<Timestamp>,
    search: Option<String>,
    filter: FilterBy,
    sort: Sort,
    descending: bool,
}

#[derive(Clone, Copy)]
enum Sort {
    Id,
    Field(&'static str),
}

impl Asked {
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
        let mut filter = FilterBy::parse(query, FIELDS)?;
        let service_account = SubjectType::ServiceAccount.as_str();
        filter.same("subjectType", service_account, SubjectType::App.as_str());
        let sorts: Vec<(&'static str, Sort)> = FIELDS
            .iter()
            .map(|(name, _)| (*name, Sort::Field(name)))
            .chain([("id", Sort::Id), ("updatedAt", Sort::Field("updatedAt"))])
            .collect();
        Ok(Self {
            kind,
            subjects: query
                .get("subjectIds")
                .map(|list| Subjects::parse(list, kind, snapshot)),
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
                .transpose()?
                // The account is what the compatible API calls the system here.
                .map(|level| match level {
                    ScopeType::System => ScopeType::Tenant,
                    level => level,
                }),
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
            filter,
            sort: paging::sort_by(query, &sorts, Sort::Id)?,
            descending: paging::descending(query)?,
        })
    }

    fn matches(&self, rule: &Rule, snapshot: &Snapshot) -> bool {
        let same_kind = |kind: SubjectType| {
            let applications = [SubjectType::App, SubjectType::ServiceAccount];
            kind == rule.subject.kind()
                || (applications.contains(&kind) && applications.contains(&rule.subject.kind()))
        };
        let any = |wanted: Option<&str>, has: &str| wanted.is_none_or(|wanted| wanted == has);
        self.kind.is_none_or(same_kind)
            && self
                .subjects
                .as_ref()
                .is_none_or(|subjects| subjects.hold(rule))
            && self.role.is_none_or(|role| role == rule.given.role_id)
            && self
                .scope_type
                .is_none_or(|kind| kind == rule.given.scope.scope_type)
            && any(self.scope.as_deref(), &rule.given.scope.scope_id)
            && any(
                self.cluster.as_deref(),
                rule.given.cluster_id.as_deref().unwrap_or_default(),
            )
            && self.since.is_none_or(|since| rule.updated_at() >= since)
            && self.filter.matches(|field| seen(rule, snapshot, field))
            && self
                .search
                .as_deref()
                .is_none_or(|search| mentions(rule, snapshot, search))
    }

    fn sort(&self, rules: &mut [Arc<Rule>], snapshot: &Snapshot) {
        let compare = |a: &Rule, b: &Rule| -> Ordering {
            match self.sort {
                Sort::Id => Ordering::Equal,
                Sort::Field(field) => order(&seen(a, snapshot, field), &seen(b, snapshot, field)),
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

impl Subjects {
    fn parse(list: &str, kind: Option<SubjectType>, snapshot: &Snapshot) -> Self {
        let named: Vec<String> = list.split(',').map(|id| id.trim().to_owned()).collect();
        let kinds = match kind {
            Some(kind) => vec![kind],
            None => vec![SubjectType::App, SubjectType::User],
        };
        let mut living: Vec<Subject> = named
            .iter()
            .flat_map(|id| {
                kinds
                    .iter()
                    .filter_map(|kind| find_subject(snapshot, *kind, id))
            })
            .map(|(subject, _)| subject)
            .collect();
        living.sort_unstable();
        living.dedup();
        Self { living, named }
    }

    fn hold(&self, rule: &Rule) -> bool {
        self.living.contains(&rule.subject)
            || self.named.iter().any(|named| **named == *rule.subject_name)
            || self
                .named
                .iter()
                .any(|named| *named == rule.subject.id().to_string())
    }
}

/// A field's value, as the rule is shown.
fn seen<'a>(rule: &'a Rule, snapshot: &'a Snapshot, field: &str) -> Seen<'a> {
    match field {
        "subjectId" => (&*rule.subject_name).into(),
        "subjectType" => rule.subject.kind().as_str().into(),
        "roleId" => Seen::Number(i64::from(rule.given.role_id)),
        "scopeId" => rule.given.scope.scope_id.as_str().into(),
        "scopeType" => rule.given.scope.scope_type.as_str().into(),
        "roleName" => snapshot
            .role_name(rule.given.role_id)
            .unwrap_or(&rule.given.role_name)
            .into(),
        "scopeName" => scope_name(rule, snapshot).into(),
        "createdAt" => Seen::Time(rule.created_at),
        "updatedAt" => Seen::Time(rule.updated_at()),
        "createdBy" => (&*rule.created_by).into(),
        "deletedAt" => rule.deleted_at.map_or(Seen::Absent, Seen::Time),
        "phase" => "Ready".into(),
        _ => Seen::Absent,
    }
}

fn order(a: &Seen<'_>, b: &Seen<'_>) -> Ordering {
    match (a, b) {
        (Seen::Text(a), Seen::Text(b)) => a.to_lowercase().cmp(&b.to_lowercase()),
        (Seen::Number(a), Seen::Number(b)) => a.cmp(b),
        (Seen::Time(a), Seen::Time(b)) => a.cmp(b),
        (Seen::Absent, Seen::Absent) => Ordering::Equal,
        (Seen::Absent, _) => Ordering::Greater,
        _ => Ordering::Less,
    }
}

/// Whether a text that people see in the rule holds this, in lower case.
pub(super) fn mentions(rule: &Rule, snapshot: &Snapshot, search: &str) -> bool {
    [
        &*rule.subject_name,
        snapshot
            .role_name(rule.given.role_id)
            .unwrap_or(&rule.given.role_name),
        scope_name(rule, snapshot),
        &*rule.created_by,
    ]
    .iter()
    .any(|text| text.to_lowercase().contains(search))
}
