//! Copying text.

use crate::signals::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDocument, HtmlTextAreaElement};

/// Copies `text`, then says whether it was. The Clipboard API exists in secure contexts alone; a
/// console on a plain HTTP address in a private network falls back on the old command.
pub(crate) fn copy(text: String, done: impl FnOnce(bool) + 'static) {
    if window().is_secure_context() {
        let promise = window().navigator().clipboard().write_text(&text);
        spawn_local(async move {
            let written = wasm_bindgen_futures::JsFuture::from(promise).await.is_ok();
            done(written || by_command(&text));
        });
    } else {
        done(by_command(&text));
    }
}

fn by_command(text: &str) -> bool {
    let document = document();
    let had_focus = document.active_element();
    let Ok(area) = document
        .create_element("textarea")
        .map(JsCast::unchecked_into::<HtmlTextAreaElement>)
    else {
        return false;
    };
    area.set_value(text);
    area.set_class_name("ct-sr");
    // Beside what has the focus, so that a modal dialog does not make it inert.
    let place = had_focus
        .as_ref()
        .and_then(|el| el.parent_element())
        .or_else(|| document.body().map(JsCast::unchecked_into));
    let Some(place) = place else { return false };
    if place.append_child(&area).is_err() {
        return false;
    }
    area.select();
    let copied = document
        .unchecked_ref::<HtmlDocument>()
        .exec_command("copy")
        .unwrap_or(false);
    area.remove();
    if let Some(el) = had_focus
        .as_ref()
        .and_then(|el| el.dyn_ref::<web_sys::HtmlElement>())
    {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        _ = el.focus_with_options(&options);
    }
    copied
}
