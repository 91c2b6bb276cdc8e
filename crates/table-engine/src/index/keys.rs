//! Numbers by text, where the texts are held elsewhere.

/// A hash table of numbers, each of which has a text: rows have keys, codes of a dictionary have values.
#[derive(Default)]
pub(crate) struct TextTable {
    /// Open addressing; a power of two long, or empty at first.
    slots: Vec<u32>,
    /// A part of each text's hash, by which nearly all other texts are told apart without being fetched from wherever they are.
    tags: Vec<u8>,
    used: usize,
}

const FREE: u32 = u32::MAX;

impl TextTable {
    /// With room for so many.
    pub(crate) fn of(numbers: usize) -> Self {
        let slots = (numbers * 2).next_power_of_two();
        Self {
            slots: vec![FREE; slots],
            tags: vec![0; slots],
            used: 0,
        }
    }

    /// The number with this text.
    pub(crate) fn find<'a>(&self, text: &str, text_of: &dyn Fn(u32) -> &'a str) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let number = self.slots[self.slot(hash(text), text, text_of)];
        (number != FREE).then_some(number)
    }

    /// Adds a number unless there is one with the same text. Says whether there was none.
    pub(crate) fn insert<'a>(&mut self, number: u32, text_of: &dyn Fn(u32) -> &'a str) -> bool {
        if (self.used + 1) * 2 > self.slots.len() {
            let slots = (self.slots.len() * 2).max(16);
            self.tags = vec![0; slots];
            let smaller = std::mem::replace(&mut self.slots, vec![FREE; slots]);
            for number in smaller.into_iter().filter(|number| *number != FREE) {
                self.put(number, text_of);
            }
        }
        let is_new = self.put(number, text_of);
        self.used += usize::from(is_new);
        is_new
    }

    /// Puts a number where it belongs, unless there is one with the same text.
    fn put<'a>(&mut self, number: u32, text_of: &dyn Fn(u32) -> &'a str) -> bool {
        let text = text_of(number);
        let hash = hash(text);
        let slot = self.slot(hash, text, text_of);
        let is_new = self.slots[slot] == FREE;
        if is_new {
            self.slots[slot] = number;
            self.tags[slot] = tag(hash);
        }
        is_new
    }

    /// Where the text is or would be.
    fn slot<'a>(&self, hash: u32, text: &str, text_of: &dyn Fn(u32) -> &'a str) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        let is_other =
            |slot: usize| self.tags[slot] != tag(hash) || text_of(self.slots[slot]) != text;
        while self.slots[slot] != FREE && is_other(slot) {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

/// The bits of a hash that are not used to find a slot, unless there are very many.
fn tag(hash: u32) -> u8 {
    hash.to_be_bytes()[0]
}

/// FNV-1a with a last mix, since the low bits find the slot.
fn hash(text: &str) -> u32 {
    let mut hash: u32 = 0x811c_9dc5;
    for byte in text.bytes() {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    hash ^ hash >> 15
}
