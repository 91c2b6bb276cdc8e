//! The grid: a scroll container with the header and the body, and what is heard in it.

use std::rc::Rc;

use leptos::{html, prelude::*};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::ResizeObserver;

use crate::{
    Cx, Status,
    active::Active,
    body::Shown,
    controller::{Controller, Nodes},
    header::{Marked, header},
    layout::{self, Drag, Metrics},
    lazy::{self, Lazy},
    message::{Mode, message},
};

/// How many rows of bones a table that is loading shows.
const BONES: usize = 6;

/// What the page puts in the place of rows.
pub(crate) struct Slots {
    pub empty: ViewFn,
    pub loading: Option<ViewFn>,
    pub failed: Option<ViewFn>,
    pub on_retry: Option<Callback<()>>,
}

/// The grid, or what stands in its place.
pub(crate) fn grid(slots: Slots) -> AnyView {
    let loading = slots.loading.clone();
    let cx = Cx::get();
    let metrics = RwSignal::new(Metrics::default());
    let drag = RwSignal::new(None::<Drag>);
    let active = RwSignal::new(Active::default());
    let columns = lazy::memo(move || layout::columns(cx, metrics.get(), drag.get().as_ref()));
    let mode = lazy::memo(move || Mode::now(cx));
    let marked = lazy::memo(move || marked(cx));

    let grid = NodeRef::<html::Div>::new();
    let body = NodeRef::<html::Div>::new();
    let probe = NodeRef::<html::Div>::new();
    let controller = StoredValue::new_local(None::<Rc<Controller>>);
    let heard = move |hear: &dyn Fn(&Rc<Controller>)| {
        if let Some(controller) = controller.get_value() {
            hear(&controller);
        }
    };

    lazy::effect(move || {
        let (Some(grid), Some(body), Some(probe)) = (grid.get(), body.get(), probe.get()) else {
            return;
        };
        let nodes = Nodes {
            grid: (*grid).clone().unchecked_into(),
            probe: (*probe).clone().unchecked_into(),
        };
        let started = Controller::new(
            cx,
            nodes,
            (*body).clone().unchecked_into(),
            columns,
            metrics,
            drag,
            active,
        );
        started.measure();
        observe(&started);
        controller.set_value(Some(started));
    });
    lazy::effect(move || {
        grid.track();
        if let Some(menus) = cx.arrived.get() {
            heard(&|controller| menus.pointer(cx, controller));
        }
    });
    // The rows follow whatever they are drawn from. What is marked in them can change where no row does.
    let search = lazy::memo(move || cx.state.with(|state| state.search.trim().to_owned()));
    lazy::effect(move || {
        grid.track();
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
    lazy::effect(move || {
        cx.state.track();
        heard(&|controller| controller.render_soon(false));
    });
    let mut before = None;
    lazy::effect(move || {
        let order = Some(layout::Order::now(cx));
        if before.is_some() && before != order {
            heard(&|controller| controller.to_top());
        }
        before = order;
    });
    lazy::effect(move || {
        grid.track();
        if let Some(key) = cx.reveal.get() {
            heard(&|controller| controller.reveal(&key));
        }
    });
    announce(cx, mode);

    // The view before the mode that follows from it: an effect that has a memo asked first is not told that what the memo
    // follows from has changed where the memo stays the same (reactive_graph 0.2.16).
    let count = lazy::value(move || {
        let matched = cx.view.with(|view| view.matched);
        match mode.get() {
            Mode::Loading => "-1".to_owned(), // not known yet
            _ => (matched + 1).to_string(),
        }
    });
    let held =
        Signal::derive(move || drag.with(|drag| drag.as_ref().map(|drag| drag.column.clone())));
    view! {
        {progress(mode)}
        <div
            role="grid"
            class="ct-grid"
            part="grid"
            class:is-bare=lazy::value(move || mode.get() == Mode::NoMatch)
            hidden=lazy::value(move || !mode.get().has_grid())
            node_ref=grid
            aria-label=cx.label.get_value()
            aria-multiselectable=(!cx.selects_one).then_some("true")
            aria-busy=lazy::value(move || (mode.get() == Mode::Loading || cx.making.get()).then(|| "true".to_owned()))
            aria-rowcount=count
            aria-colcount=lazy::value(move || (columns.with(Vec::len) + 1).to_string())
            on:scroll=move |_| heard(&|c| c.scrolled())
            on:keydown=move |event| heard(&|c| c.key(&event))
            on:click=move |event| heard(&|c| c.click(&event))
            on:focusin=move |event| heard(&|c| c.focused(&event))
        >
            {header(columns, active, held, marked)}
            <div
                role="rowgroup"
                class="ct-body"
                node_ref=body
                hidden=lazy::value(move || mode.get() != Mode::Rows)
            ></div>
            {lazy::show(move || mode.get() == Mode::Loading, move || match &loading {
                Some(loading) => loading.run(),
                None => bones(columns),
            })}
            <div class="ct-probe" aria-hidden="true" node_ref=probe></div>
        </div>
        {message(mode, slots)}
    }
    .into_any()
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
    let kept = StoredValue::new_local((observer, callback));
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
fn bones(columns: Memo<Vec<Shown>>) -> AnyView {
    let row = move |row: usize| {
        let cells = lazy::value(move || {
            columns
                .get()
                .into_iter()
                .enumerate()
                .map(|(at, column)| {
                    let bone = format!("ct-bone is-{}", (row * 3 + at * 2) % 5);
                    view! { <div class=column.class><span class=bone></span></div> }
                })
                .collect_view()
                .into_any()
        });
        view! { <div class="ct-r"><div class="ct-sel"></div>{cells}</div> }
    };
    view! { <div class="ct-bones" aria-hidden="true">{(0..BONES).map(row).collect_view()}</div> }
        .into_any()
}

/// A line above the grid while rows are loaded or a view of them is made, once that has taken a moment.
fn progress(mode: Memo<Mode>) -> Lazy<Option<AnyView>> {
    let cx = Cx::get();
    let loading = move || {
        mode.track();
        cx.making.get()
            || cx
                .status
                .with(|status| matches!(status, Status::Loading { .. }))
    };
    let percent = move || {
        cx.status.with(|status| match status {
            Status::Loading { progress } => {
                progress.map(|part| (part.clamp(0.0, 1.0) * 100.0).round())
            }
            _ => None,
        })
    };
    let label = move || {
        cx.noun
            .with_value(|noun| cx.text(|t| noun.fill(&t.grid.loading, 0, 2)))
    };
    lazy::show(loading, move || {
        view! {
            <div
                class="ct-progress"
                role="progressbar"
                aria-label=label()
                aria-valuenow=lazy::value(move || percent().map(|n| n.to_string()))
            >
                <span style:--ct-done=lazy::value(move || percent().map(|n| format!("{n}%")))></span>
            </div>
        }
        .into_any()
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
    lazy::effect(move || {
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
    lazy::effect(move || {
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
