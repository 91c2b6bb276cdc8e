//! Words that were looked for, with the rows that have them.

use crate::index::bitmap::Bitmap;
use crate::index::dictionary::Hits;
use crate::index::texts::TextsOf;

/// How many words are remembered: what a user goes back to.
const REMEMBERED: usize = 16;
/// Rows are tested one by one where fewer than one in so many has to be; else all text is scanned.
const SPARSE: usize = 8;
/// So many rows are looked through in about the time that the text of a cell takes to make.
pub(super) const ROWS_A_CELL: usize = 8;

/// Words that were looked for in the same columns, the last one last.
#[derive(Default)]
pub(super) struct Words {
    known: Vec<(String, Bitmap)>,
    /// The columns, ascending.
    columns: Vec<usize>,
    looking: Option<Looking>,
}

/// A word that is being looked for, in turns.
struct Looking {
    word: String,
    found: Bitmap,
    /// The rows with a part of it, where these are few.
    among: Option<Bitmap>,
    /// The columns still to be looked through, the next one last, with the codes that have the word.
    columns: Vec<(usize, Option<Hits>)>,
    /// How many rows of the next are looked through.
    row: usize,
}

/// The texts of columns, which are made.
pub(super) type TextsOfColumns<'a, 'b> = &'b dyn Fn(usize) -> TextsOf<'a>;

impl Words {
    pub(super) fn clear(&mut self) {
        self.known.clear();
        self.looking = None;
    }

    /// Whether it is known which rows have each of these words in one of these columns.
    pub(super) fn know(&self, columns: &[usize], words: &[String]) -> bool {
        let is_known = |word| self.known.iter().any(|(known, _)| known == word);
        words.is_empty() || self.columns == columns && words.iter().all(is_known)
    }

    /// Goes on looking for words in these columns, in so many rows, as far as is left. Says whether all are known.
    pub(super) fn look(
        &mut self,
        texts: TextsOfColumns<'_, '_>,
        columns: &[usize],
        words: &[String],
        rows: usize,
        left: &mut usize,
    ) -> bool {
        words
            .iter()
            .all(|word| self.has(texts, columns, word, words.len(), rows, left))
    }

    /// The rows of so many that have a word in one of these columns.
    pub(super) fn rows_with(
        &mut self,
        texts: TextsOfColumns<'_, '_>,
        columns: &[usize],
        word: &str,
        rows: usize,
    ) -> &Bitmap {
        self.has(texts, columns, word, 1, rows, &mut { usize::MAX });
        &self.known[self.known.len() - 1].1
    }

    /// Whether a word is known, once as much as is left was looked through. `together`: how many must be known at once.
    fn has(
        &mut self,
        texts: TextsOfColumns<'_, '_>,
        columns: &[usize],
        word: &str,
        together: usize,
        rows: usize,
        left: &mut usize,
    ) -> bool {
        if self.columns != columns {
            self.clear();
            columns.clone_into(&mut self.columns);
        }
        if let Some(at) = self.known.iter().position(|(known, _)| known == word) {
            // What is asked for is forgotten last.
            self.known[at..].rotate_left(1);
            return true;
        }
        let mut looking = match self.looking.take() {
            Some(looking) if looking.word == word => looking,
            _ => self.begin(texts, word, rows),
        };
        if !looking.step(texts, rows, left) {
            self.looking = Some(looking);
            return false;
        }
        if self.known.len() >= REMEMBERED.max(together) {
            self.known.remove(0);
        }
        self.known.push((looking.word, looking.found));
        true
    }

    fn begin(&self, texts: TextsOfColumns<'_, '_>, word: &str, rows: usize) -> Looking {
        let among = self
            .known
            .iter()
            .filter(|(part, _)| word.contains(part.as_str()))
            .map(|(_, rows)| (rows.count(), rows))
            .min_by_key(|(count, _)| *count)
            .filter(|(count, _)| count * SPARSE <= rows);
        Looking {
            word: word.to_owned(),
            found: Bitmap::none(rows),
            among: among.map(|(_, among)| among.clone()),
            columns: by_cost(texts, &self.columns, word),
            row: 0,
        }
    }
}

impl Looking {
    /// Says whether all is looked through.
    fn step(&mut self, texts: TextsOfColumns<'_, '_>, rows: usize, left: &mut usize) -> bool {
        while let Some((column, hits)) = self.columns.last() {
            if *left == 0 {
                return false;
            }
            let most = left.saturating_mul(ROWS_A_CELL);
            let to = rows.min(self.row.saturating_add(most));
            let range = self.row..to;
            let (word, among) = (&self.word, self.among.as_ref());
            *left = left.saturating_sub(range.len().div_ceil(ROWS_A_CELL));
            let (haystack, dictionary) = texts(*column);
            match (dictionary.zip(hits.as_ref()), among) {
                (Some((dictionary, hits)), _) => {
                    dictionary.find(hits, range, among, &mut self.found);
                }
                (None, Some(among)) => haystack.scan_among(word, range, among, &mut self.found),
                (None, None) => haystack.scan(word, range, &mut self.found),
            }
            self.row = to;
            if to < rows {
                return false;
            }
            self.columns.pop();
            self.row = 0;
        }
        true
    }
}

/// Columns by how soon they are looked through, the first one last, with the codes that have a word. Rows that have it in
/// one are passed over in others. So codes come first where many have it, since they are told fast; then texts; and last
/// codes of which few have it, since all rows must be asked.
fn by_cost(
    texts: TextsOfColumns<'_, '_>,
    columns: &[usize],
    word: &str,
) -> Vec<(usize, Option<Hits>)> {
    let mut by_cost = Vec::with_capacity(columns.len());
    let (mut sparse, mut plain) = (0, 0);
    for &column in columns {
        let (haystack, dictionary) = texts(column);
        let hits = dictionary.map(|dictionary| dictionary.hits(haystack, word));
        let at = match &hits {
            Some(hits) if hits.are_many() => by_cost.len(),
            Some(_) => {
                sparse += 1;
                0
            }
            None => {
                plain += 1;
                sparse + plain - 1
            }
        };
        by_cost.insert(at, (column, hits));
    }
    by_cost
}
