//! Every endpoint and procedure over HTTP, against the built server, on SQLite and PostgreSQL alike.
#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these are tests"
)]

mod access_rules;
mod applications;
mod authorisation;
mod bad_input;
mod command_line;
mod deployment;
mod introspection;
mod nodes;
mod organisation;
mod secrecy;
mod settings;
mod tokens;
mod users;
