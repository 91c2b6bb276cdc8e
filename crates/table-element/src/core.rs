//! One table: its data for as long as the element lives, its view for as long as it is connected.

use std::any::Any;

use js_sys::{Array, Function};
use leptos::{mount::mount_to, prelude::*};
use send_wrapper::SendWrapper;
use table::{Density, Display, Failure, Menus, Notice, Selects, Status, Table, TableData};
use table_engine::{Columns, CsvOptions, CsvWriter, Row, State};
use wasm_bindgen::{
    JsCast, JsValue,
    prelude::{JsError, wasm_bindgen},
};
use web_sys::Element;

use crate::{
    Csv, Incoming, Rows,
    columns::{cells, columns, function},
    error,
    options::Options,
    property,
    record::Record,
    remote::{Functions, object},
    strings, text,
};

/// A table of an element.
#[wasm_bindgen]
pub struct Core {
    data: TableData<Record>,
    state: RwSignal<State>,
    display: RwSignal<Display>,
    reveal: RwSignal<Option<String>>,
    /// The view and its effects, while it is mounted. Dropped before what it shows.
    view: Option<Box<dyn Any>>,
    owner: Owner,
}

#[wasm_bindgen]
impl Core {
    /// A table without rows, loading.
    #[wasm_bindgen(constructor)]
    pub fn new(declared: &Array) -> Result<Self, JsError> {
        Ok(Self::of(&columns(declared)?, TableData::new))
    }

    /// A table whose rows stay on a server: `fetch(state, offset, limit, signal)` gives a promise of `{rows: Rows, matched,
    /// total}`, `facet(id, state)` one of `[{value, label, rows}]`; states are objects.
    pub fn remote(declared: &Array, fetch: Function, facet: Function) -> Result<Self, JsError> {
        let source = Functions {
            fetch: SendWrapper::new(fetch),
            facet: SendWrapper::new(facet),
        };
        let columns = columns(declared)?;
        Ok(Self::of(&columns, |columns| {
            TableData::remote(columns, source)
        }))
    }

    fn of(
        columns: &Columns<Record>,
        data: impl FnOnce(Columns<Record>) -> TableData<Record>,
    ) -> Self {
        let owner = Owner::new();
        let (data, state, display, reveal) = owner.with(|| {
            (
                data(columns.clone()),
                RwSignal::new(State::new(columns)),
                RwSignal::new(Display::default()),
                RwSignal::new(None),
            )
        });
        Self {
            data,
            state,
            display,
            reveal,
            view: None,
            owner,
        }
    }

    /// Draws the rows that show anew: what the page's functions say of them may be another.
    pub fn redraw(&self) {
        self.data.patch(Vec::new(), &[]);
    }

    /// Fetches the rows of a server anew.
    pub fn refresh(&self) {
        self.data.refresh();
    }

