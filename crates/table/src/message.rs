//! What stands in the place of the rows when there are none to show.

use crate::signals::prelude::*;
use table_engine::State;
use web_sys::Event;

use crate::{
    Cx, Icon, Status, clipboard,
    grid::Slots,
    markup::{Draw, El, Node, button, div, el, icon, part, span},
    texts::{count, fill},
};

/// What the grid's place shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Rows.
    Rows,
    /// The header, and bones of rows.
    Loading,
    /// No rows at all.
    Empty,
    /// The header, and that nothing matches.
    NoMatch,
    /// Rows could not be loaded.
    Failed,
    /// Every column is hidden.
    NoColumns,
}

impl Mode {
    pub(crate) fn now(cx: Cx) -> Self {
        cx.revision.track();
        let (matched, total) = cx.view.with(|view| (view.matched, view.total));
        let no_columns = cx
            .state
            .with(|state| state.layout.columns.iter().all(|column| !column.visible));
        match cx.status.with(|status| {
            (
                matches!(status, Status::Failed(_)),
                matches!(status, Status::Loading { .. }),
            )
        }) {
            (true, _) if total == 0 => Self::Failed,
            _ if no_columns => Self::NoColumns,
            (_, true) if total == 0 => Self::Loading,
            _ if total == 0 => Self::Empty,
            _ if matched == 0 => Self::NoMatch,
            _ => Self::Rows,
        }
    }

    /// The grid itself is shown, with its header at least.
    pub(crate) const fn has_grid(self) -> bool {
        matches!(self, Self::Rows | Self::Loading | Self::NoMatch)
    }
}

/// The message of a mode, if it has one.
pub(crate) fn message(cx: Cx, mode: Mode, slots: &Slots) -> Option<Node> {
    let own = |key, view: &ViewFn| {
        let view = Node::View(view.clone());
        Some(frame().key(key).child(view).into())
    };
    match mode {
        Mode::Rows | Mode::Loading => None,
        Mode::Empty => match &slots.empty {
            Some(empty) => own("empty", empty),
            None => Some(frame().child(el("h2").child(none(cx))).into()),
        },
        // Asked for by the mode alone: it may have to be fetched.
        Mode::NoMatch | Mode::NoColumns => {
            let menus = cx.menus.get()?;
            // By itself, since it looks at all rows.
            let message: Draw = Box::new(move || vec![menus.nothing(cx, mode).into()]);
            Some(part(format!("{mode:?}"), move || message))
        }
        Mode::Failed => match &slots.failed {
            Some(failed) => own("failed", failed),
            None => Some(failed(cx, slots.on_retry).into()),
        },
    }
}

/// That there are no rows at all.
fn none(cx: Cx) -> String {
    cx.noun
        .with_value(|noun| cx.text(|t| noun.fill(&t.grid.nothing, 0, 0)))
}

fn frame() -> El {
    div("ct-msg").attr("part", "message")
}

fn glyph(shown: Icon) -> El {
    span("ct-glyph").child(icon(shown))
}

/// The message of a mode in which there are rows, but nothing of them to show. It comes with the menus.
pub(crate) fn nothing(cx: Cx, mode: Mode) -> El {
    if mode == Mode::NoColumns {
        no_columns(cx)
    } else {
        no_match(cx)
    }
}

fn no_match(cx: Cx) -> El {
    let title = cx
        .noun
        .with_value(|noun| cx.text(|t| noun.fill(&t.grid.no_match, 0, 0)));
    let total = cx.view.with(|view| view.total);
    let (search, filters) = cx
        .state
        .with(|state| (state.search.clone(), state.filters.len()));
    let searched = cx.text(|t| {
        let mut words = cx
            .noun
            .with_value(|noun| noun.fill(&t.grid.searched, 0, total));
        if !search.trim().is_empty() {
            words += &fill(&t.grid.searched_for, &[("search", search.trim())]);
        }
        words += &match filters {
            0 => String::new(),
            1 => t.grid.with_one_filter.to_string(),
            n => fill(&t.grid.with_filters, &[("n", &count(n))]),
        };
        words + "."
    });
    let clear_filters = (filters > 0).then(|| {
        button("ct-btn ct-plain")
            .key("filters")
            .on_click(move |_| cx.edit(State::clear_filters))
            .child(cx.text(|t| t.grid.clear_filters.to_string()))
    });
    let clear_search = (!search.is_empty()).then(|| {
        let class = if filters > 0 {
            "ct-btn ct-ghost"
        } else {
            "ct-btn ct-plain"
        };
        button(class)
            .key("search")
            .on_click(move |_| cx.edit(|state| state.set_search("")))
            .child(cx.text(|t| t.grid.clear_search.to_string()))
    });
    frame()
        .key("no match")
        .child(glyph(Icon::Search))
        .child(el("h2").child(title))
        .child(el("p").child(searched).child(" ").child(without_one(cx)))
        .child(div("ct-do").maybe(clear_filters).maybe(clear_search))
}

