//! Rows and columns for tests.
#![allow(dead_code, reason = "each test uses a part")]

use std::borrow::Cow;
use std::collections::BTreeMap;

use table_engine::{Column, Columns, Engine, Facet, Kind, Row, State, Value};

/// A row that has one value of each kind.
#[derive(Clone, Debug, PartialEq, Default)]
pub(crate) struct Item {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) token: String,
    pub(crate) tags: Vec<String>,
    pub(crate) seen: Option<i64>,
    pub(crate) size: Option<f64>,
    pub(crate) on: Option<bool>,
    pub(crate) owner: String,
    pub(crate) places: Vec<String>,
}

impl Row for Item {
    fn key(&self) -> &str {
        &self.key
    }
}

fn borrowed(texts: &[String]) -> Vec<Cow<'_, str>> {
    texts
        .iter()
        .map(|text| Cow::Borrowed(text.as_str()))
        .collect()
}

/// Places are paths: `a/b` lies beneath `a`.
pub(crate) fn parent(place: &str) -> Option<String> {
    place.rsplit_once('/').map(|(parent, _)| parent.to_owned())
}

/// A column of each kind.
pub(crate) fn columns() -> Columns<Item> {
    Columns::new(vec![
        Column::text("name", "Name", |item: &Item| &item.name).always_shown(),
        Column::id("token", "Token", |item: &Item| &item.token)
            .facet(Facet::set("length", "Length", |item: &Item| {
                vec![item.token.len().to_string().into()]
            }))
            .keep_filter(),
        Column::list("tags", "Tags", |item: &Item| borrowed(&item.tags)),
        Column::timestamp("seen", "Seen", |item: &Item| item.seen),
        Column::number("size", "Size", |item: &Item| item.size),
        Column::boolean("on", "On", |item: &Item| item.on),
        Column::text("owner", "Owner", |item: &Item| &item.owner).set(),
        Column::list("places", "Places", |item: &Item| borrowed(&item.places))
            .facet(
                Facet::set("place", "Place", |item: &Item| borrowed(&item.places))
                    .labels(|place| format!("Place {place}"))
                    .parents(parent),
            )
            .facet(Facet::set("first", "First letter", |item: &Item| {
                item.places
                    .iter()
                    .filter_map(|place| place.get(..1).map(Cow::Borrowed))
                    .collect()
            }))
            .hidden(),
    ])
    .expect("ids differ")
}

/// A row of values by column id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    pub(crate) key: String,
    pub(crate) values: BTreeMap<String, serde_json::Value>,
}

impl Row for Record {
    fn key(&self) -> &str {
        &self.key
    }
}

/// A column of records, read from JSON: timestamps are numbers of milliseconds.
pub(crate) fn column(kind: Kind, id: &str, label: &str) -> Column<Record> {
    let field = id.to_owned();
    Column::new(kind, id, label, move |record: &Record| {
        match record.values.get(&field) {
            Some(serde_json::Value::String(text)) => Value::from(text.as_str()),
            Some(serde_json::Value::Number(number)) if kind == Kind::Timestamp => {
                Value::Time(number.as_i64().expect("milliseconds"))
            }
            Some(serde_json::Value::Number(number)) => Value::from(number.as_f64()),
            Some(serde_json::Value::Array(texts)) => Value::List(
                texts
                    .iter()
                    .filter_map(|text| text.as_str().map(Cow::Borrowed))
                    .collect(),
            ),
            _ => Value::Empty,
        }
    })
}

pub(crate) fn item(key: &str, name: &str) -> Item {
    Item {
        key: key.to_owned(),
        name: name.to_owned(),
        ..Item::default()
    }
}

pub(crate) fn named(names: &[&str]) -> Vec<Item> {
    names.iter().map(|name| item(name, name)).collect()
}

/// The keys in view.
pub(crate) fn keys(engine: &mut Engine<Item>, state: &State, now: i64) -> Vec<String> {
    let view = engine.view(state, now);
    engine.keys(&view).map(str::to_owned).collect()
}

/// The fields of each record, by RFC 4180.
pub(crate) fn records(file: &str) -> Vec<Vec<String>> {
    let mut records = vec![vec![String::new()]];
    let mut is_quoted = false;
    let mut rest = file;
    while let Some(c) = rest.chars().next() {
        let (taken, text) = match c {
            '"' if is_quoted && rest.starts_with("\"\"") => (2, "\""),
            '"' => {
                is_quoted = !is_quoted;
                (1, "")
            }
            ',' if !is_quoted => {
                records.last_mut().unwrap().push(String::new());
                (1, "")
            }
            '\r' if !is_quoted && rest.starts_with("\r\n") => {
                records.push(vec![String::new()]);
                (2, "")
            }
            c => (c.len_utf8(), &rest[..c.len_utf8()]),
        };
        records
            .last_mut()
            .unwrap()
            .last_mut()
            .unwrap()
            .push_str(text);
        rest = &rest[taken..];
    }
    assert_eq!(records.pop(), Some(vec![String::new()]), "it ends in CR LF");
    records
}
