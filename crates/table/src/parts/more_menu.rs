//! More: what the table shows as a file or a link, and the rows' height.

use leptos::prelude::*;

use crate::{
    Cx, Density, Icon, clipboard, download, lazy,
    menus::Panel,
    notice::Notice,
    popover::{self, Anchor, popover},
    texts::{count, fill},
    views::Views,
};

use super::{menu_keys, views::views_section};

/// The button and its panel. `columns` is where the panel of Columns hangs: on a phone, on this
/// button.
#[component]
pub(crate) fn MoreMenu(columns: Anchor) -> impl IntoView {
    let cx = Cx::get();
    let anchor = popover::anchor();
    let name = cx.text(|t| t.toolbar.more.to_string());
    let (label, title) = (name.clone(), name.clone());
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
            class="ct-btn ct-ghost ct-word"
            title=title
            aria-haspopup="dialog"
            aria-expanded=lazy::value(open)
            on:click=move |event| popover::toggle(anchor, &event)
        >
            <Icon icon=Icon::More/>
            <span class="ct-txt">{name}</span>
        </button>
        {popover(cx, anchor, move || label.clone(), Panel::More(columns))}
    }
}

pub(crate) fn panel(cx: Cx, anchor: Anchor, columns: Anchor, views: Option<Views>) -> AnyView {
    let texts = cx.text(|t| {
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
    let [
        more,
        download_name,
        copy_link,
        columns_name,
        density,
        compact,
        comfortable,
    ] = texts;
    let rows = move || {
        let n = cx.view.with(|view| view.matched);
        let noun = cx.text(|t| t.toolbar.rows_of(n).to_owned());
        cx.text(|t| fill(&t.toolbar.rows, &[("n", &count(n)), ("rows", &noun)]))
    };
    let save = move |_| {
        let button = anchor.get_untracked();
        popover::close(anchor);
        download::start(cx, button);
    };
    let link = move |_| {
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
    let to_columns = move |_| {
        let button = anchor.get_untracked();
        anchor.set(None);
        columns.set(button);
    };
    let columns_item = lazy::show(
        move || cx.is_narrow.get(),
        move || {
            view! {
                <button type="button" role="menuitem" tabindex="-1" class="ct-opt" on:click=to_columns>
                    <Icon icon=Icon::Columns/>
                    {columns_name.clone()}
                </button>
            }
            .into_any()
        },
    );
    view! {
        <div class="ct-opts" role="menu" aria-label=more on:keydown=menu_keys::on_key>
            {cx.source().is_whole().then(|| view! {
                <button type="button" role="menuitem" data-first="" class="ct-opt" on:click=save>
                    <Icon icon=Icon::Download/>
                    {download_name}
                    <span class="ct-k" aria-hidden="true">{lazy::value(rows)}</span>
                </button>
            })}
            {cx.links.then(|| view! {
                <button type="button" role="menuitem" tabindex="-1" class="ct-opt" on:click=link>
                    <Icon icon=Icon::Copy/>
                    {copy_link}
                </button>
            })}
            {columns_item}
        </div>
        {views.map(|views| views_section(cx, anchor, views))}
        <div class="ct-foot">
            <span class="ct-hint" aria-hidden="true">{density.clone()}</span>
            <fieldset class="ct-seg">
                <legend class="ct-sr">{density}</legend>
                {height(cx, Density::Compact, compact)}
                {height(cx, Density::Comfortable, comfortable)}
            </fieldset>
        </div>
    }
    .into_any()
}

fn height(cx: Cx, density: Density, name: String) -> AnyView {
    view! {
        <label>
            <input
                type="radio"
                name="ct-density"
                prop:checked=lazy::value(move || cx.display.with(|display| display.density == density))
                on:change=move |_| cx.display.update(|display| display.density = density)
            />
            {name}
        </label>
    }
    .into_any()
}
