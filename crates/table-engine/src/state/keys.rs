//! A set of row keys.

use serde::{Deserialize, Serialize};

use crate::index::sort::{prefix, sort_by};

/// Keys of rows, each once, in the order of their text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct KeySet(Vec<String>);

impl KeySet {
    /// Whether a key is in it.
    pub fn contains(&self, key: &str) -> bool {
        self.find(key).is_ok()
    }

    /// How many keys are in it.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The keys, in the order of their text.
    pub fn iter(&self) -> std::slice::Iter<'_, String> {
        self.0.iter()
    }

    fn find(&self, key: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|other| other.as_str().cmp(key))
    }

    /// Puts a key in if it isn't, takes it out if it is.
    pub(super) fn toggle(&mut self, key: &str) {
        match self.find(key) {
            Ok(at) => drop(self.0.remove(at)),
            Err(at) => self.0.insert(at, key.to_owned()),
        }
    }

    pub(super) fn insert_all(&mut self, keys: &[&str]) {
        self.0.extend(keys.iter().map(|key| (*key).to_owned()));
        self.tidy();
    }

    pub(super) fn remove_all(&mut self, keys: &[&str]) {
        let gone = Self::from(keys);
        self.0.retain(|key| !gone.contains(key));
    }

    pub(super) fn retain(&mut self, keep: &dyn Fn(&str) -> bool) {
        self.0.retain(|key| keep(key));
    }

    fn tidy(&mut self) {
        sort_by(&mut self.0, |key| prefix(key.as_bytes()), Ord::cmp);
        self.0.dedup();
    }
}

impl From<Vec<String>> for KeySet {
    fn from(keys: Vec<String>) -> Self {
        let mut set = Self(keys);
        set.tidy();
        set
    }
}

impl From<&[&str]> for KeySet {
    fn from(keys: &[&str]) -> Self {
        Self::from(keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>())
    }
}

impl<'a> IntoIterator for &'a KeySet {
    type Item = &'a String;
    type IntoIter = std::slice::Iter<'a, String>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
