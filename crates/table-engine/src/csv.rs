//! A view as comma-separated values (RFC 4180).

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::time::Days;
use crate::value::LIST_SEPARATOR;
use crate::{Columns, Engine, Layout, Row, Value, View};

/// How a CSV file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CsvOptions {
    /// Starts with a byte order mark, by which spreadsheets know UTF-8.
    pub bom: bool,
    /// Puts `'` before text that a spreadsheet would run as a formula (OWASP, CSV Injection).
    pub neutralise_formulas: bool,
}

impl Default for CsvOptions {
    fn default() -> Self {
        Self {
            bom: false,
            neutralise_formulas: true,
        }
    }
}

/// A part of a file is about this long, in bytes.
const PART: usize = 64 * 1024;

/// Writes a view in parts of about 64 KiB, so that a page can take one at a time and stay awake in between. It holds
/// the rows as they were when it was made.
///
/// Cells are: texts as they are, lists joined by `; `, instants in RFC 3339 in UTC, numbers in digits, `true` and
/// `false`, and nothing for an empty value. Only visible columns are written, in their order, after a header of their
/// labels. Each record ends in CR LF, the last one too.
pub struct CsvWriter<R> {
    columns: Columns<R>,
    shown: Vec<usize>,
    rows: Arc<Vec<Arc<R>>>,
    order: Arc<[u32]>,
    options: CsvOptions,
    started: bool,
    days: Days,
    /// How many rows are written.
    written: usize,
    /// How many of the view's rows belong to this block, the next, or one before.
    taken: usize,
    block: Block,
    next: Block,
}

/// Records of rows that follow each other in the view. Such rows may lie anywhere in memory: they are read in the order in which
/// they lie there.
#[derive(Default)]
struct Block {
    /// The rows by where they are, and the place of each in the block.
    rows: Vec<(u32, usize)>,
    /// How many of them are read.
    read: usize,
    text: String,
    /// Where in the text the record of each place is.
    records: Vec<Range<usize>>,
    given: usize,
}

/// At most how many bytes, about, and how many rows make a block. The first is short, each other twice as long as the one before,
/// and is read while that is given out: so no part takes long. Rows that are too long to be read ahead are read when it is their turn.
const BLOCK_BYTES: usize = 8 << 20;
const BLOCK_ROWS: usize = 32 * 1024;
/// At most how many bytes, about, are read ahead for a part.
const AHEAD: usize = 4 * PART;
/// How many rows are read a column at a time. Their cells' memory is waited for together, of one row alone cell by cell.
const RUN: usize = 32;

impl<R: Row> CsvWriter<R> {
    /// A writer of the rows in a view.
    pub fn new(engine: &Engine<R>, view: &View, layout: &Layout, options: CsvOptions) -> Self {
        let columns = engine.columns().clone();
        let shown = layout
            .visible()
            .filter_map(|column| columns.column_index(&column.id))
            .collect();
        let rows = engine.shared_rows();
        // The view may be one of other rows.
        let is_row = |row: &u32| (*row as usize) < rows.len();
        let order = if view.order.iter().all(is_row) {
            Arc::clone(&view.order)
        } else {
            view.order.iter().copied().filter(is_row).collect()
        };
        Self {
            columns,
            shown,
            rows,
            order,
            options,
            started: false,
            days: Days::default(),
            written: 0,
            taken: 0,
            block: Block::default(),
            next: Block::default(),
        }
    }

    /// How many rows are still to be written.
    pub fn remaining(&self) -> usize {
        self.order.len() - self.written
    }

    /// Goes on to the next block. Says whether there is one.
    fn turn(&mut self) -> bool {
        std::mem::swap(&mut self.block, &mut self.next);
        let bytes = self.block.text.len() / self.block.read.max(1);
        let most = (2 * self.block.records.len()).clamp(RUN, BLOCK_ROWS);
        let most = most.min(BLOCK_BYTES / bytes.max(1)).max(1);
        let rows = self.order[self.taken..].iter().copied().take(most);
        let next = &mut self.next;
        next.rows = rows.zip(0..).collect();
        next.rows.sort_unstable();
        next.records = vec![0..0; next.rows.len()];
        next.text.clear();
        (next.read, next.given) = (0, 0);
        self.taken += next.rows.len();
        !self.block.records.is_empty() || !next.rows.is_empty()
    }

    /// Writes about so many more records of the next block.
    fn read(&mut self, most: usize) {
        let next = &mut self.next;
        let to = next.rows.len().min(next.read.saturating_add(most));
        let limit = BLOCK_BYTES.min(next.text.len() + AHEAD);
        let columns = self.shown.len();
        let text = std::mem::take(&mut next.text);
        let mut record = Record::behind(text, columns, self.options, &mut self.days);
        let mut values = Vec::with_capacity(RUN * columns);
        'runs: for run in next.rows[next.read..to].chunks(RUN) {
            values.clear();
            for &column in &self.shown {
                let value = |(row, _): &(u32, usize)| {
                    let row = &self.rows[*row as usize];
                    self.columns.value(row, column)
                };
                values.extend(run.iter().map(value));
            }
            for (nth, (_, place)) in run.iter().enumerate() {
                if record.part.len() > limit {
                    break 'runs;
                }
                let start = record.part.len();
                let own = values[nth..].iter().step_by(run.len());
                record.cells(own);
                next.records[*place] = start..record.part.len();
                next.read += 1;
            }
        }
        next.text = record.part;
    }

    /// Writes the record of the next row in the view behind this part.
    fn give(&mut self, part: String, ready: Range<usize>) -> String {
        let row = &self.rows[self.order[self.written] as usize];
        let mut record = Record::behind(part, self.shown.len(), self.options, &mut self.days);
        if ready.is_empty() {
            let values: Vec<Value<'_>> = (self.shown.iter())
                .map(|column| self.columns.value(row, *column))
                .collect();
            record.cells(values.iter());
        } else {
            record.part.push_str(&self.block.text[ready]);
        }
        self.block.given += 1;
        self.written += 1;
        record.part
    }

    fn header(&mut self) -> String {
        let columns = self.shown.len();
        let mut record = Record::behind(String::new(), columns, self.options, &mut self.days);
        if self.options.bom {
            record.part.push('\u{feff}');
        }
        for (at, &column) in self.shown.iter().enumerate() {
            record.field(at, &self.columns.columns()[column].label, true);
        }
        record.end();
        record.part
    }
}