/// What would match without one of filters and search, where both narrow the view.
fn without_one(cx: Cx) -> String {
    cx.view.track();
    let source = cx.source();
    cx.state.with(|state| {
        if state.filters.is_empty() || state.search.trim().is_empty() {
            return String::new();
        }
        let now = cx.now.get_untracked();
        let text = |text: &str, n: usize| fill(text, &[("n", &count(n))]);
        let filters = source.matched_without_filters(state, now);
        let search = source.matched_without_search(state, now);
        cx.text(|t| match (filters, search) {
            (0, 0) => String::new(),
            (n, 0) => text(&t.grid.without_filters, n),
            (0, n) => text(&t.grid.without_search, n),
            (n, m) => format!(
                "{} {}",
                text(&t.grid.without_filters, n),
                text(&t.grid.without_search, m)
            ),
        })
    })
}

fn no_columns(cx: Cx) -> El {
    let total = cx.view.with(|view| view.total);
    let words = cx
        .noun
        .with_value(|noun| cx.text(|t| noun.fill(&t.grid.nothing_to_show, 0, total)));
    let show_all = move |_: &Event| {
        let columns = cx.source();
        cx.edit(|state| {
            for column in columns.schema().columns() {
                state.show_column(&column.id, true);
            }
        });
    };
    let all = button("ct-btn ct-plain")
        .on_click(show_all)
        .child(cx.text(|t| t.grid.show_all_columns.to_string()));
    let choose = button("ct-btn ct-ghost")
        .on_click(move |_| cx.columns_open.set(true))
        .child(icon(Icon::Columns))
        .child(cx.text(|t| t.grid.choose_columns.to_string()));
    frame()
        .key("no columns")
        .child(glyph(Icon::Columns))
        .child(el("h2").child(cx.text(|t| t.grid.all_hidden.to_string())))
        .child(el("p").child(words))
        .child(div("ct-do").child(all).child(choose))
}

fn failed(cx: Cx, on_retry: Option<Callback<()>>) -> El {
    let failure = cx.status.with(|status| match status {
        Status::Failed(failure) => failure.clone(),
        _ => crate::Failure::default(),
    });
    let title = cx
        .noun
        .with_value(|noun| cx.text(|t| noun.fill(&t.grid.failed, 0, 2)));
    let request = cx.text(|t| t.grid.request.to_string());
    let id = failure.request_id;
    let details = {
        let id = id.as_ref().map(|id| format!("\n{request}: {id}"));
        format!("{title}\n{}{}", failure.message, id.unwrap_or_default())
    };
    let when = failure
        .retry_in
        .map(|n| cx.text(|t| fill(&t.grid.retry_in, &[("n", &n.to_string())])));
    let retry = on_retry.map(|retry| {
        button("ct-btn ct-plain")
            .key("retry")
            .on_click(move |_| retry.run(()))
            .child(icon(Icon::Renew))
            .child(cx.text(|t| t.grid.retry.to_string()))
    });
    let said = move |copied: bool| {
        let text = cx.text(|t| {
            let text = if copied {
                &t.grid.copied
            } else {
                &t.grid.not_copied
            };
            text.to_string()
        });
        cx.announce(text);
    };
    let copy = button("ct-btn ct-ghost")
        .on_click(move |_| clipboard::copy(details.clone(), said))
        .child(cx.text(|t| t.grid.copy_details.to_string()));
    let alert = div("ct-alert")
        .attr("role", "alert")
        .child(glyph(Icon::Failed).class_if(true, "is-bad"))
        .child(el("h2").child(title))
        .child(el("p").child(failure.message));
    let quote = id.map(|id| {
        el("p")
            .class("ct-quote")
            .child(request)
            .child(" ")
            .child(el("code").child(id))
    });
    frame()
        .key("failure")
        .child(alert)
        .child(el("p").key("when").child(when.unwrap_or_default()))
        .child(div("ct-do").maybe(retry).child(copy))
        .maybe(quote)
}
