//! The programs that building needs, at the versions that fit together.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{Result, process, report};

/// A program from crates.io.
struct Tool {
    /// The program and its folder.
    name: &'static str,
    package: &'static str,
    version: &'static str,
    /// What of it to build.
    features: &'static [&'static str],
}

const TRUNK: Tool = Tool {
    name: "trunk",
    package: "trunk",
    version: "0.21.14",
    features: &["--no-default-features", "--features", "rustls"],
};

/// Must be the version of the `wasm-bindgen` crate in Cargo.lock.
const WASM_BINDGEN: Tool = Tool {
    name: "wasm-bindgen",
    package: "wasm-bindgen-cli",
    version: "0.2.129",
    features: &["--no-default-features", "--bin", "wasm-bindgen"],
};

/// Takes apart what `frontend/src/later.rs` marks. Fits the crate `wasm_split_helpers` in Cargo.lock.
const WASM_SPLIT: Tool = Tool {
    name: "wasm-split-cli",
    package: "wasm_split_cli_support",
    version: "0.2.4",
    features: &["--features", "build-binary"],
};

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Where built tools are kept, for every clone.
fn folder() -> Result<PathBuf> {
    if let Some(dir) = std::env::var_os("CLIENTELE_TOOLS") {
        return Ok(dir.into());
    }
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache")))
        .ok_or(
            "set CLIENTELE_TOOLS to a folder for tools: neither XDG_CACHE_HOME nor HOME is set",
        )?;
    Ok(cache.join("clientele/tools"))
}

/// Makes sure of everything that building the page needs; gives the folders to put in front of `PATH`.
pub(crate) fn for_the_page() -> Result<Vec<PathBuf>> {
    need_node()?;
    wasm_target()?;
    let mut folders = Vec::new();
    for tool in [&TRUNK, &WASM_BINDGEN, &WASM_SPLIT] {
        folders.extend(find_or_install(tool)?);
    }
    Ok(folders)
}

/// The versions, for what must be built again when they change.
pub(crate) fn versions() -> [&'static str; 3] {
    [TRUNK.version, WASM_BINDGEN.version, WASM_SPLIT.version]
}

/// A program in one of these folders, else as `PATH` has it.
pub(crate) fn program(folders: &[PathBuf], name: &str) -> PathBuf {
    folders
        .iter()
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
        .unwrap_or_else(|| PathBuf::from(name))
}

/// `cargo xtask setup`.
pub(crate) fn setup() -> Result {
    for_the_page().map(|_| report::line("Everything that building needs is there."))
}

/// Node, which compresses the page and drives browsers, can't be installed from here.
pub(crate) fn need_node() -> Result {
    let found = process::capture(process::command("node").arg("--version"))
        .map_err(|_| "Node 20 or newer is needed (https://nodejs.org, or the package nodejs)")?;
    let major = found
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|n| n.parse::<u32>().ok());
    match major {
        Some(20..) => Ok(()),
        _ => Err(format!(
            "Node 20 or newer is needed; `node --version` says {}",
            found.trim()
        )),
    }
}

fn wasm_target() -> Result {
    let libraries = process::capture(process::command("rustc").args([
        "--print",
        "target-libdir",
        "--target",
        WASM_TARGET,
    ]))?;
    if Path::new(libraries.trim()).is_dir() {
        return Ok(());
    }
    report::step(
        "wasm target",
        &format!("rustup target add {WASM_TARGET}"),
        || process::run(process::command("rustup").args(["target", "add", WASM_TARGET])),
    )
}

/// The folder of a fitting program, or nothing where `PATH` has it.
fn find_or_install(tool: &Tool) -> Result<Option<PathBuf>> {
    let name = format!("{} {}", tool.name, tool.version);
    let says = process::capture(process::command(tool.name).arg("--version")).unwrap_or_default();
    if says.split_whitespace().any(|word| word == tool.version) {
        return Ok(None);
    }
    let folder = folder()?;
    let home = folder.join(format!("{}-{}", tool.name, tool.version));
    let bin = home.join("bin");
    if bin.join(tool.name).is_file() {
        return Ok(Some(bin));
    }
    let problem = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(&folder).map_err(problem)?;
    // Installed beside its place and moved there whole: an install that is killed leaves nothing half.
    let staging = folder.join(format!(
        ".{}-{}.{}",
        tool.name,
        tool.version,
        std::process::id()
    ));
    let done = prebuilt(tool, &name, &staging) || {
        report::step(
            &name,
            "building it once, for every clone (this takes minutes)",
            || build(tool, &folder, &staging),
        )?;
        true
    };
    if done && fs::rename(&staging, &home).is_err() && !bin.join(tool.name).is_file() {
        return Err(format!(
            "could not move {} to {}",
            staging.display(),
            home.display()
        ));
    }
    let _ = fs::remove_dir_all(&staging);
    Ok(Some(bin))
}

/// Tries cargo-binstall, where that is installed.
fn prebuilt(tool: &Tool, name: &str, staging: &Path) -> bool {
    if process::on_path("cargo-binstall").is_none() {
        return false;
    }
    let got = report::step(name, "asking cargo-binstall for a built one", || {
        process::run(
            process::cargo()
                .args([
                    "binstall",
                    "--no-confirm",
                    "--disable-strategies",
                    "compile",
                    "--root",
                ])
                .arg(staging)
                .arg(format!("{}@{}", tool.package, tool.version)),
        )
    });
    got.is_ok() && staging.join("bin").join(tool.name).is_file()
}

fn build(tool: &Tool, folder: &Path, staging: &Path) -> Result {
    // Kept until the build is through, so that one that was stopped goes on where it was.
    let objects = folder
        .join("build")
        .join(format!("{}-{}", tool.name, tool.version));
    process::run(
        process::cargo()
            .args([
                "install",
                "--locked",
                "--quiet",
                "--version",
                tool.version,
                tool.package,
            ])
            .args(tool.features)
            .arg("--root")
            .arg(staging)
            .env("CARGO_TARGET_DIR", &objects)
            // They orchestrate, or run for seconds: built fast matters more than fast.
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "0"),
    )?;
    let _ = fs::remove_dir_all(&objects);
    Ok(())
}
