//! Which rows are selected, held against a look at each key.
#![cfg(test)]

mod common;

use common::{Item, columns, item};
use table_engine::{Engine, NewRows, SortMode, State};

/// Enough for rows not to be looked up one by one.
const ROWS: usize = 1500;

fn rows() -> Vec<Item> {
    (0..ROWS)
        .map(|at| item(&format!("k{at}"), &format!("name-{}", at % 7)))
        .collect()
}

/// What the engine says is what the keys say.
#[track_caller]
fn holds(engine: &mut Engine<Item>, state: &State) {
    let view = engine.view(state, 0);
    let keys = &state.selection.keys;
    let has: Vec<bool> = engine.keys(&view).map(|key| keys.contains(key)).collect();
    let is: Vec<bool> = view
        .order
        .iter()
        .map(|row| engine.is_selected(keys, *row))
        .collect();
    assert_eq!(is, has);
    let all = !has.is_empty() && !has.contains(&false);
    assert_eq!(engine.all_selected(keys, &view), all);
    assert_eq!(engine.any_selected(keys, &view), has.contains(&true));
    let gone = keys.iter().any(|key| engine.index_of(key).is_none());
    assert_eq!(engine.has_gone(keys), gone);
}

#[test]
fn selected_rows_are_those_of_the_keys() {
    let columns = columns();
    let mut state = State::new(&columns);
    let mut engine = Engine::new(columns, rows());
    holds(&mut engine, &state);
    state.toggle_sort("name", SortMode::Replace);
    let view = engine.view(&state, 0);
    engine.select_all(&mut state, &view);
    let keys: Vec<String> = engine.keys(&view).map(str::to_owned).collect();
    assert_eq!(state.selection.keys, keys.into());
    holds(&mut engine, &state);
    for key in ["k7", "k8", "k7", "of no row"] {
        state.toggle_selected(key);
        holds(&mut engine, &state);
    }
    state.toggle_selected("of no row");
    holds(&mut engine, &state);

    state.set_search("name-3");
    holds(&mut engine, &state);
    state.set_search("");

    // Rows move, one that is selected goes, one that was of a key without a row comes.
    let removed = ["k3".to_owned(), "k8".to_owned()];
    engine.patch(
        vec![item("new", "a"), item("k5", "b")],
        &removed,
        NewRows::First,
    );
    holds(&mut engine, &state);
    state.retain_selection(|key| key != "k3");
    holds(&mut engine, &state);
    state.toggle_selected("later");
    holds(&mut engine, &state);
    engine.patch(vec![item("later", "c")], &[], NewRows::Last);
    holds(&mut engine, &state);
    engine.extend(vec![item("last", "d")]);
    holds(&mut engine, &state);
    engine.set_rows(rows().split_off(ROWS / 2));
    holds(&mut engine, &state);
}

#[test]
fn a_selection_goes_through_json_in_order() {
    let mut state = State::default();
    state.select_all(["b", "c", "a"]);
    let json = serde_json::to_string(&state.selection).unwrap();
    assert_eq!(
        json,
        r#"{"keys":["a","b","c"],"anchor":null,"extent":null}"#
    );
    assert_eq!(
        serde_json::from_str::<table_engine::Selection>(&json).unwrap(),
        state.selection
    );
}
