//! Where things are in the repository.

use std::path::{Path, PathBuf};

/// The folder that holds the workspace's `Cargo.toml`.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Cargo's target folder.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// The built page, which the server embeds. Not under `CARGO_TARGET_DIR`: the server's build script looks for it here.
pub(crate) fn page() -> PathBuf {
    root().join("target/page")
}

/// The documentation's site, which the server embeds where it was built.
pub(crate) fn site() -> PathBuf {
    root().join("target/site")
}

/// The browser tests and the scripts that drive a browser.
pub(crate) fn browser_tests() -> PathBuf {
    root().join("tests/browser")
}

/// The version of the workspace.
pub(crate) fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}
