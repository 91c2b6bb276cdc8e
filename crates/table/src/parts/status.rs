//! The status line.

use leptos::prelude::*;

use crate::{Cx, texts::count};

/// The line below the grid.
#[component]
pub(crate) fn StatusLine() -> impl IntoView {
    let cx = Cx::get();
    let matched = move || cx.view.with(|view| count(view.matched));
    view! { <footer class="status ct-status"><span>{matched}</span></footer> }
}
