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
use super::{FacetCount, View};
use crate::index::bitmap::Bitmap;
use crate::index::dictionary::Dictionary;
use crate::index::haystack::Haystack;
use crate::index::order::{Making, Order, permutation};
use crate::index::{Change, index};
use crate::text::find::contains;
use crate::text::fold::{fold, words};
use crate::{Filter, Schema, SortKey, State, Test, Value};

/// How many words are remembered with the rows that have them: what a user goes back to.
const REMEMBERED_WORDS: usize = 16;
/// How many filters are.
const REMEMBERED_FILTERS: usize = 16;
/// Rows are tested one by one where fewer than one in so many has to be; else all text is scanned.
const SPARSE: usize = 8;

#[derive(Default)]
pub(crate) struct Core {
    haystacks: Vec<Haystack>,
    orders: Vec<Option<Order>>,
    makings: Vec<Option<Making>>,
    dictionaries: Vec<Option<Dictionary>>,

    words: Vec<(String, Bitmap)>,
    /// The columns that the words were looked for in, ascending.
    words_in: Vec<usize>,
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
        let mut core = Self::default();
        core.haystacks
            .resize_with(schema.columns().len(), Haystack::default);
        core.orders.resize_with(schema.columns().len(), || None);
        core.makings.resize_with(schema.columns().len(), || None);
        core.dictionaries
            .resize_with(schema.facets().len(), || None);
        core
    }

    /// Forgets all, since the rows are others.
    pub(crate) fn forget(&mut self) {
        self.haystacks.fill_with(Haystack::default);
        self.dictionaries.fill_with(|| None);
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
        for (column, haystack) in self.haystacks.iter_mut().enumerate() {
            haystack.mend(cells, column, change);
        }
        for (column, order) in self.orders.iter_mut().enumerate() {
            *order = order
                .take()
                .and_then(|order| order.mend(cells, column, change));
        }
        self.makings.fill_with(|| None);
        for (facet, dictionary) in self.dictionaries.iter_mut().enumerate() {
            *dictionary = dictionary
                .take()
                .and_then(|dictionary| dictionary.mend(cells, facet, change));
        }
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
        let mut left = most;
        let columns = searched(schema, state);
        for &column in &columns {
            left -= self.haystacks[column].extend(cells, column, left);
            if !self.haystacks[column].is_complete(cells) {
                return false;
            }
        }
        for (facet, info) in schema.facets().iter().enumerate() {
            if info.kind.is_counted() {
                let dictionary = self.dictionaries[facet].get_or_insert_default();
                left -= dictionary.extend(cells, facet, left);
                if !dictionary.is_complete(cells) {
                    return false;
                }
            }
        }
        for column in columns {
            if self.orders[column].is_none() {
                let making = self.makings[column].get_or_insert_default();
                self.orders[column] = making.step(cells, column, left);
                if self.orders[column].is_some() {
                    self.makings[column] = None;
                }
                // How much was left is not known, so the next takes its own turn.
                return false;
            }
        }
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
            (Some(order), Some(found)) => order
                .iter()
                .copied()
                .filter(|row| found.contains(*row as usize))
                .collect(),
            (None, Some(found)) => found.iter().map(index).collect(),
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
            if let Some(facet) = schema.facet_index(&filter.facet)
                && counts
                && filter.test.fits(schema.facets()[facet].kind)
                && !filter.test.is_open()
            {
                narrow(self.rows_passing(cells, schema, facet, filter, now));
            }
        }
        found
    }

    /// The rows that have a word in one of these columns.
    fn rows_with(&mut self, cells: &dyn Cells, columns: &[usize], word: &str) -> &Bitmap {
        if self.words_in != columns {
            self.words.clear();
            columns.clone_into(&mut self.words_in);
        }
        let known = self.words.iter().position(|(known, _)| known == word);
        let entry = match known {
            Some(at) => self.words.remove(at),
            None => (word.to_owned(), self.look_for(cells, columns, word)),
        };
        if self.words.len() == REMEMBERED_WORDS {
            self.words.remove(0);
        }
        self.words.push(entry);
        &self.words[self.words.len() - 1].1
    }

    fn look_for(&mut self, cells: &dyn Cells, columns: &[usize], word: &str) -> Bitmap {
        for &column in columns {
            self.haystacks[column].extend(cells, column, usize::MAX);
        }
        let mut found = Bitmap::none(cells.rows());
        let among = self
            .words
            .iter()
            .filter(|(part, _)| word.contains(part.as_str()))
            .map(|(_, rows)| (rows.count(), rows))
            .min_by_key(|(count, _)| *count);
        match among {
            Some((count, rows)) if count * SPARSE <= cells.rows() => {
                for row in rows.iter() {
                    if columns
                        .iter()
                        .any(|column| contains(self.haystacks[*column].row(row), word))
                    {
                        found.insert(row);
                    }
                }
            }
            _ => {
                for &column in columns {
                    self.haystacks[column].scan(word, &mut found);
                }
            }
        }
        found
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
                // Facets of text are those of their column.
                let column = schema.column_index(&info.column).unwrap_or_default();
                let haystack = &mut self.haystacks[column];
                haystack.extend(cells, column, usize::MAX);
                let values: Vec<String> = values.iter().map(|value| fold(value)).collect();
                select(cells, &|row| {
                    text_passes(*op, haystack.row(row), &values) != *negated
                })
            }
            Test::Set {
                negated,
                values,
                beneath,
            } => {
                let dictionary = dictionary(&mut self.dictionaries, cells, facet);
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
        let keys: Vec<(usize, bool)> = sort
            .iter()
            .filter_map(|key| Some((schema.column_index(&key.column)?, key.descending)))
            .collect();
        if keys.is_empty() {
            return None;
        }
        if let Some(known) = &self.sorted
            && known.keys == keys
        {
            return Some(Arc::clone(&known.order));
        }
        for &(column, _) in &keys {
            let order = &mut self.orders[column];
            let mut making = self.makings[column].take().unwrap_or_default();
            while order.is_none() {
                *order = making.step(cells, column, usize::MAX);
            }
        }
        let orders: Vec<(&Order, bool)> = keys
            .iter()
            .filter_map(|&(column, descending)| {
                let order = self.orders[column].as_ref()?;
                Some((order, descending))
            })
            .collect();
        let order: Arc<[u32]> = permutation(&orders).into();
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
        let dictionary = dictionary(&mut self.dictionaries, cells, at);
        let mut counted = Counted::new(dictionary, info, counts_beneath(state, facet));
        for row in 0..cells.rows() {
            let is_found = found.as_ref().is_none_or(|found| found.contains(row));
            counted.add(row, dictionary.row(row), is_found);
        }
        counted.finish(info, named_values(state, facet))
    }
}

/// The columns that a search looks at, ascending.
fn searched(schema: &Schema, state: &State) -> Vec<usize> {
    let shows = |id: &str| state.layout.get(id).is_some_and(|column| column.visible);
    (0..schema.columns().len())
        .filter(|column| shows(&schema.columns()[*column].id))
        .collect()
}

fn dictionary<'a>(
    dictionaries: &'a mut [Option<Dictionary>],
    cells: &dyn Cells,
    facet: usize,
) -> &'a Dictionary {
    let dictionary = dictionaries[facet].get_or_insert_default();
    dictionary.extend(cells, facet, usize::MAX);
    dictionary
}
