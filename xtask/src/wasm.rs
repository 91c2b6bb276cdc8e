//! What wasm-bindgen makes, smaller: a module without what only tools read, and short names between it and its script
//! (WebAssembly core specification, 5.5: modules as bytes).

use std::collections::HashMap;
use std::path::Path;

use crate::{Result, files};

/// The sections of a module: names and notes for tools, and imports.
const CUSTOM: u8 = 0;
const IMPORTS: u8 = 2;

/// Leaves names and notes out of a module, and gives the functions that it imports from its script short names, in both:
/// names with hashes, 270 of them, are 6 KB of what is sent.
pub(crate) fn shrink(script: &Path, module: &Path) -> Result {
    let wrong = || format!("{}: not WebAssembly", module.display());
    let sections = without_custom_sections(&files::read(module)?).ok_or_else(wrong)?;
    let (sections, names) = with_short_imports(&sections).ok_or_else(wrong)?;
    let text = files::read_text(script)?;
    files::write(module, &sections)?;
    files::write(script, renamed(&text, &names).as_bytes())
}

/// A module without names and notes for linkers. `None` where it is no module.
pub(crate) fn without_custom_sections(module: &[u8]) -> Option<Vec<u8>> {
    let mut out = module.get(..8)?.to_vec();
    for section in sections(module)? {
        if section.id != CUSTOM {
            put_section(&mut out, section.id, section.content);
        }
    }
    Some(out)
}

/// A module whose imports from wasm-bindgen's script have short names, and those names by what they were.
fn with_short_imports(module: &[u8]) -> Option<(Vec<u8>, HashMap<String, String>)> {
    let mut out = module.get(..8)?.to_vec();
    let mut names = HashMap::new();
    for section in sections(module)? {
        if section.id == IMPORTS {
            let imports = short_imports(section.content, &mut names)?;
            put_section(&mut out, IMPORTS, &imports);
        } else {
            put_section(&mut out, section.id, section.content);
        }
    }
    Some((out, names))
}

fn short_imports(content: &[u8], names: &mut HashMap<String, String>) -> Option<Vec<u8>> {
    let mut from = Bytes(content);
    let count = from.number()?;
    let mut out = Vec::with_capacity(content.len());
    put_number(&mut out, count);
    for _ in 0..count {
        put_name(&mut out, from.name()?);
        let name = from.name()?;
        if name.starts_with("__wb") {
            let short = format!("i{}", names.len());
            put_name(&mut out, names.entry(name.to_owned()).or_insert(short));
        } else {
            put_name(&mut out, name);
        }
        let before = from.0;
        from.description()?;
        out.extend_from_slice(&before[..before.len() - from.0.len()]);
    }
    from.0.is_empty().then_some(out)
}

/// A script with other names, where they stand alone.
fn renamed(script: &str, names: &HashMap<String, String>) -> String {
    let in_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let mut out = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(start) = rest.find(in_name) {
        let (before, word) = rest.split_at(start);
        let end = word.find(|c| !in_name(c)).unwrap_or(word.len());
        let (word, behind) = word.split_at(end);
        out.push_str(before);
        out.push_str(names.get(word).map_or(word, String::as_str));
        rest = behind;
    }
    out.push_str(rest);
    out
}

struct Section<'a> {
    id: u8,
    content: &'a [u8],
}

fn sections(module: &[u8]) -> Option<Vec<Section<'_>>> {
    let mut from = Bytes(module.strip_prefix(b"\0asm\x01\0\0\0")?);
    let mut found = Vec::new();
    while !from.0.is_empty() {
        let id = from.byte()?;
        let length = from.number()?;
        let content = from.take(length)?;
        found.push(Section { id, content });
    }
    Some(found)
}

/// What is still to be read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|taken| taken[0])
    }

    /// An unsigned number in LEB128.
    fn number(&mut self) -> Option<usize> {
        let mut value = 0;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.byte()?;
            value |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn name(&mut self) -> Option<&'a str> {
        let length = self.number()?;
        str::from_utf8(self.take(length)?).ok()
    }

    /// What an import is.
    fn description(&mut self) -> Option<()> {
        const MAXIMUM: u8 = 1;
        let kind = self.byte()?;
        match kind {
            // A function's type.
            0 => _ = self.number()?,
            // A table's references, or a memory's pages, with limits.
            1 | 2 => {
                if kind == 1 {
                    self.byte()?;
                }
                let flags = self.byte()?;
                self.number()?;
                if flags & MAXIMUM != 0 {
                    self.number()?;
                }
            }
            // A global's type, and whether it changes.
            3 => _ = self.take(2)?,
            // An exception's attribute and type.
            4 => {
                self.byte()?;
                self.number()?;
            }
            _ => return None,
        }
        Some(())
    }
}

fn put_section(out: &mut Vec<u8>, id: u8, content: &[u8]) {
    out.push(id);
    put_number(out, content.len());
    out.extend_from_slice(content);
}

fn put_name(out: &mut Vec<u8>, name: &str) {
    put_number(out, name.len());
    out.extend_from_slice(name.as_bytes());
}

fn put_number(out: &mut Vec<u8>, mut number: usize) {
    loop {
        let [byte, ..] = (number & 0x7f).to_le_bytes();
        number >>= 7;
        if number == 0 {
            return out.push(byte);
        }
        out.push(byte | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &[u8] = b"\0asm\x01\0\0\0";

    #[test]
    fn custom_sections_go_and_all_others_stay() {
        let types = [1, 1, 0];
        let name = [0, 5, 4, b'n', b'a', b'm', b'e'];
        let module = [HEAD, &types, &name, &types].concat();
        assert_eq!(
            without_custom_sections(&module),
            Some([HEAD, &types, &types].concat())
        );
        let cut_off = [HEAD, &[1, 9]].concat();
        assert_eq!(without_custom_sections(&cut_off), None);
        assert_eq!(without_custom_sections(b"<!doctype html>"), None);
    }

    #[test]
    fn imports_have_one_short_name_in_script_and_module() {
        let import = |name: &str, what: &[u8]| {
            let mut out = Vec::new();
            put_name(&mut out, "./table_bg.js");
            put_name(&mut out, name);
            out.extend_from_slice(what);
            out
        };
        let module = |names: [&str; 2]| {
            let imports = [
                vec![4],
                import(names[0], &[0, 200, 1]),
                import("memory", &[2, 1, 17, 128, 128, 1]),
                import("table", &[1, 0x70, 0, 3]),
                import(names[1], &[0, 7]),
            ];
            let mut out = HEAD.to_vec();
            put_section(&mut out, 2, &imports.concat());
            put_section(&mut out, 10, &[0; 300]);
            out
        };
        let (short, names) =
            with_short_imports(&module(["__wbg_a_0123456789abcdef", "__wbindgen_throw"])).unwrap();
        assert_eq!(short, module(["i0", "i1"]));
        let script =
            "{ __wbg_a_0123456789abcdef: f(__wbg_a_0123456789abcdef0), \"__wbindgen_throw\": g }";
        assert_eq!(
            renamed(script, &names),
            "{ i0: f(__wbg_a_0123456789abcdef0), \"i1\": g }"
        );
    }
}
