//! Sets of rows.

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

    /// Adds rows that pass, of those among or of all of so many. Rows that are in it are not tested again.
    pub(crate) fn add(
        &mut self,
        rows: usize,
        among: Option<&Self>,
        passes: &dyn Fn(usize) -> bool,
    ) {
        for (at, word) in self.words.iter_mut().enumerate() {
            let mut rest = !*word & among.map_or(u64::MAX, |among| among.words[at]);
            while rest != 0 {
                let bit = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                let row = at * 64 + bit;
                if row >= rows {
                    break;
                }
                *word |= u64::from(passes(row)) << bit;
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
    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = rest.trailing_zeros() as usize;
                if rest == 0 {
                    return None;
                }
                rest &= rest - 1;
                Some(at * 64 + bit)
            })
        })
    }
}
