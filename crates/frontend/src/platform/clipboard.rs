use leptos::tachys::dom;
use wasm_bindgen_futures::JsFuture;

/// Copies a text. False where the browser refuses, as it does without HTTPS: the caller then selects the field instead.
pub(crate) async fn copy(text: &str) -> bool {
    let navigator = dom::window().navigator();
    let missing = js_sys::Reflect::get(&navigator, &"clipboard".into())
        .map_or(true, |clipboard| clipboard.is_undefined());
    if missing {
        return false;
    }
    JsFuture::from(navigator.clipboard().write_text(text))
        .await
        .is_ok()
}
