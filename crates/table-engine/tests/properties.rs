//! What holds for any rows, state and edits.
#![cfg(test)]

mod common;

use common::{Item, columns, records};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use table_engine::{
    CsvOptions, CsvWriter, Engine, Filter, NewRows, NumberTest, SortMode, State, Test, TextOp,
    TimeTest, TimeUnit, fold, matches,
};

const NOW: i64 = 1_773_111_600_000;
const DAY: i64 = 86_400_000;

/// Short texts of what is hard: cases, accents, marks, digits, signs, white space, characters that fold to several.
fn text() -> impl Strategy<Value = String> {
    let piece = select(vec![
        "a", "A", "b", "é", "e\u{301}", "E", "ß", "SS", "ſ", "İ", "i", "ı", "ﬁ", "f", "\u{301}",
        "\u{ad}", "0", "00", "7", "10", "2", "-", "_", " ", "\n", ",", "~", ":", "+", "%", "&",
        "=", "\"", ";", "日", "각", "가", "🙂", "Σ", "ς",
    ]);
    vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

fn place() -> impl Strategy<Value = String> {
    select(vec!["a", "a/b", "a/b/c", "a/d", "e", "e/f", ""]).prop_map(str::to_owned)
}

prop_compose! {
    fn item(keys: u32)(
        key in 0..keys,
        name in text(),
        token in text(),
        tags in vec(text(), 0..3),
        seen in option::of(select(vec![NOW, NOW - DAY, NOW - DAY - 1, NOW + 1, NOW + DAY, 0, i64::MIN, i64::MAX])),
        size in option::of(select(vec![0.0, -0.0, 1.5, -2.0, 10.0, f64::NAN, f64::INFINITY])),
        on in option::of(any::<bool>()),
        owner in select(vec!["", "anna", "Bo", "c"]).prop_map(str::to_owned),
        places in vec(place(), 0..3),
    ) -> Item {
        Item { key: key.to_string(), name, token, tags, seen, size, on, owner, places }
    }
}

/// Rows with keys that differ.
fn items(most: usize) -> impl Strategy<Value = Vec<Item>> {
    vec(item(1), 0..most).prop_map(|mut items| {
        for (at, item) in items.iter_mut().enumerate() {
            item.key = at.to_string();
        }
        items
    })
}

fn test_of_time() -> impl Strategy<Value = TimeTest> {
    let unit = prop_oneof![Just(TimeUnit::Hours), Just(TimeUnit::Days)];
    let time = || select(vec![0, NOW, NOW - DAY, NOW + 1]);
    prop_oneof![
        (0..4_u32, unit.clone()).prop_map(|(amount, unit)| TimeTest::Within { amount, unit }),
        (prop_oneof![0..4_u32, any::<u32>()], unit)
            .prop_map(|(amount, unit)| TimeTest::OlderThan { amount, unit }),
        any::<i64>().prop_map(TimeTest::Before),
        time().prop_map(TimeTest::After),
        (time(), time()).prop_map(|(start, end)| TimeTest::Between(start, end)),
        Just(TimeTest::Never),
    ]
}

fn test_of_number() -> impl Strategy<Value = NumberTest> {
    let number = || select(vec![0.0, 1.5, -2.0, 1e300, 0.1]);
    prop_oneof![
        number().prop_map(NumberTest::Equal),
        number().prop_map(NumberTest::NotEqual),
        number().prop_map(NumberTest::Less),
        number().prop_map(NumberTest::AtMost),
        number().prop_map(NumberTest::Greater),
        number().prop_map(NumberTest::AtLeast),
        (number(), number()).prop_map(|(low, high)| NumberTest::Between(low, high)),
    ]
}

fn filter() -> impl Strategy<Value = Filter> {
    let op = select(vec![
        TextOp::Contains,
        TextOp::Is,
        TextOp::StartsWith,
        TextOp::Empty,
    ]);
    let texts = (
        select(vec!["name", "token"]),
        op,
        any::<bool>(),
        vec(text(), 0..3),
    )
        .prop_map(|(facet, op, negated, values)| {
            Filter::new(
                facet,
                Test::Text {
                    op,
                    negated,
                    values,
                },
            )
        });
    let value = prop_oneof![
        place(),
        text(),
        Just("anna".to_owned()),
        Just("0".to_owned())
    ];
    let facet = select(vec!["owner", "tags", "place", "first", "length"]);
    let sets = (facet, any::<bool>(), vec(value, 0..3), any::<bool>()).prop_map(
        |(facet, negated, values, beneath)| {
            Filter::new(
                facet,
                Test::Set {
                    negated,
                    values,
                    beneath,
                },
            )
        },
    );
    prop_oneof![
        texts,
        sets,
        test_of_time().prop_map(|test| Filter::new("seen", Test::Time(test))),
        test_of_number().prop_map(|test| Filter::new("size", Test::Number(test))),
        any::<bool>().prop_map(|value| Filter::new("on", Test::Boolean(value))),
    ]
}

fn column() -> impl Strategy<Value = &'static str> {
    select(vec![
        "name", "token", "tags", "seen", "size", "on", "owner", "places",
    ])
}

