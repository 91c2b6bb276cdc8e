use leptos::prelude::*;

use crate::route::APPLICATIONS;
use crate::shell::menu_button;
use crate::texts;
use crate::ui::icon::Icon;
use crate::ui::notice::blank;

/// The page of an address that leads nowhere.
pub(crate) fn not_found_page() -> AnyView {
    let back = view! { <a class="btn btn-plain" href=APPLICATIONS>{texts::TO_APPLICATIONS}</a> }
        .into_any();
    view! {
        <header class="head">{menu_button()}</header>
        {blank(Icon::Search, texts::NOT_FOUND, texts::NOT_FOUND_TEXT.to_owned(), back, None)}
    }
    .into_any()
}
