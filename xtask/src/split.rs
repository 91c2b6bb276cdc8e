//! Splits a built page's WebAssembly in two: what it needs before its table shows, and what can come later
//! (`frontend/src/later.rs`). Trunk knows nothing of this yet (trunk issue 1022), so it is done to what Trunk has built: the same
//! WebAssembly goes through `wasm-split-cli` and once more through `wasm-bindgen`, and takes the place of Trunk's.

use std::fs;
use std::path::Path;

use crate::{Result, files, fingerprint, page, process, repo, tools, wasm};

/// Flags for the compiler, as `CARGO_ENCODED_RUSTFLAGS` takes them, which stands in for those of `.cargo/config.toml`: erased
/// views as there; for the splitter, where code and data name each other; and no names of this machine's folders in what is sent.
pub(crate) fn rustflags() -> Result<String> {
    let mut flags = vec![
        "--cfg=erase_components".to_owned(),
        "-Clink-arg=--emit-relocs".to_owned(),
    ];
    flags.extend(page::without_folders()?);
    Ok(flags.join("\x1f"))
}

const STEM: &str = "clientele-frontend";
/// What the splitter calls the script that fetches the later module, and that module.
const LOADER: &str = "__wasm_split.js";
const LATER: &str = "split_later.wasm";

/// Whether a file of the page comes only after its table shows.
pub(crate) fn is_later(name: &str) -> bool {
    name.starts_with("later-")
}

/// Splits the page in this folder.
pub(crate) fn split(page: &Path) -> Result {
    let folders = tools::for_the_page()?;
    let built = repo::target().join(format!("wasm32-unknown-unknown/wasm-release/{STEM}.wasm"));
    let work = page.with_extension("split");
    let _ = fs::remove_dir_all(&work);
    process::run(
        process::command(tools::program(&folders, "wasm-split-cli"))
            .args(["--target", "web", "--out-name", STEM])
            .arg(&built)
            .arg(&work),
    )?;
    process::run(
        process::command(tools::program(&folders, "wasm-bindgen"))
            .args(["--target", "web", "--no-typescript", "--keep-lld-exports"])
            .arg("--out-dir")
            .arg(&work)
            .arg(work.join(format!("{STEM}.wasm"))),
    )?;
    let later = wasm::without_custom_sections(&files::read(&work.join(LATER))?)
        .ok_or_else(|| format!("{LATER} is not WebAssembly"))?;
    files::write(&work.join(LATER), &later)?;

    let main = format!("{STEM}.js");
    let module = format!("{STEM}_bg.wasm");
    wasm::shrink(&work.join(&main), &work.join(&module))?;
    // Names change with what is in any of them, since each names another.
    let hash = fingerprint::of_files(&work, &[&main, &module, LOADER, LATER], &[])?;
    let names = [
        (LOADER, format!("loader-{hash}.js")),
        (LATER, format!("later-{hash}.wasm")),
        (main.as_str(), format!("{STEM}-{hash}.js")),
        (module.as_str(), format!("{STEM}-{hash}_bg.wasm")),
    ];
    let index = page.join("index.html");
    let html = files::read_text(&index)?;
    let was = stem_of_trunk(&html)?;
    for (old, new) in &names {
        let content = files::read(&work.join(old))?;
        let content = if [LOADER, &main].contains(old) {
            let mut script =
                String::from_utf8(content).map_err(|_| format!("{old} is not text"))?;
            // Not everywhere: the WebAssembly asks for its imports by the splitter's name.
            for (old, new) in &names {
                for before in ["from ", "new URL("] {
                    script = script.replace(
                        &format!("{before}\"./{old}\""),
                        &format!("{before}\"./{new}\""),
                    );
                }
            }
            script.into_bytes()
        } else {
            content
        };
        files::write(&page.join(new), &content)?;
    }
    for name in [format!("{was}.js"), format!("{was}_bg.wasm")] {
        files::remove(&page.join(name))?;
    }
    let preload = format!(
        r#"<link rel="modulepreload" href="/{}" crossorigin="anonymous">"#,
        names[0].1
    );
    let html = html.replace(&was, &format!("{STEM}-{hash}")).replacen(
        r#"<link rel="modulepreload""#,
        &format!("{preload}<link rel=\"modulepreload\""),
        1,
    );
    files::write(&index, html.as_bytes())?;
    files::remove_folder(&work)
}

/// The stem of the script that Trunk's page imports: `clientele-frontend-0123456789abcdef`.
fn stem_of_trunk(html: &str) -> Result<String> {
    html.split('/')
        .filter_map(|part| part.split_once(".js'"))
        .map(|(stem, _)| stem)
        .find(|stem| stem.starts_with(STEM))
        .map(str::to_owned)
        .ok_or_else(|| format!("the page that Trunk built imports no {STEM}-….js"))
}

#[cfg(test)]
mod tests {
    use super::stem_of_trunk;

    #[test]
    fn the_stem_is_read_from_the_import() {
        let html = "<script type=module>import init from '/clientele-frontend-00ff.js';</script>";
        assert_eq!(
            stem_of_trunk(html).as_deref(),
            Ok("clientele-frontend-00ff")
        );
        assert!(stem_of_trunk("<html>").is_err());
    }
}
