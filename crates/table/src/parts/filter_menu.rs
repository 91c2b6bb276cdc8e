//! The first step of Add filter: which column. A text field over a list box, after the WAI-ARIA
//! Authoring Practices' combobox: <https://www.w3.org/WAI/ARIA/apg/patterns/combobox/>.

use crate::signals::prelude::*;
use table_engine::{FacetInfo, FilterKind, fold};
use web_sys::KeyboardEvent;

use crate::{
    Cx, Icon,
    markup::{self, Draw, div, el, small_icon, span, yes},
    popover,
};

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
pub(crate) fn choose(menu: FilterMenu) -> Draw {
    let cx = menu.cx();
    let find = RwSignal::new(String::new());
    let active = RwSignal::new(0_usize);
    let shown = memo(move || {
        let find = find.get();
        let source = cx.source();
        let facets = source.schema().facets();
        (0..facets.len())
            .filter(|at| found(&facets[*at].label, &find))
            .collect::<Vec<_>>()
    });
    let pick = move |at: usize| {
        if let Some(facet) = cx.source().schema().facets().get(at) {
            menu.start(facet);
        }
    };
    let on_key = move |event: &KeyboardEvent| {
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
    Box::new(move || {
        let source = cx.source();
        let facets = source.schema().facets();
        let now = active.get();
        let option = |(place, at): (usize, usize)| {
            let facet = &facets[at];
            el("li")
                .class("ct-opt")
                .class_if(now == place, "is-on")
                .attr("id", format!("ct-option-{place}"))
                .attr("role", "option")
                .attr("aria-selected", yes(now == place))
                .on("pointermove", move |_| active.set(place))
                .on_click(move |_| pick(at))
                .child(markup::icon(icon(cx, facet)))
                .child(span("ct-t").child(facet.label.clone()))
                .child(span("ct-k").child(small_icon(Icon::Right)))
                .into()
        };
        let [placeholder, name, none] = cx.text(|t| {
            [
                &t.toolbar.filter_by,
                &t.toolbar.filter_column,
                &t.toolbar.no_column,
            ]
            .map(ToString::to_string)
        });
        let shown = shown.get();
        let is_none = shown.is_empty();
        let input = el("input")
            .attr("data-first", "")
            .attr("role", "combobox")
            .attr("aria-label", placeholder.clone())
            .attr("aria-expanded", "true")
            .attr("aria-controls", "ct-options")
            .attr("aria-autocomplete", "list")
            .attr_if(
                !is_none,
                "aria-activedescendant",
                format!("ct-option-{now}"),
            )
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .attr("placeholder", placeholder)
            .on_input(move |value| {
                active.set(0);
                find.set(value);
            })
            .on_key(on_key);
        let list = el("ul")
            .class("ct-opts")
            .attr("id", "ct-options")
            .attr("role", "listbox")
            .attr("aria-label", name)
            .children(shown.into_iter().enumerate().map(option).collect());
        let mut all = vec![
            div("ct-find")
                .made(popover::refocus)
                .child(markup::icon(Icon::Search))
                .child(input)
                .into(),
            list.into(),
        ];
        all.extend(is_none.then(|| {
            el("p")
                .class("ct-hint")
                .attr("role", "status")
                .child(none)
                .into()
        }));
        all
    })
}
