//! The fault cases of `tests/cases/cases.json` that concern the table.
#![cfg(test)]

mod common;

use std::fmt::Write;

use common::{Record, column};
use serde_json::Value as Json;
use table_engine::{
    Columns, CsvOptions, Engine, Filter, Kind, SortKey, SortMode, State, Test, TextOp, TimeTest,
    csv, matches,
};

fn cases(area: &str, group: &str) -> Vec<Json> {
    let all: Json = serde_json::from_str(include_str!("../../../tests/cases/cases.json")).unwrap();
    let cases = all[area][group].as_array().unwrap().clone();
    assert!(!cases.is_empty());
    cases
}

fn text(value: &Json) -> &str {
    value.as_str().unwrap()
}

fn texts(value: &Json) -> Vec<&str> {
    value.as_array().unwrap().iter().map(text).collect()
}

/// Unix milliseconds of an RFC 3339 time with any offset.
fn millis(value: &str) -> i64 {
    let (clock, offset) = if let Some(clock) = value.strip_suffix('Z') {
        (clock.to_owned(), 0)
    } else {
        let (clock, offset) = value.split_at(value.len() - 6);
        let minutes =
            offset[1..3].parse::<i64>().unwrap() * 60 + offset[4..].parse::<i64>().unwrap();
        let sign = if offset.starts_with('-') { -1 } else { 1 };
        (clock.to_owned(), sign * minutes)
    };
    // The address holds instants: reading one is public through it.
    let columns = Columns::new(vec![column(Kind::Timestamp, "t", "T")]).unwrap();
    let state = State::from_query(&format!("filter=t:before:{clock}Z"), &columns);
    match &state.filters[0].test {
        Test::Time(TimeTest::Before(millis)) => millis - offset * 60_000,
        other => panic!("{other:?}"),
    }
}

fn kind(name: &str) -> Kind {
    match name {
        "text" => Kind::Text,
        "number" => Kind::Number,
        "timestamp" => Kind::Timestamp,
        "list of text" => Kind::List,
        other => panic!("{other}"),
    }
}

/// A value as rows of [`Record`] hold it.
fn held(kind: Kind, value: &Json) -> Json {
    match value {
        Json::String(text) if kind == Kind::Timestamp => Json::from(millis(text)),
        other => other.clone(),
    }
}

fn record(key: &str, values: &[(&str, Json)]) -> Record {
    Record {
        key: key.to_owned(),
        values: values
            .iter()
            .map(|(id, value)| ((*id).to_owned(), value.clone()))
            .collect(),
    }
}

fn keys(engine: &mut Engine<Record>, state: &State) -> Vec<String> {
    let view = engine.view(state, 0);
    assert_eq!(view, engine.naive_view(state, 0));
    engine.keys(&view).map(str::to_owned).collect()
}

#[test]
fn sorts() {
    for case in cases("table", "sort") {
        let kind = kind(text(&case["kind"]));
        let columns = Columns::new(vec![column(kind, "c", "C")]).unwrap();
        let mut state = State::new(&columns);
        let rows = case["rows"].as_array().unwrap().iter();
        let rows = rows
            .map(|row| record(text(&row[0]), &[("c", held(kind, &row[1]))]))
            .collect();
        let mut engine = Engine::new(columns, rows);
        for direction in ["asc", "desc"] {
            state.toggle_sort("c", SortMode::Replace);
            assert_eq!(
                keys(&mut engine, &state),
                texts(&case[direction]),
                "{} {direction}",
                case["id"]
            );
        }
    }
}

#[test]
fn searches() {
    for case in cases("table", "search") {
        for case in case["cases"].as_array().unwrap() {
            let columns = Columns::new(vec![column(Kind::Text, "c", "C")]).unwrap();
            let mut state = State::new(&columns);
            state.set_search(text(&case["query"]));
            let row = record("r", &[("c", case["text"].clone())]);
            let mut engine = Engine::new(columns, vec![row]);
            let found = !keys(&mut engine, &state).is_empty();
            assert_eq!(Json::from(found), case["match"], "{case}");
            let shown = text(&case["text"]);
            let highlights: Vec<&str> = matches(shown, &state.search)
                .into_iter()
                .map(|range| &shown[range])
                .collect();
            assert_eq!(highlights, texts(&case["highlights"]), "{case}");
        }
    }
}

