//! Columns: which show, in which order, and how times show.

use leptos::{ev, html, prelude::*};
use table_engine::State;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::{
    Cx, Icon, lazy,
    menus::Panel,
    popover::{self, Anchor, popover},
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
}

/// The button and its panel.
#[component]
pub(crate) fn ColumnsMenu(
    /// Where the panel hangs; on a phone More opens it.
    anchor: Anchor,
) -> impl IntoView {
    let cx = Cx::get();
    let name = cx.text(|t| t.toolbar.columns.to_string());
    let button = NodeRef::<html::Button>::new();
    lazy::effect(move || {
        if cx.columns_open.get()
            && let Some(button) = button.get()
        {
            cx.columns_open.set(false);
            anchor.set(Some(button.unchecked_into()));
        }
    });
    let open = move || {
        if anchor.with(Option::is_some) {
            "true"
        } else {
            "false"
        }
    };
    let (label, title) = (name.clone(), name.clone());
    view! {
        <button
            node_ref=button
            type="button"
            class="ct-btn ct-ghost ct-word ct-wide"
            title=title
            aria-haspopup="dialog"
            aria-expanded=lazy::value(open)
            on:click=move |event| popover::toggle(anchor, &event)
        >
            <Icon icon=Icon::Columns/>
            <span class="ct-txt">{name}</span>
        </button>
        {popover(cx, anchor, move || label.clone(), Panel::Columns)}
    }
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

fn is_pinned_now(cx: Cx, id: StoredValue<String>) -> bool {
    let column = |state: &State| id.with_value(|id| state.layout.get(id).map(|c| c.pinned));
    cx.state.with_untracked(column).unwrap_or(false)
}

pub(crate) fn panel(cx: Cx) -> AnyView {
    let menu = Menu {
        cx,
        drag: RwSignal::new(None),
        armed: RwSignal::new(None),
        find: RwSignal::new(String::new()),
    };
    let ids = lazy::memo(move || {
        cx.state.with(|state| {
            state
                .layout
                .columns
                .iter()
                .map(|column| column.id.clone())
                .collect::<Vec<_>>()
        })
    });
    let shown = move || {
        let (n, total) = cx.state.with(|state| {
            (
                state
                    .layout
                    .columns
                    .iter()
                    .filter(|column| column.visible)
                    .count(),
                state.layout.columns.len(),
            )
        });
        cx.text(|t| {
            fill(
                &t.toolbar.columns_shown,
                &[("n", &count(n)), ("total", &count(total))],
            )
        })
    };
    let texts = cx.text(|t| {
        [
            &t.toolbar.find_column,
            &t.toolbar.reset,
            &t.toolbar.exact_times,
            &t.toolbar.columns_reset,
        ]
        .map(ToString::to_string)
    });
    let [find, reset, exact, done] = texts;
    view! {
        <div class="ct-find">
            <Icon icon=Icon::Search/>
            <input
                data-first=""
                type="search"
                aria-label=find.clone()
                placeholder=find
                autocomplete="off"
                spellcheck="false"
                on:input=move |event| menu.find.set(event_target_value(&event))
            />
        </div>
        <ul class="ct-opts">
            {lazy::each(move || ids.get(), move |id| row(menu, id))}
        </ul>
        <label class="ct-switch">
            <input
                type="checkbox"
                role="switch"
                prop:checked=lazy::value(move || cx.display.with(|display| display.exact_times))
                on:change=move |event| {
                    let on = event_target_checked(&event);
                    cx.display.update(|display| display.exact_times = on);
                }
            />
            {exact}
        </label>
        <div class="ct-foot">
            <span class="ct-hint" aria-live="polite">{shown}</span>
            <button
                type="button"
                class="ct-btn ct-ghost"
                on:click=move |_| {
                    let source = cx.source();
                    cx.edit(|state| state.reset_columns(source.schema()));
                    cx.announce(done.clone());
                }
            >
                {reset}
            </button>
        </div>
    }
    .into_any()
}

fn row(menu: Menu, id: String) -> AnyView {
    let Menu {
        cx,
        drag,
        armed,
        find,
    } = menu;
    let label = label(cx, &id);
    let id = StoredValue::new(id);
    let place = lazy::memo(move || {
        cx.state.with(|state| {
            id.with_value(|id| {
                state
                    .layout
                    .columns
                    .iter()
                    .position(|column| column.id == *id)
            })
            .unwrap_or(0)
        })
    });
    let column = move |pick: fn(&table_engine::ColumnState) -> bool| {
        cx.state
            .with(|state| id.with_value(|id| state.layout.get(id).is_some_and(pick)))
    };
    let fixed = column(|column| column.fixed);
    let named = |pick: fn(&crate::ToolbarTexts) -> &str| {
        cx.text(|t| fill(pick(&t.toolbar), &[("column", &label)]))
    };
    let show_name = named(|t| &t.show_column);
    let reason = fixed.then(|| named(|t| &t.always_shown));
    let moves = [named(|t| &t.move_up), named(|t| &t.move_down)];
    let pinned = cx.text(|t| t.toolbar.pinned.to_string());
    let pin = named(|t| &t.pin);
    let is_first = lazy::memo(move || {
        let first = |state: &State| state.layout.visible().next().map(|first| first.id.clone());
        cx.state.with(|state| first(state) == Some(id.get_value()))
    });
    let is_pinned = move || column(|column| column.pinned);
    // The first column stays anyway.
    let pin_button = lazy::value(move || {
        if is_first.get() {
            let pinned = pinned.clone();
            view! { <span class="ct-pin" title=pinned.clone()><Icon icon=Icon::Pin small=true/><span class="ct-sr">{pinned.clone()}</span></span> }.into_any()
        } else {
            view! {
                <button
                    type="button"
                    class="ct-btn ct-ghost ct-tiny ct-pin"
                    aria-label=pin.clone()
                    title=pin.clone()
                    aria-pressed=lazy::value(move || if is_pinned() { "true" } else { "false" })
                    on:click=move |event| {
                        let on = !is_pinned_now(cx, id);
                        cx.edit(|state| id.with_value(|id| state.pin(id, on)));
                        focus_again(event_target(&event));
                    }
                >
                    <Icon icon=Icon::Pin small=true/>
                </button>
            }
            .into_any()
        }
    });
    let said = StoredValue::new(label.clone());
    let dragged = StoredValue::new(false);
    let sought = {
        let label = label.clone();
        move || find.with(|find| found(&label, find))
    };

    let number = move || cx.state.with_untracked(|state| state.layout.columns.len());
    let move_to = move |to: usize| {
        if to < number() && to != place.get_untracked() {
            cx.edit(|state| id.with_value(|id| state.move_column(id, to)));
            let at = count(to + 1);
            cx.announce(cx.text(|t| {
                fill(
                    &t.toolbar.moved,
                    &[
                        ("column", &said.get_value()),
                        ("n", &at),
                        ("total", &count(number())),
                    ],
                )
            }));
        }
    };
    let up = move || move_to(place.get_untracked().wrapping_sub(1));
    let down = move || move_to(place.get_untracked() + 1);
    let on_key = move |event: ev::KeyboardEvent| {
        let key = event.key();
        if matches!(key.as_str(), "ArrowUp" | "ArrowDown") {
            event.prevent_default();
            if key == "ArrowUp" {
                up();
            } else {
                down();
            }
            focus_again(event_target(&event));
        }
    };
    let on_down = move |event: ev::PointerEvent| {
        if event.button() != 0 || !find.with_untracked(String::is_empty) {
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
        dragged.set_value(false);
        let from = place.get_untracked();
        let y = f64::from(event.client_y());
        drag.set(Some(Drag {
            from,
            to: from,
            start: y,
            now: y,
            height: row.get_bounding_client_rect().height(),
        }));
    };
    let on_move = move |event: ev::PointerEvent| {
        drag.update(|drag| {
            if let Some(drag) = drag {
                drag.now = f64::from(event.client_y());
                if (drag.now - drag.start).abs() > 4.0 {
                    dragged.set_value(true);
                }
                drag.to = Drag::target(drag.from, drag.now - drag.start, drag.height, number());
            }
        });
    };
    let on_up = move |_: ev::PointerEvent| {
        if let Some(drop) = drag.get_untracked() {
            drag.set(None);
            if drop.to != drop.from {
                move_to(drop.to);
            }
        }
    };
    let on_grip = move |_| {
        // The click that ends a drag is none.
        if dragged.get_value() {
            dragged.set_value(false);
            return;
        }
        armed.update(|armed| {
            *armed = id.with_value(|id| {
                if armed.as_ref() == Some(id) {
                    None
                } else {
                    Some(id.clone())
                }
            });
        });
    };
    let is_armed = move || armed.with(|armed| id.with_value(|id| armed.as_ref() == Some(id)));
    let shift = move || {
        drag.get().map_or_else(String::new, |drag| {
            format!("translateY({}px)", drag.shift(place.get()))
        })
    };
    let arrows = move || {
        is_armed().then(|| {
            let [up_name, down_name] = moves.clone();
            view! {
                <button type="button" class="ct-btn ct-ghost ct-tiny" aria-label=up_name.clone() title=up_name on:click=move |_| up()>
                    <Icon icon=Icon::Asc small=true/>
                </button>
                <button type="button" class="ct-btn ct-ghost ct-tiny" aria-label=down_name.clone() title=down_name on:click=move |_| down()>
                    <Icon icon=Icon::Desc small=true/>
                </button>
            }
            .into_any()
        })
    };
    view! {
        <li
            class="ct-opt ct-column"
            class:is-lifted=lazy::value(move || drag.get().is_some_and(|drag| drag.from == place.get()))
            class:is-dragging=lazy::value(move || drag.with(Option::is_some))
            class:is-gone=lazy::value(move || !sought())
            style:transform=lazy::value(shift)
            on:pointermove=on_move
            on:pointerup=on_up
            on:pointercancel=move |_| drag.set(None)
        >
            <button
                type="button"
                class="ct-grip"
                aria-label=named(|t| &t.move_column)
                title=named(|t| &t.move_column)
                aria-expanded=lazy::value(move || if is_armed() { "true" } else { "false" })
                on:pointerdown=on_down
                on:keydown=on_key
                on:click=on_grip
            >
                <Icon icon=Icon::Grip/>
            </button>
            <label title=reason>
                <span class="ct-check">
                    <input
                        type="checkbox"
                        aria-label=show_name
                        aria-disabled=fixed.then_some("true")
                        prop:checked=lazy::value(move || column(|column| column.visible))
                        on:click=move |event| {
                            if fixed {
                                event.prevent_default();
                            }
                        }
                        on:change=move |event| {
                            let on = event_target_checked(&event);
                            cx.edit(|state| id.with_value(|id| state.show_column(id, on)));
                        }
                    />
                    <svg class="i ct-tick" viewBox="0 0 16 16" aria-hidden="true" inner_html=Icon::Check.shapes()></svg>
                </span>
                <span class="ct-t">{label}</span>
            </label>
            <span class="ct-k">
                {lazy::value(arrows)}
                {pin_button}
            </span>
        </li>
    }
    .into_any()
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
