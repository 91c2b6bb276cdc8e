//! The one sort of the engine: compiled once, however many things are sorted.

use std::cmp::Ordering;
use std::ops::Range;

use super::bitmap::Bitmap;

/// A number that decides the place of most, and which thing it is of.
pub(crate) type Item = (u64, u32);

/// Sorts by the number, then by `tie`, then by which thing it is.
pub(crate) fn sort_items(items: &mut [Item], tie: &dyn Fn(u32, u32) -> Ordering) {
    items.sort_unstable_by(|a, b| {
        a.0.cmp(&b.0)
            .then_with(|| tie(a.1, b.1))
            .then_with(|| a.1.cmp(&b.1))
    });
}

/// Sorts by a number, then by `tie`; equal things stay in their order.
pub(crate) fn sort_by<T>(
    things: &mut Vec<T>,
    number: impl Fn(&T) -> u64,
    tie: impl Fn(&T, &T) -> Ordering,
) {
    let mut items: Vec<Item> = things.iter().map(number).zip(0..).collect();
    sort_items(&mut items, &|a, b| {
        tie(&things[a as usize], &things[b as usize])
    });
    let mut taken: Vec<Option<T>> = things.drain(..).map(Some).collect();
    things.extend(
        items
            .into_iter()
            .filter_map(|(_, at)| taken[at as usize].take()),
    );
}

/// A sort by the bytes of each, equal ones by which they are, that can be done in turns. Things are in their order at
/// first, and their numbers are the [`prefix`] of their bytes, or order as their first so many bytes do.
///
/// Within each group of equal numbers the next eight bytes decide, and so on: bytes are read in order of the things, and
/// compared as numbers. A large group is dealt out by one byte of its numbers first, which takes two passes; so no step
/// takes longer than these.
pub(crate) struct ByteSort {
    /// Groups still to be sorted by their numbers, and how many bytes are in these and were in those before.
    groups: Vec<(Range<usize>, usize)>,
    /// Room to deal out a group.
    dealt: Vec<Item>,
    /// Places whose bytes are those of the place before.
    pub(crate) ties: Bitmap,
}

/// Groups above this are dealt out.
const LARGE: usize = 4096;

impl ByteSort {
    /// `first`: how many bytes the things' numbers tell.
    pub(crate) fn new(things: usize, first: usize) -> Self {
        Self {
            groups: vec![(0..things, first)],
            dealt: Vec::new(),
            ties: Bitmap::none(things),
        }
    }

    /// Goes on for about so many things. Says whether all is sorted. Things that are numbers alone have no bytes.
    pub(crate) fn step<'a>(
        &mut self,
        items: &mut [Item],
        bytes: Option<&dyn Fn(u32) -> &'a [u8]>,
        most: usize,
    ) -> bool {
        let mut left = most;
        while let Some((range, told)) = self.groups.pop() {
            let length = range.len();
            if length > LARGE {
                self.deal(items, range, told, bytes);
            } else {
                let mut start = range.start;
                let group = &mut items[range];
                sort_items(group, &|_, _| Ordering::Equal);
                for tied in group.chunk_by_mut(|a, b| a.0 == b.0) {
                    let range = start..start + tied.len();
                    start = range.end;
                    self.tied(tied, range, told, bytes);
                }
            }
            left = left.saturating_sub(length);
            if left == 0 {
                break;
            }
        }
        self.groups.is_empty()
    }

    /// Deals a group out by the first byte in which its numbers differ.
    fn deal<'a>(
        &mut self,
        items: &mut [Item],
        range: Range<usize>,
        told: usize,
        bytes: Option<&dyn Fn(u32) -> &'a [u8]>,
    ) {
        let group = &mut items[range.clone()];
        let first = group.first().map_or(0, |item| item.0);
        let differ = group.iter().fold(0, |differ, item| differ | item.0 ^ first);
        if differ == 0 {
            self.tied(group, range, told, bytes);
            return;
        }
        let shift = 56 - differ.leading_zeros() / 8 * 8;
        let byte = |item: &Item| usize::from(item.0.wrapping_shr(shift).to_le_bytes()[0]);
        let mut ends = [0; 256];
        for item in group.iter() {
            ends[byte(item)] += 1;
        }
        let mut start = 0;
        for end in &mut ends {
            let length = *end;
            if length > 0 {
                self.groups
                    .push((range.start + start..range.start + start + length, told));
            }
            *end = start;
            start += length;
        }
        self.dealt.clear();
        self.dealt.extend_from_slice(group);
        for item in &self.dealt {
            let place = &mut ends[byte(item)];
            group[*place] = *item;
            *place += 1;
        }
    }

    /// Goes on to the next bytes of a group of equal numbers.
    fn tied<'a>(
        &mut self,
        tied: &mut [Item],
        range: Range<usize>,
        told: usize,
        bytes: Option<&dyn Fn(u32) -> &'a [u8]>,
    ) {
        if tied.len() < 2 {
            return;
        }
        let ends = bytes.is_none_or(|bytes| tied.iter().all(|item| bytes(item.1).len() <= told));
        let Some(bytes) = bytes else {
            return self.tie(range);
        };
        if !ends {
            for item in tied.iter_mut() {
                item.0 = prefix(bytes(item.1).get(told..).unwrap_or_default());
            }
            self.groups.push((range, told + NUMBER_BYTES));
            return;
        }
        // Where all end, only zeros at the end can make a difference.
        for item in tied.iter_mut() {
            item.0 = bytes(item.1).len() as u64;
        }
        sort_items(tied, &|_, _| Ordering::Equal);
        let mut start = range.start;
        for same in tied.chunk_by(|a, b| a.0 == b.0) {
            self.tie(start..start + same.len());
            start += same.len();
        }
    }

    fn tie(&mut self, range: Range<usize>) {
        range.skip(1).for_each(|place| self.ties.insert(place));
    }
}

