//! Columns moved by their headers: dragged by mouse, pen or, after a long press, finger; and with Ctrl+Shift+arrow. What
//! scrolls by touch goes on to scroll. What else can wait until the menus are there is heard here too: edges of
//! headers, tooltips, buttons that copy.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use crate::signals::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{
    AddEventListenerOptions, Element, Event, EventTarget, HtmlElement, KeyboardEvent, PointerEvent,
};

use crate::{
    Cx,
    controller::Controller,
    dom::{self, append, element},
    texts::{count, fill},
};

/// How far a pointer goes before it drags, in CSS pixels, and how long a finger rests before it does.
const SLACK: f64 = 5.0;
const LONG_PRESS: Duration = Duration::from_millis(400);
/// Near an edge of the grid it scrolls, so many CSS pixels each turn.
const EDGE: f64 = 48.0;
const SCROLL: f64 = 14.0;
const SCROLL_TURN: Duration = Duration::from_millis(25);

/// A header that is held.
struct Held {
    id: String,
    header: HtmlElement,
    pointer: i32,
    /// Where the pointer went down, and where it is, in CSS pixels of the window.
    from: (f64, f64),
    now: f64,
    is_touch: bool,
    /// The line where it would land. None: it is not dragged yet.
    line: Option<HtmlElement>,
    /// What waits for a long press, or scrolls.
    timer: Option<TimeoutHandle>,
}

struct Mover {
    cx: Cx,
    grid: HtmlElement,
    held: RefCell<Option<Held>>,
    /// The click that ends a drag is none.
    swallow: Cell<bool>,
}

/// A header's column and where it stands, in CSS pixels of the window.
struct Place {
    id: String,
    left: f64,
    right: f64,
}

type Listener = Closure<dyn Fn(Event)>;
type Answer = fn(&Ears, &Event);

/// Who answers to events.
struct Ears {
    mover: Rc<Mover>,
    controller: Rc<Controller>,
}

/// Listens to what the pointer does in a grid, clicks apart, for as long as the owner lives.
pub(crate) fn pointer(cx: Cx, controller: &Rc<Controller>) {
    let grid = &controller.nodes.grid;
    let Some(head) = grid.query_selector(".ct-head").ok().flatten() else {
        return;
    };
    let ears = Rc::new(Ears {
        mover: Rc::new(Mover {
            cx,
            grid: grid.clone(),
            held: RefCell::new(None),
            swallow: Cell::new(false),
        }),
        controller: Rc::clone(controller),
    });
    let head: EventTarget = head.into();
    let grid: EventTarget = grid.clone().into();
    let window: EventTarget = window().into();
    let answers: [(&EventTarget, &str, Answer); 18] = [
        (&head, "pointerdown", |h, e| h.mover.down(e.unchecked_ref())),
        (&head, "keydown", |h, e| h.mover.key(e.unchecked_ref())),
        (&head, "click", |h, e| h.mover.click(e)),
        (&head, "touchmove", |h, e| h.mover.keep(e)),
        (&head, "contextmenu", |h, e| h.mover.keep(e)),
        (&window, "pointermove", |h, e| {
            h.mover.moved(e.unchecked_ref());
        }),
        (&window, "pointerup", |h, e| h.mover.up(e.unchecked_ref())),
        (&window, "pointercancel", |h, _| h.mover.end(false)),
        (&window, "blur", |h, e| h.mover.left(e)),
        (&window, "keydown", |h, e| h.mover.escape(e.unchecked_ref())),
        (&grid, "pointerdown", |h, e| {
            h.controller.press(e.unchecked_ref());
        }),
        (&grid, "pointermove", |h, e| {
            h.controller.drag(e.unchecked_ref());
        }),
        (&grid, "pointerup", |h, _| h.controller.release()),
        (&grid, "pointercancel", |h, _| h.controller.release()),
        (&grid, "dblclick", |h, e| h.controller.double_click(e)),
        (&grid, "click", |h, e| h.controller.copy(e)),
        (&grid, "mousedown", |h, e| {
            h.controller.mouse_down(e.unchecked_ref());
        }),
        (&grid, "mouseover", |h, e| h.controller.hovered(e)),
    ];
    let options = AddEventListenerOptions::new();
    options.set_capture(true);
    // A finger that drags must not scroll too, and only a listener that is not passive can see to that.
    options.set_passive(false);
    let listeners = answers.map(|(target, name, answer)| {
        let ears = Rc::clone(&ears);
        let listener = Listener::new(move |event: Event| answer(&ears, &event));
        _ = target.add_event_listener_with_callback_and_add_event_listener_options(
            name,
            listener.as_ref().unchecked_ref(),
            &options,
        );
        (target.clone(), name, listener)
    });
    let kept = StoredValue::new((ears, listeners));
    on_cleanup(move || {
        kept.with_value(|(ears, listeners)| {
            for (target, name, listener) in listeners {
                let listener = listener.as_ref().unchecked_ref();
                _ = target.remove_event_listener_with_callback_and_bool(name, listener, true);
            }
            ears.mover.end(false);
        });
    });
}

