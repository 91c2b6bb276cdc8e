//! Rows and what is derived from them.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::incoming::{Incoming, Keys};
use crate::index::bitmap::Bitmap;
use crate::index::keys::TextTable;
use crate::index::sort::sort_by;
use crate::index::{Change, NEW, index};
use crate::selected::Selected;
use crate::time::utc_minute;
use crate::view::cells::Cells;
use crate::view::core::{Core, Part};
use crate::view::{FacetCount, View};
use crate::{Columns, Row, State, Value};

/// Writes an instant of Unix milliseconds as the exact time that a cell shows.
pub type TimeText = Arc<dyn Fn(i64) -> String + Send + Sync>;

/// Where a patch puts rows that are new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewRows {
    /// Before all others.
    First,
    /// Behind all others.
    Last,
}

/// The rows of a table, and the view of them that a state asks for.
///
/// What a view needs of the rows is made when it is first asked for, and kept as long as it holds.
///
/// ```
/// use table_engine::{Column, Columns, Engine, Row, State};
///
/// struct App { id: String, name: String }
/// impl Row for App {
///     fn key(&self) -> &str { &self.id }
/// }
///
/// # fn main() -> Result<(), table_engine::InvalidColumns> {
/// let app = |id: &str, name: &str| App { id: id.to_owned(), name: name.to_owned() };
/// let columns = Columns::new(vec![Column::text("name", "Application", |app: &App| &app.name)])?;
/// let mut state = State::new(&columns);
/// let mut engine = Engine::new(columns, vec![app("1", "app-10"), app("2", "App-2"), app("3", "job")]);
/// state.set_search("app");
/// state.toggle_sort("name", table_engine::SortMode::Replace);
/// let view = engine.view(&state, 0);
/// assert_eq!(engine.keys(&view).collect::<Vec<_>>(), ["2", "1"]);
/// # Ok(())
/// # }
/// ```
pub struct Engine<R> {
    columns: Columns<R>,
    /// Shared with files that are being written.
    rows: Arc<Vec<Arc<R>>>,
    keys: Keys,
    pub(crate) selected: Selected,
    time_text: TimeText,
    core: Core,
}

/// The rows as the core sees them, whatever their type.
struct Table<'a, R> {
    columns: &'a Columns<R>,
    rows: &'a [Arc<R>],
    time_text: &'a TimeText,
}

impl<R> Cells for Table<'_, R> {
    fn rows(&self) -> usize {
        self.rows.len()
    }

    fn value(&self, row: usize, column: usize) -> Value<'_> {
        self.columns.value(&self.rows[row], column)
    }

    fn facet_value(&self, row: usize, slot: usize) -> Value<'_> {
        match slot.checked_sub(self.columns.facets().len()) {
            Some(column) => self.value(row, column),
            None => self.columns.facet_values(&self.rows[row], slot),
        }
    }

    fn time_text(&self, millis: i64) -> String {
        (self.time_text)(millis)
    }
}

/// The engine's parts, borrowed apart.
macro_rules! table {
    ($engine:ident) => {
        Table {
            columns: &$engine.columns,
            rows: &$engine.rows,
            time_text: &$engine.time_text,
        }
    };
}

impl<R: Row> Engine<R> {
    /// Rows in the order that they have unless they are sorted. Keys must differ.
    pub fn new(columns: Columns<R>, rows: Vec<R>) -> Self {
        Self {
            core: Core::new(&columns),
            columns,
            rows: Arc::new(rows.into_iter().map(Arc::new).collect()),
            keys: Keys::default(),
            selected: Selected::default(),
            time_text: Arc::new(utc_minute),
        }
    }

    /// The columns.
    pub const fn columns(&self) -> &Columns<R> {
        &self.columns
    }

    /// Replaces how an instant is written in cells, which search looks at. At first it is `YYYY-MM-DD HH:MM` in UTC.
    pub fn set_time_text(&mut self, time_text: TimeText) {
        self.time_text = time_text;
        self.core.forget();
    }

    /// Replaces all rows.
    pub fn set_rows(&mut self, rows: Vec<R>) {
        let rows: Vec<Arc<R>> = rows.into_iter().map(Arc::new).collect();
        self.replace(rows.into());
    }

    /// Replaces all rows by those that have come in parts.
    pub fn replace(&mut self, incoming: Incoming<R>) {
        self.rows = Arc::new(incoming.rows);
        self.keys = incoming.keys;
        self.selected = Selected::default();
        self.core.forget();
    }

    /// Adds rows behind the last, whose keys must be new. For loading many in parts: little is made anew.
    pub fn extend(&mut self, rows: Vec<R>) {
        Arc::make_mut(&mut self.rows).extend(rows.into_iter().map(Arc::new));
        self.selected = Selected::default();
        self.core.extended();
    }

