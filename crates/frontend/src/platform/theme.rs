use leptos::tachys::dom;

/// Sets or clears an attribute of the root element that style sheets select on: `data-theme`, `data-density`.
pub(crate) fn set_root(attribute: &str, value: Option<&str>) {
    if let Some(root) = dom::document().document_element() {
        drop(match value {
            Some(value) => root.set_attribute(attribute, value),
            None => root.remove_attribute(attribute),
        });
    }
}
