//! The status line: what shows, and whether it is up to date.

use crate::signals::prelude::*;

use crate::{
    Cx, Status,
    markup::{Draw, button, el, span},
    texts::{count, fill},
    time_text::Zone,
};

/// The line below the grid. It is not a live region: the grid announces what changed.
pub(crate) fn status_line(cx: Cx, on_retry: Option<Callback<()>>) -> Draw {
    let text = memo(move || said(cx));
    Box::new(move || {
        let has_rows = cx.view.with(|view| view.total > 0);
        let (class, word, may_retry) = cx.text(|t| {
            let t = &t.toolbar;
            match cx.status.get() {
                Status::Ready => ("ct-live", t.live.to_string(), false),
                Status::Loading { .. } => ("ct-live is-wait", t.connecting.to_string(), false),
                // Where there are rows, nothing else says so.
                Status::Failed(_) => ("ct-live is-off", t.disconnected.to_string(), has_rows),
                Status::Stale { .. } => ("ct-live is-off", t.reconnecting.to_string(), true),
            }
        });
        let retry = on_retry.filter(|_| may_retry).map(|on_retry| {
            button("ct-link")
                .on_click(move |_| on_retry.run(()))
                .child(cx.text(|t| t.toolbar.retry.to_string()))
        });
        let connection = span("ct-push")
            .child(span(class).attr("aria-hidden", "true"))
            .child(word)
            .maybe(retry);
        let line = el("footer")
            .class("ct-status")
            .attr("part", "status")
            .child(span("ct-said").child(text.get()))
            .child(connection);
        vec![line.into()]
    })
}

fn said(cx: Cx) -> String {
    let (filters, selected, columns, shown) = cx.state.with(|state| {
        let shown = state
            .layout
            .columns
            .iter()
            .filter(|column| column.visible)
            .count();
        (
            state.filters.len(),
            state.selection.len(),
            state.layout.columns.len(),
            shown,
        )
    });
    let status = cx.status.get();
    let (matched, total) = cx.view.with(|view| (view.matched, view.total));
    cx.text(|t| {
        let t = &t.toolbar;
        let nouns = |n: usize| cx.noun.with_value(|noun| noun.of(n).to_owned());
        match status {
            Status::Loading { progress: None } => return fill(&t.loading, &[("rows", &nouns(2))]),
            Status::Loading {
                progress: Some(part),
            } => {
                let percent = (part.clamp(0.0, 1.0) * 100.0).round().to_string();
                return fill(&t.loading_progress, &[("rows", &nouns(2)), ("n", &percent)]);
            }
            Status::Failed(failure) if total > 0 && !failure.message.is_empty() => {
                return failure.message;
            }
            Status::Failed(_) => return t.not_loaded.to_string(),
            Status::Ready | Status::Stale { .. } => {}
        }
        let mut parts = Vec::with_capacity(5);
        parts.push(match total {
            0 => fill(&t.rows, &[("n", "0"), ("rows", &nouns(0))]),
            _ => fill(
                &t.of_total,
                &[("n", &count(matched)), ("total", &count(total))],
            ),
        });
        match filters {
            0 => {}
            1 => parts.push(t.one_filter.to_string()),
            n => parts.push(fill(&t.many_filters, &[("n", &count(n))])),
        }
        if selected > 0 {
            parts.push(fill(&t.selected, &[("n", &count(selected))]));
        }
        if shown == 0 {
            parts.push(fill(
                &t.columns_of,
                &[("n", "0"), ("total", &count(columns))],
            ));
        }
        if let Status::Stale { since_ms } = status {
            let clock = Zone::browser().civil(since_ms);
            parts.push(fill(
                &t.as_of,
                &[("time", &format!("{:02}:{:02}", clock.hour, clock.minute))],
            ));
        }
        parts.join(" · ")
    })
}
