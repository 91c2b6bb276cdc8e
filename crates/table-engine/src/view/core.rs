//! The view, derived again only where it must be. Each stage is kept with exactly what it follows from:
//!
//! | stage | follows from |
//! | --- | --- |
//! | rows with a word | the word, the columns that show; rows with a part of the word where these are known |
//! | rows that pass a filter | the filter, and the clock if it is relative |
//! | order of all rows | the sort keys |
//! | the view | all of these |
//!
//! What follows from the rows alone is in [`crate::index`]. When rows change it is mended, and the stages start anew.

use std::sync::Arc;

use super::cells::Cells;
use super::counts::{Counted, counts_beneath, named_values};
use super::filters::{Ground, Passing, tested};
use super::words::Words;
use super::{FacetCount, View};
use crate::index::bitmap::Bitmap;
use crate::index::order::{Making, Order};
use crate::index::permutation::Permuting;
use crate::index::texts::Texts;
use crate::index::{Change, index};
use crate::text::fold::words;
use crate::{Filter, Kind, Schema, SortKey, State};

/// So many rows are put in order in about the time that the text of a cell takes to make.
const PLACES_A_CELL: usize = 4;
/// A column with so many texts is not put in order by them alone.
const FEW_TEXTS: usize = 4096;

#[derive(Default)]
pub(crate) struct Core {
    texts: Texts,
    orders: Vec<Option<Order>>,
    makings: Vec<Option<Making>>,

    words: Words,
    passing: Passing,
    sorted: Option<Sorted>,
    permuting: Option<(Vec<(usize, bool)>, Permuting)>,
    view: Option<(Question, View)>,
}

/// All rows in the order of a sort.
struct Sorted {
    /// Columns, and whether each descends.
    keys: Vec<(usize, bool)>,
    order: Arc<[u32]>,
}

/// What a view follows from.
#[derive(PartialEq)]
struct Question {
    words: Vec<String>,
    columns: Vec<usize>,
    filters: Vec<Filter>,
    now: Option<i64>,
    sort: Vec<SortKey>,
}

/// Which parts of a state count.
#[derive(Clone, Copy)]
pub(crate) enum Part<'a> {
    Search,
    Filters,
    /// All but the filters of this facet.
    Without(&'a str),
    All,
}

impl Core {
    pub(crate) fn new(schema: &Schema) -> Self {
        let mut core = Self {
            texts: Texts::new(schema),
            ..Self::default()
        };
        let columns = schema.columns().len();
        core.orders.resize_with(columns, || None);
        core.makings.resize_with(columns, || None);
        core
    }

    /// Forgets all, since the rows are others.
    pub(crate) fn forget(&mut self) {
        self.texts.forget();
        self.extended();
    }

    /// Follows rows that were added behind the last: texts and values are made as they are needed.
    pub(crate) fn extended(&mut self) {
        self.orders.fill_with(|| None);
        self.makings.fill_with(|| None);
        self.forget_stages();
    }

    /// Forgets what follows from filters, since facets have other labels or parents.
    pub(crate) fn forget_filters(&mut self) {
        self.passing.clear();
        self.view = None;
    }

    fn forget_stages(&mut self) {
        self.words.clear();
        self.sorted = None;
        self.permuting = None;
        self.forget_filters();
    }

    /// Follows a change of the rows.
    pub(crate) fn mend(&mut self, cells: &dyn Cells, change: &Change) {
        for (column, order) in self.orders.iter_mut().enumerate() {
            *order = order
                .take()
                .and_then(|order| order.mend(cells, column, change));
        }
        self.makings.fill_with(|| None);
        self.texts.mend(cells, change);
        self.forget_stages();
    }

    /// Makes what a search of the columns that show will need, then the values of facets, then the orders by these
    /// columns, as far as that takes no longer than so many cells' texts. Says whether that is all.
    pub(crate) fn prepare(
        &mut self,
        cells: &dyn Cells,
        schema: &Schema,
        state: &State,
        most: usize,
    ) -> bool {
        let left = &mut { most };
        let columns = searched(schema, state);
        let is_counted = |facet: &usize| schema.facets()[*facet].kind.is_counted();
        columns
            .iter()
            .all(|column| self.texts.has_texts(cells, *column, left))
            && (0..schema.facets().len())
                .filter(is_counted)
                .all(|facet| self.texts.has_values(cells, facet, left))
            && columns
                .iter()
                .all(|column| self.has_order(cells, schema, *column, left))
    }

