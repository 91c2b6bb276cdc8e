//! Filters, with the rows that pass.

use std::ops::Range;

use super::cells::Cells;
use super::passing::{text_passes, wanted_codes};
use super::words::ROWS_A_CELL;
use crate::index::bitmap::Bitmap;
use crate::index::texts::Texts;
use crate::text::fold::fold;
use crate::{Filter, Schema, Test, Value};

/// How many filters are remembered with the rows that pass: what a user goes back to.
const REMEMBERED: usize = 16;

/// Filters that were asked for, the last one last.
#[derive(Default)]
pub(super) struct Passing {
    known: Vec<Passed>,
    testing: Option<Testing>,
}

/// The rows that pass a filter.
struct Passed {
    filter: Filter,
    /// The clock, where it matters.
    now: Option<i64>,
    rows: Bitmap,
}

/// A filter whose rows are being tested, in turns.
struct Testing {
    passed: Passed,
    /// How many rows are tested.
    row: usize,
    /// For each code whether it passes, once that is known.
    codes: Option<Vec<bool>>,
}

/// What filters are tested on.
pub(super) struct Ground<'a> {
    pub(super) texts: &'a mut Texts,
    pub(super) cells: &'a dyn Cells,
    pub(super) schema: &'a Schema,
}

impl Passing {
    pub(super) fn clear(&mut self) {
        self.known.clear();
        self.testing = None;
    }

    /// Goes on testing the rows of filters, as far as is left, those apart in which the clock has a say. Says whether all
    /// are tested.
    pub(super) fn test(
        &mut self,
        ground: &mut Ground<'_>,
        filters: &[Filter],
        left: &mut usize,
    ) -> bool {
        let most = REMEMBERED.max(filters.len());
        filters.iter().all(|filter| {
            filter.test.is_relative()
                || tested(ground.schema, filter)
                    .is_none_or(|facet| self.has(ground, facet, filter, None, most, left))
        })
    }

    /// The rows that pass a filter of the facet at an index, which has such tests.
    pub(super) fn rows(
        &mut self,
        ground: &mut Ground<'_>,
        facet: usize,
        filter: &Filter,
        now: i64,
    ) -> &Bitmap {
        let now = filter.test.is_relative().then_some(now);
        while !self.has(ground, facet, filter, now, REMEMBERED, &mut { usize::MAX }) {}
        &self.known[self.known.len() - 1].rows
    }

    /// Whether a filter is known, once as much as is left was tested. `remembered`: how many
    /// filters are.
    fn has(
        &mut self,
        ground: &mut Ground<'_>,
        facet: usize,
        filter: &Filter,
        now: Option<i64>,
        remembered: usize,
        left: &mut usize,
    ) -> bool {
        if let Some(at) = self.known.iter().position(|known| known.is(filter, now)) {
            // What is asked for is forgotten last.
            self.known[at..].rotate_left(1);
            return true;
        }
        if !ground.is_ready(facet, &filter.test, left) || *left == 0 {
            return false;
        }
        let rows = ground.cells.rows();
        let mut testing = match self.testing.take() {
            Some(testing) if testing.passed.is(filter, now) => testing,
            _ => Testing::new(filter, now, rows),
        };
        // Texts and codes are at hand; all else is read from cells.
        let at_hand = matches!(filter.test, Test::Text { .. } | Test::Set { .. });
        let rows_a_cell = if at_hand { ROWS_A_CELL } else { 1 };
        let most = left.saturating_mul(rows_a_cell);
        let range = testing.row..rows.min(testing.row.saturating_add(most));
        let to = range.end;
        *left = left.saturating_sub(range.len().div_ceil(rows_a_cell));
        testing.step(ground, facet, range);
        testing.row = to;
        if to < rows {
            self.testing = Some(testing);
            return false;
        }
        if self.known.len() >= remembered {
            self.known.remove(0);
        }
        self.known.push(testing.passed);
        true
    }
}

impl Ground<'_> {
    /// Goes on with the texts or values that a test looks at. Says whether they are made.
    fn is_ready(&mut self, facet: usize, test: &Test, left: &mut usize) -> bool {
        match test {
            Test::Text { .. } => {
                let column = column_of(self.schema, facet);
                self.texts.has_texts(self.cells, column, left)
            }
            Test::Set { .. } => self.texts.has_values(self.cells, facet, left),
            _ => true,
        }
    }
}

impl Passed {
    fn is(&self, filter: &Filter, now: Option<i64>) -> bool {
        self.filter == *filter && self.now == now
    }
}

impl Testing {
    fn new(filter: &Filter, now: Option<i64>, rows: usize) -> Self {
        Self {
            passed: Passed {
                filter: filter.clone(),
                now,
                rows: Bitmap::none(rows),
            },
            row: 0,
            codes: None,
        }
    }

    /// Tests the rows of a range.
    fn step(&mut self, ground: &mut Ground<'_>, facet: usize, range: Range<usize>) {
        let Passed { filter, now, rows } = &mut self.passed;
        let now = now.unwrap_or_default();
        let value = |row| ground.cells.facet_value(row, facet);
        let mut add = |passes: &dyn Fn(usize) -> bool| rows.add(range.clone(), None, passes);
        match &filter.test {
            Test::Text {
                op,
                negated,
                values,
            } => {
                let (haystack, dictionary) = ground.texts.of(column_of(ground.schema, facet));
                let values: Vec<String> = values.iter().map(|value| fold(value)).collect();
                let passes = |text| text_passes(*op, haystack.row(text), &values) != *negated;
                let Some(dictionary) = dictionary else {
                    return add(&passes);
                };
                let codes = self
                    .codes
                    .get_or_insert_with(|| (0..haystack.len()).map(passes).collect());
                add(&|row| any(dictionary.row(row), codes));
            }
            Test::Set {
                negated,
                values,
                beneath,
            } => {
                let info = &ground.schema.facets()[facet];
                let dictionary = ground.texts.dictionary(ground.cells, facet);
                let codes = self
                    .codes
                    .get_or_insert_with(|| wanted_codes(dictionary, info, values, *beneath));
                add(&|row| any(dictionary.row(row), codes) != *negated);
            }
            Test::Time(test) => add(&|row| match value(row) {
                Value::Time(millis) => test.accepts(Some(millis), now),
                _ => test.accepts(None, now),
            }),
            Test::Number(test) => add(&|row| match value(row) {
                Value::Number(number) => test.accepts(Some(number)),
                _ => test.accepts(None),
            }),
            Test::Boolean(wanted) => add(&|row| value(row) == Value::Boolean(*wanted)),
        }
    }
}

/// Whether one of a row's codes passes.
fn any(of_row: &[u32], passing: &[bool]) -> bool {
    of_row.iter().any(|code| passing[*code as usize])
}

/// The facet of a filter that lets not every row pass.
pub(super) fn tested(schema: &Schema, filter: &Filter) -> Option<usize> {
    let facet = schema.facet_index(&filter.facet)?;
    let kind = schema.facets()[facet].kind;
    (filter.test.fits(kind) && !filter.test.is_open()).then_some(facet)
}

/// The column of a facet of text, whose texts are those of the column.
fn column_of(schema: &Schema, facet: usize) -> usize {
    let id = &schema.facets()[facet].column;
    schema.column_index(id).unwrap_or_default()
}
