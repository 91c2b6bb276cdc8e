//! A panel under the button that opened it; on a phone, a sheet from below.
//!
//! It is a non-modal dialog in the browser's top layer (HTML's `popover=manual`), so that no
//! ancestor clips it. Escape closes it and returns the focus; a press outside closes it and leaves
//! the focus where the press puts it; Tab out of it closes it too.

use std::rc::Rc;

use crate::signals::prelude::*;
use leptos::ev;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, FocusEvent, HtmlElement, KeyboardEvent};

use crate::{
    Cx, dom,
    markup::{Draw, El, Node, Ref, button, div, part, yes},
    menus::Panel,
};

/// The button that a popover hangs from; `None` is closed.
pub(crate) type Anchor = RwSignal<Option<HtmlElement>>;

/// A closed popover's anchor.
pub(crate) fn anchor() -> Anchor {
    RwSignal::new(None)
}

/// Opens a popover from the button that an event is of, or closes it if it hangs from that one.
pub(crate) fn toggle(anchor: Anchor, event: &Event) {
    let button = event
        .current_target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok());
    anchor.update(|anchor| *anchor = if *anchor == button { None } else { button });
}

/// Closes a popover and returns the focus to its button, if that is still there.
pub(crate) fn close(anchor: Anchor) {
    if let Some(button) = anchor.get_untracked() {
        _ = button.focus();
    }
    anchor.set(None);
}

/// A box on the screen, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bounds {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

/// Where a panel stands: fixed by its left edge and either its top or its bottom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Place {
    pub left: f64,
    /// Below the anchor: the distance from the window's top.
    pub top: Option<f64>,
    /// Above it: the distance from the window's bottom.
    pub bottom: Option<f64>,
    pub max_height: f64,
}

/// Under the anchor, its start at the anchor's start; moved to stay in the window, and above the
/// anchor only where there is too little room below and more above.
pub(crate) fn place(anchor: Bounds, width: f64, window: (f64, f64), rtl: bool) -> Place {
    const GAP: f64 = 4.0;
    const EDGE: f64 = 8.0;
    const ENOUGH: f64 = 320.0;
    let (window_width, window_height) = window;
    let wished = if rtl {
        anchor.right - width
    } else {
        anchor.left
    };
    let left = wished.min(window_width - width - EDGE).max(EDGE);
    let below = window_height - anchor.bottom - GAP - EDGE;
    let above = anchor.top - GAP - EDGE;
    if below >= ENOUGH || below >= above {
        Place {
            left,
            top: Some(anchor.bottom + GAP),
            bottom: None,
            max_height: below.max(0.0),
        }
    } else {
        Place {
            left,
            top: None,
            bottom: Some(window_height - anchor.top + GAP),
            max_height: above,
        }
    }
}

/// What names a panel.
pub(crate) type Label = Rc<dyn Fn() -> String>;

/// Whether a popover hangs from a button.
pub(crate) fn is_open(anchor: Anchor) -> bool {
    anchor.with(Option::is_some)
}

/// The panel, while `anchor` has a button.
pub(crate) fn popover(cx: Cx, anchor: Anchor, label: &Label, what: Panel) -> Option<Node> {
    if !is_open(anchor) {
        return None;
    }
    let menus = cx.menus.get()?;
    let label = Rc::clone(label);
    Some(part("panel", move || menus.panel(cx, what, anchor, label)))
}

/// A button with the panel that hangs from it. `face` is the button, but for what opens and closes.
pub(crate) fn opener(
    cx: Cx,
    anchor: Anchor,
    what: Panel,
    label: Label,
    face: impl Fn() -> El + 'static,
) -> Draw {
    Box::new(move || {
        let opener = face()
            .attr("aria-haspopup", "dialog")
            .attr("aria-expanded", yes(is_open(anchor)))
            .on_click(move |event| toggle(anchor, event));
        let mut all = vec![opener.into()];
        all.extend(popover(cx, anchor, &label, what));
        all
    })
}

/// A panel. It takes the focus to its element with the attribute `data-first`, or to itself.
pub(crate) fn panel(cx: Cx, anchor: Anchor, label: Label, content: Draw) -> Draw {
    let node = Ref::new();
    let position = move || {
        if let (Some(panel), Some(button)) = (node.get(), anchor.get_untracked()) {
            put(&panel, &button);
        }
    };
    let pressed = window_event_listener(ev::pointerdown, move |event| {
        let outside = |element: Option<HtmlElement>| {
            element.is_none_or(|element| !event.composed_path().includes(&element, 0))
        };
        if outside(node.get()) && outside(anchor.get_untracked()) {
            anchor.set(None);
        }
    });
    let resized = window_event_listener(ev::resize, move |_| position());
    let scrolled = window_event_listener(ev::scroll, move |_| position());
    on_cleanup(move || {
        pressed.remove();
        resized.remove();
        scrolled.remove();
    });
    let on_key = move |event: &KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            event.prevent_default();
            close(anchor);
        }
    };
    let on_leave = move |event: &Event| {
        let event: &FocusEvent = event.unchecked_ref();
        let Some(to) = event
            .related_target()
            .and_then(|target| target.dyn_into::<web_sys::Node>().ok())
        else {
            return;
        };
        let inside = node.get().is_some_and(|panel| panel.contains(Some(&to)));
        let opener = anchor
            .get_untracked()
            .is_some_and(|button| button.contains(Some(&to)));
        if !inside && !opener {
            anchor.set(None);
        }
    };
    Box::new(move || {
        let close_button = button("ct-close")
            .key("close")
            .attr("aria-label", cx.text(|t| t.toolbar.close.to_string()))
            .on_click(move |_| close(anchor));
        let panel = div("ct-pop")
            .at(node)
            .attr("part", "popover")
            .attr("role", "dialog")
            .attr("aria-label", label())
            .attr("tabindex", "-1")
            .attr("popover", "manual")
            .on_key(on_key)
            .on("focusout", on_leave)
            .made(move |panel| {
                _ = panel.show_popover();
                position();
                focus_first(panel);
            })
            .child(close_button)
            .children(content());
        vec![panel.into()]
    })
}