pub(crate) const NUMBER_BYTES: usize = 8;

/// The first eight bytes, as far as there are so many, as a number that orders as they do.
pub(crate) fn prefix(bytes: &[u8]) -> u64 {
    if let Some(first) = bytes.first_chunk() {
        return u64::from_be_bytes(*first);
    }
    let mut first = [0; NUMBER_BYTES];
    first[..bytes.len()].copy_from_slice(bytes);
    u64::from_be_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_order_as_slices_do() {
        let long = vec![b'x'; 100_000];
        let mut longer = long.clone();
        longer.push(0);
        let texts: [&[u8]; 11] = [
            b"b",
            b"",
            &longer,
            b"12345678",
            &long,
            b"12345678\0\0",
            b"12345678\0",
            b"1234567812345678a",
            b"1234567812345678",
            b"b",
            b"12345678b",
        ];
        let mut items: Vec<Item> = texts.iter().map(|text| prefix(text)).zip(0..).collect();
        let mut sort = ByteSort::new(items.len(), NUMBER_BYTES);
        while !sort.step(&mut items, Some(&|at| texts[at as usize]), 3) {}
        let mut expected: Vec<u32> = (0..11).collect();
        expected.sort_by_key(|at| texts[*at as usize]);
        let sorted: Vec<u32> = items.into_iter().map(|(_, at)| at).collect();
        assert_eq!(sorted, expected);
        let ties: Vec<&[u8]> = sort
            .ties
            .iter()
            .map(|at| texts[expected[at] as usize])
            .collect();
        assert_eq!(ties, [b"b"]);
    }

    #[test]
    fn large_groups_order_as_small_ones_do() {
        let texts: Vec<Vec<u8>> = (0..30_000_u32)
            .map(|at| {
                format!(
                    "{}-{}",
                    ["prefix-that-is-long", "b", ""][at as usize % 3],
                    at * 7919 % 9973
                )
                .into_bytes()
            })
            .collect();
        let mut items: Vec<Item> = texts.iter().map(|text| prefix(text)).zip(0..).collect();
        let mut sort = ByteSort::new(items.len(), NUMBER_BYTES);
        while !sort.step(&mut items, Some(&|at| &texts[at as usize]), 1000) {}
        let mut expected: Vec<u32> = (0..30_000).collect();
        expected.sort_by_key(|at| &texts[*at as usize]);
        let sorted: Vec<u32> = items.into_iter().map(|(_, at)| at).collect();
        assert_eq!(sorted, expected);
        let text = |at: usize| &texts[sorted[at] as usize];
        for at in 1..sorted.len() {
            assert_eq!(sort.ties.contains(at), text(at) == text(at - 1));
        }
        let mut numbers: Vec<Item> = (0..30_000_u32)
            .map(|at| (u64::from(at * 7919 % 97) << 40, at))
            .collect();
        let mut sort = ByteSort::new(numbers.len(), NUMBER_BYTES);
        while !sort.step(&mut numbers, None, 1000) {}
        assert!(numbers.is_sorted());
        assert_eq!(sort.ties.count(), 30_000 - 97);
    }
}
