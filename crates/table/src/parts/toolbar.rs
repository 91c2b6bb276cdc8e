//! The toolbar: filters, search, columns, more.

use leptos::prelude::*;

use crate::{Cx, lazy, popover};

use super::{
    columns_menu::ColumnsMenu, filters::Filters, more_menu::MoreMenu, search::Search,
    sort_menu::SortMenu,
};

/// The toolbar above the grid. On a phone the search takes the room, and the filters, the sort and
/// the rest are icons.
#[component]
pub(crate) fn Toolbar(
    /// The page's own, at the end.
    tools: ViewFn,
) -> impl IntoView {
    let cx = Cx::get();
    let columns = popover::anchor();
    view! {
        <div class="ct-bar" part="toolbar" class:is-narrow=lazy::value(move || cx.is_narrow.get()) role="group" aria-label=cx.text(|t| t.toolbar.toolbar.to_string())>
            <Filters/>
            <div class="ct-tools">
                <Search/>
                {lazy::show(move || cx.is_narrow.get(), || view! { <SortMenu/> }.into_any())}
                <ColumnsMenu anchor=columns/>
                <MoreMenu columns/>
                {tools.run()}
            </div>
        </div>
    }
}
