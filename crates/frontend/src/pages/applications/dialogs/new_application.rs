//! New application: its name, then its credentials, once.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::{Name, paths};

use super::credential::Vault;
use super::storing::Leave;
use crate::api::{ApiError, NewApplication};
use crate::pages::applications::Page;
use crate::platform::{self, focus, history};
use crate::texts;
use crate::ui::button::{Look, button, submit};
use crate::ui::copy::{copy_button, copy_field, plain};
use crate::ui::dialog::Dialog;
use crate::ui::field::Field;
use crate::ui::notice::notice;
use crate::ui::toast::Toast;

/// The dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    /// The name is typed.
    Naming {
        fault: Option<Fault>,
        last: Option<Attempt>,
    },
    /// It is being created.
    Creating(Attempt),
    /// It is there; its secret is in the vault.
    Created { name: String, client_id: String },
}

/// What is wrong with the name, or with the call.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fault {
    Name(String),
    Whole(ApiError),
}

/// A request. The same name goes with the same key, so that a repeat after a lost answer creates nothing twice.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Attempt {
    name: Name,
    key: Option<String>,
}

impl State {
    fn new() -> Self {
        Self::Naming {
            fault: None,
            last: None,
        }
    }

    /// Create was pressed: what to send, if anything.
    fn submit(
        self,
        typed: &str,
        new_key: impl FnOnce() -> Option<String>,
    ) -> (Self, Option<Attempt>) {
        let Self::Naming { last, .. } = self else {
            return (self, None);
        };
        match Name::parse(typed) {
            Ok(name) => {
                let attempt = match last {
                    Some(last) if last.name == name => last,
                    _ => Attempt {
                        name,
                        key: new_key(),
                    },
                };
                (Self::Creating(attempt.clone()), Some(attempt))
            }
            Err(error) => (
                Self::Naming {
                    fault: Some(Fault::Name(error.to_string())),
                    last,
                },
                None,
            ),
        }
    }

    /// The server has answered.
    fn answered(self, answer: Result<(String, String), ApiError>) -> Self {
        let Self::Creating(attempt) = self else {
            return self;
        };
        match answer {
            Ok((name, client_id)) => Self::Created { name, client_id },
            Err(error) => {
                let last = error.is_passing().then_some(attempt);
                let fault = match error.field.as_deref() {
                    Some("name") => Fault::Name(error.message),
                    _ => Fault::Whole(error),
                };
                Self::Naming {
                    fault: Some(fault),
                    last,
                }
            }
        }
    }

    fn is_created(&self) -> bool {
        matches!(self, Self::Created { .. })
    }
}

/// The dialog's view.
pub(super) fn new_application_dialog(page: Page, on_close: Callback<()>) -> AnyView {
    let state = RwSignal::new(State::new());
    let typed = RwSignal::new(String::new());
    let vault = Vault::new();
    let created = Memo::new(move |_| state.with(State::is_created));
    let cancel = Callback::new(move |()| {
        state.with_untracked(|state| match state {
            State::Naming { .. } => on_close.run(()),
            // The answer holds a secret that nobody would see.
            State::Creating(_) => {}
            State::Created { .. } => vault.leave(Leave::Escape, on_close),
        });
    });
    let send = move || {
        let (next, attempt) = state
            .get_untracked()
            .submit(&typed.get_untracked(), platform::random_uuid);
        state.set(next);
        let Some(Attempt { name, key }) = attempt else {
            focus_name(state);
            return;
        };
        spawn_local(async move {
            let answer = page.api.create_application(name, key).await;
            let answer = answer.map(
                |NewApplication {
                     id,
                     name,
                     client_id,
                     secret,
                 }| {
                    vault.put(secret);
                    page.fetch(id);
                    (name, client_id)
                },
            );
            state.update(|state| *state = state.clone().answered(answer));
            focus_name(state);
        });
    };
    let submit_form = Callback::new(move |()| {
        if created.get_untracked() {
            if let State::Created { name, .. } = state.get_untracked() {
                let done = Callback::new(move |()| {
                    page.toasts.show(Toast::done(texts::created(&name)));
                    on_close.run(());
                });
                vault.leave(Leave::Done, done);
            }
        } else {
            send();
        }
    });
    let title = Signal::derive(move || {
        state.with(|state| match state {
            State::Created { name, .. } => texts::is_created(name),
            _ => texts::NEW_APPLICATION.to_owned(),
        })
    });
    let sub = Signal::derive(move || created.get().then(|| texts::NO_ACCESS_YET.to_owned()));
    view! {
        <Dialog title sub on_cancel=cancel on_submit=submit_form>
            {move || match state.get_untracked() {
                State::Created { client_id, .. } if created.get() => credentials(vault, client_id),
                _ => {
                    created.track();
                    naming(state, typed, on_close)
                }
            }}
        </Dialog>
    }
    .into_any()
}

