//! Search: a button that opens into a field in its place.

use crate::signals::prelude::*;
use leptos::ev;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, HtmlInputElement, KeyboardEvent};

use crate::{
    Cx, Icon,
    markup::{Draw, Ref, button, div, el, icon, small_icon, span},
};

/// What is pasted by mistake is cut here, in characters: each word of it would be sought in each cell.
const LONGEST: &str = "500";

/// The search field, or the button that opens it. On a phone, and while there is a search, it is
/// always the field.
pub(crate) fn search(cx: Cx) -> Draw {
    let asked = RwSignal::new(false);
    let text = memo(move || cx.state.with(|state| state.search.clone()));
    let (field, opener) = (Ref::new(), Ref::new());
    // Whether what comes in the other's place takes the focus.
    let moves = StoredValue::new(false);
    let to_field = move || {
        moves.set_value(true);
        asked.set(true);
        if let Some(field) = field.get() {
            select(&field);
            moves.set_value(false);
        }
    };
    let clear = move || cx.edit(|state| state.set_search(""));
    let on_key = move |event: &KeyboardEvent| {
        if event.key() != "Escape" || event.is_composing() {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        if text.with_untracked(String::is_empty) {
            if !cx.is_narrow.get_untracked() {
                moves.set_value(true);
                asked.set(false);
            }
        } else {
            asked.set(true);
            clear();
        }
    };
    // "/" from within the table, where it types nothing: WCAG 2.1.4 wants a single key to work
    // only while its component has the focus.
    let shortcut = window_event_listener(ev::keydown, move |event| {
        if event.key() != "/"
            || event.ctrl_key()
            || event.meta_key()
            || event.alt_key()
            || event.default_prevented()
        {
            return;
        }
        let Some(target) = event.composed_path().get(0).dyn_into::<HtmlElement>().ok() else {
            return;
        };
        let types = target.is_content_editable()
            || target
                .matches("input:not([type=checkbox], [type=radio]), select, textarea")
                .unwrap_or(true);
        let here = opener.get().or_else(|| field.get());
        let table = here.and_then(|here| here.closest(".ct").ok().flatten());
        if !types && table.is_some_and(|table| table.contains(Some(&target))) {
            event.prevent_default();
            to_field();
        }
    });
    on_cleanup(move || shortcut.remove());

    Box::new(move || {
        let name = cx.text(|t| t.toolbar.search.to_string());
        let text = text.get();
        if !asked.get() && !cx.is_narrow.get() && text.is_empty() {
            let opener = button("ct-btn ct-ghost ct-word")
                .at(opener)
                .attr("title", name.clone())
                .on_click(move |_| to_field())
                .made(move |button| {
                    if moves.get_value() {
                        moves.set_value(false);
                        _ = button.focus();
                    }
                })
                .child(icon(Icon::Search))
                .child(span("ct-txt").child(name));
            return vec![opener.into()];
        }
        let cross = (!text.is_empty()).then(|| {
            button("ct-btn ct-ghost ct-tiny")
                .named(&cx.text(|t| t.toolbar.clear_search.to_string()))
                // The field keeps the focus.
                .on("pointerdown", Event::prevent_default)
                .on_click(move |_| {
                    clear();
                    to_field();
                })
                .child(small_icon(Icon::Cross))
        });
        let input = el("input")
            .at(field)
            .attr("type", "search")
            .attr("aria-label", name.clone())
            .attr("placeholder", name)
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .attr("enterkeyhint", "search")
            .attr("maxlength", LONGEST)
            .value(text)
            .on_input(move |value| {
                asked.set(true);
                cx.edit(|state| state.set_search(&value));
            })
            .on_key(on_key)
            .on("blur", move |_| asked.set(false))
            .made(move |field| {
                if moves.get_value() {
                    moves.set_value(false);
                    select(field);
                }
            });
        let field = div("ct-search")
            .attr("part", "search")
            .child(icon(Icon::Search))
            .child(input)
            .maybe(cross);
        vec![field.into()]
    })
}

/// Puts the focus on a field, to write something else in it.
fn select(field: &HtmlElement) {
    _ = field.focus();
    field.unchecked_ref::<HtmlInputElement>().select();
}