/// What `new URLSearchParams(q).toString()` gives (WHATWG URL, form-urlencoded).
fn through_url_search_params(query: &str) -> String {
    let mut serialized = String::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if !serialized.is_empty() {
            serialized.push('&');
        }
        for (at, part) in [name, value].into_iter().enumerate() {
            if at > 0 {
                serialized.push('=');
            }
            let mut bytes = part.bytes();
            while let Some(byte) = bytes.next() {
                let byte = match byte {
                    b'+' => b' ',
                    b'%' => {
                        let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
                        u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
                    }
                    other => other,
                };
                match byte {
                    b' ' => serialized.push('+'),
                    b'*' | b'-' | b'.' | b'_' => serialized.push(char::from(byte)),
                    _ if byte.is_ascii_alphanumeric() => serialized.push(char::from(byte)),
                    _ => write!(serialized, "%{byte:02X}").unwrap(),
                }
            }
        }
    }
    serialized
}

/// RFC 3986, section 3.4: `query = *( pchar / "/" / "?" )`.
fn is_query(query: &str) -> bool {
    let bytes = query.as_bytes();
    bytes.iter().enumerate().all(|(at, byte)| match byte {
        b'%' => bytes
            .get(at + 1..at + 3)
            .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)),
        _ => byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(byte),
    })
}

fn assert_round_trip(state: &State, columns: &Columns<Record>) {
    let query = state.to_query(columns);
    assert!(is_query(&query), "{query}");
    assert_eq!(State::from_query(&query, columns), *state, "{query}");
    let again = through_url_search_params(&query);
    assert_eq!(State::from_query(&again, columns), *state, "{again}");
}

#[test]
fn addresses_hold_any_value() {
    let columns = Columns::new(vec![column(Kind::Text, "c", "C")]).unwrap();
    for case in cases("table", "url") {
        for value in texts(&case["values"]) {
            let mut state = State::new(&columns);
            state.set_search(value);
            assert_round_trip(&state, &columns);

            let mut state = State::new(&columns);
            state.put_filter(
                None,
                Filter::new("c", Test::text(TextOp::Contains, [value])),
            );
            assert_round_trip(&state, &columns);

            let mut state = State::new(&columns);
            state.put_filter(None, Filter::new("c", Test::text(TextOp::Is, ["x", value])));
            assert_round_trip(&state, &columns);
        }
    }
}

#[test]
fn selects_ranges_by_key() {
    for case in cases("table", "range") {
        let mut state = State::default();
        let mut view: Vec<&str> = Vec::new();
        for step in case["steps"].as_array().unwrap() {
            let (name, value) = step.as_object().unwrap().iter().next().unwrap();
            match name.as_str() {
                "view" => view = texts(value),
                "click" => state.select_only(text(value)),
                "shift_click" => state.extend_selection(text(value), view.iter().copied()),
                "select_all" => state.select_all(view.iter().copied()),
                other => panic!("{other}"),
            }
        }
        let selected: Vec<&str> = state.selection.keys.iter().collect();
        assert_eq!(selected, texts(&case["selected"]), "{}", case["id"]);
    }
}

#[test]
fn picked_days_are_half_open_instants() {
    for case in cases("table", "time") {
        let Some(days) = case["cases"].as_array() else {
            continue;
        };
        for day in days {
            let test = TimeTest::Between(millis(text(&day["start"])), millis(text(&day["end"])));
            let accepts = |time: &Json| test.accepts(time.as_str().map(millis), 0);
            assert!(day["in"].as_array().unwrap().iter().all(accepts), "{day}");
            assert!(!day["out"].as_array().unwrap().iter().any(accepts), "{day}");
        }
    }
}

#[test]
fn addresses_hold_instants() {
    let columns = Columns::new(vec![column(Kind::Timestamp, "t", "T")]).unwrap();
    let between = Test::Time(TimeTest::Between(
        millis("2026-03-10T03:00:00Z"),
        millis("2026-03-11T03:00:00Z"),
    ));
    let mut state = State::new(&columns);
    state.put_filter(None, Filter::new("t", between));
    assert_eq!(
        state.to_query(&columns),
        "filter=t:between:2026-03-10T03:00:00Z,2026-03-11T03:00:00Z"
    );
    assert_round_trip(&state, &columns);
}

/// Reads CSV as RFC 4180 says, strictly.
fn parse_csv(file: &str) -> Vec<Vec<String>> {
    let mut records = vec![vec![String::new()]];
    let mut chars = file.chars().peekable();
    let mut quoted = false;
    let mut at_start = true;
    while let Some(c) = chars.next() {
        let record = records.last_mut().unwrap();
        match c {
            '"' if quoted => {
                if chars.next_if_eq(&'"').is_some() {
                    record.last_mut().unwrap().push('"');
                } else {
                    quoted = false;
                    assert!(
                        matches!(chars.peek(), Some(',' | '\r')),
                        "text behind a quote"
                    );
                }
            }
            _ if quoted => record.last_mut().unwrap().push(c),
            '"' => {
                assert!(at_start, "a bare quote");
                quoted = true;
            }
            ',' => record.push(String::new()),
            '\r' => {
                assert_eq!(chars.next(), Some('\n'), "a bare CR");
                records.push(vec![String::new()]);
            }
            '\n' => panic!("a bare LF"),
            _ => record.last_mut().unwrap().push(c),
        }
        at_start = !quoted && matches!(c, ',' | '\r');
    }
    assert_eq!(
        records.pop(),
        Some(vec![String::new()]),
        "the last record has no end"
    );
    records
}

