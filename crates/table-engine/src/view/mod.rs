//! Which rows a state asks for, and in which order.

pub(crate) mod cells;
pub(crate) mod core;
mod counts;
mod filters;
pub(crate) mod naive;
mod passing;
mod words;

use std::sync::Arc;

/// Rows in view: indices into the engine's rows, in the order they show in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Indices into the engine's rows.
    pub order: Arc<[u32]>,
    /// How many rows are in view.
    pub matched: usize,
    /// How many rows there are.
    pub total: usize,
}

impl View {
    pub(crate) fn new(order: Arc<[u32]>, total: usize) -> Self {
        Self {
            matched: order.len(),
            order,
            total,
        }
    }
}

impl Default for View {
    fn default() -> Self {
        Self::new(Arc::from([]), 0)
    }
}

/// A value of a facet and how many rows have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetCount {
    /// The value's id; `""` is that of rows without a value.
    pub value: String,
    /// What shows for it.
    pub label: String,
    /// How many rows have it.
    pub rows: usize,
}
