//! What is derived from the rows alone, and kept: made when it is first needed, and mended when rows are patched.

pub(crate) mod bitmap;
pub(crate) mod dictionary;
pub(crate) mod haystack;
pub(crate) mod keys;
pub(crate) mod order;
pub(crate) mod sort;

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

/// Rows are counted in 32 bits; a table of more than four thousand million has its rest left out.
pub(crate) fn index(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}
