//! Keys, and what they do.

use crate::signals::prelude::*;
use leptos::ev;
use table_engine::SortMode;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlElement};

use super::{Controller, element_of};
use crate::{
    dom,
    keyboard::{self, At, Command, Place, Press},
};

/// How much an arrow key widens a column, in CSS pixels at a root font size of 16.
const STEP: f64 = 16.0;

/// What is tried for the focus in a cell: whether an element of the page's own takes it shows by nothing else. Controls that
/// are out of the tab order too, since ours are, and a page may do the same.
const INSIDE: &str = "button, a, input, select, textarea, :not([tabindex^='-'])";

impl Controller {
    /// Obeys a key press.
    pub(crate) fn key(&self, event: &ev::KeyboardEvent) {
        let Some(target) = element_of(event) else {
            return;
        };
        if event.default_prevented() || event.is_composing() {
            return;
        }
        let stop = self.active_element();
        let place = if target.closest(".ct-h").ok().flatten().is_some() {
            Place::Header
        } else if stop.is_some_and(|stop| stop.is_same_node(Some(&target))) {
            Place::Cell
        } else if self.body_el.contains(Some(&target)) {
            Place::Inside
        } else {
            return;
        };
        let rtl = self.is_rtl();
        let key = event.key();
        let press = Press {
            key: &key,
            shift: event.shift_key(),
            ctrl: event.ctrl_key() || event.meta_key(),
            alt: event.alt_key(),
            rtl,
        };
        let Some(command) = keyboard::command(press, place) else {
            return;
        };
        if self.obey(command, &target) {
            event.prevent_default();
        }
    }

    /// Returns whether the browser's own way with the key is to be kept off.
    fn obey(&self, command: Command, target: &Element) -> bool {
        let cx = self.cx;
        let active = self.active.get_untracked();
        let is_box = active.column.is_empty();
        match command {
            Command::Move(motion) | Command::Extend(motion) => {
                let is_narrow = cx.is_narrow.get_untracked();
                let reachable: Vec<usize> = self.columns.with_untracked(|columns| {
                    let shown = columns
                        .iter()
                        .enumerate()
                        .filter(|(_, column)| !is_narrow || column.on_phone);
                    std::iter::once(0)
                        .chain(shown.map(|(at, _)| at + 1))
                        .collect()
                });
                let from = self.at();
                let among = reachable
                    .iter()
                    .position(|at| *at == from.column)
                    .unwrap_or(0);
                let rows = cx.view.with_untracked(|view| view.order.len());
                let page = self.viewport.borrow().page();
                let to = keyboard::destination(
                    motion,
                    At {
                        column: among,
                        ..from
                    },
                    rows,
                    reachable.len(),
                    page,
                    !is_narrow,
                );
                let to = At {
                    column: reachable.get(to.column).copied().unwrap_or(0),
                    ..to
                };
                if let (Command::Extend(_), Some(from), Some(to)) =
                    (command, active.row.as_deref(), to.row)
                {
                    self.extend_from(from, to);
                }
                self.go(to);
            }
            Command::Toggle => match &active.row {
                // The checkbox has the focus: a click of its own follows.
                _ if is_box => return false,
                Some(key) => self.toggle(key),
                None => return false,
            },
            Command::Range => {
                if let Some(key) = &active.row {
                    self.extend(key);
                }
            }
            Command::SelectAll => self.select_all(),
            // The header's checkbox.
            Command::Sort { .. } | Command::Resize { .. } if is_box => return false,
            Command::Sort { add } => self.sort(&active.column, add),
            Command::Resize { wider } => {
                self.widen(&active.column, if wider { STEP } else { -STEP });
            }
            Command::Enter => {
                if is_box {
                    return false;
                }
                if !self.focus_inside(None, false) {
                    return false;
                }
                self.entered.set(true);
            }
            Command::Leave => self.focus_active(),
            Command::Cycle { back } if self.entered.get() => {
                self.focus_inside(Some(target), back);
            }
            // From the guard there the browser goes on, past whatever else of the page's own could take the focus.
            Command::Cycle { back } | Command::Out { back } => {
                let grid = &self.nodes.grid;
                let guard = if back {
                    grid.previous_element_sibling()
                } else {
                    grid.next_element_sibling()
                };
                if let Some(guard) = guard {
                    let options = FocusOptions::new();
                    options.set_prevent_scroll(true);
                    _ = guard
                        .unchecked_into::<HtmlElement>()
                        .focus_with_options(&options);
                }
                return false;
            }
        }
        true
    }

    /// Moves the focus to the control of the active cell that is next to `from`, around its ends, or to the first.
    fn focus_inside(&self, from: Option<&Element>, back: bool) -> bool {
        let Some(cell) = self.active_element() else {
            return false;
        };
        let Ok(inside) = cell.query_selector_all(INSIDE) else {
            return false;
        };
        let mut all: Vec<HtmlElement> = (0..inside.length())
            .filter_map(|at| Some(inside.item(at)?.unchecked_into()))
            .collect();
        if let Some(at) = all
            .iter()
            .position(|el| el.is_same_node(from.map(AsRef::as_ref)))
        {
            all.rotate_left(at + 1);
            all.pop();
        }
        if back {
            all.reverse();
        }
        let before = dom::focused(&cell);
        all.iter().any(|el| {
            _ = el.focus();
            dom::focused(&cell) != before
        })
    }

    /// Scrolls to a row, as little as it can.
    pub(crate) fn reveal(&self, key: &str) {
        let Some(position) = self.position(key) else {
            return;
        };
        let top = self.viewport.borrow_mut().reveal(position);
        if let Some(top) = top {
            self.set_scroll_top(top);
        }
        self.render_soon(false);
    }

    pub(super) fn toggle(&self, key: &str) {
        if !self.cx.source().is_here(key) {
            return self.render_soon(true);
        }
        let one = self.cx.selects_one;
        self.cx.edit(|state| {
            // A state that the page gave may have several.
            let is_only = state.selection.len() == 1 && state.selection.contains(key);
            if one && !is_only {
                state.select_only(key);
            } else {
                state.toggle_selected(key);
            }
        });
        self.render();
    }

    pub(super) fn extend(&self, key: &str) {
        let source = self.cx.source();
        if !source.is_here(key) {
            return self.render_soon(true);
        }
        if self.cx.selects_one {
            self.cx.edit(|state| state.select_only(key));
            return self.render();
        }
        self.cx.view.with_untracked(|view| {
            self.cx
                .edit(|state| source.extend_selection(state, view, key));
        });
        self.render();
    }

    /// Selects from the anchor, or from `from` where there is none, to a position.
    fn extend_from(&self, from: &str, to: usize) {
        let source = self.cx.source();
        let Some(row) = self
            .cx
            .view
            .with_untracked(|view| view.order.get(to).copied())
        else {
            return;
        };
        if self
            .cx
            .state
            .with_untracked(|state| state.selection.anchor.is_none())
        {
            self.cx.edit(|state| state.select_only(from));
        }
        self.extend(&source.key(row));
    }

    pub(super) fn select_all(&self) {
        if self.cx.selects_one {
            return;
        }
        let source = self.cx.source();
        self.cx
            .view
            .with_untracked(|view| self.cx.edit(|state| source.select_all(state, view)));
        self.render();
    }

    pub(super) fn sort(&self, column: &str, add: bool) {
        self.cx.edit(|state| {
            state.toggle_sort(
                column,
                if add {
                    SortMode::Add
                } else {
                    SortMode::Replace
                },
            );
        });
    }
}
