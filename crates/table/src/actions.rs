//! The action bar: how many rows are selected, and the page's buttons for them.

use crate::signals::prelude::*;
use table_engine::State;

use crate::{
    Cx, Icon,
    markup::{Draw, Node, button, div, el, small_icon, span},
    texts::{count, fill},
};

/// Always there, so that nothing jumps: quiet without a selection, tinted with one.
pub(crate) fn action_bar(cx: Cx, actions: ViewFn) -> Draw {
    let selected = memo(move || cx.state.with(|state| state.selection.len()));
    Box::new(move || {
        let n = selected.get();
        let words = match n {
            0 => cx.text(|t| t.grid.none_selected.to_string()),
            n => cx.text(|t| fill(&t.grid.selected, &[("n", &count(n))])),
        };
        let clear = (n > 0).then(|| {
            button("ct-btn ct-ghost ct-tiny")
                .named(&cx.text(|t| t.grid.clear_selection.to_string()))
                .on_click(move |_| cx.edit(State::clear_selection))
                .child(small_icon(Icon::Cross))
        });
        let bar = div("ct-acts")
            .class_if(n > 0, "is-on")
            .attr("part", "actions")
            .attr("role", "group")
            .attr("aria-label", cx.text(|t| t.grid.actions.to_string()))
            .child(
                span("ct-n")
                    .maybe(clear)
                    .child(el("span").attr("dir", "auto").child(words)),
            )
            .child(span("ct-sep").attr("aria-hidden", "true"))
            .child(Node::View(actions.clone()));
        vec![bar.into()]
    })
}
