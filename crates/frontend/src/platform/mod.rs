//! The browser. Nothing else names `window` or `document`; every function does one thing and says what it does when the
//! browser refuses.

pub(crate) mod clipboard;
pub(crate) mod connection;
pub(crate) mod download;
pub(crate) mod focus;
pub(crate) mod history;
pub(crate) mod storage;
pub(crate) mod theme;
pub(crate) mod time;

use leptos::tachys::dom;

/// The document's title.
pub(crate) fn set_title(title: &str) {
    dom::document().set_title(title);
}

/// The element that the page is mounted in, emptied of the shell that stood there before the program.
pub(crate) fn mount_point() -> Option<web_sys::HtmlElement> {
    use wasm_bindgen::JsCast;
    let element = dom::document().get_element_by_id("app")?;
    element.set_inner_html("");
    element.dyn_into().ok()
}

/// Tells the shell's script that the program runs.
pub(crate) fn mark_ready() {
    if let Some(root) = dom::document().document_element() {
        // An attribute that nobody styles; a refusal changes nothing.
        drop(root.set_attribute("data-ready", ""));
    }
}

/// Sets or clears the mark that this is a door (sign-in, set-up), which hides the shell of the main page.
pub(crate) fn mark_door(door: bool) {
    if let Some(root) = dom::document().document_element() {
        drop(if door {
            root.set_attribute("data-door", "")
        } else {
            root.remove_attribute("data-door")
        });
    }
}

/// A random UUID, for an `Idempotency-Key`. Plain HTTP off loopback has none: the request then goes without a key.
pub(crate) fn random_uuid() -> Option<String> {
    use wasm_bindgen::JsCast;
    let crypto = js_sys::Reflect::get(&dom::window(), &"crypto".into()).ok()?;
    let make = js_sys::Reflect::get(&crypto, &"randomUUID".into()).ok()?;
    let make: js_sys::Function = make.dyn_into().ok()?;
    make.call0(&crypto).ok()?.as_string()
}
