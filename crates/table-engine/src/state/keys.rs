//! A set of row keys.

use std::cmp::Ordering;
use std::fmt;
use std::sync::{Arc, OnceLock, Weak};

use serde::{Deserialize, Serialize, Serializer};

use crate::index::index;
use crate::index::sort::{ByteSort, Item, NUMBER_BYTES, prefix};

/// Keys of rows, each once, in the order of their text. A cheap handle: copies share the keys until one is changed.
#[derive(Clone, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct KeySet(Arc<Keys>);

/// Keys, one behind the other: a million take no million allocations.
#[derive(Clone, Default)]
struct Keys {
    text: String,
    /// Where each ends.
    ends: Vec<u32>,
    /// They do not stand in the order of their text: all rows of a view are taken as they come.
    is_mixed: bool,
    /// Their order then, once it is asked for.
    order: OnceLock<Vec<u32>>,
    /// The set that this one was made of, and the key that was put in or taken out.
    toggled: Option<(Weak<Self>, String)>,
}

impl Keys {
    const fn len(&self) -> usize {
        self.ends.len()
    }

    fn key(&self, at: usize) -> &str {
        &self.text[self.start(at)..self.ends[at] as usize]
    }

    fn start(&self, at: usize) -> usize {
        at.checked_sub(1)
            .map_or(0, |before| self.ends[before] as usize)
    }

    fn stored(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.key(at))
    }

    /// The key at a place in the order of their text.
    fn nth(&self, place: usize) -> &str {
        if self.is_mixed {
            let order = self.order.get_or_init(|| self.sorted());
            self.key(order[place] as usize)
        } else {
            self.key(place)
        }
    }

    fn sorted(&self) -> Vec<u32> {
        let bytes = |at: u32| self.key(at as usize).as_bytes();
        let mut items: Vec<Item> = (0..index(self.len()))
            .map(|at| (prefix(bytes(at)), at))
            .collect();
        let mut sort = ByteSort::new(items.len(), NUMBER_BYTES);
        while !sort.step(&mut items, Some(&bytes), usize::MAX) {}
        items.into_iter().map(|(_, at)| at).collect()
    }

    fn find(&self, key: &str) -> Result<usize, usize> {
        let mut places = 0..self.len();
        while !places.is_empty() {
            let middle = places.start + places.len() / 2;
            match self.nth(middle).cmp(key) {
                Ordering::Less => places.start = middle + 1,
                Ordering::Greater => places.end = middle,
                Ordering::Equal => return Ok(middle),
            }
        }
        Err(places.start)
    }

    /// Adds a key that is not among them.
    fn push(&mut self, key: &str) {
        let last = self.len().checked_sub(1);
        self.is_mixed |= last.is_some_and(|last| self.key(last) > key);
        self.text.push_str(key);
        self.ends.push(index(self.text.len()));
    }

    fn insert(&mut self, at: usize, key: &str) {
        let start = self.start(at);
        self.text.insert_str(start, key);
        self.ends.insert(at, index(start));
        for end in &mut self.ends[at..] {
            *end += index(key.len());
        }
    }

    fn remove(&mut self, at: usize) {
        let range = self.start(at)..self.ends[at] as usize;
        self.ends.remove(at);
        for end in &mut self.ends[at..] {
            *end -= index(range.len());
        }
        self.text.replace_range(range, "");
    }

    fn toggle(&mut self, key: &str) {
        if !self.is_mixed {
            return match self.find(key) {
                Ok(at) => self.remove(at),
                Err(at) => self.insert(at, key),
            };
        }
        // To look at all is less than to put them in order.
        let place = self.stored().position(|other| other == key);
        match place {
            Some(at) => self.remove(at),
            None => self.push(key),
        }
        self.order = OnceLock::new();
    }
}

impl<'a> FromIterator<&'a str> for Keys {
    fn from_iter<I: IntoIterator<Item = &'a str>>(keys: I) -> Self {
        let keys = keys.into_iter();
        let mut all = Self {
            ends: Vec::with_capacity(keys.size_hint().0),
            ..Self::default()
        };
        keys.for_each(|key| all.push(key));
        all
    }
}