impl Mover {
    fn down(self: &Rc<Self>, event: &PointerEvent) {
        self.swallow.set(false);
        let Some(target) = event.target().and_then(|el| el.dyn_into::<Element>().ok()) else {
            return;
        };
        let header = target.closest("[data-col]").ok().flatten();
        let Some(header) = header.and_then(|el| el.dyn_into::<HtmlElement>().ok()) else {
            return;
        };
        if event.button() != 0 || !event.is_primary() || dom::closest(&target, ".ct-edge") {
            return;
        }
        let at = (f64::from(event.client_x()), f64::from(event.client_y()));
        let is_touch = event.pointer_type() == "touch";
        let timer = is_touch.then(|| self.later(LONG_PRESS, Self::lift));
        *self.held.borrow_mut() = Some(Held {
            id: header.get_attribute("data-col").unwrap_or_default(),
            header,
            pointer: event.pointer_id(),
            from: at,
            now: at.0,
            is_touch,
            line: None,
            timer: timer.flatten(),
        });
    }

    fn later(self: &Rc<Self>, after: Duration, run: fn(&Rc<Self>)) -> Option<TimeoutHandle> {
        let mover = Rc::downgrade(self);
        let run = move || {
            if let Some(mover) = mover.upgrade() {
                run(&mover);
            }
        };
        set_timeout_with_handle(run, after).ok()
    }

    fn moved(self: &Rc<Self>, event: &PointerEvent) {
        let (is_dragged, goes_far, is_touch) = {
            let mut held = self.held.borrow_mut();
            let Some(held) = held.as_mut().filter(|h| h.pointer == event.pointer_id()) else {
                return;
            };
            held.now = f64::from(event.client_x());
            let way = (held.now - held.from.0).hypot(f64::from(event.client_y()) - held.from.1);
            (held.line.is_some(), way > SLACK, held.is_touch)
        };
        match (is_dragged, goes_far) {
            (true, _) => self.show(),
            (false, true) if is_touch => self.end(false), // it scrolls
            (false, true) => self.lift(),
            (false, false) => {}
        }
    }

    /// Begins to drag.
    fn lift(self: &Rc<Self>) {
        if let Some(held) = self.held.borrow_mut().as_mut() {
            let line = element("div", "ct-drop");
            if let Some(frame) = self.grid.parent_element() {
                append(&frame, &line);
            }
            held.line = Some(line);
            _ = held.header.class_list().add_1("is-lifted");
            _ = held.header.set_pointer_capture(held.pointer);
        }
        self.show();
        self.scroll();
    }

    /// Draws the line where the column would land.
    fn show(&self) {
        let held = self.held.borrow();
        let Some((held, line)) = held.as_ref().and_then(|h| Some((h, h.line.as_ref()?))) else {
            return;
        };
        let places = self.places();
        let rtl = self.is_rtl();
        let to = landing(&places, held.now, rtl);
        let x = match (places.get(to), places.last()) {
            (Some(place), _) if rtl => place.right,
            (Some(place), _) => place.left,
            (None, Some(last)) if rtl => last.left,
            (None, Some(last)) => last.right,
            (None, None) => return,
        };
        let grid = self.grid.get_bounding_client_rect();
        let frame = self.grid.parent_element();
        let frame = frame.map_or(grid.clone(), |frame| frame.get_bounding_client_rect());
        let x = x.clamp(grid.left(), grid.right());
        for (name, value) in [
            ("left", x - frame.left()),
            ("top", grid.top() - frame.top()),
            ("height", f64::from(self.grid.client_height())),
        ] {
            dom::style(line, name, &format!("{value}px"));
        }
    }

