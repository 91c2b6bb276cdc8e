//! `cargo xtask shots`: pictures to look at.

use crate::server::Profile;
use crate::{Result, no_more, report, server, test};

/// Every page, dialog and state, in light, dark and phone width, under `target/shots/`.
pub(crate) fn shots(args: &[String]) -> Result {
    let readme = args.first().is_some_and(|arg| arg == "--readme");
    no_more(&args[usize::from(readme)..])?;
    let binary = server::build_with_page(Profile::Debug)?;
    let chromium = test::browser_ready()?;
    report::step(
        "pictures",
        "Chromium walks through pages, dialogs and states",
        || {
            let mut playwright = test::playwright(&chromium, &binary);
            playwright.args(["test", "--config", "shots.config.ts"]);
            if readme {
                playwright.env("CLIENTELE_README_SHOTS", "1");
            }
            crate::process::run(&mut playwright)
        },
    )?;
    report::line("The pictures are under target/shots/.");
    Ok(())
}
