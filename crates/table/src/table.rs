//! The component: toolbar, action bar, grid, status line.

use leptos::prelude::*;
use table_engine::{Row, State};

use crate::{
    Cells, Display, Menus, Narrow, Notice, Noun, TableData,
    actions::action_bar,
    cx::{Cx, CxParts},
    grid::grid,
    lazy,
    parts::{StatusLine, Toolbar},
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
    /// What shows when there are no rows at all.
    #[prop(optional, into)]
    empty: ViewFn,
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
    /// What stands at the end of the toolbar.
    #[prop(optional, into)]
    tools: ViewFn,
    /// Offers a link to the view under More: for a page whose address follows the state.
    #[prop(default = true)]
    links: bool,
    /// Takes the key of a row to scroll to.
    #[prop(optional)]
    reveal: RwSignal<Option<String>>,
    /// The texts.
    #[prop(optional)]
    texts: Texts,
) -> impl IntoView {
    let source = data.source(cells, &texts.grid);
    let cx = Cx::provide(CxParts {
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
        on_notice,
    });
    frame(cx, tools, actions, empty, on_retry)
}

/// The part of the component without the rows' type.
fn frame(
    cx: Cx,
    tools: ViewFn,
    actions: ViewFn,
    empty: ViewFn,
    on_retry: Option<Callback<()>>,
) -> AnyView {
    let label = cx.label.get_value();
    view! {
        <section class="ct" part="table" aria-label=label data-density=lazy::value(move || cx.display.with(|d| d.density.name().to_owned()))>
            <Toolbar tools/>
            {action_bar(actions)}
            {grid(empty, on_retry)}
            <StatusLine on_retry/>
            <div class="ct-sr" role="status" aria-live="polite">{lazy::value(move || cx.announced())}</div>
        </section>
    }
    .into_any()
}
