use leptos::prelude::*;
use leptos::tachys::dom;

/// Whether the page is on screen.
pub(crate) fn is_visible() -> bool {
    dom::document().visibility_state() == web_sys::VisibilityState::Visible
}

/// Calls back when the page comes back on screen and when the browser is online again, for as long as the caller's owner lives.
pub(crate) fn on_return(call: impl Fn() + Clone + 'static) {
    let visible = {
        let call = call.clone();
        // `visibilitychange` bubbles from the document to the window.
        window_event_listener_untyped("visibilitychange", move |_| {
            if is_visible() {
                call();
            }
        })
    };
    let online = window_event_listener_untyped("online", move |_| call());
    on_cleanup(move || {
        visible.remove();
        online.remove();
    });
}

/// Asks before the tab closes, for as long as the condition holds and the caller's owner lives.
pub(crate) fn guard_unload(condition: impl Fn() -> bool + 'static) {
    let handle = window_event_listener(leptos::ev::beforeunload, move |event| {
        if condition() {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}
