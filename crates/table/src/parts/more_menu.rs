//! More: what the table shows as a file or a link, and the rows' height.

use std::rc::Rc;

use crate::signals::prelude::*;
use web_sys::Event;

use crate::{
    Cx, Density, Icon, clipboard, download,
    markup::{Draw, El, button, div, el, icon, part, span},
    menus::Panel,
    notice::Notice,
    popover::{self, Anchor, Label},
    texts::{count, fill},
    views::Views,
};

use super::{menu_keys, views::views_section};

/// The button and its panel. `columns` is where the panel of Columns hangs: on a phone, on this
/// button.
pub(crate) fn more_menu(cx: Cx, columns: Anchor) -> Draw {
    let anchor = popover::anchor();
    let label: Label = Rc::new(move || cx.text(|t| t.toolbar.more.to_string()));
    let name = Rc::clone(&label);
    popover::opener(cx, anchor, Panel::More(columns), label, move || {
        button("ct-btn ct-ghost ct-word")
            .attr("title", name())
            .child(icon(Icon::More))
            .child(span("ct-txt").child(name()))
    })
}

pub(crate) fn panel(cx: Cx, anchor: Anchor, columns: Anchor, views: Option<Views>) -> Draw {
    let save = move |_: &Event| {
        let button = anchor.get_untracked();
        popover::close(anchor);
        download::start(cx, button);
    };
    let link = move |_: &Event| {
        popover::close(anchor);
        let href = window().location().href().unwrap_or_default();
        clipboard::copy(href, move |copied| {
            let text = cx.text(|t| {
                if copied {
                    &t.toolbar.link_copied
                } else {
                    &t.toolbar.link_not_copied
                }
                .to_string()
            });
            cx.notify(Notice {
                text,
                detail: None,
                failed: !copied,
            });
        });
    };
    let to_columns = move |_: &Event| {
        let button = anchor.get_untracked();
        anchor.set(None);
        columns.set(button);
    };
    Box::new(move || {
        let [
            more,
            download,
            copy_link,
            columns,
            density,
            compact,
            comfortable,
        ] = cx.text(|t| {
            let t = &t.toolbar;
            [
                &t.more,
                &t.download,
                &t.copy_link,
                &t.columns,
                &t.density,
                &t.compact,
                &t.comfortable,
            ]
            .map(ToString::to_string)
        });
        let download = cx.source().is_whole().then(|| {
            let n = cx.view.with(|view| view.matched);
            let rows = cx.text(|t| {
                let noun = t.toolbar.rows_of(n);
                fill(&t.toolbar.rows, &[("n", &count(n)), ("rows", noun)])
            });
            item(Icon::Download, download)
                .key("download")
                .attr("data-first", "")
                .on_click(save)
                .child(span("ct-k").attr("aria-hidden", "true").child(rows))
        });
        let not_first = |item: El| item.attr("tabindex", "-1");
        let copy_link = cx
            .links
            .then(|| not_first(item(Icon::Copy, copy_link).key("link").on_click(link)));
        let columns = cx.is_narrow.get().then(|| {
            not_first(
                item(Icon::Columns, columns)
                    .key("columns")
                    .on_click(to_columns),
            )
        });
        let menu = div("ct-opts")
            .attr("role", "menu")
            .attr("aria-label", more)
            .on_key(menu_keys::on_key)
            .maybe(download)
            .maybe(copy_link)
            .maybe(columns);
        let heights = el("fieldset")
            .class("ct-seg")
            .child(el("legend").class("ct-sr").child(density.clone()))
            .child(height(cx, Density::Compact, compact))
            .child(height(cx, Density::Comfortable, comfortable));
        let foot = div("ct-foot")
            .key("height")
            .child(span("ct-hint").attr("aria-hidden", "true").child(density))
            .child(heights);
        let mut all = vec![menu.into()];
        all.extend(views.map(|views| part("views", move || views_section(cx, anchor, views))));
        all.push(foot.into());
        all
    })
}

fn item(shown: Icon, name: String) -> El {
    button("ct-opt")
        .attr("role", "menuitem")
        .child(icon(shown))
        .child(name)
}

fn height(cx: Cx, density: Density, name: String) -> El {
    let input = el("input")
        .attr("type", "radio")
        .attr("name", "ct-density")
        .checked(cx.display.with(|display| display.density == density))
        .on_tick(move |_| cx.display.update(|display| display.density = density));
    el("label").child(input).child(name)
}
