use leptos::prelude::*;

use crate::api::Api;
use crate::later::Later;
use crate::pages::applications::applications_page;
use crate::pages::not_found::not_found_page;
use crate::platform::{self, focus};
use crate::route::{Route, Router, after_sign_in};
use crate::session::Session;
use crate::shell::{provide_shell, shell};
use crate::texts;
use crate::ui::toast::Toasts;

/// The console: the page that the address leads to, or the door to it.
pub(crate) fn app() -> AnyView {
    let router = Router::new();
    let session = Session::new(router);
    let api = Api::new(Callback::new(move |()| session.lost()));
    let toasts = Toasts::new();
    let later = Later::new(toasts);
    provide_context(router);
    provide_context(session);
    provide_context(api);
    provide_context(toasts);
    provide_context(later);
    provide_shell();

    let route = router.route();
    if route.get_untracked() != Route::SetUp {
        session.ask(api);
    }
    // Back to a page behind the door, perhaps after signing in elsewhere: ask anew.
    router.on_arrival(Callback::new(move |_| {
        if !route.get_untracked().is_door() && session.is_out_untracked() {
            session.ask(api);
        }
    }));
    announce_pages(route);

    let out = session.is_out();
    view! {
        {move || match route.get() {
            Route::SetUp => later.get().map(|parts| (parts.set_up)()).into_any(),
            Route::SignIn if session.is_in_untracked() => {
                // Nothing to do here: on to where the user wanted to go, once this view stands.
                let to = after_sign_in(&router.place().query);
                set_timeout(move || router.replace(&to), std::time::Duration::ZERO);
                ().into_any()
            }
            Route::SignIn => later.get().map(|parts| (parts.sign_in)()).into_any(),
            _ if out.get() => ().into_any(),
            Route::Applications => shell(applications_page()),
            Route::NotFound => shell(not_found_page()),
        }}
        {toasts.on_page()}
    }
    .into_any()
}

/// Names each page in the window's title and moves the focus to its heading, but not on the first.
fn announce_pages(route: Memo<Route>) {
    Effect::new(move |previous: Option<Route>| {
        let route = route.get();
        platform::set_title(&texts::title(match route {
            Route::SetUp => texts::SET_UP,
            Route::SignIn => texts::SIGN_IN,
            Route::Applications => texts::APPLICATIONS,
            Route::NotFound => texts::NOT_FOUND,
        }));
        platform::mark_door(route.is_door());
        if previous.is_some_and(|previous| previous != route) && !route.is_door() {
            focus::soon("h1".to_owned());
        }
        route
    });
}
