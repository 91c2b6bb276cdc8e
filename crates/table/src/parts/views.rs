//! Views by name: the page's own, and those that the user keeps.

use leptos::{ev, html, prelude::*};

use crate::{
    Cx, Icon, lazy,
    notice::Notice,
    popover::{self, Anchor},
    texts::fill,
    views::{SavedView, Views},
};

/// The views, each to be shown and the user's own to be forgotten, and a field to keep the present one.
pub(crate) fn views_section(cx: Cx, anchor: Anchor, views: Views) -> AnyView {
    let own = RwSignal::new((views.read)());
    let [title, name_label, save] = cx.text(|t| {
        [&t.toolbar.views, &t.toolbar.view_name, &t.toolbar.save_view].map(ToString::to_string)
    });
    let show = move |view: SavedView| {
        popover::close(anchor);
        let source = cx.source();
        cx.edit(|state| state.follow_query(&view.query, source.schema()));
        cx.announce(cx.text(|t| fill(&t.toolbar.view_shown, &[("view", &view.name)])));
    };
    let keep = move |next: Vec<SavedView>| {
        (views.write)(&next);
        own.set(next);
    };
    let name = RwSignal::new(String::new());
    let field = NodeRef::<html::Input>::new();
    let save_it = move || {
        let name_now = name.get_untracked().trim().to_owned();
        if name_now.is_empty() {
            if let Some(field) = field.get_untracked() {
                _ = field.focus();
            }
            return;
        }
        let query = cx
            .state
            .with_untracked(|state| state.to_query(cx.source().schema()));
        let mut next = own.get_untracked();
        next.retain(|view| view.name != name_now);
        next.push(SavedView {
            name: name_now.clone(),
            query,
        });
        keep(next);
        name.set(String::new());
        cx.notify(Notice {
            text: cx.text(|t| fill(&t.toolbar.view_saved, &[("view", &name_now)])),
            detail: None,
            failed: false,
        });
    };
    let ready = (views.ready_made)()
        .into_iter()
        .map(|view| {
            let label = view.name.clone();
            view! {
                <li class="ct-opt">
                    <button type="button" class="ct-edit" on:click=move |_| show(view.clone())>{label}</button>
                </li>
            }
        })
        .collect_view();
    let row = move |view: SavedView| {
        let forget = cx.text(|t| fill(&t.toolbar.forget_view, &[("view", &view.name)]));
        let (label, gone) = (view.name.clone(), view.name.clone());
        view! {
            <li class="ct-opt">
                <button type="button" class="ct-edit" on:click=move |_| show(view.clone())>{label}</button>
                <button
                    type="button"
                    class="ct-btn ct-ghost ct-tiny"
                    aria-label=forget.clone()
                    title=forget
                    on:click=move |_| {
                        if let Some(field) = field.get_untracked() {
                            _ = field.focus();
                        }
                        keep(own.get_untracked().into_iter().filter(|view| view.name != gone).collect());
                    }
                >
                    <Icon icon=Icon::Trash/>
                </button>
            </li>
        }
        .into_any()
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() {
            event.prevent_default();
            save_it();
        }
    };
    view! {
        <div class="ct-top" id="ct-views">{title}</div>
        <ul class="ct-opts" aria-labelledby="ct-views">
            {ready}
            {lazy::each(move || own.get(), row)}
        </ul>
        <div class="ct-foot">
            <input
                node_ref=field
                class="ct-input"
                type="text"
                maxlength="64"
                aria-label=name_label.clone()
                placeholder=name_label
                prop:value=lazy::value(move || name.get())
                on:input=move |event| name.set(event_target_value(&event))
                on:keydown=on_key
            />
            <button type="button" class="ct-btn ct-plain" on:click=move |_| save_it()>{save}</button>
        </div>
    }
    .into_any()
}