impl<R: Row> Iterator for CsvWriter<R> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        // No columns, no records: RFC 4180 has none without a field.
        if self.shown.is_empty() {
            return None;
        }
        // Grown by doubling it would be copied again and again.
        let mut part = String::with_capacity(PART + PART / 16);
        if !self.started {
            self.started = true;
            part.push_str(&self.header());
        }
        let before = self.written;
        while part.len() < PART {
            if let Some(ready) = self.block.records.get(self.block.given) {
                part = self.give(part, ready.clone());
            } else if !self.turn() {
                break;
            }
        }
        self.read(2 * (self.written - before));
        (!part.is_empty()).then_some(part)
    }
}

/// Writes a view, part by part, into `sink`.
pub fn write<R: Row>(
    engine: &Engine<R>,
    view: &View,
    layout: &Layout,
    options: CsvOptions,
    sink: &mut dyn FnMut(&str),
) {
    for part in CsvWriter::new(engine, view, layout, options) {
        sink(&part);
    }
}

/// Records that are being written.
struct Record<'a> {
    part: String,
    /// A record has one field only.
    alone: bool,
    neutralise: bool,
    days: &'a mut Days,
}

impl<'a> Record<'a> {
    fn behind(part: String, columns: usize, options: CsvOptions, days: &'a mut Days) -> Self {
        Self {
            part,
            alone: columns == 1,
            neutralise: options.neutralise_formulas,
            days,
        }
    }

    fn cells<'v>(&mut self, values: impl Iterator<Item = &'v Value<'v>>) {
        for (at, value) in values.enumerate() {
            self.cell(at, value);
        }
        self.end();
    }

    fn cell(&mut self, at: usize, value: &Value<'_>) {
        match value {
            Value::Empty => self.field(at, "", false),
            Value::Text(text) => self.field(at, text, true),
            Value::List(texts) => self.list(at, texts),
            Value::Time(millis) => {
                self.separate(at);
                self.days.push(*millis, &mut self.part);
            }
            Value::Number(number) => self.field(at, &number.to_string(), false),
            Value::Boolean(value) => self.field(at, if *value { "true" } else { "false" }, false),
        }
    }

    fn separate(&mut self, at: usize) {
        if at > 0 {
            self.part.push(',');
        }
    }

    fn list(&mut self, at: usize, texts: &[Cow<'_, str>]) {
        match texts {
            [one] => self.field(at, one, true),
            // Most need no quotes, and no text of their own.
            [first, others @ ..] if !texts.iter().any(|text| has_special(text)) && at > 0 => {
                self.separate(at);
                if self.neutralise && is_formula(first) {
                    self.part.push('\'');
                }
                self.part.push_str(first);
                for text in others {
                    self.part.push_str(LIST_SEPARATOR);
                    self.part.push_str(text);
                }
            }
            _ => self.field(at, &texts.join(LIST_SEPARATOR), true),
        }
    }

    fn field(&mut self, at: usize, text: &str, is_text: bool) {
        self.separate(at);
        let neutralise = is_text && self.neutralise && is_formula(text);
        let quote = has_special(text)
            // A line without anything would be read as no record.
            || (self.alone && text.is_empty())
            // A file that starts with ID is taken for one of SYLK.
            || (at == 0 && text.starts_with("ID"));
        if quote {
            self.part.push('"');
        }
        if neutralise {
            self.part.push('\'');
        }
        if quote {
            for (nth, piece) in text.split('"').enumerate() {
                if nth > 0 {
                    self.part.push_str("\"\"");
                }
                self.part.push_str(piece);
            }
            self.part.push('"');
        } else {
            self.part.push_str(text);
        }
    }

    fn end(&mut self) {
        self.part.push_str("\r\n");
    }
}

/// Whether a text must stand in quotes. Eight bytes are looked at together: where one is the byte sought their difference has
/// a zero, which borrows from its highest bit.
fn has_special(text: &str) -> bool {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGHS: u64 = ONES << 7;
    let is_special = |byte: &u8| matches!(byte, b',' | b'"' | b'\r' | b'\n');
    let (chunks, rest) = text.as_bytes().as_chunks::<8>();
    let in_chunk = |chunk: &[u8; 8]| {
        let bytes = u64::from_le_bytes(*chunk);
        let with = |byte: u8| {
            let zeros = bytes ^ (ONES * u64::from(byte));
            zeros.wrapping_sub(ONES) & !zeros
        };
        (with(b',') | with(b'"') | with(b'\r') | with(b'\n')) & HIGHS != 0
    };
    chunks.iter().any(in_chunk) || rest.iter().any(is_special)
}

/// Whether a spreadsheet might run a text: a sign of a formula, of full width too, behind what it may skip.
fn is_formula(text: &str) -> bool {
    for c in text.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => return false,
            '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\t' | '\r' | '\n' => {
                return true;
            }
            _ if c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}' | '\u{feff}') => {}
            _ => return false,
        }
    }
    false
}
