//! Rows on their way into an engine, and rows by their keys.

use std::sync::Arc;

use crate::Row;
use crate::index::index;
use crate::index::keys::TextTable;

/// The rows by their keys, as far as they are known.
#[derive(Default)]
pub(crate) struct Keys {
    table: TextTable,
    /// How many rows are in it.
    made: usize,
}

impl Keys {
    /// With room for so many.
    fn of(rows: usize) -> Self {
        Self {
            table: TextTable::of(rows),
            made: 0,
        }
    }

    /// Goes on for so many rows. Gives the first that has the key of one before it, and stops there.
    fn follow<R: Row>(&mut self, rows: &[Arc<R>], most: usize) -> Option<usize> {
        let to = rows.len().min(self.made.saturating_add(most));
        let key = |row: u32| rows[row as usize].key();
        while self.made < to {
            let row = self.made;
            self.made += 1;
            if !self.table.insert(index(row), &key) {
                return Some(row);
            }
        }
        None
    }

    /// Goes on for so many rows, whose keys differ. Says whether it has all.
    pub(crate) fn know<R: Row>(&mut self, rows: &[Arc<R>], most: usize) -> bool {
        if self.made == 0 {
            self.table = TextTable::of(rows.len());
        }
        while self.follow(rows, most).is_some() {}
        self.made == rows.len()
    }

    /// The row with this key among those that are known.
    pub(crate) fn find<R: Row>(&self, rows: &[Arc<R>], key: &str) -> Option<u32> {
        self.table.find(key, &|row| rows[row as usize].key())
    }
}

/// Rows that come in parts, to be put into an engine all at once by [`Engine::replace`](crate::Engine::replace): the rows that it
/// has stay until then. Their keys are looked at as they come.
pub struct Incoming<R> {
    pub(crate) rows: Vec<Arc<R>>,
    pub(crate) keys: Keys,
}

impl<R: Row> Incoming<R> {
    /// None yet, with room for so many.
    pub fn of(rows: usize) -> Self {
        Self {
            rows: Vec::with_capacity(rows),
            keys: Keys::of(rows),
        }
    }

    /// Adds rows behind the last. Gives the index of the first with the key of a row before it, if there is one: keys must differ.
    pub fn extend(&mut self, rows: Vec<R>) -> Option<usize> {
        self.rows.extend(rows.into_iter().map(Arc::new));
        self.keys.follow(&self.rows, usize::MAX)
    }

    /// The rows that have come so far.
    #[must_use]
    pub fn so_far(&self) -> Self {
        Self::from(self.rows.clone())
    }
}

impl<R> From<Vec<Arc<R>>> for Incoming<R> {
    fn from(rows: Vec<Arc<R>>) -> Self {
        Self {
            rows,
            keys: Keys::default(),
        }
    }
}
