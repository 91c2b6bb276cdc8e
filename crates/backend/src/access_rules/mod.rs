//! Access rules: a role in a scope, given to a subject. Never edited: deleted and made anew.

mod batch;
mod check;
mod create;
mod delete;
mod list;
pub mod model;
mod search;
pub(crate) mod sql;
mod view;

use shared::{api::roles::Action, paths};

pub use create::{NewRule, add};
pub(crate) use delete::{delete_all_of, delete_all_within, keeps_an_administrator};

use crate::openapi::doc::{Doc, FILTER, LIMIT, OFFSET, SEARCH, SORT_BY, SORT_ORDER, Section};
use crate::{
    authz::{Permission, ResourceType},
    http::{Access, ApiError, Endpoint},
};
use shared::ErrorCode;
use shared::api::access_rules as wire;

const CREATE: Permission = Permission::new(ResourceType::AccessRules, Action::Create);
const READ: Permission = Permission::new(ResourceType::AccessRules, Action::Read);
const DELETE: Permission = Permission::new(ResourceType::AccessRules, Action::Delete);

/// The endpoints of this slice.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get(
            paths::ACCESS_RULES,
            "list_access_rules",
            Access::Scoped(READ),
            list::handler,
        )
        .doc(
            Doc::new(Section::AccessRules, "List access rules")
                .query(&[
                    (
                        "subjectType",
                        "string",
                        "`user`, `app`, `service-account` or `group`.",
                    ),
                    (
                        "subjectIds",
                        "string",
                        "Ids, client IDs, names or emails, joined by commas.",
                    ),
                    ("roleId", "integer", "Only rules of this role."),
                    ("scopeType", "string", "Only rules in scopes of this level."),
                    ("scopeId", "string", "Only rules in this scope."),
                    (
                        "clusterId",
                        "string",
                        "Only rules in this cluster and beneath.",
                    ),
                    (
                        "lastUpdated",
                        "string",
                        "Only rules made or deleted since, RFC 3339.",
                    ),
                    (
                        "includeDeleted",
                        "boolean",
                        "Whether deleted rules are listed too.",
                    ),
                    FILTER,
                    SEARCH,
                    SORT_BY,
                    SORT_ORDER,
                    LIMIT,
                    OFFSET,
                ])
                .answers::<wire::AccessRulePage>(200),
        )
        .cached(),
        Endpoint::post(
            paths::ACCESS_RULES,
            "create_access_rule",
            Access::Scoped(CREATE),
            create::handler,
        )
        .doc(
            Doc::new(Section::AccessRules, "Give a subject a role in a scope")
                .takes::<wire::CreateAccessRule>()
                .answers::<wire::AccessRule>(201)
                .errors(&[
                    ErrorCode::NotFound,
                    ErrorCode::NotHeld,
                    ErrorCode::RuleExists,
                ]),
        ),
        Endpoint::get(
            paths::ACCESS_RULES_COUNT,
            "count_access_rules",
            Access::Scoped(READ),
            list::count,
        )
        .doc(
            Doc::new(Section::AccessRules, "Count access rules")
                .query(&[FILTER, SEARCH])
                .answers::<wire::Count>(200),
        )
        .cached(),
        Endpoint::post(
            paths::ACCESS_RULES_BATCH,
            "batch_access_rules",
            Access::Scoped(DELETE),
            batch::handler,
        )
        .doc(
            Doc::new(
                Section::AccessRules,
                "Delete several access rules, or say which could be",
            )
            .takes::<wire::AccessRuleBatch>()
            .answers::<wire::BatchOutcome>(200),
        ),
        Endpoint::post(
            paths::ACCESS_RULES_BATCH_CREATE,
            "batch_create_access_rules",
            Access::Scoped(CREATE),
            batch::create,
        )
        .doc(
            Doc::new(
                Section::AccessRules,
                "Give several subjects a role in several scopes",
            )
            .takes::<wire::BatchCreateAccessRules>()
            .answers::<wire::BatchCreateOutcome>(200),
        ),
        Endpoint::get(
            paths::ACCESS_RULE,
            "get_access_rule",
            Access::Scoped(READ),
            list::one,
        )
        .doc(
            Doc::new(
                Section::AccessRules,
                "Get one access rule, with the path of its scope",
            )
            .answers::<wire::AccessRule>(200),
        ),
        Endpoint::delete(
            paths::ACCESS_RULE,
            "delete_access_rule",
            Access::Scoped(DELETE),
            delete::handler,
        )
        .doc(
            Doc::new(Section::AccessRules, "Delete one access rule")
                .done(204)
                .errors(&[ErrorCode::LastAdministrator]),
        ),
        Endpoint::get(
            paths::MY_ACCESS_RULES,
            "list_my_access_rules",
            Access::SignedIn,
            list::mine,
        )
        .doc(
            Doc::new(Section::AccessRules, "List the caller's own access rules")
                .query(&[SEARCH, LIMIT, OFFSET])
                .answers::<wire::MyAccessRules>(200),
        )
        .cached(),
        Endpoint::get(
            paths::MY_ACCESS_RULES_COUNT,
            "count_my_access_rules",
            Access::SignedIn,
            list::count_mine,
        )
        .doc(
            Doc::new(Section::AccessRules, "Count the caller's own access rules")
                .query(&[SEARCH])
                .answers::<wire::Count>(200),
        )
        .cached(),
        Endpoint::post(
            paths::CHECK,
            "check_permission",
            Access::Scoped(READ),
            check::handler,
        )
        .doc(
            Doc::new(
                Section::AccessRules,
                "May this subject do this there, and why?",
            )
            .takes::<wire::Check>()
            .answers::<wire::Checked>(200)
            .errors(&[ErrorCode::NotFound]),
        ),
    ]
}

fn unknown() -> ApiError {
    ApiError::not_found("access rule")
}

fn parse_id(id: &str) -> Result<i32, ApiError> {
    id.parse().map_err(|_| unknown())
}
