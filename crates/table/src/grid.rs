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
    header::{Header, Marked},
    layout::{self, Drag, Metrics},
    message::{Message, Mode},
};

/// How many rows of bones a table that is loading shows.
const BONES: usize = 6;

/// The grid, or what stands in its place.
#[component]
pub(crate) fn Grid(empty: ViewFn, on_retry: Option<Callback<()>>) -> impl IntoView {
    let cx = Cx::get();
    let metrics = RwSignal::new(Metrics::default());
    let drag = RwSignal::new(None::<Drag>);
    let active = RwSignal::new(Active::default());
    let columns = Memo::new(move |_| layout::columns(cx, metrics.get(), drag.get().as_ref()));
    let mode = Memo::new(move |_| Mode::now(cx));
    let marked = Memo::new(move |_| marked(cx));

    let grid = NodeRef::<html::Div>::new();
    let body = NodeRef::<html::Div>::new();
    let probe = NodeRef::<html::Div>::new();
    let controller = StoredValue::new_local(None::<Rc<Controller>>);
    let heard = move |hear: &dyn Fn(&Rc<Controller>)| {
        if let Some(controller) = controller.get_value() {
            hear(&controller);
        }
    };

    Effect::new(move |_| {
        let (Some(grid), Some(body), Some(probe)) = (grid.get(), body.get(), probe.get()) else { return };
        let nodes = Nodes { grid: (*grid).clone().unchecked_into(), probe: (*probe).clone().unchecked_into() };
        let started = Rc::new(Controller::new(cx, nodes, (*body).clone().unchecked_into(), columns, metrics, drag, active));
        started.measure();
        observe(&started);
        controller.set_value(Some(started));
    });
    // The rows follow whatever they are drawn from.
    Effect::new(move |_| {
        grid.track();
        cx.view.track();
        cx.revision.track();
        cx.display.track();
        cx.now.track();
        columns.track();
        metrics.track();
        mode.track();
        heard(&|controller| controller.render(true));
    });
    Effect::new(move |_| {
        cx.state.track();
        heard(&|controller| controller.render(false));
    });
    Effect::new(move |before: Option<layout::Order>| {
        let order = layout::Order::now(cx);
        if before.is_some_and(|before| before != order) {
            heard(&|controller| controller.to_top());
        }
        order
    });
    announce(cx, mode);

    let count = move || if mode.get() == Mode::Loading { -1 } else { cx.view.with(|view| i64::try_from(view.matched).unwrap_or(-2)) + 1 };
    let held = Signal::derive(move || drag.with(|drag| drag.as_ref().map(|drag| drag.column.clone())));
    view! {
        <Progress mode/>
        <div
            role="grid"
            class="ct-grid"
            class:is-bare=move || mode.get() == Mode::NoMatch
            hidden=move || !mode.get().has_grid()
            node_ref=grid
            aria-label=cx.label.get_value()
            aria-multiselectable="true"
            aria-busy=move || (mode.get() == Mode::Loading).then_some("true")
            aria-rowcount=count
            aria-colcount=move || columns.with(Vec::len) + 1
            on:scroll=move |_| heard(&|c| c.scrolled())
            on:keydown=move |event| heard(&|c| c.key(&event))
            on:click=move |event| heard(&|c| c.click(&event))
            on:dblclick=move |event| heard(&|c| c.double_click(&event))
            on:focusin=move |event| heard(&|c| c.focused(&event))
            on:mousedown=move |event| heard(&|c| c.mouse_down(&event))
            on:pointerdown=move |event| heard(&|c| c.press(&event))
            on:pointermove=move |event| heard(&|c| c.drag(&event))
            on:pointerup=move |event| heard(&|c| c.release(&event))
            on:pointercancel=move |event| heard(&|c| c.release(&event))
        >
            <Header columns active held marked/>
            <div
                role="rowgroup"
                class="ct-body"
                node_ref=body
                hidden=move || mode.get() != Mode::Rows
            ></div>
            <Show when=move || mode.get() == Mode::Loading>
                <Bones columns/>
            </Show>
            <div class="ct-probe" aria-hidden="true" node_ref=probe></div>
        </div>
        <Message mode empty on_retry/>
    }
}

/// Keeps the measures true to the grid's size and the rows' height, for as long as the grid lives.
fn observe(controller: &Rc<Controller>) {
    let seen = Rc::downgrade(controller);
    let callback = Closure::<dyn FnMut()>::new(move || {
        if let Some(controller) = seen.upgrade() {
            controller.measure();
        }
    });
    let Ok(observer) = ResizeObserver::new(callback.as_ref().unchecked_ref()) else { return };
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
#[component]
fn Bones(columns: Memo<Vec<Shown>>) -> impl IntoView {
    let row = move |row: usize| {
        let cells = move || {
            columns.get().into_iter().enumerate().map(|(at, column)| {
                let bone = format!("ct-bone is-{}", (row * 3 + at * 2) % 5);
                view! { <div class=column.class><span class=bone></span></div> }
            }).collect_view()
        };
        view! { <div class="ct-r"><div class="ct-sel"></div>{cells}</div> }
    };
    view! { <div class="ct-bones" aria-hidden="true">{(0..BONES).map(row).collect_view()}</div> }
}

/// A line above the grid while rows are loaded, once that has taken a moment.
#[component]
fn Progress(mode: Memo<Mode>) -> impl IntoView {
    let cx = Cx::get();
    let loading = Memo::new(move |_| {
        mode.track();
        cx.status.with(|status| matches!(status, Status::Loading { .. }))
    });
    let percent = move || cx.status.with(|status| match status {
        Status::Loading { progress } => progress.map(|part| (part.clamp(0.0, 1.0) * 100.0).round()),
        _ => None,
    });
    let label = move || cx.noun.with_value(|noun| cx.text(|t| noun.fill(&t.grid.loading, 0, 2)));
    view! {
        <Show when=move || loading.get()>
            <div class="ct-progress" role="progressbar" aria-label=label aria-valuenow=percent>
                <span style:--ct-done=move || percent().map(|n| format!("{n}%"))></span>
            </div>
        </Show>
    }
}

/// Has a screen reader say what a change of sort, search, filters or selection came to. Typing is
/// given a moment to end.
fn announce(cx: Cx, mode: Memo<Mode>) {
    let pending = StoredValue::new(None::<TimeoutHandle>);
    let say_later = move |words: String| {
        if let Some(handle) = pending.get_value() {
            handle.clear();
        }
        let handle = set_timeout_with_handle(move || cx.announce(words.clone()), std::time::Duration::from_millis(400));
        pending.set_value(handle.ok());
    };
    on_cleanup(move || {
        if let Some(Some(handle)) = pending.try_get_value() {
            handle.clear();
        }
    });
    Effect::new(move |before: Option<layout::Order>| {
        let order = layout::Order::now(cx);
        if let Some(before) = before {
            if before.sort != order.sort {
                say_later(layout::sorted_words(cx));
            } else if before != order && mode.get_untracked() != Mode::Loading {
                say_later(layout::matched_words(cx));
            }
        }
        order
    });
    Effect::new(move |before: Option<usize>| {
        let selected = cx.state.with(|state| state.selection.len());
        if before.is_some_and(|before| before != selected) {
            say_later(layout::selected_words(cx, selected));
        }
        selected
    });
}

