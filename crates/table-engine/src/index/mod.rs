//! What is derived from the rows alone, and kept: made when it is first needed, and mended when rows are patched.

pub(crate) mod beginnings;
pub(crate) mod bitmap;
pub(crate) mod dictionary;
pub(crate) mod haystack;
pub(crate) mod keys;
pub(crate) mod order;
pub(crate) mod permutation;
pub(crate) mod sort;
pub(crate) mod texts;

/// In place of a row that was not there before.
pub(crate) const NEW: u32 = u32::MAX;

/// How rows came out of the rows before.
pub(crate) struct Change {
    /// How many rows there were.
    pub(crate) before: usize,
    /// For each row its index before, or [`NEW`].
    pub(crate) origin: Vec<u32>,
    /// Whether an index stands for another row than before.
    pub(crate) moved: bool,
    /// For each column the rows whose value is not what it was, ascending.
    pub(crate) columns: Vec<Vec<u32>>,
    /// For each facet the rows whose values are not what they were, ascending.
    pub(crate) facets: Vec<Vec<u32>>,
}

impl Change {
    /// The rows whose values are not what they were: of a facet, or of a column, which are numbered behind the facets.
    fn fresh(&self, slot: usize) -> &[u32] {
        match slot.checked_sub(self.facets.len()) {
            Some(column) => &self.columns[column],
            None => &self.facets[slot],
        }
    }
}

/// Rows are counted in 32 bits; a table of more than four thousand million has its rest left out.
pub(crate) fn index(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

/// How many more bytes to make room for once some rows have shown how many a row takes: room that grows by doubling
/// has to be copied, and leaves holes in memory that WebAssembly never gives back.
pub(crate) fn room(bytes: usize, capacity: usize, rows: usize, all: usize) -> usize {
    const SAMPLE: usize = 500;
    if rows < SAMPLE {
        return 0;
    }
    let expected = bytes as u64 * all as u64 / rows as u64;
    // A twentieth more, so that rows a little longer don't need all to be copied.
    let expected = usize::try_from(expected + expected / 20).unwrap_or(0);
    if expected > capacity {
        expected - bytes
    } else {
        0
    }
}
