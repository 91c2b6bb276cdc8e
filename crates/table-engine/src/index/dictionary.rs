//! The values of a facet as small numbers.

use super::keys::TextTable;
use super::{Change, NEW, index};
use crate::Value;
use crate::view::cells::{Cells, set_values};

/// The values of a facet, numbered by codes, and the codes of each row.
#[derive(Default)]
pub(crate) struct Dictionary {
    /// The value of each code. A value may have no row left.
    pub(crate) values: Vec<String>,
    table: TextTable,
    codes: Vec<u32>,
    /// Where each row's codes end.
    ends: Vec<u32>,
}

impl Dictionary {
    /// Takes up to so many more rows. Says how many.
    pub(crate) fn extend(&mut self, cells: &dyn Cells, facet: usize, most: usize) -> usize {
        let from = self.ends.len();
        let rows = (cells.rows() - from).min(most);
        self.codes.reserve(rows);
        self.ends.reserve(rows);
        for row in from..from + rows {
            self.push(cells, row, facet);
        }
        rows
    }

    /// Whether it has each row.
    pub(crate) fn is_complete(&self, cells: &dyn Cells) -> bool {
        self.ends.len() == cells.rows()
    }

    fn push(&mut self, cells: &dyn Cells, row: usize, facet: usize) {
        match cells.facet_value(row, facet) {
            // Without a list of one in between.
            Value::Text(text) => {
                let code = self.code(&text);
                self.codes.push(code);
            }
            value => {
                for value in set_values(value) {
                    let code = self.code(&value);
                    self.codes.push(code);
                }
            }
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
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.codes[start as usize..self.ends[row] as usize]
    }

    /// Follows a change of the rows, if it had each of them.
    pub(crate) fn mend(mut self, cells: &dyn Cells, facet: usize, change: &Change) -> Option<Self> {
        let mut fresh = change.facets[facet].iter().peekable();
        if self.ends.len() < change.before {
            return None;
        }
        if !change.moved && fresh.peek().is_none() {
            return Some(self);
        }
        let mut mended = Self {
            values: std::mem::take(&mut self.values),
            table: std::mem::take(&mut self.table),
            codes: Vec::with_capacity(self.codes.len()),
            ends: Vec::with_capacity(change.origin.len()),
        };
        for (row, &origin) in change.origin.iter().enumerate() {
            let is_fresh = fresh.next_if(|fresh| **fresh as usize == row).is_some();
            if is_fresh || origin == NEW {
                mended.push(cells, row, facet);
            } else {
                mended.codes.extend_from_slice(self.row(origin as usize));
                mended.ends.push(index(mended.codes.len()));
            }
        }
        Some(mended)
    }
}
