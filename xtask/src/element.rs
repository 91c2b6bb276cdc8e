//! The custom element's npm package: `<clientele-table>` with its WebAssembly, types and wrappers.

use std::path::{Path, PathBuf};

use crate::{Result, fingerprint, npm, page, process, repo, report, tools, wasm};

/// The crate of what the element's class calls.
const PACKAGE: &str = "clientele-table-element";
/// What the package is built from.
const SOURCES: &[&str] = &[
    "crates/table/src",
    "crates/table/style",
    "crates/table/Cargo.toml",
    "crates/table-element/Cargo.toml",
    "crates/table-element/src",
    "crates/table-element/style",
    "crates/table-element/npm/src",
    "crates/table-element/npm/types",
    "crates/table-element/npm/build.mjs",
    "crates/table-element/npm/style.mjs",
    "crates/table-element/npm/custom-elements.mjs",
    "crates/table-element/npm/custom-elements.json",
    "crates/table-element/npm/REFERENCE.md",
    "crates/table-element/npm/package.json",
    "crates/table-element/npm/package-lock.json",
    "crates/table-element/npm/README.md",
    "crates/table-engine/src",
    "crates/table-engine/Cargo.toml",
    "Cargo.toml",
    "Cargo.lock",
];
/// Bytes of module and WebAssembly as sent (brotli): what they may grow to, and the goal.
pub(crate) const BUDGET: u64 = 285_000;
pub(crate) const GOAL: u64 = 160_000;

/// Builds the package unless it is built from these very sources; gives its folder.
pub(crate) fn package() -> Result<PathBuf> {
    let folder = repo::target().join("element");
    let package = folder.join("package");
    let stamp_file = folder.join("stamp");
    let stamp = stamp()?;
    if package.join("package.json").is_file() && fingerprint::matches(&stamp_file, &stamp) {
        return Ok(package);
    }
    let folders = tools::for_the_page()?;
    let source = repo::root().join("crates/table-element/npm");
    let target = repo::target();
    report::step("element", "the table as WebAssembly (release)", || {
        process::run(
            process::cargo()
                .args(["build", "--quiet", "--package", PACKAGE])
                .args(["--target", "wasm32-unknown-unknown"])
                .args(["--profile", "wasm-fast"])
                // Not those of `.cargo/config.toml`: erased views cost more than they save where there are hardly any.
                .env(
                    "CARGO_ENCODED_RUSTFLAGS",
                    page::without_folders()?.join("\x1f"),
                ),
        )
    })?;
    let core = folder.join("core");
    report::step("element", "its npm package", || {
        process::run(
            process::command(tools::program(&folders, "wasm-bindgen"))
                .args(["--target", "no-modules", "--no-typescript"])
                .args(["--out-name", "table_element", "--out-dir"])
                .arg(&core)
                .arg(target.join("wasm32-unknown-unknown/wasm-fast/table_element.wasm")),
        )?;
        wasm::shrink(
            &core.join("table_element.js"),
            &core.join("table_element_bg.wasm"),
        )?;
        npm::ci(&source)?;
        process::run(
            process::command("node")
                .arg(source.join("build.mjs"))
                .arg("--core")
                .arg(&core)
                .arg("--out")
                .arg(&package),
        )
    })?;
    fingerprint::keep(&stamp_file, &stamp)?;
    Ok(package)
}

/// What tells one state of the sources from another.
pub(crate) fn stamp() -> Result<String> {
    fingerprint::of_files(&repo::root(), SOURCES, &tools::versions())
}

/// The package as npm packs it, in a folder; gives the file.
pub(crate) fn tarball(into: &Path) -> Result<PathBuf> {
    let package = package()?;
    let name = process::capture(
        process::command("npm")
            .args(["pack", "--silent", "--pack-destination"])
            .arg(into)
            .current_dir(&package),
    )?;
    Ok(into.join(name.trim()))
}

/// Builds the example of the Leptos crate with Trunk, as its README says; gives the folder.
pub(crate) fn leptos_example() -> Result<PathBuf> {
    let folder = repo::target().join("leptos-example");
    let example = repo::root().join("crates/table/examples/gallery/index.html");
    report::step("example", "the Leptos crate's, by Trunk", || {
        process::run(
            page::trunk_command("build")?
                .args([
                    "--release",
                    "--cargo-profile",
                    "wasm-fast",
                    "--example",
                    "gallery",
                ])
                .args(["--public-url", "/", "--dist"])
                .arg(&folder)
                .arg(&example),
        )
    })?;
    Ok(folder)
}
