//! A row: its place in the batch that it came in.

use std::borrow::Cow;
use std::sync::Arc;

use table_engine::{Kind, Row, Value};
use wasm_bindgen::JsValue;

use crate::batch::{Rows, Values};

/// A row of the element's table.
pub(crate) struct Record {
    batch: Arc<Rows>,
    at: u32,
}

impl Record {
    /// The rows of a batch, in their order.
    pub(crate) fn all(batch: Rows) -> Vec<Self> {
        let batch = Arc::new(batch);
        (0..batch.len)
            .map(|at| Self {
                batch: Arc::clone(&batch),
                at,
            })
            .collect()
    }

    /// What it was made of.
    pub(crate) fn object(&self) -> JsValue {
        self.batch.object(self.at)
    }

    /// Its value in the column at `slot`.
    pub(crate) fn value(&self, slot: usize, kind: Kind) -> Value<'_> {
        let at = self.at as usize;
        match self.batch.values.get(slot) {
            Some(Values::Texts(texts)) => Value::from(texts.get(self.at)),
            Some(Values::Lists { .. }) => Value::List(self.list(slot)),
            Some(Values::Numbers(numbers)) => match numbers.get(at) {
                None => Value::Empty,
                Some(number) if number.is_nan() => Value::Empty,
                #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds")]
                Some(millis) if kind == Kind::Timestamp => Value::Time(*millis as i64),
                Some(number) => Value::Number(*number),
            },
            Some(Values::Booleans(booleans)) => match booleans.get(at) {
                Some(0) => Value::Boolean(false),
                Some(1) => Value::Boolean(true),
                _ => Value::Empty,
            },
            None => Value::Empty,
        }
    }

    /// Its texts in the list at `slot`; a single text is a list of one.
    pub(crate) fn list(&self, slot: usize) -> Vec<Cow<'_, str>> {
        match self.batch.values.get(slot) {
            Some(Values::Lists { texts, firsts }) => {
                let at = self.at as usize;
                match (firsts.get(at), firsts.get(at + 1)) {
                    (Some(first), Some(end)) => {
                        (*first..*end).map(|at| texts.get(at).into()).collect()
                    }
                    _ => Vec::new(),
                }
            }
            Some(Values::Texts(texts)) => vec![texts.get(self.at).into()],
            _ => Vec::new(),
        }
    }
}

impl Row for Record {
    fn key(&self) -> &str {
        self.batch.keys.get(self.at)
    }
}
