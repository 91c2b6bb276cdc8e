//! A table engine: typed columns over rows in memory, a state that a user edits, and the view that follows from both.
//! No DOM, no async, no clock, no globals.
//!
//! - [`Columns`] say what a row has: an id, a label, a [`Kind`] and an accessor each. They deref to a [`Schema`],
//!   which knows nothing of the rows' type.
//! - [`State`] is one plain value: search, filters, sort, columns, selection. It goes through JSON whole, and through
//!   an address by [`State::to_query`] and [`State::from_query`].
//! - [`Engine`] holds the rows and derives a [`View`] from them and a state, doing again only what must be.
//! - [`matches()`] and [`Matcher`] say where a text matches a search, [`CsvWriter`] writes a view as CSV.
#![warn(missing_docs)]

mod column;
pub mod csv;
mod engine;
mod incoming;
mod index;
mod kind;
mod number;
mod schema;
mod selected;
mod state;
mod text;
mod time;
mod url;
mod value;
mod view;

pub use column::{Column, Columns, Facet, Row};
pub use csv::{CsvOptions, CsvWriter};
pub use engine::{Engine, NewRows, TimeText};
pub use incoming::Incoming;
pub use kind::{FilterKind, Kind};
pub use number::read_number;
pub use schema::{ColumnInfo, FacetInfo, InvalidColumns, Schema};
pub use state::{
    CLOCK_TOLERANCE_MS, ColumnState, Filter, KeySet, Layout, NumberTest, Selection, SortKey,
    SortMode, State, Test, TextOp, TimeTest, TimeUnit,
};
pub use text::fold::fold;
pub use text::highlight::{Matcher, matches};
pub use text::natural::natural_order;
pub use value::Value;
pub use view::{FacetCount, View};
