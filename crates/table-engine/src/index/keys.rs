//! Rows by key.

/// A hash table of row indices. The keys stay in the rows.
#[derive(Default)]
pub(crate) struct KeyIndex {
    /// Open addressing; a power of two long, or empty when it isn't made yet.
    slots: Vec<u32>,
}

const FREE: u32 = u32::MAX;

impl KeyIndex {
    /// To be made anew when it is next needed.
    pub(crate) fn forget(&mut self) {
        self.slots = Vec::new();
    }

    /// The index of the first row with this key, of so many `rows`.
    pub(crate) fn find<'a>(
        &mut self,
        key: &str,
        rows: usize,
        key_of: &dyn Fn(u32) -> &'a str,
    ) -> Option<u32> {
        if self.slots.is_empty() {
            self.fill(rows, key_of);
        }
        let slot = self.slot(key, key_of);
        let row = self.slots[slot];
        (row != FREE).then_some(row)
    }

    fn fill<'a>(&mut self, rows: usize, key_of: &dyn Fn(u32) -> &'a str) {
        self.slots = vec![FREE; (rows * 2).next_power_of_two().max(2)];
        let rows = u32::try_from(rows).unwrap_or(FREE);
        for row in 0..rows {
            let slot = self.slot(key_of(row), key_of);
            if self.slots[slot] == FREE {
                self.slots[slot] = row;
            }
        }
    }

    /// Where the key is or would be.
    fn slot<'a>(&self, key: &str, key_of: &dyn Fn(u32) -> &'a str) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash(key) as usize & mask;
        while self.slots[slot] != FREE && key_of(self.slots[slot]) != key {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

/// FNV-1a with a last mix, since only the low bits are used.
fn hash(key: &str) -> u32 {
    let mut hash: u32 = 0x811c_9dc5;
    for byte in key.bytes() {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    hash ^ hash >> 15
}
