//! Text without regard to case and accents.

use super::fold_table::{DROPPED, EXPANDED, RUNS};

/// Text without regard to case and accents, for comparing.
///
/// - Full case folding, independent of locale: `ß`, `ẞ` and `SS` become `ss`, `ﬁ` becomes `fi`, `ς` becomes `σ`.
///   Beyond it, dotless `ı` becomes `i`, as its capital does.
/// - Canonical decomposition: `é` becomes `e` and a mark, a Hangul syllable its letters. CJK compatibility ideographs
///   stay as they are.
/// - Marks are dropped: characters of a canonical combining class other than 0, save the viramas and vowel signs that
///   have one, which are letters in effect. So `İ`, `I`, `i` are one.
/// - What is invisible is dropped: soft hyphens, zero-width and directional characters, variation selectors.
///
/// ```
/// assert_eq!(table_engine::fold("İstanbul, Straße, Café"), "istanbul, strasse, cafe");
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Appends the folded text.
pub(crate) fn fold_into(text: &str, folded: &mut String) {
    let mut rest = text;
    loop {
        let ascii = rest
            .bytes()
            .position(|byte| !byte.is_ascii())
            .unwrap_or(rest.len());
        let start = folded.len();
        folded.push_str(&rest[..ascii]);
        folded[start..].make_ascii_lowercase();
        let mut beyond = rest[ascii..].chars();
        let Some(c) = beyond.next() else {
            return;
        };
        fold_char(c, folded);
        rest = beyond.as_str();
    }
}

/// Appends what a character folds to, which may be nothing.
pub(crate) fn fold_char(c: char, folded: &mut String) {
    if c.is_ascii() {
        folded.push(c.to_ascii_lowercase());
        return;
    }
    let code = u32::from(c);
    if (HANGUL_FIRST..=HANGUL_LAST).contains(&code) {
        return decompose_hangul(code - HANGUL_FIRST, folded);
    }
    if is_dropped(code) {
        return;
    }
    if let Ok(at) = EXPANDED.binary_search_by_key(&c, |(from, _)| *from) {
        folded.push_str(EXPANDED[at].1);
        return;
    }
    folded.push(folded_single(code).and_then(char::from_u32).unwrap_or(c));
}

/// Whether a character counts for nothing: a mark or invisible.
pub(crate) fn is_dropped(code: u32) -> bool {
    let (mut low, mut high) = (0, DROPPED.len() / 2);
    while low < high {
        let middle = usize::midpoint(low, high);
        if DROPPED[middle * 2 + 1] < code {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    DROPPED.get(low * 2).is_some_and(|first| *first <= code)
}

/// The one character that a character folds to, if it is another.
///
/// A run is three numbers: its first character, what that folds to, and a shape: `count << 4 | step << 2 | gain`. Its
/// characters stand `step` apart, what they fold to `gain` apart.
fn folded_single(code: u32) -> Option<u32> {
    let (mut low, mut high) = (0, RUNS.len() / 3);
    while low < high {
        let middle = usize::midpoint(low, high);
        if RUNS[middle * 3] <= code {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let run = low.checked_sub(1)? * 3;
    let (first, target, shape) = (RUNS[run], RUNS[run + 1], RUNS[run + 2]);
    let (count, step, gain) = (shape >> 4, shape >> 2 & 3, shape & 3);
    let offset = code - first;
    let within = offset.is_multiple_of(step) && offset / step < count;
    within.then(|| target + offset / step * gain)
}

const HANGUL_FIRST: u32 = 0xAC00;
const HANGUL_LAST: u32 = 0xD7A3;

/// The Unicode Standard, section 3.12: a syllable is two or three letters, by arithmetic.
fn decompose_hangul(index: u32, folded: &mut String) {
    let (leading, vowel, trailing) = (index / 588, index % 588 / 28, index % 28);
    let letters = [
        Some(0x1100 + leading),
        Some(0x1161 + vowel),
        (trailing > 0).then_some(0x11A7 + trailing),
    ];
    folded.extend(letters.into_iter().flatten().filter_map(char::from_u32));
}

/// The folded words of a search.
pub(crate) fn words(search: &str) -> Vec<String> {
    let folded = fold(search);
    let mut words: Vec<String> = Vec::new();
    for word in folded.split_whitespace() {
        if !words.iter().any(|other| other == word) {
            words.push(word.to_owned());
        }
    }
    words
}
