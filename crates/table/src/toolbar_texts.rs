//! The texts of the toolbar and the status line.

use crate::{grid_texts::Text, texts::texts};

impl ToolbarTexts {
    /// "row" or "rows".
    pub(crate) fn rows_of(&self, n: usize) -> &str {
        if n == 1 { &self.row } else { &self.many_rows }
    }
}

texts! {
    /// The texts of the toolbar and the status line, in English; each can be replaced. `{n}`
    /// and `{total}` are counts, `{column}`, `{operator}` and `{values}` the parts of a filter.
    pub struct ToolbarTexts;

    toolbar: "Table",
    close: "Close",
    back: "Back",
    apply: "Apply",
    clear: "Clear",

    // Search
    search: "Search",
    clear_search: "Clear search",

    // Filters
    add_filter: "Add filter",
    filters: "Filters",
    filters_count: "Filters, {n}",
    no_filters: "No filters yet",
    filter_by: "Filter by…",
    filter_column: "Filter by",
    no_column: "No column has that name",
    filter_of: "Filter {column}",
    filter_text: "{column} {operator} {values}",
    edit_filter: "Edit filter {filter}",
    remove_filter: "Remove filter {filter}",
    filter_removed: "Filter removed: {filter}",
    operator: "Operator",
    value: "Value",
    value_from: "Value from",
    value_to: "Value to",
    values: "Values",
    unit: "Unit",
    remove_value: "Remove {value}",
    another_value: "Enter adds another value",
    find_value: "Find among {n} values",
    no_value: "No value has that text",
    more_values: "{n} more. Type to find them.",
    beneath: "And what lies beneath",
    only_exactly: "{values} only",
    match_one: "1 matches",
    match_many: "{n} match",
    your_zone: "Times in your zone, {zone}",
    list_separator: ", ",
    range: "{from} and {to}",
    empty_value: "None",

    // Operators
    contains: "contains",
    contains_not: "does not contain",
    is: "is",
    is_not: "is not",
    starts: "starts with",
    starts_not: "does not start with",
    empty: "is empty",
    empty_not: "is not empty",
    any_of: "any of",
    none_of: "none of",
    within: "within the last",
    older: "older than",
    before: "before",
    after: "after",
    between: "between",
    /// Between the start and the end of one day.
    on: "on",
    never: "never",
    equal: "=",
    unequal: "≠",
    less: "<",
    at_most: "≤",
    greater: ">",
    at_least: "≥",
    yes: "Yes",
    no: "No",
    hours: "hours",
    days: "days",
    hour_count: "1 hour",
    hours_count: "{n} hours",
    day_count: "1 day",
    days_count: "{n} days",

    // What is wrong with a filter, and its mend
    fault_no_text: "Enter the text to look for.",
    fault_no_pick: "Tick at least one value.",
    fault_amount: "Enter a whole number from 1 to 100,000.",
    fault_date: "Enter a date that exists, such as 28 Apr 2026.",
    fault_order: "The second date is before the first. Swap them.",
    fault_number: "Enter a number, such as 12 or 3.5.",
    fault_number_order: "The second number is less than the first. Swap them.",

    // Columns
    columns: "Columns",
    find_column: "Find a column",
    show_column: "Show {column}",
    move_column: "Move {column}",
    move_up: "Move {column} up",
    move_down: "Move {column} down",
    moved: "{column}, {n} of {total}",
    pinned: "Pinned",
    pin: "Pin {column}",
    always_shown: "{column} names the row and always shows",
    columns_shown: "{n} of {total} shown",
    reset: "Reset",
    columns_reset: "Columns as at first",
    exact_times: "Exact times",

    // Sort, where the headers are hidden
    sort: "Sort",
    sort_by: "Sort by",
    sort_none: "As it comes",
    ascending: "ascending",
    descending: "descending",

    // More
    more: "More",
    download: "Download as CSV",
    rows: "{n} {rows}",
    row: "row",
    many_rows: "rows",
    copy_link: "Copy link to this view",
    views: "Views",
    view_name: "Name of this view",
    save_view: "Save view",
    forget_view: "Forget {view}",
    view_saved: "View {view} saved in this browser",
    view_shown: "View {view}",
    density: "Rows",
    compact: "Compact",
    comfortable: "Comfortable",
    saved: "{file} saved",
    saved_detail: "{rows}, {columns}",
    one_column: "1 column",
    many_columns: "{n} columns",
    writing: "Writing {file}",
    cancel: "Cancel",
    canceled: "{file} was canceled",
    not_saved: "{file} could not be saved. The browser has no memory left for it; fewer rows may fit.",
    link_copied: "Link copied",
    link_not_copied: "The link was not copied: the browser refused. Copy it from the address bar.",

    // Status line
    of_total: "{n} of {total}",
    one_filter: "1 filter",
    many_filters: "{n} filters",
    selected: "{n} selected",
    columns_of: "{n} of {total} columns",
    loading: "Loading {rows}…",
    loading_progress: "Loading {rows}… {n} %",
    not_loaded: "Not loaded",
    as_of: "as of {time}",
    live: "Live",
    connecting: "Connecting",
    disconnected: "Disconnected",
    reconnecting: "Reconnecting…",
    retry: "Retry",
}
