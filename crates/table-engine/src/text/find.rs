//! Bytes within bytes.

/// How many places are looked at together.
const BLOCK: usize = 16;

/// Calls `found` with each place from `at` on where a word is, ascending. That says from where to look on; behind the
/// place.
///
/// The first and the last byte of the word are compared with a block of places at once. `found` is called in one place,
/// so that compilers put it there.
#[inline]
#[cfg_attr(target_family = "wasm", target_feature(enable = "simd128"))]
pub(crate) fn find_each(
    text: &[u8],
    mut at: usize,
    word: &[u8],
    found: &mut impl FnMut(usize) -> usize,
) {
    let (Some(&first), Some(&last)) = (word.first(), word.last()) else {
        return;
    };
    let behind = word.len() - 1;
    let Some(tails) = text.get(behind..) else {
        return;
    };
    let heads = &text[..tails.len()];
    while let (Some(head), Some(tail)) = (heads.get(at..), tails.get(at..))
        && !head.is_empty()
    {
        let blocks = head.first_chunk::<BLOCK>().zip(tail.first_chunk::<BLOCK>());
        let mut places = if let Some((head, tail)) = blocks {
            candidates(head, tail, first, last)
        } else {
            // The rest, with what is behind it left out.
            let (mut heads, mut tails) = ([0; BLOCK], [0; BLOCK]);
            heads[..head.len()].copy_from_slice(head);
            tails[..tail.len()].copy_from_slice(tail);
            candidates(&heads, &tails, first, last) & !(u32::MAX << head.len())
        };
        let start = at;
        at += BLOCK;
        while places != 0 {
            let place = start + places.trailing_zeros() as usize;
            places &= places - 1;
            if behind < 2 || text[place..].starts_with(word) {
                let on = found(place);
                if on >= at {
                    at = on;
                    break;
                }
                places &= u32::MAX << (on - start);
            }
        }
    }
}

/// The places where one byte stands in the one block and another in the other, a bit each. Written with vector
/// instructions, since compilers that are told to make small code make none by themselves.
#[cfg(target_family = "wasm")]
#[target_feature(enable = "simd128")]
#[expect(clippy::cast_possible_truncation, reason = "halves of a block")]
fn candidates(head: &[u8; BLOCK], tail: &[u8; BLOCK], first: u8, last: u8) -> u32 {
    use std::arch::wasm32::{i8x16_bitmask, i8x16_eq, u8x16_splat, u64x2, v128_and};
    let (head, tail) = (u128::from_le_bytes(*head), u128::from_le_bytes(*tail));
    let heads = u64x2(head as u64, (head >> 64) as u64);
    let tails = u64x2(tail as u64, (tail >> 64) as u64);
    let places = v128_and(
        i8x16_eq(heads, u8x16_splat(first)),
        i8x16_eq(tails, u8x16_splat(last)),
    );
    u32::from(i8x16_bitmask(places))
}

/// The same where compilers find the vector instructions.
#[cfg(not(target_family = "wasm"))]
fn candidates(head: &[u8; BLOCK], tail: &[u8; BLOCK], first: u8, last: u8) -> u32 {
    let mut any = 0_u8;
    for place in 0..BLOCK {
        any |= u8::from(head[place] == first) & u8::from(tail[place] == last);
    }
    let mut places = 0;
    if any != 0 {
        for place in 0..BLOCK {
            places |= u32::from(head[place] == first && tail[place] == last) << place;
        }
    }
    places
}

/// Whether a word is in a text.
pub(crate) fn contains(text: &str, word: &str) -> bool {
    let mut is_found = word.is_empty();
    find_each(text.as_bytes(), 0, word.as_bytes(), &mut |_| {
        is_found = true;
        text.len()
    });
    is_found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str, word: &str) -> Vec<usize> {
        let mut places = Vec::new();
        find_each(text.as_bytes(), 0, word.as_bytes(), &mut |at| {
            places.push(at);
            at + word.len()
        });
        places
    }

    #[test]
    fn finds_what_a_plain_search_finds() {
        let text = "ab aab b abab ".repeat(40) + "end";
        for word in [
            "a", "b", "ab", "aab", "abab a", "end", "d", "none", " ", &text,
        ] {
            let expected: Vec<usize> = text.match_indices(word).map(|(at, _)| at).collect();
            assert_eq!(places(&text, word), expected, "{word}");
            assert_eq!(contains(&text, word), text.contains(word));
        }
        assert!(contains("", "") && !contains("", "a"));
    }

    #[test]
    fn finds_a_word_at_every_place_of_a_block() {
        for before in 0..40 {
            for word in ["x", "xy", "xyz", "xaaaaaaaaaaaaaaaaaaaaaaaaaaay"] {
                let text = "a".repeat(before) + word + &"a".repeat(40 - before) + word;
                let second = text.len() - word.len();
                assert_eq!(places(&text, word), [before, second], "{before} {word}");
            }
        }
    }
}
