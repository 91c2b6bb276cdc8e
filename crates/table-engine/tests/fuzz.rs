//! Addresses of anything, and files of any texts. `PROPTEST_CASES` says how many; `cargo xtask test --only fuzz` tries many.
#![cfg(test)]

mod common;

use common::{Item, columns, records};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use table_engine::{CsvOptions, CsvWriter, Engine, State};

const NOW: i64 = 1_773_111_600_000;

fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok();
    ProptestConfig {
        cases: cases.and_then(|cases| cases.parse().ok()).unwrap_or(2000),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Queries that say something, and what they are made of.
const SEEDS: &[&str] = &[
    "q=ci+prod&sort=name",
    "sort=-seen,name&columns=name,seen,tags",
    "filter=name:contains:a,b~c&filter=owner:any:anna,Bo",
    "filter=owner:!any:&filter=tags:any:x%3B+y",
    "filter=seen:within:7d&filter=seen:never&filter=seen:older:30h",
    "filter=seen:between:2026-03-10T03:00:00Z,2026-03-11T03:00:00Z",
    "filter=size:between:-1.5,1e300&filter=size:ne:NaN&filter=on:true",
    "filter=place:any:a/b&filter=name:!empty&filter=name:is:%C3%A9",
    "columns=&sort=&q=&filter=",
];
const PIECES: &[&str] = &[
    "q",
    "sort",
    "filter",
    "columns",
    "=",
    "&",
    ":",
    ",",
    "-",
    "~",
    "!",
    "+",
    "%",
    "%2",
    "%2C",
    "%ff",
    "%F0%9F",
    "any",
    "never",
    "within",
    "contains",
    "between",
    "name",
    "seen",
    "size",
    "place",
    "é",
    "🙂",
    "\u{0}",
    "9223372036854775808",
    "-9223372036854775808",
    "4294967296d",
    "1e999",
    "NaN",
    "inf",
    "99999999999-12-31T00:00:00Z",
    "0000-02-30T00:00:00Z",
    "#",
    "?",
    "\"",
    "\\",
];

/// One of the queries with some of it replaced, taken away or doubled.
fn query() -> impl Strategy<Value = String> {
    let change = (any::<Index>(), any::<Index>(), select(PIECES), 0..4_u8);
    let seed = select(SEEDS).prop_map(str::to_owned);
    (seed, vec(change, 0..8)).prop_map(|(mut query, changes)| {
        for (from, to, piece, how) in changes {
            let edges: Vec<usize> = (0..=query.len())
                .filter(|at| query.is_char_boundary(*at))
                .collect();
            let (a, b) = (*from.get(&edges), *to.get(&edges));
            let range = a.min(b)..a.max(b);
            match how {
                0 => query.replace_range(range, ""),
                1 => query.insert_str(range.start, &query.clone()[range]),
                2 => query.insert_str(range.start, piece),
                _ => query.replace_range(range, piece),
            }
        }
        query
    })
}

/// Any text, and more often one that a reader of CSV or a spreadsheet takes for something.
fn text() -> impl Strategy<Value = String> {
    let piece = select(vec![
        "\"", "\"\"", ",", "\r\n", "\n", "\r", ";", "; ", "=", "+", "-", "@", "\t", "ID", "'", " ",
        "\u{feff}", "\u{200b}", "\u{3000}", "＝", "＠", "\u{0}", "a", "1", "é", "🙂",
    ]);
    prop_oneof![
        vec(piece, 0..6).prop_map(|pieces| pieces.concat()),
        any::<String>(),
    ]
}

prop_compose! {
    fn item()(
        name in text(),
        token in text(),
        tags in vec(text(), 0..3),
        // The years that RFC 3339 has.
        seen in option::of(-62_167_219_200_000..253_402_300_800_000_i64),
        size in option::of(any::<f64>()),
        on in option::of(any::<bool>()),
        owner in text(),
    ) -> Item {
        Item { key: String::new(), name, token, tags, seen, size, on, owner, places: Vec::new() }
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_address_is_a_state_that_comes_back(query in query()) {
        let columns = columns();
        let state = State::from_query(&query, &columns);
        let written = state.to_query(&columns);
        let again = State::from_query(&written, &columns);
        prop_assert_eq!(&again, &state, "{}", written);
        prop_assert_eq!(again.to_query(&columns), written);
        // Whatever it asks for can be asked.
        let rows = (0..3).map(|n: u8| Item { key: n.to_string(), ..Item::default() }).collect();
        let mut engine = Engine::new(columns, rows);
        prop_assert_eq!(engine.view(&state, NOW), engine.naive_view(&state, NOW));
    }

    #[test]
    fn a_file_holds_what_the_rows_hold(
        mut rows in vec(item(), 0..6),
        moves in vec((any::<Index>(), 0..8_usize, any::<bool>()), 0..6),
        neutralise_formulas in any::<bool>(),
        bom in any::<bool>(),
    ) {
        for (at, row) in rows.iter_mut().enumerate() {
            row.key = at.to_string();
        }
        let columns = columns();
        let mut state = State::new(&columns);
        for (column, to, shows) in moves {
            let id = column.get(&state.layout.columns).id.clone();
            state.move_column(&id, to);
            state.show_column(&id, shows);
        }
        let shown: Vec<String> = state.layout.visible().map(|column| column.id.clone()).collect();
        let mut engine = Engine::new(columns, rows.clone());
        let view = engine.view(&state, NOW);
        let options = CsvOptions { neutralise_formulas, bom };
        let file: String = CsvWriter::new(&engine, &view, &state.layout, options).collect();
        let body = file.strip_prefix('\u{feff}').filter(|_| bom).unwrap_or(&file);
        let records = records(body);
        prop_assert_eq!(records.len(), rows.len() + 1);
        for (record, row) in records[1..].iter().zip(&rows) {
            prop_assert_eq!(record.len(), shown.len());
            for (cell, column) in record.iter().zip(&shown) {
                let (source, is_text) = source(row, column);
                let harmless = cell.strip_prefix('\'').filter(|rest| *rest == source);
                if is_text && neutralise_formulas && harmless.is_some() {
                    continue;
                }
                prop_assert_eq!(cell, &source, "{}", column);
                let runs = is_text && cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＠']);
                prop_assert!(!neutralise_formulas || !runs, "{:?}", cell);
            }
        }
    }
}

/// What a cell holds, and whether it is a text.
fn source(row: &Item, column: &str) -> (String, bool) {
    match column {
        "name" => (row.name.clone(), true),
        "token" => (row.token.clone(), true),
        // A list of nothing but empty texts is nothing.
        "tags" if row.tags.iter().all(String::is_empty) => (String::new(), true),
        "tags" => (row.tags.join("; "), true),
        "owner" => (row.owner.clone(), true),
        "size" => {
            let size = row.size.filter(|size| !size.is_nan());
            (size.map(|size| size.to_string()).unwrap_or_default(), false)
        }
        "on" => (row.on.map(|on| on.to_string()).unwrap_or_default(), false),
        "seen" => (row.seen.map(instant).unwrap_or_default(), false),
        _ => (String::new(), false),
    }
}

/// An instant as RFC 3339, counted year by year and month by month.
fn instant(millis: i64) -> String {
    let is_leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days_of = |year| if is_leap(year) { 366 } else { 365 };
    let (mut year, mut day) = (1970, millis.div_euclid(86_400_000));
    while day < 0 {
        year -= 1;
        day += days_of(year);
    }
    while day >= days_of(year) {
        day -= days_of(year);
        year += 1;
    }
    let february = days_of(year) - 337;
    let mut month = 1;
    for days in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if day < days {
            break;
        }
        day -= days;
        month += 1;
    }
    let rest = millis.rem_euclid(86_400_000);
    let part = format!(".{:03}", rest % 1000);
    let part = part.trim_end_matches('0').trim_end_matches('.');
    let seconds = rest / 1000;
    format!(
        "{year:04}-{month:02}-{:02}T{:02}:{:02}:{:02}{part}Z",
        day + 1,
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}