/// Puts the focus on the first field, or on the panel where a field would raise a keyboard over it.
pub(crate) fn focus_first(panel: &HtmlElement) {
    let coarse = window()
        .match_media("(pointer: coarse)")
        .ok()
        .flatten()
        .is_some_and(|query| query.matches());
    let first = panel.query_selector("[data-first]").ok().flatten();
    let first = first.filter(|first| !(coarse && first.tag_name() == "INPUT"));
    match first.and_then(|first| first.dyn_into::<HtmlElement>().ok()) {
        Some(first) => _ = first.focus(),
        None => _ = panel.focus(),
    }
}

/// For the first element of a step of a panel: once it is there, the focus goes to the step.
pub(crate) fn refocus(step: &HtmlElement) {
    let step = step.clone();
    request_animation_frame(move || refocus_from(&step));
}

/// Puts the focus on the first field of the panel around an element.
pub(crate) fn refocus_from(element: &HtmlElement) {
    let panel = element.closest(".ct-pop").ok().flatten();
    if let Some(panel) = panel.and_then(|panel| panel.dyn_into::<HtmlElement>().ok()) {
        focus_first(&panel);
    }
}

fn put(panel: &HtmlElement, button: &Element) {
    let rect = button.get_bounding_client_rect();
    let side = |value: Result<wasm_bindgen::JsValue, _>| {
        value.ok().and_then(|value| value.as_f64()).unwrap_or(0.0)
    };
    let window = (side(window().inner_width()), side(window().inner_height()));
    let rtl = window_rtl(panel);
    let anchor = Bounds {
        left: rect.left(),
        top: rect.top(),
        right: rect.right(),
        bottom: rect.bottom(),
    };
    let place = place(
        anchor,
        panel.get_bounding_client_rect().width(),
        window,
        rtl,
    );
    let pixels = |length: f64| format!("{length}px");
    dom::style(panel, "--ct-left", &pixels(place.left));
    dom::style(
        panel,
        "--ct-top",
        &place.top.map_or_else(|| "auto".to_owned(), pixels),
    );
    dom::style(
        panel,
        "--ct-bottom",
        &place.bottom.map_or_else(|| "auto".to_owned(), pixels),
    );
    dom::style(panel, "--ct-max", &pixels(place.max_height));
}

fn window_rtl(element: &Element) -> bool {
    element.matches(":dir(rtl)").unwrap_or(false)
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "whole pixels are exact")]
mod tests {
    use super::*;

    const WINDOW: (f64, f64) = (1280.0, 800.0);

    const fn button(left: f64, top: f64) -> Bounds {
        Bounds {
            left,
            top,
            right: left + 100.0,
            bottom: top + 28.0,
        }
    }

    #[test]
    fn under_its_button() {
        let place = place(button(20.0, 50.0), 320.0, WINDOW, false);
        assert_eq!(
            place,
            Place {
                left: 20.0,
                top: Some(82.0),
                bottom: None,
                max_height: 710.0
            }
        );
    }

    #[test]
    fn inside_the_window() {
        assert_eq!(
            place(button(1150.0, 50.0), 320.0, WINDOW, false).left,
            952.0
        );
        assert_eq!(place(button(-30.0, 50.0), 320.0, WINDOW, false).left, 8.0);
        assert_eq!(
            place(button(0.0, 0.0), 400.0, (300.0, 800.0), false).left,
            8.0,
            "wider than the window"
        );
    }

    #[test]
    fn right_to_left_it_starts_at_the_right() {
        assert_eq!(place(button(600.0, 50.0), 320.0, WINDOW, true).left, 380.0);
    }

    #[test]
    fn above_where_there_is_more_room() {
        let place_at = |top| place(button(20.0, top), 320.0, WINDOW, false);
        assert_eq!(
            place_at(700.0),
            Place {
                left: 20.0,
                top: None,
                bottom: Some(104.0),
                max_height: 688.0
            }
        );
        assert_eq!(place_at(420.0).bottom, None, "340 px below are enough");
        let low = place(button(20.0, 60.0), 320.0, (1280.0, 200.0), false);
        assert_eq!(
            (low.top, low.max_height),
            (Some(92.0), 100.0),
            "little room anywhere: below"
        );
    }
}
