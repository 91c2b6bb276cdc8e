//! `cargo xtask bench table`: the table beside other grids, in one run of Chromium. What is measured and how is in
//! `benches/table/`.

use std::path::PathBuf;

use crate::{Result, element, files, npm, process, repo, report, test, tools};

/// The benchmark's options, which its driver reads.
const OPTIONS: &[&str] = &["--rows", "--rounds", "--only"];

pub(super) fn table(options: &[String]) -> Result {
    let mut pairs = options.chunks_exact(2);
    if !pairs.all(|pair| OPTIONS.contains(&pair[0].as_str())) || !options.len().is_multiple_of(2) {
        return Err(format!(
            "bench table takes {} with a value each, such as --rows 10000,100000 --rounds 5 --only us",
            OPTIONS.join(", ")
        ));
    }
    let folder = repo::root().join("benches/table");
    let chromium = test::chromium()?;
    let wasm = page()?;
    let element = element::package()?;
    npm::ci(&folder)?;
    // A part of the measurement is no replacement for the whole.
    let out = if options.iter().any(|option| option == "--only") {
        repo::root().join("target/bench-table.md")
    } else {
        repo::root().join("docs/benchmarks/table.md")
    };
    report::step("table", "each grid in turn, in Chromium", || {
        process::run(
            process::command("node")
                .env("CLIENTELE_CHROMIUM", chromium)
                .arg(folder.join("run.mjs"))
                .arg("--wasm")
                .arg(&wasm)
                .arg("--element")
                .arg(&element)
                .arg("--root")
                .arg(repo::root())
                .arg("--out")
                .arg(&out)
                .args(options),
        )
    })?;
    let text = files::read_text(&out)?;
    report::line(&text);
    Ok(())
}

/// Builds the table's page; gives the folder of its WebAssembly.
fn page() -> Result<PathBuf> {
    let folders = tools::for_the_page()?;
    let target = repo::target();
    report::step("page", "the table alone, as WebAssembly (release)", || {
        process::run(process::cargo().args([
            "build",
            "--quiet",
            "--package",
            "clientele-table-bench-page",
            "--target",
            "wasm32-unknown-unknown",
            "--profile",
            "wasm-fast",
        ]))
    })?;
    let out = target.join("bench-table");
    process::run(
        process::command("wasm-bindgen")
            .env("PATH", process::path_with(&folders)?)
            .args(["--target", "web", "--no-typescript", "--out-dir"])
            .arg(&out)
            .arg(target.join("wasm32-unknown-unknown/wasm-fast/table_page.wasm")),
    )?;
    Ok(out)
}
