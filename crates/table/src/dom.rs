//! Small helpers over the DOM, for the parts that are patched by hand.

use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, Node};

use crate::Icon;

/// Makes an element. The name is one of ours, so that it can't fail; `None` all the same if it does.
pub(crate) fn element(name: &str, class: &str) -> HtmlElement {
    let element = document()
        .create_element(name)
        .map(JsCast::unchecked_into::<HtmlElement>);
    let element = element.unwrap_or_else(|_| JsValue::NULL.unchecked_into());
    if !class.is_empty() {
        element.set_class_name(class);
    }
    element
}

/// Makes an icon.
pub(crate) fn icon(icon: Icon, class: &str) -> Element {
    let svg = document().create_element_ns(Some("http://www.w3.org/2000/svg"), "svg");
    let svg = svg.unwrap_or_else(|_| JsValue::NULL.unchecked_into());
    set(&svg, "class", class);
    set(&svg, "viewBox", "0 0 16 16");
    set(&svg, "aria-hidden", "true");
    svg.set_inner_html(icon.shapes());
    svg
}

/// Sets an attribute.
pub(crate) fn set(element: &Element, name: &str, value: &str) {
    _ = element.set_attribute(name, value);
}

/// Sets a property of the element's style: through CSSOM, which a strict CSP allows.
pub(crate) fn style(element: &HtmlElement, name: &str, value: &str) {
    _ = element.style().set_property(name, value);
}

/// Appends a child.
pub(crate) fn append(parent: &Node, child: &Node) {
    _ = parent.append_child(child);
}

/// Puts `text` into `parent` with `<mark>` around what the search matches.
pub(crate) fn marked(parent: &Element, text: &str, search: &str) {
    if search.is_empty() {
        parent.set_text_content(Some(text));
        return;
    }
    let ranges = table_engine::matches(text, search);
    if ranges.is_empty() {
        parent.set_text_content(Some(text));
        return;
    }
    parent.set_text_content(None);
    let mut at = 0;
    for range in ranges {
        if let (Some(before), Some(found)) = (text.get(at..range.start), text.get(range.clone())) {
            if !before.is_empty() {
                append(parent, &document().create_text_node(before));
            }
            let mark = element("mark", "");
            mark.set_text_content(Some(found));
            append(parent, &mark);
            at = range.end;
        }
    }
    if let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        append(parent, &document().create_text_node(rest));
    }
}
