//! Natural order of text.

use std::cmp::Ordering;

use super::fold::fold_into;

/// The order of two texts as people expect it: without regard to case and accents, a run of digits of any length by
/// its value, white space before punctuation before symbols before digits before letters. What is then still equal is
/// ordered by code points, so that only the same text is equal.
///
/// ```
/// use std::cmp::Ordering;
/// assert_eq!(table_engine::natural_order("app-2", "app-10"), Ordering::Less);
/// ```
pub fn natural_order(a: &str, b: &str) -> Ordering {
    let key = |text| {
        let mut key = Vec::new();
        natural_key(text, &mut key);
        key
    };
    key(a).cmp(&key(b))
}

/// Where digits stand among the other characters of a key.
pub(crate) const DIGITS: u8 = 48;
/// A count of digits from here on takes four more bytes.
const LONG_RUN: usize = 255;

/// Between what is compared first and the exact text.
const END: u8 = 0;
/// Behind what tells the exact text too: it has no capital, no zero that counts for nothing, no control. Of the texts that
/// are compared as one it is the last.
const EXACT: u8 = 1;
const CONTROL: u8 = 2;

/// ASCII without digits, letters and controls, in the order of the Default Unicode Collation Element Table.
const PUNCTUATION: &[u8] = b"\t\n\x0b\x0c\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";

/// The place of an ASCII character in a key: controls, punctuation, digits, letters.
static PLACES: [u8; 128] = places();

const fn places() -> [u8; 128] {
    let mut places = [CONTROL; 128];
    let mut place = CONTROL + 1;
    let mut at = 0;
    while at < PUNCTUATION.len() {
        places[PUNCTUATION[at] as usize] = place;
        place += 1;
        at += 1;
    }
    assert!(place < DIGITS, "punctuation stands before digits");
    let mut letter = b'a';
    while letter <= b'z' {
        places[letter as usize] = letter;
        places[letter.to_ascii_uppercase() as usize] = letter;
        letter += 1;
    }
    places
}

/// Appends bytes that compare as the texts do.
pub(crate) fn natural_key(text: &str, key: &mut Vec<u8>) {
    let is_exact = text.is_ascii() && folded_key(text.as_bytes(), key);
    if !text.is_ascii() {
        let mut folded = String::new();
        fold_into(text, &mut folded);
        folded_key(folded.as_bytes(), key);
    }
    if is_exact {
        key.push(EXACT);
    } else {
        key.push(END);
        key.extend_from_slice(text.as_bytes());
    }
}

/// Of a folded text, or of one of ASCII, whose letters have one place in either case. Says whether it tells the exact text
/// of one of ASCII.
fn folded_key(bytes: &[u8], key: &mut Vec<u8>) -> bool {
    let mut is_exact = true;
    key.reserve(bytes.len() + 1);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_digit() {
            let run = bytes[at..]
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            number_key(&bytes[at..at + run], key);
            is_exact &= byte != b'0';
            at += run;
        } else {
            // The bytes of other characters are above all of these, and compare as their code points do.
            let place = PLACES.get(usize::from(byte)).copied().unwrap_or(byte);
            key.push(place);
            is_exact &= !byte.is_ascii_uppercase() && place != CONTROL;
            at += 1;
        }
    }
    is_exact
}

/// The count of digits without leading zeros, then these, two in a byte: the longer number is the greater.
fn number_key(digits: &[u8], key: &mut Vec<u8>) {
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    let digits = &digits[zeros..];
    key.push(DIGITS);
    match u8::try_from(digits.len()) {
        Ok(count) if usize::from(count) < LONG_RUN => key.push(count),
        _ => {
            key.push(u8::MAX);
            let count = u32::try_from(digits.len()).unwrap_or(u32::MAX);
            key.extend_from_slice(&count.to_be_bytes());
        }
    }
    let (first, pairs) = digits.split_at(digits.len() % 2);
    key.extend(first.iter().map(|digit| digit & 15));
    let pairs = pairs.as_chunks::<2>().0.iter();
    key.extend(pairs.map(|[high, low]| high << 4 | low & 15));
}
