//! What is needed only once somebody acts: the dialogs, the table's menus and the doors. With the feature `split` they are a WebAssembly module of
//! their own beside the page's, fetched once the table stands or when one is first needed; without it they are part of the page.
//! Either way the rest of the page reaches them through [`Later`] alone: whatever it names directly is in its own module.

use leptos::prelude::*;
use leptos::task::spawn_local;
use table::Menus;

use crate::pages::applications::Page;
use crate::pages::applications::dialogs::{Open, dialog};
use crate::pages::applications::views::VIEWS;
use crate::pages::set_up::set_up_page;
use crate::pages::sign_in::sign_in_page;
use crate::shell::change_password::change_password_dialog;
use crate::shell::user_menu::user_menu_items;
use crate::texts;
use crate::ui::toast::{Toast, Toasts};

/// The views that come later.
#[derive(Clone, Copy)]
pub(crate) struct Parts {
    pub(crate) dialog: fn(Page, &Open, Callback<()>) -> Option<AnyView>,
    pub(crate) change_password: fn(Callback<()>) -> AnyView,
    pub(crate) menus: Menus,
    pub(crate) set_up: fn() -> AnyView,
    pub(crate) sign_in: fn() -> AnyView,
    pub(crate) user_menu: fn(Callback<()>, Callback<()>) -> AnyView,
}

const fn parts() -> Parts {
    Parts {
        dialog,
        change_password: change_password_dialog,
        menus: Menus::new().with_views(VIEWS),
        set_up: set_up_page,
        sign_in: sign_in_page,
        user_menu: user_menu_items,
    }
}

/// They could not be fetched.
struct NotLoaded;

/// The parts, once they are there. Cheap to copy; in the context of every page.
#[derive(Clone, Copy)]
pub(crate) struct Later {
    parts: RwSignal<Option<Parts>>,
    fetching: StoredValue<bool>,
    toasts: Toasts,
}

impl Later {
    pub(crate) fn new(toasts: Toasts) -> Self {
        Self {
            parts: RwSignal::new(None),
            fetching: StoredValue::new(false),
            toasts,
        }
    }

    /// The parts; fetches them where they aren't there yet, and gives them then. Reactive.
    pub(crate) fn get(self) -> Option<Parts> {
        let parts = self.parts.get();
        if parts.is_none() {
            self.fetch(true);
        }
        parts
    }

    /// The parts, if they are there; nothing is fetched. Reactive.
    pub(crate) fn arrived(self) -> Option<Parts> {
        self.parts.get()
    }

    /// Fetches them before anybody asks. A failure is not worth a word: who asks, tries again.
    pub(crate) fn prefetch(self) {
        if self.parts.with_untracked(Option::is_none) {
            self.fetch(false);
        }
    }

    fn fetch(self, asked: bool) {
        if self.fetching.get_value() {
            return;
        }
        self.fetching.set_value(true);
        spawn_local(async move {
            let fetched = split::parts().await;
            self.fetching.set_value(false);
            match fetched {
                Ok(parts) => {
                    self.toasts.resolved(texts::NOT_LOADED);
                    self.parts.set(Some(parts));
                }
                Err(NotLoaded) if asked => self.toasts.show(
                    Toast::failed(
                        texts::NOT_LOADED.to_owned(),
                        texts::NOT_LOADED_WHY.to_owned(),
                    )
                    .with_action(texts::RETRY, Callback::new(move |()| self.fetch(true))),
                ),
                Err(NotLoaded) => {}
            }
        });
    }
}

#[cfg(feature = "split")]
mod split {
    use wasm_split_helpers::{SplitLoaderError, wasm_split};

    use super::{NotLoaded, Parts};

    impl From<SplitLoaderError> for NotLoaded {
        fn from(_: SplitLoaderError) -> Self {
            Self
        }
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "the wrapper gives a failure to load"
    )]
    #[wasm_split(later, fallible)]
    pub(super) fn parts() -> Result<Parts, NotLoaded> {
        Ok(super::parts())
    }
}

#[cfg(not(feature = "split"))]
mod split {
    use super::{NotLoaded, Parts};

    #[expect(clippy::unused_async, reason = "as it is where it must be fetched")]
    pub(super) async fn parts() -> Result<Parts, NotLoaded> {
        Ok(super::parts())
    }
}
