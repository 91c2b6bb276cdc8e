//! Sets of rows.

use std::ops::Range;

/// A set of rows, a bit each.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Bitmap {
    words: Vec<u64>,
}

impl Bitmap {
    /// None of so many rows.
    pub(crate) fn none(rows: usize) -> Self {
        Self {
            words: vec![0; rows.div_ceil(64)],
        }
    }

    /// All of so many rows.
    pub(crate) fn all(rows: usize) -> Self {
        Self {
            words: vec![u64::MAX; rows.div_ceil(64)],
        }
    }

    pub(crate) fn remove(&mut self, row: usize) {
        self.words[row / 64] &= !(1 << (row % 64));
    }

    pub(crate) fn insert(&mut self, row: usize) {
        self.words[row / 64] |= 1 << (row % 64);
    }

    pub(crate) fn contains(&self, row: usize) -> bool {
        self.words[row / 64] >> (row % 64) & 1 == 1
    }

    /// Leaves only what is in the other too.
    pub(crate) fn intersect(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    /// Adds rows of a range that pass, of those among or of all. Rows that are in it are not tested again.
    pub(crate) fn add(
        &mut self,
        rows: Range<usize>,
        among: Option<&Self>,
        passes: impl Fn(usize) -> bool,
    ) {
        let words = self.words.iter_mut().enumerate();
        let words = words.take(rows.end.div_ceil(64)).skip(rows.start / 64);
        for (at, word) in words {
            let first = at * 64;
            let mut rest = !*word & among.map_or(u64::MAX, |among| among.words[at]);
            if first < rows.start {
                rest &= u64::MAX << (rows.start - first);
            }
            if rows.end - first < 64 {
                rest &= !(u64::MAX << (rows.end - first));
            }
            while rest != 0 {
                let bit = rest.trailing_zeros();
                rest &= rest - 1;
                *word |= u64::from(passes(first + bit as usize)) << bit;
            }
        }
    }

    /// The first row from `row` on that is not in it.
    pub(crate) fn next_missing(&self, row: usize) -> usize {
        let mut below = !(u64::MAX << (row % 64));
        for at in row / 64..self.words.len() {
            let missing = !(self.words[at] | below);
            if missing != 0 {
                return at * 64 + missing.trailing_zeros() as usize;
            }
            below = 0;
        }
        self.words.len() * 64
    }

    /// Whether no row is in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// How many rows are in it.
    pub(crate) fn count(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// The rows, ascending.
    pub(crate) fn iter(&self) -> Rows<'_> {
        Rows {
            words: &self.words,
            next: 0,
            rest: 0,
        }
    }
}

/// The rows of a set, ascending.
pub(crate) struct Rows<'a> {
    words: &'a [u64],
    next: usize,
    rest: u64,
}

impl Iterator for Rows<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.rest == 0 {
            self.rest = *self.words.get(self.next)?;
            self.next += 1;
        }
        let bit = self.rest.trailing_zeros() as usize;
        self.rest &= self.rest - 1;
        Some((self.next - 1) * 64 + bit)
    }
}
