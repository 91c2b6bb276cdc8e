//! Numbers by text, where the texts are held elsewhere.

/// A hash table of numbers, each of which has a text: rows have keys, codes of a dictionary have values.
#[derive(Default)]
pub(crate) struct TextTable {
    /// Open addressing; a power of two long, or empty at first.
    slots: Vec<u32>,
    used: usize,
}

const FREE: u32 = u32::MAX;

impl TextTable {
    /// With room for so many.
    pub(crate) fn of(numbers: usize) -> Self {
        Self {
            slots: vec![FREE; (numbers * 2).next_power_of_two()],
            used: 0,
        }
    }

    /// The number with this text.
    pub(crate) fn find<'a>(&self, text: &str, text_of: &dyn Fn(u32) -> &'a str) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let number = self.slots[self.slot(text, text_of)];
        (number != FREE).then_some(number)
    }

    /// Adds a number unless there is one with the same text.
    pub(crate) fn insert<'a>(&mut self, number: u32, text_of: &dyn Fn(u32) -> &'a str) {
        if (self.used + 1) * 2 > self.slots.len() {
            let larger = vec![FREE; (self.slots.len() * 2).max(16)];
            let smaller = std::mem::replace(&mut self.slots, larger);
            for number in smaller.into_iter().filter(|number| *number != FREE) {
                let slot = self.slot(text_of(number), text_of);
                self.slots[slot] = number;
            }
        }
        let slot = self.slot(text_of(number), text_of);
        if self.slots[slot] == FREE {
            self.slots[slot] = number;
            self.used += 1;
        }
    }

    /// Where the text is or would be.
    fn slot<'a>(&self, text: &str, text_of: &dyn Fn(u32) -> &'a str) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash(text) as usize & mask;
        while self.slots[slot] != FREE && text_of(self.slots[slot]) != text {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

/// FNV-1a with a last mix, since only the low bits are used.
fn hash(text: &str) -> u32 {
    let mut hash: u32 = 0x811c_9dc5;
    for byte in text.bytes() {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    hash ^ hash >> 15
}
