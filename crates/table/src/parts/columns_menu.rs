//! Columns: which show, in which order, and how times show.

use std::rc::Rc;

use crate::signals::prelude::*;
use table_engine::ColumnState;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, PointerEvent};

use crate::{
    Cx, Icon, ToolbarTexts,
    markup::{Draw, El, Node, Ref, button, div, el, icon, shapes, small_icon, span, yes},
    menus::Panel,
    popover::{self, Anchor, Label},
    texts::{count, fill},
};

use super::filter_menu::found;

/// A column that is dragged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Drag {
    from: usize,
    to: usize,
    /// Where the pointer was, where it is, and how high a row is, in CSS pixels.
    start: f64,
    now: f64,
    height: f64,
}

impl Drag {
    /// The place over which a row dragged that far is, among `number`.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        reason = "places of a short list"
    )]
    fn target(from: usize, way: f64, height: f64, number: usize) -> usize {
        let rows = (way / height.max(1.0)).round() as isize;
        (from as isize + rows).clamp(0, number as isize - 1) as usize
    }

    /// How far the row at a place is moved while this one is dragged.
    fn shift(self, at: usize) -> f64 {
        if at == self.from {
            self.now - self.start
        } else if self.from < at && at <= self.to {
            -self.height
        } else if self.to <= at && at < self.from {
            self.height
        } else {
            0.0
        }
    }
}

/// What the rows of the menu share.
#[derive(Clone, Copy)]
struct Menu {
    cx: Cx,
    drag: RwSignal<Option<Drag>>,
    /// The column whose grip was pressed: it has buttons to move it.
    armed: RwSignal<Option<String>>,
    find: RwSignal<String>,
    /// The click to come ends a drag.
    dragged: StoredValue<bool>,
}

/// One of the texts, with the name of a column in it.
type Named = fn(&ToolbarTexts) -> &str;

/// The button and its panel. `anchor` is where the panel hangs; on a phone More opens it.
pub(crate) fn columns_menu(cx: Cx, anchor: Anchor) -> Draw {
    let opener = Ref::new();
    effect(move || {
        if cx.columns_open.get() {
            cx.columns_open.set(false);
            anchor.set(opener.get());
        }
    });
    let label: Label = Rc::new(move || cx.text(|t| t.toolbar.columns.to_string()));
    let name = Rc::clone(&label);
    popover::opener(cx, anchor, Panel::Columns, label, move || {
        button("ct-btn ct-ghost ct-word ct-wide")
            .at(opener)
            .attr("title", name())
            .child(icon(Icon::Columns))
            .child(span("ct-txt").child(name()))
    })
}

fn label(cx: Cx, id: &str) -> String {
    cx.source()
        .schema()
        .get(id)
        .map_or_else(|| id.to_owned(), |column| column.label.clone())
}

/// A row that is put elsewhere in the document loses the focus.
fn focus_again(target: Element) {
    let control = target.closest("button").ok().flatten();
    if let Some(control) = control.and_then(|control| control.dyn_into::<HtmlElement>().ok()) {
        request_animation_frame(move || _ = control.focus());
    }
}

pub(crate) fn panel(cx: Cx) -> Draw {
    let menu = Menu {
        cx,
        drag: RwSignal::new(None),
        armed: RwSignal::new(None),
        find: RwSignal::new(String::new()),
        dragged: StoredValue::new(false),
    };
    Box::new(move || {
        let [find, reset, exact, done] = cx.text(|t| {
            [
                &t.toolbar.find_column,
                &t.toolbar.reset,
                &t.toolbar.exact_times,
                &t.toolbar.columns_reset,
            ]
            .map(ToString::to_string)
        });
        let columns = cx.state.with(|state| state.layout.columns.clone());
        let first = columns.iter().find(|column| column.visible);
        let first = first.map(|column| column.id.clone());
        let row = |(place, column): (usize, &ColumnState)| {
            let is_first = first.as_ref() == Some(&column.id);
            row(menu, place, column, is_first).into()
        };
        let rows = columns.iter().enumerate().map(row).collect();
        let visible = columns.iter().filter(|column| column.visible).count();
        let shown = cx.text(|t| {
            let words = [("n", &*count(visible)), ("total", &*count(columns.len()))];
            fill(&t.toolbar.columns_shown, &words)
        });
        let input = el("input")
            .attr("data-first", "")
            .attr("type", "search")
            .attr("aria-label", find.clone())
            .attr("placeholder", find)
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .on_input(move |value| menu.find.set(value));
        let times = el("input")
            .attr("type", "checkbox")
            .attr("role", "switch")
            .checked(cx.display.with(|display| display.exact_times))
            .on_tick(move |on| cx.display.update(|display| display.exact_times = on));
        let reset = button("ct-btn ct-ghost")
            .on_click(move |_| {
                let source = cx.source();
                cx.edit(|state| state.reset_columns(source.schema()));
                cx.announce(done.clone());
            })
            .child(reset);
        vec![
            div("ct-find").child(icon(Icon::Search)).child(input).into(),
            el("ul").class("ct-opts").children(rows).into(),
            el("label")
                .class("ct-switch")
                .child(times)
                .child(exact)
                .into(),
            div("ct-foot")
                .child(span("ct-hint").attr("aria-live", "polite").child(shown))
                .child(reset)
                .into(),
        ]
    })
}

