//! How the columns stand.

use serde::{Deserialize, Serialize};

use crate::Schema;

/// The columns in the order they show in, hidden ones among them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Layout {
    /// Each column once.
    pub columns: Vec<ColumnState>,
}

/// How a column shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnState {
    /// The column's id.
    pub id: String,
    /// Whether it shows.
    pub visible: bool,
    /// It cannot be hidden.
    #[serde(default)]
    pub fixed: bool,
    /// Its width in CSS pixels; none is the column's own.
    #[serde(default)]
    pub width: Option<f64>,
    /// It stays at the start when the others scroll.
    #[serde(default)]
    pub pinned: bool,
}

impl Layout {
    /// The columns as they are declared.
    pub fn new(schema: &Schema) -> Self {
        let column = |info: &crate::ColumnInfo| ColumnState {
            id: info.id.clone(),
            visible: !info.hidden,
            fixed: info.always_shown,
            width: None,
            pinned: false,
        };
        Self {
            columns: schema.iter().map(column).collect(),
        }
    }

    /// A layout that was kept somewhere, fitted to the columns of today: what is gone is dropped, what is new stands
    /// where it is declared.
    #[must_use]
    pub fn restored(mut self, schema: &Schema) -> Self {
        let mut seen: Vec<String> = Vec::new();
        self.columns.retain_mut(|column| {
            let Some(info) = schema.get(&column.id) else {
                return false;
            };
            if seen.contains(&column.id) {
                return false;
            }
            seen.push(column.id.clone());
            column.fixed = info.always_shown;
            column.visible |= info.always_shown;
            column.width = column.width.filter(|width| width.is_finite());
            true
        });
        self.fill_in(Self::new(schema));
        self
    }

    /// Adds the columns of `declared` that are missing, each behind the one that is declared before it.
    fn fill_in(&mut self, declared: Self) {
        let mut before: Option<String> = None;
        for column in declared.columns {
            let id = column.id.clone();
            if self.get(&id).is_none() {
                let at = before
                    .and_then(|before| self.position(&before))
                    .map_or(0, |at| at + 1);
                self.columns.insert(at, column);
            }
            before = Some(id);
        }
    }

    /// Shows exactly these columns in this order, and those that cannot be hidden. Widths and pins stay.
    pub(crate) fn show_exactly(&mut self, ids: &[String], schema: &Schema) {
        let mut declared = Self::new(schema);
        for column in &mut declared.columns {
            if let Some(old) = self.get(&column.id) {
                column.width = old.width;
                column.pinned = old.pinned;
            }
            column.visible = column.fixed;
        }
        self.columns.clear();
        for id in ids {
            if self.get(id).is_none()
                && let Some(column) = declared.get(id)
            {
                self.columns.push(ColumnState {
                    visible: true,
                    ..column.clone()
                });
            }
        }
        self.fill_in(declared);
    }

    /// The column with this id.
    pub fn get(&self, id: &str) -> Option<&ColumnState> {
        self.columns.iter().find(|column| column.id == id)
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut ColumnState> {
        self.columns.iter_mut().find(|column| column.id == id)
    }

    pub(super) fn position(&self, id: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.id == id)
    }

    /// The columns that show, in order.
    pub fn visible(&self) -> impl Iterator<Item = &ColumnState> {
        self.columns.iter().filter(|column| column.visible)
    }

    /// Whether the same columns show in the same order.
    pub fn shows_like(&self, other: &Self) -> bool {
        self.visible()
            .map(|column| &column.id)
            .eq(other.visible().map(|column| &column.id))
    }
}
