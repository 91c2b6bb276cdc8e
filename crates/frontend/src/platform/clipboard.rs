use leptos::tachys::dom;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlInputElement;

/// Copies a text; false where the browser refuses. The text is handed over at once, the answer may take a moment.
pub(crate) fn copy(text: &str) -> impl Future<Output = bool> + use<> {
    let navigator = dom::window().navigator();
    let missing = js_sys::Reflect::get(&navigator, &"clipboard".into())
        .map_or(true, |clipboard| clipboard.is_undefined());
    let (asked, copied) = if missing {
        (None, by_selection(text))
    } else {
        (
            Some(JsFuture::from(navigator.clipboard().write_text(text))),
            false,
        )
    };
    async move {
        match asked {
            Some(asked) => asked.await.is_ok(),
            None => copied,
        }
    }
}

/// The old way, for pages without HTTPS: select a field and copy the selection.
fn by_selection(text: &str) -> bool {
    let document = dom::document();
    let place = document
        .query_selector("dialog[open]")
        .ok()
        .flatten()
        .or_else(|| document.body().map(Into::into));
    let (Some(place), Ok(field)) = (place, document.create_element("input")) else {
        return false;
    };
    let field: HtmlInputElement = field.unchecked_into();
    let before = super::focus::current();
    field.set_value(text);
    field.set_class_name("sr");
    if place.append_child(&field).is_err() {
        return false;
    }
    field.select();
    let copied = js_sys::Reflect::get(&document, &"execCommand".into())
        .ok()
        .and_then(|command| command.dyn_into::<js_sys::Function>().ok())
        .and_then(|command| command.call1(&document, &"copy".into()).ok())
        .is_some_and(|copied| copied.is_truthy());
    field.set_value("");
    field.remove();
    if let Some(before) = before {
        drop(before.focus());
    }
    copied
}
