//! What is seen once: the secret, the ways to store it, and the gate before the dialog closes.

use std::sync::Arc;

use leptos::prelude::*;

use super::storing::{Leave, Storing};
use crate::platform::{connection, download, focus, history};
use crate::secret::{Secret, env_file};
use crate::texts;
use crate::ui::button::{Look, button};
use crate::ui::copy::{Lend, copy_field};
use crate::ui::icon::{Icon, icon};

/// A secret for as long as its dialog is open: dropped, and so wiped, with the dialog.
#[derive(Clone, Copy)]
pub(super) struct Vault {
    secret: StoredValue<Option<Secret>>,
    pub(super) storing: RwSignal<Storing>,
}

impl Vault {
    /// Empty. Closing the tab asks first while it holds a secret that isn't stored.
    pub(super) fn new() -> Self {
        let vault = Self {
            secret: StoredValue::new(None),
            storing: RwSignal::new(Storing::default()),
        };
        connection::guard_unload(move || {
            let holds = vault
                .secret
                .try_with_value(Option::is_some)
                .unwrap_or_default();
            holds && !vault.storing.get_untracked().stored
        });
        vault
    }

    pub(super) fn put(self, secret: Secret) {
        self.secret.set_value(Some(secret));
    }

    fn lend(self) -> Lend {
        Arc::new(move |borrow| {
            self.secret.with_value(|secret| {
                if let Some(secret) = secret {
                    borrow(secret.expose());
                }
            });
        })
    }

    fn store(self) {
        self.storing.update(|storing| *storing = storing.set(true));
    }

    /// Leaves: wipes the secret and closes, or points at the tick.
    pub(super) fn leave(self, how: Leave, on_close: Callback<()>) {
        match self.storing.get_untracked().leave(how) {
            Ok(()) => {
                self.secret.set_value(None);
                on_close.run(());
            }
            Err(pointing) => {
                self.storing.set(pointing);
                let _ = focus::to_first("#stored");
            }
        }
    }

    /// The secret within its dashed edge.
    pub(super) fn panel(self, label: &'static str) -> AnyView {
        view! {
            <div class="once">
                {copy_field(label, texts::COPY_SECRET, self.lend(), Callback::new(move |()| self.store()))}
                <p class="say">{icon(Icon::Warning)}<span>{texts::SEEN_ONCE}</span></p>
            </div>
        }
        .into_any()
    }

    /// The footer: the tick, the file, Done.
    pub(super) fn footer(self, client_id: String) -> AnyView {
        let save = move || {
            let saved = self.secret.with_value(|secret| {
                let secret = secret.as_ref()?;
                let text = env_file(&history::origin(), &client_id, secret);
                download::save(
                    &format!("{client_id}.env"),
                    "text/plain;charset=utf-8",
                    &text,
                )
                .ok()
            });
            if saved.is_some() {
                self.store();
            }
        };
        let pointed = move || {
            self.storing
                .with(|storing| storing.pointed && !storing.stored)
        };
        view! {
            <footer>
                <div class="lead">
                    <label class="gate" class:is-pointed=pointed>
                        <span class="check">
                            <input type="checkbox" id="stored" aria-describedby="stored-hint"
                                prop:checked=move || self.storing.with(|storing| storing.stored)
                                on:change=move |event| {
                                    let checked = event_target_checked(&event);
                                    self.storing.update(|storing| *storing = storing.set(checked));
                                }/>
                            {icon(Icon::Check)}
                        </span>
                        {texts::STORED}
                    </label>
                </div>
                {button(Look::Plain, Some(Icon::Download), texts::DOWNLOAD_ENV, save)}
                <button type="submit" class=Look::Primary.class()>{texts::DONE}</button>
                <p class="once-hint" id="stored-hint" role="status">{move || pointed().then_some(texts::STORE_FIRST)}</p>
            </footer>
        }
        .into_any()
    }
}
