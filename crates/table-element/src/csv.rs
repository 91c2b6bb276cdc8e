//! A CSV file on its way out.

use table_engine::CsvWriter;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::record::Record;

/// The parts of a file, in order, of about 64 KiB each.
#[wasm_bindgen]
pub struct Csv {
    pub(crate) parts: CsvWriter<Record>,
}

#[wasm_bindgen]
impl Csv {
    /// The next part in UTF-8; nothing behind the last.
    #[expect(
        clippy::should_implement_trait,
        reason = "it is called from JavaScript"
    )]
    pub fn next(&mut self) -> Option<Vec<u8>> {
        self.parts.next().map(String::into_bytes)
    }
}
