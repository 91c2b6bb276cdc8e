//! Bytes within bytes.

/// How many places are looked at together.
const BLOCK: usize = 32;

/// Calls `found` with each place where a word is, ascending. That says from where to look on; behind the place.
///
/// The first and the last byte of the word are compared with a block of places at once, which compilers turn into vector
/// instructions. Every browser since 2023 has those of WebAssembly.
#[cfg_attr(target_family = "wasm", target_feature(enable = "simd128"))]
pub(crate) fn find_each(text: &[u8], word: &[u8], found: &mut dyn FnMut(usize) -> usize) {
    let (Some(&first), Some(&last)) = (word.first(), word.last()) else {
        return;
    };
    let behind = word.len() - 1;
    let mut at = 0;
    while at + behind < text.len() {
        let heads = text[at..].first_chunk::<BLOCK>();
        let tails = text[at + behind..].first_chunk::<BLOCK>();
        if let (Some(heads), Some(tails)) = (heads, tails) {
            let mut any = 0_u8;
            for place in 0..BLOCK {
                any |= u8::from(heads[place] == first) & u8::from(tails[place] == last);
            }
            if any == 0 {
                at += BLOCK;
                continue;
            }
        }
        let stop = (at + BLOCK).min(text.len() - behind);
        while at < stop {
            at = if text[at] == first && text[at + behind] == last && text[at..].starts_with(word) {
                found(at)
            } else {
                at + 1
            };
        }
    }
}

/// Whether a word is in a text.
pub(crate) fn contains(text: &str, word: &str) -> bool {
    let mut is_found = word.is_empty();
    find_each(text.as_bytes(), word.as_bytes(), &mut |_| {
        is_found = true;
        text.len()
    });
    is_found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_a_plain_search_finds() {
        let text = "ab aab b abab ".repeat(40) + "end";
        for word in [
            "a", "b", "ab", "aab", "abab a", "end", "d", "none", " ", &text,
        ] {
            let mut places = Vec::new();
            find_each(text.as_bytes(), word.as_bytes(), &mut |at| {
                places.push(at);
                at + word.len()
            });
            let expected: Vec<usize> = text.match_indices(word).map(|(at, _)| at).collect();
            assert_eq!(places, expected, "{word}");
            assert_eq!(contains(&text, word), text.contains(word));
        }
        assert!(contains("", "") && !contains("", "a"));
    }
}
