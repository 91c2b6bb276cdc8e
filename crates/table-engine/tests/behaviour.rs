//! What single parts do, said outright.
#![cfg(test)]

mod common;

use std::sync::Arc;

use common::{Item, columns, item, keys, named};
use table_engine::{
    Column, ColumnState, Columns, CsvOptions, CsvWriter, Engine, Facet, Filter, Incoming,
    InvalidColumns, Layout, NewRows, NumberTest, SortMode, State, Test, TextOp, TimeTest, TimeUnit,
    matches, natural_order,
};

const NOW: i64 = 1_773_111_600_000;

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
fn rows_come_in_parts() {
    let columns = columns();
    let state = State::new(&columns);
    let mut engine = Engine::new(columns, vec![item("old", "z")]);
    let mut incoming = Incoming::of(3);
    assert_eq!(incoming.extend(vec![item("1", "c"), item("2", "a")]), None);
    engine.replace(incoming.so_far());
    assert_eq!(keys(&mut engine, &state, 0), ["1", "2"]);
    assert_eq!(incoming.extend(vec![item("3", "b")]), None);
    assert_eq!(engine.len(), 2, "the rest is yet to come");
    engine.replace(incoming);
    assert_eq!(keys(&mut engine, &state, 0), ["1", "2", "3"]);
    let places = ["1", "2", "3", "old"].map(|key| engine.index_of(key));
    assert_eq!(places, [Some(0), Some(1), Some(2), None]);

    let mut twice = Incoming::of(1);
    assert_eq!(twice.extend(vec![item("1", ""), item("2", "")]), None);
    let again = vec![item("3", ""), item("2", ""), item("4", "")];
    assert_eq!(twice.extend(again), Some(3));
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
    // Texts of three rows in seven visible columns, values in six facets, then an order by each column.
    assert!((16..30).contains(&slices), "{slices}");
    assert!(engine.prepare(&state, 0), "nothing is left");
}

