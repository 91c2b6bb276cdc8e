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
use super::passing::{select, text_passes, wanted_codes};
use super::words::Words;
use super::{FacetCount, View};
use crate::index::bitmap::Bitmap;
use crate::index::order::{Making, Order, permutation};
use crate::index::texts::Texts;
use crate::index::{Change, index};
use crate::text::fold::{fold, words};
use crate::{Filter, Schema, SortKey, State, Test, Value};

/// How many filters are remembered with the rows that pass: what a user goes back to.
const REMEMBERED_FILTERS: usize = 16;

#[derive(Default)]
pub(crate) struct Core {
    texts: Texts,
    orders: Vec<Option<Order>>,
    makings: Vec<Option<Making>>,

    words: Words,
    filters: Vec<Passed>,
    sorted: Option<Sorted>,
    view: Option<(Question, View)>,
}

/// The rows that pass a filter.
struct Passed {
    filter: Filter,
    /// The clock, where it matters.
    now: Option<i64>,
    rows: Bitmap,
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
        self.filters.clear();
        self.view = None;
    }

    fn forget_stages(&mut self) {
        self.words.clear();
        self.sorted = None;
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
                .all(|column| self.has_order(cells, *column, left))
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
        if !self.words.know(&columns, &words(&state.search))
            && !columns
                .iter()
                .all(|column| self.texts.has_texts(cells, *column, left))
        {
            return false;
        }
        for filter in &state.filters {
            let Some(facet) = tested(schema, filter) else {
                continue;
            };
            let is_made = match &filter.test {
                _ if self.filters.iter().any(|known| known.filter == *filter) => true,
                Test::Text { .. } => self.texts.has_texts(cells, column_of(schema, facet), left),
                Test::Set { .. } => self.texts.has_values(cells, facet, left),
                _ => true,
            };
            if !is_made {
                return false;
            }
        }
        sort_keys(schema, &state.sort).all(|(column, _)| self.has_order(cells, column, left))
    }

    /// Goes on with the order by a column as far as is left. Says whether it is made.
    fn has_order(&mut self, cells: &dyn Cells, column: usize, left: &mut usize) -> bool {
        if self.orders[column].is_none() {
            let making = self.makings[column].get_or_insert_default();
            self.orders[column] = making.step(cells, column, *left);
            // How much that took is not known, so what follows takes its own turn.
            *left = 0;
            if self.orders[column].is_some() {
                self.makings[column] = None;
            }
        }
        self.orders[column].is_some()
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
            (Some(order), Some(found)) => exactly(
                found.count(),
                &mut order
                    .iter()
                    .copied()
                    .filter(|row| found.contains(*row as usize)),
            ),
            (None, Some(found)) => exactly(found.count(), &mut found.iter().map(index)),
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
                narrow(self.rows_passing(cells, schema, facet, filter, now));
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

    /// The rows that pass a filter of the facet at an index, which has such tests.
    fn rows_passing(
        &mut self,
        cells: &dyn Cells,
        schema: &Schema,
        facet: usize,
        filter: &Filter,
        now: i64,
    ) -> &Bitmap {
        let now_matters = filter.test.is_relative().then_some(now);
        let known = self
            .filters
            .iter()
            .position(|known| known.filter == *filter && known.now == now_matters);
        let entry = if let Some(at) = known {
            self.filters.remove(at)
        } else {
            Passed {
                filter: filter.clone(),
                now: now_matters,
                rows: self.test(cells, schema, facet, &filter.test, now),
            }
        };
        if self.filters.len() == REMEMBERED_FILTERS {
            self.filters.remove(0);
        }
        self.filters.push(entry);
        &self.filters[self.filters.len() - 1].rows
    }

    fn test(
        &mut self,
        cells: &dyn Cells,
        schema: &Schema,
        facet: usize,
        test: &Test,
        now: i64,
    ) -> Bitmap {
        let info = &schema.facets()[facet];
        let value = |row| cells.facet_value(row, facet);
        match test {
            Test::Text {
                op,
                negated,
                values,
            } => {
                let column = column_of(schema, facet);
                self.texts.has_texts(cells, column, &mut { usize::MAX });
                let (haystack, dictionary) = self.texts.of(column);
                let values: Vec<String> = values.iter().map(|value| fold(value)).collect();
                let passes = |text| text_passes(*op, haystack.row(text), &values) != *negated;
                let Some(dictionary) = dictionary else {
                    return select(cells, &passes);
                };
                let passing: Vec<bool> = (0..haystack.len()).map(passes).collect();
                select(cells, &|row| {
                    let codes = dictionary.row(row);
                    codes.iter().any(|code| passing[*code as usize])
                })
            }
            Test::Set {
                negated,
                values,
                beneath,
            } => {
                let dictionary = self.texts.dictionary(cells, facet);
                let wanted = wanted_codes(dictionary, info, values, *beneath);
                select(cells, &|row| {
                    let codes = dictionary.row(row);
                    codes.iter().any(|code| wanted[*code as usize]) != *negated
                })
            }
            Test::Time(test) => select(cells, &|row| match value(row) {
                Value::Time(millis) => test.accepts(Some(millis), now),
                _ => test.accepts(None, now),
            }),
            Test::Number(test) => select(cells, &|row| match value(row) {
                Value::Number(number) => test.accepts(Some(number)),
                _ => test.accepts(None),
            }),
            Test::Boolean(wanted) => select(cells, &|row| value(row) == Value::Boolean(*wanted)),
        }
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
        if let Some(known) = &self.sorted
            && known.keys == keys
        {
            return Some(Arc::clone(&known.order));
        }
        for &(column, _) in &keys {
            while !self.has_order(cells, column, &mut { usize::MAX }) {}
        }
        let orders: Vec<(&Order, bool)> = keys
            .iter()
            .filter_map(|&(column, descending)| {
                let order = self.orders[column].as_ref()?;
                Some((order, descending))
            })
            .collect();
        let order = permutation(&orders);
        self.sorted = Some(Sorted {
            keys,
            order: Arc::clone(&order),
        });
        Some(order)
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
fn exactly(count: usize, rows: &mut dyn Iterator<Item = u32>) -> Arc<[u32]> {
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

/// The facet of a filter that lets not every row pass.
fn tested(schema: &Schema, filter: &Filter) -> Option<usize> {
    let facet = schema.facet_index(&filter.facet)?;
    let kind = schema.facets()[facet].kind;
    (filter.test.fits(kind) && !filter.test.is_open()).then_some(facet)
}

/// The column of a facet of text, whose texts are those of the column.
fn column_of(schema: &Schema, facet: usize) -> usize {
    let id = &schema.facets()[facet].column;
    schema.column_index(id).unwrap_or_default()
}

/// The columns of a sort, and whether each descends.
fn sort_keys(schema: &Schema, sort: &[SortKey]) -> impl Iterator<Item = (usize, bool)> {
    sort.iter()
        .filter_map(|key| Some((schema.column_index(&key.column)?, key.descending)))
}