impl Menu {
    fn number(self) -> usize {
        self.cx
            .state
            .with_untracked(|state| state.layout.columns.len())
    }

    /// Moves a column and says so. `None` is a place before the first.
    fn move_to(self, id: &str, to: Option<usize>) {
        let cx = self.cx;
        let from = cx
            .state
            .with_untracked(|state| state.layout.columns.iter().position(|c| c.id == id));
        let Some(to) = to.filter(|to| *to < self.number() && Some(*to) != from) else {
            return;
        };
        cx.edit(|state| state.move_column(id, to));
        let (column, at, total) = (label(cx, id), count(to + 1), count(self.number()));
        let words = [("column", column.as_str()), ("n", &at), ("total", &total)];
        cx.announce(cx.text(|t| fill(&t.toolbar.moved, &words)));
    }

    /// A grip is pressed: its row follows the pointer from now on.
    fn lift(self, event: &PointerEvent, from: usize) {
        if event.button() != 0 || !self.find.with_untracked(String::is_empty) {
            return;
        }
        let grip = event
            .current_target()
            .and_then(|grip| grip.dyn_into::<Element>().ok());
        let Some((grip, row)) =
            grip.and_then(|grip| grip.closest("li").ok().flatten().map(|row| (grip, row)))
        else {
            return;
        };
        _ = grip.set_pointer_capture(event.pointer_id());
        self.dragged.set_value(false);
        let y = f64::from(event.client_y());
        self.drag.set(Some(Drag {
            from,
            to: from,
            start: y,
            now: y,
            height: row.get_bounding_client_rect().height(),
        }));
    }

    fn follow(self, event: &PointerEvent) {
        if self.drag.with_untracked(Option::is_none) {
            return;
        }
        self.drag.update(|drag| {
            if let Some(drag) = drag {
                drag.now = f64::from(event.client_y());
                let way = drag.now - drag.start;
                if way.abs() > 4.0 {
                    self.dragged.set_value(true);
                }
                drag.to = Drag::target(drag.from, way, drag.height, self.number());
            }
        });
    }

    fn drop(self, id: &str) {
        if let Some(drop) = self.drag.get_untracked() {
            self.drag.set(None);
            self.move_to(id, Some(drop.to));
        }
    }

    /// Shows a row's buttons to move it, or no longer.
    fn arm(self, id: &str) {
        // The click that ends a drag is none.
        if self.dragged.get_value() {
            self.dragged.set_value(false);
            return;
        }
        self.armed.update(|armed| {
            let is_armed = armed.as_deref() == Some(id);
            *armed = (!is_armed).then(|| id.to_owned());
        });
    }
}