    /// Says that labels or parents of facets have changed, which the engine cannot see.
    pub fn facets_changed(&mut self) {
        self.core.forget_filters();
    }

    /// The rows, in their own order: what an index into a view's order counts.
    pub fn rows(&self) -> &[Arc<R>] {
        &self.rows
    }

    /// The rows as they are now, whatever becomes of the engine's.
    pub(crate) fn shared_rows(&self) -> Arc<Vec<Arc<R>>> {
        Arc::clone(&self.rows)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row at an index of a view's order.
    pub fn row(&self, index: u32) -> Option<&Arc<R>> {
        self.rows.get(index as usize)
    }

    /// The index of the row with this key, which is most likely `guess`: a table of all keys is made only if it isn't.
    pub fn index_near(&mut self, key: &str, guess: u32) -> Option<u32> {
        let is_there = self.row(guess).is_some_and(|row| row.key() == key);
        if is_there {
            Some(guess)
        } else {
            self.index_of(key)
        }
    }

    /// The index of the row with this key.
    pub fn index_of(&mut self, key: &str) -> Option<u32> {
        self.keys.know(&self.rows, usize::MAX);
        self.keys.find(&self.rows, key)
    }

    /// The keys of the rows in a view from the first to the last of some rows, in its order: what a range is made of.
    pub fn keys_between(&mut self, view: &View, rows: &[&str]) -> Vec<&str> {
        let rows: Vec<u32> = rows.iter().filter_map(|key| self.index_of(key)).collect();
        let is_one = |row: &u32| rows.contains(row);
        let first = view.order.iter().position(is_one);
        let last = view.order.iter().rposition(is_one);
        let (Some(first), Some(last)) = (first, last) else {
            return Vec::new();
        };
        let span = view.order[first..=last].iter();
        span.filter_map(|row| self.row(*row).map(|row| row.key()))
            .collect()
    }

    /// The keys of the rows in a view, in its order.
    pub fn keys<'a>(&'a self, view: &'a View) -> impl Iterator<Item = &'a str> {
        view.order
            .iter()
            .filter_map(|row| self.row(*row).map(|row| row.key()))
    }

    /// The value of a cell; nothing if the row or the column doesn't exist.
    pub fn value(&self, row: u32, column: &str) -> Value<'_> {
        match (self.row(row), self.columns.column_index(column)) {
            (Some(row), Some(column)) => self.columns.value(row, column),
            _ => Value::Empty,
        }
    }

    /// The text of a cell that search looks at: exact times, lists joined by `; `.
    pub fn cell_text(&self, row: u32, column: &str) -> String {
        let value = self.value(row, column);
        value.text(&*self.time_text).into_owned()
    }

    /// The rows that a state asks for. `now_ms` is the clock in Unix milliseconds, for filters relative to it.
    pub fn view(&mut self, state: &State, now_ms: i64) -> View {
        self.core.view(&table!(self), &self.columns, state, now_ms)
    }

    /// The values of a set facet with how many rows have them, most first, then by label. Search and the filters of
    /// other facets are respected. A value of a hierarchical facet counts the rows beneath it too, unless the state's
    /// filter of the facet leaves these out. Boolean facets have the values `true` and `false`; others have none.
    pub fn facet_counts(&mut self, facet: &str, state: &State, now_ms: i64) -> Vec<FacetCount> {
        self.core
            .facet_counts(&table!(self), &self.columns, facet, state, now_ms)
    }

    /// How many rows the search alone finds.
    pub fn matched_without_filters(&mut self, state: &State, now_ms: i64) -> usize {
        self.core
            .matched(&table!(self), &self.columns, state, now_ms, Part::Search)
    }

    /// How many rows the filters alone let pass.
    pub fn matched_without_search(&mut self, state: &State, now_ms: i64) -> usize {
        self.core
            .matched(&table!(self), &self.columns, state, now_ms, Part::Filters)
    }

    /// Makes what searches, filters and sorts of the columns that show will need, and rows by their keys, as far as it takes
    /// no longer than so many cells' texts. Says whether all is made. Called in idle moments it keeps the first keystroke in a search and
    /// the first sort short.
    pub fn prepare(&mut self, state: &State, most_cells: usize) -> bool {
        self.core
            .prepare(&table!(self), &self.columns, state, most_cells)
            && self.keys.know(&self.rows, most_cells)
    }

    /// Makes what the view of this very state needs, as far as it takes no longer than so many cells' texts. Says whether
    /// all is made: then [`Engine::view`] takes but a moment. So a page can show the last view while it makes the next
    /// in turns, and stay awake.
    pub fn prepare_view(&mut self, state: &State, most_cells: usize) -> bool {
        self.core
            .prepare_view(&table!(self), &self.columns, state, most_cells)
    }

