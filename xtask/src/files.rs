//! Files, with errors that name them.

use std::fs;
use std::path::Path;

use crate::Result;

fn problem(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| problem(path, &error))
}

pub(crate) fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| problem(path, &error))
}

pub(crate) fn write(path: &Path, content: &[u8]) -> Result {
    fs::write(path, content).map_err(|error| problem(path, &error))
}

pub(crate) fn remove(path: &Path) -> Result {
    fs::remove_file(path).map_err(|error| problem(path, &error))
}

pub(crate) fn remove_folder(path: &Path) -> Result {
    fs::remove_dir_all(path).map_err(|error| problem(path, &error))
}
