use leptos::tachys::dom;

fn local() -> Option<web_sys::Storage> {
    dom::window().local_storage().ok().flatten()
}

/// What is kept under a key in this browser. Nothing where the browser keeps nothing.
pub(crate) fn read(key: &str) -> Option<String> {
    local()?.get_item(key).ok().flatten()
}

/// Keeps a text under a key, or forgets it. A full or forbidden storage is not an error: what is kept there is a convenience.
pub(crate) fn write(key: &str, value: Option<&str>) {
    let Some(storage) = local() else { return };
    drop(match value {
        Some(value) => storage.set_item(key, value),
        None => storage.remove_item(key),
    });
}
