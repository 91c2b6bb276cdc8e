//! The state of a table: one plain value, and every edit of it.

mod filter;
mod keys;
mod layout;
mod selection;

pub use filter::{CLOCK_TOLERANCE_MS, Filter, NumberTest, Test, TextOp, TimeTest, TimeUnit};
pub use keys::KeySet;
pub use layout::{ColumnState, Layout};
pub use selection::Selection;

use serde::{Deserialize, Serialize};

use crate::Schema;

/// What a user has made of a table. The view is derived from it and the rows.
///
/// ```
/// use table_engine::{Column, Columns, Row, SortMode, State};
/// # struct App { id: String }
/// # impl Row for App { fn key(&self) -> &str { &self.id } }
/// # fn main() -> Result<(), table_engine::InvalidColumns> {
/// let columns = Columns::new(vec![Column::text("name", "Name", |app: &App| &app.id)])?;
/// let mut state = State::new(&columns);
/// state.set_search("ci prod");
/// state.toggle_sort("name", SortMode::Replace);
/// let query = state.to_query(&columns);
/// assert_eq!(query, "q=ci+prod&sort=name");
/// assert_eq!(State::from_query(&query, &columns), state);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// Words that all must be found in a row's visible columns.
    pub search: String,
    /// Filters that all must pass.
    pub filters: Vec<Filter>,
    /// The first decides, the next among equals; none is the rows' own order.
    pub sort: Vec<SortKey>,
    /// Order, visibility, widths and pins of columns.
    pub layout: Layout,
    /// Selected rows.
    pub selection: Selection,
}

/// A column to sort by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SortKey {
    /// The column's id.
    pub column: String,
    /// From the greatest to the least. Empty values are last either way.
    #[serde(default)]
    pub descending: bool,
}

/// What a header does to the sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortMode {
    /// Sort by this column alone.
    Replace,
    /// Sort by this column where those before are equal.
    Add,
}

impl State {
    /// The state of a table that nobody has touched.
    pub fn new(schema: &Schema) -> Self {
        Self {
            layout: Layout::new(schema),
            ..Self::default()
        }
    }

    /// Searches for these words.
    pub fn set_search(&mut self, search: &str) {
        search.clone_into(&mut self.search);
    }

    /// Puts a filter in the place of the one at `index`, or behind the last.
    pub fn put_filter(&mut self, index: Option<usize>, filter: Filter) {
        match index.and_then(|index| self.filters.get_mut(index)) {
            Some(place) => *place = filter,
            None => self.filters.push(filter),
        }
    }

    /// Removes the filter at `index`, if there is one.
    pub fn remove_filter(&mut self, index: usize) {
        if index < self.filters.len() {
            self.filters.remove(index);
        }
    }

    /// Removes all filters.
    pub fn clear_filters(&mut self) {
        self.filters.clear();
    }

    /// Sorts by a column: ascending at first, the other way when it is sorted by already.
    pub fn toggle_sort(&mut self, column: &str, mode: SortMode) {
        if mode == SortMode::Replace {
            let only = matches!(self.sort.as_slice(), [key] if key.column == column);
            if !only {
                self.sort.clear();
            }
        }
        match self.sort.iter_mut().find(|key| key.column == column) {
            Some(key) => key.descending = !key.descending,
            None => self.sort.push(SortKey {
                column: column.to_owned(),
                descending: false,
            }),
        }
    }

    /// How a column is sorted: its place among the keys, from 0, and whether it descends.
    pub fn sorted_by(&self, column: &str) -> Option<(usize, bool)> {
        let at = self.sort.iter().position(|key| key.column == column)?;
        Some((at, self.sort[at].descending))
    }

    /// Goes back to the rows' own order.
    pub fn clear_sort(&mut self) {
        self.sort.clear();
    }

    /// Shows or hides a column, unless it cannot be hidden.
    pub fn show_column(&mut self, id: &str, visible: bool) {
        if let Some(column) = self.layout.get_mut(id) {
            column.visible = visible || column.fixed;
            self.layout.gather();
        }
    }

    /// Moves a column so that it stands at `to` among all columns, hidden ones counted. Between pinned columns it is
    /// pinned, behind one that isn't it is free.
    pub fn move_column(&mut self, id: &str, to: usize) {
        self.layout.put(id, to);
    }

    /// Columns as they are declared: order, visibility, widths and pins.
    pub fn reset_columns(&mut self, schema: &Schema) {
        self.layout = Layout::new(schema);
    }

    /// Gives a column a width in CSS pixels, or its own with `None`.
    pub fn resize(&mut self, id: &str, width: Option<f64>) {
        if let Some(column) = self.layout.get_mut(id) {
            column.width = width.filter(|width| width.is_finite());
        }
    }

    /// Pins a column behind the first and those that are pinned already, or frees it: then it stands behind them.
    pub fn pin(&mut self, id: &str, pinned: bool) {
        if let Some(column) = self.layout.get_mut(id) {
            column.pinned = pinned;
            self.layout.gather();
        }
    }

    /// Selects this row and no other. A range starts from it.
    pub fn select_only(&mut self, key: &str) {
        self.selection.only(key);
    }

    /// Selects this row, or no longer. A range starts from it.
    pub fn toggle_selected(&mut self, key: &str) {
        self.selection.toggle(key);
    }

    /// Selects all rows between the anchor and this row, both included, as they stand in the view. The last range from
    /// the same anchor makes way. Without an anchor in the view it selects this row alone.
    pub fn extend_selection<'a>(
        &mut self,
        key: &str,
        view_keys: impl IntoIterator<Item = &'a str>,
    ) {
        let view: Vec<&str> = view_keys.into_iter().collect();
        self.selection.extend(key, &view);
    }

    /// Selects the rows in view and no other.
    pub fn select_all<'a>(&mut self, view_keys: impl IntoIterator<Item = &'a str>) {
        self.selection.all(&mut view_keys.into_iter());
    }

    /// Selects nothing.
    pub fn clear_selection(&mut self) {
        self.selection = Selection::default();
    }

    /// Deselects the rows that are gone.
    pub fn retain_selection(&mut self, exists: impl Fn(&str) -> bool) {
        self.selection.retain(&exists);
    }
}
