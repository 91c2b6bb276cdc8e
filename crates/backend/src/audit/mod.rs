//! The audit log: one record (or a few) a change, written in the change's own transaction, chained by HMAC.

mod chain;
mod csv;
mod event;
mod log;
mod prune;
pub(crate) mod sql;
mod verify;

use shared::{api::roles::Action as Doing, paths};

pub use chain::Chain;
pub use event::{Action, Actor, Entity, Event, Origin, Record};
pub use prune::{Anchor, PruneError};
pub use verify::Verdict;

use crate::openapi::doc::{Doc, FILTER, OFFSET, SORT_ORDER, Section};
use crate::{
    authz::{Permission, ResourceType},
    http::{Access, Endpoint},
};
use shared::api::audit as wire;

const READ: Permission = Permission::new(ResourceType::EventsHistory, Doing::Read);

/// The endpoints of this slice.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get(
            paths::AUDIT_LOG,
            "list_audit_log",
            Access::Account(READ),
            log::handler,
        )
        .doc(
            Doc::new(Section::Audit, "List the audit log")
                .query(&[
                    ("start", "string", "From when, RFC 3339."),
                    ("end", "string", "Until when, RFC 3339."),
                    FILTER,
                    SORT_ORDER,
                    (
                        "numberOfSamples",
                        "integer",
                        "The most entries, 1 to 1000; 100 unless given.",
                    ),
                    OFFSET,
                ])
                .answers::<wire::AuditPage>(200),
        ),
        Endpoint::get(
            paths::AUDIT_LOG_FILE,
            "download_audit_log",
            Access::Account(READ),
            log::file,
        )
        .doc(
            Doc::new(Section::Audit, "Download the audit log")
                .query(&[
                    ("start", "string", "From when, RFC 3339."),
                    ("end", "string", "Until when, RFC 3339."),
                    FILTER,
                    SORT_ORDER,
                    ("file_type", "string", "`CSV` or `JSON`."),
                ])
                .answers_text("text/csv"),
        ),
    ]
}