#[test]
fn ranges_make_way_for_ranges() {
    let mut state = State::default();
    let view = ["a", "b", "c", "d", "e"];
    let selected = |state: &State| state.selection.keys.iter().collect::<String>();
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
fn a_range_needs_only_the_keys_between_its_ends() {
    let mut engine = Engine::new(columns(), named(&["e", "c", "a", "d", "b", "f"]));
    let mut state = State::new(engine.columns());
    state.toggle_sort("name", SortMode::Replace);
    let view = engine.view(&state, 0);
    assert_eq!(engine.keys_between(&view, &["d", "b"]), ["b", "c", "d"]);
    assert_eq!(engine.keys_between(&view, &["gone"]), [""; 0]);
    let mut whole = state.clone();
    whole.select_only("c");
    let mut part = whole.clone();
    for to in ["e", "d", "a", "f", "c"] {
        whole.extend_selection(to, engine.keys(&view));
        let (anchor, extent) = (part.selection.anchor.clone(), part.selection.extent.clone());
        let ends: Vec<&str> = [Some(to), anchor.as_deref(), extent.as_deref()]
            .into_iter()
            .flatten()
            .collect();
        part.extend_selection(to, engine.keys_between(&view, &ends));
        assert_eq!(part, whole, "{to}");
    }
}

#[test]
fn pinned_columns_stand_behind_the_first() {
    let columns = columns();
    let mut state = State::new(&columns);
    let shown = |state: &State| -> Vec<String> {
        let ids = state.layout.visible().map(|column| column.id.clone());
        ids.take(4).collect()
    };
    assert_eq!(state.layout.pinned(), 1);
    state.pin("owner", true);
    state.pin("seen", true);
    assert_eq!(shown(&state), ["name", "owner", "seen", "token"]);
    assert_eq!(state.layout.pinned(), 3);
    // Dropped between them it is one of them; dropped behind others it is none any more.
    state.move_column("token", 2);
    assert_eq!(shown(&state), ["name", "owner", "token", "seen"]);
    assert_eq!(state.layout.pinned(), 4);
    state.move_column("owner", 6);
    assert!(
        !state
            .layout
            .get("owner")
            .is_some_and(|column| column.pinned)
    );
    // Another first column: those that are pinned follow it.
    state.move_column("tags", 0);
    assert_eq!(shown(&state), ["tags", "token", "seen", "name"]);
    state.pin("token", false);
    assert_eq!(shown(&state), ["tags", "seen", "token", "name"]);
    state.show_column("seen", false);
    assert_eq!(state.layout.pinned(), 1);
    state.show_column("seen", true);
    assert_eq!(shown(&state), ["tags", "seen", "token", "name"]);
    // One that was kept with its pins apart is gathered.
    let mut kept = State::new(&columns).layout;
    kept.columns[4].pinned = true;
    assert_eq!(kept.restored(&columns).pinned(), 2);
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

#[test]
fn a_view_is_prepared_for_what_it_asks() {
    let mut engine = Engine::new(columns(), named(&["b", "a", "c"]));
    let mut state = State::new(engine.columns());
    assert!(engine.prepare_view(&state, 0), "the rows as they are");
    state.toggle_sort("name", SortMode::Replace);
    assert!(!engine.prepare_view(&state, 2));
    assert!(!engine.prepare_view(&state, 2));
    assert!(engine.prepare_view(&state, 2));
    assert_eq!(keys(&mut engine, &state, 0), ["a", "b", "c"]);
    state.toggle_sort("name", SortMode::Replace);
    assert!(!engine.prepare_view(&state, 0));
    assert!(engine.prepare_view(&state, 1), "the other way is a copy");
    state.set_search("b");
    assert!(!engine.prepare_view(&state, 20));
    assert!(
        !engine.prepare_view(&state, 2),
        "texts are there, not looked through"
    );
    assert!(engine.prepare_view(&state, 20));
    assert_eq!(keys(&mut engine, &state, 0), ["b"]);
    engine.extend(named(&["b2"]));
    assert!(!engine.prepare_view(&state, 0));
}

#[test]
fn columns_of_many_and_of_few_texts_are_searched_alike() {
    let rows = |from: usize, to: usize, names: usize| -> Vec<Item> {
        let row = |n: usize| Item {
            token: format!("t{}", n % 50),
            tags: (0..n % 4)
                .map(|at| format!("tag {}", n % (3 + at)))
                .collect(),
            seen: (!n.is_multiple_of(3)).then(|| i64::try_from(n).unwrap() * 60_000),
            ..item(&n.to_string(), &format!("App-{}", n % names))
        };
        (from..to).map(row).collect()
    };
    let agrees = |engine: &mut Engine<Item>| {
        let mut state = State::new(engine.columns());
        for search in [
            "4", "app-4", "APP 4", "t4", "; 4", "g 2;", ";", "1970", "none",
        ] {
            state.set_search(search);
            let view = engine.view(&state, 0);
            assert_eq!(view, engine.naive_view(&state, 0), "{search}");
            assert_eq!(view.matched == 0, search == "none", "{search}");
        }
        state.set_search("");
        for (facet, negated) in [("name", false), ("name", true), ("token", true)] {
            let test = Test::Text {
                op: TextOp::Contains,
                negated,
                values: vec!["p-44".to_owned(), "T7".to_owned()],
            };
            state.put_filter(Some(0), Filter::new(facet, test));
            assert_eq!(engine.view(&state, 0), engine.naive_view(&state, 0));
        }
    };
    // Few names at first, then too many; at the bound, in turns.
    let mut engine = Engine::new(columns(), rows(0, 4500, 100));
    agrees(&mut engine);
    engine.extend(rows(4500, 9500, 1_000_000));
    let state = State::new(engine.columns());
    assert!(!engine.prepare(&state, 4700));
    agrees(&mut engine);
    engine.patch(rows(9000, 9700, 999), &["3".to_owned()], NewRows::First);
    agrees(&mut engine);
    // Many at first, then few.
    let mut engine = Engine::new(columns(), rows(0, 5000, 1_000_000));
    agrees(&mut engine);
    engine.patch(rows(0, 5200, 7), &[], NewRows::Last);
    agrees(&mut engine);
    engine.set_rows(rows(0, 5000, 7));
    agrees(&mut engine);
    // Few become too many by a patch.
    engine.patch(rows(100, 4900, 1_000_000), &[], NewRows::Last);
    agrees(&mut engine);
}
