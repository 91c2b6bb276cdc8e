//! `<clientele-table>`: the table component behind a handful of functions that the element's JavaScript class calls.
//!
//! The class (`npm/src/`) owns attributes, properties, events and the upgrade of the element; it hands over columns, rows
//! and options, and gets states, keys and bytes back. One WebAssembly instance holds any number of tables.
//!
//! - [`Rows`]: rows on their way in, column by column, since a call for each cell would take longer than all else.
//! - [`Incoming`]: many of them, in parts.
//! - [`Core`]: one table: its data for as long as the element lives, its view for as long as it is connected.
//! - [`Csv`]: a file on its way out, part by part.

mod batch;
mod columns;
mod core;
mod csv;
mod options;
mod record;
mod remote;

pub use batch::{Incoming, Rows};
pub use core::Core;
pub use csv::Csv;

use js_sys::{Array, Function, Object, Reflect};
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::{JsError, JsValue, wasm_bindgen};

/// A property of a JavaScript object; `None` where it is missing or nothing.
fn property(of: &JsValue, name: &str) -> Option<JsValue> {
    let value = Reflect::get(of, &JsValue::from_str(name)).ok()?;
    (!value.is_undefined() && !value.is_null()).then_some(value)
}

fn text(of: &JsValue, name: &str) -> Option<String> {
    property(of, name)?.as_string()
}

fn error(message: impl AsRef<str>) -> JsError {
    JsError::new(message.as_ref())
}

/// Every text of the component in English, as `{group: {name: text}}`.
#[wasm_bindgen(js_name = englishTexts)]
pub fn english_texts() -> Result<Object, JsValue> {
    let all = Object::new();
    for (group, name, english) in table::Texts::english() {
        let of = match property(&all, group) {
            Some(of) => of,
            None => Object::new().into(),
        };
        Reflect::set(&of, &name.into(), &english.into())?;
        Reflect::set(&all, &group.into(), &of)?;
    }
    Ok(all)
}

/// Has `tell` called with what happened when the program stops. Its memory can't be trusted from then on.
#[wasm_bindgen(js_name = onPanic)]
pub fn on_panic(tell: Function) {
    let tell = SendWrapper::new(tell);
    std::panic::set_hook(Box::new(move |info| {
        _ = tell.call1(&JsValue::UNDEFINED, &info.to_string().into());
    }));
}

/// The strings of an array; anything else in it is left out.
fn strings(array: &JsValue) -> Vec<String> {
    Array::from(array)
        .iter()
        .filter_map(|value| value.as_string())
        .collect()
}
