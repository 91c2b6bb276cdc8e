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

use crate::{
    authz::{Permission, ResourceType},
    http::{Access, ApiError, Endpoint},
};

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
        .cached(),
        Endpoint::post(
            paths::ACCESS_RULES,
            "create_access_rule",
            Access::Scoped(CREATE),
            create::handler,
        ),
        Endpoint::get(
            paths::ACCESS_RULES_COUNT,
            "count_access_rules",
            Access::Scoped(READ),
            list::count,
        )
        .cached(),
        Endpoint::post(
            paths::ACCESS_RULES_BATCH,
            "batch_access_rules",
            Access::Scoped(DELETE),
            batch::handler,
        ),
        Endpoint::post(
            paths::ACCESS_RULES_BATCH_CREATE,
            "batch_create_access_rules",
            Access::Scoped(CREATE),
            batch::create,
        ),
        Endpoint::get(
            paths::ACCESS_RULE,
            "get_access_rule",
            Access::Scoped(READ),
            list::one,
        ),
        Endpoint::delete(
            paths::ACCESS_RULE,
            "delete_access_rule",
            Access::Scoped(DELETE),
            delete::handler,
        ),
        Endpoint::get(
            paths::MY_ACCESS_RULES,
            "list_my_access_rules",
            Access::SignedIn,
            list::mine,
        )
        .cached(),
        Endpoint::post(
            paths::CHECK,
            "check_permission",
            Access::Scoped(READ),
            check::handler,
        ),
    ]
}

fn unknown() -> ApiError {
    ApiError::not_found("access rule")
}

fn parse_id(id: &str) -> Result<i32, ApiError> {
    id.parse().map_err(|_| unknown())
}
