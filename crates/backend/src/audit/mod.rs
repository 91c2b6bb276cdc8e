//! The audit log: one record (or a few) a change, written in the change's own transaction, chained by HMAC.

mod chain;
mod csv;
mod event;
mod log;
pub(crate) mod sql;
mod verify;

use shared::{api::roles::Action as Doing, paths};

pub use chain::Chain;
pub use event::{Action, Actor, Entity, Event, Origin, Record};
pub use verify::Verdict;

use crate::{
    authz::{Permission, ResourceType},
    http::{Access, Endpoint},
};

const READ: Permission = Permission::new(ResourceType::EventsHistory, Doing::Read);

/// The endpoints of this slice.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get(
            paths::AUDIT_LOG,
            "list_audit_log",
            Access::Account(READ),
            log::handler,
        ),
        Endpoint::get(
            paths::AUDIT_LOG_FILE,
            "download_audit_log",
            Access::Account(READ),
            log::file,
        ),
    ]
}
