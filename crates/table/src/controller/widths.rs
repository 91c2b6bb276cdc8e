//! The widths of columns: by dragging an edge, by a double click on it, by keys.

use std::fmt::Write as _;

use leptos::ev;

use super::{Controller, closest, element_of};
use crate::{
    body::Shown,
    dom,
    layout::{Drag, Metrics, NARROWEST, SELECT},
    texts::fill,
};

impl Controller {
    /// Gives the rows the columns' widths, and pinned columns their places.
    pub(super) fn set_columns(&self, columns: &[Shown], metrics: Metrics) {
        let select = SELECT * metrics.scale;
        let mut cols = format!("{select}px");
        let mut total = select;
        for column in columns {
            let width = (column.width * 64.0).floor() / 64.0;
            total += width;
            _ = write!(cols, " {width}px");
        }
        let mut set = self.set_styles.borrow_mut();
        if set.0 != cols {
            let grid = &self.nodes.grid;
            dom::style(grid, "--ct-cols", &cols);
            dom::style(grid, "--ct-min", &format!("{total}px"));
            let mut pinned = select;
            for (at, column) in columns
                .iter()
                .take_while(|column| column.pinned)
                .enumerate()
            {
                dom::style(grid, &format!("--ct-p{at}"), &format!("{pinned}px"));
                pinned += column.width;
            }
            dom::style(grid, "--ct-pinned", &format!("{pinned}px"));
            set.0 = cols;
        }
    }

    /// Fits a column to its content, by a double click on its edge.
    pub(crate) fn double_click(&self, event: &ev::Event) {
        let Some(target) = element_of(event) else {
            return;
        };
        if !closest(&target, ".ct-edge") {
            return;
        }
        let Some(header) = target.closest("[role=columnheader]").ok().flatten() else {
            return;
        };
        let Some(column) = header.get_attribute("data-col") else {
            return;
        };
        let index = self.column_index(&column);
        let grid = &self.nodes.grid;
        // Laid out once with the column as wide as it likes.
        let before = self.set_styles.borrow().0.clone();
        let tracks: Vec<&str> = before.split(' ').collect();
        let fitted: Vec<&str> = tracks
            .iter()
            .enumerate()
            .map(|(at, track)| if at == index { "max-content" } else { track })
            .collect();
        dom::style(grid, "--ct-cols", &fitted.join(" "));
        let header_width = header.get_bounding_client_rect().width();
        let body = self.body.borrow();
        let width = body
            .column(index - 1)
            .map(|cell| cell.get_bounding_client_rect().width())
            .fold(header_width, f64::max);
        drop(body);
        dom::style(grid, "--ct-cols", &before);
        self.set_width(&column, width.ceil() + 1.0);
    }

    /// The columns before one, with their widths.
    fn before(&self, column: &str) -> Vec<(String, f64)> {
        self.columns.with_untracked(|all| {
            all.iter()
                .take_while(|shown| shown.id != column)
                .map(|shown| (shown.id.clone(), shown.width))
                .collect()
        })
    }

    /// Gives a column a width. Those before it keep theirs, so that it changes at its end alone.
    fn set_width(&self, column: &str, width: f64) {
        let scale = self.metrics.get_untracked().scale.max(0.1);
        let before = self.before(column);
        self.cx.edit(|state| {
            for (id, width) in &before {
                state.resize(id, Some((width / scale).round()));
            }
            state.resize(column, Some((width / scale).max(NARROWEST).round()));
        });
    }

    pub(super) fn widen(&self, column: &str, by: f64) {
        let Some(shown) = self
            .columns
            .with_untracked(|all| all.iter().find(|c| c.id == column).cloned())
        else {
            return;
        };
        let scale = self.metrics.get_untracked().scale;
        let width = (shown.width + by * scale).max(NARROWEST * scale);
        self.set_width(column, width);
        let words = self.cx.text(|t| {
            fill(
                &t.grid.column_width,
                &[("column", &shown.label), ("n", &width.round().to_string())],
            )
        });
        self.cx.announce(words);
    }

    /// Takes hold of a column's edge.
    pub(crate) fn press(&self, event: &ev::PointerEvent) {
        let Some(target) = element_of(event) else {
            return;
        };
        if event.button() != 0 || !closest(&target, ".ct-edge") {
            return;
        }
        let Some(header) = target.closest("[role=columnheader]").ok().flatten() else {
            return;
        };
        let Some(column) = header.get_attribute("data-col") else {
            return;
        };
        _ = target.set_pointer_capture(event.pointer_id());
        let start = header.get_bounding_client_rect().width();
        event.prevent_default();
        let before = self.before(&column);
        self.drag.set(Some(Drag {
            column,
            from: f64::from(event.client_x()),
            start,
            width: start,
            before,
        }));
    }

    /// Moves the edge that is held.
    pub(crate) fn drag(&self, event: &ev::PointerEvent) {
        let Some(mut drag) = self.drag.get_untracked() else {
            return;
        };
        let rtl = self.is_rtl();
        let by = f64::from(event.client_x()) - drag.from;
        let scale = self.metrics.get_untracked().scale;
        drag.width = (drag.start + if rtl { -by } else { by }).max(NARROWEST * scale);
        self.drag.set(Some(drag));
    }

    /// Lets the edge go.
    pub(crate) fn release(&self) {
        let Some(drag) = self.drag.get_untracked() else {
            return;
        };
        if (drag.width - drag.start).abs() >= 1.0 {
            self.set_width(&drag.column, drag.width);
        }
        self.drag.set(None);
    }
}
