//! Kinds of columns and what each decides.

use serde::{Deserialize, Serialize};

/// What a column holds. It decides the order, the filter, the search text, the CSV text and the default cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Text for people: natural order.
    Text,
    /// Several texts; read, searched and exported as one, joined by `; `.
    List,
    /// An instant in Unix milliseconds.
    Timestamp,
    /// A number.
    Number,
    /// True or false; false comes first.
    Boolean,
    /// Text that is copied rather than read.
    Id,
}

impl Kind {
    /// The filter that a column of this kind has unless it declares facets in its place.
    pub const fn filter(self) -> FilterKind {
        match self {
            Self::Text | Self::Id => FilterKind::Text,
            Self::List => FilterKind::Set {
                hierarchical: false,
            },
            Self::Timestamp => FilterKind::Timestamp,
            Self::Number => FilterKind::Number,
            Self::Boolean => FilterKind::Boolean,
        }
    }

    /// Whether its values are text, which a spreadsheet might run as a formula.
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::List | Self::Id)
    }
}

/// Which tests a facet has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FilterKind {
    /// Contains, is, starts with, is empty, and the negation of each.
    Text,
    /// Any of, none of a list of values.
    Set {
        /// Values lie beneath others, and a value finds those beneath it too.
        hierarchical: bool,
    },
    /// Before, after, between, within the last, older than, never.
    Timestamp,
    /// =, ≠, <, ≤, >, ≥, between.
    Number,
    /// Is true, is false.
    Boolean,
}

impl FilterKind {
    /// Whether its values are listed with counts.
    pub(crate) const fn is_counted(self) -> bool {
        matches!(self, Self::Set { .. } | Self::Boolean)
    }
}
