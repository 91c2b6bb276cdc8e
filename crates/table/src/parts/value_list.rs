//! The values of a set, to be ticked, each with how many rows have it.

use crate::signals::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, HtmlInputElement, KeyboardEvent};

use table_engine::{FacetCount, Filter, FilterKind, Test};

use crate::{
    Icon,
    draft::Draft,
    markup::{Draw, El, Node, div, el, icon, part, shapes, span},
    texts::{count, fill},
};

use super::{
    filter_editor::Editing,
    filter_menu::found,
    filters::{facet, value_label},
};

/// More are found by typing.
const SHOWN: usize = 400;

/// The values of the draft's facet: the ticked ones first, then by how many rows have them. The
/// counts heed the search and the other filters.
fn values(editing: Editing) -> Vec<FacetCount> {
    let menu = editing.menu;
    let mut state = menu.cx().state.get_untracked();
    // The draft says whether a value counts what lies beneath it.
    let (id, ticked) = menu
        .draft
        .with_untracked(|draft| (draft.facet.clone(), draft.values.clone()));
    let beneath = menu.draft.with_untracked(|draft| draft.beneath);
    let test = Test::Set {
        negated: false,
        values: ticked.clone(),
        beneath,
    };
    state.put_filter(menu.index.get_untracked(), Filter::new(id.clone(), test));
    let mut all = menu
        .cx()
        .source()
        .facet_counts(&id, &state, menu.cx().now.get_untracked());
    let info = facet(menu.cx(), &id);
    for value in &ticked {
        if !all.iter().any(|count| count.value == *value) {
            all.push(FacetCount {
                value: value.clone(),
                label: String::new(),
                rows: 0,
            });
        }
    }
    for count in all.iter_mut().filter(|count| count.label.is_empty()) {
        count.label = value_label(menu.cx(), info.as_ref(), &count.value);
    }
    all.sort_by_key(|count| !ticked.contains(&count.value));
    all
}

pub(crate) fn value_list(editing: Editing) -> Draw {
    let draft = editing.menu.draft;
    let cx = editing.menu.cx();
    let all = StoredValue::new(values(editing));
    let find = RwSignal::new(String::new());
    let answers = StoredValue::new(cx.facets.get_untracked());
    let hierarchical =
        draft.with_untracked(|draft| draft.kind == FilterKind::Set { hierarchical: true });
    let on_change = move |event: &Event| {
        let input = event_target::<HtmlInputElement>(event);
        let at = input
            .get_attribute("data-at")
            .and_then(|at| at.parse::<usize>().ok());
        let value =
            at.and_then(|at| all.with_value(|all| all.get(at).map(|count| count.value.clone())));
        if let Some(value) = value {
            draft.update(|draft| draft.toggle(&value));
            editing.fault.set(None);
        }
    };
    let find_key = move |event: &KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() {
            // Enter looks for nothing more: it goes to what was found.
            event.prevent_default();
            step(event, true);
        } else {
            on_arrow(event);
        }
    };
    let list = move || {
        let find = find.get();
        editing.cleared.track();
        // Ticks change in place; the list is drawn anew only by another search or by Clear.
        let ticked = draft.with_untracked(|draft| draft.values.clone());
        all.with_value(|all| {
            let shown: Vec<usize> = (0..all.len())
                .filter(|at| found(&all[*at].label, &find))
                .collect();
            let more = shown.len().saturating_sub(SHOWN);
            let mut rows: Vec<Node> = shown
                .iter()
                .take(SHOWN)
                .enumerate()
                .map(|(place, at)| row(&all[*at], *at, place == 0, &ticked).into())
                .collect();
            let note = cx.text(|t| match (shown.len(), more) {
                (0, _) => Some(t.toolbar.no_value.to_string()),
                (_, 0) => None,
                _ => Some(fill(&t.toolbar.more_values, &[("n", &count(more))])),
            });
            rows.extend(note.map(|note| el("li").key("note").class("ct-hint").child(note).into()));
            rows
        })
    };
    let beneath = move || {
        let input = el("input")
            .attr("type", "checkbox")
            .attr("role", "switch")
            .checked(draft.with(|draft| draft.beneath))
            .on_tick(move |on| {
                draft.update(|draft: &mut Draft| draft.beneath = on);
                all.set_value(values(editing));
                editing.cleared.update(|n| *n += 1);
            });
        let word = cx.text(|t| t.toolbar.beneath.to_string());
        el("label").class("ct-switch").child(input).child(word)
    };
    Box::new(move || {
        // A server's values come later.
        let latest = cx.facets.get();
        if latest != answers.get_value() {
            answers.set_value(latest);
            all.set_value(values(editing));
        }
        let number = count(all.with_value(Vec::len));
        let placeholder = cx.text(|t| fill(&t.toolbar.find_value, &[("n", &number)]));
        let input = el("input")
            .attr("data-first", "")
            .attr("type", "search")
            .attr("aria-label", placeholder.clone())
            .attr("placeholder", placeholder)
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .on_input(move |value| find.set(value))
            .on_key(find_key);
        let values = el("ul")
            .class("ct-opts")
            .attr("role", "group")
            .attr("aria-label", cx.text(|t| t.toolbar.values.to_string()))
            .on("change", on_change)
            .on_key(on_arrow)
            .children(list());
        let mut all = vec![
            div("ct-find").child(icon(Icon::Search)).child(input).into(),
            values.into(),
        ];
        if hierarchical {
            all.push(part("beneath", move || {
                Box::new(move || vec![beneath().into()])
            }));
        }
        all
    })
}

fn row(value: &FacetCount, at: usize, first: bool, ticked: &[String]) -> El {
    let label = value.label.clone();
    let input = el("input")
        .attr("type", "checkbox")
        .attr("aria-label", label.clone())
        .attr("data-at", at.to_string())
        .attr("tabindex", if first { "0" } else { "-1" })
        .checked(ticked.contains(&value.value));
    let check = span("ct-check")
        .child(input)
        .child(shapes(Icon::Check, "i ct-tick"));
    let label = el("label")
        .class("ct-opt")
        .child(check)
        .child(span("ct-t").attr("title", label.clone()).child(label))
        .child(span("ct-k").child(count(value.rows)));
    el("li")
        .key(value.value.clone())
        .attr("role", "none")
        .child(label)
}

/// Arrows go through the list; Tab goes past it.
fn on_arrow(event: &KeyboardEvent) {
    match event.key().as_str() {
        "ArrowDown" => step(event, true),
        "ArrowUp" => step(event, false),
        _ => {}
    }
}

fn step(event: &KeyboardEvent, down: bool) {
    let from = event_target::<HtmlElement>(event);
    let Some(form) = from.closest("form").ok().flatten() else {
        return;
    };
    let Ok(all) = form.query_selector_all("[data-at]") else {
        return;
    };
    let at = (0..all.length()).find(|at| {
        all.item(*at)
            .is_some_and(|node| node.is_same_node(Some(&from)))
    });
    let to = match (at, down) {
        (None, true) => 0,
        (None, false) => return,
        (Some(at), true) => at + 1,
        (Some(at), false) => at.wrapping_sub(1),
    };
    event.prevent_default();
    let node = if to == u32::MAX {
        form.query_selector("[data-first]")
            .ok()
            .flatten()
            .map(Into::into)
    } else {
        all.item(to)
    };
    if let Some(node) = node.and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
        _ = node.focus();
    }
}
