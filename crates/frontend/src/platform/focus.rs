use leptos::tachys::dom;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// What has the focus, to give it back later.
pub(crate) fn current() -> Option<HtmlElement> {
    dom::document().active_element()?.dyn_into().ok()
}

/// Gives the focus to an element, or, where it is gone, to the first that fits one of the selectors.
pub(crate) fn restore(element: Option<&HtmlElement>, otherwise: &[&str]) {
    match element {
        Some(element) if element.is_connected() => drop(element.focus()),
        _ => {
            let _ = otherwise.iter().any(|selector| to_first(selector));
        }
    }
}

/// Gives the focus to the first element that fits a selector; false where there is none.
pub(crate) fn to_first(selector: &str) -> bool {
    let found = dom::document()
        .query_selector(selector)
        .ok()
        .flatten()
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    found.is_some_and(|element| element.focus().is_ok())
}

/// Gives the focus to an element once the current batch of changes is on the page.
pub(crate) fn soon(selector: String) {
    leptos::prelude::request_animation_frame(move || {
        let _ = to_first(&selector);
    });
}

/// Gives the focus to the first that fits one of the selectors, in order, once the current batch of changes is on the page.
pub(crate) fn soon_any(selectors: &'static [&'static str]) {
    leptos::prelude::request_animation_frame(move || restore(None, selectors));
}

/// Scrolls the first element that fits a selector into view, as little as possible.
pub(crate) fn reveal(selector: &str) {
    if let Ok(Some(element)) = dom::document().query_selector(selector) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Whether anything fits a selector.
pub(crate) fn exists(selector: &str) -> bool {
    matches!(dom::document().query_selector(selector), Ok(Some(_)))
}

/// Gives the focus to a field and selects what it holds, once the current batch of changes is on the page.
pub(crate) fn select(selector: &'static str) {
    leptos::prelude::request_animation_frame(move || {
        if let Ok(Some(element)) = dom::document().query_selector(selector)
            && let Ok(input) = element.dyn_into::<web_sys::HtmlInputElement>()
        {
            drop(input.focus());
            input.select();
        }
    });
}

/// Whether the focus, as it leaves an element, stays within the one that listens. A press on what takes no focus counts as
/// leaving.
pub(crate) fn stays_within(event: &web_sys::FocusEvent) -> bool {
    let container = event
        .current_target()
        .and_then(|target| target.dyn_into::<web_sys::Node>().ok());
    let next = event
        .related_target()
        .and_then(|target| target.dyn_into::<web_sys::Node>().ok());
    match (container, next) {
        (Some(container), Some(next)) => container.contains(Some(&next)),
        _ => false,
    }
}

/// Which of several elements takes the focus.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    First,
    Previous,
    Next,
    Last,
}

/// Moves the focus among the elements that fit a selector, round at the ends.
pub(crate) fn step(selector: &str, step: Step) {
    let Ok(list) = dom::document().query_selector_all(selector) else {
        return;
    };
    let elements: Vec<HtmlElement> = (0..list.length())
        .filter_map(|index| list.get(index)?.dyn_into().ok())
        .collect();
    let active = dom::document().active_element();
    let at = elements
        .iter()
        .position(|element| active.as_ref() == Some(element.as_ref()));
    let end = elements.len().saturating_sub(1);
    let to = match (step, at) {
        (Step::First, _) | (Step::Next, None) => 0,
        (Step::Last, _) | (Step::Previous, None | Some(0)) => end,
        (Step::Next, Some(at)) => {
            if at == end {
                0
            } else {
                at + 1
            }
        }
        (Step::Previous, Some(at)) => at - 1,
    };
    if let Some(element) = elements.get(to) {
        drop(element.focus());
    }
}

/// The same, once the current batch of changes is on the page.
pub(crate) fn reveal_soon(selector: &'static str) {
    leptos::prelude::request_animation_frame(move || reveal(selector));
}
