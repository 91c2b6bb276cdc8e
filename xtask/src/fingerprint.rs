//! Has anything changed since? Answered by content, not by time: a checkout touches every file.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

use crate::{Result, files};

/// A number that changes when a file among these changes, appears or goes; folders count with all beneath them.
pub(crate) fn of_files(root: &Path, paths: &[&str], also: &[&str]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        add(&root.join(path), root, &mut hasher)?;
    }
    also.hash(&mut hasher);
    Ok(format!("{:016x}", hasher.finish()))
}

fn add(path: &Path, root: &Path, hasher: &mut DefaultHasher) -> Result {
    let problem = |error: std::io::Error| format!("{}: {error}", path.display());
    if path.is_dir() {
        let mut entries = fs::read_dir(path)
            .and_then(|entries| {
                entries
                    .map(|entry| entry.map(|entry| entry.path()))
                    .collect::<std::io::Result<Vec<_>>>()
            })
            .map_err(problem)?;
        entries.sort();
        for entry in entries {
            add(&entry, root, hasher)?;
        }
    } else if path.is_file() {
        path.strip_prefix(root).unwrap_or(path).hash(hasher);
        files::read(path)?.hash(hasher);
    }
    Ok(())
}

/// Whether the stamp in this file is the given one.
pub(crate) fn matches(file: &Path, stamp: &str) -> bool {
    fs::read_to_string(file).is_ok_and(|text| text == stamp)
}

/// Keeps a stamp for the next time.
pub(crate) fn keep(file: &Path, stamp: &str) -> Result {
    files::write(file, stamp.as_bytes())
}
