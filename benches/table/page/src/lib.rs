//! The table alone on a page. The benchmark drives it through these functions, as it drives other grids.
#![expect(
    clippy::expect_used,
    reason = "a benchmark that goes on after a failure measures nothing"
)]

mod rows;

use std::cell::RefCell;

use leptos::{mount::mount_to, prelude::*};
use rows::{App, Batch};
use table::{Display, Noun, Status, Table, TableData};
use table_engine::{Column, Columns, CsvOptions, CsvWriter, Filter, SortKey, State, Test};
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};

struct Mounted {
    data: TableData<App>,
    state: RwSignal<State>,
    csv: Option<CsvWriter<App>>,
    _handle: Box<dyn std::any::Any>,
}

thread_local! {
    static MOUNTED: RefCell<Option<Mounted>> = const { RefCell::new(None) };
}

fn with<T>(with: impl FnOnce(&mut Mounted) -> T) -> T {
    MOUNTED.with_borrow_mut(|mounted| with(mounted.as_mut().expect("a table that is mounted")))
}

fn columns() -> Columns<App> {
    Columns::new(vec![
        Column::text("name", "Application", App::name)
            .always_shown()
            .width(200.0),
        Column::id("client_id", "Client ID", App::client_id).width(224.0),
        Column::list("rules", "Access rule(s)", |app: &App| {
            app.rules().map(Into::into).collect()
        })
        .width(264.0),
        Column::timestamp("last_login", "Last login", App::last_login).width(112.0),
        Column::text("created_by", "Created by", App::created_by)
            .set()
            .width(148.0),
        Column::timestamp("created", "Creation time", App::created).width(116.0),
        Column::timestamp("updated", "Last updated", App::updated).width(112.0),
    ])
    .expect("ids that differ")
}

/// Puts the table into the element with this id.
#[wasm_bindgen]
pub fn mount(id: &str) {
    let element = document()
        .get_element_by_id(id)
        .expect("the element")
        .unchecked_into();
    let columns = columns();
    let state = RwSignal::new(State::new(&columns));
    let display = RwSignal::new(Display {
        exact_times: true,
        ..Display::default()
    });
    let data = TableData::new(columns);
    let handle = mount_to(element, move || {
        view! {
            <Table
                data
                state
                display
                label="Applications"
                noun=Noun::new("application", "applications")
                file_stem="applications"
            />
        }
    });
    MOUNTED.set(Some(Mounted {
        data,
        state,
        csv: None,
        _handle: Box::new(handle),
    }));
}

/// Takes rows, behind those that are there if it is more of them: for each column the texts of all rows, each ended by U+001F, in UTF-8; times in Unix milliseconds, `NaN` for never.
#[wasm_bindgen]
#[expect(clippy::too_many_arguments, reason = "one a column")]
pub fn load(
    more: bool,
    ids: Vec<u8>,
    names: Vec<u8>,
    client_ids: Vec<u8>,
    rules: Vec<u8>,
    created_by: Vec<u8>,
    last_login: Vec<f64>,
    created: Vec<f64>,
    updated: Vec<f64>,
) {
    let texts = [ids, names, client_ids, rules, created_by]
        .map(|bytes| String::from_utf8(bytes).expect("UTF-8"));
    let rows = Batch::new(texts, [last_login, created, updated]).rows();
    with(|mounted| {
        if more {
            mounted.data.extend(rows);
        } else {
            mounted.data.set_rows(rows);
            mounted.data.status.set(Status::Ready);
        }
    });
}

/// Sorts by one column.
#[wasm_bindgen]
pub fn sort(column: &str, descending: bool) {
    let key = SortKey {
        column: column.to_owned(),
        descending,
    };
    with(|mounted| mounted.state.update(|state| state.sort = vec![key]));
}

/// Searches.
#[wasm_bindgen]
pub fn search(text: &str) {
    with(|mounted| mounted.state.update(|state| state.set_search(text)));
}

/// Filters a column with few values to these; to all without any.
#[wasm_bindgen]
pub fn filter(column: &str, values: Vec<String>) {
    with(|mounted| {
        mounted.state.update(|state| {
            state.clear_filters();
            if !values.is_empty() {
                state.put_filter(None, Filter::new(column, Test::any_of(values)));
            }
        });
    });
}

/// Begins a CSV file of what the table shows.
#[wasm_bindgen]
pub fn csv_start() {
    with(|mounted| {
        let state = mounted.state.get_untracked();
        let writer = mounted.data.with_engine(|engine| {
            let view = engine.view(&state, 0);
            CsvWriter::new(engine, &view, &state.layout, CsvOptions::default())
        });
        mounted.csv = Some(writer);
    });
}

/// The next part of the file; nothing behind the last.
#[wasm_bindgen]
pub fn csv_part() -> Option<Vec<u8>> {
    with(|mounted| mounted.csv.as_mut()?.next().map(String::into_bytes))
}

thread_local! {
    static BYTES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Makes so many bytes for [`limit`].
#[wasm_bindgen]
pub fn limit_bytes(count: usize) {
    BYTES.set(vec![b'a'; count]);
}

/// Sums the bytes in a plain loop: as fast as memory is read.
#[wasm_bindgen]
pub fn limit() -> u32 {
    BYTES.with_borrow(|bytes| {
        bytes
            .iter()
            .fold(0_u32, |sum, byte| sum.wrapping_add(u32::from(*byte)))
    })
}
