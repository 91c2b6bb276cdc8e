//! The table in other people's pages: `tests/embedding` drives the npm package and its examples in Chromium and Firefox.

use std::path::PathBuf;

use super::{Ground, Verdict, browser};
use crate::{Result, element, npm, process, repo, report, site, tools};

/// Types, description, sizes, imports on a server: what needs no page, and the element by itself.
pub(super) fn element(_: &mut Ground) -> Verdict {
    run(
        &[
            "package",
            "element",
            "edges",
            "rows",
            "selects",
            "slots",
            "load",
            "remote",
            "lasting",
            "frameworks",
        ],
        |_| Ok(()),
    )
}

/// The examples, built as their readme says.
pub(super) fn examples(_: &mut Ground) -> Verdict {
    run(&["examples", "leptos"], |command| {
        command.env("CLIENTELE_TABLE_LEPTOS", element::leptos_example()?);
        Ok(())
    })
}

/// Empty projects, with the code of the package's readme.
pub(super) fn strangers(_: &mut Ground) -> Verdict {
    run(&["strangers", "bundlers"], |_| Ok(()))
}

/// The documentation's pages and gallery.
pub(super) fn documentation(_: &mut Ground) -> Verdict {
    run(&["site"], |command| {
        command.env("CLIENTELE_TABLE_SITE", site::build()?);
        Ok(())
    })
}

/// Engine and component as a registry would take them, both at once since neither is on one yet.
pub(super) fn crates(_: &mut Ground) -> Verdict {
    process::run(process::cargo().args([
        "publish",
        "--quiet",
        "--dry-run",
        "--no-verify",
        "--allow-dirty",
        "--package",
        "clientele-table-engine",
        "--package",
        "clientele-table",
    ]))
    .into()
}

fn run(parts: &[&str], prepare: fn(&mut std::process::Command) -> Result) -> Verdict {
    let tests = repo::root().join("tests/embedding");
    let ready = tools::need_node()
        .and_then(|()| browser::chromium())
        .and_then(|chromium| {
            npm::ci(&tests)?;
            npm::ci(&repo::root().join("crates/table-element/npm"))?;
            Ok(chromium)
        });
    let chromium = match ready {
        Ok(chromium) => chromium,
        Err(why) => return Verdict::Missing(why),
    };
    let mut command = process::command("node");
    command
        .current_dir(&tests)
        .args(["--test-reporter=spec", "run.mjs"])
        .args(parts)
        .env("CLIENTELE_CHROMIUM", chromium)
        .env("CLIENTELE_TABLE_BUDGET", element::BUDGET.to_string())
        .env("CLIENTELE_TABLE_GOAL", element::GOAL.to_string())
        .env("CLIENTELE_TABLE_WORK", repo::target().join("embedding"));
    let built = element::package().and_then(|package| {
        let tarball = element::tarball(&repo::target().join("element"))?;
        command
            .env("CLIENTELE_TABLE_PACKAGE", package)
            .env("CLIENTELE_TABLE_TARBALL", tarball);
        prepare(&mut command)
    });
    if let Err(why) = built {
        return Verdict::Failed(why);
    }
    let firefox = firefox();
    if let Ok(firefox) = &firefox {
        command.env("CLIENTELE_FIREFOX", firefox);
    }
    match (process::run(&mut command), firefox) {
        (Ok(()), Err(why)) => Verdict::Missing(format!("Firefox (Chromium passed): {why}")),
        (done, _) => done.into(),
    }
}

/// The program of Firefox, installed where it is missing.
fn firefox() -> Result<PathBuf> {
    if let Some(chosen) = std::env::var_os("CLIENTELE_FIREFOX") {
        return Ok(chosen.into());
    }
    let find = || {
        ["firefox-esr", "firefox"]
            .into_iter()
            .find_map(process::on_path)
    };
    if let Some(found) = find() {
        return Ok(found);
    }
    report::step("Firefox", "apt-get install firefox-esr", || {
        process::apt_install(&["firefox-esr"])
    })?;
    find().ok_or_else(|| "Firefox was installed, but is not on PATH".to_owned())
}
