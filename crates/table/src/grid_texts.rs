//! The texts of the grid.

use std::borrow::Cow;

use crate::texts::{count, fill};

/// A text with places such as `{name}` in it.
pub type Text = Cow<'static, str>;

/// The grid's texts, in English; each can be replaced. `{n}` is a count, `{name}` what identifies
/// a row (its first column), `{one}` and `{many}` the noun of the rows.
#[derive(Debug, Clone)]
#[expect(
    missing_docs,
    reason = "each is named by where it stands, and its English says the rest"
)]
pub struct GridTexts {
    pub select_row: Text,
    pub select_all: Text,
    pub selection: Text,
    pub selected: Text,
    pub none_selected: Text,
    pub clear_selection: Text,
    pub actions: Text,
    pub copy: Text,
    pub copied: Text,
    pub not_copied: Text,
    pub more_values: Text,
    pub more_of: Text,
    pub never: Text,
    pub none: Text,
    pub yes: Text,
    pub no: Text,
    pub sorted: Text,
    pub ascending: Text,
    pub descending: Text,
    pub sort_key: Text,
    pub unsorted: Text,
    pub matched: Text,
    pub all_shown: Text,
    pub loading: Text,
    pub no_match: Text,
    pub searched: Text,
    pub searched_for: Text,
    pub with_one_filter: Text,
    pub with_filters: Text,
    pub without_filters: Text,
    pub without_search: Text,
    pub clear_filters: Text,
    pub clear_search: Text,
    pub failed: Text,
    pub retry_in: Text,
    pub retry: Text,
    pub copy_details: Text,
    pub request: Text,
    pub all_hidden: Text,
    pub nothing_to_show: Text,
    pub show_all_columns: Text,
    pub choose_columns: Text,
    pub column_width: Text,
}

impl Default for GridTexts {
    fn default() -> Self {
        let text = Cow::Borrowed;
        Self {
            select_row: text("Select {name}"),
            select_all: text("Select all in view"),
            selection: text("Selection"),
            selected: text("{n} selected"),
            none_selected: text("No selection"),
            clear_selection: text("Clear selection"),
            actions: text("Actions on the selection"),
            copy: text("Copy {value}"),
            copied: text("Copied"),
            not_copied: text(
                "Not copied: the browser refused. The text is selected; copy it with the keyboard.",
            ),
            more_values: text("+{n}"),
            more_of: text("+{n}: all of {name}"),
            never: text("Never"),
            none: text("None"),
            yes: text("Yes"),
            no: text("No"),
            sorted: text("Sorted by {columns}"),
            ascending: text("{column}, ascending"),
            descending: text("{column}, descending"),
            sort_key: text("sort key {n}"),
            unsorted: text("Not sorted"),
            matched: text("{n} of {total} {many} match"),
            all_shown: text("All {total} {many} shown"),
            loading: text("Loading {many}"),
            no_match: text("No {one} matches"),
            searched: text("Searched {total} {many}"),
            searched_for: text(" for “{search}”"),
            with_one_filter: text(" with 1 filter"),
            with_filters: text(" with {n} filters"),
            without_filters: text("Without the filters, {n} match."),
            without_search: text("Without the search, {n} match."),
            clear_filters: text("Clear filters"),
            clear_search: text("Clear search"),
            failed: text("The {many} could not be loaded"),
            retry_in: text("Trying again by itself in {n} s."),
            retry: text("Retry now"),
            copy_details: text("Copy details"),
            request: text("Request"),
            all_hidden: text("All columns are hidden"),
            nothing_to_show: text("{total} {many} are here, with nothing to show of them."),
            show_all_columns: text("Show all columns"),
            choose_columns: text("Choose columns"),
            column_width: text("{column}: {n} pixels wide"),
        }
    }
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
