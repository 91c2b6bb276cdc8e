//! What stands around every page: the navigation and the main region.

pub(crate) mod change_password;
pub(crate) mod user_menu;

use leptos::prelude::*;

use shared::paths;

use crate::later::Later;
use crate::platform::focus;
use crate::route::{APPLICATIONS, Route, Router};
use crate::session::Session;
use crate::texts;
use crate::ui::icon::{Icon, icon, styled_icon};
use crate::ui::theme::theme_switch;

/// Whether the navigation is open, where it is behind a button.
#[derive(Clone, Copy)]
struct NavigationOpen(RwSignal<bool>);

/// The shell around a page. The navigation lists what is there.
pub(crate) fn shell(page: AnyView) -> AnyView {
    let session = expect_context::<Session>();
    let route = expect_context::<Router>().route();
    let NavigationOpen(open) = expect_context::<NavigationOpen>();
    let close = move || {
        if open.get_untracked() {
            open.set(false);
            focus::soon("#navigation-button".to_owned());
        }
    };
    let later = expect_context::<Later>();
    let changing = RwSignal::new(false);
    let changed = Callback::new(move |()| changing.set(false));
    view! {
        <a class="skip" href="#main">{texts::SKIP}</a>
        <div class="appbox">
            <div class="app">
                <nav class="nav" id="navigation" aria-label=texts::MAIN class:is-open=move || open.get()
                    on:keydown=move |event| if event.key() == "Escape" { close() }>
                    <div class="brand">
                        {styled_icon(Icon::Logo, "logo i")}
                        {texts::PRODUCT}
                        {move || session.organisation().map(|name| view! { <span class="at" title=name.clone()>{name.clone()}</span> })}
                    </div>
                    <h2 id="nav-access">{texts::ACCESS}</h2>
                    <ul aria-labelledby="nav-access">
                        <li>
                            <a href=APPLICATIONS aria-current=move || (route.get() == Route::Applications).then_some("page")
                                on:click=move |_| open.set(false)>
                                {icon(Icon::Apps)}
                                {texts::APPLICATIONS}
                            </a>
                        </li>
                    </ul>
                    <h2 id="nav-automation">{texts::AUTOMATION}</h2>
                    <ul aria-labelledby="nav-automation">
                        <li><a href=paths::DOCS>{icon(Icon::Code)}{texts::API_REFERENCE}</a></li>
                    </ul>
                    <div class="end">
                        {theme_switch()}
                        {user_menu::user_menu(Callback::new(move |()| changing.set(true)))}
                    </div>
                </nav>
                <div class="scrim" on:click=move |_| close()></div>
                <main class="main" id="main">{page}</main>
            </div>
            {move || (changing.get() || session.must_change_password()).then(|| later.get().map(|parts| (parts.change_password)(changed)))}
        </div>
    }
    .into_any()
}

/// Makes what the shell's parts share.
pub(crate) fn provide_shell() {
    provide_context(NavigationOpen(RwSignal::new(false)));
}

/// The button that opens the navigation on a narrow screen.
pub(crate) fn menu_button() -> AnyView {
    let NavigationOpen(open) = expect_context::<NavigationOpen>();
    let toggle = move |_| {
        open.update(|open| *open = !*open);
        focus::soon("#navigation a".to_owned());
    };
    view! {
        <button type="button" id="navigation-button" class="btn btn-icon btn-ghost only-narrow" aria-label=texts::NAVIGATION title=texts::NAVIGATION
            aria-controls="navigation" aria-expanded=move || open.get().to_string() on:click=toggle>
            {icon(Icon::Menu)}
        </button>
    }
    .into_any()
}
