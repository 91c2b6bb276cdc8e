use leptos::prelude::*;

use super::icon::{Icon, icon, small_icon};
use crate::texts;

/// How much a button stands out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    Primary,
    Danger,
    Plain,
    Ghost,
}

impl Look {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Primary => "btn btn-primary",
            Self::Danger => "btn btn-danger",
            Self::Plain => "btn btn-plain",
            Self::Ghost => "btn btn-ghost",
        }
    }
}

/// A button with words, and perhaps a glyph before them.
pub(crate) fn button(
    look: Look,
    glyph: Option<Icon>,
    words: &'static str,
    on_press: impl Fn() + 'static,
) -> AnyView {
    view! {
        <button type="button" class=look.class() on:click=move |_| on_press()>
            {glyph.map(icon)}
            {words}
        </button>
    }
    .into_any()
}

/// The button that sends a form. While the server works it says so, and pressing it again does nothing: the form's handler
/// looks at the same signal.
pub(crate) fn submit(
    look: Look,
    words: impl Fn() -> String + Send + 'static,
    busy: Signal<bool>,
) -> AnyView {
    view! {
        <button type="submit" class=look.class() aria-busy=move || busy.get().then_some("true")>
            {words}
        </button>
    }
    .into_any()
}

/// A button within a text.
pub(crate) fn link(words: &'static str, on_press: impl Fn() + 'static) -> AnyView {
    view! {
        <button type="button" class="link" on:click=move |_| on_press()>{words}</button>
    }
    .into_any()
}

/// The cross of a dialog or a toast.
pub(crate) fn cross(name: &'static str, on_press: impl Fn() + 'static) -> AnyView {
    view! {
        <button type="button" class="btn btn-icon btn-ghost btn-tiny" aria-label=name title=name on:click=move |_| on_press()>
            {small_icon(Icon::Cross)}
        </button>
    }
    .into_any()
}

/// The cross of a dialog.
pub(crate) fn close_cross(on_press: impl Fn() + 'static) -> AnyView {
    cross(texts::DISMISS, on_press)
}

/// A button with a glyph, words, and an id to find it by.
pub(crate) fn glyph_button(
    look: Look,
    glyph: Icon,
    words: &'static str,
    id: &'static str,
    first: bool,
    on_press: impl Fn() + 'static,
) -> AnyView {
    view! {
        <button type="button" class=look.class() id=id autofocus=first on:click=move |_| on_press()>
            {icon(glyph)}
            {words}
        </button>
    }
    .into_any()
}
