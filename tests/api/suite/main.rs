//! Every endpoint and procedure over HTTP, against the built server, on SQLite and PostgreSQL alike.
#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these are tests"
)]

mod access_rule_lists;
mod access_rules;
mod applications;
mod audit;
mod authorisation;
mod backup;
mod bad_input;
mod changes;
mod client_keys;
mod command_line;
mod deployment;
mod introspection;
mod metrics;
mod nodes;
mod organisation;
mod possession;
mod reference;
mod revocation;
mod roles;
mod secrecy;
mod secret_life_cycle;
mod settings;
mod tokens;
mod users;

/// A case that is added to `cases.json` must be tested: its id is named where that is done.
#[test]
fn every_case_is_tested() {
    let sources = [
        include_str!("applications.rs"),
        include_str!("command_line.rs"),
        include_str!("introspection.rs"),
    ];
    for case in clientele_api_tests::cases("api") {
        let id = clientele_api_tests::text(&case, "id");
        assert!(
            sources.iter().any(|source| source.contains(id)),
            "{id} is not tested"
        );
    }
    let invariants: Vec<_> = clientele_api_tests::cases("token_invariants");
    let known = ["no-store", "json", "never-5xx"];
    for invariant in &invariants {
        let id = clientele_api_tests::text(invariant, "id");
        assert!(known.contains(&id), "{id} is not among tokens::invariants");
    }
}
