//! The order of the rows by a column.

use std::sync::Arc;

use super::beginnings::Beginnings;
use super::bitmap::Bitmap;
use super::sort::{ByteSort, Item, NUMBER_BYTES, prefix, sort_items};
use super::{Change, NEW, index};
use crate::Value;
use crate::text::natural::natural_key;
use crate::view::cells::Cells;
use crate::view::naive::compare_values;

/// The rank of rows without a value: behind all others.
const EMPTY: u32 = u32::MAX;

/// The rows by one column, ascending, equal ones and those without a value in their own order.
pub(crate) struct Order {
    pub(super) sorted: Arc<[u32]>,
    /// Places of rows that are equal to the row before.
    pub(super) ties: Bitmap,
    /// How many rows have a value.
    pub(super) filled: usize,
}

/// An order that is being made, in turns.
#[derive(Default)]
pub(crate) struct Making {
    begun: bool,
    items: Vec<Item>,
    empty: Vec<u32>,
    /// What texts are ordered by, those of [`CHUNK`] rows one behind the other: less than all at once, so that they fit
    /// where others were. And where each row's ends.
    keys: Vec<Vec<u8>>,
    ends: Vec<u32>,
    /// Where many texts begin alike: then the keys are what follows.
    beginnings: Option<Beginnings>,
    sort: Option<ByteSort>,
}

const CHUNK: usize = 4096;

impl Making {
    /// Goes on for about so many rows. Gives the order once it is made.
    pub(crate) fn step(&mut self, cells: &dyn Cells, column: usize, most: usize) -> Option<Order> {
        let rows = cells.rows();
        if !self.begun && rows > SAMPLE {
            self.beginnings = sample(cells, column);
        }
        self.begun = true;
        let from = self.ends.len();
        let to = from + most.min(rows - from);
        self.ends.reserve_exact(rows - from);
        self.items
            .reserve_exact(rows.saturating_sub(self.items.len()));
        for row in from..to {
            if self.read(cells, column, row).is_none() {
                // The first rows were no sample of the others.
                *self = Self::default();
                self.begun = true;
                return None;
            }
        }
        if to < rows || to - from == most {
            return None;
        }
        let items = &mut self.items;
        let sort = self.sort.get_or_insert_with(|| {
            let told = match &self.beginnings {
                Some(beginnings) => beginnings.rank(items),
                None => NUMBER_BYTES,
            };
            ByteSort::new(items.len(), told)
        });
        let key = |row: u32| {
            let row = row as usize;
            let start = if row.is_multiple_of(CHUNK) {
                0
            } else {
                self.ends[row - 1]
            };
            &self.keys[row / CHUNK][start as usize..self.ends[row] as usize]
        };
        let bytes = if self.keys.iter().all(Vec::is_empty) {
            None
        } else {
            Some(&key as _)
        };
        if !sort.step(items, bytes, most.saturating_mul(ITEMS_A_ROW)) {
            return None;
        }
        let ties = self.sort.take().map(|sort| sort.ties);
        // What comes has its room where this was.
        self.keys = Vec::new();
        self.ends = Vec::new();
        self.beginnings = None;
        let rows = self.items.iter().map(|(_, row)| row);
        Some(Order {
            sorted: rows.chain(&self.empty).copied().collect(),
            ties: ties.unwrap_or_default(),
            filled: self.items.len(),
        })
    }

    /// Nothing where texts begin in too many ways.
    fn read(&mut self, cells: &dyn Cells, column: usize, row: usize) -> Option<()> {
        if row.is_multiple_of(CHUNK) {
            let mut bytes = 0;
            if let Some(last) = self.keys.last_mut() {
                last.shrink_to_fit();
                bytes = last.len();
            }
            self.keys.push(Vec::with_capacity(bytes));
        }
        let keys = &mut self.keys[row / CHUNK];
        let start = keys.len();
        let number = match cells.value(row, column) {
            Value::Empty => None,
            Value::Time(millis) => Some(millis.cast_unsigned() ^ SIGN),
            Value::Number(number) => Some(number_key(number)),
            Value::Boolean(value) => Some(u64::from(value)),
            text => {
                natural_key(&text.text(&|_| String::new()), keys);
                match &mut self.beginnings {
                    Some(beginnings) => Some(beginnings.take(keys, start)?),
                    None => Some(prefix(&keys[start..])),
                }
            }
        };
        self.ends.push(index(keys.len()));
        match number {
            Some(number) => self.items.push((number, index(row))),
            None => self.empty.push(index(row)),
        }
        Some(())
    }
}

/// So many rows tell whether texts begin alike.
const SAMPLE: usize = 1024;

/// Room for beginnings, if at least four of the first rows share one on average.
fn sample(cells: &dyn Cells, column: usize) -> Option<Beginnings> {
    let mut found = Beginnings::default();
    let mut key = Vec::new();
    let mut texts = 0;
    for row in 0..SAMPLE {
        if let text @ (Value::Text(_) | Value::List(_)) = cells.value(row, column) {
            key.clear();
            natural_key(&text.text(&|_| String::new()), &mut key);
            found.take(&mut key, 0)?;
            texts += 1;
        }
    }
    (texts > 0 && found.len() * 4 <= texts).then_some(found)
}