    /// Puts the view into an element. `declared` are the columns that it was made with, `options` what it is called and
    /// says, and the functions that are told what happens: `onState(selection is another)`, `onDisplay`, `onNotice(text, detail, failed)`,
    /// `onRetry`.
    pub fn mount(
        &mut self,
        root: Element,
        declared: &Array,
        options: &JsValue,
    ) -> Result<(), JsError> {
        self.unmount();
        let Options {
            label,
            noun,
            file_stem,
            narrow,
            texts,
        } = Options::read(options)?;
        let none = table::fill(&texts.grid.nothing, &[("many", noun.of(0))]);
        let cells = cells(declared, options);
        let selects = match text(options, "selects").as_deref() {
            Some("one") => Selects::One,
            _ => Selects::Many,
        };
        let is_linked = property(options, "links").is_some_and(|links| links.is_truthy());
        let (data, state, display, reveal) = (self.data, self.state, self.display, self.reveal);
        let tell = |name: &str| function(options, name);
        let (on_state, on_display, on_notice, on_retry) = (
            tell("onState"),
            tell("onDisplay"),
            tell("onNotice"),
            tell("onRetry"),
        );
        let handle = self.owner.with(|| {
            mount_to(root.unchecked_into(), move || {
                if let Some(tell) = on_state {
                    let mut before = None;
                    Effect::new(move || {
                        let is_other = state.with(|state| {
                            let is_other = before.as_ref() != Some(&state.selection);
                            if is_other {
                                before = Some(state.selection.clone());
                            }
                            is_other
                        });
                        _ = tell.call1(&JsValue::UNDEFINED, &is_other.into());
                    });
                }
                if let Some(tell) = on_display {
                    Effect::new(move || {
                        display.track();
                        _ = tell.call0(&JsValue::UNDEFINED);
                    });
                }
                let notice = move |notice: Notice| {
                    if let Some(tell) = &on_notice {
                        let detail = notice.detail.map_or(JsValue::UNDEFINED, Into::into);
                        let failed = notice.failed.into();
                        _ = tell.call3(&JsValue::UNDEFINED, &notice.text.into(), &detail, &failed);
                    }
                };
                let retry = move |()| {
                    if let Some(tell) = &on_retry {
                        _ = tell.call0(&JsValue::UNDEFINED);
                    }
                };
                view! {
                    <Table
                        data state display label noun file_stem cells narrow texts reveal
                        links=is_linked
                        selects
                        menus=Signal::stored(Some(Menus::new()))
                        tools=|| view! { <slot name="toolbar"></slot> }
                        actions=|| view! { <slot name="actions"></slot> }
                        empty=move || view! { <slot name="empty"><h2>{none.clone()}</h2></slot> }
                        on_retry=retry
                        on_notice=notice
                    />
                }
            })
        });
        self.view = Some(Box::new(handle));
        Ok(())
    }

    /// Takes the view away again. Rows and state stay.
    pub fn unmount(&mut self) {
        self.view = None;
    }

    /// Replaces the rows.
    #[wasm_bindgen(js_name = setRows)]
    pub fn set_rows(&self, rows: Incoming) {
        self.data.replace(rows.rows);
        self.data.status.set(Status::Ready);
    }

    /// Shows those of them that have come so far.
    pub fn show(&self, rows: &Incoming) {
        self.data.replace(rows.rows.so_far());
    }

    /// Adds rows behind the last.
    pub fn extend(&self, rows: Rows) {
        self.data.extend(Record::all(rows));
    }

    /// Puts rows in place of those with their keys, new ones first, and takes those with the `removed` keys away.
    pub fn patch(&self, rows: Rows, removed: &JsValue) {
        self.data.patch(Record::all(rows), &strings(removed));
    }

    /// How the rows are: `loading` (with a part from 0 to 1, or none), `ready`, `failed` (with a sentence), `stale` (since
    /// so many Unix milliseconds).
    #[wasm_bindgen(js_name = setStatus)]
    pub fn set_status(&self, name: &str, number: Option<f64>, message: Option<String>) {
        #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds")]
        let status = match name {
            "loading" => Status::Loading { progress: number },
            "failed" => Status::Failed(Failure {
                message: message.unwrap_or_default(),
                ..Failure::default()
            }),
            "stale" => Status::Stale {
                since_ms: number.unwrap_or_default() as i64,
            },
            _ => Status::Ready,
        };
        self.data.status.set(status);
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.data.with_engine(|engine| engine.len())
    }

    /// Whether there are none.
    #[wasm_bindgen(js_name = isEmpty)]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What the rows were made of, in their own order.
    pub fn objects(&self) -> Array {
        self.data
            .with_engine(|engine| engine.rows().iter().map(|row| row.object()).collect())
    }

    /// What the row with this key was made of.
    pub fn object(&self, key: &str) -> JsValue {
        self.data.with_engine(|engine| {
            let row = engine.index_of(key).and_then(|at| engine.row(at));
            row.map_or(JsValue::UNDEFINED, |row| row.object())
        })
    }

    /// The keys of the rows in view, in their order.
    #[wasm_bindgen(js_name = keysInView)]
    pub fn keys_in_view(&self, now_ms: f64) -> Array {
        let state = self.state.get_untracked();
        self.data.with_engine(|engine| {
            let view = engine.view(&state, millis(now_ms));
            engine.keys(&view).map(JsValue::from_str).collect()
        })
    }

    /// The state as an object.
    pub fn state(&self) -> JsValue {
        self.state.with_untracked(object)
    }

