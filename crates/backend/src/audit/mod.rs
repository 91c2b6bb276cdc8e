//! The audit log: one record (or a few) a change, written in the change's own transaction, chained by HMAC.

mod chain;
mod event;
pub(crate) mod sql;

pub use chain::Chain;
pub use event::{Action, Actor, Entity, Event, Origin, Record};
