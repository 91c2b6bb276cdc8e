//! What many keys of texts begin with.

use super::index;
use super::keys::TextTable;
use super::sort::{Item, prefix, sort_items};
use crate::text::natural::DIGITS;

/// The ways in which keys of texts begin, up to their first number: of names such as `ci-pipeline-prod-17` there are few. A key's
/// beginning is then told by two bytes, and with what follows most keys by eight, so that no key has to be read again to put it in
/// its place.
///
/// No beginning is the beginning of another, but of a key that is the whole of it: so keys order as their beginnings do, then as
/// what follows.
#[derive(Default)]
pub(crate) struct Beginnings {
    table: TextTable,
    text: String,
    ends: Vec<u32>,
}

/// More are not told apart: to order them takes one go.
const MOST: usize = 1 << 14;
/// How many bits of a number are what follows a beginning, and how many bytes that is.
const REST_BITS: u32 = 48;
const REST_BYTES: usize = 6;

impl Beginnings {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    fn get(&self, code: u32) -> &str {
        slice(&self.text, &self.ends, code)
    }

    /// Takes the beginning off the key that begins at `start`. Gives a number of its code and the first bytes of what follows;
    /// nothing once there are too many.
    pub(crate) fn take(&mut self, keys: &mut Vec<u8>, start: usize) -> Option<u64> {
        let key = &keys[start..];
        let number = key.iter().position(|byte| *byte == DIGITS);
        let length = number.map_or(key.len(), |at| at + 1);
        let beginning = std::str::from_utf8(&key[..length]).ok()?;
        let code = match self.table.find(beginning, &|code| self.get(code)) {
            Some(code) => code,
            None => self.add(beginning)?,
        };
        keys.copy_within(start + length.., start);
        keys.truncate(keys.len() - length);
        let rest = prefix(&keys[start..]) >> (u64::BITS - REST_BITS);
        Some(u64::from(code) << REST_BITS | rest)
    }

    fn add(&mut self, beginning: &str) -> Option<u32> {
        let code = index(self.ends.len());
        self.text.push_str(beginning);
        self.ends.push(index(self.text.len()));
        let Self { table, text, ends } = self;
        table.insert(code, &|code| slice(text, ends, code));
        (ends.len() <= MOST).then_some(code)
    }

    /// Puts the beginnings' ranks in the place of their codes. Gives how many bytes of what follows the numbers tell.
    pub(crate) fn rank(&self, items: &mut [Item]) -> usize {
        let mut codes: Vec<Item> = (0..index(self.len())).map(|code| (0, code)).collect();
        let compare = |a: u32, b: u32| self.get(a).as_bytes().cmp(self.get(b).as_bytes());
        sort_items(&mut codes, &compare);
        let mut ranks = vec![0_u64; codes.len()];
        for (rank, (_, code)) in (0..).zip(codes) {
            ranks[code as usize] = rank << REST_BITS;
        }
        for (number, _) in items {
            let code = (*number >> REST_BITS) as usize;
            *number = ranks[code] | *number & ((1 << REST_BITS) - 1);
        }
        REST_BYTES
    }
}

/// One of many texts that lie one behind the other.
fn slice<'a>(text: &'a str, ends: &[u32], code: u32) -> &'a str {
    let code = code as usize;
    let start = code.checked_sub(1).map_or(0, |before| ends[before]);
    &text[start as usize..ends[code] as usize]
}
