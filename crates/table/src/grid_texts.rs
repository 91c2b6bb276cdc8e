//! The texts of the grid.

use std::borrow::Cow;

use crate::texts::{count, fill, texts};

/// A text with places such as `{name}` in it.
pub type Text = Cow<'static, str>;

texts! {
    /// The grid's texts, in English; each can be replaced. `{n}` is a count, `{name}` what identifies
    /// a row (its first column), `{one}` and `{many}` the noun of the rows.
    pub struct GridTexts;

    select_row: "Select {name}",
    select_all: "Select all in view",
    selection: "Selection",
    selected: "{n} selected",
    none_selected: "No selection",
    clear_selection: "Clear selection",
    actions: "Actions on the selection",
    copy: "Copy {value}",
    copied: "Copied",
    not_copied: "Not copied: the browser refused. The text is selected; copy it with the keyboard.",
    more_values: "+{n}",
    more_of: "+{n}: all of {name}",
    never: "Never",
    none: "None",
    yes: "Yes",
    no: "No",
    sorted: "Sorted by {columns}",
    ascending: "{column}, ascending",
    descending: "{column}, descending",
    sort_key: "sort key {n}",
    unsorted: "Not sorted",
    matched: "{n} of {total} {many} match",
    all_shown: "All {total} {many} shown",
    loading: "Loading {many}",
    nothing: "No {many}",
    no_match: "No {one} matches",
    searched: "Searched {total} {many}",
    searched_for: " for “{search}”",
    with_one_filter: " with 1 filter",
    with_filters: " with {n} filters",
    without_filters: "Without the filters, {n} match.",
    without_search: "Without the search, {n} match.",
    clear_filters: "Clear filters",
    clear_search: "Clear search",
    failed: "The {many} could not be loaded",
    retry_in: "Trying again by itself in {n} s.",
    retry: "Retry now",
    copy_details: "Copy details",
    request: "Request",
    all_hidden: "All columns are hidden",
    nothing_to_show: "{total} {many} are here, with nothing to show of them.",
    show_all_columns: "Show all columns",
    choose_columns: "Choose columns",
    column_width: "{column}: {n} pixels wide",
}

/// What the rows are called.
#[derive(Debug, Clone)]
pub struct Noun {
    /// One of them, such as "application".
    pub one: Text,
    /// Several, such as "applications".
    pub many: Text,
}

impl Noun {
    /// The noun's two forms.
    pub fn new(one: impl Into<Text>, many: impl Into<Text>) -> Self {
        Self {
            one: one.into(),
            many: many.into(),
        }
    }

    /// The form for `n` of them.
    pub fn of(&self, n: usize) -> &str {
        if n == 1 { &self.one } else { &self.many }
    }

    /// Fills a text's `{n}`, `{total}`, `{one}` and `{many}`; `{many}` is singular for a total of 1.
    pub(crate) fn fill(&self, text: &str, n: usize, total: usize) -> String {
        let (n, all) = (count(n), count(total));
        fill(
            text,
            &[
                ("n", &n),
                ("total", &all),
                ("one", &self.one),
                ("many", self.of(total)),
            ],
        )
    }
}
