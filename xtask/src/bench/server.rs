//! `cargo xtask bench tokens` and `bench api`: the server under load, beside its limits. What is measured and how is in
//! `benches/server/`.

use crate::server::Profile;
use crate::{Result, files, process, repo, report, server, test, tools};

/// Programs that the scripts call, and the Debian packages that have them.
const PROGRAMS: &[(&str, &str)] = &[
    ("wrk", "wrk"),
    ("glewlwyd", "glewlwyd"),
    ("sqlite3", "sqlite3"),
    ("psql", "postgresql-client"),
];

/// The routes that only sign, built with the server.
const LIMITS: &[&str] = &[
    "-p",
    "clientele-server-limits",
    "--features",
    "clientele-server-limits/aws-lc",
];

/// Token requests beside a route that only signs, and beside other servers.
pub(super) fn tokens(options: &[String]) -> Result {
    run("tokens", options)
}

/// Lists and changes of a large organisation beside what the database itself does.
pub(super) fn api(options: &[String]) -> Result {
    run("api", options)
}

fn run(what: &str, options: &[String]) -> Result {
    tools::need_node()?;
    test::need_python()?;
    process::need_programs("programs", PROGRAMS)?;
    let binary = server::build_with_page_and(Profile::Release, LIMITS)?;
    let cluster = test::Cluster::durable()?;
    let out = repo::root().join(format!("docs/benchmarks/{what}.md"));
    report::step(what, "under load", || {
        process::run(
            process::command("python3")
                .arg(repo::root().join(format!("benches/server/{what}.py")))
                .env("CLIENTELE_BIN", &binary)
                .env(
                    "CLIENTELE_LIMITS",
                    repo::target().join("release/clientele-server-limits"),
                )
                .env("CLIENTELE_POSTGRES", &cluster.url)
                .env("OUT", &out)
                .args(options),
        )
    })?;
    let text = files::read_text(&out)?;
    report::line(&text);
    Ok(())
}