    /// Scrolls while the pointer is near an edge of the grid.
    fn scroll(self: &Rc<Self>) {
        let by = {
            let mut held = self.held.borrow_mut();
            let Some(held) = held.as_mut().filter(|held| held.line.is_some()) else {
                return;
            };
            held.timer = self.later(SCROLL_TURN, Self::scroll);
            let grid = self.grid.get_bounding_client_rect();
            if held.now < grid.left() + EDGE {
                -SCROLL
            } else if held.now > grid.right() - EDGE {
                SCROLL
            } else {
                return;
            }
        };
        self.grid.scroll_by_with_x_and_y(by, 0.0);
        self.show();
    }

    fn up(&self, event: &PointerEvent) {
        let is_ours = |held: &Held| held.pointer == event.pointer_id();
        if self.held.borrow().as_ref().is_some_and(is_ours) {
            self.end(true);
        }
    }

    /// The window is left, not an element in it.
    fn left(&self, event: &Event) {
        if event.target() == event.current_target() {
            self.end(false);
        }
    }

    fn escape(&self, event: &KeyboardEvent) {
        let is_dragged = |held: &Held| held.line.is_some();
        if event.key() == "Escape" && self.held.borrow().as_ref().is_some_and(is_dragged) {
            event.prevent_default();
            event.stop_propagation();
            self.end(false);
        }
    }

    /// Lets the header go, where it is or where it was.
    fn end(&self, drop: bool) {
        let Some(held) = self.held.borrow_mut().take() else {
            return;
        };
        if let Some(timer) = held.timer {
            timer.clear();
        }
        let Some(line) = held.line else {
            return;
        };
        line.remove();
        _ = held.header.class_list().remove_1("is-lifted");
        self.swallow.set(true);
        if drop {
            let to = landing(&self.places(), held.now, self.is_rtl());
            self.put(&held.id, to);
        }
    }

    /// Puts a column before the one that is at a place among those that show, or behind the last.
    fn put(&self, id: &str, to: usize) {
        let cx = self.cx;
        let shown: Vec<String> = cx.state.with_untracked(|state| {
            let shown = state.layout.visible();
            shown.map(|column| column.id.clone()).collect()
        });
        let Some(from) = shown.iter().position(|shown| shown == id) else {
            return;
        };
        let to = to.min(shown.len());
        // Both sides of itself are where it is.
        if to == from || to == from + 1 {
            return;
        }
        cx.edit(|state| {
            let position = |id: &String| state.layout.columns.iter().position(|c| c.id == *id);
            let from = position(&shown[from]).unwrap_or(0);
            let at = match to.checked_sub(1) {
                None => position(&shown[0]).unwrap_or(0),
                Some(before) => position(&shown[before]).map_or(0, |before| before + 1),
            };
            state.move_column(id, if from < at { at - 1 } else { at });
        });
        let now = cx.state.with_untracked(|state| {
            let place = state.layout.visible().position(|column| column.id == id);
            count(place.map_or(0, |place| place + 1))
        });
        let label = cx
            .source()
            .schema()
            .get(id)
            .map(|column| column.label.clone());
        cx.announce(cx.text(|t| {
            let column = label.unwrap_or_default();
            let total = count(shown.len());
            let words = [("column", column.as_str()), ("n", &now), ("total", &total)];
            fill(&t.toolbar.moved, &words)
        }));
    }

