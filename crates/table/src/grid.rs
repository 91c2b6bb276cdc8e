//! The grid: a scroll container with the header and the body, and what is heard in it.

use std::rc::Rc;

use crate::signals::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::ResizeObserver;

use crate::{
    Cx, Status,
    active::Active,
    body::Shown,
    controller::{Controller, Nodes},
    header::{Marked, header},
    layout::{self, Drag, Metrics},
    markup::{Draw, El, Node, Ref, div, el, part},
    message::{Mode, message},
};

/// How many rows of bones a table that is loading shows.
const BONES: usize = 6;

/// What the page puts in the place of rows.
#[derive(Clone)]
pub(crate) struct Slots {
    pub empty: Option<ViewFn>,
    pub loading: Option<ViewFn>,
    pub failed: Option<ViewFn>,
    pub on_retry: Option<Callback<()>>,
}

/// The grid, or what stands in its place.
pub(crate) fn grid(cx: Cx, slots: Slots) -> Draw {
    let metrics = RwSignal::new(Metrics::default());
    let drag = RwSignal::new(None::<Drag>);
    let active = RwSignal::new(Active::default());
    let columns = memo(move || layout::columns(cx, metrics.get(), drag.get().as_ref()));
    let mode = memo(move || Mode::now(cx));
    let marked = memo(move || marked(cx));

    let (grid, body, probe) = (Ref::new(), Ref::new(), Ref::new());
    let controller = StoredValue::new(None::<Rc<Controller>>);
    let heard = move |hear: &dyn Fn(&Rc<Controller>)| {
        if let Some(controller) = controller.get_value() {
            hear(&controller);
        }
    };

    effect(move || {
        let (Some(grid), Some(body), Some(probe)) = (grid.get(), body.get(), probe.get()) else {
            return;
        };
        let started = Controller::new(
            cx,
            Nodes { grid, probe },
            body,
            columns,
            metrics,
            drag,
            active,
        );
        started.measure();
        observe(&started);
        controller.set_value(Some(started));
    });
    effect(move || {
        if let Some(menus) = cx.arrived.get() {
            heard(&|controller| menus.pointer(cx, controller));
        }
    });
    // The rows follow whatever they are drawn from. What is marked in them can change where no row does.
    let search = memo(move || cx.state.with(|state| state.search.trim().to_owned()));
    effect(move || {
        search.track();
        cx.view.track();
        cx.revision.track();
        cx.display.track();
        cx.now.track();
        columns.track();
        metrics.track();
        mode.track();
        heard(&|controller| controller.render_soon(true));
    });
    effect(move || {
        cx.state.track();
        heard(&|controller| controller.render_soon(false));
    });
    let mut before = None;
    effect(move || {
        let order = Some(layout::Order::now(cx));
        if before.is_some() && before != order {
            heard(&|controller| controller.to_top());
        }
        before = order;
    });
    effect(move || {
        if let Some(key) = cx.reveal.get() {
            heard(&|controller| controller.reveal(&key));
        }
    });
    announce(cx, mode);

    let held = memo(move || drag.with(|drag| drag.as_ref().map(|drag| drag.column.clone())));
    Box::new(move || {
        // The view before the mode that follows from it: an effect that has a memo asked first is not told that what the memo
        // follows from has changed where the memo stays the same (reactive_graph 0.2.16).
        let matched = cx.view.with(|view| view.matched);
        let now = mode.get();
        let is_loading = now == Mode::Loading;
        let count = if is_loading {
            "-1".to_owned() // not known yet
        } else {
            (matched + 1).to_string()
        };
        let instead = is_loading.then(|| match &slots.loading {
            Some(loading) => Node::View(loading.clone()),
            None => bones(columns).into(),
        });
        let shown = div("ct-grid")
            .class_if(now == Mode::NoMatch, "is-bare")
            .at(grid)
            .attr("role", "grid")
            .attr("part", "grid")
            .attr("aria-label", cx.label.get_value())
            .attr_if(!now.has_grid(), "hidden", "")
            .attr_if(!cx.selects_one, "aria-multiselectable", "true")
            .attr_if(is_loading || cx.making.get(), "aria-busy", "true")
            .attr("aria-rowcount", count)
            .attr("aria-colcount", (columns.with(Vec::len) + 1).to_string())
            .on("scroll", move |_| heard(&|c| c.scrolled()))
            .on_key(move |event| heard(&|c| c.key(event)))
            .on_click(move |event| heard(&|c| c.click(event.unchecked_ref())))
            .on("focusin", move |event| {
                heard(&|c| c.focused(event.unchecked_ref()));
            })
            .child(part("header", move || {
                header(cx, columns, active, held, marked)
            }))
            .child(
                // Its rows are drawn by hand.
                div("ct-body").at(body).attr("role", "rowgroup").attr_if(
                    now != Mode::Rows,
                    "hidden",
                    "",
                ),
            )
            .maybe(instead)
            .child(
                div("ct-probe")
                    .key("probe")
                    .at(probe)
                    .attr("aria-hidden", "true"),
            );
        let message = message(cx, now, &slots);
        // On either side of the grid: Tab comes in and goes out by them, so that the grid is one stop whatever the page has in
        // its cells. Without rows there is nothing to pass over.
        let guard = |key| {
            el("span")
                .key(key)
                .attr("tabindex", "0")
                .attr_if(now != Mode::Rows, "hidden", "")
                .on("focusin", move |event| {
                    heard(&|c| c.guarded(event.unchecked_ref()));
                })
        };
        let mut all = vec![
            part("progress", move || progress(cx, mode)),
            guard("before").into(),
            shown.into(),
            guard("behind").into(),
        ];
        all.extend(message);
        all
    })
}

