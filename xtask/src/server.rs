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

/// Builds page and server; gives the binary.
pub(crate) fn build_with_page(profile: Profile) -> Result<PathBuf> {
    page::build()?;
    build(profile)
}

/// Builds the server with whatever page lies there.
pub(crate) fn build(profile: Profile) -> Result<PathBuf> {
    report::step(
        "server",
        &format!("cargo builds clientele ({})", profile.folder()),
        || {
            let mut cargo = process::cargo();
            cargo.args([
                "build",
                "--locked",
                "-p",
                "clientele-backend",
                "--bin",
                "clientele",
            ]);
            if profile == Profile::Release {
                cargo.arg("--release");
            }
            process::run(&mut cargo)
        },
    )?;
    Ok(binary(profile))
}