/// Something that happens to a table.
#[derive(Clone, Debug)]
enum Step {
    Search(String),
    /// As typing does.
    Append(String),
    Erase,
    Put(usize, Filter),
    Remove(usize),
    Sort(&'static str, SortMode),
    Unsort,
    Show(&'static str, bool),
    Move(&'static str, usize),
    Pin(&'static str, bool),
    Rows(Vec<Item>),
    Extend(Vec<Item>),
    Patch(Vec<Item>, Vec<u32>, NewRows),
    Prepare(usize),
    PrepareView(usize),
    Clock(i64),
}

fn step() -> impl Strategy<Value = Step> {
    let mode = prop_oneof![Just(SortMode::Replace), Just(SortMode::Add)];
    let place = prop_oneof![Just(NewRows::First), Just(NewRows::Last)];
    prop_oneof![
        1 => text().prop_map(Step::Search),
        3 => text().prop_map(Step::Append),
        2 => Just(Step::Erase),
        3 => (0..4_usize, filter()).prop_map(|(at, filter)| Step::Put(at, filter)),
        2 => (0..3_usize).prop_map(Step::Remove),
        3 => (column(), mode).prop_map(|(column, mode)| Step::Sort(column, mode)),
        1 => Just(Step::Unsort),
        1 => (column(), any::<bool>()).prop_map(|(column, show)| Step::Show(column, show)),
        1 => (column(), 0..9_usize).prop_map(|(column, to)| Step::Move(column, to)),
        1 => (column(), any::<bool>()).prop_map(|(column, pin)| Step::Pin(column, pin)),
        1 => items(30).prop_map(Step::Rows),
        1 => vec(item(50), 0..5).prop_map(Step::Extend),
        4 => (vec(item(50), 0..5), vec(0..50_u32, 0..4), place)
            .prop_map(|(rows, gone, place)| Step::Patch(rows, gone, place)),
        1 => (0..200_usize).prop_map(Step::Prepare),
        2 => (0..60_usize).prop_map(Step::PrepareView),
        2 => (0..3_i64).prop_map(|days| Step::Clock(NOW + days * DAY)),
    ]
}

/// Edits a state. Says what is done to the rows, if it isn't the state.
fn edit(state: &mut State, step: Step) -> Option<Step> {
    match step {
        Step::Search(search) => state.set_search(&search),
        Step::Append(more) => state.search.push_str(&more),
        Step::Erase => drop(state.search.pop()),
        Step::Put(at, filter) => state.put_filter(Some(at), filter),
        Step::Remove(at) => state.remove_filter(at),
        Step::Sort(column, mode) => state.toggle_sort(column, mode),
        Step::Unsort => state.clear_sort(),
        Step::Show(column, visible) => state.show_column(column, visible),
        Step::Move(column, to) => state.move_column(column, to),
        Step::Pin(column, pinned) => state.pin(column, pinned),
        other => return Some(other),
    }
    None
}

/// The rows as a patch is defined to leave them.
fn patched(mut rows: Vec<Item>, upserts: &[Item], gone: &[String], place: NewRows) -> Vec<Item> {
    let mut added: Vec<Item> = Vec::new();
    for upsert in upserts {
        let known = rows
            .iter_mut()
            .chain(&mut added)
            .find(|row| row.key == upsert.key);
        match known {
            Some(row) => *row = upsert.clone(),
            None => added.push(upsert.clone()),
        }
    }
    match place {
        NewRows::First => drop(rows.splice(0..0, added)),
        NewRows::Last => rows.append(&mut added),
    }
    rows.retain(|row| !gone.contains(&row.key));
    rows
}

fn in_view(engine: &mut Engine<Item>, state: &State, now: i64) {
    let view = engine.view(state, now);
    assert_eq!(view, engine.naive_view(state, now), "{state:?}");
    assert_eq!(engine.view(state, now), view);
    for facet in [
        "owner", "tags", "place", "first", "length", "on", "name", "none",
    ] {
        assert_eq!(
            engine.facet_counts(facet, state, now),
            engine.naive_facet_counts(facet, state, now),
            "{facet} {state:?}"
        );
    }
    let mut part = state.clone();
    part.filters.clear();
    let matched = engine.matched_without_filters(state, now);
    assert_eq!(matched, engine.naive_view(&part, now).matched);
    state.filters.clone_into(&mut part.filters);
    part.search.clear();
    let matched = engine.matched_without_search(state, now);
    assert_eq!(matched, engine.naive_view(&part, now).matched);
}

/// Does the steps to an engine, and calls `check` after each. The rows are held against those that the steps define.
fn run(rows: Vec<Item>, steps: Vec<Step>, check: &dyn Fn(&mut Engine<Item>, &State, i64)) {
    let columns = columns();
    let mut state = State::new(&columns);
    let mut expected = rows.clone();
    let mut engine = Engine::new(columns, rows);
    let mut now = NOW;
    for step in steps {
        match edit(&mut state, step) {
            None => {}
            Some(Step::Rows(rows)) => {
                expected.clone_from(&rows);
                engine.set_rows(rows);
            }
            Some(Step::Extend(mut rows)) => {
                for (at, row) in rows.iter_mut().enumerate() {
                    row.key = format!("{}-{at}", expected.len());
                }
                // Keys must be new, and an earlier step may have left such a row.
                rows.retain(|row| expected.iter().all(|known| known.key != row.key));
                expected.extend_from_slice(&rows);
                engine.extend(rows);
            }
            Some(Step::Patch(upserts, gone, place)) => {
                let gone: Vec<String> = gone.iter().map(u32::to_string).collect();
                expected = patched(expected, &upserts, &gone, place);
                engine.patch(upserts, &gone, place);
            }
            Some(Step::Prepare(cells)) => drop(engine.prepare(&state, cells)),
            Some(Step::PrepareView(cells)) => drop(engine.prepare_view(&state, cells)),
            Some(Step::Clock(time)) => now = time,
            Some(other) => panic!("{other:?}"),
        }
        let keys: Vec<&str> = engine.rows().iter().map(|row| row.key.as_str()).collect();
        let expected_keys: Vec<&str> = expected.iter().map(|row| row.key.as_str()).collect();
        assert_eq!(keys, expected_keys);
        check(&mut engine, &state, now);
    }
    for (row, item) in expected.iter().enumerate() {
        let at = u32::try_from(row).unwrap();
        assert_eq!(engine.index_of(&item.key), Some(at));
    }
    assert_eq!(engine.index_of("none"), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Many short sequences; the views alone.
    #[test]
    fn ten_thousand_sequences_of_edits(rows in items(8), steps in vec(step(), 1..7)) {
        run(rows, steps, &|engine, state, now| {
            assert_eq!(engine.view(state, now), engine.naive_view(state, now), "{state:?}");
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_incremental_view_is_the_naive_one(rows in items(40), steps in vec(step(), 1..25)) {
        run(rows, steps, &in_view);
    }

    /// The last view shows while the next is made.
    #[test]
    fn a_view_is_made_in_turns(rows in items(40), steps in vec(step(), 1..12), turns in vec(0..25_usize, 1..8)) {
        run(rows, steps, &|engine, state, now| {
            // Some are left before they are made.
            if turns.iter().any(|cells| engine.prepare_view(state, *cells)) || turns.len() % 2 == 0 {
                while !engine.prepare_view(state, 3) {}
                assert!(engine.prepare_view(state, 0));
                assert_eq!(engine.view(state, now), engine.naive_view(state, now), "{state:?}");
                assert!(engine.prepare_view(state, 0));
            }
        });
    }

    #[test]
    fn states_come_back_from_json_and_addresses(steps in vec(step(), 0..25)) {
        let columns = columns();
        let mut state = State::new(&columns);
        for step in steps {
            drop(edit(&mut state, step));
        }
        let json = serde_json::to_string(&state).unwrap();
        prop_assert_eq!(serde_json::from_str::<State>(&json).unwrap(), state.clone());
        let query = state.to_query(&columns);
        let back = State::from_query(&query, &columns);
        prop_assert_eq!(&back.search, &state.search);
        prop_assert_eq!(&back.filters, &state.filters);
        prop_assert_eq!(&back.sort, &state.sort);
        prop_assert!(back.layout.shows_like(&state.layout), "{}", query);
        prop_assert_eq!(back.to_query(&columns), query);
    }

    #[test]
    fn any_query_is_read(query in "\\PC*", name in select(vec!["q", "filter", "sort", "columns"]), value in "[a-z:,~%+0-9é-]*") {
        let columns = columns();
        drop(State::from_query(&query, &columns));
        let state = State::from_query(&format!("{query}&{name}={value}"), &columns);
        prop_assert!(state.layout.get("name").is_some_and(|column| column.visible));
        let again = State::from_query(&state.to_query(&columns), &columns);
        prop_assert_eq!(again, state);
    }

    #[test]
    fn highlights_are_whole_and_where_search_finds(shown in text(), more in text(), search in text()) {
        let shown = shown + &more;
        let ranges = matches(&shown, &search);
        let mut last = 0;
        for range in &ranges {
            prop_assert!(range.start >= last && range.start < range.end);
            prop_assert!(shown.is_char_boundary(range.start) && shown.is_char_boundary(range.end));
            let mark_follows = shown[range.end..].starts_with('\u{301}');
            prop_assert!(!mark_follows);
            last = range.end;
        }
        let folded = fold(&search);
        let found = folded.split_whitespace().any(|word| fold(&shown).contains(word));
        prop_assert_eq!(found, !ranges.is_empty());
    }

    #[test]
    fn natural_order_is_an_order(a in text(), b in text(), c in text()) {
        use std::cmp::Ordering;
        use table_engine::natural_order as order;
        prop_assert_eq!(order(&a, &b), order(&b, &a).reverse());
        prop_assert_eq!(order(&a, &b) == Ordering::Equal, a == b);
        if order(&a, &b).is_le() && order(&b, &c).is_le() {
            prop_assert!(order(&a, &c).is_le());
        }
    }

    #[test]
    fn numbers_in_text_order_by_value(a in any::<u64>(), b in any::<u64>(), zeros in 0..3_usize) {
        let padded = format!("n{}{a} x", "0".repeat(zeros));
        let order = table_engine::natural_order(&padded, &format!("N{b} x"));
        if a != b {
            prop_assert_eq!(order, a.cmp(&b));
        }
    }

    #[test]
    fn csv_holds_what_the_rows_hold(rows in items(20)) {
        let columns = columns();
        let state = State::new(&columns);
        let mut engine = Engine::new(columns.clone(), rows.clone());
        let view = engine.view(&state, 0);
        let options = CsvOptions { neutralise_formulas: false, ..CsvOptions::default() };
        let file: String = CsvWriter::new(&engine, &view, &state.layout, options).collect();
        let records = records(&file);
        prop_assert_eq!(records.len(), rows.len() + 1);
        for (record, row) in records[1..].iter().zip(&rows) {
            prop_assert_eq!(&record[0], &row.name);
            prop_assert_eq!(&record[1], &row.token);
            prop_assert_eq!(&record[6], &row.owner);
            let size = row.size.filter(|size| !size.is_nan()).map(|size| size.to_string());
            prop_assert_eq!(&record[4], &size.unwrap_or_default());
            prop_assert_eq!(record.len(), 7);
        }
    }

    #[test]
    fn csv_parts_make_the_file(rows in items(60)) {
        let columns = columns();
        let state = State::new(&columns);
        let mut engine = Engine::new(columns.clone(), rows);
        let view = engine.view(&state, 0);
        let options = CsvOptions::default();
        let mut writer = CsvWriter::new(&engine, &view, &state.layout, options);
        let mut file = writer.next().unwrap_or_default();
        // Rows that come in between are not in the file.
        engine.set_rows(Vec::new());
        file.extend(writer.by_ref());
        prop_assert_eq!(writer.remaining(), 0);
        prop_assert!(file.ends_with("\r\n"));
        prop_assert!(!file.split("\r\n").any(|line| line.starts_with(['=', '+', '@', '-']) || line.starts_with("ID")));
    }
}
