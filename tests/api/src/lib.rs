//! The ground that black-box tests stand on: databases of their own, servers as an operator starts them, and a client
//! that sends exactly what it is told.
//!
//! `CLIENTELE_BIN` names the binary (else the one that cargo builds into the same target folder), `CLIENTELE_TEST_POSTGRES` a
//! PostgreSQL cluster to make databases in. Without it the PostgreSQL half of every test fails, unless
//! `CLIENTELE_TEST_ALLOW_MISSING` is set: then it says that it was skipped.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::allow_attributes,
    reason = "a test's ground fails by panicking and says what it leaves out"
)]

mod cases;
mod database;
mod http;
mod proofs;
mod server;
mod users;

pub use cases::cases;
pub use database::{Database, Engine};
pub use http::{Answer, Client, percent};
pub use proofs::Prover;
pub use server::{Commanded, Server};
pub use users::{Installation, PASSWORD, text};

/// Declares a test that runs on each engine: `both!(name, |installation| { … })`. The body gets a running
/// [`Installation`] with a first administrator.
#[macro_export]
macro_rules! both {
    ($(#[doc = $doc:literal])* $name:ident, |$installation:ident| $body:block) => {
        $(#[doc = $doc])*
        mod $name {
            #[allow(unused_imports, clippy::allow_attributes, reason = "what the module around it uses")]
            use super::*;
            use $crate::{Engine, Installation};

            fn run($installation: &Installation) $body

            #[test]
            fn sqlite() {
                if let Some(installation) = Installation::new(Engine::Sqlite) {
                    run(&installation);
                }
            }

            #[test]
            fn postgresql() {
                if let Some(installation) = Installation::new(Engine::Postgres) {
                    run(&installation);
                }
            }
        }
    };
}
