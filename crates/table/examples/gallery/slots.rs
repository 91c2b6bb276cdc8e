//! A table with all that a page can put into it, and of which one row is selected at most.

use leptos::prelude::*;

use clientele_table::{Display, Noun, Selects, Table, TableData};
use table_engine::State;

use crate::made_up::App;

/// The table.
pub(crate) fn table(
    data: TableData<App>,
    state: RwSignal<State>,
    display: RwSignal<Display>,
) -> AnyView {
    let pressed = RwSignal::new(0);
    let press = move |_| pressed.update(|times| *times += 1);
    let chosen = move || {
        state.with(|state| {
            let keys: Vec<String> = state.selection.keys.iter().map(str::to_owned).collect();
            keys.join(" ")
        })
    };
    view! {
        <Table
            data
            state
            display
            label="Applications"
            noun=Noun::new("application", "applications")
            file_stem="applications"
            selects=Selects::One
            tools=move || view! { <button type="button" class="ct-btn ct-plain" on:click=press>"Pressed " {pressed} " times"</button> }
            actions=move || view! { <output>"Chosen: " {chosen}</output> }
            empty=|| view! { <h2>"Nothing here of our own"</h2> }
            loading=|| view! { <div class="own-loading">"Coming, by our own words"</div> }
            failed=move || view! { <h2>"It failed, by our own words"</h2> <button type="button" on:click=press>"Own retry"</button> }
        />
    }
    .into_any()
}