fn row(menu: Menu, place: usize, column: &ColumnState, is_first: bool) -> El {
    let cx = menu.cx;
    let label = label(cx, &column.id);
    let is_fixed = column.fixed;
    let id: Rc<str> = column.id.as_str().into();
    let named = |pick: Named| cx.text(|t| fill(pick(&t.toolbar), &[("column", &label)]));
    let grip = {
        let (id, armed) = (Rc::clone(&id), Rc::clone(&id));
        let is_armed = menu.armed.with(|armed| armed.as_deref() == Some(&*id));
        button("ct-grip")
            .named(&named(|t| &t.move_column))
            .attr("aria-expanded", yes(is_armed))
            .on_pointer("pointerdown", move |event| menu.lift(event, place))
            .on_key(move |event| {
                let to = match event.key().as_str() {
                    "ArrowUp" => place.checked_sub(1),
                    "ArrowDown" => Some(place + 1),
                    _ => return,
                };
                event.prevent_default();
                menu.move_to(&id, to);
                focus_again(event_target(event));
            })
            .on_click(move |_| menu.arm(&armed))
            .child(icon(Icon::Grip))
    };
    let input = {
        let id = Rc::clone(&id);
        el("input")
            .attr("type", "checkbox")
            .attr("aria-label", named(|t| &t.show_column))
            .attr_if(is_fixed, "aria-disabled", "true")
            .checked(column.visible)
            .on_click(move |event| {
                if is_fixed {
                    event.prevent_default();
                }
            })
            .on_tick(move |on| cx.edit(|state| state.show_column(&id, on)))
    };
    let check = span("ct-check")
        .child(input)
        .child(shapes(Icon::Check, "i ct-tick"));
    let name = el("label")
        .attr_if(is_fixed, "title", named(|t| &t.always_shown))
        .child(check)
        .child(span("ct-t").child(label.clone()));
    let tools = span("ct-k")
        .children(arrows(menu, place, &id, named))
        .child(pin(cx, &id, column.pinned, is_first, named));
    let drag = menu.drag.get();
    let shift = drag.map_or_else(String::new, |drag| {
        format!("translateY({}px)", drag.shift(place))
    });
    let is_sought = menu.find.with(|find| found(&label, find));
    let key = column.id.clone();
    el("li")
        .key(key)
        .class("ct-opt ct-column")
        .class_if(drag.is_some_and(|drag| drag.from == place), "is-lifted")
        .class_if(drag.is_some(), "is-dragging")
        .class_if(!is_sought, "is-gone")
        .style("transform", shift)
        .on_pointer("pointermove", move |event| menu.follow(event))
        .on_pointer("pointerup", move |_| menu.drop(&id))
        .on_pointer("pointercancel", move |_| {
            menu.drag.set(None);
            menu.dragged.set_value(false);
        })
        .child(grip)
        .child(name)
        .child(tools)
}

/// The buttons that move a row whose grip was pressed.
fn arrows(menu: Menu, place: usize, id: &Rc<str>, named: impl Fn(Named) -> String) -> Vec<Node> {
    if menu.armed.with(|armed| armed.as_deref() != Some(&**id)) {
        return Vec::new();
    }
    let arrow = |shown, name: Named, to: Option<usize>| {
        let id = Rc::clone(id);
        button("ct-btn ct-ghost ct-tiny")
            .named(&named(name))
            .on_click(move |_| menu.move_to(&id, to))
            .child(small_icon(shown))
            .into()
    };
    vec![
        arrow(Icon::Asc, |t| &t.move_up, place.checked_sub(1)),
        arrow(Icon::Desc, |t| &t.move_down, Some(place + 1)),
    ]
}

/// Pins a column, or says that it is pinned: the first stays anyway.
fn pin(
    cx: Cx,
    id: &Rc<str>,
    is_pinned: bool,
    is_first: bool,
    named: impl Fn(Named) -> String,
) -> El {
    if is_first {
        let pinned = cx.text(|t| t.toolbar.pinned.to_string());
        return span("ct-pin")
            .attr("title", pinned.clone())
            .child(small_icon(Icon::Pin))
            .child(span("ct-sr").child(pinned));
    }
    let id = Rc::clone(id);
    button("ct-btn ct-ghost ct-tiny ct-pin")
        .key("pin")
        .named(&named(|t| &t.pin))
        .attr("aria-pressed", yes(is_pinned))
        .on_click(move |event| {
            cx.edit(|state| state.pin(&id, !is_pinned));
            focus_again(event_target(event));
        })
        .child(small_icon(Icon::Pin))
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "whole pixels are exact")]
mod tests {
    use super::*;

    #[test]
    fn a_dragged_row_lands_where_its_middle_is() {
        let target = |way| Drag::target(3, way, 28.0, 7);
        assert_eq!(
            [0.0, 13.0, 15.0, -15.0, -28.0, 500.0, -500.0].map(target),
            [3, 3, 4, 2, 2, 6, 0]
        );
    }

    #[test]
    fn the_rows_between_make_room() {
        let down = Drag {
            from: 1,
            to: 3,
            start: 0.0,
            now: 50.0,
            height: 28.0,
        };
        assert_eq!(
            [0, 1, 2, 3, 4].map(|at| down.shift(at)),
            [0.0, 50.0, -28.0, -28.0, 0.0]
        );
        let up = Drag {
            from: 3,
            to: 2,
            start: 0.0,
            now: -20.0,
            height: 28.0,
        };
        assert_eq!([1, 2, 3, 4].map(|at| up.shift(at)), [0.0, 28.0, -20.0, 0.0]);
    }
}
