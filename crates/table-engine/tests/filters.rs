//! What filters let pass, and what their values are counted with.
#![cfg(test)]

mod common;

use std::sync::Arc;

use common::{Item, columns, item, keys, named};
use table_engine::{
    CLOCK_TOLERANCE_MS, Engine, Filter, NumberTest, State, Test, TextOp, TimeTest, TimeUnit,
};

const NOW: i64 = 1_773_111_600_000;
const HOUR: i64 = 3_600_000;

/// The keys that pass one filter.
fn passing(rows: &[Item], facet: &str, test: Test) -> Vec<String> {
    let columns = columns();
    let mut state = State::new(&columns);
    state.put_filter(None, Filter::new(facet, test));
    keys(&mut Engine::new(columns, rows.to_vec()), &state, NOW)
}

#[test]
fn text_filters_and_their_negations() {
    let mut rows = named(&["Café", "cafe", "cafeteria", "tea"]);
    rows.push(item("none", ""));
    let test = |op, negated, values: &[&str]| {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        passing(
            &rows,
            "name",
            Test::Text {
                op,
                negated,
                values,
            },
        )
    };
    assert_eq!(test(TextOp::Is, false, &["CAFÉ"]), ["Café", "cafe"]);
    assert_eq!(
        test(TextOp::StartsWith, false, &["caf"]),
        ["Café", "cafe", "cafeteria"]
    );
    assert_eq!(
        test(TextOp::Contains, false, &["ter", "ea"]),
        ["cafeteria", "tea"]
    );
    assert_eq!(test(TextOp::Contains, true, &["caf"]), ["tea", "none"]);
    assert_eq!(test(TextOp::Empty, false, &[]), ["none"]);
    assert_eq!(
        test(TextOp::Empty, true, &[]),
        ["Café", "cafe", "cafeteria", "tea"]
    );
    assert_eq!(test(TextOp::Is, true, &[]).len(), 5, "no values, no filter");
}

#[test]
fn times_relative_to_the_clock() {
    let seen = |key: &str, seen| Item {
        seen,
        ..item(key, key)
    };
    let rows = [
        seen("edge", Some(NOW - 2 * HOUR)),
        seen("older", Some(NOW - 2 * HOUR - 1)),
        seen("now", Some(NOW)),
        seen("ahead", Some(NOW + CLOCK_TOLERANCE_MS)),
        seen("future", Some(NOW + HOUR)),
        seen("never", None),
    ];
    let (amount, unit) = (2, TimeUnit::Hours);
    let test = |test| passing(&rows, "seen", Test::Time(test));
    assert_eq!(
        test(TimeTest::Within { amount, unit }),
        ["edge", "now", "ahead"]
    );
    assert_eq!(test(TimeTest::OlderThan { amount, unit }), ["older"]);
    assert_eq!(test(TimeTest::Before(NOW)), ["edge", "older"]);
    assert_eq!(test(TimeTest::After(NOW)), ["now", "ahead", "future"]);
    assert_eq!(test(TimeTest::Between(NOW - 2 * HOUR, NOW)), ["edge"]);
    assert_eq!(test(TimeTest::Never), ["never"]);
}

#[test]
fn a_view_follows_the_clock_only_where_it_matters() {
    let columns = columns();
    let mut state = State::new(&columns);
    let row = Item {
        seen: Some(NOW),
        ..item("a", "a")
    };
    let mut engine = Engine::new(columns, vec![row]);
    let before = engine.view(&state, NOW);
    assert!(Arc::ptr_eq(
        &before.order,
        &engine.view(&state, NOW + HOUR).order
    ));
    let within = TimeTest::Within {
        amount: 1,
        unit: TimeUnit::Hours,
    };
    state.put_filter(None, Filter::new("seen", Test::Time(within)));
    assert_eq!(engine.view(&state, NOW + HOUR).matched, 1);
    assert_eq!(engine.view(&state, NOW + HOUR + 1).matched, 0);
}

#[test]
fn numbers_and_booleans() {
    let rows: Vec<Item> = [
        ("a", Some(1.0), Some(true)),
        ("b", Some(2.0), Some(false)),
        ("c", None, None),
    ]
    .into_iter()
    .map(|(key, size, on)| Item {
        size,
        on,
        ..item(key, key)
    })
    .collect();
    let test = |test| passing(&rows, "size", Test::Number(test));
    assert_eq!(test(NumberTest::Equal(1.0)), ["a"]);
    assert_eq!(test(NumberTest::NotEqual(1.0)), ["b", "c"]);
    assert_eq!(test(NumberTest::AtMost(1.0)), ["a"]);
    assert_eq!(test(NumberTest::Greater(1.0)), ["b"]);
    assert_eq!(test(NumberTest::Between(1.0, 2.0)), ["a", "b"]);
    assert_eq!(passing(&rows, "on", Test::Boolean(false)), ["b"]);
}

fn placed() -> Vec<Item> {
    [
        ("1", vec!["a/b", "e"]),
        ("2", vec!["a/b/c"]),
        ("3", vec!["a"]),
        ("4", vec![]),
    ]
    .into_iter()
    .map(|(key, places)| Item {
        places: places.into_iter().map(str::to_owned).collect(),
        ..item(key, key)
    })
    .collect()
}

#[test]
fn a_place_finds_what_lies_beneath_it() {
    let rows = placed();
    let test = |negated, beneath, value: &str| {
        let values = vec![value.to_owned()];
        passing(
            &rows,
            "place",
            Test::Set {
                negated,
                values,
                beneath,
            },
        )
    };
    assert_eq!(test(false, true, "a"), ["1", "2", "3"]);
    assert_eq!(test(false, false, "a"), ["3"]);
    assert_eq!(test(false, true, "a/b"), ["1", "2"]);
    assert_eq!(test(true, true, "a/b"), ["3", "4"]);
    assert_eq!(test(false, true, ""), ["4"]);
}

#[test]
fn counts_respect_the_other_filters() {
    let columns = columns();
    let mut state = State::new(&columns);
    let mut engine = Engine::new(columns, placed());
    let counts = |engine: &mut Engine<Item>, state: &State| -> Vec<(String, usize)> {
        let counts = engine.facet_counts("place", state, NOW);
        counts
            .into_iter()
            .map(|count| (count.value, count.rows))
            .collect()
    };
    let expected = |counts: &[(&str, usize)]| -> Vec<(String, usize)> {
        counts
            .iter()
            .map(|(value, rows)| ((*value).to_owned(), *rows))
            .collect()
    };
    let all = [("a", 3), ("a/b", 2), ("", 1), ("a/b/c", 1), ("e", 1)];
    assert_eq!(counts(&mut engine, &state), expected(&all));
    state.put_filter(None, Filter::new("place", Test::any_of(["a/b"])));
    assert_eq!(
        counts(&mut engine, &state),
        expected(&all),
        "its own filter does not count"
    );
    state.set_search("1");
    let found = [("a", 1), ("a/b", 1), ("e", 1), ("", 0), ("a/b/c", 0)];
    assert_eq!(counts(&mut engine, &state), expected(&found));
    let only = Test::Set {
        negated: false,
        values: vec!["gone".to_owned()],
        beneath: false,
    };
    state.put_filter(Some(0), Filter::new("place", only));
    let direct = [
        ("a/b", 1),
        ("e", 1),
        ("gone", 0),
        ("", 0),
        ("a", 0),
        ("a/b/c", 0),
    ];
    let mut counted = counts(&mut engine, &state);
    let mut direct = expected(&direct);
    counted.sort();
    direct.sort();
    assert_eq!(counted, direct);
}
