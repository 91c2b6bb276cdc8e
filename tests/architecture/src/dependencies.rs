//! Dependencies point one way.

use crate::{declared, members, none, text};

/// Who may use whom within the workspace. A package that isn't listed fails the test: decide where it stands.
const MAY_USE: &[(&str, &[&str])] = &[
    ("clientele-shared", &[]),
    ("clientele-table-engine", &[]),
    ("clientele-table", &["clientele-table-engine"]),
    (
        "clientele-table-element",
        &["clientele-table", "clientele-table-engine"],
    ),
    (
        "clientele-frontend",
        &[
            "clientele-shared",
            "clientele-table",
            "clientele-table-engine",
        ],
    ),
    ("clientele-backend", &["clientele-shared"]),
    ("clientele", &["clientele-backend"]),
    // Signs as the server does.
    (
        "clientele-server-limits",
        &["clientele-shared", "clientele-backend"],
    ),
    // They talk to the binary; of the server they know its list of endpoints, to walk it.
    (
        "clientele-api-tests",
        &["clientele-shared", "clientele-backend"],
    ),
    (
        "clientele-fault-tests",
        &["clientele-shared", "clientele-api-tests"],
    ),
    (
        "clientele-table-bench-page",
        &["clientele-table", "clientele-table-engine"],
    ),
    ("clientele-architecture-tests", &[]),
    // Black boxes: they know a server by its address alone.
    ("clientele-conformance", &[]),
    ("clientele-oauth2-client-test", &[]),
    ("xtask", &[]),
];

/// What the crates without I/O may use from outside, so that no runtime, browser or database creeps in.
const PURE: &[(&str, &[&str])] = &[
    (
        "clientele-shared",
        // schemars is optional, and only the server asks for it.
        &["jiff", "schemars", "serde", "thiserror", "uuid", "zeroize"],
    ),
    (
        "clientele-table-engine",
        &["jiff", "memchr", "serde", "unicode-normalization"],
    ),
    // Starts in seconds on a fresh clone.
    ("xtask", &[]),
];

#[test]
fn dependencies_point_one_way() {
    let mut wrong = Vec::new();
    for package in members() {
        let name = text(package, "name");
        let Some((_, may_use)) = MAY_USE.iter().find(|(member, _)| *member == name) else {
            wrong.push(format!("{name} has no place yet: add it to MAY_USE"));
            continue;
        };
        for dependency in declared(package).filter(|dependency| dependency["path"].is_string()) {
            let used = text(dependency, "name");
            if !may_use.contains(&used) {
                wrong.push(format!("{name} must not use {used}"));
            }
        }
    }
    none(wrong);
}

#[test]
fn pure_crates_stay_pure() {
    let mut wrong = Vec::new();
    for (name, allowed) in PURE {
        for package in members()
            .into_iter()
            .filter(|package| text(package, "name") == *name)
        {
            for dependency in declared(package).filter(|dependency| dependency["kind"].is_null()) {
                let used = text(dependency, "name");
                if !allowed.contains(&used) {
                    wrong.push(format!("{name} must not use {used}"));
                }
            }
        }
    }
    none(wrong);
}
