//! What a table is called and what it says.

use table::{Narrow, Noun, Texts};
use wasm_bindgen::{JsCast, JsValue, prelude::JsError};

use crate::{error, text};

/// The accessible name, the noun of the rows, the start of files' names, the columns on a phone, the texts.
pub(crate) struct Options {
    pub(crate) label: String,
    pub(crate) noun: Noun,
    pub(crate) file_stem: String,
    pub(crate) narrow: Narrow,
    pub(crate) texts: Texts,
}

impl Options {
    pub(crate) fn read(of: &JsValue) -> Result<Self, JsError> {
        let word = |name: &str, otherwise: &str| text(of, name).unwrap_or_else(|| otherwise.into());
        Ok(Self {
            label: word("label", "Table"),
            noun: Noun::new(word("nounOne", "row"), word("nounMany", "rows")),
            file_stem: word("fileStem", "table"),
            narrow: Narrow::new(word("narrowEnd", ""), word("narrowBelow", "")),
            texts: texts(of)?,
        })
    }
}

/// The texts in English, with those of `texts` (`{group: {name: text}}`) in their places.
fn texts(of: &JsValue) -> Result<Texts, JsError> {
    let mut texts = Texts::default();
    let Some(groups) = crate::property(of, "texts") else {
        return Ok(texts);
    };
    for group in js_sys::Object::entries(groups.unchecked_ref()).iter() {
        let group: js_sys::Array = group.unchecked_into();
        let name = group.get(0).as_string().unwrap_or_default();
        for text in js_sys::Object::entries(group.get(1).unchecked_ref()).iter() {
            let text: js_sys::Array = text.unchecked_into();
            let key = text.get(0).as_string().unwrap_or_default();
            let Some(words) = text.get(1).as_string() else {
                return Err(error(format!("texts: {name}.{key} is not a string")));
            };
            if !texts.set(&name, &key, words.into()) {
                return Err(error(format!(
                    "texts: there is no {name}.{key}; englishTexts() has all there are"
                )));
            }
        }
    }
    Ok(texts)
}
