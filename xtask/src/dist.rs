//! `cargo xtask dist`: what a release consists of.

use std::fs;

use crate::server::Profile;
use crate::{Result, no_more, process, repo, report, server};

/// Packs binary, licences and notes into `dist/clientele-VERSION-TARGET.tar.gz`, with a checksum beside it.
pub(crate) fn dist(args: &[String]) -> Result {
    no_more(args)?;
    let binary = server::build_with_page(Profile::Release)?;
    let host = process::capture(process::command("rustc").args(["--print", "host-tuple"]))?;
    let name = format!("clientele-{}-{}", repo::version(), host.trim());
    let dist = repo::root().join("dist");
    let folder = dist.join(&name);
    let problem = |error: std::io::Error| format!("{}: {error}", dist.display());
    report::step("archive", &format!("dist/{name}.tar.gz"), || {
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(problem)?;
        }
        fs::create_dir_all(&folder).map_err(problem)?;
        fs::copy(&binary, folder.join("clientele")).map_err(problem)?;
        for file in ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"] {
            fs::copy(repo::root().join(file), folder.join(file))
                .map_err(|error| format!("{file}: {error}"))?;
        }
        // The same inputs give the same bytes.
        let same = [
            "--sort=name",
            "--mtime=@0",
            "--owner=0",
            "--group=0",
            "--numeric-owner",
        ];
        let archive = format!("{name}.tar");
        process::run(
            process::command("tar")
                .current_dir(&dist)
                .args(same)
                .arg("-cf")
                .arg(&archive)
                .arg(&name),
        )?;
        process::run(
            process::command("gzip")
                .current_dir(&dist)
                .args(["-9", "-n", "-f", &archive]),
        )?;
        let sum = process::capture(
            process::command("sha256sum")
                .current_dir(&dist)
                .arg(format!("{archive}.gz")),
        )?;
        fs::write(dist.join("SHA256SUMS"), &sum).map_err(problem)?;
        report::line(sum.trim_end());
        fs::remove_dir_all(&folder).map_err(problem)
    })
}
