//! The Applications page.

use leptos::prelude::*;

use crate::shell::menu_button;
use crate::texts;

/// The page: its head and its table.
pub(crate) fn applications_page() -> AnyView {
    view! {
        <header class="head">
            {menu_button()}
            <h1 tabindex="-1">{texts::APPLICATIONS}</h1>
        </header>
    }
    .into_any()
}
