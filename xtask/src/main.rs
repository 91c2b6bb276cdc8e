//! The commands of the repository: build, run, test, measure, package.
//!
//! Standard library only, so that `cargo xtask` starts in seconds on a fresh clone. What needs more (compression,
//! browsers) is done by programs that the product needs anyway: cargo, Node and the browser.

mod bench;
mod conformance;
mod dist;
mod element;
mod files;
mod fingerprint;
mod npm;
mod page;
mod process;
mod repo;
mod report;
mod run;
mod server;
mod shots;
mod site;
mod split;
mod style_sheet;
mod test;
mod tools;
mod wasm;

use std::process::ExitCode;

/// What a command gives: nothing, or why it failed, in words for the person at the terminal.
type Result<T = ()> = std::result::Result<T, String>;

const HELP: &str = "\
Usage: cargo xtask COMMAND

  run [--demo] [-- ARGS]   build page and server (release), serve on http://127.0.0.1:8080
                           data under ./data; ARGS go to `clientele serve`
                           --demo: demo data in a database of its own, and an administrator for it
  test [--only PART]…      lints, native tests, both databases, the API, the page's size, a browser, faults
       [--allow-missing]   PART: lint native store api page browser embedding clients fuzz faults
                           what could not run fails the command, unless --allow-missing
  dev                      a debug server behind Trunk's live reload, on http://127.0.0.1:8081
  dist                     the release files under dist/: server, npm package, documentation
  site                     the table's documentation under target/site/, which the next build of the server serves at /docs
  bench [WHAT]             a measurement, written to docs/benchmarks/; without WHAT: which there are
  conformance              the conformance suite on us and on other servers, written to docs/conformance.md
  shots [--readme]         pictures of every page, dialog and state under target/shots/
                           --readme: the README's pictures too, under docs/images/
  setup                    only installs what building needs

What is missing is installed: the wasm target (rustup), Trunk and wasm-bindgen (from PATH, from the tools folder, by
cargo-binstall where that is installed, else built once), for tests Chromium, Firefox and PostgreSQL (apt-get), Node packages.
The tools folder is $CLIENTELE_TOOLS, else ~/.cache/clientele/tools; clones share it.
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = match args.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", &[][..]),
    };
    let outcome = match command {
        "run" => run::run(rest),
        "dev" => run::dev(rest),
        "test" => test::test(rest),
        "dist" => dist::dist(rest),
        "site" => no_more(rest)
            .and_then(|()| site::build().map(|site| report::line(&format!("{}", site.display())))),
        "bench" => bench::bench(rest),
        "conformance" => conformance::conformance(rest),
        "shots" => shots::shots(rest),
        "setup" => tools::setup(),
        "help" | "--help" | "-h" => {
            report::line(HELP.trim_end());
            Ok(())
        }
        other => Err(format!(
            "there is no command {other:?}; `cargo xtask help` lists them"
        )),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            report::failure(&why);
            ExitCode::FAILURE
        }
    }
}

/// Refuses what a command doesn't know.
fn no_more(args: &[String]) -> Result {
    match args.first() {
        None => Ok(()),
        Some(arg) => Err(format!(
            "unexpected argument {arg:?}; `cargo xtask help` lists what there is"
        )),
    }
}
