//! What single parts do, said outright.
#![cfg(test)]

mod common;

use std::sync::Arc;

use common::{Item, columns};
use table_engine::{
    CLOCK_TOLERANCE_MS, Column, ColumnState, Columns, CsvOptions, CsvWriter, Engine, Facet, Filter,
    InvalidColumns, Layout, NewRows, NumberTest, SortMode, State, Test, TextOp, TimeTest, TimeUnit,
    matches, natural_order,
};

const NOW: i64 = 1_773_111_600_000;
const HOUR: i64 = 3_600_000;

fn item(key: &str, name: &str) -> Item {
    Item {
        key: key.to_owned(),
        name: name.to_owned(),
        ..Item::default()
    }
}

fn named(names: &[&str]) -> Vec<Item> {
    names.iter().map(|name| item(name, name)).collect()
}

/// The keys in view.
fn keys(engine: &mut Engine<Item>, state: &State, now: i64) -> Vec<String> {
    let view = engine.view(state, now);
    engine.keys(&view).map(str::to_owned).collect()
}

/// The keys that pass one filter.
fn passing(rows: &[Item], facet: &str, test: Test) -> Vec<String> {
    let columns = columns();
    let mut state = State::new(&columns);
    state.put_filter(None, Filter::new(facet, test));
    keys(&mut Engine::new(columns, rows.to_vec()), &state, NOW)
}

