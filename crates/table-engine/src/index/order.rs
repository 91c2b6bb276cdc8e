//! The order of the rows by a column.

use std::cmp::Ordering;

use super::sort::{ByteSort, Item, prefix, sort_items};
use super::{Change, NEW, index, room};
use crate::Value;
use crate::text::natural::natural_key;
use crate::view::cells::Cells;
use crate::view::naive::compare_values;

/// The rank of rows without a value: behind all others.
const EMPTY: u32 = u32::MAX;

/// The rows by one column, ascending, equal ones and those without a value in their own order.
pub(crate) struct Order {
    sorted: Vec<u32>,
    /// The same for equal rows, [`EMPTY`] for those without a value.
    ranks: Vec<u32>,
}

/// An order that is being made, in turns.
#[derive(Default)]
pub(crate) struct Making {
    items: Vec<Item>,
    empty: Vec<u32>,
    /// What texts are ordered by, one behind the other, and where each row's ends.
    keys: Vec<u8>,
    ends: Vec<usize>,
    sort: Option<ByteSort>,
}

impl Making {
    /// Goes on for about so many rows. Gives the order once it is made.
    pub(crate) fn step(&mut self, cells: &dyn Cells, column: usize, most: usize) -> Option<Order> {
        let rows = cells.rows();
        let from = self.ends.len();
        let to = from + most.min(rows - from);
        self.ends.reserve_exact(rows - from);
        self.items
            .reserve_exact(rows.saturating_sub(self.items.len()));
        let keys = &mut self.keys;
        keys.reserve_exact(room(keys.len(), keys.capacity(), from, rows));
        for row in from..to {
            self.read(cells, column, row);
        }
        if to < rows || to - from == most {
            return None;
        }
        let items = &mut self.items;
        let sort = self.sort.get_or_insert_with(|| ByteSort::new(items.len()));
        let key = |row: u32| {
            let start = row
                .checked_sub(1)
                .map_or(0, |before| self.ends[before as usize]);
            &self.keys[start..self.ends[row as usize]]
        };
        let bytes = if self.keys.is_empty() {
            None
        } else {
            Some(&key as _)
        };
        if !sort.step(items, bytes, most.saturating_mul(ITEMS_A_ROW)) {
            return None;
        }
        let mut ranks = vec![EMPTY; rows];
        let mut rank = 0;
        for (place, item) in items.iter().enumerate() {
            rank += u32::from(place > 0 && !sort.ties.contains(place));
            ranks[item.1 as usize] = rank;
        }
        let mut sorted: Vec<u32> = items.iter().map(|(_, row)| *row).collect();
        sorted.append(&mut self.empty);
        Some(Order { sorted, ranks })
    }

    fn read(&mut self, cells: &dyn Cells, column: usize, row: usize) {
        let start = self.keys.len();
        let number = match cells.value(row, column) {
            Value::Empty => None,
            Value::Time(millis) => Some(millis.cast_unsigned() ^ SIGN),
            Value::Number(number) => Some(number_key(number)),
            Value::Boolean(value) => Some(u64::from(value)),
            text => {
                natural_key(&text.text(&|_| String::new()), &mut self.keys);
                Some(prefix(&self.keys[start..]))
            }
        };
        self.ends.push(self.keys.len());
        match number {
            Some(number) => self.items.push((number, index(row))),
            None => self.empty.push(index(row)),
        }
    }
}

/// Sorting an item once takes a part of the time that reading a cell takes.
const ITEMS_A_ROW: usize = 4;

impl Order {
    /// A number that stands in a sort by this order and direction; empty values last either way.
    fn place(&self, row: u32, descending: bool) -> u32 {
        match self.ranks[row as usize] {
            EMPTY => EMPTY,
            rank if descending => EMPTY - 1 - rank,
            rank => rank,
        }
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
        let mut now = vec![NEW; self.ranks.len()];
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
        let rank_before = |row: u32| {
            let is_kept = fresh.binary_search(&row).is_err();
            is_kept.then(|| self.ranks[change.origin[row as usize] as usize])
        };
        let mut ranks = vec![EMPTY; sorted.len()];
        let mut last: Option<(u32, Option<u32>)> = None;
        let mut rank = 0;
        for &row in &sorted {
            let before = rank_before(row);
            let is_empty = match before {
                Some(rank) => rank == EMPTY,
                None => cells.value(row as usize, column).is_empty(),
            };
            if is_empty {
                break;
            }
            if let Some((last_row, last_before)) = last {
                let equal = match (last_before, before) {
                    (Some(a), Some(b)) => a == b,
                    _ => compare(last_row, row).is_eq(),
                };
                rank += u32::from(!equal);
            }
            ranks[row as usize] = rank;
            last = Some((row, before));
        }
        Some(Self { sorted, ranks })
    }
}

/// All rows by several orders, the first of which decides; `true` for one that descends.
pub(crate) fn permutation(orders: &[(&Order, bool)]) -> Vec<u32> {
    let Some(((first, descending), others)) = orders.split_first() else {
        return Vec::new();
    };
    if others.is_empty() && !descending {
        return first.sorted.clone();
    }
    let mut groups: Vec<&[u32]> = first
        .sorted
        .chunk_by(|a, b| first.ranks[*a as usize] == first.ranks[*b as usize])
        .collect();
    if *descending {
        let filled = groups.len()
            - usize::from(
                groups
                    .last()
                    .is_some_and(|group| first.ranks[group[0] as usize] == EMPTY),
            );
        groups[..filled].reverse();
    }
    let place = |row: u32, at: usize| {
        let (order, descending) = others[at];
        order.place(row, descending)
    };
    let tie = |a: u32, b: u32| {
        (1..others.len())
            .map(|at| place(a, at).cmp(&place(b, at)))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    };
    let mut sorted = Vec::with_capacity(first.sorted.len());
    for group in groups {
        if group.len() == 1 || others.is_empty() {
            sorted.extend_from_slice(group);
            continue;
        }
        let mut items: Vec<Item> = group
            .iter()
            .map(|row| (u64::from(place(*row, 0)), *row))
            .collect();
        sort_items(&mut items, &tie);
        sorted.extend(items.into_iter().map(|(_, row)| row));
    }
    sorted
}

const SIGN: u64 = 1 << 63;

/// A number as one that compares without a sign; both zeros are one.
fn number_key(number: f64) -> u64 {
    let bits = (number + 0.0).to_bits();
    if bits & SIGN == 0 { bits | SIGN } else { !bits }
}
