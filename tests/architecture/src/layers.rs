//! Within a crate: who may name what, and how long a file gets.

use crate::{Source, none, sources};

/// Longer files get hard to hold in one's head. Tests at their end don't count.
const LONGEST: usize = 500;

/// Longer ones, each for a reason.
const MAY_BE_LONGER: &[(&str, &str)] = &[];

/// The files that name this, though they may not.
fn named_outside(folder: &str, name: &str, allowed: impl Fn(&str) -> bool) -> Vec<String> {
    let outside = |source: &Source| source.names(name) && !allowed(&source.path);
    sources(folder)
        .iter()
        .filter(|source| outside(source))
        .map(|source| format!("{} names {name}", source.path))
        .collect()
}

#[test]
fn the_table_does_not_know_the_product() {
    for folder in ["crates/table", "crates/table-engine"] {
        for name in ["shared", "clientele_shared"] {
            none(named_outside(folder, &format!("{name}::"), |_| false));
        }
    }
}

#[test]
fn the_engine_knows_no_browser() {
    for name in ["web_sys", "js_sys", "leptos", "wasm_bindgen"] {
        none(named_outside("crates/table-engine/src", name, |_| false));
    }
}

#[test]
fn only_store_files_name_sqlx() {
    none(named_outside("crates/backend/src", "sqlx", |path| {
        // The snapshot is read from the database, and last logins are written beside the ledger.
        // The store's own tests try it from below as well.
        ["/store/", "/snapshot/", "/sql.rs", "/backend/src/tests/"]
            .iter()
            .any(|part| path.contains(part))
    }));
}

#[test]
fn policy_and_models_are_pure() {
    for name in ["axum", "sqlx", "tokio"] {
        let findings = named_outside("crates/backend/src", name, |path| {
            !(path.ends_with("/policy.rs") || path.ends_with("/model.rs"))
        });
        none(findings);
    }
}

#[test]
fn only_one_module_of_the_console_reaches_for_the_window() {
    let naming: Vec<String> = sources("crates/frontend/src")
        .iter()
        .filter(|source| {
            source.names("web_sys::window")
                || source.names("leptos::prelude::window")
                || source.names("window()")
        })
        .map(|source| source.path.clone())
        .collect();
    assert!(
        naming.len() <= 1 || naming.iter().all(|path| path.contains("/platform/")),
        "{naming:?}"
    );
}

#[test]
fn files_stay_short() {
    let mut long = Vec::new();
    for source in ["crates", "xtask", "tests"].into_iter().flat_map(sources) {
        let lines = source.code().count();
        let excepted = MAY_BE_LONGER.iter().any(|(path, _)| *path == source.path);
        if lines > LONGEST && !excepted {
            long.push(format!(
                "{} has {lines} lines; over {LONGEST} needs a reason in MAY_BE_LONGER",
                source.path
            ));
        }
        if lines <= LONGEST && excepted {
            long.push(format!(
                "{} is short again: take it off MAY_BE_LONGER",
                source.path
            ));
        }
    }
    none(long);
}
