//! Builds the server and finds its binary.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Result, page, process, repo, report};

/// How the server is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    Debug,
    Release,
}

impl Profile {
    fn folder(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Release => "release",
        }
    }
}

/// Where the binary is, once built.
pub(crate) fn binary(profile: Profile) -> PathBuf {
    repo::target().join(profile.folder()).join("clientele")
}

/// `clientele …`, without the variables that are ours: it refuses settings that it doesn't know.
pub(crate) fn command(binary: &Path) -> Command {
    let mut command = process::command(binary);
    for name in ["CLIENTELE_TOOLS", "CLIENTELE_CHROMIUM", "CLIENTELE_BIN"] {
        command.env_remove(name);
    }
    command
}

/// Builds page and server; gives the binary. What of the server needs no page is built meanwhile: neither build keeps all
/// cores busy to its end.
pub(crate) fn build_with_page(profile: Profile) -> Result<PathBuf> {
    build_with_page_and(profile, &[])
}

/// The same with what else these arguments of cargo name, in the same calls: other calls would compile the dependencies
/// again, with other features.
pub(crate) fn build_with_page_and(profile: Profile, also: &[&str]) -> Result<PathBuf> {
    std::thread::scope(|scope| {
        let libraries = scope.spawn(|| {
            // Together, so that the features are those of the program; it has no library itself.
            let mut cargo = cargo(profile, &["-p", "clientele", "-p", "clientele-backend"]);
            process::run(cargo.args(also).args(["--lib", "--quiet"]))
        });
        let page = page::build();
        let libraries = libraries.join();
        page?;
        libraries.unwrap_or_else(|_| Err("the server's build broke off".to_owned()))
    })?;
    build_and(profile, also)
}

/// Builds the server with whatever page lies there.
pub(crate) fn build(profile: Profile) -> Result<PathBuf> {
    build_and(profile, &[])
}

fn build_and(profile: Profile, also: &[&str]) -> Result<PathBuf> {
    report::step(
        "server",
        &format!("cargo builds clientele ({})", profile.folder()),
        || process::run(cargo(profile, &["-p", "clientele"]).args(also)),
    )?;
    Ok(binary(profile))
}

fn cargo(profile: Profile, packages: &[&str]) -> Command {
    let mut cargo = process::cargo();
    cargo.args(["build", "--locked"]).args(packages);
    if profile == Profile::Release {
        cargo.arg("--release");
    }
    cargo
}
