//! What of the state and the measures the grid's layout follows from.

use crate::signals::prelude::*;
use table_engine::{Filter, Kind, SortKey};

use crate::{
    Cx,
    body::Shown,
    texts::{count, fill},
    tracks::{self, Track},
};

/// The grid's measures, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Metrics {
    /// The inner size of the scroll container.
    pub width: f64,
    pub height: f64,
    pub row: f64,
    pub header: f64,
    /// Root font size over 16.
    pub scale: f64,
    /// The widths of a relative time or a date, and of an exact time.
    pub time: f64,
    pub exact_time: f64,
}

/// A column's edge being dragged.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Drag {
    pub column: String,
    /// Where the pointer went down, and the width there, in CSS pixels.
    pub from: f64,
    pub start: f64,
    /// The width now.
    pub width: f64,
    /// The columns before it, which stay as wide as they are, so that the edge stays under the pointer.
    pub before: Vec<(String, f64)>,
}

impl Drag {
    fn fixed(&self, column: &str) -> Option<f64> {
        if self.column == column {
            return Some(self.width);
        }
        self.before
            .iter()
            .find(|(id, _)| id == column)
            .map(|(_, width)| *width)
    }
}

/// The narrowest a column gets by hand, in CSS pixels at a root font size of 16.
pub(crate) const NARROWEST: f64 = 48.0;

/// The space at both ends of a cell together, and a pixel for rounding.
pub(crate) const PADDING: f64 = 29.0;

/// The checkbox's column.
pub(crate) const SELECT: f64 = 36.0;

/// The part of the grid's width that pinned columns take at most, and how many there are: `style/grid.css` has a place for
/// each.
const MOST_PINNED: f64 = 0.6;
/// The same for the first column, which is pinned always.
const MOST_FIRST: f64 = 0.8;
const PLACES: usize = 4;

fn kind_class(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "ct-k-text",
        Kind::List => "ct-k-list",
        Kind::Timestamp => "ct-k-time",
        Kind::Number => "ct-k-number",
        Kind::Boolean => "ct-k-boolean",
        Kind::Id => "ct-k-id",
    }
}

