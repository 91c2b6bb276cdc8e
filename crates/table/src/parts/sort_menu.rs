//! Sort, where the headers are hidden: on a phone.

use leptos::prelude::*;
use table_engine::SortMode;

use crate::{
    Cx, Icon, lazy,
    menus::Panel,
    popover::{self, popover},
};

use super::menu_keys;

/// The button and its panel.
#[component]
pub(crate) fn SortMenu() -> impl IntoView {
    let cx = Cx::get();
    let anchor = popover::anchor();
    let [name, by] = cx.text(|t| [&t.toolbar.sort, &t.toolbar.sort_by].map(ToString::to_string));
    let open = move || {
        if anchor.with(Option::is_some) {
            "true"
        } else {
            "false"
        }
    };
    view! {
        <button
            type="button"
            class="ct-btn ct-ghost ct-icon"
            aria-label=name.clone()
            title=name
            aria-haspopup="dialog"
            aria-expanded=lazy::value(open)
            on:click=move |event| popover::toggle(anchor, &event)
        >
            <Icon icon=Icon::Sort/>
        </button>
        {popover(cx, anchor, move || by.clone(), Panel::Sort)}
    }
}

/// The columns; a second press reverses.
pub(crate) fn panel(cx: Cx) -> AnyView {
    let [by, none, up, down] = cx.text(|t| {
        [
            &t.toolbar.sort_by,
            &t.toolbar.sort_none,
            &t.toolbar.ascending,
            &t.toolbar.descending,
        ]
        .map(ToString::to_string)
    });
    let columns: Vec<(String, String)> = cx
        .source()
        .schema()
        .iter()
        .map(|column| (column.id.clone(), column.label.clone()))
        .collect();
    let items = columns
        .into_iter()
        .map(|(id, label)| {
            let key = id.clone();
            let key = lazy::memo(move || cx.state.with(|state| state.sorted_by(&key)));
            let (up, down) = (up.clone(), down.clone());
            let direction = move || {
                key.get().map(|(_, descending)| {
                    let (icon, word) = if descending {
                        (Icon::Desc, down.clone())
                    } else {
                        (Icon::Asc, up.clone())
                    };
                    view! { <span class="ct-k">{word}<Icon icon small=true/></span> }.into_any()
                })
            };
            view! {
                <button
                    type="button"
                    role="menuitemradio"
                    tabindex="-1"
                    class="ct-opt"
                    aria-checked=lazy::value(move || if key.get().is_some() { "true" } else { "false" })
                    on:click=move |_| cx.edit(|state| state.toggle_sort(&id, SortMode::Replace))
                >
                    <span class="ct-t">{label}</span>
                    {lazy::value(direction)}
                </button>
            }
        })
        .collect_view();
    let unsorted = lazy::memo(move || cx.state.with(|state| state.sort.is_empty()));
    view! {
        <div class="ct-top">{by.clone()}</div>
        <div class="ct-opts" role="menu" aria-label=by on:keydown=menu_keys::on_key>
            <button
                type="button"
                role="menuitemradio"
                data-first=""
                class="ct-opt"
                aria-checked=lazy::value(move || if unsorted.get() { "true" } else { "false" })
                on:click=move |_| cx.edit(table_engine::State::clear_sort)
            >
                <span class="ct-t">{none}</span>
                {lazy::show(move || unsorted.get(), || view! { <span class="ct-k"><Icon icon=Icon::Check small=true/></span> }.into_any())}
            </button>
            {items}
        </div>
    }
    .into_any()
}