fn file(
    columns: &Columns<Record>,
    rows: Vec<Record>,
    state: &State,
    options: CsvOptions,
) -> String {
    let mut engine = Engine::new(columns.clone(), rows);
    let view = engine.view(state, 0);
    let mut file = String::new();
    csv::write(&engine, &view, &state.layout, options, &mut |part| {
        file.push_str(part);
    });
    file
}

#[test]
fn csv_cells() {
    let names = cases("csv", "names").into_iter().map(
        |name| serde_json::json!({"kind": "text", "value": name["name"], "parsed": name["cell"]}),
    );
    for case in cases("csv", "cells").into_iter().chain(names) {
        let kind = kind(text(&case["kind"]));
        let columns =
            Columns::new(vec![column(kind, "c", "C"), column(Kind::Text, "d", "D")]).unwrap();
        let row = record(
            "r",
            &[("c", held(kind, &case["value"])), ("d", Json::from("z"))],
        );
        let file = file(
            &columns,
            vec![row],
            &State::new(&columns),
            CsvOptions::default(),
        );
        assert_eq!(parse_csv(&file)[1][0], text(&case["parsed"]), "{case}");
        if let Some(raw) = case["raw"].as_array() {
            let cell = file
                .strip_prefix("C,D\r\n")
                .unwrap()
                .strip_suffix(",z\r\n")
                .unwrap();
            assert!(raw.iter().any(|raw| raw == cell), "{case} {cell:?}");
        }
    }
}

#[test]
fn csv_files() {
    for case in cases("csv", "files") {
        let id = text(&case["id"]);
        match id {
            "file-bom" => {
                for label in ["Name", "a \"b\", c", "ID"] {
                    for bom in [true, false] {
                        let columns = Columns::new(vec![column(Kind::Text, "c", label)]).unwrap();
                        let rows = (0..20_000)
                            .map(|n| record(&n.to_string(), &[("c", Json::from("some text"))]))
                            .collect();
                        let options = CsvOptions {
                            bom,
                            ..CsvOptions::default()
                        };
                        let file = file(&columns, rows, &State::new(&columns), options);
                        assert_eq!(file.matches('\u{feff}').count(), usize::from(bom));
                        assert_eq!(file.starts_with('\u{feff}'), bom);
                        assert_eq!(parse_csv(file.trim_start_matches('\u{feff}'))[0], [label]);
                    }
                }
            }
            "file-crlf" => {
                let columns = Columns::new(vec![column(Kind::Text, "c", "C")]).unwrap();
                let rows = ["a", "b\nc", "d\re", "", "f\r\n"]
                    .map(|text| record(text, &[("c", Json::from(text))]));
                let file = file(
                    &columns,
                    rows.into(),
                    &State::new(&columns),
                    CsvOptions::default(),
                );
                let parsed: Vec<String> = parse_csv(&file).concat();
                assert_eq!(parsed, ["C", "a", "b\nc", "d\re", "", "f\r\n"]);
            }
            "file-columns" => {
                let input = &case["input"];
                let columns = input["columns"].as_array().unwrap().iter();
                let columns = columns
                    .map(|info| column(Kind::Text, text(&info["id"]), text(&info["label"])))
                    .collect();
                let columns = Columns::new(columns).unwrap();
                let mut state = State::new(&columns);
                let visible = texts(&input["visible_order"]);
                for info in columns.iter() {
                    state.show_column(&info.id, visible.contains(&info.id.as_str()));
                }
                for (at, id) in visible.into_iter().enumerate() {
                    state.move_column(id, at);
                }
                state.sort = input["sort"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|key| SortKey {
                        column: text(&key[0]).to_owned(),
                        descending: text(&key[1]) == "desc",
                    })
                    .collect();
                let rows = input["rows"].as_array().unwrap().iter().enumerate();
                let rows = rows.map(|(at, values)| Record {
                    key: at.to_string(),
                    values: values.as_object().unwrap().clone().into_iter().collect(),
                });
                let file = file(&columns, rows.collect(), &state, CsvOptions::default());
                assert_eq!(file, text(&case["text"]));
            }
            other => panic!("{other} has no test"),
        }
    }
}