    /// Takes a state as an object. What its columns lack stays as declared. Says whether it is another.
    #[wasm_bindgen(js_name = setState)]
    pub fn set_state(&self, state: JsValue) -> Result<bool, JsError> {
        let mut state: State = serde_wasm_bindgen::from_value(state)
            .map_err(|invalid| {
                let what = text(&invalid.into(), "message").unwrap_or_default();
                error(format!(
                    "clientele-table: this is no state, {what}; give an object such as the property gives"
                ))
            })?;
        state.layout = self
            .data
            .with_engine(|engine| state.layout.restored(engine.columns()));
        Ok(self.take(state))
    }

    fn take(&self, state: State) -> bool {
        let is_other = self.state.with_untracked(|now| *now != state);
        if is_other {
            self.state.set(state);
        }
        is_other
    }

    /// The state as an address has it: only what differs from the default, without widths, pins and selection.
    pub fn query(&self) -> String {
        self.data.with_engine(|engine| {
            self.state
                .with_untracked(|state| state.to_query(engine.columns()))
        })
    }

    /// Takes a state as an address has it; what it does not know in it is left out. Widths, pins and selection stay. Says
    /// whether it is another.
    #[wasm_bindgen(js_name = setQuery)]
    pub fn set_query(&self, query: &str) -> bool {
        let mut state = self.state.get_untracked();
        self.data
            .with_engine(|engine| state.follow_query(query, engine.columns()));
        self.take(state)
    }

    /// The key of the row at a position of the view; `undefined` behind the last.
    #[wasm_bindgen(js_name = keyAt)]
    pub fn key_at(&self, position: usize, now_ms: f64) -> Option<String> {
        let state = self.state.get_untracked();
        self.data.with_engine(|engine| {
            let view = engine.view(&state, millis(now_ms));
            let row = view.order.get(position)?;
            engine.row(*row).map(|row| row.key().to_owned())
        })
    }

    /// Exact times instead of relative ones.
    #[wasm_bindgen(getter, js_name = exactTimes)]
    pub fn exact_times(&self) -> bool {
        self.display.with_untracked(|display| display.exact_times)
    }

    /// Exact times instead of relative ones.
    #[wasm_bindgen(setter, js_name = exactTimes)]
    pub fn set_exact_times(&self, exact: bool) {
        self.display.update(|display| display.exact_times = exact);
    }

    /// The rows' height: `compact` or `comfortable`.
    #[wasm_bindgen(getter)]
    pub fn density(&self) -> String {
        self.display
            .with_untracked(|display| display.density.name().to_owned())
    }

    /// The rows' height: `comfortable`, anything else is `compact`.
    #[wasm_bindgen(setter)]
    pub fn set_density(&self, name: &str) {
        let density = if name == "comfortable" {
            Density::Comfortable
        } else {
            Density::Compact
        };
        self.display.update(|display| display.density = density);
    }

    /// Scrolls the row with this key into view. Says whether it is in view at all.
    pub fn reveal(&self, key: &str, now_ms: f64) -> bool {
        let state = self.state.get_untracked();
        let is_in_view = self.data.with_engine(|engine| {
            let row = engine.index_of(key);
            let view = engine.view(&state, millis(now_ms));
            row.is_some_and(|row| view.order.contains(&row))
        });
        if is_in_view {
            self.reveal.set(Some(key.to_owned()));
        }
        is_in_view
    }

    /// Begins a CSV file of the view. `options`: `bom`, `formulas` ("neutralised" or "kept").
    pub fn csv(&self, options: &JsValue, now_ms: f64) -> Csv {
        let is = |name: &str| property(options, name).is_some_and(|value| value.is_truthy());
        let options = CsvOptions {
            bom: is("bom"),
            neutralise_formulas: text(options, "formulas").as_deref() != Some("kept"),
        };
        let state = self.state.get_untracked();
        let parts = self.data.with_engine(|engine| {
            let view = engine.view(&state, millis(now_ms));
            CsvWriter::new(engine, &view, &state.layout, options)
        });
        Csv::new(parts)
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        self.view = None;
        self.owner.cleanup();
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "whole milliseconds far below 2^53"
)]
fn millis(now: f64) -> i64 {
    now as i64
}
