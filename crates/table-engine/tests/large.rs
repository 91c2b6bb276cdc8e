//! More rows than are looked at in one go.
#![cfg(test)]

mod common;

use std::sync::atomic::{AtomicUsize, Ordering};

use common::{Item, columns};
use table_engine::{Column, Columns, CsvOptions, CsvWriter, Engine, SortMode, State};

/// Names of few beginnings and a number, which are ordered by these two alone where they can be, and others among them.
#[test]
fn large_columns_of_names_are_in_order() {
    const WHAT: [&str; 9] = [
        "ci-",
        "ci",
        "Ci-pipeline ",
        "é",
        "e\u{301}",
        "e",
        "über-",
        "",
        "x\u{0}",
    ];
    let letters = |n: usize| -> String {
        let letter = |digit: u8| char::from(digit - b'0' + b'k');
        n.to_string().bytes().map(letter).collect()
    };
    let name = |n: usize, others: usize| {
        let number = n * 7919 % 3001;
        match n % 13 {
            0 => String::new(),
            1 => WHAT[n % 9].to_owned(),
            2 => format!("{}{number:05}", WHAT[n % 9]),
            3 => format!("{}{number}{number:07}-b", WHAT[n % 9]),
            4 => format!("{}{number}-x{}", WHAT[n % 9], n % 7),
            // Too many ways to begin, behind rows that have few.
            _ if n > 2000 && others > 0 => {
                format!("{n:x}").replace(|c: char| c.is_ascii_digit(), "g") + &letters(n)
            }
            5 => format!("{}{}", WHAT[n % 9], "0".repeat(n % 4)),
            _ => format!("{}{number}", WHAT[n % 9]),
        }
    };
    for (rows, others) in [(6_000, 0), (6_000, 1), (60_000, 7)] {
        let rows: Vec<Item> = (0..rows)
            .map(|n| Item {
                key: n.to_string(),
                name: name(n, others),
                ..Item::default()
            })
            .collect();
        let columns = columns();
        let mut state = State::new(&columns);
        state.toggle_sort("name", SortMode::Replace);
        let mut engine = Engine::new(columns, rows);
        while !engine.prepare_view(&state, 997) {}
        let view = engine.view(&state, 0);
        assert_eq!(view, engine.naive_view(&state, 0), "{others}");
        state.toggle_sort("name", SortMode::Replace);
        assert_eq!(engine.view(&state, 0), engine.naive_view(&state, 0));
    }
}

/// Of each length around the blocks that rows are read in, in an order that is not theirs.
#[test]
fn files_have_the_rows_in_the_order_of_the_view() {
    for rows in [0, 1, 31, 32, 33, 64, 65, 97, 191, 192, 193, 6000] {
        let columns = columns();
        let mut state = State::new(&columns);
        state.toggle_sort("size", SortMode::Replace);
        let name = |n: usize| format!("n{}-{n}", "x".repeat(n * 31 % 97));
        let items = (0..rows).map(|n: usize| Item {
            key: n.to_string(),
            name: name(n),
            size: u32::try_from(n * 7919 % 6007).ok().map(f64::from),
            ..Item::default()
        });
        let mut engine = Engine::new(columns, items.collect());
        let view = engine.view(&state, 0);
        let mut writer = CsvWriter::new(&engine, &view, &state.layout, CsvOptions::default());
        let mut file = String::new();
        while let Some(part) = writer.next() {
            file.push_str(&part);
            let written = file.lines().count() - 1;
            assert_eq!(writer.remaining(), rows - written, "of {rows}");
        }
        let names: Vec<&str> = file
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').next())
            .collect();
        let expected: Vec<String> = view.order.iter().map(|row| name(*row as usize)).collect();
        assert_eq!(names, expected, "of {rows}");
    }
}

/// Of rows as long as these, and of long ones behind short ones, no more is held than some megabytes.
#[test]
fn long_rows_are_not_read_far_ahead() {
    static BYTES: AtomicUsize = AtomicUsize::new(0);
    for (short, long, length) in [(0, 40, 1 << 20), (40_000, 2_000, 10_000)] {
        let columns = Columns::new(vec![Column::text("name", "Name", |item: &Item| {
            BYTES.fetch_add(item.name.len(), Ordering::Relaxed);
            &item.name
        })])
        .expect("one column");
        let rows = (0..short + long).map(|n| Item {
            key: n.to_string(),
            name: "x".repeat(if n < short { 10 } else { length }),
            ..Item::default()
        });
        let state = State::new(&columns);
        let mut engine = Engine::new(columns, rows.collect());
        let view = engine.view(&state, 0);
        let mut writer = CsvWriter::new(&engine, &view, &state.layout, CsvOptions::default());
        BYTES.store(0, Ordering::Relaxed);
        let mut most = 0;
        while writer.next().is_some() {
            most = most.max(BYTES.swap(0, Ordering::Relaxed));
        }
        // A run of rows is looked at even if only one is taken.
        assert!(
            most <= 40 * length.max(64 * 1024),
            "{most} bytes of {length}"
        );
    }
}

#[test]
fn a_large_table_is_written_in_parts() {
    let columns: Columns<Item> = columns();
    let state = State::new(&columns);
    let rows = (0..5000)
        .map(|n| Item {
            key: n.to_string(),
            name: format!("app-{n}"),
            token: "x".repeat(50),
            ..Item::default()
        })
        .collect();
    let mut engine = Engine::new(columns, rows);
    let view = engine.view(&state, 0);
    let parts: Vec<String> =
        CsvWriter::new(&engine, &view, &state.layout, CsvOptions::default()).collect();
    assert!(parts.len() > 3, "{}", parts.len());
    assert!(
        parts
            .iter()
            .all(|part| part.len() < 65 * 1024 && part.ends_with("\r\n"))
    );
    assert_eq!(parts.concat().lines().count(), 5001);
}
