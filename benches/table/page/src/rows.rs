//! Rows as they come from JavaScript: a batch holds the texts of many, one behind the other.

use std::sync::Arc;

use table_engine::Row;

/// Ends a text in what JavaScript sends.
const END: char = '\u{1f}';
/// Stands between the texts of a list.
const BETWEEN: char = '\u{1e}';

/// Texts, one behind the other.
struct Texts {
    text: String,
    /// Where each ends, its end mark included.
    ends: Vec<u32>,
}

impl Texts {
    fn new(text: String) -> Self {
        let mut ends = Vec::new();
        for (byte, end) in text.bytes().zip(1..) {
            if byte == END as u8 {
                ends.push(end);
            }
        }
        Self { text, ends }
    }

    fn get(&self, at: u32) -> &str {
        let at = at as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        let end = self.ends[at] as usize - END.len_utf8();
        &self.text[start as usize..end]
    }
}

/// What many rows hold.
pub(crate) struct Batch {
    ids: Texts,
    names: Texts,
    client_ids: Texts,
    rules: Texts,
    created_by: Texts,
    /// Unix milliseconds; `NaN` is never.
    last_login: Vec<f64>,
    created: Vec<f64>,
    updated: Vec<f64>,
}

impl Batch {
    pub(crate) fn new(texts: [String; 5], times: [Vec<f64>; 3]) -> Self {
        let [ids, names, client_ids, rules, created_by] = texts.map(Texts::new);
        let [last_login, created, updated] = times;
        Self {
            ids,
            names,
            client_ids,
            rules,
            created_by,
            last_login,
            created,
            updated,
        }
    }

    pub(crate) fn rows(self) -> Vec<App> {
        let batch = Arc::new(self);
        (0..)
            .take(batch.ids.ends.len())
            .map(|at| App {
                batch: Arc::clone(&batch),
                at,
            })
            .collect()
    }
}

/// A row: its place in a batch.
pub(crate) struct App {
    batch: Arc<Batch>,
    at: u32,
}

impl Row for App {
    fn key(&self) -> &str {
        self.batch.ids.get(self.at)
    }
}

impl App {
    pub(crate) fn name(&self) -> &str {
        self.batch.names.get(self.at)
    }

    pub(crate) fn client_id(&self) -> &str {
        self.batch.client_ids.get(self.at)
    }

    pub(crate) fn rules(&self) -> impl Iterator<Item = &str> {
        let rules = self.batch.rules.get(self.at);
        rules.split(BETWEEN).filter(|rule| !rule.is_empty())
    }

    pub(crate) fn created_by(&self) -> &str {
        self.batch.created_by.get(self.at)
    }

    pub(crate) fn last_login(&self) -> Option<i64> {
        self.time(&self.batch.last_login)
    }

    pub(crate) fn created(&self) -> Option<i64> {
        self.time(&self.batch.created)
    }

    pub(crate) fn updated(&self) -> Option<i64> {
        self.time(&self.batch.updated)
    }

    #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds")]
    fn time(&self, times: &[f64]) -> Option<i64> {
        let time = times[self.at as usize];
        (!time.is_nan()).then_some(time as i64)
    }
}
