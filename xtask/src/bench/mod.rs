//! `cargo xtask bench WHAT`: measurements, written to `docs/benchmarks/`.

mod server;
mod table;

use std::fmt::Write as _;
use std::fs;

use crate::{Result, page, repo, report};

/// Runs one, or lists them.
pub(crate) fn bench(args: &[String]) -> Result {
    match args {
        [] => {
            report::line(
                "cargo xtask bench bundle   what the page weighs, file by file, against its limit\n\
                 cargo xtask bench table    the table beside other grids, in Chromium\n\
                 \x20    [--rows 10000,100000,1000000] [--rounds 5] [--only us,ag-grid,tabulator,tanstack,revogrid]\n\
                 cargo xtask bench tokens   the token endpoint beside routes that only sign and beside other servers\n\
                 \x20    [--applications 20000] [--rounds 5] [--seconds 4] [--peers yes|no]\n\
                 cargo xtask bench api      lists and changes of a large organisation beside what the database itself does\n\
                 \x20    [--applications 100000]",
            );
            Ok(())
        }
        [what] if what == "bundle" => bundle(),
        [what, options @ ..] if what == "table" => table::table(options),
        [what, options @ ..] if what == "tokens" => server::tokens(options),
        [what, options @ ..] if what == "api" => server::api(options),
        _ => Err(format!(
            "there is no benchmark {:?} yet; there are: bundle, table, tokens, api",
            args.join(" ")
        )),
    }
}

/// The page's weight.
fn bundle() -> Result {
    page::build()?;
    let assets = page::assets()?;
    let sum = |size: fn(&page::Asset) -> u64| assets.iter().map(size).sum::<u64>();
    let sent = sum(|asset| asset.sent);
    let mut text = String::from(
        "# What the page weighs\n\nEverything that a browser loads before the table shows, the rows' data apart. Bytes; *as sent* is brotli at\n\
         quality 11. Written by `cargo xtask bench bundle`; `cargo xtask test` fails when the limit is passed.\n\n\
         | File | Plain | gzip | As sent |\n| --- | ---: | ---: | ---: |\n",
    );
    // The hash in a file's name changes with its content; the kind tells enough.
    for asset in &assets {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} |",
            without_hash(&asset.name),
            asset.plain,
            asset.gzip,
            asset.sent
        );
    }
    let _ = writeln!(
        text,
        "| **All** | {} | {} | **{sent}** |",
        sum(|asset| asset.plain),
        sum(|asset| asset.gzip)
    );
    let _ = writeln!(
        text,
        "\nGoal: {}; the page weighs {} % of it. Allowed today: {}.",
        page::GOAL,
        sent * 100 / page::GOAL,
        page::BUDGET
    );
    let folder = repo::root().join("docs/benchmarks");
    let file = folder.join("bundle.md");
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&file, &text))
        .map_err(|error| format!("{}: {error}", file.display()))?;
    report::line(&text);
    page::check_size()
}

/// `app-0123456789abcdef_bg.wasm` → `app_bg.wasm`.
fn without_hash(name: &str) -> String {
    let is_hash = |part: &str| part.len() >= 12 && part.chars().all(|c| c.is_ascii_hexdigit());
    let (stem, rest) = name
        .split_once(['.', '_'])
        .map_or((name, ""), |(stem, _)| name.split_at(stem.len()));
    match stem.rsplit_once('-') {
        Some((before, hash)) if is_hash(hash) => format!("{before}{rest}"),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::without_hash;

    #[test]
    fn hashes_are_left_out() {
        assert_eq!(without_hash("app-0123456789abcdef_bg.wasm"), "app_bg.wasm");
        assert_eq!(without_hash("base-0123456789abcdef.css"), "base.css");
        assert_eq!(without_hash("index.html"), "index.html");
        assert_eq!(without_hash("a-b.svg"), "a-b.svg");
    }
}
