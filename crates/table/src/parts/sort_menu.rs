//! Sort, where the headers are hidden: on a phone.

use std::rc::Rc;

use crate::signals::prelude::*;
use table_engine::{SortMode, State};

use crate::{
    Cx, Icon,
    markup::{Draw, El, button, div, icon, small_icon, span, yes},
    menus::Panel,
    popover::{self, Label},
};

use super::menu_keys;

/// The button and its panel.
pub(crate) fn sort_menu(cx: Cx) -> Draw {
    let anchor = popover::anchor();
    let label: Label = Rc::new(move || cx.text(|t| t.toolbar.sort_by.to_string()));
    popover::opener(cx, anchor, Panel::Sort, label, move || {
        button("ct-btn ct-ghost ct-icon")
            .named(&cx.text(|t| t.toolbar.sort.to_string()))
            .child(icon(Icon::Sort))
    })
}

/// The columns; a second press reverses.
pub(crate) fn panel(cx: Cx) -> Draw {
    Box::new(move || {
        let [by, none, up, down] = cx.text(|t| {
            [
                &t.toolbar.sort_by,
                &t.toolbar.sort_none,
                &t.toolbar.ascending,
                &t.toolbar.descending,
            ]
            .map(ToString::to_string)
        });
        let source = cx.source();
        let item = |column: &table_engine::ColumnInfo| {
            let id = column.id.clone();
            let sorted = cx.state.with(|state| state.sorted_by(&id));
            let direction = sorted.map(|(_, descending)| {
                let (arrow, word) = if descending {
                    (Icon::Desc, &down)
                } else {
                    (Icon::Asc, &up)
                };
                span("ct-k").child(word.clone()).child(small_icon(arrow))
            });
            option(sorted.is_some(), column.label.clone())
                .attr("tabindex", "-1")
                .on_click(move |_| cx.edit(|state| state.toggle_sort(&id, SortMode::Replace)))
                .maybe(direction)
                .into()
        };
        let items = source.schema().iter().map(item).collect();
        let is_unsorted = cx.state.with(|state| state.sort.is_empty());
        let unsorted = option(is_unsorted, none)
            .attr("data-first", "")
            .on_click(move |_| cx.edit(State::clear_sort))
            .maybe(is_unsorted.then(|| span("ct-k").child(small_icon(Icon::Check))));
        let menu = div("ct-opts")
            .attr("role", "menu")
            .attr("aria-label", by.clone())
            .on_key(menu_keys::on_key)
            .child(unsorted)
            .children(items);
        vec![div("ct-top").child(by).into(), menu.into()]
    })
}

fn option(is_chosen: bool, label: String) -> El {
    button("ct-opt")
        .attr("role", "menuitemradio")
        .attr("aria-checked", yes(is_chosen))
        .child(span("ct-t").child(label))
}
