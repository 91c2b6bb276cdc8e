//! `cargo xtask dist`: what a release consists of.

use std::fs;
use std::path::Path;

use crate::server::Profile;
use crate::{Result, element, no_more, process, repo, report, server, site};

/// Fills `dist/`: the server (with the documentation inside), the table's npm package, the documentation as files, and the
/// checksums of all three.
pub(crate) fn dist(args: &[String]) -> Result {
    no_more(args)?;
    let docs = site::build()?;
    let binary = server::build_with_page(Profile::Release)?;
    let host = process::capture(process::command("rustc").args(["--print", "host-tuple"]))?;
    let version = repo::version();
    let dist = repo::root().join("dist");
    let problem = |error: std::io::Error| format!("{}: {error}", dist.display());
    fs::create_dir_all(&dist).map_err(problem)?;

    let server = format!("clientele-{version}-{}", host.trim());
    let folder = fresh(&dist.join(&server))?;
    fs::copy(&binary, folder.join("clientele")).map_err(problem)?;
    for file in ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(repo::root().join(file), folder.join(file))
            .map_err(|error| format!("{file}: {error}"))?;
    }
    archive(&dist, &server)?;

    let pages = format!("clientele-table-docs-{version}");
    let folder = fresh(&dist.join(&pages))?;
    process::run(
        process::command("cp")
            .arg("-r")
            .arg(docs.join("."))
            .arg(&folder),
    )?;
    archive(&dist, &pages)?;

    let table = report::step("npm package", "clientele-table", || element::tarball(&dist))?;
    let table = table
        .file_name()
        .and_then(|name| name.to_str())
        .ok_or("npm named no file")?;
    let sums = process::capture(
        process::command("sha256sum")
            .current_dir(&dist)
            .arg(format!("{server}.tar.gz"))
            .arg(format!("{pages}.tar.gz"))
            .arg(table),
    )?;
    fs::write(dist.join("SHA256SUMS"), &sums).map_err(problem)?;
    report::line(sums.trim_end());
    Ok(())
}

/// An empty folder.
fn fresh(folder: &Path) -> Result<std::path::PathBuf> {
    let problem = |error: std::io::Error| format!("{}: {error}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(problem)?;
    }
    fs::create_dir_all(folder).map_err(problem)?;
    Ok(folder.to_owned())
}

/// Packs a folder of `dist/` and takes it away. The same inputs give the same bytes.
fn archive(dist: &Path, name: &str) -> Result {
    const SAME: &[&str] = &[
        "--sort=name",
        "--mtime=@0",
        "--owner=0",
        "--group=0",
        "--numeric-owner",
    ];
    report::step("archive", &format!("dist/{name}.tar.gz"), || {
        let archive = format!("{name}.tar");
        process::run(
            process::command("tar")
                .current_dir(dist)
                .args(SAME)
                .arg("-cf")
                .arg(&archive)
                .arg(name),
        )?;
        process::run(
            process::command("gzip")
                .current_dir(dist)
                .args(["-9", "-n", "-f", &archive]),
        )?;
        fs::remove_dir_all(dist.join(name)).map_err(|error| format!("{name}: {error}"))
    })
}
