//! `cargo xtask test`: everything that proves the product, part by part.

mod browser;
mod checks;
mod clients;
mod embedding;
mod postgres;
mod table;

use std::time::{Duration, Instant};

pub(crate) use browser::{chromium, playwright, ready as browser_ready};
pub(crate) use clients::need_python;
pub(crate) use postgres::Cluster;

use crate::server::Profile;
use crate::{Result, report, server};

/// The parts by name, in the order they run: what fails fast comes first.
const PARTS: &[(&str, &[Check])] = &[
    (
        "lint",
        &[
            Check {
                name: "format",
                run: checks::format,
            },
            Check {
                name: "clippy",
                run: checks::clippy,
            },
            Check {
                name: "clippy for wasm",
                run: checks::clippy_wasm,
            },
            Check {
                name: "cargo deny",
                run: checks::deny,
            },
        ],
    ),
    (
        "native",
        &[
            Check {
                name: "native tests",
                run: checks::native,
            },
            Check {
                name: "CSV as LibreOffice reads it",
                run: table::libreoffice,
            },
            Check {
                name: "documentation tests",
                run: checks::doc,
            },
        ],
    ),
    (
        "store",
        &[Check {
            name: "server on SQLite and PostgreSQL",
            run: checks::store,
        }],
    ),
    (
        "api",
        &[Check {
            name: "API over HTTP on SQLite and PostgreSQL",
            run: checks::api,
        }],
    ),
    (
        "faults",
        &[Check {
            name: "faults (kill -9 under load)",
            run: checks::faults,
        }],
    ),
    (
        "page",
        &[Check {
            name: "page's size",
            run: checks::page_size,
        }],
    ),
    (
        "browser",
        &[Check {
            name: "journeys in Chromium",
            run: checks::journeys,
        }],
    ),
    (
        "embedding",
        &[
            Check {
                name: "<clientele-table> in Chromium and Firefox",
                run: embedding::element,
            },
            Check {
                name: "its examples",
                run: embedding::examples,
            },
            Check {
                name: "a stranger's five minutes",
                run: embedding::strangers,
            },
            Check {
                name: "engine and component as crates",
                run: embedding::crates,
            },
            Check {
                name: "its documentation",
                run: embedding::documentation,
            },
        ],
    ),
    (
        "clients",
        &[
            Check {
                name: "vendor's client (runapy 1.218 to 1.224)",
                run: clients::runapy,
            },
            Check {
                name: "Authlib, requests-oauthlib",
                run: clients::python,
            },
            Check {
                name: "openid-client, oauth4webapi",
                run: clients::javascript,
            },
            Check {
                name: "oauth2 (crates.io)",
                run: clients::rust,
            },
            Check {
                name: "Apache as a resource server",
                run: clients::apache,
            },
            Check {
                name: "schemathesis over the OpenAPI document",
                run: clients::openapi,
            },
            Check {
                name: "conformance suite",
                run: clients::conformance,
            },
            Check {
                name: "refused credentials, alike in time too",
                run: clients::alike,
            },
            Check {
                name: "guides' commands",
                run: clients::guides,
            },
        ],
    ),
    (
        "fuzz",
        &[Check {
            name: "table: addresses and files of anything",
            run: table::fuzz,
        }],
    ),
];

/// One thing that is tested, one line of the summary.
struct Check {
    name: &'static str,
    run: fn(&mut Ground) -> Verdict,
}

/// How a check ended.
enum Verdict {
    Passed,
    Failed(String),
    /// What it needs is not here and can't be installed.
    Missing(String),
    /// A bonus where the program happens to be installed.
    Skipped(String),
}

impl From<Result> for Verdict {
    fn from(result: Result) -> Self {
        result.map_or_else(Self::Failed, |()| Self::Passed)
    }
}

/// What several checks stand on; made when first needed, gone at the end.
#[derive(Default)]
struct Ground {
    postgres: Option<Result<Cluster>>,
    server: Option<Result<std::path::PathBuf>>,
}