impl KeySet {
    /// Whether a key is in it.
    pub fn contains(&self, key: &str) -> bool {
        self.0.find(key).is_ok()
    }

    /// How many keys are in it.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.0.len() == 0
    }

    /// The keys, in the order of their text.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|place| self.0.nth(place))
    }

    /// The keys, in any order.
    pub(crate) fn stored(&self) -> impl Iterator<Item = &str> {
        self.0.stored()
    }

    /// Whether the other is this very set, which has not been changed since.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The key that makes the difference, if this set was made of the other by one that was put in or taken out.
    pub(crate) fn toggled_since(&self, other: &Self) -> Option<&str> {
        let (before, key) = self.0.toggled.as_ref()?;
        std::ptr::eq(before.as_ptr(), Arc::as_ptr(&other.0)).then_some(key)
    }

    /// A set of keys that differ.
    pub(super) fn of_different<'a>(keys: impl IntoIterator<Item = &'a str>) -> Self {
        Self(Arc::new(keys.into_iter().collect()))
    }

    /// Puts a key in if it isn't, takes it out if it is.
    pub(super) fn toggle(&mut self, key: &str) {
        let mut keys = Keys::clone(&self.0);
        keys.toggle(key);
        keys.toggled = Some((Arc::downgrade(&self.0), key.to_owned()));
        self.0 = Arc::new(keys);
    }

    pub(super) fn insert_all(&mut self, keys: &[&str]) {
        *self = self.stored().chain(keys.iter().copied()).collect();
    }

    pub(super) fn remove_all(&mut self, keys: &[&str]) {
        let gone = Self::from(keys);
        self.retain(&|key| !gone.contains(key));
    }

    pub(super) fn retain(&mut self, keep: &dyn Fn(&str) -> bool) {
        *self = Self::of_different(self.stored().filter(|key| keep(key)));
    }
}

impl<'a> FromIterator<&'a str> for KeySet {
    fn from_iter<I: IntoIterator<Item = &'a str>>(keys: I) -> Self {
        let all = Self::of_different(keys);
        let mut last = None;
        let once = all.iter().filter(|key| last.replace(*key) != Some(key));
        Self::of_different(once)
    }
}

impl From<Vec<String>> for KeySet {
    fn from(keys: Vec<String>) -> Self {
        keys.iter().map(String::as_str).collect()
    }
}

impl From<&[&str]> for KeySet {
    fn from(keys: &[&str]) -> Self {
        keys.iter().copied().collect()
    }
}

impl PartialEq for KeySet {
    fn eq(&self, other: &Self) -> bool {
        self.is(other)
            || self.len() == other.len()
                && self.0.text.len() == other.0.text.len()
                && self.iter().eq(other.iter())
    }
}

impl Eq for KeySet {}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl Serialize for KeySet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_the_same_however_it_came_about() {
        let keys = ["b", "", "app-10", "app-2", "é"];
        let sorted = ["", "app-10", "app-2", "b", "é"];
        let mut mixed = KeySet::of_different(keys);
        assert_eq!(mixed, KeySet::from(sorted.as_slice()));
        assert_eq!(
            KeySet::from(["b", "b", "", "é", "app-2", "app-10", ""].as_slice()),
            mixed
        );
        for key in ["app-10", "x", "app-10", ""] {
            let mut other = KeySet::from(mixed.iter().collect::<Vec<_>>().as_slice());
            let before = mixed.clone();
            mixed.toggle(key);
            other.toggle(key);
            assert_eq!(mixed, other);
            assert_ne!(mixed, before);
            assert_eq!(mixed.contains(key), !before.contains(key));
            assert_eq!(mixed.toggled_since(&before), Some(key));
            assert_eq!(other.toggled_since(&before), None);
        }
        assert_eq!(
            mixed.iter().collect::<Vec<_>>(),
            ["app-10", "app-2", "b", "x", "é"]
        );
    }
}