    /// The same for what the view of a state needs and no more.
    pub(crate) fn prepare_view(
        &mut self,
        cells: &dyn Cells,
        schema: &Schema,
        state: &State,
        most: usize,
    ) -> bool {
        let left = &mut { most };
        let columns = searched(schema, state);
        let words = words(&state.search);
        if !self.words.know(&columns, &words) {
            let has_texts = |column: &usize| self.texts.has_texts(cells, *column, left);
            if !columns.iter().all(has_texts) {
                return false;
            }
            let texts = |column| self.texts.of(column);
            if !self
                .words
                .look(&texts, &columns, &words, cells.rows(), left)
            {
                return false;
            }
        }
        let texts = &mut self.texts;
        let mut ground = Ground {
            texts,
            cells,
            schema,
        };
        let is_tested = self.passing.test(&mut ground, &state.filters, left);
        let keys: Vec<(usize, bool)> = sort_keys(schema, &state.sort).collect();
        is_tested
            && keys
                .iter()
                .all(|(column, _)| self.has_order(cells, schema, *column, left))
            && self.has_sorted(&keys, left)
    }

    /// Goes on with the order by a column as far as is left. Says whether it is made.
    fn has_order(
        &mut self,
        cells: &dyn Cells,
        schema: &Schema,
        column: usize,
        left: &mut usize,
    ) -> bool {
        if self.orders[column].is_none() && *left > 0 {
            let is_text = matches!(schema.columns()[column].kind, Kind::Text | Kind::Id);
            if is_text && self.makings[column].is_none() {
                if !self.texts.has_codes(cells, column, left) {
                    return false;
                }
                self.orders[column] =
                    self.texts.codes(cells, column).and_then(|(values, codes)| {
                        (values.len() < FEW_TEXTS).then(|| Order::of_codes(values, codes))
                    });
            }
            if self.orders[column].is_none() {
                let making = self.makings[column].get_or_insert_default();
                self.orders[column] = making.step(cells, column, *left);
            }
            // How much that took is not known, so what follows takes its own turn.
            *left = 0;
            if self.orders[column].is_some() {
                self.makings[column] = None;
            }
        }
        self.orders[column].is_some()
    }

    /// Goes on with the order of all rows by several columns, whose own orders are made. Says whether it is made.
    fn has_sorted(&mut self, keys: &[(usize, bool)], left: &mut usize) -> bool {
        if keys.is_empty()
            || self
                .sorted
                .as_ref()
                .is_some_and(|sorted| sorted.keys == keys)
        {
            return true;
        }
        let orders: Vec<(&Order, bool)> = keys
            .iter()
            .filter_map(|&(column, descends)| Some((self.orders[column].as_ref()?, descends)))
            .collect();
        let mut permuting = match self.permuting.take() {
            Some((of, permuting)) if of == keys => permuting,
            _ => Permuting::default(),
        };
        let mut places = left.saturating_mul(PLACES_A_CELL);
        let order = permuting.step(&orders, &mut places);
        *left = places / PLACES_A_CELL;
        let Some(order) = order else {
            self.permuting = Some((keys.to_vec(), permuting));
            return false;
        };
        self.sorted = Some(Sorted {
            keys: keys.to_vec(),
            order,
        });
        true
    }

    pub(crate) fn view(
        &mut self,
        cells: &dyn Cells,
        schema: &Schema,
        state: &State,
        now: i64,
    ) -> View {
        let words = words(&state.search);
        let columns = if words.is_empty() {
            Vec::new()
        } else {
            searched(schema, state)
        };
        let is_relative = state.filters.iter().any(|filter| filter.test.is_relative());
        let question = Question {
            words,
            columns,
            filters: state.filters.clone(),
            now: is_relative.then_some(now),
            sort: state.sort.clone(),
        };
        if let Some((known, view)) = &self.view
            && *known == question
        {
            return view.clone();
        }
        let found = self.found(cells, schema, state, now, Part::All);
        let order = self.order(cells, schema, &state.sort);
        let order: Arc<[u32]> = match (order, found) {
            (Some(order), None) => order,
            (Some(order), Some(found)) => {
                let is_found = |row: &u32| found.contains(*row as usize);
                exactly(found.count(), order.iter().copied().filter(is_found))
            }
            (None, Some(found)) => exactly(found.count(), found.iter().map(index)),
            (None, None) => (0..index(cells.rows())).collect(),
        };
        let view = View::new(order, cells.rows());
        self.view = Some((question, view.clone()));
        view
    }

