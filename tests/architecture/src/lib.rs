//! The rules of ARCHITECTURE.md as tests over `cargo metadata` and over the sources' text.
//!
//! A rule that has an exception names it here, with the reason beside it.
#![cfg(test)]

mod dependencies;
mod layers;
mod manifest;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

/// The repository's root.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("two folders below the root")
        .to_path_buf()
}

/// What `cargo metadata` says: every package, the dependencies' too.
fn metadata() -> &'static Value {
    static METADATA: OnceLock<Value> = OnceLock::new();
    METADATA.get_or_init(|| {
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--format-version", "1", "--locked"])
            .current_dir(root())
            .output()
            .expect("cargo runs");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        serde_json::from_slice(&output.stdout).expect("JSON")
    })
}

/// The packages of this workspace.
fn members() -> Vec<&'static Value> {
    let members = metadata()["workspace_members"].as_array().expect("a list");
    packages()
        .filter(|package| members.contains(&package["id"]))
        .collect()
}

fn packages() -> impl Iterator<Item = &'static Value> {
    metadata()["packages"].as_array().expect("a list").iter()
}

/// Its declared dependencies, of every kind.
fn declared(package: &Value) -> impl Iterator<Item = &Value> {
    package["dependencies"].as_array().expect("a list").iter()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// A source file: its path from the root with `/`, and its text.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The lines that hold code: without comments and without tests in the file.
    fn code(&self) -> impl Iterator<Item = &str> {
        let end = self
            .text
            .find("#[cfg(test)]\nmod ")
            .unwrap_or(self.text.len());
        self.text[..end]
            .lines()
            .map(|line| line.split("//").next().unwrap_or_default())
    }

    /// Whether the code names a crate or path, as a whole word.
    fn names(&self, name: &str) -> bool {
        let part_of_a_word = |c: char| c.is_alphanumeric() || c == '_';
        self.code().any(|line| {
            line.match_indices(name).any(|(at, _)| {
                !line[..at].ends_with(part_of_a_word)
                    && !line[at + name.len()..].starts_with(part_of_a_word)
            })
        })
    }
}

/// Every Rust file beneath a folder.
fn sources(folder: &str) -> Vec<Source> {
    let root = root();
    let mut folders = vec![root.join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                if !path.ends_with("target") && !path.ends_with("node_modules") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let name = path
                    .strip_prefix(&root)
                    .expect("beneath the root")
                    .to_string_lossy()
                    .replace('\\', "/");
                found.push(Source {
                    path: name,
                    text: fs::read_to_string(&path).expect("UTF-8"),
                });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Fails with every finding at once.
fn none(findings: Vec<String>) {
    assert!(findings.is_empty(), "\n  {}\n", findings.join("\n  "));
}
