//! The part of a state that an address holds, as a query string.
//!
//! `q=ci+prod&filter=name:contains:app,job&filter=last_login:within:7d&sort=-last_login,name&columns=name,client_id`
//!
//! - `q`: the search.
//! - `filter`, once for each: facet, test and values, between colons. Values stand between commas. A comma or `~` in a
//!   value, a colon or `~` in a facet's id, has a `~` before it.
//!   - text: `contains`, `is`, `starts`, `empty`, and each with `not-` before it
//!   - set: `any`, `none`; `any-only`, `none-only` leave out what lies beneath
//!   - time: `within:7d`, `within:12h`, `older:90d`, `before:…`, `after:…`, `between:…,…` with instants of RFC 3339 in
//!     UTC, `never`
//!   - number: `eq`, `ne`, `lt`, `le`, `gt`, `ge`, `between`
//!   - boolean: `true`, `false`
//! - `sort`: column ids, the first decides; `-` before one that descends.
//! - `columns`: the ids of the columns that show, in order.
//!
//! Only what differs from the default is written, with characters that RFC 3986 allows in a query. What is unknown or
//! malformed is ignored.

mod filter;
mod form;

use crate::{Layout, Schema, SortKey, State};

impl State {
    /// The query string for an address, without `?`: search, filters, sort and visible columns, where they differ from
    /// those of [`State::new`].
    pub fn to_query(&self, schema: &Schema) -> String {
        let mut query = String::new();
        if !self.search.is_empty() {
            form::append(&mut query, "q", &self.search);
        }
        for filter in &self.filters {
            if let Some(text) = filter::write(filter, schema) {
                form::append(&mut query, "filter", &text);
            }
        }
        let sort: Vec<String> = self
            .sort
            .iter()
            .filter(|key| schema.get(&key.column).is_some())
            .map(write_sort)
            .collect();
        if !sort.is_empty() {
            form::append(&mut query, "sort", &sort.join(","));
        }
        if !self.layout.shows_like(&Layout::new(schema)) {
            let columns: Vec<String> = self
                .layout
                .visible()
                .map(|column| form::escape(&column.id, ','))
                .collect();
            form::append(&mut query, "columns", &columns.join(","));
        }
        query
    }

    /// The state that a query string describes, with or without `?`.
    pub fn from_query(query: &str, schema: &Schema) -> Self {
        let mut state = Self::new(schema);
        state.follow_query(query, schema);
        state
    }

    /// Takes search, filters, sort and visible columns from a query string, the default where it doesn't say. Widths,
    /// pins and selection stay.
    pub fn follow_query(&mut self, query: &str, schema: &Schema) {
        self.search.clear();
        self.filters.clear();
        self.sort.clear();
        let mut columns = None;
        for (name, value) in form::pairs(query) {
            match name.as_str() {
                "q" => self.search = value,
                "filter" => self.filters.extend(filter::read(&value, schema)),
                "sort" => self.sort = read_sort(&value, schema),
                "columns" => columns = read_columns(&value, schema),
                _ => {}
            }
        }
        let columns = columns.unwrap_or_else(|| {
            Layout::new(schema)
                .visible()
                .map(|column| column.id.clone())
                .collect()
        });
        self.layout.show_exactly(&columns, schema);
    }

    /// The state that a page opens with: that of its query string, with the widths and pins of a layout that was kept,
    /// and its columns too unless the query string names some.
    pub fn open(query: &str, kept: Option<Layout>, schema: &Schema) -> Self {
        let mut state = Self::new(schema);
        let Some(kept) = kept else {
            state.follow_query(query, schema);
            return state;
        };
        state.layout = kept.restored(schema);
        let kept = state.layout.clone();
        state.follow_query(query, schema);
        let names_columns = form::pairs(query)
            .any(|(name, value)| name == "columns" && read_columns(&value, schema).is_some());
        if !names_columns {
            state.layout = kept;
        }
        state
    }
}

fn write_sort(key: &SortKey) -> String {
    let id = form::escape(&key.column, ',');
    if key.descending {
        format!("-{id}")
    } else if id.starts_with('-') {
        format!("~{id}")
    } else {
        id
    }
}

fn read_sort(text: &str, schema: &Schema) -> Vec<SortKey> {
    let mut keys: Vec<SortKey> = Vec::new();
    for part in form::split(text, ',') {
        let (descending, id) = match part.strip_prefix('-') {
            Some(id) => (true, id),
            None => (false, part),
        };
        let column = form::unescape(id);
        if schema.get(&column).is_some() && keys.iter().all(|key| key.column != column) {
            keys.push(SortKey { column, descending });
        }
    }
    keys
}

/// The columns that are named, if any is known or none is meant to show.
fn read_columns(text: &str, schema: &Schema) -> Option<Vec<String>> {
    let known: Vec<String> = form::split(text, ',')
        .into_iter()
        .map(form::unescape)
        .filter(|id| schema.get(id).is_some())
        .collect();
    (text.is_empty() || !known.is_empty()).then_some(known)
}
