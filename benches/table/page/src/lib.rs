//! The table alone on a page. The benchmark drives it through these functions, as it drives other grids.
#![expect(
    clippy::expect_used,
    reason = "a benchmark that goes on after a failure measures nothing"
)]

mod rows;

use std::cell::RefCell;

use js_sys::Uint8Array;
use leptos::{mount::mount_to, prelude::*};
use rows::{App, Batch};
use table::{Display, Noun, Status, Table, TableData};
use table_engine::{
    Column, Columns, CsvOptions, CsvWriter, Filter, Incoming, SortKey, State, Test,
};
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};

struct Mounted {
    data: TableData<App>,
    state: RwSignal<State>,
    /// Rows that are being loaded, and the texts of the next of them.
    incoming: Incoming<App>,
    texts: Vec<String>,
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
        incoming: Incoming::of(0),
        texts: Vec::new(),
        csv: None,
        _handle: Box::new(handle),
    }));
}

/// Begins to load so many rows.
#[wasm_bindgen]
pub fn load_start(rows: usize) {
    with(|mounted| mounted.incoming = Incoming::of(rows));
}

thread_local! {
    static ROOM: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Room for so many bytes of text, which JavaScript writes there.
#[wasm_bindgen]
pub fn room(bytes: usize) -> *mut u8 {
    ROOM.with_borrow_mut(|room| {
        if room.len() < bytes {
            room.resize(bytes, 0);
        }
        room.as_mut_ptr()
    })
}

/// The first so many bytes of the room are a column of the next rows: their texts, each ended by U+001F, in UTF-8. Keys come first.
#[wasm_bindgen]
pub fn load_texts(bytes: usize) {
    let text = ROOM.with_borrow(|room| room[..bytes].to_vec());
    let text = String::from_utf8(text).expect("UTF-8");
    with(|mounted| mounted.texts.push(text));
}

/// The rows whose texts these were, with their times in Unix milliseconds, `NaN` for never.
#[wasm_bindgen]
pub fn load_rows(last_login: Vec<f64>, created: Vec<f64>, updated: Vec<f64>) {
    with(|mounted| {
        let texts = std::mem::take(&mut mounted.texts).try_into();
        let texts = texts.expect("as many columns of texts as a row has");
        let rows = Batch::new(texts, [last_login, created, updated]).rows();
        let twin = mounted.incoming.extend(rows);
        assert_eq!(twin, None, "keys differ");
    });
}

/// Shows the rows that have come so far, or that these were all.
#[wasm_bindgen]
pub fn load_show(is_all: bool) {
    with(|mounted| {
        if is_all {
            let rows = std::mem::replace(&mut mounted.incoming, Incoming::of(0));
            mounted.data.replace(rows);
            mounted.data.status.set(Status::Ready);
        } else {
            mounted.data.replace(mounted.incoming.so_far());
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

/// Writes the next part of the file into a buffer that has room for it, from a place on. Gives how many bytes; 0 at the end.
#[wasm_bindgen]
pub fn csv_part(buffer: &Uint8Array, at: u32) -> u32 {
    let part = with(|mounted| mounted.csv.as_mut()?.next()).unwrap_or_default();
    let length = u32::try_from(part.len()).expect("a part is short");
    buffer.subarray(at, at + length).copy_from(part.as_bytes());
    length
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
