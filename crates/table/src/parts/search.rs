//! Search: a button that opens into a field in its place.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::{Cx, Icon, lazy};

/// The search field, or the button that opens it. On a phone, and while there is a search, it is
/// always the field.
#[component]
pub(crate) fn Search() -> impl IntoView {
    let cx = Cx::get();
    let asked = RwSignal::new(false);
    let text = lazy::memo(move || cx.state.with(|state| state.search.clone()));
    let open =
        lazy::memo(move || asked.get() || cx.is_narrow.get() || text.with(|text| !text.is_empty()));
    let field = NodeRef::<html::Input>::new();
    let button = NodeRef::<html::Button>::new();
    // Where the focus goes once the field or the button is there.
    let to_field = RwSignal::new(false);
    let to_button = RwSignal::new(false);
    lazy::effect(move || {
        if let Some(field) = field.get()
            && to_field.get()
        {
            to_field.set(false);
            _ = field.focus();
            field.select();
        }
    });
    lazy::effect(move || {
        if let Some(button) = button.get()
            && to_button.get()
        {
            to_button.set(false);
            _ = button.focus();
        }
    });
    let show = move || {
        asked.set(true);
        to_field.set(true);
    };
    let clear = move || cx.edit(|state| state.set_search(""));
    let clear_button = move |_| {
        clear();
        asked.set(true);
        to_field.set(true);
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() != "Escape" || event.is_composing() {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        if text.with_untracked(String::is_empty) {
            if !cx.is_narrow.get_untracked() {
                asked.set(false);
                to_button.set(true);
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
        let here = button
            .get_untracked()
            .map(Element::from)
            .or_else(|| field.get_untracked().map(Element::from));
        let table = here.and_then(|here| here.closest(".ct").ok().flatten());
        if !types && table.is_some_and(|table| table.contains(Some(&target))) {
            event.prevent_default();
            show();
        }
    });
    on_cleanup(move || shortcut.remove());

    let name = cx.text(|t| t.toolbar.search.to_string());
    let clear_name = cx.text(|t| t.toolbar.clear_search.to_string());
    lazy::value(move || {
        let (name, clear_name) = (name.clone(), clear_name.clone());
        if open.get() {
            view! {
                <div class="ct-search" part="search">
                    <Icon icon=Icon::Search/>
                    <input
                        node_ref=field
                        type="search"
                        aria-label=name.clone()
                        placeholder=name
                        autocomplete="off"
                        spellcheck="false"
                        enterkeyhint="search"
                        prop:value=lazy::value(move || text.get())
                        on:input=move |event| {
                            let value = event_target_value(&event);
                            asked.set(true);
                            cx.edit(|state| state.set_search(&value));
                        }
                        on:keydown=on_key
                        on:blur=move |_| asked.set(false)
                    />
                    {lazy::show(move || text.with(|text| !text.is_empty()), move || view! {
                        <button
                            type="button"
                            class="ct-btn ct-ghost ct-tiny"
                            aria-label=clear_name.clone()
                            title=clear_name.clone()
                            on:pointerdown=move |event| event.prevent_default()
                            on:click=clear_button
                        >
                            <Icon icon=Icon::Cross small=true/>
                        </button>
                    }.into_any())}
                </div>
            }
            .into_any()
        } else {
            let title = name.clone();
            view! {
                <button node_ref=button type="button" class="ct-btn ct-ghost ct-word" title=title on:click=move |_| show()>
                    <Icon icon=Icon::Search/>
                    <span class="ct-txt">{name}</span>
                </button>
            }
            .into_any()
        }
    })
}
