//! What each thing takes natively: `cargo bench -p clientele-table-engine`. For comparing before and after a change on
//! one machine; what users feel is measured in a browser, by `cargo xtask bench table`.

use std::borrow::Cow;

use divan::Bencher;
use table_engine::{
    Column, Columns, CsvOptions, Engine, Filter, NewRows, Row, SortMode, State, Test, csv,
};

fn main() {
    divan::main();
}

const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];

struct App {
    id: String,
    name: String,
    client_id: String,
    rules: Vec<String>,
    last_login: Option<i64>,
    created_by: &'static str,
}

impl Row for App {
    fn key(&self) -> &str {
        &self.id
    }
}

const WHAT: [&str; 6] = [
    "acme-share",
    "airflow",
    "batch-scoring",
    "Catalogue",
    "édge-cache",
    "crm-sync",
];
const WHO: [&str; 4] = ["anna@example.com", "bo@example.com", "", "demo-import"];

fn app(n: usize) -> App {
    // Far apart, so that neither order is near the other.
    let mixed = n.wrapping_mul(2_654_435_761) % 1_000_003;
    let name = format!(
        "{}-{}-{mixed}",
        WHAT[mixed % 6],
        ["prod", "eu"][mixed / 7 % 2]
    );
    App {
        id: format!("app-{n}"),
        client_id: format!("{name}-{:06x}", mixed * 13),
        rules: (0..mixed % 4)
            .map(|at| format!("Viewer · Project: {}", WHAT[(mixed + at) % 6]))
            .collect(),
        last_login: (!mixed.is_multiple_of(8))
            .then(|| 1_773_111_600_000 - i64::try_from(mixed).unwrap_or(0) * 60_000),
        created_by: WHO[mixed % 4],
        name,
    }
}

#[expect(clippy::expect_used, reason = "the ids differ")]
fn columns() -> Columns<App> {
    Columns::new(vec![
        Column::text("name", "Application", |app: &App| &app.name),
        Column::id("client_id", "Client ID", |app: &App| &app.client_id),
        Column::list("rules", "Access rules", |app: &App| {
            app.rules
                .iter()
                .map(|rule| Cow::from(rule.as_str()))
                .collect()
        }),
        Column::timestamp("last_login", "Last login", |app: &App| app.last_login),
        Column::text("created_by", "Created by", |app: &App| app.created_by).set(),
    ])
    .expect("ids that differ")
}

fn engine(rows: usize) -> Engine<App> {
    Engine::new(columns(), (0..rows).map(app).collect())
}

/// With all made that idle moments make.
fn prepared(rows: usize) -> (Engine<App>, State) {
    let mut engine = engine(rows);
    let state = State::new(engine.columns());
    while !engine.prepare(&state, usize::MAX) {}
    (engine, state)
}

fn sorted(column: &str) -> State {
    let mut state = State::new(&columns());
    state.toggle_sort(column, SortMode::Replace);
    state
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn prepare_all(bencher: Bencher<'_, '_>, rows: usize) {
    bencher
        .with_inputs(|| engine(rows))
        .bench_local_refs(|engine| {
            let state = State::new(engine.columns());
            while !engine.prepare(&state, usize::MAX) {}
        });
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn first_sort_by_text(bencher: Bencher<'_, '_>, rows: usize) {
    let state = sorted("name");
    bencher
        .with_inputs(|| engine(rows))
        .bench_local_refs(|engine| engine.view(&state, 0));
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn first_sort_by_time(bencher: Bencher<'_, '_>, rows: usize) {
    let state = sorted("last_login");
    bencher
        .with_inputs(|| engine(rows))
        .bench_local_refs(|engine| engine.view(&state, 0));
}

#[divan::bench(args = SIZES)]
fn sort_again(bencher: Bencher<'_, '_>, rows: usize) {
    let (mut engine, _) = prepared(rows);
    let states = [sorted("name"), sorted("last_login")];
    bencher.bench_local(|| {
        for state in &states {
            divan::black_box(engine.view(state, 0));
        }
    });
}

#[divan::bench(args = SIZES)]
fn type_ten_characters(bencher: Bencher<'_, '_>, rows: usize) {
    let (mut engine, mut state) = prepared(rows);
    let mut turn = 0;
    bencher.bench_local(|| {
        // Other words each time: those of before are remembered.
        turn += 1;
        let text = format!("airflow-{turn:02}");
        for length in 1..=text.len() {
            state.set_search(&text[..length]);
            divan::black_box(engine.view(&state, 0));
        }
    });
}

/// A search's first letter, which most rows have.
#[divan::bench(args = SIZES)]
fn type_a_letter(bencher: Bencher<'_, '_>, rows: usize) {
    let (mut engine, mut state) = prepared(rows);
    // More than are remembered.
    let mut letters = ('a'..='z').cycle();
    bencher.bench_local(|| {
        state.set_search(&letters.next().map(String::from).unwrap_or_default());
        engine.view(&state, 0)
    });
}

#[divan::bench(args = SIZES)]
fn filter_and_count(bencher: Bencher<'_, '_>, rows: usize) {
    let (mut engine, mut state) = prepared(rows);
    let mut turn = 0;
    bencher.bench_local(|| {
        turn += 1;
        let other = format!("nobody-{turn}");
        let test = Test::any_of([WHO[0], other.as_str()]);
        state.clear_filters();
        state.put_filter(None, Filter::new("created_by", test));
        divan::black_box(engine.view(&state, 0));
        engine.facet_counts("created_by", &state, 0)
    });
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn write_csv(bencher: Bencher<'_, '_>, rows: usize) {
    let (mut engine, state) = prepared(rows);
    let view = engine.view(&state, 0);
    bencher.bench_local(|| {
        let mut bytes = 0;
        csv::write(
            &engine,
            &view,
            &state.layout,
            CsvOptions::default(),
            &mut |part| {
                bytes += part.len();
            },
        );
        bytes
    });
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn patch_ten_rows(bencher: Bencher<'_, '_>, rows: usize) {
    let (mut engine, _) = prepared(rows);
    let state = sorted("name");
    let mut turn = 0;
    bencher.bench_local(|| {
        turn += 1;
        let changed = (0..10)
            .map(|at| App {
                id: format!("app-{}", at * 31),
                ..app(at * 31 + turn)
            })
            .collect();
        engine.patch(changed, &[], NewRows::First);
        engine.view(&state, 0)
    });
}