    /// Replaces rows by their keys, adds those that are new, removes those with the keys in `removed`. The order of
    /// the others stays.
    pub fn patch(&mut self, upserts: Vec<R>, removed: &[String], place: NewRows) {
        let before = self.rows.len();
        let removed_key = |at: u32| removed[at as usize].as_str();
        let mut removed_keys = TextTable::default();
        for at in 0..index(removed.len()) {
            removed_keys.insert(at, &removed_key);
        }
        let mut changed: Vec<(u32, Arc<R>)> = Vec::new();
        let mut added: Vec<Arc<R>> = Vec::new();
        let mut added_keys = TextTable::default();
        for row in upserts.into_iter().map(Arc::new) {
            if removed_keys.find(row.key(), &removed_key).is_some() {
                continue;
            }
            if let Some(at) = self.index_of(row.key()) {
                let rows = Arc::make_mut(&mut self.rows);
                let old = std::mem::replace(&mut rows[at as usize], row);
                changed.push((at, old));
            } else if let Some(at) = added_keys.find(row.key(), &|at| added[at as usize].key()) {
                added[at as usize] = row;
            } else {
                added.push(row);
                added_keys.insert(index(added.len() - 1), &|at| added[at as usize].key());
            }
        }
        let mut gone = Bitmap::none(before);
        for key in removed {
            if let Some(at) = self.index_of(key) {
                gone.insert(at as usize);
            }
        }
        let news = added.len();
        let moved = news > 0 || gone.count() > 0;
        // A row that was replaced more than once is held against its oldest.
        sort_by(
            &mut changed,
            |(at, _)| u64::from(*at),
            |_, _| Ordering::Equal,
        );
        changed.dedup_by_key(|(at, _)| *at);

        let kept = (0..before).filter(|row| !gone.contains(*row)).map(index);
        let mut origin: Vec<u32> = Vec::with_capacity(before + news);
        match place {
            NewRows::First => {
                origin.resize(news, NEW);
                origin.extend(kept);
            }
            NewRows::Last => {
                origin.extend(kept);
                origin.resize(origin.len() + news, NEW);
            }
        }
        if moved {
            let mut added = added.into_iter();
            let row = |origin: &u32| match self.rows.get(*origin as usize) {
                Some(row) => Some(Arc::clone(row)),
                None => added.next(),
            };
            self.rows = Arc::new(origin.iter().filter_map(row).collect());
            self.keys = Keys::default();
            self.selected.mend(&origin);
        }
        let touched = touched(&origin, &changed);
        let rows_with = |value: &dyn Fn(&R) -> Value<'_>| {
            let other = |(row, old): &(u32, Option<&Arc<R>>)| {
                let new = value(&self.rows[*row as usize]);
                old.is_none_or(|old| value(old) != new).then_some(*row)
            };
            touched.iter().filter_map(other).collect()
        };
        let columns = (0..self.columns.columns().len())
            .map(|column| rows_with(&|row| self.columns.value(row, column)))
            .collect();
        let facets = (0..self.columns.facets().len())
            .map(|facet| rows_with(&|row| self.columns.facet_values(row, facet)))
            .collect();
        let change = Change {
            before,
            origin,
            moved,
            columns,
            facets,
        };
        self.core.mend(&table!(self), &change);
    }

    /// The view as it is defined, computed from the rows each time: what [`Engine::view`] is held against.
    pub fn naive_view(&self, state: &State, now_ms: i64) -> View {
        crate::view::naive::view(&table!(self), &self.columns, state, now_ms)
    }

    /// The counts as they are defined: what [`Engine::facet_counts`] is held against.
    pub fn naive_facet_counts(&self, facet: &str, state: &State, now_ms: i64) -> Vec<FacetCount> {
        crate::view::naive::facet_counts(&table!(self), &self.columns, facet, state, now_ms)
    }
}

/// The rows that are new or were replaced, with what they were before.
fn touched<'a, R>(origin: &[u32], replaced: &'a [(u32, Arc<R>)]) -> Vec<(u32, Option<&'a Arc<R>>)> {
    let mut replaced = replaced.iter().peekable();
    let mut touched = Vec::new();
    for (row, &origin) in origin.iter().enumerate() {
        if origin == NEW {
            touched.push((index(row), None));
            continue;
        }
        // Those before it that were replaced are gone.
        while replaced.next_if(|(at, _)| *at < origin).is_some() {}
        if let Some((_, old)) = replaced.next_if(|(at, _)| *at == origin) {
            touched.push((index(row), Some(old)));
        }
    }
    touched
}
