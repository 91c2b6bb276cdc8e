//! The keys of a menu, after the WAI-ARIA Authoring Practices' menu pattern:
//! <https://www.w3.org/WAI/ARIA/apg/patterns/menubar/>.

use crate::signals::prelude::*;
use table_engine::fold;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// Arrows, Home, End and the first letters of an item move the focus among the items.
pub(crate) fn on_key(event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let from = event_target::<Element>(event);
    let Some(menu) = from.closest("[role=menu]").ok().flatten() else {
        return;
    };
    let Ok(found) = menu.query_selector_all("[role^=menuitem]") else {
        return;
    };
    let items: Vec<HtmlElement> = (0..found.length())
        .filter_map(|at| found.item(at))
        .filter_map(|node| node.dyn_into().ok())
        .collect();
    let names: Vec<String> = items
        .iter()
        .map(|item| item.text_content().unwrap_or_default())
        .collect();
    let at = items.iter().position(|item| item.contains(Some(&from)));
    if let Some(to) = next(&event.key(), at, &names) {
        event.prevent_default();
        _ = items[to].focus();
    }
}

/// Which item a key leads to.
fn next(key: &str, at: Option<usize>, names: &[String]) -> Option<usize> {
    let last = names.len().checked_sub(1)?;
    match key {
        "ArrowDown" => Some(at.map_or(0, |at| if at == last { 0 } else { at + 1 })),
        "ArrowUp" => Some(at.map_or(last, |at| if at == 0 { last } else { at - 1 })),
        "Home" => Some(0),
        "End" => Some(last),
        _ => {
            let mut characters = key.chars();
            let (Some(letter), None) = (characters.next(), characters.next()) else {
                return None;
            };
            let letter = fold(letter.encode_utf8(&mut [0; 4]));
            let start = at.map_or(0, |at| at + 1);
            (0..names.len())
                .map(|step| (start + step) % names.len())
                .find(|at| fold(names[*at].trim_start()).starts_with(&*letter))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_around() {
        let names = ["Download", "Copy link", "Columns"].map(str::to_owned);
        let from = |at, key| next(key, at, &names);
        assert_eq!(
            [
                from(Some(0), "ArrowDown"),
                from(Some(2), "ArrowDown"),
                from(None, "ArrowDown")
            ],
            [Some(1), Some(0), Some(0)]
        );
        assert_eq!(
            [
                from(Some(0), "ArrowUp"),
                from(Some(2), "ArrowUp"),
                from(None, "ArrowUp")
            ],
            [Some(2), Some(1), Some(2)]
        );
        assert_eq!(
            [from(Some(1), "Home"), from(Some(1), "End")],
            [Some(0), Some(2)]
        );
        assert_eq!(
            [
                from(Some(0), "c"),
                from(Some(1), "C"),
                from(Some(2), "c"),
                from(Some(0), "x")
            ],
            [Some(1), Some(2), Some(1), None]
        );
        assert_eq!(
            [from(Some(0), "Enter"), next("Home", None, &[])],
            [None, None]
        );
    }
}