/// The visible columns in their order, with their widths.
pub(crate) fn columns(cx: Cx, metrics: Metrics, drag: Option<&Drag>) -> Vec<Shown> {
    let source = cx.source();
    let scale = if metrics.scale > 0.0 {
        metrics.scale
    } else {
        1.0
    };
    let naming = source
        .schema()
        .columns()
        .first()
        .map(|column| column.id.clone());
    let layout = cx.state.with(|state| state.layout.clone());
    let visible: Vec<_> = layout
        .columns
        .iter()
        .filter(|column| column.visible)
        .filter_map(|state| {
            source
                .schema()
                .columns()
                .iter()
                .find(|column| column.id == state.id)
                .map(|column| (state, column))
        })
        .collect();
    let fixed: Vec<Option<f64>> = visible
        .iter()
        .map(|(state, column)| {
            let dragged = drag.and_then(|drag| drag.fixed(&column.id));
            dragged.or(state.width.map(|width| width.max(NARROWEST) * scale))
        })
        .enumerate()
        .map(|(at, fixed)| match at {
            // It stays when the others scroll: wider than the grid it would leave no way to them.
            0 => fixed.map(|width| width.min(metrics.width * MOST_FIRST)),
            _ => fixed,
        })
        .collect();
    // Of those without a width of the user's: a list takes what is left, else the last.
    let free = |at: &usize| fixed[*at].is_none();
    let list = (0..visible.len())
        .filter(free)
        .find(|at| visible[*at].1.kind == Kind::List);
    let flexible = list.or_else(|| (0..visible.len()).rev().find(free));
    // A time is never cut: half of one says something else.
    let exact = cx.display.with(|display| display.exact_times);
    let time = if exact {
        metrics.exact_time
    } else {
        metrics.time
    } + PADDING * scale;
    let least = |column: &table_engine::ColumnInfo| {
        let min = column.min_width * scale;
        if column.kind == Kind::Timestamp {
            min.max(time)
        } else {
            min
        }
    };
    let tracks: Vec<Track> = visible
        .iter()
        .zip(&fixed)
        .enumerate()
        .map(|(at, ((_, column), fixed))| Track {
            preferred: (column.width * scale).max(least(column)),
            min: least(column),
            fixed: *fixed,
            flexible: flexible == Some(at),
        })
        .collect();
    let widths = tracks::widths(&tracks, metrics.width - SELECT * scale);
    // Pinned columns leave room for the others.
    let room = metrics.width * MOST_PINNED;
    let mut taken = SELECT * scale;
    let pinned = widths.iter().take(layout.pinned().min(PLACES));
    let pinned = pinned.take_while(|width| {
        taken += **width;
        taken <= room
    });
    let pinned = pinned.count().max(1);
    visible
        .iter()
        .zip(widths)
        .enumerate()
        .map(|(at, ((_, column), width))| {
            let mut class = kind_class(column.kind).to_owned();
            let mut add = |name: &str, on: bool| {
                if on {
                    class.push(' ');
                    class.push_str(name);
                }
            };
            let names_row = naming.as_deref() == Some(&column.id);
            let (end, below) = cx
                .narrow
                .with_value(|narrow| (column.id == narrow.end, column.id == narrow.below));
            add("is-name", names_row);
            add("is-pinned", at < pinned);
            add("is-title", at == 0);
            add(
                ["", "ct-p1", "ct-p2", "ct-p3"][at.min(PLACES - 1)],
                0 < at && at < pinned,
            );
            add("is-end", end && at > 0);
            add("is-below", below && at > 0);
            Shown {
                id: column.id.clone(),
                label: column.label.clone(),
                kind: column.kind,
                width,
                names_row,
                pinned: at < pinned,
                class,
                on_phone: at == 0 || end || below,
            }
        })
        .collect()
}

/// What decides which rows are in view and in which order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Order {
    pub search: String,
    pub filters: Vec<Filter>,
    pub sort: Vec<SortKey>,
}

impl Order {
    pub(crate) fn now(cx: Cx) -> Self {
        cx.state.with(|state| Self {
            search: state.search.clone(),
            filters: state.filters.clone(),
            sort: state.sort.clone(),
        })
    }
}

/// "Sorted by Application, ascending".
pub(crate) fn sorted_words(cx: Cx) -> String {
    let source = cx.source();
    cx.state.with_untracked(|state| {
        cx.text(|t| {
            let keys = state.sort.iter().map(|key| {
                let label = source
                    .schema()
                    .columns()
                    .iter()
                    .find(|column| column.id == key.column)
                    .map_or("", |c| c.label.as_str());
                fill(
                    if key.descending {
                        &t.grid.descending
                    } else {
                        &t.grid.ascending
                    },
                    &[("column", label)],
                )
            });
            let keys = keys.collect::<Vec<_>>().join("; ");
            if keys.is_empty() {
                t.grid.unsorted.to_string()
            } else {
                fill(&t.grid.sorted, &[("columns", &keys)])
            }
        })
    })
}

/// "12 of 10,000 applications match".
pub(crate) fn matched_words(cx: Cx) -> String {
    let (matched, total) = cx.view.with_untracked(|view| (view.matched, view.total));
    let is_narrowed = cx
        .state
        .with_untracked(|state| !state.filters.is_empty() || !state.search.trim().is_empty());
    cx.noun.with_value(|noun| {
        cx.text(|t| {
            noun.fill(
                if is_narrowed {
                    &t.grid.matched
                } else {
                    &t.grid.all_shown
                },
                matched,
                total,
            )
        })
    })
}

/// "3 selected".
pub(crate) fn selected_words(cx: Cx) -> String {
    let selected = cx.state.with_untracked(|state| state.selection.len());
    cx.text(|t| match selected {
        0 => t.grid.none_selected.to_string(),
        n => fill(&t.grid.selected, &[("n", &count(n))]),
    })
}
