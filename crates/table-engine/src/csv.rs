//! A view as comma-separated values (RFC 4180).

use std::sync::Arc;

use crate::time::push_rfc3339;
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
    rows: std::vec::IntoIter<Arc<R>>,
    options: CsvOptions,
    started: bool,
}

impl<R: Row> CsvWriter<R> {
    /// A writer of the rows in a view.
    pub fn new(engine: &Engine<R>, view: &View, layout: &Layout, options: CsvOptions) -> Self {
        let columns = engine.columns().clone();
        let shown = layout
            .visible()
            .filter_map(|column| columns.column_index(&column.id))
            .collect();
        let rows: Vec<Arc<R>> = view
            .order
            .iter()
            .filter_map(|row| engine.row(*row).cloned())
            .collect();
        Self {
            columns,
            shown,
            rows: rows.into_iter(),
            options,
            started: false,
        }
    }

    /// How many rows are still to be written.
    pub fn remaining(&self) -> usize {
        self.rows.len()
    }
}

impl<R: Row> Iterator for CsvWriter<R> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        // No columns, no records: RFC 4180 has none without a field.
        if self.shown.is_empty() {
            return None;
        }
        let mut record = Record {
            // Grown by doubling it would be copied again and again.
            part: String::with_capacity(PART + PART / 16),
            alone: self.shown.len() == 1,
            neutralise: self.options.neutralise_formulas,
        };
        if !self.started {
            self.started = true;
            if self.options.bom {
                record.part.push('\u{feff}');
            }
            for (at, &column) in self.shown.iter().enumerate() {
                record.field(at, &self.columns.columns()[column].label, true);
            }
            record.end();
        }
        while record.part.len() < PART
            && let Some(row) = self.rows.next()
        {
            for (at, &column) in self.shown.iter().enumerate() {
                record.cell(at, &self.columns.value(&row, column));
            }
            record.end();
        }
        (!record.part.is_empty()).then_some(record.part)
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

/// The part of a file that is being written.
struct Record {
    part: String,
    /// A record has one field only.
    alone: bool,
    neutralise: bool,
}

impl Record {
    fn cell(&mut self, at: usize, value: &Value<'_>) {
        match value {
            Value::Empty => self.field(at, "", false),
            Value::Text(text) => self.field(at, text, true),
            Value::List(texts) => self.field(at, &texts.join(LIST_SEPARATOR), true),
            Value::Time(millis) => {
                self.separate(at);
                push_rfc3339(*millis, &mut self.part);
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

    fn field(&mut self, at: usize, text: &str, is_text: bool) {
        self.separate(at);
        let neutralise = is_text && self.neutralise && is_formula(text);
        let quote = text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\r' | b'\n'))
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

/// Whether a spreadsheet might run a text: a sign of a formula, of full width too, behind what it may skip.
fn is_formula(text: &str) -> bool {
    for c in text.chars() {
        match c {
            '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\t' | '\r' | '\n' => {
                return true;
            }
            _ if c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}' | '\u{feff}') => {}
            _ => return false,
        }
    }
    false
}
