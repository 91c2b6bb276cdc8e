//! The one sort of the engine: compiled once, however many things are sorted.

use std::cmp::Ordering;

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

/// The first eight bytes, as far as there are so many, as a number that orders as they do.
pub(crate) fn prefix(bytes: &[u8]) -> u64 {
    let mut first = [0; 8];
    let length = bytes.len().min(8);
    first[..length].copy_from_slice(&bytes[..length]);
    u64::from_be_bytes(first)
}
