//! The values of a facet or a column as small numbers.

use std::ops::Range;

use super::bitmap::Bitmap;
use super::haystack::Haystack;
use super::keys::TextTable;
use super::{Change, NEW, index, room};
use crate::Value;
use crate::value::LIST_SEPARATOR;
use crate::view::cells::{Cells, set_values};

/// So many values of a column are few, however few rows there are.
const FEW: usize = 4096;

/// The values of a facet or a column, numbered by codes, and the codes of each row: those of a list, those of a time as it shows, one of all else.
#[derive(Default)]
pub(crate) struct Dictionary {
    /// The value of each code. A value may have no row left.
    pub(crate) values: Vec<String>,
    table: TextTable,
    codes: Vec<u32>,
    /// Where each row's codes end; nothing while each has one.
    ends: Vec<u32>,
    of_column: bool,
    /// A row may have several values, which show with [`LIST_SEPARATOR`] between them.
    has_lists: bool,
}

/// The codes that have a word: where they are the last of a row, and before others.
pub(crate) struct Hits {
    /// How many codes there are.
    codes: usize,
    last: Bitmap,
    others: Bitmap,
}

impl Hits {
    /// Whether at least half of the codes have it.
    pub(crate) fn are_many(&self) -> bool {
        self.last.count() * 2 >= self.codes
    }
}

impl Dictionary {
    /// One of a column's texts, which is of use only while these are few.
    pub(crate) fn of_column() -> Self {
        Self {
            of_column: true,
            ..Self::default()
        }
    }

    /// Takes up to so many more rows, or until it has too many values to be of use. Says how many.
    pub(crate) fn extend(&mut self, cells: &dyn Cells, slot: usize, most: usize) -> usize {
        let from = self.rows();
        let to = from + (cells.rows() - from).min(most);
        let codes = &mut self.codes;
        codes.reserve_exact(room(codes.len(), codes.capacity(), from, cells.rows()));
        if !self.ends.is_empty() {
            self.ends.reserve_exact(cells.rows() - from);
        }
        let mut row = from;
        while row < to && !self.has_many() {
            self.push(cells, row, slot);
            row += 1;
        }
        row - from
    }

    fn rows(&self) -> usize {
        let single = self.ends.is_empty();
        if single {
            self.codes.len()
        } else {
            self.ends.len()
        }
    }

    /// Whether it has each row.
    pub(crate) fn is_complete(&self, cells: &dyn Cells) -> bool {
        self.rows() == cells.rows()
    }

    /// Whether it has too many values to be of use.
    pub(crate) fn has_many(&self) -> bool {
        self.of_column && self.values.len() > FEW && self.values.len() > self.rows() / 8
    }

    /// Which codes have a word. The haystack has the text of each code.
    pub(crate) fn hits(&self, haystack: &Haystack, word: &str) -> Hits {
        let codes = self.values.len();
        let mut last = Bitmap::none(codes);
        haystack.scan(word, 0..codes, &mut last);
        // Behind all but the last stands what separates the texts of a list, of which a word may have the first sign.
        let mut others = last.clone();
        if self.has_lists
            && let Some(before) = word.strip_suffix(LIST_SEPARATOR.trim_end())
        {
            let ends = |code| haystack.row(code).ends_with(before);
            others.add(0..codes, None, &ends as &dyn Fn(usize) -> bool);
        }
        Hits {
            codes,
            last,
            others,
        }
    }

    /// Adds the rows of a range that have one of these codes, of those among or of all.
    pub(crate) fn find(
        &self,
        hits: &Hits,
        rows: Range<usize>,
        among: Option<&Bitmap>,
        found: &mut Bitmap,
    ) {
        if hits.others.is_empty() {
            return;
        }
        if self.ends.is_empty() {
            let codes = &self.codes;
            return found.add(rows, among, |row| hits.last.contains(codes[row] as usize));
        }
        found.add(rows, among, |row| {
            let codes = self.row(row).split_last();
            codes.is_some_and(|(code, before)| {
                hits.last.contains(*code as usize)
                    || before
                        .iter()
                        .any(|code| hits.others.contains(*code as usize))
            })
        });
    }

    /// The code of each row, where each has one.
    pub(crate) fn single(&self) -> Option<&[u32]> {
        self.ends.is_empty().then_some(&self.codes)
    }

    fn push(&mut self, cells: &dyn Cells, row: usize, slot: usize) {
        let start = self.codes.len();
        match cells.facet_value(row, slot) {
            // Without a list of one in between.
            Value::Text(text) => self.push_value(&text),
            // Dates and times of day are few, and no word of a search goes from the one to the other.
            Value::Time(millis) if self.of_column => {
                for part in cells.time_text(millis).split(' ') {
                    self.push_value(part);
                }
            }
            value => {
                let values = set_values(value);
                self.has_lists |= values.len() > 1;
                for value in values {
                    self.push_value(&value);
                }
            }
        }
        self.end_row(start);
    }

    fn push_value(&mut self, value: &str) {
        let code = self.code(value);
        self.codes.push(code);
    }

    fn end_row(&mut self, start: usize) {
        if self.ends.is_empty() && self.codes.len() == start + 1 {
            return;
        }
        if self.ends.is_empty() {
            self.ends.extend(1..=index(start));
        }
        self.ends.push(index(self.codes.len()));
    }

    /// The code of a value, a new one if there is none.
    pub(crate) fn code(&mut self, value: &str) -> u32 {
        let values = &self.values;
        if let Some(code) = self.table.find(value, &|code| &values[code as usize]) {
            return code;
        }
        let code = index(self.values.len());
        self.values.push(value.to_owned());
        let values = &self.values;
        self.table.insert(code, &|code| &values[code as usize]);
        code
    }

    /// The codes of a row.
    pub(crate) fn row(&self, row: usize) -> &[u32] {
        if self.ends.is_empty() {
            return &self.codes[row..=row];
        }
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.codes[start as usize..self.ends[row] as usize]
    }

    /// Follows a change of the rows, if it had each of them.
    pub(crate) fn mend(mut self, cells: &dyn Cells, slot: usize, change: &Change) -> Option<Self> {
        let mut fresh = change.fresh(slot).iter().peekable();
        if self.rows() < change.before {
            return None;
        }
        if !change.moved && fresh.peek().is_none() {
            return Some(self);
        }
        let mut mended = Self {
            values: std::mem::take(&mut self.values),
            table: std::mem::take(&mut self.table),
            codes: Vec::with_capacity(self.codes.len()),
            ends: Vec::with_capacity(self.ends.len()),
            ..self
        };
        for (row, &origin) in change.origin.iter().enumerate() {
            let is_fresh = fresh.next_if(|fresh| **fresh as usize == row).is_some();
            if is_fresh || origin == NEW {
                mended.push(cells, row, slot);
            } else {
                let start = mended.codes.len();
                mended.codes.extend_from_slice(self.row(origin as usize));
                mended.end_row(start);
            }
        }
        Some(mended)
    }
}
