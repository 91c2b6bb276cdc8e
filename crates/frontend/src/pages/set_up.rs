use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::users::{PASSWORD_MIN, SetUp};
use shared::{Email, ErrorCode, Name};

use super::door;
use crate::api::{Api, ApiError};
use crate::platform::{focus, history};
use crate::route::{APPLICATIONS, Router, SIGN_IN, decode};
use crate::session::Session;
use crate::texts;
use crate::ui::button::{Look, submit};
use crate::ui::field::Field;
use crate::ui::icon::{Icon, small_icon};
use crate::ui::notice::{notice, notice_of};

/// A field at fault and what is wrong with it.
type Fault = (&'static str, String);

/// What is typed, checked: the request, or the first fault.
fn check(token: String, organisation: &str, email: &str, password: String) -> Result<SetUp, Fault> {
    let organisation =
        Name::parse(organisation).map_err(|error| ("organisation", error.to_string()))?;
    let email = Email::parse(email).map_err(|error| ("email", error.to_string()))?;
    let length = password.chars().count();
    if length < PASSWORD_MIN {
        return Err(("password", texts::password_too_short(length)));
    }
    Ok(SetUp {
        token,
        organisation,
        email,
        password,
    })
}

/// The token in the address's fragment: `#token=…`, or the token alone.
fn token_of(fragment: &str) -> Option<String> {
    let token = fragment
        .split('&')
        .find_map(|pair| pair.strip_prefix("token="))
        .unwrap_or(fragment);
    decode(token).filter(|token| !token.is_empty())
}

/// What a new password must meet, ticked as it is typed.
pub(crate) fn meets(password: RwSignal<String>) -> AnyView {
    let long = move || password.with(|text| text.chars().count() >= PASSWORD_MIN);
    view! {
        <ul class="meets">
            <li class:ok=long>{small_icon(Icon::Check)}{texts::password_length()}</li>
            <li>{small_icon(Icon::Check)}{texts::NOT_COMMON}</li>
        </ul>
    }
    .into_any()
}

/// Set-up: the organisation and its first administrator, who is then signed in.
pub(crate) fn set_up_page() -> AnyView {
    let (api, session, router) = (
        expect_context::<Api>(),
        expect_context::<Session>(),
        expect_context::<Router>(),
    );
    let Some(token) = token_of(&history::place().fragment) else {
        let content = view! {
            {notice_of(texts::NO_TOKEN.to_owned(), None, None)}
            <a class="link" href=SIGN_IN>{texts::SIGN_IN}</a>
        };
        return door(texts::SET_UP, texts::SET_UP_LEDE, content.into_any());
    };
    let token = StoredValue::new(token);
    let organisation = RwSignal::new(String::new());
    let email = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<Fault>);
    let failure = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let point_at = move |(field, message): Fault| {
        fault.set(Some((field, message)));
        let _ = focus::to_first(&format!("#{field}"));
    };

    let send = move || {
        if busy.get_untracked() {
            return;
        }
        failure.set(None);
        fault.set(None);
        let checked = check(
            token.get_value(),
            &organisation.get_untracked(),
            &email.get_untracked(),
            password.get_untracked(),
        );
        let request = match checked {
            Ok(request) => request,
            Err(fault) => return point_at(fault),
        };
        busy.set(true);
        spawn_local(async move {
            let answer = api.set_up(&request).await;
            busy.set(false);
            match answer {
                Ok(user) => {
                    session.enter(api, user);
                    router.replace(APPLICATIONS);
                }
                Err(error) => match error.field.as_deref() {
                    Some("organisation") => point_at(("organisation", error.message)),
                    Some("email") => point_at(("email", error.message)),
                    Some("password") => point_at(("password", error.message)),
                    _ => failure.set(Some(error)),
                },
            }
        });
    };
    let error_of = move |id: &'static str| {
        Signal::derive(move || {
            fault
                .get()
                .and_then(|(field, message)| (field == id).then_some(message))
        })
    };
    let form = view! {
        <form novalidate on:submit=move |event| { event.prevent_default(); send(); }>
            {move || failure.get().map(|error| view! {
                {notice(&error)}
                {(error.code == ErrorCode::SetupDone).then(|| view! { <a class="link" href=SIGN_IN>{texts::SIGN_IN}</a> })}
            })}
            {Field {
                id: "organisation", label: texts::ORGANISATION, kind: "text", autocomplete: "organization",
                value: organisation, error: error_of("organisation"), first: true,
            }.view(().into_any())}
            {Field {
                id: "email", label: texts::EMAIL, kind: "email", autocomplete: "username",
                value: email, error: error_of("email"), first: false,
            }.view(().into_any())}
            {Field {
                id: "password", label: texts::PASSWORD, kind: "password", autocomplete: "new-password",
                value: password, error: error_of("password"), first: false,
            }.view(meets(password))}
            {submit(Look::Primary, || texts::CREATE_ADMINISTRATOR.to_owned(), busy.into())}
        </form>
        <p class="hint">{texts::SET_UP_HINT}</p>
    };
    door(texts::SET_UP, texts::SET_UP_LEDE, form.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_fault_is_named() {
        let fault = |organisation, email, password: &str| {
            check("t".to_owned(), organisation, email, password.to_owned())
                .err()
                .map(|(field, _)| field)
        };
        assert_eq!(fault(" ", "a@b.c", "x"), Some("organisation"));
        assert_eq!(fault("Northwind", "a", "x"), Some("email"));
        assert_eq!(fault("Northwind", "a@b.c", "elevenchars"), Some("password"));
        assert_eq!(fault("Northwind", "a@b.c", "twelve chars"), None);
    }

    #[test]
    fn the_token_is_the_fragment() {
        assert_eq!(token_of("abc"), Some("abc".to_owned()));
        assert_eq!(token_of("token=a%2Bc"), Some("a+c".to_owned()));
        assert_eq!(token_of(""), None);
        assert_eq!(token_of("token="), None);
    }
}
