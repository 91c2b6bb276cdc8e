//! Regenerating the client secret: a warning, then the new secret, once.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::Timestamp;
use shared::api::applications::{Application, SecretDetails};
use table::lazy::{self, Lazy};

use super::credential::Vault;
use super::storing::Leave;
use crate::api::ApiError;
use crate::pages::applications::{Acted, Operation, Page};
use crate::platform::{focus, time};
use crate::texts;
use crate::ui::button::{Look, link, submit};
use crate::ui::dialog::Dialog;
use crate::ui::icon::{Icon, icon};
use crate::ui::notice::{notice, notice_of};
use crate::ui::toast::Toast;

/// The dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    /// It warns; perhaps a try failed.
    Asking(Option<Trouble>),
    Sending,
    /// It is done; the secret is in the vault.
    Regenerated,
}

/// Why a try didn't do it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Trouble {
    Failed(ApiError),
    /// Somebody changed it meanwhile; pressing again goes on.
    Changed(Vec<String>),
    Gone,
}

impl State {
    /// Regenerate was pressed: whether to send it.
    fn submit(self) -> (Self, bool) {
        match self {
            Self::Asking(Some(Trouble::Gone)) | Self::Sending | Self::Regenerated => (self, false),
            Self::Asking(_) => (Self::Sending, true),
        }
    }

    /// The server has answered.
    fn answered(self, answer: Result<(), Trouble>) -> Self {
        match self {
            Self::Sending => answer.map_or_else(
                |trouble| Self::Asking(Some(trouble)),
                |()| Self::Regenerated,
            ),
            other => other,
        }
    }
}

/// The dialog's view.
pub(super) fn regenerate_dialog(
    page: Page,
    application: Application,
    on_close: Callback<()>,
) -> AnyView {
    let state = RwSignal::new(State::Asking(None));
    let name = StoredValue::new(application.name.clone());
    let client_id = application.client_id.clone();
    let last_used = application
        .last_login
        .map(|time| texts::last_used(&time::relative(time.millis())));
    let vault = Vault::new();
    let overlap = RwSignal::new(0_u32);
    let id = StoredValue::new(application.id.clone());
    let regenerated = Memo::new(move |_| state.with(|state| *state == State::Regenerated));
    let busy = Signal::derive(move || state.with(|state| *state == State::Sending));
    let cancel = Callback::new(move |()| {
        if regenerated.get_untracked() {
            vault.leave(Leave::Escape, on_close);
        } else if !busy.get_untracked() {
            on_close.run(());
        }
    });
    let application = StoredValue::new(application);
    let submit_form = Callback::new(move |()| {
        if regenerated.get_untracked() {
            return vault.leave(Leave::Done, on_close);
        }
        let (next, send) = state.get_untracked().submit();
        state.set(next);
        if !send {
            return;
        }
        spawn_local(async move {
            let before = application.get_value();
            let kept = Some(overlap.get_untracked()).filter(|seconds| *seconds > 0);
            let answer = match page.act(Operation::Regenerate(kept), &before).await {
                Acted::Done(secret) => {
                    if let Some(secret) = secret {
                        vault.put(secret);
                    }
                    page.fetch(before.id);
                    Ok(())
                }
                Acted::Failed(error) => Err(Trouble::Failed(error)),
                Acted::Changed { now, clauses } => {
                    application.set_value(*now);
                    Err(Trouble::Changed(clauses))
                }
                Acted::Gone => Err(Trouble::Gone),
            };
            state.update(|state| *state = state.clone().answered(answer));
            if regenerated.get_untracked() {
                focus::soon(".once input".to_owned());
            }
        });
    });
    let title = Signal::derive(move || {
        if regenerated.get() {
            texts::REGENERATED
        } else {
            texts::REGENERATE_QUESTION
        }
        .to_owned()
    });
    let sub = Signal::derive(move || {
        regenerated
            .get()
            .then(|| texts::regenerated_of(&name.get_value(), overlap.get() > 0))
    });
    let trouble = move || {
        state.with(|state| match state {
            State::Asking(Some(Trouble::Failed(error))) => Some(notice(error)),
            State::Asking(Some(Trouble::Changed(clauses))) => {
                let at = time::hour_minute(application.with_value(|now| now.updated_at.millis()));
                Some(notice_of(
                    texts::changed_meanwhile(clauses, &at),
                    None,
                    None,
                ))
            }
            State::Asking(Some(Trouble::Gone)) => {
                Some(notice_of(texts::GONE.to_owned(), None, None))
            }
            _ => None,
        })
    };
    let warning = move || {
        view! {
            <div class="body" id="dialog-body">
                <div class="notice">
                    {icon(Icon::Warning)}
                    <p>
                        {move || if overlap.get() > 0 { texts::KEEPS_THE_PREVIOUS } else { texts::REVOKES_THE_PREVIOUS }}
                        " "<b>{name.get_value()}</b>
                        {move || if overlap.get() > 0 { texts::FOR_SO_LONG } else { texts::FROM_THAT_MOMENT }}
                        {last_used.clone().map(|text| format!(" {text}"))}
                    </p>
                </div>
                <div class="field">
                    <label for="overlap">{texts::PREVIOUS_SECRET}</label>
                    <select id="overlap" class="input" prop:value=move || overlap.get().to_string()
                        on:change=move |event| overlap.set(event_target_value(&event).parse().unwrap_or_default())>
                        {texts::OVERLAPS.map(|(seconds, words)| view! { <option value=seconds.to_string()>{words}</option> })}
                    </select>
                </div>
                {known(page, id)}
                {trouble}
            </div>
            <footer>
                <button type="button" class=Look::Plain.class() autofocus on:click=move |_| cancel.run(())>{texts::CANCEL}</button>
                {submit(Look::Danger, || texts::REGENERATE.to_owned(), busy)}
            </footer>
        }
        .into_any()
    };
    view! {
        <Dialog title sub alert=Signal::derive(move || !regenerated.get()) on_cancel=cancel on_submit=submit_form>
            {move || if regenerated.get() {
                view! {
                    <div class="body">{vault.panel(texts::NEW_CLIENT_SECRET)}</div>
                    {vault.footer(client_id.clone())}
                }.into_any()
            } else {
                warning()
            }}
        </Dialog>
    }
    .into_any()
}

