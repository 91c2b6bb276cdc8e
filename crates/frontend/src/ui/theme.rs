use leptos::prelude::*;

use super::icon::{Icon, icon};
use crate::platform::{storage, theme};
use crate::texts;

const KEY: &str = "clientele.theme";

/// The colours: one of the two, or whatever the system says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Theme {
    Light,
    Dark,
    System,
}

impl Theme {
    const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::System];

    fn stored() -> Self {
        match storage::read(KEY).as_deref() {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::System,
        }
    }

    fn value(self) -> Option<&'static str> {
        match self {
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
            Self::System => None,
        }
    }

    fn choose(self) {
        storage::write(KEY, self.value());
        theme::set_root("data-theme", self.value());
    }

    fn name(self) -> (&'static str, Icon) {
        match self {
            Self::Light => (texts::LIGHT, Icon::Sun),
            Self::Dark => (texts::DARK, Icon::Moon),
            Self::System => (texts::SYSTEM, Icon::Auto),
        }
    }
}

/// The switch between light, dark and the system's choice. The shell's script sets the stored one before the first paint.
pub(crate) fn theme_switch() -> AnyView {
    let current = RwSignal::new(Theme::stored());
    let choices = Theme::ALL.map(|theme| {
        let (name, glyph) = theme.name();
        let choose = move |_| {
            theme.choose();
            current.set(theme);
        };
        view! {
            <label title=name>
                <input type="radio" name="theme" aria-label=name prop:checked=move || current.get() == theme on:change=choose/>
                {icon(glyph)}
            </label>
        }
        .into_any()
    });
    view! {
        <div class="theme">
            <span aria-hidden="true">{texts::THEME}</span>
            <fieldset class="seg"><legend class="sr">{texts::THEME}</legend>{choices.into_iter().collect_view()}</fieldset>
        </div>
    }
    .into_any()
}
