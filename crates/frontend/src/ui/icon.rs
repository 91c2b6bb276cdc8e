use leptos::prelude::*;
pub(crate) use table::Icon;

/// An icon at 16 px. Always beside words, or in a button that has a name.
pub(crate) fn icon(icon: Icon) -> AnyView {
    styled_icon(icon, "i")
}

/// An icon at 12 px.
pub(crate) fn small_icon(icon: Icon) -> AnyView {
    styled_icon(icon, "i i-s")
}

/// An icon with classes of its own.
pub(crate) fn styled_icon(icon: Icon, class: &'static str) -> AnyView {
    view! { <svg class=class viewBox="0 0 16 16" aria-hidden="true" inner_html=icon.shapes()></svg> }.into_any()
}