/// What is known of the secret in use, and of the one before it while that lives. Nothing, where it can't be read.
fn known(page: Page, id: StoredValue<String>) -> Lazy<Option<AnyView>> {
    let details = RwSignal::new(None::<SecretDetails>);
    let read = move || {
        spawn_local(async move {
            if let Some(id) = id.try_get_value()
                && let Ok(answer) = page.api.secret_details(&id).await
            {
                details.try_set(answer);
            }
        });
    };
    read();
    let ending = RwSignal::new(false);
    let end = move || {
        if ending.get_untracked() {
            return;
        }
        ending.set(true);
        spawn_local(async move {
            let Some(id) = id.try_get_value() else { return };
            match page.api.end_previous_secret(&id).await {
                Ok(()) => {
                    page.toasts.resolved(texts::PREVIOUS_NOT_ENDED);
                    page.toasts
                        .show(Toast::done(texts::PREVIOUS_ENDED.to_owned()));
                }
                Err(error) => page.toasts.show(Toast::failed(
                    texts::PREVIOUS_NOT_ENDED.to_owned(),
                    error.message,
                )),
            }
            ending.try_set(false);
            page.fetch(id);
            read();
        });
    };
    lazy::value(move || {
        let details = details.get()?;
        let relative = |at: Timestamp| time::relative(at.millis());
        let used = details.last_used_at.map(relative);
        let in_use = texts::secret_in_use(
            &details.hint,
            &relative(details.created_at),
            used.as_deref(),
        );
        let previous = details
            .previous_valid_until
            .filter(|until| until.millis() > time::now())
            .map(|until| {
                let used = details.previous_last_used_at.map(relative);
                let lives =
                    texts::previous_lives(&time::date_and_minute(until.millis()), used.as_deref());
                view! {
                    <p class="hint">{lives}" "{link(texts::END_NOW, end)}</p>
                }
            });
        Some(view! { <p class="hint">{in_use}</p>{previous} }.into_any())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Cause;

    #[test]
    fn it_is_sent_once_and_then_shows_the_secret() {
        let (state, send) = State::Asking(None).submit();
        assert!(send);
        assert!(!state.clone().submit().1);
        assert_eq!(state.answered(Ok(())), State::Regenerated);
    }

    #[test]
    fn after_trouble_it_can_be_tried_again_unless_it_is_gone() {
        for (trouble, again) in [
            (
                Trouble::Failed(ApiError::without_answer(Cause::Unreachable)),
                true,
            ),
            (Trouble::Changed(vec![]), true),
            (Trouble::Gone, false),
        ] {
            let state = State::Sending.answered(Err(trouble));
            assert_eq!(state.submit().1, again);
        }
    }
}