    /// How many rows a part of the state finds.
    pub(crate) fn matched(
        &mut self,
        cells: &dyn Cells,
        schema: &Schema,
        state: &State,
        now: i64,
        part: Part<'_>,
    ) -> usize {
        let found = self.found(cells, schema, state, now, part);
        found.map_or(cells.rows(), |found| found.count())
    }

    /// The rows that a part of the state finds; nothing stands for all.
    fn found(
        &mut self,
        cells: &dyn Cells,
        schema: &Schema,
        state: &State,
        now: i64,
        part: Part<'_>,
    ) -> Option<Bitmap> {
        let mut found: Option<Bitmap> = None;
        let mut narrow = |rows: &Bitmap| match &mut found {
            Some(found) => found.intersect(rows),
            None => found = Some(rows.clone()),
        };
        if !matches!(part, Part::Filters) {
            let columns = searched(schema, state);
            for word in words(&state.search) {
                narrow(self.rows_with(cells, &columns, &word));
            }
        }
        for filter in &state.filters {
            let counts = match part {
                Part::Search => false,
                Part::Without(facet) => filter.facet != facet,
                Part::Filters | Part::All => true,
            };
            if counts && let Some(facet) = tested(schema, filter) {
                let texts = &mut self.texts;
                let mut ground = Ground {
                    texts,
                    cells,
                    schema,
                };
                narrow(self.passing.rows(&mut ground, facet, filter, now));
            }
        }
        found
    }

    /// The rows that have a word in one of these columns.
    fn rows_with(&mut self, cells: &dyn Cells, columns: &[usize], word: &str) -> &Bitmap {
        for &column in columns {
            self.texts.has_texts(cells, column, &mut { usize::MAX });
        }
        let texts = |column| self.texts.of(column);
        self.words.rows_with(&texts, columns, word, cells.rows())
    }

    /// All rows in the order of a sort; nothing stands for their own.
    fn order(
        &mut self,
        cells: &dyn Cells,
        schema: &Schema,
        sort: &[SortKey],
    ) -> Option<Arc<[u32]>> {
        let keys: Vec<(usize, bool)> = sort_keys(schema, sort).collect();
        if keys.is_empty() {
            return None;
        }
        for &(column, _) in &keys {
            while !self.has_order(cells, schema, column, &mut { usize::MAX }) {}
        }
        while !self.has_sorted(&keys, &mut { usize::MAX }) {}
        self.sorted.as_ref().map(|sorted| Arc::clone(&sorted.order))
    }

    pub(crate) fn facet_counts(
        &mut self,
        cells: &dyn Cells,
        schema: &Schema,
        facet: &str,
        state: &State,
        now: i64,
    ) -> Vec<FacetCount> {
        let Some(at) = schema.facet_index(facet) else {
            return Vec::new();
        };
        let info = &schema.facets()[at];
        if !info.kind.is_counted() {
            return Vec::new();
        }
        let found = self.found(cells, schema, state, now, Part::Without(facet));
        let dictionary = self.texts.dictionary(cells, at);
        let mut counted = Counted::new(dictionary, info, counts_beneath(state, facet));
        for row in 0..cells.rows() {
            let is_found = found.as_ref().is_none_or(|found| found.contains(row));
            counted.add(row, dictionary.row(row), is_found);
        }
        counted.finish(info, named_values(state, facet))
    }
}

/// So many rows, without room made for more and without a copy.
fn exactly(count: usize, mut rows: impl Iterator<Item = u32>) -> Arc<[u32]> {
    (0..count)
        .map(|_| rows.next().unwrap_or_default())
        .collect()
}

/// The columns that a search looks at, ascending.
fn searched(schema: &Schema, state: &State) -> Vec<usize> {
    let shows = |id: &str| state.layout.get(id).is_some_and(|column| column.visible);
    (0..schema.columns().len())
        .filter(|column| shows(&schema.columns()[*column].id))
        .collect()
}

/// The columns of a sort, and whether each descends.
fn sort_keys(schema: &Schema, sort: &[SortKey]) -> impl Iterator<Item = (usize, bool)> {
    sort.iter()
        .filter_map(|key| Some((schema.column_index(&key.column)?, key.descending)))
}
