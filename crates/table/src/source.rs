//! The engine behind one trait without the rows' type, so that the parts are compiled once.

use std::{
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use leptos::prelude::Callback;
use table_engine::{
    Columns, CsvOptions, CsvWriter, Engine, FacetCount, Row, Schema, State, Value, View,
};

use crate::{Cells, Content, Icon, grid_texts::GridTexts};

/// Rows and columns, whatever the rows are. Rows go by their index in the order they came in,
/// columns by id.
pub(crate) trait Source: Send + Sync {
    fn schema(&self) -> &Schema;
    /// How many rows there are.
    fn rows(&self) -> usize;
    fn view(&self, state: &State, now_ms: i64) -> View;
    /// The key of a row; empty if it is gone.
    fn key(&self, row: u32) -> String;
    fn index_of(&self, key: &str) -> Option<u32>;
    /// The same, where the row most likely stands at `guess`.
    fn index_near(&self, key: &str, guess: u32) -> Option<u32>;
    /// What a cell shows.
    fn content(&self, row: u32, column: &str) -> Content;
    /// The tag behind the row's name.
    fn tag(&self, row: u32) -> Option<String>;
    /// What names a row: the text of the column that was declared first.
    fn name(&self, row: u32) -> String;
    /// What "+N" opens.
    fn more(&self, column: &str) -> Option<Callback<String>>;
    fn extend_selection(&self, state: &mut State, view: &View, key: &str);
    fn select_all(&self, state: &mut State, view: &View);
    fn all_selected(&self, state: &State, view: &View) -> bool;
    fn any_selected(&self, state: &State, view: &View) -> bool;
    fn matched_without_filters(&self, state: &State, now_ms: i64) -> usize;
    fn matched_without_search(&self, state: &State, now_ms: i64) -> usize;
    fn facet_counts(&self, facet: &str, state: &State, now_ms: i64) -> Vec<FacetCount>;
    /// The icon that the page gave a facet.
    fn facet_icon(&self, facet: &str) -> Option<Icon>;
    /// Makes texts that a search will need, no more than so many cells'. Says whether all are made.
    fn prepare(&self, state: &State, most_cells: usize) -> bool;
    /// Makes what the view of a state needs, no more than so many cells' texts take. Says whether all is made.
    fn prepare_view(&self, state: &State, most_cells: usize) -> bool;
    /// The parts of a CSV file of a view, in order.
    fn csv(&self, state: &State, view: &View) -> Parts;
    /// Whether such a file would have all rows in view.
    fn is_whole(&self) -> bool {
        true
    }
    /// Says which positions of the view are drawn.
    fn showing(&self, positions: Range<usize>) {
        _ = positions;
    }
    /// Whether a row with this key is selected.
    fn is_selected(&self, state: &State, row: u32, key: &str) -> bool {
        _ = row;
        state.selection.contains(key)
    }
    /// Whether a selected row is known to be no more.
    fn has_gone(&self, state: &State) -> bool {
        state.selection.keys.iter().any(|key| self.is_gone(key))
    }
    /// Whether a row with this key is known to be no more.
    fn is_gone(&self, key: &str) -> bool {
        self.index_of(key).is_none()
    }
    /// Whether a key is that of a row that is here.
    fn is_here(&self, key: &str) -> bool {
        _ = key;
        true
    }
}

/// What makes a file part by part, and says with each how many rows are still to come.
pub(crate) type Parts = Box<dyn Iterator<Item = (String, usize)>>;

/// An engine and what the page says about cells.
pub(crate) struct Typed<R: Row> {
    engine: Arc<Mutex<Engine<R>>>,
    columns: Columns<R>,
    cells: Cells<R>,
    /// The words for no value, yes and no.
    words: GridTexts,
}

impl<R: Row> Typed<R> {
    pub(crate) fn new(engine: Arc<Mutex<Engine<R>>>, cells: Cells<R>, words: &GridTexts) -> Self {
        let columns = lock(&engine).columns().clone();
        Self {
            engine,
            columns,
            cells,
            words: words.clone(),
        }
    }

    fn engine(&self) -> MutexGuard<'_, Engine<R>> {
        lock(&self.engine)
    }

    /// A row, with the engine free again: what the page draws from it may ask the engine too.
    fn row(&self, row: u32) -> Option<Arc<R>> {
        self.engine().row(row).cloned()
    }
}