/// Keeps the measures true to the grid's size and the rows' height, for as long as the grid lives.
fn observe(controller: &Rc<Controller>) {
    let seen = Rc::downgrade(controller);
    let callback = Closure::<dyn FnMut()>::new(move || {
        if let Some(controller) = seen.upgrade() {
            controller.measure();
        }
    });
    let Ok(observer) = ResizeObserver::new(callback.as_ref().unchecked_ref()) else {
        return;
    };
    observer.observe(&controller.nodes.grid);
    observer.observe(&controller.nodes.probe);
    let kept = StoredValue::new((observer, callback));
    on_cleanup(move || kept.with_value(|(observer, _)| observer.disconnect()));
}

fn marked(cx: Cx) -> Marked {
    cx.revision.track();
    let source = cx.source();
    cx.state.with(|state| {
        cx.view.with(|view| match state.selection.len() {
            0 => Marked::None,
            _ if source.all_selected(state, view) => Marked::All,
            _ if source.any_selected(state, view) => Marked::Some,
            _ => Marked::None,
        })
    })
}

/// Rows yet to come: the header is true, the rest is drawn.
fn bones(columns: Memo<Vec<Shown>>) -> El {
    let row = |row: usize| {
        let cell = |(at, column): (usize, &Shown)| {
            let bone = format!("ct-bone is-{}", (row * 3 + at * 2) % 5);
            let bone = el("span").class(bone);
            el("div").class(column.class.clone()).child(bone).into()
        };
        let cells = columns.with(|columns| columns.iter().enumerate().map(cell).collect());
        div("ct-r").child(div("ct-sel")).children(cells).into()
    };
    div("ct-bones")
        .key("bones")
        .attr("aria-hidden", "true")
        .children((0..BONES).map(row).collect())
}

/// A line above the grid while rows are loaded or a view of them is made, once that has taken a moment.
fn progress(cx: Cx, mode: Memo<Mode>) -> Draw {
    Box::new(move || {
        mode.track();
        let is_making = cx.making.get();
        let (is_loading, progress) = cx.status.with(|status| match status {
            Status::Loading { progress } => (true, *progress),
            _ => (false, None),
        });
        if !is_making && !is_loading {
            return Vec::new();
        }
        let percent = progress.map(|part| (part.clamp(0.0, 1.0) * 100.0).round());
        let label = cx
            .noun
            .with_value(|noun| cx.text(|t| noun.fill(&t.grid.loading, 0, 2)));
        let mut line = div("ct-progress")
            .attr("role", "progressbar")
            .attr("aria-label", label);
        let mut done = el("span");
        if let Some(percent) = percent {
            line = line.attr("aria-valuenow", percent.to_string());
            done = done.style("--ct-done", format!("{percent}%"));
        }
        vec![line.child(done).into()]
    })
}

/// Has a screen reader say what a change of sort, search, filters or selection came to. Typing is
/// given a moment to end, and a view to be made.
fn announce(cx: Cx, mode: Memo<Mode>) {
    let pending = StoredValue::new(None::<TimeoutHandle>);
    let say = move |words: fn(Cx) -> String| say_later(cx, pending, words);
    on_cleanup(move || {
        if let Some(Some(handle)) = pending.try_get_value() {
            handle.clear();
        }
    });
    let mut before: Option<layout::Order> = None;
    effect(move || {
        let order = layout::Order::now(cx);
        if let Some(before) = before.take() {
            if before.sort != order.sort {
                say(layout::sorted_words);
            } else if before != order && mode.get_untracked() != Mode::Loading {
                say(layout::matched_words);
            }
        }
        before = Some(order);
    });
    let mut before = None;
    effect(move || {
        let selected = cx.state.with(|state| state.selection.len());
        if before.is_some_and(|before| before != selected) {
            say(layout::selected_words);
        }
        before = Some(selected);
    });
}

fn say_later(cx: Cx, pending: StoredValue<Option<TimeoutHandle>>, words: fn(Cx) -> String) {
    if let Some(handle) = pending.get_value() {
        handle.clear();
    }
    let say = move || {
        if cx.making.get_untracked() {
            say_later(cx, pending, words);
        } else {
            cx.announce(words(cx));
        }
    };
    let handle = set_timeout_with_handle(say, std::time::Duration::from_millis(400));
    pending.set_value(handle.ok());
}
