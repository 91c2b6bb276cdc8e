//! Words that were looked for, with the rows that have them.

use crate::index::bitmap::Bitmap;
use crate::index::texts::TextsOf;

/// How many words are remembered: what a user goes back to.
const REMEMBERED: usize = 16;
/// Rows are tested one by one where fewer than one in so many has to be; else all text is scanned.
const SPARSE: usize = 8;

/// Words that were looked for in the same columns, the last one last.
#[derive(Default)]
pub(super) struct Words {
    known: Vec<(String, Bitmap)>,
    /// The columns, ascending.
    columns: Vec<usize>,
}

impl Words {
    pub(super) fn clear(&mut self) {
        self.known.clear();
    }

    /// Whether it is known which rows have each of these words in one of these columns.
    pub(super) fn know(&self, columns: &[usize], words: &[String]) -> bool {
        let is_known = |word| self.known.iter().any(|(known, _)| known == word);
        words.is_empty() || self.columns == columns && words.iter().all(is_known)
    }

    /// The rows of so many that have a word in one of these columns, whose texts are made.
    pub(super) fn rows_with<'a>(
        &mut self,
        texts: &dyn Fn(usize) -> TextsOf<'a>,
        columns: &[usize],
        word: &str,
        rows: usize,
    ) -> &Bitmap {
        if self.columns != columns {
            self.known.clear();
            columns.clone_into(&mut self.columns);
        }
        let entry = match self.known.iter().position(|(known, _)| known == word) {
            Some(at) => self.known.remove(at),
            None => (word.to_owned(), self.look_for(texts, word, rows)),
        };
        if self.known.len() == REMEMBERED {
            self.known.remove(0);
        }
        self.known.push(entry);
        &self.known[self.known.len() - 1].1
    }

    fn look_for<'a>(
        &self,
        texts: &dyn Fn(usize) -> TextsOf<'a>,
        word: &str,
        rows: usize,
    ) -> Bitmap {
        let mut found = Bitmap::none(rows);
        let among = self
            .known
            .iter()
            .filter(|(part, _)| word.contains(part.as_str()))
            .map(|(_, rows)| (rows.count(), rows))
            .min_by_key(|(count, _)| *count);
        let among = among
            .filter(|(count, _)| count * SPARSE <= rows)
            .map(|(_, among)| among);
        // Where codes stand for texts only the rows are tested that don't have the word elsewhere, so that comes last.
        for is_coded in [false, true] {
            for &column in &self.columns {
                match (texts(column), among) {
                    ((_, dictionary), _) if dictionary.is_some() != is_coded => {}
                    ((haystack, Some(dictionary)), _) => {
                        dictionary.find(haystack, word, among, &mut found);
                    }
                    ((haystack, None), Some(among)) => {
                        haystack.scan_among(word, among, &mut found);
                    }
                    ((haystack, None), None) => haystack.scan(word, &mut found),
                }
            }
        }
        found
    }
}
