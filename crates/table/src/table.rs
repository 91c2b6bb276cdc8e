//! The component: toolbar, action bar, grid, status line.

use std::{cell::Cell, rc::Rc};

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use table_engine::{Row, State};
use web_sys::Element;

use crate::{
    Cells, Display, Menus, Narrow, Notice, Noun, Selects, TableData,
    actions::action_bar,
    cx::{Cx, CxParts},
    grid::{Slots, grid},
    lazy,
    markup::{Draw, div, mount, part},
    parts::{status_line, toolbar},
    texts::Texts,
};

/// A data table. It shows `data` as `state` says and edits `state`; it keeps neither.
#[component]
pub fn Table<R: Row>(
    /// The rows and columns.
    data: TableData<R>,
    /// Search, filters, sort, columns and selection.
    state: RwSignal<State>,
    /// How things show.
    display: RwSignal<Display>,
    /// The accessible name of the grid.
    #[prop(into)]
    label: String,
    /// What the rows are called.
    noun: Noun,
    /// What the names of downloaded files start with.
    #[prop(into)]
    file_stem: String,
    /// Cells that look otherwise than their column's kind.
    #[prop(optional)]
    cells: Cells<R>,
    /// The buttons of the action bar.
    #[prop(optional, into)]
    actions: ViewFn,
    /// What shows when there are no rows at all, in place of that there are none.
    #[prop(optional, into)]
    empty: Option<ViewFn>,
    /// The page's own tools, at the end of the toolbar.
    #[prop(optional, into)]
    tools: ViewFn,
    /// What shows while the first rows are loaded, in place of bones.
    #[prop(optional, into)]
    loading: Option<ViewFn>,
    /// What shows when rows could not be loaded, in place of why and Retry.
    #[prop(optional, into)]
    failed: Option<ViewFn>,
    /// How many rows can be selected.
    #[prop(optional)]
    selects: Selects,
    /// Loads the rows again, after a failure.
    #[prop(optional, into)]
    on_retry: Option<Callback<()>>,
    /// Shows what happened for a moment: a file was saved, a link copied.
    #[prop(optional, into)]
    on_notice: Option<Callback<Notice>>,
    /// Which columns a row shows on a phone.
    #[prop(optional)]
    narrow: Narrow,
    /// The toolbar's popovers, where they arrive later than the table.
    #[prop(into, default = Signal::stored(Some(Menus::new())))]
    menus: Signal<Option<Menus>>,
    /// Offers a link to the view under More: for a page whose address follows the state.
    #[prop(default = true)]
    links: bool,
    /// Takes the key of a row to scroll to.
    #[prop(optional)]
    reveal: RwSignal<Option<String>>,
    /// The same, where reading `menus` has them fetched: what comes with them and can wait until they are there reads this.
    #[prop(optional, into)]
    arrived: Option<Signal<Option<Menus>>>,
    /// The texts.
    #[prop(optional)]
    texts: Texts,
) -> impl IntoView {
    let source = data.source(cells, &texts.grid);
    let cx = Cx::new(CxParts {
        source,
        state,
        display,
        status: data.status,
        revision: data.revision,
        facets: data.facets,
        texts,
        noun,
        label,
        file_stem,
        narrow,
        menus,
        reveal,
        links,
        arrived: arrived.unwrap_or(menus),
        on_notice,
        selects,
    });
    let slots = Slots {
        empty,
        loading,
        failed,
        on_retry,
    };
    frame(cx, actions, tools, slots)
}

/// The part of the component without the rows' type.
fn frame(cx: Cx, actions: ViewFn, tools: ViewFn, slots: Slots) -> AnyView {
    let label = cx.label.get_value();
    let content: Draw = Box::new(move || {
        let (tools, actions, slots) = (tools.clone(), actions.clone(), slots.clone());
        let on_retry = slots.on_retry;
        vec![
            part("toolbar", move || toolbar(cx, tools)),
            part("actions", move || action_bar(cx, actions)),
            part("grid", move || grid(cx, slots)),
            part("status", move || status_line(cx, on_retry)),
            part("said", move || announcer(cx)),
        ]
    });
    let owner = Owner::current().unwrap_or_default();
    // Leptos wants what could be asked for it again, which it isn't.
    let content = SendWrapper::new(Rc::new(Cell::new(Some(content))));
    let fill = move |section: Element| {
        if let Some(content) = (**content).take() {
            mount(&section, &owner, content);
        }
    };
    view! {
        <section
            class="ct"
            part="table"
            aria-label=label
            data-density=lazy::value(move || cx.display.with(|d| d.density.name().to_owned()))
            use:fill
        ></section>
    }
    .into_any()
}

/// What a screen reader says.
fn announcer(cx: Cx) -> Draw {
    Box::new(move || {
        let said = div("ct-sr")
            .attr("role", "status")
            .attr("aria-live", "polite")
            .child(cx.announced());
        vec![said.into()]
    })
}
