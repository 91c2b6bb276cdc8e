//! A slice of the fault test, short enough for every run. `kill-under-load --minutes 10` is the long one.

#![allow(
    clippy::print_stdout,
    clippy::allow_attributes,
    reason = "what happened is worth seeing"
)]

use std::time::Duration;

use clientele_api_tests::Engine;
use clientele_fault_tests::kill_under_load;

const SLICE: Duration = Duration::from_secs(10);

fn slice(engine: Engine) {
    if let Some(report) = kill_under_load(engine, SLICE, 42) {
        println!("{report:?}");
        assert!(
            report.kills >= 2 && report.answered > 50,
            "too little happened to mean anything: {report:?}"
        );
    }
}

#[test]
fn sqlite() {
    slice(Engine::Sqlite);
}

#[test]
fn postgresql() {
    slice(Engine::Postgres);
}
