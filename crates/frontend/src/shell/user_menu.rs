use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::Api;
use crate::later::Later;
use crate::platform::focus;
use crate::session::Session;
use crate::texts;
use crate::ui::icon::{Icon, icon};
use crate::ui::toast::{Toast, Toasts};

/// The first letters of an email's words: `priya.raman@…` gives `PR`.
fn initials(email: &str) -> String {
    let local = email.split('@').next().unwrap_or_default();
    let letters = local
        .split(['.', '-', '_', '+'])
        .filter_map(|word| word.chars().next());
    letters.take(2).flat_map(char::to_uppercase).collect()
}

/// Who is signed in, and the menu (ARIA APG, Menu Button) of what they can do about themselves.
pub(super) fn user_menu(on_change_password: Callback<()>) -> AnyView {
    let (session, later) = (expect_context::<Session>(), expect_context::<Later>());
    let open = RwSignal::new(false);
    let leave = move || {
        open.set(false);
        let _ = focus::to_first("#user-menu-button");
    };
    let close = Callback::new(move |()| open.set(false));
    let change = Callback::new(move |()| {
        leave();
        on_change_password.run(());
    });
    let toggle = move |_| {
        open.update(|open| *open = !*open);
        focus::soon("#user-menu [role=menuitem]".to_owned());
    };
    view! {
        <div class="me-box"
            on:focusout=move |event| if open.get_untracked() && !focus::stays_within(&event) { open.set(false) }
            on:keydown=move |event| if open.get_untracked() {
                match event.key().as_str() {
                    "Escape" => { event.prevent_default(); event.stop_propagation(); leave(); }
                    "ArrowDown" => { event.prevent_default(); focus::step("#user-menu [role=menuitem]", focus::Step::Next); }
                    "ArrowUp" => { event.prevent_default(); focus::step("#user-menu [role=menuitem]", focus::Step::Previous); }
                    "Home" => { event.prevent_default(); focus::step("#user-menu [role=menuitem]", focus::Step::First); }
                    "End" => { event.prevent_default(); focus::step("#user-menu [role=menuitem]", focus::Step::Last); }
                    _ => {}
                }
            }>
            <button type="button" class="me" id="user-menu-button" aria-haspopup="menu" aria-expanded=move || open.get().to_string()
                aria-controls="user-menu" on:click=toggle>
                <span class="face" aria-hidden="true">{move || session.email().map(|email| initials(&email))}</span>
                <span class="t">{move || session.email().unwrap_or_else(|| texts::USER_MENU.to_owned())}</span>
                {icon(Icon::Updown)}
            </button>
            {move || open.get().then(|| later.get().map(|parts| (parts.user_menu)(change, close)))}
        </div>
    }
    .into_any()
}

/// What opens from it.
pub(crate) fn user_menu_items(on_change_password: Callback<()>, close: Callback<()>) -> AnyView {
    let (api, session, toasts) = (
        expect_context::<Api>(),
        expect_context::<Session>(),
        expect_context::<Toasts>(),
    );
    let sign_out = move |_| {
        close.run(());
        spawn_local(async move {
            match api.sign_out().await {
                Err(error) if error.status() != Some(401) => {
                    toasts.show(Toast::failed(
                        texts::NOT_SIGNED_OUT.to_owned(),
                        error.message,
                    ));
                }
                _ => {
                    toasts.resolved(texts::NOT_SIGNED_OUT);
                    session.leave();
                }
            }
        });
    };
    view! {
        <div class="menu" id="user-menu" role="menu" aria-labelledby="user-menu-button">
            <button type="button" role="menuitem" tabindex="-1" on:click=move |_| on_change_password.run(())>{icon(Icon::Key)}{texts::CHANGE_PASSWORD}</button>
            <button type="button" role="menuitem" tabindex="-1" on:click=sign_out>{icon(Icon::External)}{texts::SIGN_OUT}</button>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_of_the_first_two_words() {
        assert_eq!(initials("priya.raman@northwind.example"), "PR");
        assert_eq!(initials("admin@example.com"), "A");
        assert_eq!(initials("élodie-ß@x"), "ÉSS");
    }
}
