//! The values of a facet or a column as small numbers.

use super::bitmap::Bitmap;
use super::haystack::Haystack;
use super::keys::TextTable;
use super::{Change, NEW, index};
use crate::Value;
use crate::value::LIST_SEPARATOR;
use crate::view::cells::{Cells, set_values};

/// A dictionary that is kept only while it has few values for its rows never has too many of so few.
const FEW: usize = 4096;

/// The values of a facet or a column, numbered by codes, and the codes of each row: those of a list, one of all else.
#[derive(Default)]
pub(crate) struct Dictionary {
    /// The value of each code. A value may have no row left.
    pub(crate) values: Vec<String>,
    table: TextTable,
    codes: Vec<u32>,
    /// Where each row's codes end; nothing while each has one.
    ends: Vec<u32>,
}

impl Dictionary {
    /// Takes up to so many more rows, or until it has too many values where these should be few. Says how many.
    pub(crate) fn extend(
        &mut self,
        cells: &dyn Cells,
        slot: usize,
        most: usize,
        few: bool,
    ) -> usize {
        let from = self.rows();
        let to = from + (cells.rows() - from).min(most);
        let all = cells.rows().saturating_sub(self.codes.len());
        self.codes.reserve_exact(all);
        let mut row = from;
        while row < to && !(few && self.has_many()) {
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

    /// Whether it has so many values that texts are better kept row by row.
    pub(crate) fn has_many(&self) -> bool {
        self.values.len() > FEW && self.values.len() > self.rows() / 8
    }

    /// Adds the rows that have a word in a text, of those among or of all. The haystack has the text of each code.
    pub(crate) fn find(
        &self,
        haystack: &Haystack,
        word: &str,
        among: Option<&Bitmap>,
        found: &mut Bitmap,
    ) {
        let mut last = Bitmap::none(self.values.len());
        haystack.scan(word, &mut last);
        // Behind all but the last stands what separates the texts of a list, of which a word may have the first sign.
        let mut others = last.clone();
        if !self.ends.is_empty()
            && let Some(before) = word.strip_suffix(LIST_SEPARATOR.trim_end())
        {
            others.add(self.values.len(), None, &|code| {
                haystack.row(code).ends_with(before)
            });
        }
        if others.is_empty() {
            return;
        }
        found.add(self.rows(), among, &|row| {
            let codes = self.row(row).split_last();
            codes.is_some_and(|(code, before)| {
                last.contains(*code as usize)
                    || before.iter().any(|code| others.contains(*code as usize))
            })
        });
    }

    fn push(&mut self, cells: &dyn Cells, row: usize, slot: usize) {
        match cells.facet_value(row, slot) {
            // Without a list of one in between.
            Value::Text(text) => {
                let code = self.code(&text);
                self.push_row(&[code]);
            }
            value => {
                let codes: Vec<u32> = set_values(value)
                    .iter()
                    .map(|value| self.code(value))
                    .collect();
                self.push_row(&codes);
            }
        }
    }

    fn push_row(&mut self, codes: &[u32]) {
        let single = self.ends.is_empty() && codes.len() == 1;
        if !single && self.ends.is_empty() {
            self.ends.reserve_exact(self.codes.capacity());
            self.ends.extend(1..=index(self.codes.len()));
        }
        self.codes.extend_from_slice(codes);
        if !single {
            self.ends.push(index(self.codes.len()));
        }
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
            ends: Vec::new(),
        };
        for (row, &origin) in change.origin.iter().enumerate() {
            let is_fresh = fresh.next_if(|fresh| **fresh as usize == row).is_some();
            if is_fresh || origin == NEW {
                mended.push(cells, row, slot);
            } else {
                mended.push_row(self.row(origin as usize));
            }
        }
        Some(mended)
    }
}
