//! What cargo runs of the tests, and the page's size and journeys.

use std::process::Command;

use super::{Ground, Verdict, browser_ready, playwright};
use crate::{page, process, repo};

/// Packages that talk to the built binary; each has a part of its own.
const API_TESTS: &str = "clientele-api-tests";
const FAULT_TESTS: &str = "clientele-fault-tests";
const BACKEND: &str = "clientele-backend";

pub(super) fn format(_: &mut Ground) -> Verdict {
    process::run(process::cargo().args(["fmt", "--all", "--check"])).into()
}

pub(super) fn clippy(_: &mut Ground) -> Verdict {
    process::run(process::cargo().args([
        "clippy",
        "--locked",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))
    .into()
}

pub(super) fn clippy_wasm(_: &mut Ground) -> Verdict {
    let mut cargo = process::cargo();
    cargo.args([
        "clippy",
        "--locked",
        "-p",
        "clientele-frontend",
        "-p",
        "clientele-table",
        "-p",
        "clientele-table-element",
    ]);
    process::run(cargo.args(["--target", "wasm32-unknown-unknown", "--", "-D", "warnings"])).into()
}

/// Building cargo-deny takes longer than everything else here: used where it is installed. The architecture tests check
/// licences, sources and unused dependencies in any case.
pub(super) fn deny(_: &mut Ground) -> Verdict {
    if process::on_path("cargo-deny").is_none() {
        return Verdict::Skipped(
            "cargo-deny is not installed (the architecture tests check licences and sources)"
                .to_owned(),
        );
    }
    process::run(process::cargo().args([
        "deny",
        "--offline",
        "check",
        "bans",
        "licenses",
        "sources",
    ]))
    .into()
}

pub(super) fn native(_: &mut Ground) -> Verdict {
    let mut packages = vec!["--workspace"];
    for package in [BACKEND, API_TESTS, FAULT_TESTS]
        .into_iter()
        .filter(|package| exists(package))
    {
        packages.extend(["--exclude", package]);
    }
    process::run(&mut rust_tests(&packages)).into()
}

pub(super) fn doc(_: &mut Ground) -> Verdict {
    let mut cargo = process::cargo();
    cargo.args(["test", "--locked", "--quiet", "--doc"]);
    process::run(cargo.args([
        "-p",
        "clientele-shared",
        "-p",
        "clientele-table-engine",
        "-p",
        BACKEND,
    ]))
    .into()
}

pub(super) fn store(ground: &mut Ground) -> Verdict {
    match ground.postgres() {
        Ok(url) => {
            process::run(rust_tests(&["-p", BACKEND]).env("CLIENTELE_TEST_POSTGRES", url)).into()
        }
        Err(why) => without_postgres(rust_tests(&["-p", BACKEND]), why),
    }
}

pub(super) fn api(ground: &mut Ground) -> Verdict {
    black_box(ground, API_TESTS)
}

pub(super) fn faults(ground: &mut Ground) -> Verdict {
    black_box(ground, FAULT_TESTS)
}

/// A package that tests the built binary, which it finds in `CLIENTELE_BIN`.
fn black_box(ground: &mut Ground, package: &str) -> Verdict {
    let binary = match ground.server() {
        Ok(binary) => binary,
        Err(why) => return Verdict::Failed(why),
    };
    let mut tests = rust_tests(&["-p", package]);
    tests.env("CLIENTELE_BIN", binary);
    match ground.postgres() {
        Ok(url) => process::run(tests.env("CLIENTELE_TEST_POSTGRES", url)).into(),
        Err(why) => without_postgres(tests, why),
    }
}

/// Runs on SQLite alone; that PostgreSQL was missing is said either way.
fn without_postgres(mut tests: Command, why: String) -> Verdict {
    tests.env("CLIENTELE_TEST_ALLOW_MISSING", "1");
    match process::run(&mut tests) {
        Ok(()) => Verdict::Missing(format!("PostgreSQL (SQLite passed): {why}")),
        Err(failed) => Verdict::Failed(failed),
    }
}

pub(super) fn page_size(_: &mut Ground) -> Verdict {
    page::build().and_then(|()| page::check_size()).into()
}

pub(super) fn journeys(ground: &mut Ground) -> Verdict {
    let binary = match ground.server() {
        Ok(binary) => binary,
        Err(why) => return Verdict::Failed(why),
    };
    let chromium = match browser_ready() {
        Ok(chromium) => chromium,
        Err(why) => return Verdict::Missing(why),
    };
    let mut types = process::command("node");
    types
        .current_dir(repo::browser_tests())
        .args(["node_modules/typescript/bin/tsc", "-p", "."]);
    process::run(&mut types)
        .and_then(|()| process::run(playwright(&chromium, &binary).arg("test")))
        .into()
}

/// nextest where installed, else cargo's own runner.
fn rust_tests(packages: &[&str]) -> Command {
    let mut cargo = process::cargo();
    if process::on_path("cargo-nextest").is_some() {
        cargo.args([
            "nextest",
            "run",
            "--locked",
            "--no-fail-fast",
            "--no-tests",
            "pass",
        ]);
    } else {
        cargo.args([
            "test",
            "--locked",
            "--no-fail-fast",
            "--lib",
            "--bins",
            "--tests",
        ]);
    }
    cargo.args(packages).env("NEXTEST_NO_INPUT_HANDLER", "1");
    cargo
}

fn exists(package: &str) -> bool {
    let members = std::fs::read_to_string(repo::root().join("Cargo.lock")).unwrap_or_default();
    members.contains(&format!("name = \"{package}\""))
}
