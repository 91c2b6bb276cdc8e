//! What is known of columns and facets without their rows' type.

use std::fmt;
use std::sync::Arc;

use crate::{FilterKind, Kind};

/// What is known of a column without its rows.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnInfo {
    /// Names the column in a state and in an address.
    pub id: String,
    /// The header's text.
    pub label: String,
    /// What it holds.
    pub kind: Kind,
    /// It cannot be hidden.
    pub always_shown: bool,
    /// It does not show until it is asked for.
    pub hidden: bool,
    /// The width it starts with, in CSS pixels.
    pub width: f64,
    /// The least width, in CSS pixels.
    pub min_width: f64,
    pub(crate) filter: FilterKind,
}

impl ColumnInfo {
    pub(crate) fn new(kind: Kind, id: String, label: String) -> Self {
        Self {
            id,
            label,
            kind,
            always_shown: false,
            hidden: false,
            width: 160.0,
            min_width: 64.0,
            filter: kind.filter(),
        }
    }
}

type LabelOf = Arc<dyn Fn(&str) -> String + Send + Sync>;
type ParentOf = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// What is known of a facet, an entry of Add filter, without its rows.
#[derive(Clone)]
pub struct FacetInfo {
    /// Names the facet in a state and in an address.
    pub id: String,
    /// The text in Add filter.
    pub label: String,
    /// Which tests it has.
    pub kind: FilterKind,
    /// The id of the column that declared it.
    pub column: String,
    /// Its values are those of the column.
    pub(crate) is_own: bool,
    pub(crate) label_of: Option<LabelOf>,
    pub(crate) parent_of: Option<ParentOf>,
}

impl FacetInfo {
    pub(crate) const fn new(id: String, label: String, kind: FilterKind) -> Self {
        Self {
            id,
            label,
            kind,
            column: String::new(),
            is_own: false,
            label_of: None,
            parent_of: None,
        }
    }

    /// The text that shows for a value id.
    pub fn label_of(&self, value: &str) -> String {
        match &self.label_of {
            Some(label) => label(value),
            None => value.to_owned(),
        }
    }

    /// The value ids above a value id, the nearest first.
    pub fn above(&self, value: &str) -> Vec<String> {
        let mut above: Vec<String> = Vec::new();
        let Some(parent_of) = &self.parent_of else {
            return above;
        };
        let mut next = parent_of(value);
        while let Some(parent) = next {
            // A loop among the parents ends where it closes.
            if parent == value || above.contains(&parent) {
                break;
            }
            next = parent_of(&parent);
            above.push(parent);
        }
        above
    }
}

impl fmt::Debug for FacetInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FacetInfo")
            .field("id", &self.id)
            .field("label", &self.label)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// Why columns were refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvalidColumns {
    /// Two columns have this id.
    DuplicateColumn(String),
    /// Two facets have this id.
    DuplicateFacet(String),
    /// The column or facet with this label has the id `""`.
    EmptyId(String),
}

impl fmt::Display for InvalidColumns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DuplicateColumn(id) => write!(f, "two columns have the id \"{id}\""),
            Self::DuplicateFacet(id) => write!(f, "two facets have the id \"{id}\""),
            Self::EmptyId(label) => write!(f, "\"{label}\" has no id"),
        }
    }
}

impl std::error::Error for InvalidColumns {}

/// The columns and facets of a table, without their rows' type: what a state and an address are read against.
#[derive(Clone, Debug)]
pub struct Schema {
    columns: Vec<ColumnInfo>,
    facets: Vec<FacetInfo>,
}

impl Schema {
    pub(crate) fn new(
        columns: Vec<ColumnInfo>,
        facets: Vec<FacetInfo>,
    ) -> Result<Self, InvalidColumns> {
        for (index, column) in columns.iter().enumerate() {
            if column.id.is_empty() {
                return Err(InvalidColumns::EmptyId(column.label.clone()));
            }
            if columns[..index].iter().any(|other| other.id == column.id) {
                return Err(InvalidColumns::DuplicateColumn(column.id.clone()));
            }
        }
        for (index, facet) in facets.iter().enumerate() {
            if facet.id.is_empty() {
                return Err(InvalidColumns::EmptyId(facet.label.clone()));
            }
            if facets[..index].iter().any(|other| other.id == facet.id) {
                return Err(InvalidColumns::DuplicateFacet(facet.id.clone()));
            }
        }
        Ok(Self { columns, facets })
    }

    /// The columns in their default order.
    pub fn columns(&self) -> &[ColumnInfo] {
        &self.columns
    }

    /// The columns in their default order.
    pub fn iter(&self) -> std::slice::Iter<'_, ColumnInfo> {
        self.columns.iter()
    }

    /// The column with this id.
    pub fn get(&self, id: &str) -> Option<&ColumnInfo> {
        self.columns.iter().find(|column| column.id == id)
    }

    /// The entries of Add filter, in the order of the columns.
    pub fn facets(&self) -> &[FacetInfo] {
        &self.facets
    }

    /// The facet with this id.
    pub fn facet(&self, id: &str) -> Option<&FacetInfo> {
        self.facets.iter().find(|facet| facet.id == id)
    }

    pub(crate) fn column_index(&self, id: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.id == id)
    }

    pub(crate) fn facet_index(&self, id: &str) -> Option<usize> {
        self.facets.iter().position(|facet| facet.id == id)
    }
}

impl<'a> IntoIterator for &'a Schema {
    type Item = &'a ColumnInfo;
    type IntoIter = std::slice::Iter<'a, ColumnInfo>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
