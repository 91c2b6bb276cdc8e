//! Where a text matches a search.

use std::cmp::Ordering;
use std::ops::Range;

use crate::index::sort::sort_by;

use super::fold::{fold_char, is_dropped, words};

/// The parts of a text that the words of a search match: byte ranges of whole characters with the marks that follow
/// them, in order, touching ones joined.
///
/// ```
/// let text = "Hauptstraße 5";
/// let found = table_engine::matches(text, "STRASSE");
/// assert_eq!(found.iter().map(|range| &text[range.clone()]).collect::<Vec<_>>(), ["straße"]);
/// ```
pub fn matches(text: &str, search: &str) -> Vec<Range<usize>> {
    Matcher::new(search).matches(text)
}

/// A search, made ready for many texts.
#[derive(Debug, Clone, Default)]
pub struct Matcher {
    /// Folded.
    words: Vec<String>,
}

impl Matcher {
    /// Takes the words of a search.
    pub fn new(search: &str) -> Self {
        Self {
            words: words(search),
        }
    }

    /// What [`matches()`] finds in `text`.
    pub fn matches(&self, text: &str) -> Vec<Range<usize>> {
        if self.words.is_empty() {
            return Vec::new();
        }
        let folded = Folded::new(text);
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for word in &self.words {
            let mut from = 0;
            while let Some(found) = folded.text[from..].find(word.as_str()) {
                let start = from + found;
                let end = start + word.len();
                ranges.push(folded.original(start, end));
                from = end;
            }
        }
        sort_by(
            &mut ranges,
            |range| range.start as u64,
            |_, _| Ordering::Equal,
        );
        let mut joined: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
        for range in ranges {
            match joined.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => joined.push(range),
            }
        }
        joined
    }
}

/// A folded text that knows where each part came from.
struct Folded<'a> {
    original: &'a str,
    text: String,
    /// For each character that folds to something: where that starts, and where the character starts. None for ASCII,
    /// where each folds to one of its own.
    starts: Option<Vec<(usize, usize)>>,
}

impl<'a> Folded<'a> {
    fn new(original: &'a str) -> Self {
        if original.is_ascii() {
            return Self {
                original,
                text: original.to_ascii_lowercase(),
                starts: None,
            };
        }
        let mut text = String::with_capacity(original.len());
        let mut starts = Vec::with_capacity(original.len());
        for (at, c) in original.char_indices() {
            let before = text.len();
            fold_char(c, &mut text);
            if text.len() > before {
                starts.push((before, at));
            }
        }
        Self {
            original,
            text,
            starts: Some(starts),
        }
    }

    /// The whole characters, with their marks, that a range of the folded text came from.
    fn original(&self, start: usize, end: usize) -> Range<usize> {
        let Some(starts) = &self.starts else {
            return start..end;
        };
        let first = starts.partition_point(|(folded, _)| *folded <= start) - 1;
        let next = starts.partition_point(|(folded, _)| *folded < end);
        let start = starts[first].1;
        let last = starts[next - 1].1;
        let rest = &self.original[last..];
        let length = rest
            .char_indices()
            .skip(1)
            .find(|(_, c)| !is_dropped(u32::from(*c)))
            .map_or(rest.len(), |(at, _)| at);
        start..last + length
    }
}
