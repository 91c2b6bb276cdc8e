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
    /// It stays at the start when the others scroll, as the first column does anyway.
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
        self.gather();
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

    /// How many of the columns that show stay at the start when the others scroll: the first, and the pinned ones right
    /// behind it.
    pub fn pinned(&self) -> usize {
        let behind = self.visible().skip(1);
        let pinned = behind.take_while(|column| column.pinned).count();
        self.visible().take(1).count() + pinned
    }

    /// Puts a column at a place among all. It is pinned where those around it are, and free where they are.
    pub(super) fn put(&mut self, id: &str, to: usize) {
        let Some(from) = self.position(id) else {
            return;
        };
        let mut column = self.columns.remove(from);
        let to = to.min(self.columns.len());
        let (before, behind) = self.columns.split_at(to);
        let mut before = before.iter().filter(|other| other.visible);
        if column.visible && before.next().is_some() {
            let pinned_behind = behind.iter().any(|other| other.visible && other.pinned);
            let free_before = before.any(|other| !other.pinned);
            column.pinned = pinned_behind || column.pinned && !free_before;
        }
        self.columns.insert(to, column);
        self.gather();
    }

    /// Puts the pinned columns that show behind the first that shows, where they belong.
    pub(super) fn gather(&mut self) {
        let Some(first) = self.columns.iter().position(|column| column.visible) else {
            return;
        };
        let behind = self.columns.split_off(first + 1);
        let (pinned, others): (Vec<_>, Vec<_>) = behind
            .into_iter()
            .partition(|column| column.visible && column.pinned);
        self.columns.extend(pinned);
        self.columns.extend(others);
    }

    /// Whether the same columns show in the same order.
    pub fn shows_like(&self, other: &Self) -> bool {
        self.visible()
            .map(|column| &column.id)
            .eq(other.visible().map(|column| &column.id))
    }
}
