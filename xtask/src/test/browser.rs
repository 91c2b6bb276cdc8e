//! Chromium and the Node packages that drive it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Result, npm, page, process, repo, report, tools};

/// Makes sure of Chromium and the Node packages; gives the browser's program.
pub(crate) fn ready() -> Result<PathBuf> {
    tools::need_node()?;
    let chromium = chromium()?;
    npm::ci(&repo::browser_tests())?;
    Ok(chromium)
}

/// Playwright's command line in `tests/browser`, which finds browser and server through its environment.
pub(crate) fn playwright(chromium: &Path, server: &Path) -> Command {
    let mut command = process::command("node");
    command
        .current_dir(repo::browser_tests())
        .arg("node_modules/@playwright/test/cli.js");
    command
        .env("CLIENTELE_CHROMIUM", chromium)
        .env("CLIENTELE_BIN", server)
        .env("CLIENTELE_PAGE_BUDGET", page::BUDGET.to_string());
    command
}

/// The browser's program, installed where it is missing.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(chosen) = std::env::var_os("CLIENTELE_CHROMIUM") {
        return Ok(chosen.into());
    }
    let find = || {
        ["chromium", "chromium-browser", "google-chrome"]
            .into_iter()
            .find_map(process::on_path)
    };
    if let Some(found) = find() {
        return Ok(found);
    }
    report::step("Chromium", "apt-get install chromium", || {
        process::apt_install(&["chromium"])
    })?;
    find().ok_or_else(|| "Chromium was installed, but is not on PATH".to_owned())
}
