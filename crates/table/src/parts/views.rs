//! Views by name: the page's own, and those that the user keeps.

use crate::signals::prelude::*;
use web_sys::KeyboardEvent;

use crate::{
    Cx, Icon,
    markup::{Draw, El, Ref, button, div, el, icon},
    notice::Notice,
    popover::{self, Anchor},
    texts::fill,
    views::{SavedView, Views},
};

/// The views, each to be shown and the user's own to be forgotten, and a field to keep the present one.
pub(crate) fn views_section(cx: Cx, anchor: Anchor, views: Views) -> Draw {
    let own = RwSignal::new((views.read)());
    let name = RwSignal::new(String::new());
    let field = Ref::new();
    let show = move |view: &SavedView| {
        popover::close(anchor);
        let source = cx.source();
        cx.edit(|state| state.follow_query(&view.query, source.schema()));
        cx.announce(cx.text(|t| fill(&t.toolbar.view_shown, &[("view", &view.name)])));
    };
    let keep = move |next: Vec<SavedView>| {
        (views.write)(&next);
        own.set(next);
    };
    let save_it = move || {
        let name_now = name.get_untracked().trim().to_owned();
        if name_now.is_empty() {
            field.focus();
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
    let on_key = move |event: &KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() {
            event.prevent_default();
            save_it();
        }
    };
    let row = move |view: SavedView| -> El {
        let label = view.name.clone();
        let shower = button("ct-edit")
            .on_click(move |_| show(&view))
            .child(label);
        el("li").class("ct-opt").child(shower)
    };
    let own_row = move |view: SavedView| {
        let gone = view.name.clone();
        let forget = button("ct-btn ct-ghost ct-tiny")
            .named(&cx.text(|t| fill(&t.toolbar.forget_view, &[("view", &gone)])))
            .on_click(move |_| {
                field.focus();
                let mut next = own.get_untracked();
                next.retain(|view| view.name != gone);
                keep(next);
            })
            .child(icon(Icon::Trash));
        let key = view.name.clone();
        row(view).key(key).child(forget).into()
    };
    let ready_made = (views.ready_made)();
    Box::new(move || {
        let [title, name_label, save] = cx.text(|t| {
            [&t.toolbar.views, &t.toolbar.view_name, &t.toolbar.save_view].map(ToString::to_string)
        });
        let ready = ready_made.iter().map(|view| row(view.clone()).into());
        let list = el("ul")
            .class("ct-opts")
            .attr("aria-labelledby", "ct-views")
            .children(ready.collect())
            .children(own.get().into_iter().map(own_row).collect());
        let input = el("input")
            .at(field)
            .class("ct-input")
            .attr("type", "text")
            .attr("maxlength", "64")
            .attr("aria-label", name_label.clone())
            .attr("placeholder", name_label)
            .value(name.get())
            .on_input(move |value| name.set(value))
            .on_key(on_key);
        let foot = div("ct-foot").child(input).child(
            button("ct-btn ct-plain")
                .on_click(move |_| save_it())
                .child(save),
        );
        vec![
            div("ct-top").attr("id", "ct-views").child(title).into(),
            list.into(),
            foot.into(),
        ]
    })
}
