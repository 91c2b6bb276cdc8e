use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::users::{ChangePassword, PASSWORD_MIN};

use crate::api::{Api, ApiError};
use crate::pages::set_up::meets;
use crate::platform::{focus, history};
use crate::session::Session;
use crate::texts;
use crate::ui::button::{Look, button, submit};
use crate::ui::dialog::Dialog;
use crate::ui::field::Field;
use crate::ui::notice::notice;
use crate::ui::toast::{Toast, Toasts};

/// Changes one's own password.
pub(crate) fn change_password_dialog(on_close: Callback<()>) -> AnyView {
    let (api, toasts) = (expect_context::<Api>(), expect_context::<Toasts>());
    let session = expect_context::<Session>();
    let must = untrack(|| session.must_change_password());
    // Who must change it can only leave otherwise.
    let on_cancel = Callback::new(move |()| {
        if must {
            spawn_local(async move {
                let _ = api.sign_out().await;
                session.leave();
            });
        } else {
            on_close.run(());
        }
    });
    let current = RwSignal::new(String::new());
    let new = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<(&'static str, String)>);
    let failure = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let point_at = move |field: &'static str, message: String| {
        fault.set(Some((field, message)));
        let _ = focus::to_first(&format!("#{field}"));
    };
    let send = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        failure.set(None);
        fault.set(None);
        let request = ChangePassword {
            current_password: current.get_untracked(),
            new_password: new.get_untracked(),
        };
        let length = request.new_password.chars().count();
        if request.current_password.is_empty() {
            return point_at("current-password", texts::ENTER_PASSWORD.to_owned());
        }
        if length < PASSWORD_MIN {
            return point_at("new-password", texts::password_too_short(length));
        }
        busy.set(true);
        spawn_local(async move {
            let answer = api.change_password(&request).await;
            busy.set(false);
            match answer {
                Ok(()) if must => history::reload(),
                Ok(()) => {
                    toasts.show(Toast::done(texts::PASSWORD_CHANGED.to_owned()));
                    on_close.run(());
                }
                Err(error) => match error.field.as_deref() {
                    Some("currentPassword") => point_at("current-password", error.message),
                    Some("newPassword") => point_at("new-password", error.message),
                    _ => failure.set(Some(error)),
                },
            }
        });
    });
    let error_of = move |id: &'static str| {
        Signal::derive(move || {
            fault
                .get()
                .and_then(|(field, message)| (field == id).then_some(message))
        })
    };
    view! {
        <Dialog title=texts::CHANGE_PASSWORD on_cancel on_submit=send otherwise=&["#user-menu-button", "h1"]>
            <div class="body">
                {must.then(|| view! { <p class="hint">{texts::PASSWORD_IS_TEMPORARY}</p> })}
                {move || failure.get().map(|error| notice(&error))}
                {Field {
                    id: "current-password", label: texts::CURRENT_PASSWORD, kind: "password", autocomplete: "current-password",
                    value: current, error: error_of("current-password"), first: true,
                }.view(().into_any())}
                {Field {
                    id: "new-password", label: texts::NEW_PASSWORD, kind: "password", autocomplete: "new-password",
                    value: new, error: error_of("new-password"), first: false,
                }.view(meets(new))}
            </div>
            <footer>
                {button(Look::Plain, None, if must { texts::SIGN_OUT } else { texts::CANCEL }, move || on_cancel.run(()))}
                {submit(Look::Primary, || texts::CHANGE_PASSWORD.to_owned(), busy.into())}
            </footer>
        </Dialog>
    }
    .into_any()
}
