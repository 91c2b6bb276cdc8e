//! The one cell of the grid that Tab reaches. It is kept by row key and column id, so that it
//! stays with its row through sorts, filters and changes of the rows.

/// A cell, by what it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Active {
    /// The row's key; `None` for the header.
    pub row: Option<String>,
    /// The column's id; empty for the checkbox's column.
    pub column: String,
}
