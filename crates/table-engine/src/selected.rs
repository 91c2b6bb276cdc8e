//! Which rows the keys of a selection are of. With all of a million selected, to look up each key takes longer than a frame, and
//! much asks for it: so it is kept, and follows what changes little.

use crate::index::NEW;
use crate::index::bitmap::Bitmap;
use crate::{Engine, KeySet, Row, State, View};

/// The selected rows, as they were last asked for.
#[derive(Default)]
pub(crate) struct Selected {
    /// The keys that they were looked up by.
    keys: Option<KeySet>,
    rows: Bitmap,
}

/// Of fewer keys one is found faster than the rows of all.
const FEW: usize = 1000;

impl Selected {
    /// Follows rows that came out of those before, by their indices then.
    pub(crate) fn mend(&mut self, origin: &[u32]) {
        if self.keys.is_some() {
            let before = std::mem::replace(&mut self.rows, Bitmap::none(origin.len()));
            let is_selected =
                |row: usize| origin[row] != NEW && before.contains(origin[row] as usize);
            self.rows.add(0..origin.len(), None, is_selected);
        }
    }

    /// These among so many rows.
    fn of(rows: usize, among: &[u32]) -> Self {
        let mut selected = Bitmap::none(rows);
        for row in among {
            selected.insert(*row as usize);
        }
        Self {
            keys: None,
            rows: selected,
        }
    }

    fn has(&self, row: u32) -> bool {
        self.rows.contains(row as usize)
    }

    fn has_all(&self, rows: &[u32]) -> bool {
        rows.iter().all(|row| self.has(*row))
    }

    fn has_any(&self, rows: &[u32]) -> bool {
        rows.iter().any(|row| self.has(*row))
    }
}

impl<R: Row> Engine<R> {
    /// Selects the rows in view and no other, as [`State::select_all`] does.
    pub fn select_all(&mut self, state: &mut State, view: &View) {
        self.selected = Selected::of(self.len(), &view.order);
        // In the order that the rows are in, and not in that of the view: so they are near each other.
        let rows = self.selected.rows.iter();
        state.select_all(rows.map(|row| self.rows()[row].key()));
        self.selected.keys = Some(state.selection.keys.clone());
    }

    /// Whether all rows in view are selected, and there is one.
    pub fn all_selected(&mut self, keys: &KeySet, view: &View) -> bool {
        // Fewer keys than rows can't be all of them.
        !view.order.is_empty()
            && keys.len() >= view.order.len()
            && self.selected(keys).has_all(&view.order)
    }

    /// Whether a row in view is selected.
    pub fn any_selected(&mut self, keys: &KeySet, view: &View) -> bool {
        !keys.is_empty() && self.selected(keys).has_any(&view.order)
    }

    /// Whether a row is selected.
    pub fn is_selected(&mut self, keys: &KeySet, row: u32) -> bool {
        match self.row(row) {
            Some(of) if keys.len() < FEW => keys.contains(of.key()),
            Some(_) => self.selected(keys).has(row),
            None => false,
        }
    }

    /// Whether one of the keys is of no row.
    pub fn has_gone(&mut self, keys: &KeySet) -> bool {
        !keys.is_empty() && self.selected(keys).rows.count() < keys.len()
    }

    fn selected(&mut self, keys: &KeySet) -> &Selected {
        let is_known = self.selected.keys.as_ref().is_some_and(|of| of.is(keys));
        // A row that is new may have a key that was of none.
        if is_known && self.selected.rows.count() == keys.len() {
            return &self.selected;
        }
        let since = self.selected.keys.as_ref();
        let toggled = since.and_then(|of| keys.toggled_since(of));
        if let Some(row) = toggled.and_then(|key| self.index_of(key)) {
            let at = row as usize;
            if self.selected.rows.contains(at) {
                self.selected.rows.remove(at);
            } else {
                self.selected.rows.insert(at);
            }
        } else {
            let rows: Vec<u32> = keys.stored().filter_map(|key| self.index_of(key)).collect();
            self.selected = Selected::of(self.len(), &rows);
        }
        self.selected.keys = Some(keys.clone());
        &self.selected
    }
}