fn lock<R: Row>(engine: &Mutex<Engine<R>>) -> MutexGuard<'_, Engine<R>> {
    engine.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<R: Row> Source for Typed<R> {
    fn schema(&self) -> &Schema {
        &self.columns
    }

    fn rows(&self) -> usize {
        self.engine().len()
    }

    fn view(&self, state: &State, now_ms: i64) -> View {
        self.engine().view(state, now_ms)
    }

    fn key(&self, row: u32) -> String {
        self.engine()
            .row(row)
            .map(|row| row.key().to_owned())
            .unwrap_or_default()
    }

    fn index_of(&self, key: &str) -> Option<u32> {
        self.engine().index_of(key)
    }

    fn index_near(&self, key: &str, guess: u32) -> Option<u32> {
        self.engine().index_near(key, guess)
    }

    fn content(&self, row: u32, column: &str) -> Content {
        let Some(of) = self.row(row) else {
            return Content::Nothing(String::new());
        };
        self.cells.content(column, &of).unwrap_or_else(|| {
            default_content(
                self.engine().value(row, column),
                &self.columns,
                column,
                &self.words,
            )
        })
    }

    fn tag(&self, row: u32) -> Option<String> {
        self.row(row).and_then(|row| self.cells.tag_of(&row))
    }

    fn name(&self, row: u32) -> String {
        let engine = self.engine();
        let value = self
            .columns
            .columns()
            .first()
            .map(|column| engine.value(row, &column.id));
        match value {
            Some(Value::Text(text)) => text.into_owned(),
            _ => engine
                .row(row)
                .map(|row| row.key().to_owned())
                .unwrap_or_default(),
        }
    }

    fn more(&self, column: &str) -> Option<Callback<String>> {
        self.cells.more(column)
    }

    fn extend_selection(&self, state: &mut State, view: &View, key: &str) {
        let (anchor, extent) = (&state.selection.anchor, &state.selection.extent);
        let ends = [Some(key), anchor.as_deref(), extent.as_deref()];
        let ends: Vec<&str> = ends.into_iter().flatten().collect();
        let mut engine = self.engine();
        let between: Vec<&str> = engine.keys_between(view, &ends);
        state.extend_selection(key, between);
    }

    fn select_all(&self, state: &mut State, view: &View) {
        self.engine().select_all(state, view);
    }

    fn all_selected(&self, state: &State, view: &View) -> bool {
        self.engine().all_selected(&state.selection.keys, view)
    }

    fn any_selected(&self, state: &State, view: &View) -> bool {
        self.engine().any_selected(&state.selection.keys, view)
    }

    fn is_selected(&self, state: &State, row: u32, _: &str) -> bool {
        self.engine().is_selected(&state.selection.keys, row)
    }

    fn has_gone(&self, state: &State) -> bool {
        self.engine().has_gone(&state.selection.keys)
    }

    fn matched_without_filters(&self, state: &State, now_ms: i64) -> usize {
        self.engine().matched_without_filters(state, now_ms)
    }

    fn matched_without_search(&self, state: &State, now_ms: i64) -> usize {
        self.engine().matched_without_search(state, now_ms)
    }

    fn facet_counts(&self, facet: &str, state: &State, now_ms: i64) -> Vec<FacetCount> {
        self.engine().facet_counts(facet, state, now_ms)
    }

    fn facet_icon(&self, facet: &str) -> Option<Icon> {
        self.cells.icon(facet)
    }

    fn prepare(&self, state: &State, most_cells: usize) -> bool {
        self.engine().prepare(state, most_cells)
    }

    fn prepare_view(&self, state: &State, most_cells: usize) -> bool {
        self.engine().prepare_view(state, most_cells)
    }

    fn csv(&self, state: &State, view: &View) -> Parts {
        let options = CsvOptions {
            bom: true,
            ..CsvOptions::default()
        };
        let mut writer = CsvWriter::new(&self.engine(), view, &state.layout, options);
        Box::new(std::iter::from_fn(move || {
            let part = writer.next()?;
            Some((part, writer.remaining()))
        }))
    }
}

/// What a value shows by itself.
fn default_content(value: Value<'_>, schema: &Schema, column: &str, words: &GridTexts) -> Content {
    let kind = schema.get(column).map(|column| column.kind);
    match value {
        Value::Empty if kind == Some(table_engine::Kind::Timestamp) => {
            Content::Nothing(words.never.to_string())
        }
        Value::Empty if kind == Some(table_engine::Kind::List) => {
            Content::Nothing(words.none.to_string())
        }
        Value::Empty => Content::Nothing(String::new()),
        Value::Text(text) if kind == Some(table_engine::Kind::Id) => {
            Content::Code(text.into_owned())
        }
        Value::Text(text) => Content::Text(text.into_owned()),
        Value::List(values) => Content::Chips(
            values
                .into_iter()
                .map(|label| crate::Chip {
                    label: label.into_owned(),
                    ..crate::Chip::default()
                })
                .collect(),
        ),
        Value::Time(ms) => Content::Time(ms),
        Value::Number(n) => Content::Number(n.to_string()),
        Value::Boolean(yes) => Content::Text(if yes { &words.yes } else { &words.no }.to_string()),
    }
}
