//! The table's documentation as static files, with the element that its examples run.

use std::fs;
use std::path::PathBuf;

use crate::{Result, element, fingerprint, npm, process, repo, report};

/// What it is made of, beside the element.
const SOURCES: &[&str] = &[
    "docs/site/build.mjs",
    "docs/site/sources.mjs",
    "docs/site/site.css",
    "docs/site/site.js",
    "docs/site/pages",
    "docs/site/gallery",
    "docs/site/package-lock.json",
    "docs/benchmarks/table.md",
    "xtask/compress.mjs",
];

/// Builds the site under `target/site`, which the program embeds where it is there, and gives the folder.
pub(crate) fn build() -> Result<PathBuf> {
    let package = element::package()?;
    let site = repo::site();
    let stamp_file = site.with_extension("stamp");
    let element = element::stamp()?;
    let stamp = fingerprint::of_files(&repo::root(), SOURCES, &[&element])?;
    if site.join("index.html").is_file() && fingerprint::matches(&stamp_file, &stamp) {
        return Ok(site);
    }
    let source = repo::root().join("docs/site");
    let next = site.with_extension("next");
    report::step("site", "the table's documentation", || {
        npm::ci(&source)?;
        process::run(
            process::command("node")
                .arg(source.join("build.mjs"))
                .arg("--element")
                .arg(&package)
                .arg("--out")
                .arg(&next),
        )?;
        process::run(
            process::command("node")
                .arg(repo::root().join("xtask/compress.mjs"))
                .arg(&next)
                .arg(&site),
        )
    })?;
    let problem = |error: std::io::Error| format!("{}: {error}", site.display());
    if site.exists() {
        fs::remove_dir_all(&site).map_err(problem)?;
    }
    fs::rename(&next, &site).map_err(problem)?;
    fingerprint::keep(&stamp_file, &stamp)?;
    Ok(site)
}
