//! Which rows are selected.

use serde::{Deserialize, Serialize};

use super::keys::KeySet;

/// Selected rows, by key: they stay selected when rows are sorted, filtered or loaded anew.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Selection {
    /// The keys of the selected rows.
    pub keys: KeySet,
    /// The row that a range starts from: the one selected last without a range.
    pub anchor: Option<String>,
    /// The row that the last range reached to; a further range from the same anchor takes its place.
    pub extent: Option<String>,
}

impl Selection {
    /// Whether a row is selected.
    pub fn contains(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// How many rows are selected, in view or not.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    pub(super) fn only(&mut self, key: &str) {
        self.keys = KeySet::from([key].as_slice());
        self.start_at(Some(key));
    }

    pub(super) fn toggle(&mut self, key: &str) {
        self.keys.toggle(key);
        self.start_at(Some(key));
    }

    pub(super) fn extend(&mut self, key: &str, view: &[&str]) {
        let position = |wanted: Option<&str>| {
            wanted.and_then(|wanted| view.iter().position(|key| *key == wanted))
        };
        let Some(to) = position(Some(key)) else {
            return;
        };
        let Some(from) = position(self.anchor.as_deref()) else {
            self.only(key);
            return;
        };
        if let Some(before) = position(self.extent.as_deref()) {
            self.keys
                .remove_all(&view[from.min(before)..=from.max(before)]);
        }
        self.keys.insert_all(&view[from.min(to)..=from.max(to)]);
        self.extent = Some(key.to_owned());
    }

    pub(super) fn all(&mut self, view: &mut dyn Iterator<Item = &str>) {
        self.keys = KeySet::of_different(view);
        self.start_at(None);
    }

    pub(super) fn retain(&mut self, exists: &dyn Fn(&str) -> bool) {
        self.keys.retain(exists);
        if self.anchor.as_deref().is_some_and(|key| !exists(key)) {
            self.start_at(None);
        }
    }

    fn start_at(&mut self, anchor: Option<&str>) {
        self.anchor = anchor.map(str::to_owned);
        self.extent = None;
    }
}
