//! Folded texts, one behind the other.

use std::ops::Range;

use super::bitmap::Bitmap;
use super::{Change, NEW, index, room};
use crate::text::find::{contains, find_each};
use crate::text::fold::fold_into;
use crate::view::cells::Cells;

/// Stands behind each text. No word of a search has it, so none is found across two rows.
const SEPARATOR: char = '\n';

/// The folded texts of a column's rows, or of the codes of its dictionary, as far as they are made.
pub(crate) struct Haystack {
    text: String,
    /// Where each row's text ends.
    ends: Vec<u32>,
    /// Which bytes occur. A word with another, such as a letter among times, need not be looked for.
    bytes: [bool; 256],
}

impl Default for Haystack {
    fn default() -> Self {
        Self {
            text: String::new(),
            ends: Vec::new(),
            bytes: [false; 256],
        }
    }
}

impl Haystack {
    /// Makes up to so many more rows' texts. Says how many.
    pub(crate) fn extend(&mut self, cells: &dyn Cells, column: usize, most: usize) -> usize {
        let from = self.ends.len();
        let rows = (cells.rows() - from).min(most);
        self.ends.reserve(cells.rows() - from);
        let text = &mut self.text;
        text.reserve_exact(room(text.len(), text.capacity(), from, cells.rows()));
        for row in from..from + rows {
            self.push(cells, row, column);
        }
        rows
    }

    /// Makes the texts of up to so many more values. Says how many.
    pub(crate) fn follow(&mut self, values: &[String], most: usize) -> usize {
        let news = values.iter().skip(self.ends.len()).take(most);
        news.map(|value| self.push_text(value)).count()
    }

    /// How many texts are made.
    pub(crate) const fn len(&self) -> usize {
        self.ends.len()
    }

    fn push(&mut self, cells: &dyn Cells, row: usize, column: usize) {
        let value = cells.value(row, column);
        self.push_text(&value.text(&|millis| cells.time_text(millis)));
    }

    fn push_text(&mut self, text: &str) {
        let start = self.text.len();
        fold_into(text, &mut self.text);
        for byte in self.text[start..].bytes() {
            self.bytes[usize::from(byte)] = true;
        }
        self.ends.push(index(self.text.len()));
        self.text.push(SEPARATOR);
    }

    /// The folded text of a row.
    pub(crate) fn row(&self, row: usize) -> &str {
        &self.text[self.start(row)..self.ends[row] as usize]
    }

    fn start(&self, row: usize) -> usize {
        match row.checked_sub(1) {
            Some(before) => self.ends[before] as usize + SEPARATOR.len_utf8(),
            None => 0,
        }
    }

    /// Appends so many rows of another from `first` on.
    fn copy(&mut self, other: &Self, first: usize, rows: usize) {
        let start = other.start(first);
        let end = other.start(first + rows);
        let base = self.text.len();
        self.text.push_str(&other.text[start..end]);
        let ends = &other.ends[first..first + rows];
        self.ends
            .extend(ends.iter().map(|end| index(*end as usize - start + base)));
    }

    fn may_have(&self, word: &str) -> bool {
        word.bytes().all(|byte| self.bytes[usize::from(byte)])
    }

    /// Adds the rows of a range that have this word, which is without white space. A row is left once it has it, and
    /// those that are known to have it are passed over.
    pub(crate) fn scan(&self, word: &str, rows: Range<usize>, found: &mut Bitmap) {
        if rows.is_empty() || !self.may_have(word) {
            return;
        }
        let text = &self.text.as_bytes()[..self.ends[rows.end - 1] as usize];
        let mut row = rows.start;
        find_each(text, self.start(row), word.as_bytes(), &mut |at| {
            while (self.ends[row] as usize) < at {
                row += 1;
            }
            found.insert(row);
            row += 1;
            if row < rows.end && found.contains(row) {
                row = found.next_missing(row).min(rows.end);
            }
            self.start(row)
        });
    }

    /// The same of those among only.
    pub(crate) fn scan_among(
        &self,
        word: &str,
        rows: Range<usize>,
        among: &Bitmap,
        found: &mut Bitmap,
    ) {
        if self.may_have(word) {
            let has = |row| contains(self.row(row), word);
            found.add(rows, Some(among), &has as &dyn Fn(usize) -> bool);
        }
    }

    /// Follows a change of the rows. `fresh` are those with another text than before.
    pub(crate) fn mend(&mut self, cells: &dyn Cells, column: usize, change: &Change) {
        let mut fresh = change.columns[column].iter().peekable();
        if !change.moved && fresh.peek().is_none() {
            return;
        }
        let made = self.ends.len();
        let mut mended = Self {
            text: String::with_capacity(self.text.len()),
            ends: Vec::with_capacity(change.origin.len()),
            // Some may have gone, which does no harm.
            bytes: self.bytes,
        };
        let mut row = 0;
        while let Some(&origin) = change.origin.get(row) {
            if fresh.next_if(|fresh| **fresh as usize == row).is_some() || origin == NEW {
                mended.push(cells, row, column);
                row += 1;
                continue;
            }
            // As many rows as stand behind each other as they did before are copied at once.
            let stop = fresh
                .peek()
                .map_or(change.origin.len(), |row| **row as usize);
            let run = change.origin[row..stop]
                .iter()
                .zip(origin..)
                .take_while(|(origin, next)| *origin == next && (*next as usize) < made)
                .count();
            if run == 0 {
                // The rest was not made yet.
                break;
            }
            mended.copy(self, origin as usize, run);
            row += run;
        }
        *self = mended;
    }
}
