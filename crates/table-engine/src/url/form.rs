//! Names and values of a query string (WHATWG URL, `application/x-www-form-urlencoded`), and lists within a value.

use std::fmt::Write;

/// Appends `name=value`.
pub(super) fn append(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    query.push_str(name);
    query.push('=');
    for byte in value.bytes() {
        match byte {
            b' ' => query.push('+'),
            b'-' | b'.' | b'_' | b'~' | b'*' | b':' | b',' | b'@' | b'/' => {
                query.push(char::from(byte));
            }
            _ if byte.is_ascii_alphanumeric() => query.push(char::from(byte)),
            // Writing to a string doesn't fail.
            _ => drop(write!(query, "%{byte:02X}")),
        }
    }
}

/// Names and values in order, decoded.
pub(super) fn pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    query
        .strip_prefix('?')
        .unwrap_or(query)
        .split('&')
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
}

/// What isn't a percent-encoded byte stands for itself; what isn't UTF-8 becomes U+FFFD.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = |at: usize| {
            let digit = char::from(*bytes.get(at)?).to_digit(16)?;
            u8::try_from(digit).ok()
        };
        let (value, length) = match (byte, hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => (high << 4 | low, 3),
            (b'+', ..) => (b' ', 1),
            _ => (byte, 1),
        };
        decoded.push(value);
        at += length;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// What lets a separator stand for itself.
const ESCAPE: char = '~';

/// A text in which the separator and `~` have a `~` before them.
pub(super) fn escape(text: &str, separator: char) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c == separator || c == ESCAPE {
            escaped.push(ESCAPE);
        }
        escaped.push(c);
    }
    escaped
}

/// The text without what [`escape`] added.
pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        plain.push(if c == ESCAPE {
            chars.next().unwrap_or(c)
        } else {
            c
        });
    }
    plain
}

/// The text before the first separator that stands for one, and what is behind it.
pub(super) fn split_once(text: &str, separator: char) -> Option<(&str, &str)> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if c == ESCAPE {
            escaped = true;
        } else if c == separator {
            return Some((&text[..at], &text[at + c.len_utf8()..]));
        }
    }
    None
}

/// The parts of a list, still escaped. An empty text is a list of one empty part.
pub(super) fn split(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((part, behind)) = split_once(rest, separator) {
        parts.push(part);
        rest = behind;
    }
    parts.push(rest);
    parts
}
