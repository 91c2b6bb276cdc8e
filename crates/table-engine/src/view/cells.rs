//! Rows without their type.

use std::borrow::Cow;

use crate::Value;

/// The cells of a table, by index.
pub(crate) trait Cells {
    fn rows(&self) -> usize;
    fn value(&self, row: usize, column: usize) -> Value<'_>;
    /// The value of a facet, or of a column, which are numbered behind the facets.
    fn facet_value(&self, row: usize, slot: usize) -> Value<'_>;
    fn time_text(&self, millis: i64) -> String;
}

/// The values of a set: those of a list, one of anything else, and `""` for none.
pub(crate) fn set_values(value: Value<'_>) -> Vec<Cow<'_, str>> {
    let mut values = match value {
        Value::List(texts) => texts,
        Value::Text(text) => vec![text],
        Value::Boolean(true) => vec![Cow::Borrowed("true")],
        Value::Boolean(false) => vec![Cow::Borrowed("false")],
        Value::Number(number) => vec![Cow::Owned(number.to_string())],
        Value::Time(millis) => vec![Cow::Owned(crate::time::rfc3339(millis))],
        Value::Empty => Vec::new(),
    };
    if values.is_empty() {
        values.push(Cow::Borrowed(""));
    }
    values
}