#[test]
fn ids_must_be_there_and_differ() {
    let column = |id: &str| Column::text(id, "Label", |item: &Item| &item.name);
    let facet = |id: &str| Facet::set(id, "Facet", |_: &Item| Vec::new());
    let refused = |columns| Columns::new(columns).err();
    assert_eq!(
        refused(vec![column("a"), column("a")]),
        Some(InvalidColumns::DuplicateColumn("a".to_owned()))
    );
    assert_eq!(
        refused(vec![column("a").facet(facet("b")), column("b")]),
        Some(InvalidColumns::DuplicateFacet("b".to_owned()))
    );
    assert_eq!(
        refused(vec![column("")]),
        Some(InvalidColumns::EmptyId("Label".to_owned()))
    );
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

#[test]
fn several_sort_keys() {
    let columns = columns();
    let mut state = State::new(&columns);
    let owned = |key: &str, owner: &str, name: &str| Item {
        owner: owner.to_owned(),
        ..item(key, name)
    };
    let rows = vec![
        owned("1", "b", "x"),
        owned("2", "", "z"),
        owned("3", "a", "y"),
        owned("4", "b", "w"),
        owned("5", "", "y"),
    ];
    let mut engine = Engine::new(columns, rows);
    state.toggle_sort("owner", SortMode::Replace);
    state.toggle_sort("owner", SortMode::Replace);
    state.toggle_sort("name", SortMode::Add);
    assert_eq!(keys(&mut engine, &state, 0), ["4", "1", "3", "5", "2"]);
    assert_eq!(state.sorted_by("name"), Some((1, false)));
    state.toggle_sort("name", SortMode::Replace);
    assert_eq!(keys(&mut engine, &state, 0), ["4", "1", "3", "5", "2"]);
    assert_eq!(state.sort.len(), 1);
}

#[test]
fn natural_order_knows_long_numbers_and_punctuation() {
    let ascending = [
        "a b",
        "a_b",
        "a-b",
        "a.b",
        "a0",
        "a00",
        "a1",
        "a01x",
        "a1y",
        "a9",
        "a10",
        "a99999999999999999999999999999999999998",
        "a99999999999999999999999999999999999999",
        "ab",
    ];
    for pair in ascending.windows(2) {
        assert!(natural_order(pair[0], pair[1]).is_lt(), "{pair:?}");
    }
    let (nines, ones) = ("9".repeat(300), "1".repeat(301));
    assert!(natural_order(&nines, &ones).is_lt());
    assert!(natural_order(&"0".repeat(300), "1").is_lt());
}

#[test]
fn highlights_hold_whole_characters_and_their_marks() {
    let parts = |text: &'static str, search: &str| -> Vec<&'static str> {
        matches(text, search)
            .into_iter()
            .map(|range| &text[range])
            .collect()
    };
    assert_eq!(parts("Cafe\u{301}s", "e"), ["e\u{301}"]);
    assert_eq!(parts("Straße", "s"), ["S", "ß"]);
    assert_eq!(parts("eﬃcient", "fic"), ["ﬃc"]);
    assert_eq!(parts("각", "가"), ["각"]);
    assert_eq!(parts("soft\u{ad}ware", "software"), ["soft\u{ad}ware"]);
    assert_eq!(parts("abcabc", "bc ab"), ["abcabc"]);
    assert_eq!(parts("abc", " \u{301} "), [""; 0]);
}

#[test]
fn search_looks_at_visible_columns_and_exact_times() {
    let columns = columns();
    let mut state = State::new(&columns);
    let row = Item {
        places: vec!["e/f".to_owned()],
        seen: Some(NOW),
        tags: vec!["red".to_owned(), "blue".to_owned()],
        ..item("k", "Name")
    };
    let mut engine = Engine::new(columns, vec![row]);
    let mut finds = |state: &mut State, search: &str| {
        state.set_search(search);
        engine.view(state, 0).matched == 1
    };
    assert!(finds(&mut state, "blue name"));
    assert!(finds(&mut state, "2026-03-10 03:00"));
    assert!(!finds(&mut state, "e/f"), "hidden");
    state.show_column("places", true);
    assert!(finds(&mut state, "e/f"));
    engine.set_time_text(Arc::new(|_| "noon".to_owned()));
    state.set_search("noon");
    assert_eq!(engine.view(&state, 0).matched, 1);
}

#[test]
fn patches_keep_places() {
    let mut engine = Engine::new(columns(), named(&["a", "b", "c"]));
    let state = State::new(engine.columns());
    let patch = vec![item("b", "b2"), item("x", "x"), item("y", "y")];
    engine.patch(patch, &["c".to_owned(), "none".to_owned()], NewRows::First);
    assert_eq!(keys(&mut engine, &state, 0), ["x", "y", "a", "b"]);
    assert_eq!(engine.row(3).map(|row| row.name.as_str()), Some("b2"));
    engine.patch(vec![item("z", "z")], &[], NewRows::Last);
    assert_eq!(keys(&mut engine, &state, 0), ["x", "y", "a", "b", "z"]);
    assert_eq!(engine.index_of("z"), Some(4));
}

#[test]
fn preparing_goes_in_slices() {
    let mut engine = Engine::new(columns(), named(&["a", "b", "c"]));
    let state = State::new(engine.columns());
    let slices = (1..100)
        .find(|_| engine.prepare(&state, 4))
        .unwrap_or_default();
    // Three rows, seven visible columns.
    assert_eq!(slices, 6);
}

#[test]
fn ranges_make_way_for_ranges() {
    let mut state = State::default();
    let view = ["a", "b", "c", "d", "e"];
    let selected = |state: &State| state.selection.keys.iter().cloned().collect::<String>();
    state.toggle_selected("e");
    state.toggle_selected("b");
    state.extend_selection("d", view);
    assert_eq!(selected(&state), "bcde");
    state.extend_selection("a", view);
    assert_eq!(selected(&state), "abe");
    state.toggle_selected("b");
    assert_eq!(selected(&state), "ae");
    state.retain_selection(|key| key != "a");
    assert_eq!(selected(&state), "e");
    state.retain_selection(|key| key != "b");
    state.extend_selection("c", view);
    assert_eq!(selected(&state), "c", "without an anchor");
    state.clear_selection();
    assert!(state.selection.is_empty());
}

#[test]
fn fixed_columns_cannot_be_hidden() {
    let columns = columns();
    let mut state = State::new(&columns);
    state.show_column("name", false);
    assert!(state.layout.shows_like(&Layout::new(&columns)));
    let state = State::from_query("columns=", &columns);
    let visible: Vec<&str> = state
        .layout
        .visible()
        .map(|column| column.id.as_str())
        .collect();
    assert_eq!(visible, ["name"]);
    assert_eq!(state.to_query(&columns), "columns=name");
}

#[test]
fn a_page_opens_with_its_address_before_what_was_kept() {
    let columns = columns();
    let mut kept = Layout::new(&columns);
    kept.columns.reverse();
    kept.columns[0].width = Some(99.0);
    kept.columns.remove(1);
    kept.columns.push(ColumnState {
        id: "gone".to_owned(),
        visible: true,
        fixed: false,
        width: None,
        pinned: false,
    });
    let ids = |state: &State| -> Vec<String> {
        state
            .layout
            .columns
            .iter()
            .map(|column| column.id.clone())
            .collect()
    };
    let state = State::open("q=x", Some(kept.clone()), &columns);
    assert_eq!(state.search, "x");
    // What is new, the owner, stands behind the column that is declared before it.
    let expected = [
        "places", "on", "owner", "size", "seen", "tags", "token", "name",
    ];
    assert_eq!(ids(&state), expected);
    let state = State::open("columns=token,name", Some(kept), &columns);
    let visible: Vec<&str> = state
        .layout
        .visible()
        .map(|column| column.id.as_str())
        .collect();
    assert_eq!(visible, ["token", "name"]);
    assert_eq!(
        state.layout.get("places").and_then(|column| column.width),
        Some(99.0)
    );
}

#[test]
fn going_back_shows_the_default_columns_again() {
    let columns = columns();
    let mut state = State::from_query("columns=name&q=a&sort=-name", &columns);
    state.resize("name", Some(10.0));
    state.select_only("k");
    state.follow_query("", &columns);
    assert_eq!(state.to_query(&columns), "");
    assert_eq!(
        state.layout.get("name").and_then(|column| column.width),
        Some(10.0)
    );
    assert!(state.selection.contains("k"));
}

#[test]
fn addresses_read_well() {
    let columns = columns();
    let mut state = State::new(&columns);
    state.set_search("ci prod");
    state.put_filter(
        None,
        Filter::new("name", Test::text(TextOp::StartsWith, ["app", "a,b"])),
    );
    state.put_filter(None, Filter::new("place", Test::any_of(["a/b"])));
    let within = TimeTest::Within {
        amount: 7,
        unit: TimeUnit::Days,
    };
    state.put_filter(None, Filter::new("seen", Test::Time(within)));
    state.put_filter(
        None,
        Filter::new("size", Test::Number(NumberTest::AtLeast(1.5))),
    );
    state.put_filter(None, Filter::new("on", Test::Boolean(true)));
    state.put_filter(None, Filter::new("unknown", Test::Boolean(true)));
    state.toggle_sort("seen", SortMode::Replace);
    state.toggle_sort("seen", SortMode::Add);
    state.toggle_sort("name", SortMode::Add);
    assert_eq!(
        state.to_query(&columns),
        "q=ci+prod&filter=name:starts:app,a~,b&filter=place:any:a/b&filter=seen:within:7d&filter=size:ge:1.5\
         &filter=on:true&sort=-seen,name"
    );
}

#[test]
fn formulas_are_made_harmless_behind_what_is_skipped() {
    let names = [
        "  =1",
        "\u{a0}+1",
        "\u{feff}@x",
        "\u{3000}＝1",
        "a-b",
        "IDs",
        " x",
        "'=1",
    ];
    let columns =
        Columns::new(vec![Column::text("n", "ID", |item: &Item| &item.name)]).expect("one");
    let state = State::new(&columns);
    let mut engine = Engine::new(columns, named(&names));
    let view = engine.view(&state, 0);
    let write =
        |options| -> String { CsvWriter::new(&engine, &view, &state.layout, options).collect() };
    assert_eq!(
        write(CsvOptions::default()),
        "\"ID\"\r\n'  =1\r\n'\u{a0}+1\r\n'\u{feff}@x\r\n'\u{3000}＝1\r\na-b\r\n\"IDs\"\r\n x\r\n'=1\r\n"
    );
    let as_they_are = CsvOptions {
        neutralise_formulas: false,
        ..CsvOptions::default()
    };
    assert!(write(as_they_are).starts_with("\"ID\"\r\n  =1\r\n"));
}