    /// Ctrl+Shift+arrow moves the column whose header has the focus.
    fn key(&self, event: &KeyboardEvent) {
        let is_command = event.shift_key() && (event.ctrl_key() || event.meta_key());
        let key = event.key();
        if !is_command || !matches!(key.as_str(), "ArrowLeft" | "ArrowRight") {
            return;
        }
        let header = event
            .target()
            .and_then(|el| el.dyn_into::<HtmlElement>().ok());
        let Some((header, id)) = header.and_then(|h| h.get_attribute("data-col").map(|id| (h, id)))
        else {
            return;
        };
        event.prevent_default();
        event.stop_propagation();
        let at = self.places().iter().position(|place| place.id == id);
        let at = at.unwrap_or(0);
        let forward = (key == "ArrowRight") != self.is_rtl();
        self.put(
            &id,
            if forward {
                at + 2
            } else {
                at.saturating_sub(1)
            },
        );
        // It may have been put elsewhere in the document, which takes the focus away.
        request_animation_frame(move || {
            _ = header.focus();
            header.scroll_into_view_with_bool(false);
        });
    }

    fn click(&self, event: &Event) {
        if self.swallow.replace(false) {
            event.stop_propagation();
            event.prevent_default();
        }
    }

    /// While a finger drags, the page neither scrolls nor opens a menu.
    fn keep(&self, event: &Event) {
        let is_dragged = |held: &Held| held.line.is_some();
        if self.held.borrow().as_ref().is_some_and(is_dragged) {
            event.prevent_default();
        }
    }

    fn is_rtl(&self) -> bool {
        dom::computed(&self.grid, "direction") == "rtl"
    }

    /// The headers, in the order of their columns.
    fn places(&self) -> Vec<Place> {
        let Ok(headers) = self.grid.query_selector_all(".ct-h > [data-col]") else {
            return Vec::new();
        };
        let place = |at| {
            let header: Element = headers.item(at)?.dyn_into().ok()?;
            let bounds = header.get_bounding_client_rect();
            Some(Place {
                id: header.get_attribute("data-col")?,
                left: bounds.left(),
                right: bounds.right(),
            })
        };
        (0..headers.length()).filter_map(place).collect()
    }
}

/// The place among columns before which a pointer would have one land: past the middle of a column it is behind it.
/// Pinned columns lie over others, so the first that the pointer is over counts.
fn landing(places: &[Place], x: f64, rtl: bool) -> usize {
    let over = places
        .iter()
        .position(|place| place.left <= x && x <= place.right);
    let at = over.unwrap_or_else(|| {
        let is_before = |place: &&Place| if rtl { place.left > x } else { place.right < x };
        places
            .iter()
            .rposition(|place| is_before(&place))
            .unwrap_or(0)
    });
    let is_past = places.get(at).is_some_and(|place| {
        let middle = f64::midpoint(place.left, place.right);
        if rtl { x < middle } else { x > middle }
    });
    at + usize::from(is_past)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(edges: &[(f64, f64)]) -> Vec<Place> {
        let place = |(left, right): &(f64, f64)| Place {
            id: String::new(),
            left: *left,
            right: *right,
        };
        edges.iter().map(place).collect()
    }

    #[test]
    fn a_column_lands_where_the_pointer_passed_the_middle_of_another() {
        let ltr = places(&[(36.0, 136.0), (136.0, 236.0), (236.0, 336.0)]);
        let at = [0.0, 80.0, 90.0, 180.0, 190.0, 290.0, 900.0];
        assert_eq!(at.map(|x| landing(&ltr, x, false)), [0, 0, 1, 1, 2, 3, 3]);
        let rtl = places(&[(236.0, 336.0), (136.0, 236.0), (36.0, 136.0)]);
        let at = [400.0, 290.0, 280.0, 180.0, 0.0];
        assert_eq!(at.map(|x| landing(&rtl, x, true)), [0, 0, 1, 2, 3]);
    }

    #[test]
    fn a_pinned_column_lies_over_those_that_were_scrolled() {
        let scrolled = places(&[(36.0, 136.0), (-64.0, 136.0), (136.0, 236.0)]);
        assert_eq!(landing(&scrolled, 100.0, false), 1);
        assert_eq!(landing(&scrolled, 140.0, false), 2);
    }
}
