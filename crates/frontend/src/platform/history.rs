use leptos::prelude::*;
use leptos::tachys::dom;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlAnchorElement, MouseEvent};

/// Where the page is: the path, the query without `?`, the fragment without `#`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) fragment: String,
}

/// The current place.
pub(crate) fn place() -> Place {
    let location = dom::window().location();
    let part = |text: Result<String, JsValue>, mark: char| {
        let text = text.unwrap_or_default();
        text.strip_prefix(mark).map(str::to_owned).unwrap_or(text)
    };
    Place {
        path: location.pathname().unwrap_or_default(),
        query: part(location.search(), '?'),
        fragment: part(location.hash(), '#'),
    }
}

/// Scheme, host and port.
pub(crate) fn origin() -> String {
    dom::window().location().origin().unwrap_or_default()
}

/// Host and port.
pub(crate) fn host() -> String {
    dom::window().location().host().unwrap_or_default()
}

/// The number of the current entry, counted by us from the first; a link from elsewhere has none and counts as 0.
pub(crate) fn index() -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "our own small count"
    )]
    dom::window()
        .history()
        .and_then(|history| history.state())
        .ok()
        .and_then(|state| state.as_f64())
        .map_or(0, |index| index as u32)
}

/// Adds an entry.
pub(crate) fn push(address: &str) {
    if let Ok(history) = dom::window().history() {
        let state = JsValue::from_f64(f64::from(index()) + 1.0);
        // Browsers refuse after some hundred changes a minute: the page goes on, the address lags behind.
        drop(history.push_state_with_url(&state, "", Some(address)));
    }
}

/// Replaces the current entry.
pub(crate) fn replace(address: &str) {
    if let Ok(history) = dom::window().history() {
        let state = JsValue::from_f64(f64::from(index()));
        drop(history.replace_state_with_url(&state, "", Some(address)));
    }
}

/// Goes back one entry.
pub(crate) fn back() {
    if let Ok(history) = dom::window().history() {
        drop(history.back());
    }
}

/// Loads the page anew. A browser that refuses leaves it as it is.
pub(crate) fn reload() {
    drop(dom::window().location().reload());
}

/// Calls back after the user went back or forward, for as long as the caller's owner lives.
pub(crate) fn on_travel(call: impl Fn() + 'static) {
    let handle = window_event_listener(leptos::ev::popstate, move |_| call());
    on_cleanup(move || handle.remove());
}

/// Calls back with the address of a link of ours that was followed, instead of loading it anew. Clicks with a modifier, with
/// another button, to another target or origin stay the browser's.
pub(crate) fn on_link(call: impl Fn(String) + 'static) {
    let handle = window_event_listener(leptos::ev::click, move |event: MouseEvent| {
        let plain = event.button() == 0
            && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
        if !plain || event.default_prevented() {
            return;
        }
        let link = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .and_then(|element| element.closest("a[href]").ok().flatten())
            .and_then(|element| element.dyn_into::<HtmlAnchorElement>().ok());
        let Some(link) = link else { return };
        let ours = link.origin() == origin()
            && link.target().is_empty()
            && !link.has_attribute("download")
            && link
                .get_attribute("href")
                .is_some_and(|href| href.starts_with('/'))
            && !link.pathname().starts_with("/api/");
        if ours {
            event.prevent_default();
            call(format!(
                "{}{}{}",
                link.pathname(),
                link.search(),
                link.hash()
            ));
        }
    });
    on_cleanup(move || handle.remove());
}