impl Ground {
    /// The address of a throw-away cluster.
    fn postgres(&mut self) -> Result<String> {
        let cluster = self.postgres.get_or_insert_with(|| {
            report::step("PostgreSQL", "a throw-away cluster", Cluster::start)
        });
        cluster
            .as_ref()
            .map(|cluster| cluster.url.clone())
            .map_err(Clone::clone)
    }

    /// The server as a debug build with the page as a release build.
    fn server(&mut self) -> Result<std::path::PathBuf> {
        self.server
            .get_or_insert_with(|| server::build_with_page(Profile::Debug))
            .clone()
    }
}

/// `cargo xtask test [--only PART]… [--allow-missing]`
pub(crate) fn test(args: &[String]) -> Result {
    let mut only: Vec<&str> = Vec::new();
    let mut allow_missing = false;
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--only" => only.extend(
                args.next()
                    .ok_or("--only needs the name of a part")?
                    .split(','),
            ),
            "--allow-missing" => allow_missing = true,
            other => {
                return Err(format!(
                    "unexpected argument {other:?}; `cargo xtask help` lists what there is"
                ));
            }
        }
    }
    if let Some(unknown) = only
        .iter()
        .find(|part| PARTS.iter().all(|(name, _)| name != *part))
    {
        let names: Vec<&str> = PARTS.iter().map(|(name, _)| *name).collect();
        return Err(format!(
            "there is no part {unknown:?}; there are: {}",
            names.join(", ")
        ));
    }

    let mut ground = Ground::default();
    let mut done: Vec<(&str, Verdict, Duration)> = Vec::new();
    for (part, checks) in PARTS
        .iter()
        .filter(|(name, _)| only.is_empty() || only.contains(name))
    {
        if checks.is_empty() && only.contains(part) {
            report::line(&format!(
                "{part}: the product has no tests of this kind yet"
            ));
        }
        for check in *checks {
            report::line(&format!(
                "\n{}",
                report::paint("1", &format!("── {part}: {} ──", check.name))
            ));
            let start = Instant::now();
            let verdict = (check.run)(&mut ground);
            if let Verdict::Failed(why) | Verdict::Missing(why) = &verdict {
                report::failure(why);
            }
            done.push((check.name, verdict, start.elapsed()));
        }
    }
    drop(ground);
    summary(&done, allow_missing)
}

/// One line a check; then the count.
fn summary(done: &[(&str, Verdict, Duration)], allow_missing: bool) -> Result {
    report::line("\nSummary");
    let (mut passed, mut failed, mut missing) = (0, 0, 0);
    for (name, verdict, time) in done {
        let (word, why) = match verdict {
            Verdict::Passed => (report::paint("32", "passed "), None),
            Verdict::Failed(why) => (report::paint("31", "failed "), Some(why)),
            Verdict::Missing(why) => (report::paint("33", "missing"), Some(why)),
            Verdict::Skipped(why) => (report::paint("2", "skipped"), Some(why)),
        };
        match verdict {
            Verdict::Passed => passed += 1,
            Verdict::Failed(_) => failed += 1,
            Verdict::Missing(_) => missing += 1,
            Verdict::Skipped(_) => {}
        }
        let why = why
            .and_then(|why| why.lines().next())
            .map(|why| format!("  {why}"))
            .unwrap_or_default();
        report::line(&format!(
            "  {word}  {:>12}  {name}{why}",
            report::seconds(*time)
        ));
    }
    let counted_as_failed = if allow_missing {
        failed
    } else {
        failed + missing
    };
    report::line("");
    report::line(&format!("{passed} passed, {counted_as_failed} failed"));
    if missing > 0 {
        report::line(&format!(
            "{missing} could not run{}",
            if allow_missing {
                ", as allowed"
            } else {
                " (--allow-missing accepts that)"
            }
        ));
    }
    if counted_as_failed == 0 {
        Ok(())
    } else {
        Err(format!(
            "{counted_as_failed} of {} checks did not pass",
            done.len()
        ))
    }
}
