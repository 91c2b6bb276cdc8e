//! The toolbar: filters, search, columns, more.

use crate::signals::prelude::*;

use crate::{
    Cx,
    markup::{Draw, Node, div, part},
    popover,
};

use super::{
    columns_menu::columns_menu, filters::filters, more_menu::more_menu, search::search,
    sort_menu::sort_menu,
};

/// The toolbar above the grid, with the page's own tools at its end. On a phone the search takes the room, and the filters, the
/// sort and the rest are icons.
pub(crate) fn toolbar(cx: Cx, tools: ViewFn) -> Draw {
    let columns = popover::anchor();
    Box::new(move || {
        let is_narrow = cx.is_narrow.get();
        let right = div("ct-tools")
            .child(part("search", move || search(cx)))
            .maybe(is_narrow.then(|| part("sort", move || sort_menu(cx))))
            .child(part("columns", move || columns_menu(cx, columns)))
            .child(part("more", move || more_menu(cx, columns)))
            .child(Node::View(tools.clone()));
        let bar = div("ct-bar")
            .class_if(is_narrow, "is-narrow")
            .attr("part", "toolbar")
            .attr("role", "group")
            .attr("aria-label", cx.text(|t| t.toolbar.toolbar.to_string()))
            .child(part("filters", move || filters(cx)))
            .child(right);
        vec![bar.into()]
    })
}
