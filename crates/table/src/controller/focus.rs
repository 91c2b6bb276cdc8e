//! Where the focus goes, and what follows it.

use leptos::ev;
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, Node, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::{Active, At, Controller, element_of};

impl Controller {
    pub(super) fn focus_active(&self) {
        let Some(el) = self.active_element() else {
            return;
        };
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        _ = el.focus_with_options(&options);
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        options.set_inline(ScrollLogicalPosition::Nearest);
        el.scroll_into_view_with_scroll_into_view_options(&options);
    }

    /// Moves the focus to a cell, scrolling as little as it can.
    pub(super) fn go(&self, at: At) {
        let source = self.cx.source();
        let row = at.row.and_then(|at| {
            self.cx
                .view
                .with_untracked(|view| view.order.get(at).copied())
        });
        self.active.set(Active {
            row: row.map(|row| source.key(row)),
            column: self.column_id(at.column),
        });
        if let Some(position) = at.row {
            let top = self.viewport.borrow_mut().reveal(position);
            if let Some(top) = top {
                self.set_scroll_top(top);
            }
        }
        self.render();
        self.focus_active();
    }

    /// Follows the focus, however it came.
    pub(crate) fn focused(&self, event: &ev::FocusEvent) {
        let Some(target) = element_of(event) else {
            return;
        };
        let next = if let Some(hit) = self.body.borrow().hit(&target) {
            Active {
                row: Some(hit.key),
                column: self.column_id(hit.column),
            }
        } else if let Some(header) = target.closest("[role=columnheader]").ok().flatten() {
            Active {
                row: None,
                column: header.get_attribute("data-col").unwrap_or_default(),
            }
        } else {
            return;
        };
        if self.active.with_untracked(|active| *active != next) {
            if let Some(position) = next.row.as_ref().and_then(|key| self.position(key)) {
                self.last_position.set(position);
            }
            self.active.set(next);
            self.place_tab_stop();
        }
        let is_inside = |from: &Node| {
            self.active_element()
                .is_some_and(|cell| cell.contains(Some(from)) && !cell.is_same_node(Some(from)))
        };
        if !came_from(event).as_ref().is_some_and(is_inside) {
            self.entered.set(false);
        }
    }

    /// The focus came to a guard: from outside it goes on to the active cell, and out of the grid it is on its way.
    pub(crate) fn guarded(&self, event: &ev::FocusEvent) {
        if !came_from(event).is_some_and(|from| self.nodes.grid.contains(Some(&from))) {
            self.focus_active();
        }
    }
}

/// What had the focus before.
fn came_from(event: &ev::FocusEvent) -> Option<Node> {
    event.related_target()?.dyn_into().ok()
}
