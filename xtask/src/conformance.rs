//! `cargo xtask conformance`: the conformance suite on this server and on others, written to `docs/conformance.md`.

use crate::server::Profile;
use crate::{Result, no_more, process, server, test, tools};

/// What the script needs beyond Python, Node and cargo.
const PROGRAMS: &[(&str, &str)] = &[("glewlwyd", "glewlwyd"), ("sqlite3", "sqlite3")];

pub(crate) fn conformance(args: &[String]) -> Result {
    no_more(args)?;
    tools::need_node()?;
    test::need_python()?;
    process::need_programs("peers", PROGRAMS)?;
    let binary = server::build_with_page(Profile::Debug)?;
    let mut compare = process::command("python3");
    compare
        .arg("tests/conformance/compare/compare.py")
        .env("CLIENTELE_BIN", binary);
    process::run(&mut compare)
}
