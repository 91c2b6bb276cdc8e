//! The header row: sort by click, widths by dragging an edge, and the checkbox for all in view.

use leptos::{html, prelude::*};
use web_sys::HtmlInputElement;

use crate::{Cx, Icon, active::Active, body::Shown};

/// The header row. Its events are heard by the grid.
#[component]
pub(crate) fn Header(
    columns: Memo<Vec<Shown>>,
    active: RwSignal<Active>,
    /// The column whose edge is being dragged.
    held: Signal<Option<String>>,
    /// How many rows in view are selected: none, some, all.
    marked: Memo<Marked>,
) -> impl IntoView {
    let cx = Cx::get();
    let all = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = all.get() {
            show(&input, marked.get());
        }
    });
    let tab = move |column: &str| if cx.is_narrow.get() || !active.with(|a| a.is_header(column)) { "-1" } else { "0" };
    let one = move |column: Shown| {
        let Shown { id, label, class, .. } = column;
        let sort = {
            let id = id.clone();
            Memo::new(move |_| {
                cx.state.with(|state| {
                    let at = state.sort.iter().position(|key| key.column == id)?;
                    Some((at, state.sort[at].descending, state.sort.len() > 1))
                })
            })
        };
        let aria = move || sort.get().map(|(_, descending, _)| if descending { "descending" } else { "ascending" });
        let arrow = move || {
            sort.get().map(|(at, descending, several)| {
                view! {
                    <Icon icon=if descending { Icon::Desc } else { Icon::Asc } small=true/>
                    {several.then(|| view! { <span class="ct-nth">{at + 1}</span> })}
                }
            })
        };
        let (col, stop, edge) = (id.clone(), id.clone(), id.clone());
        let index = {
            let id = id.clone();
            move || columns.with(|all| all.iter().position(|c| c.id == id).map_or(0, |at| at + 2))
        };
        view! {
            <div
                role="columnheader"
                class=class
                data-col=col
                aria-colindex=index
                aria-sort=aria
                tabindex=move || tab(&stop)
            >
                <span class="ct-t">{label}</span>
                {arrow}
                <span class="ct-edge" class:is-held=move || held.with(|held| held.as_ref() == Some(&edge))></span>
            </div>
        }
    };
    view! {
        <div role="rowgroup" class="ct-head">
            <div role="row" class="ct-r ct-h" aria-rowindex="1">
                <div role="columnheader" class="ct-sel" aria-colindex="1">
                    <span class="ct-check">
                        <input
                            type="checkbox"
                            node_ref=all
                            aria-label=cx.text(|t| t.grid.select_all.to_string())
                            tabindex=move || tab("")
                        />
                        <Icon icon=Icon::Check class="ct-tick"/>
                        <Icon icon=Icon::Minus class="ct-dash"/>
                    </span>
                </div>
                <For each=move || columns.get() key=|c| (c.id.clone(), c.class.clone()) children=one/>
            </div>
        </div>
    }
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
