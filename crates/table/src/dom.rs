//! Small helpers over the DOM, for the parts that are patched by hand.

use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Element, HtmlElement, MessageChannel, Node, ShadowRoot};

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

/// Makes a drawing of some shapes.
pub(crate) fn svg(shapes: &str) -> Element {
    let svg = document().create_element_ns(Some("http://www.w3.org/2000/svg"), "svg");
    let svg = svg.unwrap_or_else(|_| JsValue::NULL.unchecked_into());
    svg.set_inner_html(shapes);
    svg
}

/// Makes an icon.
pub(crate) fn icon(icon: Icon, class: &str) -> Element {
    let svg = svg(icon.shapes());
    set(&svg, "class", class);
    set(&svg, "viewBox", "0 0 16 16");
    set(&svg, "aria-hidden", "true");
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

/// A property of an element's computed style.
pub(crate) fn computed(el: &Element, name: &str) -> String {
    let style = window().get_computed_style(el).ok().flatten();
    style
        .and_then(|style| style.get_property_value(name).ok())
        .unwrap_or_default()
}

/// The element with the focus in the tree that `near` is part of: the document's, or a shadow root's.
pub(crate) fn focused(near: &Node) -> Option<Element> {
    match near.get_root_node().dyn_into::<ShadowRoot>() {
        Ok(root) => root.active_element(),
        Err(_) => document().active_element(),
    }
}

/// Whether it matches, or something around it does.
pub(crate) fn closest(el: &Element, selector: &str) -> bool {
    el.closest(selector).ok().flatten().is_some()
}

/// Runs it in the page's next turn, behind what waits there. A timer would wait for another 4 ms.
pub(crate) fn soon(run: impl FnOnce() + 'static) {
    if let Ok(channel) = MessageChannel::new() {
        let port = channel.port1();
        // A port that listens stays for as long as it is open.
        let run = Closure::once_into_js(move || {
            port.close();
            run();
        });
        channel.port1().set_onmessage(Some(run.unchecked_ref()));
        _ = channel.port2().post_message(&JsValue::NULL);
    }
}