/// After a refusal the focus goes to the name; once it is created, to the secret.
fn focus_name(state: RwSignal<State>) {
    state.with_untracked(|state| match state {
        State::Naming { .. } => focus::soon("#name".to_owned()),
        State::Created { .. } => focus::soon(".once input".to_owned()),
        State::Creating(_) => {}
    });
}

fn naming(state: RwSignal<State>, typed: RwSignal<String>, on_close: Callback<()>) -> AnyView {
    let error = Signal::derive(move || {
        state.with(|state| match state {
            State::Naming {
                fault: Some(Fault::Name(message)),
                ..
            } => Some(message.clone()),
            _ => None,
        })
    });
    let whole = move || {
        state.with(|state| match state {
            State::Naming {
                fault: Some(Fault::Whole(error)),
                ..
            } => Some(notice(error)),
            _ => None,
        })
    };
    let busy = Signal::derive(move || state.with(|state| matches!(state, State::Creating(_))));
    let name = Field {
        id: "name",
        label: texts::NAME,
        kind: "text",
        autocomplete: "off",
        value: typed,
        error,
        first: true,
    };
    view! {
        <div class="body">
            {whole}
            {name.view(().into_any())}
            <p class="hint">{texts::NAME_HINT}</p>
        </div>
        <footer>
            {button(Look::Plain, None, texts::CANCEL, move || if !busy.get_untracked() { on_close.run(()) })}
            {submit(Look::Primary, || texts::CREATE.to_owned(), busy)}
        </footer>
    }
    .into_any()
}

fn credentials(vault: Vault, client_id: String) -> AnyView {
    let nothing = Callback::new(|()| {});
    let token_url = format!("{}{}", history::origin(), paths::TOKEN);
    let command = format!(
        "curl -d grant_type=client_credentials \\\n  -u \"{client_id}:$CLIENT_SECRET\" \\\n  {token_url}"
    );
    view! {
        <div class="body">
            {copy_field(texts::CLIENT_ID, texts::COPY_ID, plain(client_id.clone()), nothing)}
            {vault.panel(texts::CLIENT_SECRET)}
            <div class="field">
                <span class="label" id="get-a-token">{texts::GET_A_TOKEN}</span>
                <div class="code">
                    <pre tabindex="0" role="region" aria-labelledby="get-a-token">
                        "curl -d grant_type=client_credentials \\\n  -u \""<b>{client_id.clone()}</b>":$CLIENT_SECRET\" \\\n  "{token_url}
                    </pre>
                    {copy_button("btn btn-icon btn-ghost btn-tiny", texts::COPY_COMMAND, plain(command), nothing)}
                </div>
            </div>
        </div>
        {vault.footer(client_id)}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Cause;

    fn submit(state: State, typed: &str, key: &str) -> (State, Option<Attempt>) {
        state.submit(typed, || Some(key.to_owned()))
    }

    #[test]
    fn a_name_is_checked_before_it_is_sent() {
        let (state, attempt) = submit(State::new(), "  ", "k");
        assert_eq!(attempt, None);
        assert!(matches!(
            state,
            State::Naming {
                fault: Some(Fault::Name(_)),
                ..
            }
        ));
    }

    #[test]
    fn it_is_sent_once() {
        let (state, attempt) = submit(State::new(), " ci ", "k");
        assert_eq!(attempt.unwrap().name.as_str(), "ci");
        assert_eq!(submit(state, "ci", "k2").1, None);
    }

    #[test]
    fn a_lost_answer_is_asked_for_again_with_the_same_key() {
        let (state, _) = submit(State::new(), "ci", "k");
        let state = state.answered(Err(ApiError::without_answer(Cause::TimedOut)));
        assert_eq!(
            submit(state.clone(), "ci", "k2").1.unwrap().key.as_deref(),
            Some("k")
        );
        assert_eq!(
            submit(state, "cd", "k2").1.unwrap().key.as_deref(),
            Some("k2")
        );
    }

    #[test]
    fn a_refusal_stands_under_the_name() {
        let (state, _) = submit(State::new(), "ci", "k");
        let error = ApiError {
            field: Some("name".to_owned()),
            message: "ci already exists".to_owned(),
            ..ApiError::without_answer(Cause::Answered(409))
        };
        let state = state.answered(Err(error));
        assert_eq!(
            state,
            State::Naming {
                fault: Some(Fault::Name("ci already exists".to_owned())),
                last: None
            }
        );
    }

    #[test]
    fn then_its_credentials_show() {
        let (state, _) = submit(State::new(), "ci", "k");
        assert!(
            state
                .answered(Ok(("ci".to_owned(), "ci-7f3k2q".to_owned())))
                .is_created()
        );
    }
}
