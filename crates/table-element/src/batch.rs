//! Rows on their way from JavaScript: a column's texts in one string, its numbers in one array.

use std::cell::RefCell;

use js_sys::Array;
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::record::Record;

/// Many texts, one behind the other.
pub(crate) struct Texts {
    text: String,
    /// Where each begins, and where the last ends: bytes.
    bounds: Vec<u32>,
}

/// Stands between two texts.
const BETWEEN: char = '\u{1f}';

impl Texts {
    /// `text` has all texts with one character between each two; `lengths` are theirs in UTF-16 code units, as JavaScript
    /// counts.
    fn new(text: String, lengths: &[u32]) -> Self {
        let bounds = Self::as_ascii(&text, lengths)
            .or_else(|| Self::apart(&text, lengths))
            .unwrap_or_else(|| Self::counted(&text, lengths));
        Self { text, bounds }
    }

    /// Those in the first so many bytes of the room.
    fn written(bytes: usize, lengths: &[u32]) -> Self {
        let text = ROOM.with_borrow(|room| room.get(..bytes).map(<[u8]>::to_vec));
        let text = String::from_utf8(text.unwrap_or_default());
        Self::new(text.unwrap_or_default(), lengths)
    }

    /// Where every character is one unit and one byte.
    fn as_ascii(text: &str, lengths: &[u32]) -> Option<Vec<u32>> {
        let units: usize = lengths.iter().map(|length| *length as usize + 1).sum();
        let mut at = 0;
        let ends = lengths.iter().map(|length| {
            at += length + 1;
            at
        });
        (text.len() + 1 == units).then(|| [0].into_iter().chain(ends).collect())
    }

    /// Where no text has the character that stands between them.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "WebAssembly's memory has 32 bits"
    )]
    fn apart(text: &str, lengths: &[u32]) -> Option<Vec<u32>> {
        let mut bounds = Vec::with_capacity(lengths.len() + 1);
        bounds.push(0);
        let ends = text.match_indices(BETWEEN).map(|(at, _)| at as u32 + 1);
        bounds.extend(ends.take(lengths.len()));
        bounds.push(text.len() as u32 + 1);
        (bounds.len() == lengths.len() + 1).then_some(bounds)
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "WebAssembly's memory has 32 bits"
    )]
    fn counted(text: &str, lengths: &[u32]) -> Vec<u32> {
        let mut bounds = Vec::with_capacity(lengths.len() + 1);
        bounds.push(0);
        let mut at = 0;
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
        bounds
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

/// Rows as they come in, a column at a time in the order of the columns, then those of facets. Texts are written where
/// [`Rows::room`] says, all with a character between each two, in UTF-8; their lengths are in UTF-16 code units.
#[wasm_bindgen]
pub struct Rows {
    pub(crate) keys: Texts,
    pub(crate) values: Vec<Values>,
    /// What rows were made of, for those that draw cells of their own, and which is that of the first.
    objects: SendWrapper<Array>,
    first: u32,
    pub(crate) len: u32,
}

thread_local! {
    /// Where JavaScript writes texts: the same for all rows, since to make room takes longer than to write.
    static ROOM: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// More room than that, in bytes, is not kept.
const KEPT: usize = 4 << 20;

#[wasm_bindgen]
impl Rows {
    /// So many rows. `objects` from the one at `first` on are what renderers are given.
    #[wasm_bindgen(constructor)]
    pub fn new(objects: Array, first: u32, len: u32) -> Self {
        Self {
            keys: Texts::new(String::new(), &[]),
            values: Vec::new(),
            objects: SendWrapper::new(objects),
            first,
            len,
        }
    }

    /// Room for so many bytes of texts, until the next is asked for.
    pub fn room(bytes: usize) -> *mut u8 {
        ROOM.with_borrow_mut(|room| {
            if room.len() < bytes || room.len() > KEPT {
                *room = vec![0; bytes];
            }
            room.as_mut_ptr()
        })
    }

    /// The first so many bytes of the room are all keys.
    pub fn keys(&mut self, bytes: usize, lengths: &[u32]) {
        self.keys = Texts::written(bytes, lengths);
    }

    /// The same for the next column's texts.
    pub fn texts(&mut self, bytes: usize, lengths: &[u32]) {
        let texts = Texts::written(bytes, lengths);
        self.values.push(Values::Texts(texts));
    }

    /// The same for the texts of the next column's lists, and how many each row has.
    pub fn lists(&mut self, bytes: usize, lengths: &[u32], counts: &[u32]) {
        let mut at = 0;
        let firsts = counts.iter().map(|count| {
            at += count;
            at
        });
        let firsts = [0].into_iter().chain(firsts).collect();
        let texts = Texts::written(bytes, lengths);
        self.values.push(Values::Lists { texts, firsts });
    }

    /// What a row was made of.
    pub(crate) fn object(&self, at: u32) -> JsValue {
        self.objects.get(self.first + at)
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

/// Rows that come in parts, until all of them take the place of those that are there.
#[wasm_bindgen]
pub struct Incoming {
    pub(crate) rows: table_engine::Incoming<Record>,
}

#[wasm_bindgen]
impl Incoming {
    /// None yet of so many.
    #[wasm_bindgen(constructor)]
    pub fn new(rows: usize) -> Self {
        Self {
            rows: table_engine::Incoming::of(rows),
        }
    }

    /// Adds rows behind the last. Gives the index of one with the key of a row before it, if there is one.
    pub fn extend(&mut self, rows: Rows) -> Option<usize> {
        self.rows.extend(Record::all(rows))
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
    fn texts_that_have_what_stands_between_them_are_found_again() {
        let texts = texts(&["日\u{1f}", "\u{1f}", ""]);
        let found: Vec<&str> = (0..3).map(|at| texts.get(at)).collect();
        assert_eq!(found, ["日\u{1f}", "\u{1f}", ""]);
    }

    #[test]
    fn half_a_character_stays_in_its_own_text() {
        // JavaScript's text has a half of a pair, which came over as U+FFFD: one unit, three bytes.
        let texts = Texts::new("a\u{fffd}\u{1f}b".to_owned(), &[2, 1]);
        assert_eq!((texts.get(0), texts.get(1)), ("a\u{fffd}", "b"));
    }
}
