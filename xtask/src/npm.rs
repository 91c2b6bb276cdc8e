//! Node packages, at the versions of their lock files.

use std::path::Path;

use crate::{Result, fingerprint, process, report};

/// Installs a folder's packages, unless those of its lock file are there.
pub(crate) fn ci(folder: &Path) -> Result {
    let stamp_file = folder.join("node_modules/.stamp");
    let stamp = fingerprint::of_files(folder, &["package.json", "package-lock.json"], &[])?;
    if fingerprint::matches(&stamp_file, &stamp) {
        return Ok(());
    }
    let what = format!("npm ci in {}", folder.display());
    report::step("Node packages", &what, || {
        process::run(process::command("npm").current_dir(folder).args([
            "ci",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ]))
    })?;
    fingerprint::keep(&stamp_file, &stamp)
}
