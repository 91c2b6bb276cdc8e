//! Rows on their way from JavaScript: a column's texts in one string, its numbers in one array.

use js_sys::Array;
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::wasm_bindgen;

/// Many texts, one behind the other.
pub(crate) struct Texts {
    text: String,
    /// Where each begins, and where the last ends: bytes.
    bounds: Vec<u32>,
}

impl Texts {
    /// `text` has all texts with one character between each two; `lengths` are theirs in UTF-16 code units, as JavaScript
    /// counts.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "WebAssembly's memory has 32 bits"
    )]
    fn new(text: String, lengths: &[u32]) -> Self {
        let units: usize = lengths.iter().map(|length| *length as usize + 1).sum();
        let mut bounds = Vec::with_capacity(lengths.len() + 1);
        let mut at = 0;
        bounds.push(0);
        if text.len() + 1 == units {
            // Every character is one unit and one byte.
            for length in lengths {
                at += length + 1;
                bounds.push(at);
            }
        } else {
            let mut rest = text.chars();
            for length in lengths {
                let mut left = *length as usize;
                while left > 0 {
                    let Some(next) = rest.next() else { break };
                    left = left.saturating_sub(next.len_utf16());
                    at += next.len_utf8() as u32;
                }
                rest.next();
                at += 1;
                bounds.push(at);
            }
        }
        Self { text, bounds }
    }

    pub(crate) fn get(&self, at: u32) -> &str {
        let at = at as usize;
        match (self.bounds.get(at), self.bounds.get(at + 1)) {
            (Some(start), Some(end)) => self
                .text
                .get(*start as usize..*end as usize - 1)
                .unwrap_or_default(),
            _ => "",
        }
    }
}

/// The values of one column.
pub(crate) enum Values {
    /// Texts and ids.
    Texts(Texts),
    /// Lists: the texts of all, and which of them is each row's first.
    Lists { texts: Texts, firsts: Vec<u32> },
    /// Numbers, and instants in Unix milliseconds; `NaN` is nothing.
    Numbers(Vec<f64>),
    /// 0 is false, 1 is true, anything else nothing.
    Booleans(Vec<u8>),
}

/// Rows as they come in, a column at a time in the order of the columns, then those of facets.
#[wasm_bindgen]
pub struct Rows {
    pub(crate) keys: Texts,
    pub(crate) values: Vec<Values>,
    /// What each row was made of, for those that draw cells of their own.
    pub(crate) objects: SendWrapper<Array>,
    pub(crate) len: u32,
}

#[wasm_bindgen]
impl Rows {
    /// Rows with these keys: all in one string with a character between each two, and the length of each in UTF-16 code
    /// units. `objects` are what renderers are given.
    #[wasm_bindgen(constructor)]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "WebAssembly's memory has 32 bits"
    )]
    pub fn new(keys: String, lengths: &[u32], objects: Array) -> Self {
        Self {
            keys: Texts::new(keys, lengths),
            values: Vec::new(),
            objects: SendWrapper::new(objects),
            len: lengths.len() as u32,
        }
    }

    /// The next column's texts, as the keys are given.
    pub fn texts(&mut self, text: String, lengths: &[u32]) {
        self.values.push(Values::Texts(Texts::new(text, lengths)));
    }

    /// The next column's lists: the texts of all, and how many each row has.
    pub fn lists(&mut self, text: String, lengths: &[u32], counts: &[u32]) {
        let mut firsts = Vec::with_capacity(counts.len() + 1);
        let mut at = 0;
        firsts.push(0);
        for count in counts {
            at += count;
            firsts.push(at);
        }
        let texts = Texts::new(text, lengths);
        self.values.push(Values::Lists { texts, firsts });
    }

    /// The next column's numbers, or its instants in Unix milliseconds; `NaN` is nothing.
    pub fn numbers(&mut self, numbers: Vec<f64>) {
        self.values.push(Values::Numbers(numbers));
    }

    /// The next column's booleans: 0, 1, anything else for nothing.
    pub fn booleans(&mut self, booleans: Vec<u8>) {
        self.values.push(Values::Booleans(booleans));
    }
}

#[cfg(test)]
mod tests {
    use super::Texts;

    fn texts(of: &[&str]) -> Texts {
        let lengths: Vec<u32> = of
            .iter()
            .map(|text| text.encode_utf16().count().try_into().unwrap())
            .collect();
        Texts::new(of.join("\u{1f}"), &lengths)
    }

    #[test]
    fn texts_are_found_again() {
        for of in [
            &["plain", "", "ascii"][..],
            &["İstanbul", "", "日本", "a😀b", "\u{1f}"],
            &[""],
            &[],
        ] {
            let texts = texts(of);
            let found: Vec<&str> = (0..).take(of.len()).map(|at| texts.get(at)).collect();
            assert_eq!(found, of);
            assert_eq!(texts.get(u32::MAX - 1), "");
        }
    }

    #[test]
    fn half_a_character_stays_in_its_own_text() {
        // JavaScript's text has a half of a pair, which came over as U+FFFD: one unit, three bytes.
        let texts = Texts::new("a\u{fffd}\u{1f}b".to_owned(), &[2, 1]);
        assert_eq!((texts.get(0), texts.get(1)), ("a\u{fffd}", "b"));
    }
}
