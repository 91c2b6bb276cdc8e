//! The toolbar: filters, search, columns, more.

use leptos::prelude::*;

use crate::Cx;

/// The toolbar above the grid.
#[component]
pub(crate) fn Toolbar() -> impl IntoView {
    let _cx = Cx::get();
    view! { <div class="bar ct-bar" role="toolbar" aria-label="Table"></div> }
}
