//! The header row: sort by click, widths by dragging an edge, and the checkbox for all in view.

use leptos::{html, prelude::*};
use web_sys::HtmlInputElement;

use crate::{Cx, Icon, active::Active, body::Shown, lazy};

/// The header row. Its events are heard by the grid.
pub(crate) fn header(
    columns: Memo<Vec<Shown>>,
    active: RwSignal<Active>,
    // The column whose edge is being dragged.
    held: Signal<Option<String>>,
    // How many rows in view are selected: none, some, all.
    marked: Memo<Marked>,
) -> AnyView {
    let cx = Cx::get();
    let all = NodeRef::<html::Input>::new();
    lazy::effect(move || {
        if let Some(input) = all.get() {
            show(&input, marked.get());
        }
    });
    let tab = move |column: &str| {
        if cx.is_narrow.get() || !active.with(|a| a.is_header(column)) {
            "-1"
        } else {
            "0"
        }
        .to_owned()
    };
    let one = move |id: String| {
        let label = cx
            .source()
            .schema()
            .get(&id)
            .map(|column| column.label.clone())
            .unwrap_or_default();
        let class = {
            let id = id.clone();
            lazy::value(move || {
                columns.with(|all| {
                    all.iter()
                        .find(|c| c.id == id)
                        .map(|c| c.class.clone())
                        .unwrap_or_default()
                })
            })
        };
        let sort = {
            let id = id.clone();
            lazy::memo(move || {
                cx.state.with(|state| {
                    let at = state.sort.iter().position(|key| key.column == id)?;
                    Some((at, state.sort[at].descending, state.sort.len() > 1))
                })
            })
        };
        let aria = lazy::value(move || {
            sort.get().map(|(_, descending, _)| {
                if descending {
                    "descending"
                } else {
                    "ascending"
                }
                .to_owned()
            })
        });
        let arrow = lazy::value(move || match sort.get() {
            None => ().into_any(),
            Some((at, descending, several)) => view! {
                <Icon icon=if descending { Icon::Desc } else { Icon::Asc } small=true/>
                {several.then(|| view! { <span class="ct-nth">{at + 1}</span> })}
            }
            .into_any(),
        });
        let (col, stop, edge) = (id.clone(), id.clone(), id.clone());
        let index = {
            let id = id.clone();
            lazy::value(move || {
                columns
                    .with(|all| all.iter().position(|c| c.id == id).map_or(0, |at| at + 2))
                    .to_string()
            })
        };
        view! {
            <div
                role="columnheader"
                class=class
                part="header-cell"
                data-col=col
                aria-colindex=index
                aria-sort=aria
                tabindex=lazy::value(move || tab(&stop))
            >
                <span class="ct-t" dir="auto">{label}</span>
                {arrow}
                <span class="ct-edge" class:is-held=lazy::value(move || held.with(|held| held.as_ref() == Some(&edge)))></span>
            </div>
        }
        .into_any()
    };
    view! {
        <div role="rowgroup" class="ct-head">
            <div role="row" class="ct-r ct-h" part="header" aria-rowindex="1">
                <div role="columnheader" class="ct-sel" aria-colindex="1">
                    {(!cx.selects_one).then(|| view! {
                        <span class="ct-check">
                            <input
                                type="checkbox"
                                node_ref=all
                                aria-label=cx.text(|t| t.grid.select_all.to_string())
                                tabindex=lazy::value(move || tab(""))
                            />
                            <Icon icon=Icon::Check class="ct-tick"/>
                            <Icon icon=Icon::Minus class="ct-dash"/>
                        </span>
                    })}
                </div>
                {lazy::each(move || columns.with(|all| all.iter().map(|column| column.id.clone()).collect()), one)}
            </div>
        </div>
    }
    .into_any()
}

/// How much of the view is selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Marked {
    #[default]
    None,
    Some,
    All,
}

/// Makes a checkbox show it, also after a click has changed the box by itself.
pub(crate) fn show(input: &HtmlInputElement, marked: Marked) {
    input.set_checked(marked == Marked::All);
    input.set_indeterminate(marked == Marked::Some);
}
