//! What stands in the place of the rows when there are none to show.

use leptos::prelude::*;
use table_engine::State;

use crate::{
    Cx, Icon, Status, clipboard,
    grid::Slots,
    lazy::{self, Lazy},
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
pub(crate) fn message(mode: Memo<Mode>, slots: Slots) -> Lazy<AnyView> {
    let cx = Cx::get();
    lazy::value(move || match mode.get() {
        Mode::Rows | Mode::Loading => ().into_any(),
        Mode::Empty => {
            view! { <div class="ct-msg" part="message">{slots.empty.run()}</div> }.into_any()
        }
        mode @ (Mode::NoMatch | Mode::NoColumns) => {
            let menus = cx.menus.get();
            untrack(|| menus.map(|menus| menus.nothing(cx, mode)).into_any())
        }
        Mode::Failed => match &slots.failed {
            Some(failed) => {
                view! { <div class="ct-msg" part="message">{failed.run()}</div> }.into_any()
            }
            None => failed(cx, slots.on_retry),
        },
    })
}

/// The message of a mode in which there are rows, but nothing of them to show. It comes with the menus.
pub(crate) fn nothing(cx: Cx, mode: Mode) -> AnyView {
    if mode == Mode::NoColumns {
        no_columns(cx)
    } else {
        no_match(cx)
    }
}

fn no_match(cx: Cx) -> AnyView {
    let title = cx
        .noun
        .with_value(|noun| cx.text(|t| noun.fill(&t.grid.no_match, 0, 0)));
    let searched = move || {
        let total = cx.view.with(|view| view.total);
        let (search, filters) = cx
            .state
            .with(|state| (state.search.trim().to_owned(), state.filters.len()));
        cx.text(|t| {
            let mut words = cx
                .noun
                .with_value(|noun| noun.fill(&t.grid.searched, 0, total));
            if !search.is_empty() {
                words += &fill(&t.grid.searched_for, &[("search", &search)]);
            }
            words += &match filters {
                0 => String::new(),
                1 => t.grid.with_one_filter.to_string(),
                n => fill(&t.grid.with_filters, &[("n", &count(n))]),
            };
            words + "."
        })
    };
    // What would match without one of the two, where both narrow the view.
    let without = move || {
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
    };
    let has_filters = lazy::memo(move || cx.state.with(|state| !state.filters.is_empty()));
    let has_search = lazy::memo(move || cx.state.with(|state| !state.search.is_empty()));
    view! {
        <div class="ct-msg" part="message">
            <span class="ct-glyph"><Icon icon=Icon::Search/></span>
            <h2>{title}</h2>
            <p>{lazy::value(searched)} " " {lazy::value(without)}</p>
            <div class="ct-do">
                {lazy::show(move || has_filters.get(), move || {
                    let words = cx.text(|t| t.grid.clear_filters.to_string());
                    view! {
                        <button type="button" class="ct-btn ct-plain" on:click=move |_| cx.edit(State::clear_filters)>{words}</button>
                    }
                    .into_any()
                })}
                {lazy::show(move || has_search.get(), move || {
                    let words = cx.text(|t| t.grid.clear_search.to_string());
                    let class = if has_filters.get() { "ct-btn ct-ghost" } else { "ct-btn ct-plain" };
                    view! {
                        <button type="button" class=class on:click=move |_| cx.edit(|state| state.set_search(""))>{words}</button>
                    }
                    .into_any()
                })}
            </div>
        </div>
    }
    .into_any()
}

fn no_columns(cx: Cx) -> AnyView {
    let words = move || {
        let total = cx.view.with(|view| view.total);
        cx.noun
            .with_value(|noun| cx.text(|t| noun.fill(&t.grid.nothing_to_show, 0, total)))
    };
    let show_all = move |_| {
        let columns = cx.source();
        cx.edit(|state| {
            for column in columns.schema().columns() {
                state.show_column(&column.id, true);
            }
        });
    };
    view! {
        <div class="ct-msg" part="message">
            <span class="ct-glyph"><Icon icon=Icon::Columns/></span>
            <h2>{cx.text(|t| t.grid.all_hidden.to_string())}</h2>
            <p>{lazy::value(words)}</p>
            <div class="ct-do">
                <button type="button" class="ct-btn ct-plain" on:click=show_all>
                    {cx.text(|t| t.grid.show_all_columns.to_string())}
                </button>
                <button type="button" class="ct-btn ct-ghost" on:click=move |_| cx.columns_open.set(true)>
                    <Icon icon=Icon::Columns/>
                    {cx.text(|t| t.grid.choose_columns.to_string())}
                </button>
            </div>
        </div>
    }
    .into_any()
}

fn failed(cx: Cx, on_retry: Option<Callback<()>>) -> AnyView {
    let failure = lazy::memo(move || {
        cx.status.with(|status| match status {
            Status::Failed(failure) => failure.clone(),
            _ => crate::Failure::default(),
        })
    });
    let title = cx
        .noun
        .with_value(|noun| cx.text(|t| noun.fill(&t.grid.failed, 0, 2)));
    let details = {
        let title = title.clone();
        move || {
            failure.with(|f| {
                let request = f
                    .request_id
                    .as_ref()
                    .map(|id| format!("{}: {id}", cx.text(|t| t.grid.request.to_string())));
                [Some(title.clone()), Some(f.message.clone()), request]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join("\n")
            })
        }
    };
    let when = lazy::value(move || {
        let seconds = failure.with(|f| f.retry_in);
        seconds
            .map(|n| cx.text(|t| fill(&t.grid.retry_in, &[("n", &n.to_string())])))
            .unwrap_or_default()
    });
    let request = lazy::value(move || {
        match failure.with(|f| f.request_id.clone()) {
        None => ().into_any(),
        Some(id) => view! { <p class="ct-quote">{cx.text(|t| t.grid.request.to_string())} " " <code>{id}</code></p> }.into_any(),
    }
    });
    view! {
        <div class="ct-msg" part="message">
            <div role="alert" class="ct-alert">
                <span class="ct-glyph is-bad"><Icon icon=Icon::Failed/></span>
                <h2>{title}</h2>
                <p>{lazy::value(move || failure.with(|f| f.message.clone()))}</p>
            </div>
            <p>{when}</p>
            <div class="ct-do">
                {on_retry.map(|retry| view! {
                    <button type="button" class="ct-btn ct-plain" on:click=move |_| retry.run(())>
                        <Icon icon=Icon::Renew/>
                        {cx.text(|t| t.grid.retry.to_string())}
                    </button>
                })}
                <button type="button" class="ct-btn ct-ghost" on:click=move |_| clipboard::copy(details(), move |copied| {
                    cx.announce(cx.text(|t| if copied { &t.grid.copied } else { &t.grid.not_copied }.to_string()));
                })>
                    {cx.text(|t| t.grid.copy_details.to_string())}
                </button>
            </div>
            {request}
        </div>
    }
    .into_any()
}
