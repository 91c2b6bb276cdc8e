//! Which texts and values pass a test. Nothing is kept here.

use crate::TextOp;
use crate::index::dictionary::Dictionary;
use crate::schema::FacetInfo;
use crate::text::find::contains;

/// Whether a folded text passes, with folded values.
pub(super) fn text_passes(op: TextOp, text: &str, values: &[String]) -> bool {
    values.iter().any(|value| match op {
        TextOp::Contains => contains(text, value),
        TextOp::Is => text == value,
        TextOp::StartsWith => text.starts_with(value.as_str()),
        TextOp::Empty => false,
    }) || op == TextOp::Empty && text.is_empty()
}

/// For each code whether its value, or one above it, is among these.
pub(super) fn wanted_codes(
    dictionary: &Dictionary,
    info: &FacetInfo,
    wanted: &[String],
    beneath: bool,
) -> Vec<bool> {
    let is_wanted = |value: &String| {
        wanted.contains(value)
            || beneath && info.above(value).iter().any(|above| wanted.contains(above))
    };
    dictionary.values.iter().map(is_wanted).collect()
}
