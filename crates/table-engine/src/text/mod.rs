//! Text: folded for search, keyed for natural order, marked where it matches.

pub(crate) mod find;
pub(crate) mod fold;
mod fold_table;
pub(crate) mod highlight;
pub(crate) mod natural;
