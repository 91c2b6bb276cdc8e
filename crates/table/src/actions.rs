//! The action bar: how many rows are selected, and the page's buttons for them.

use leptos::prelude::*;
use table_engine::State;

use crate::{
    Cx, Icon, lazy,
    texts::{count, fill},
};

/// Always there, so that nothing jumps: quiet without a selection, tinted with one.
pub(crate) fn action_bar(actions: ViewFn) -> AnyView {
    let cx = Cx::get();
    let selected = lazy::memo(move || cx.state.with(|state| state.selection.len()));
    let some = move || selected.get() > 0;
    let words = move || match selected.get() {
        0 => cx.text(|t| t.grid.none_selected.to_string()),
        n => cx.text(|t| fill(&t.grid.selected, &[("n", &count(n))])),
    };
    let clear = cx.text(|t| t.grid.clear_selection.to_string());
    view! {
        <div class="ct-acts" part="actions" class:is-on=lazy::value(some) role="group" aria-label=cx.text(|t| t.grid.actions.to_string())>
            <span class="ct-n">
                {lazy::show(some, move || view! {
                    <button
                        type="button"
                        class="ct-btn ct-ghost ct-tiny"
                        aria-label=clear.clone()
                        title=clear.clone()
                        on:click=move |_| cx.edit(State::clear_selection)
                    >
                        <Icon icon=Icon::Cross small=true/>
                    </button>
                }.into_any())}
                {lazy::value(words)}
            </span>
            <span class="ct-sep" aria-hidden="true"></span>
            {actions.run()}
        </div>
    }
    .into_any()
}
