//! Clicks: sort, select, copy, open.

use std::time::Duration;

use crate::signals::prelude::*;
use leptos::ev;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

use super::{CONTROLS, Controller, closest, element_of};
use crate::{
    Icon,
    active::Active,
    body::Hit,
    clipboard, dom,
    header::{self, Marked},
};

impl Controller {
    /// Obeys a click.
    pub(crate) fn click(&self, event: &ev::MouseEvent) {
        let Some(target) = element_of(event) else {
            return;
        };
        if closest(&target, ".ct-edge") {
            return;
        }
        if closest(&target, ".ct-h") {
            let Some(header) = target.closest("[role=columnheader]").ok().flatten() else {
                return;
            };
            match header.get_attribute("data-col") {
                Some(column) => self.sort(&column, event.shift_key()),
                None if target.has_attribute("type") => self.click_all(&target),
                None => {}
            }
            return;
        }
        let Some(hit) = self.body.borrow().hit(&target) else {
            return;
        };
        if closest(&target, "button.ct-plus") {
            if let Some(more) = self.cx.source().more(&self.column_id(hit.column)) {
                more.run(hit.key);
            }
        } else if target.has_attribute("type") && hit.column == 0 {
            if event.shift_key() {
                self.extend(&hit.key);
            } else {
                self.toggle(&hit.key);
            }
        } else if target.closest(CONTROLS).ok().flatten().is_none()
            && (event.shift_key() || !has_selected_text(&self.nodes.grid))
        {
            self.click_row(&hit, event);
        }
    }

    /// Gives what the pointer came over its tooltip.
    pub(crate) fn hovered(&self, event: &ev::Event) {
        if let Some(target) = element_of(event)
            && let Ok(mut body) = self.body.try_borrow_mut()
        {
            body.give_title(&target);
        }
    }

    /// Keeps a click for a range from selecting the text between.
    pub(crate) fn mouse_down(&self, event: &ev::MouseEvent) {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Node>().ok());
        if event.shift_key() && target.is_some_and(|target| self.body_el.contains(Some(&target))) {
            event.prevent_default();
        }
    }

    /// A click on a row beside its controls. Shift makes a range, Ctrl toggles; a plain one selects
    /// the row alone, but never drops a selection of several.
    fn click_row(&self, hit: &Hit, event: &ev::MouseEvent) {
        let key = &hit.key;
        if event.shift_key() {
            self.extend(key);
            self.active.set(Active {
                row: Some(key.clone()),
                column: self.column_id(hit.column),
            });
            self.place_tab_stop();
            self.focus_active();
        } else if event.ctrl_key() || event.meta_key() || hit.column == 0 {
            self.toggle(key);
        } else if self.cx.selects_one
            || self
                .cx
                .state
                .with_untracked(|state| state.selection.len() < 2)
        {
            self.cx.edit(|state| state.select_only(key));
            self.render();
        }
    }

    /// The header's checkbox: everything in view, or nothing.
    fn click_all(&self, input: &Element) {
        let (source, cx) = (self.cx.source(), self.cx);
        let all = cx.view.with_untracked(|view| {
            cx.state
                .with_untracked(|state| source.all_selected(state, view))
        });
        if all {
            cx.edit(table_engine::State::clear_selection);
            self.render();
        } else {
            self.select_all();
        }
        let some = cx.view.with_untracked(|view| !view.order.is_empty());
        if let Some(input) = input.dyn_ref() {
            header::show(
                input,
                if !all && some {
                    Marked::All
                } else {
                    Marked::None
                },
            );
        }
    }

    /// Copies the text that a button stands by, by a click on the button.
    pub(crate) fn copy(&self, event: &ev::Event) {
        let cx = self.cx;
        let button = element_of(event).and_then(|target| target.closest(".ct-copy").ok().flatten());
        let Some(button) = button else {
            return;
        };
        let text = button
            .parent_element()
            .and_then(|cell| cell.query_selector(".ct-t").ok().flatten());
        let Some(text) = text else { return };
        let value = text.text_content().unwrap_or_default();
        clipboard::copy(value, move |copied| {
            cx.announce(cx.text(|t| {
                if copied {
                    &t.grid.copied
                } else {
                    &t.grid.not_copied
                }
                .to_string()
            }));
            if !copied {
                // What the page may not do, the user can: the text is selected.
                if let Ok(Some(selection)) = window().get_selection() {
                    _ = selection.select_all_children(&text);
                }
                return;
            }
            mark_done(&button, Icon::Check, true);
            set_timeout(
                move || mark_done(&button, Icon::Copy, false),
                Duration::from_millis(1500),
            );
        });
    }
}

/// The user has just selected text in `within` by dragging.
fn has_selected_text(within: &Node) -> bool {
    window()
        .get_selection()
        .ok()
        .flatten()
        .is_some_and(|selection| {
            !selection.is_collapsed()
                && selection
                    .anchor_node()
                    .is_some_and(|node| within.contains(Some(&node)))
        })
}

fn mark_done(button: &Element, icon: Icon, done: bool) {
    _ = button.class_list().toggle_with_force("is-done", done);
    button.set_text_content(None);
    dom::append(button, &dom::icon(icon, "i"));
}
