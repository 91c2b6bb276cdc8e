//! Splits a built page's WebAssembly in two: what it needs before its table shows, and what can come later
//! (`frontend/src/later.rs`). Trunk knows nothing of this yet (trunk issue 1022), so it is done to what Trunk has built: the same
//! WebAssembly goes through `wasm-split-cli` and once more through `wasm-bindgen`, and takes the place of Trunk's.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::{Result, fingerprint, page, process, repo, tools};

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
            .args(["--remove-name-section", "--remove-producers-section"])
            .arg("--out-dir")
            .arg(&work)
            .arg(work.join(format!("{STEM}.wasm"))),
    )?;
    let later = without_custom_sections(&read(&work.join(LATER))?)
        .ok_or_else(|| format!("{LATER} is not WebAssembly"))?;
    write(&work.join(LATER), &later)?;

    number_imports(&work)?;
    // Names change with what is in any of them, since each names another.
    let main = format!("{STEM}.js");
    let wasm = format!("{STEM}_bg.wasm");
    let hash = fingerprint::of_files(&work, &[&main, &wasm, LOADER, LATER], &[])?;
    let names = [
        (LOADER, format!("loader-{hash}.js")),
        (LATER, format!("later-{hash}.wasm")),
        (main.as_str(), format!("{STEM}-{hash}.js")),
        (wasm.as_str(), format!("{STEM}-{hash}_bg.wasm")),
    ];
    let index = page.join("index.html");
    let html = text(&index)?;
    let was = stem_of_trunk(&html)?;
    for (old, new) in &names {
        let content = read(&work.join(old))?;
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
        write(&page.join(new), &content)?;
    }
    for name in [format!("{was}.js"), format!("{was}_bg.wasm")] {
        remove(&page.join(name))?;
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
    write(&index, html.as_bytes())?;
    fs::remove_dir_all(&work).map_err(|error| problem(&work, &error))
}

/// Gives the functions that the WebAssembly imports numbers as long as the hashes in their names: 270 hashes, in the module and
/// in the script, are 4 KB that nothing compresses.
fn number_imports(work: &Path) -> Result {
    let (script, module) = (
        work.join(format!("{STEM}.js")),
        work.join(format!("{STEM}_bg.wasm")),
    );
    let (mut text, mut bytes) = (read(&script)?, read(&module)?);
    let numbers = numbers(&text);
    number(&mut text, &numbers);
    number(&mut bytes, &numbers);
    write(&script, &text)?;
    write(&module, &bytes)
}

/// How many hexadecimal digits the hash at the end of an import's name has.
const HASH: usize = 16;

/// A number for the hash of each import that the script names, in their order: `__wbg_append_0123456789abcdef`.
fn numbers(script: &[u8]) -> HashMap<Vec<u8>, String> {
    let mut numbers = HashMap::new();
    for name in script.split(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'_')) {
        let Some((before, hash)) = name
            .len()
            .checked_sub(HASH)
            .map(|start| name.split_at(start))
        else {
            continue;
        };
        let is_hash = hash
            .iter()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte));
        if is_hash && before.starts_with(b"__wbg_") && before.ends_with(b"_") {
            let number = format!("{:0HASH$}", numbers.len());
            numbers.entry(hash.to_vec()).or_insert(number);
        }
    }
    numbers
}

/// Puts the numbers in the hashes' places.
fn number(content: &mut [u8], numbers: &HashMap<Vec<u8>, String>) {
    for at in 1..content.len().saturating_sub(HASH - 1) {
        if content[at - 1] == b'_'
            && let Some(number) = numbers.get(&content[at..at + HASH])
        {
            content[at..at + HASH].copy_from_slice(number.as_bytes());
        }
    }
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

/// A module without names and notes for linkers. `None` where it is no module (WebAssembly core specification, 5.5).
fn without_custom_sections(module: &[u8]) -> Option<Vec<u8>> {
    let mut out = module.get(..8)?.to_vec();
    let mut at = 8;
    while at < module.len() {
        let id = *module.get(at)?;
        let (length, bytes) = leb128(module.get(at + 1..)?)?;
        let end = at + 1 + bytes + length;
        let section = module.get(at..end)?;
        if id != 0 {
            out.extend_from_slice(section);
        }
        at = end;
    }
    Some(out)
}

/// An unsigned number in LEB128, and how many bytes it took.
fn leb128(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0;
    for (at, byte) in bytes.iter().take(5).enumerate() {
        value |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((value, at + 1));
        }
    }
    None
}

fn problem(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| problem(path, &error))
}

fn text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| problem(path, &error))
}

fn write(path: &PathBuf, content: &[u8]) -> Result {
    fs::write(path, content).map_err(|error| problem(path, &error))
}

fn remove(path: &Path) -> Result {
    fs::remove_file(path).map_err(|error| problem(path, &error))
}

#[cfg(test)]
mod tests {
    use super::{number, numbers, stem_of_trunk, without_custom_sections};

    #[test]
    fn custom_sections_go_and_all_others_stay() {
        let head = b"\0asm\x01\0\0\0";
        let types = [1, 1, 0];
        let name = [0, 5, 4, b'n', b'a', b'm', b'e'];
        let module = [&head[..], &types, &name, &types].concat();
        assert_eq!(
            without_custom_sections(&module),
            Some([&head[..], &types, &types].concat())
        );
        assert_eq!(
            without_custom_sections(b"\0asm\x01\0\0\0\x01\x09"),
            None,
            "cut off"
        );
    }

    #[test]
    fn imports_are_numbered_alike_in_script_and_module() {
        let mut script =
            b"__wbg_a_0123456789abcdef: f, __wbg_b_c_fedcba9876543210: g, x_0123456789abcdef0"
                .to_vec();
        let mut module = b"\x19__wbg_b_c_fedcba9876543210\x19__wbg_a_0123456789abcdef".to_vec();
        let found = numbers(&script);
        number(&mut script, &found);
        number(&mut module, &found);
        assert!(script.starts_with(b"__wbg_a_0000000000000000: f, __wbg_b_c_0000000000000001: g"));
        assert_eq!(
            module,
            b"\x19__wbg_b_c_0000000000000001\x19__wbg_a_0000000000000000"
        );
    }

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
