//! The first step of Add filter: which column. A text field over a list box, after the WAI-ARIA
//! Authoring Practices' combobox: <https://www.w3.org/WAI/ARIA/apg/patterns/combobox/>.

use leptos::{ev, prelude::*};
use table_engine::{FacetInfo, FilterKind, fold};

use crate::{Cx, Icon, lazy, popover};

use super::filters::FilterMenu;

/// The icon of a facet: its own, or its kind's.
fn icon(cx: Cx, facet: &FacetInfo) -> Icon {
    cx.source()
        .facet_icon(&facet.id)
        .unwrap_or(match facet.kind {
            FilterKind::Text | FilterKind::Number => Icon::Text,
            FilterKind::Set { hierarchical: true } => Icon::Department,
            FilterKind::Set {
                hierarchical: false,
            } => Icon::Menu,
            FilterKind::Timestamp => Icon::Clock,
            FilterKind::Boolean => Icon::Check,
        })
}

/// Whether all the words of `find` are in `label`, whatever their case and accents.
pub(crate) fn found(label: &str, find: &str) -> bool {
    let label = fold(label);
    fold(find)
        .split_whitespace()
        .all(|word| label.contains(word))
}

/// Lists the facets.
pub(crate) fn choose(menu: FilterMenu) -> AnyView {
    let root = popover::refocus();
    let find = RwSignal::new(String::new());
    let active = RwSignal::new(0_usize);
    let facets = StoredValue::new(menu.cx().source().schema().facets().to_vec());
    let shown = lazy::memo(move || {
        let find = find.get();
        facets.with_value(|facets| {
            (0..facets.len())
                .filter(|at| found(&facets[*at].label, &find))
                .collect::<Vec<_>>()
        })
    });
    let pick = move |at: usize| {
        if let Some(facet) = facets.with_value(|facets| facets.get(at).cloned()) {
            menu.start(&facet);
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let number = shown.with_untracked(Vec::len);
        let at = active.get_untracked();
        let to = match event.key().as_str() {
            "ArrowDown" => (at + 1) % number.max(1),
            "ArrowUp" => (at + number.max(1) - 1) % number.max(1),
            "Enter" if !event.is_composing() => {
                event.prevent_default();
                if let Some(at) = shown.with_untracked(|shown| shown.get(at).copied()) {
                    pick(at);
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        active.set(to);
    };
    let option = move |(place, at): (usize, usize)| {
        let Some(facet) = facets.with_value(|facets| facets.get(at).cloned()) else {
            return ().into_any();
        };
        let on = move || active.get() == place;
        view! {
            <li
                id=format!("ct-option-{place}")
                role="option"
                class="ct-opt"
                class:is-on=lazy::value(on)
                aria-selected=lazy::value(move || if on() { "true" } else { "false" })
                on:pointermove=move |_| active.set(place)
                on:click=move |_| pick(at)
            >
                <Icon icon=icon(menu.cx(), &facet)/>
                <span class="ct-t">{facet.label.clone()}</span>
                <span class="ct-k"><Icon icon=Icon::Right small=true/></span>
            </li>
        }
        .into_any()
    };
    let t = menu.cx().text(|t| {
        [
            &t.toolbar.filter_by,
            &t.toolbar.filter_column,
            &t.toolbar.no_column,
        ]
        .map(ToString::to_string)
    });
    let [placeholder, name, none] = t;
    view! {
        <div node_ref=root class="ct-find">
            <Icon icon=Icon::Search/>
            <input
                data-first=""
                role="combobox"
                aria-label=placeholder.clone()
                aria-expanded="true"
                aria-controls="ct-options"
                aria-autocomplete="list"
                aria-activedescendant=lazy::value(move || shown.with(|shown| (!shown.is_empty()).then(|| format!("ct-option-{}", active.get()))))
                autocomplete="off"
                spellcheck="false"
                placeholder=placeholder
                on:input=move |event| {
                    active.set(0);
                    find.set(event_target_value(&event));
                }
                on:keydown=on_key
            />
        </div>
        <ul id="ct-options" class="ct-opts" role="listbox" aria-label=name>
            {lazy::value(move || shown.get().into_iter().enumerate().map(option).collect_view())}
        </ul>
        {lazy::show(move || shown.with(Vec::is_empty), move || view! { <p class="ct-hint" role="status">{none.clone()}</p> }.into_any())}
    }
    .into_any()
}
