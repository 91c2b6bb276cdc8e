//! A CSV file on its way out.

use js_sys::Uint8Array;
use table_engine::CsvWriter;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::record::Record;

/// The bytes of a file, in order.
#[wasm_bindgen]
pub struct Csv {
    parts: CsvWriter<Record>,
    /// Of the part that is being handed over, what is left.
    part: Vec<u8>,
    given: usize,
}

impl Csv {
    pub(crate) fn new(parts: CsvWriter<Record>) -> Self {
        Self {
            parts,
            part: Vec::new(),
            given: 0,
        }
    }
}

#[wasm_bindgen]
impl Csv {
    /// Writes some 64 KiB of UTF-8 into a buffer, from a place on. Gives how many bytes; 0 at the end, or where no room is left.
    pub fn write(&mut self, buffer: &Uint8Array, at: u32) -> u32 {
        if self.given == self.part.len() {
            self.part = self.parts.next().unwrap_or_default().into_bytes();
            self.given = 0;
        }
        let left = &self.part[self.given..];
        let room = buffer.length().saturating_sub(at);
        let length = u32::try_from(left.len()).map_or(room, |left| left.min(room));
        let piece = &left[..length as usize];
        buffer.subarray(at, at + length).copy_from(piece);
        self.given += piece.len();
        length
    }
}
