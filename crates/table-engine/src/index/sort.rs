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

/// Sorts by the bytes of each, equal ones by which they are. The numbers must be the [`prefix`] of the bytes.
///
/// Within each group of equal numbers the next eight bytes decide, and so on: bytes are read in order of the rows, and
/// compared as numbers.
pub(crate) fn sort_bytes<'a>(items: &mut [Item], bytes: &dyn Fn(u32) -> &'a [u8]) {
    // Groups still to be sorted, by their numbers, and how many bytes these lie behind.
    let mut groups = vec![(0..items.len(), 0)];
    while let Some((range, depth)) = groups.pop() {
        let mut start = range.start;
        let group = &mut items[range];
        sort_items(group, &|_, _| Ordering::Equal);
        for tied in group.chunk_by_mut(|a, b| a.0 == b.0) {
            let range = start..start + tied.len();
            start = range.end;
            if tied.len() == 1 {
                continue;
            }
            let next = depth + NUMBER_BYTES;
            let ends = tied.iter().all(|item| bytes(item.1).len() <= next);
            for item in tied.iter_mut() {
                let bytes = bytes(item.1);
                // Where all end, only zeros at the end can make a difference.
                item.0 = if ends {
                    bytes.len() as u64
                } else {
                    prefix(bytes.get(next..).unwrap_or_default())
                };
            }
            if ends {
                sort_items(tied, &|_, _| Ordering::Equal);
            } else {
                groups.push((range, next));
            }
        }
    }
}

const NUMBER_BYTES: usize = 8;

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
        sort_bytes(&mut items, &|at| texts[at as usize]);
        let mut expected: Vec<u32> = (0..11).collect();
        expected.sort_by_key(|at| texts[*at as usize]);
        let sorted: Vec<u32> = items.into_iter().map(|(_, at)| at).collect();
        assert_eq!(sorted, expected);
    }
}
