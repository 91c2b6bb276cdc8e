//! The header row: sort by click, widths by dragging an edge, and the checkbox for all in view.

use crate::signals::prelude::*;
use web_sys::HtmlInputElement;

use crate::{
    Cx, Icon,
    active::Active,
    body::Shown,
    markup::{Draw, div, el, shapes, small_icon, span},
};

/// The header row. Its events are heard by the grid.
pub(crate) fn header(
    cx: Cx,
    columns: Memo<Vec<Shown>>,
    active: RwSignal<Active>,
    // The column whose edge is being dragged.
    held: Memo<Option<String>>,
    // How many rows in view are selected: none, some, all.
    marked: Memo<Marked>,
) -> Draw {
    let stop = memo(move || {
        let column = |active: &Active| active.row.is_none().then(|| active.column.clone());
        if cx.is_narrow.get() {
            None
        } else {
            active.with(column)
        }
    });
    let sort = memo(move || cx.state.with(|state| state.sort.clone()));
    Box::new(move || {
        let tab = |column: &str| {
            let is_stop = stop.with(|stop| stop.as_deref() == Some(column));
            if is_stop { "0" } else { "-1" }
        };
        let all = (!cx.selects_one).then(|| {
            let marked = marked.get();
            let input = el("input")
                .attr("type", "checkbox")
                .attr("aria-label", cx.text(|t| t.grid.select_all.to_string()))
                .attr("tabindex", tab(""))
                .checked(marked == Marked::All)
                .indeterminate(marked == Marked::Some);
            span("ct-check")
                .child(input)
                .child(shapes(Icon::Check, "i ct-tick"))
                .child(shapes(Icon::Minus, "i ct-dash"))
        });
        let one = |(at, column): (usize, &Shown)| {
            let sorted = sort.with(|sort| {
                let at = sort.iter().position(|key| key.column == column.id)?;
                Some((at, sort[at].descending, sort.len() > 1))
            });
            let is_held = held.with(|held| held.as_ref() == Some(&column.id));
            let mut cell = el("div")
                .key(column.id.clone())
                .class(column.class.clone())
                .attr("role", "columnheader")
                .attr("part", "header-cell")
                .attr("data-col", column.id.clone())
                .attr("aria-colindex", (at + 2).to_string())
                .attr("tabindex", tab(&column.id))
                .child(span("ct-t").attr("dir", "auto").child(column.label.clone()));
            if let Some((at, descending, several)) = sorted {
                let (order, arrow) = if descending {
                    ("descending", Icon::Desc)
                } else {
                    ("ascending", Icon::Asc)
                };
                cell = cell
                    .attr("aria-sort", order)
                    .child(small_icon(arrow))
                    .maybe(several.then(|| span("ct-nth").child((at + 1).to_string())));
            }
            cell.child(span("ct-edge").class_if(is_held, "is-held"))
                .into()
        };
        let cells = columns.with(|columns| columns.iter().enumerate().map(one).collect());
        let row =
            div("ct-r ct-h")
                .attr("role", "row")
                .attr("part", "header")
                .attr("aria-rowindex", "1")
                .child(
                    div("ct-sel")
                        .attr("role", "columnheader")
                        .attr("aria-colindex", "1")
                        .maybe(all)
                        .maybe(cx.selects_one.then(|| {
                            span("ct-sr").child(cx.text(|t| t.grid.selection.to_string()))
                        })),
                )
                .children(cells);
        vec![div("ct-head").attr("role", "rowgroup").child(row).into()]
    })
}

/// How much of the view is selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Marked {
    #[default]
    None,
    Some,
    All,
}

/// Makes a checkbox show it, also after a click has changed the box by itself.
pub(crate) fn show(input: &HtmlInputElement, marked: Marked) {
    input.set_checked(marked == Marked::All);
    input.set_indeterminate(marked == Marked::Some);
}
