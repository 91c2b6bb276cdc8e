//! The cases that others learned the hard way, with the right answers: `tests/cases/cases.json`.

use serde_json::Value;

/// The cases of one group, by their ids.
pub fn cases(group: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("../../cases/cases.json")).unwrap();
    all[group]
        .as_array()
        .unwrap_or_else(|| panic!("no group {group}"))
        .clone()
}