/// Sorting an item once takes a part of the time that reading a cell takes.
const ITEMS_A_ROW: usize = 4;

impl Order {
    /// The order by a column of texts that has a dictionary, of which each row has one code: made without reading a cell.
    pub(crate) fn of_codes(values: &[String], codes: &[u32]) -> Self {
        let keys: Vec<Vec<u8>> = values.iter().map(|value| key_of(value)).collect();
        // Rows without a text are last.
        let mut items: Vec<Item> = (0..index(values.len()))
            .map(|code| (u64::from(values[code as usize].is_empty()), code))
            .collect();
        sort_items(&mut items, &|a, b| keys[a as usize].cmp(&keys[b as usize]));
        let mut counts = vec![0_u32; values.len()];
        for code in codes {
            counts[*code as usize] += 1;
        }
        // Where the next row with each code goes.
        let mut next = vec![0_u32; values.len()];
        let mut ties = Bitmap::all(codes.len());
        let (mut start, mut filled) = (0, 0);
        for (_, code) in items {
            let code = code as usize;
            next[code] = start;
            if counts[code] > 0 {
                ties.remove(start as usize);
            }
            start += counts[code];
            if !values[code].is_empty() {
                filled = start as usize;
            }
        }
        let mut sorted = vec![0; codes.len()];
        for (row, code) in codes.iter().enumerate() {
            let place = &mut next[*code as usize];
            sorted[*place as usize] = index(row);
            *place += 1;
        }
        Self {
            sorted: sorted.into(),
            ties,
            filled,
        }
    }

    /// Of each row the rank of its group of equal rows, [`EMPTY`] for those without a value.
    fn ranks(&self) -> Vec<u32> {
        let mut ranks = vec![EMPTY; self.sorted.len()];
        let mut rank = 0;
        for (place, row) in self.sorted[..self.filled].iter().enumerate() {
            rank += u32::from(!self.ties.contains(place));
            ranks[*row as usize] = rank;
        }
        ranks
    }

    /// Follows a change of the rows: those with another value are put where they belong.
    pub(crate) fn mend(self, cells: &dyn Cells, column: usize, change: &Change) -> Option<Self> {
        let fresh = &change.columns[column];
        if !change.moved && fresh.is_empty() {
            return Some(self);
        }
        if fresh.len() > change.origin.len() / 8 {
            return None;
        }
        // What each row of before is now, unless it is gone or has another value.
        let mut now = vec![NEW; self.sorted.len()];
        let mut is_fresh = fresh.iter().peekable();
        for (row, &origin) in change.origin.iter().enumerate() {
            if is_fresh.next_if(|fresh| **fresh as usize == row).is_none() && origin != NEW {
                now[origin as usize] = index(row);
            }
        }
        let kept: Vec<u32> = self
            .sorted
            .iter()
            .map(|row| now[*row as usize])
            .filter(|row| *row != NEW)
            .collect();
        let compare = |a: u32, b: u32| {
            let (a, b) = (
                cells.value(a as usize, column),
                cells.value(b as usize, column),
            );
            compare_values(&a, &b, false)
        };
        let mut placed: Vec<Item> = fresh
            .iter()
            .map(|&row| {
                let before = |kept: &u32| compare(*kept, row).then(kept.cmp(&row)).is_lt();
                (kept.partition_point(before) as u64, row)
            })
            .collect();
        sort_items(&mut placed, &compare);
        let mut sorted = Vec::with_capacity(change.origin.len());
        let mut placed = placed.into_iter().peekable();
        for at in 0..=kept.len() {
            while let Some((_, row)) = placed.next_if(|(place, _)| *place == at as u64) {
                sorted.push(row);
            }
            sorted.extend(kept.get(at));
        }
        // The rank before, unless the value is another.
        let ranks = self.ranks();
        let rank_before = |row: u32| {
            let is_kept = fresh.binary_search(&row).is_err();
            is_kept.then(|| ranks[change.origin[row as usize] as usize])
        };
        let mut ties = Bitmap::none(sorted.len());
        let mut filled = 0;
        let mut last: Option<(u32, Option<u32>)> = None;
        for &row in &sorted {
            let before = rank_before(row);
            let is_empty = match before {
                Some(rank) => rank == EMPTY,
                None => cells.value(row as usize, column).is_empty(),
            };
            if is_empty {
                break;
            }
            let is_tie = last.is_some_and(|(last_row, last_before)| match (last_before, before) {
                (Some(a), Some(b)) => a == b,
                _ => compare(last_row, row).is_eq(),
            });
            if is_tie {
                ties.insert(filled);
            }
            filled += 1;
            last = Some((row, before));
        }
        Some(Self {
            sorted: sorted.into(),
            ties,
            filled,
        })
    }
}

fn key_of(text: &str) -> Vec<u8> {
    let mut key = Vec::new();
    natural_key(text, &mut key);
    key
}

const SIGN: u64 = 1 << 63;

/// A number as one that compares without a sign; both zeros are one.
fn number_key(number: f64) -> u64 {
    let bits = (number + 0.0).to_bits();
    if bits & SIGN == 0 { bits | SIGN } else { !bits }
}
