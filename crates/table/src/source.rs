//! The engine behind one trait without the rows' type, so that the parts are compiled once.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use table_engine::{Columns, Engine, FilterKind, Kind, Row, State, Value, View};

use crate::{Cells, Content, texts::Texts, time_text};
use leptos::prelude::Callback;

/// What is known of a column without its rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ColumnInfo {
    pub id: String,
    pub label: String,
    pub kind: Kind,
    pub always_shown: bool,
    /// CSS pixels at a root font size of 16.
    pub width: f64,
    pub min_width: f64,
}

/// An entry of Add filter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FacetInfo {
    pub id: String,
    pub label: String,
    pub kind: FilterKind,
}

/// A value of a set and how many rows have it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Count {
    pub value: String,
    pub label: String,
    pub rows: usize,
}

pub(crate) trait Source: Send + Sync {
    fn columns(&self) -> &[ColumnInfo];
    fn facets(&self) -> &[FacetInfo];
    fn len(&self) -> usize;
    fn view(&self, state: &State, now_ms: i64) -> View;
    fn key(&self, row: u32) -> Option<String>;
    fn index_of(&self, key: &str) -> Option<u32>;
    /// What a cell shows.
    fn content(&self, row: u32, column: &str) -> Content;
    /// The tag of a row.
    fn tag(&self, row: u32) -> Option<String>;
    /// The text of a row's first column, which names the row.
    fn name(&self, row: u32) -> String;
    fn more(&self, column: &str) -> Option<Callback<String>>;
    fn facet_counts(&self, facet: &str, state: &State, now_ms: i64) -> Vec<Count>;
    fn matched_without_filters(&self, state: &State, now_ms: i64) -> usize;
    fn matched_without_search(&self, state: &State, now_ms: i64) -> usize;
}
