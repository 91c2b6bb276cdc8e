//! What is derived from the rows alone, and kept.

pub(crate) mod keys;
