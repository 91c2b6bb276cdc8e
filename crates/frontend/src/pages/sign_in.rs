use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ErrorCode;
use shared::api::users::SignIn;

use super::door;
use crate::api::{Api, ApiError};
use crate::platform::focus;
use crate::route::{Router, after_sign_in};
use crate::session::Session;
use crate::texts;
use crate::ui::button::{Look, submit};
use crate::ui::field::Field;
use crate::ui::notice::{notice, notice_of};

/// Sign-in. Leads back to where the user wanted to go.
pub(crate) fn sign_in_page() -> AnyView {
    let (api, session, router) = (
        expect_context::<Api>(),
        expect_context::<Session>(),
        expect_context::<Router>(),
    );
    let email = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let missing = RwSignal::new(None::<&'static str>);
    let failure = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let lost = session.was_lost();

    let send = move || {
        if busy.get_untracked() {
            return;
        }
        let request = SignIn {
            email: email.get_untracked().trim().to_owned(),
            password: password.get_untracked(),
        };
        failure.set(None);
        missing.set(if request.email.is_empty() {
            Some("email")
        } else if request.password.is_empty() {
            Some("password")
        } else {
            None
        });
        if let Some(field) = missing.get_untracked() {
            let _ = focus::to_first(&format!("#{field}"));
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = api.sign_in(&request).await;
            busy.set(false);
            match answer {
                Ok(user) => {
                    session.enter(api, user);
                    router.replace(&after_sign_in(&router.place().query));
                }
                Err(mut error) => {
                    if error.code == ErrorCode::SignInFailed {
                        texts::SIGN_IN_FAILED.clone_into(&mut error.message);
                        error.request_id = None;
                    }
                    failure.set(Some(error));
                    focus::select("#password");
                }
            }
        });
    };
    let error_of = move |field: &'static str, text: &'static str| {
        Signal::derive(move || (missing.get() == Some(field)).then(|| text.to_owned()))
    };
    let form = view! {
        <form novalidate on:submit=move |event| { event.prevent_default(); send(); }>
            {move || match failure.get() {
                Some(error) => Some(notice(&error)),
                None => lost.then(|| notice_of(texts::SIGNED_OUT_BY_TIME.to_owned(), None, None)),
            }}
            {Field {
                id: "email", label: texts::EMAIL, kind: "email", autocomplete: "username",
                value: email, error: error_of("email", texts::ENTER_EMAIL), first: true,
            }.view(().into_any())}
            {Field {
                id: "password", label: texts::PASSWORD, kind: "password", autocomplete: "current-password",
                value: password, error: error_of("password", texts::ENTER_PASSWORD), first: false,
            }.view(().into_any())}
            {submit(Look::Primary, || texts::SIGN_IN.to_owned(), busy.into())}
        </form>
        <p class="hint">{texts::LOCKED_OUT}<br/><code>{texts::RESET_COMMAND}</code></p>
    };
    door(texts::SIGN_IN_TO, texts::SIGN_IN_LEDE, form.into_any())
}
