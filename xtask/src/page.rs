//! Builds the page that the server embeds.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{Result, fingerprint, process, repo, report, split, style_sheet, tools};

/// What the page is made of.
const INPUTS: &[&str] = &[
    "index.html",
    "Trunk.toml",
    "style",
    "crates/frontend",
    "crates/table",
    "crates/table-engine",
    "crates/shared",
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    ".cargo/config.toml",
    "xtask/compress.mjs",
];

/// What the page is to weigh at most before its table shows, in bytes as sent (brotli), the rows' data apart.
pub(crate) const GOAL: u64 = 300_000;
/// What it may weigh today. Only ever lowered.
pub(crate) const BUDGET: u64 = 300_000;

/// Builds the page in release mode and compresses it, unless what lies there was built from the same sources.
pub(crate) fn build() -> Result {
    let page = repo::page();
    let _lock = lock(&page.with_extension("lock"))?;
    let stamp_file = page.with_extension("stamp");
    let versions = tools::versions();
    let sources = fingerprint::of_files(&repo::root(), INPUTS, &versions)?;
    // The result counts too: a debug build may have replaced it.
    let stamp = |page: &Path| fingerprint::of_files(page, &["."], &[&sources]);
    if page.join("index.html").is_file() && fingerprint::matches(&stamp_file, &stamp(&page)?) {
        report::already("page", "built from these very sources");
        return Ok(());
    }
    let next = page.with_extension("next");
    let _ = fs::remove_dir_all(&next);
    report::step("page", "Trunk builds the WebAssembly (release)", || {
        trunk(&next)
    })?;
    report::step("split", "what comes after the table", || {
        split::split(&next)
    })?;
    style_sheet::join(&next)?;
    report::step("compression", "brotli and gzip beside each file", || {
        process::run(
            process::command("node")
                .arg("xtask/compress.mjs")
                .arg(&next)
                .arg(&page),
        )
    })?;
    let problem = |error: std::io::Error| format!("{}: {error}", page.display());
    if page.exists() {
        fs::remove_dir_all(&page).map_err(problem)?;
    }
    fs::rename(&next, &page).map_err(problem)?;
    fingerprint::keep(&stamp_file, &stamp(&page)?)
}

/// Held by one build at a time: they share their folders. Let go when it is dropped, or when the process ends.
fn lock(file: &Path) -> Result<fs::File> {
    let problem = |error: std::io::Error| format!("{}: {error}", file.display());
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(problem)?;
    }
    let lock = fs::File::create(file).map_err(problem)?;
    if lock.try_lock().is_err() {
        report::line("  another build of the page is running; waiting for it");
        lock.lock().map_err(problem)?;
    }
    Ok(lock)
}

fn trunk(into: &Path) -> Result {
    process::run(
        trunk_command("build")?
            .args([
                "--release",
                "--cargo-profile",
                "wasm-release",
                "--features",
                "split",
                "--dist",
            ])
            .arg(into)
            .env("CARGO_ENCODED_RUSTFLAGS", split::rustflags()?),
    )
}

/// Flags for the compiler that leave the names of this machine's folders out of what is sent.
pub(crate) fn without_folders() -> Result<Vec<String>> {
    let sysroot = process::capture(process::command("rustc").args(["--print", "sysroot"]))?;
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")));
    let folders = [
        Some(repo::root()),
        home.map(|home| home.join("registry/src")),
        Some(Path::new(sysroot.trim()).join("lib/rustlib/src/rust")),
    ];
    let folders = folders.into_iter().flatten();
    Ok(folders
        .map(|folder| format!("--remap-path-prefix={}=", folder.display()))
        .collect())
}

/// Trunk with everything that it needs.
pub(crate) fn trunk_command(subcommand: &str) -> Result<std::process::Command> {
    let folders = tools::for_the_page()?;
    let mut trunk = process::command(tools::program(&folders, "trunk"));
    trunk
        .arg(subcommand)
        .env("PATH", process::path_with(&folders)?)
        .env("TRUNK_SKIP_VERSION_CHECK", "true");
    // Trunk reads it as true or false and stops at the usual `1`.
    if std::env::var_os("NO_COLOR").is_some() {
        trunk.env("NO_COLOR", "true");
    }
    Ok(trunk)
}

/// One file of the page, its sizes in bytes.
pub(crate) struct Asset {
    pub(crate) name: String,
    pub(crate) plain: u64,
    pub(crate) gzip: u64,
    /// As sent to a browser: brotli where that is smaller.
    pub(crate) sent: u64,
}

/// Every file of the built page that loads before the table shows.
pub(crate) fn assets() -> Result<Vec<Asset>> {
    let page = repo::page();
    let mut found = Vec::new();
    let mut folders = vec![page.clone()];
    while let Some(folder) = folders.pop() {
        let entries =
            fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for entry in entries.flatten() {
            let path = entry.path();
            let compressed = path
                .extension()
                .is_some_and(|kind| kind == "br" || kind == "gz");
            let is_later = path
                .file_name()
                .is_some_and(|name| split::is_later(&name.to_string_lossy()));
            if path.is_dir() {
                folders.push(path);
            } else if !compressed && !is_later {
                let size = |path: &Path| fs::metadata(path).map(|meta| meta.len()).ok();
                let beside = |kind: &str| size(Path::new(&format!("{}.{kind}", path.display())));
                let plain = size(&path).unwrap_or(0);
                found.push(Asset {
                    name: path
                        .strip_prefix(&page)
                        .unwrap_or(&path)
                        .display()
                        .to_string(),
                    plain,
                    gzip: beside("gz").unwrap_or(plain),
                    sent: beside("br").unwrap_or(plain),
                });
            }
        }
    }
    found.sort_by(|a, b| b.sent.cmp(&a.sent).then_with(|| a.name.cmp(&b.name)));
    Ok(found)
}

/// Fails when the page weighs more than it may.
pub(crate) fn check_size() -> Result {
    let sent: u64 = assets()?.iter().map(|asset| asset.sent).sum();
    report::line(&format!(
        "  {sent} bytes as sent (brotli); {BUDGET} allowed, {GOAL} is the goal"
    ));
    if sent <= BUDGET {
        Ok(())
    } else {
        Err(format!(
            "the page weighs {sent} bytes, {} too many",
            sent - BUDGET
        ))
    }
}
