//! Rows that stay on a server, behind functions of the page's.

use js_sys::{Array, Function, Promise};
use send_wrapper::SendWrapper;
use serde::Serialize;
use table::{Answer, Block, DataSource, FacetRequest, Failure, Request};
use table_engine::{FacetCount, State};
use wasm_bindgen::{JsCast, JsValue, convert::TryFromJsValue};
use wasm_bindgen_futures::JsFuture;

use crate::{Rows, property, record::Record, text};

/// Functions that fetch. The class has wrapped the page's own: `fetch(state, offset, limit, signal)` gives a promise of
/// `{rows: Rows, matched, total}`, `facet(id, state)` one of `[{value, label, rows}]`.
pub(crate) struct Functions {
    pub(crate) fetch: SendWrapper<Function>,
    pub(crate) facet: SendWrapper<Function>,
}

impl DataSource<Record> for Functions {
    fn fetch(&self, request: Request) -> Answer<Block<Record>> {
        let given = Array::of4(
            &object(&request.state),
            &number(request.rows.start),
            &number(request.rows.len()),
            &request.signal,
        );
        let asked = ask(&self.fetch, &given);
        Box::pin(async move {
            let block = JsFuture::from(asked?)
                .await
                .map_err(|thrown| failure(&thrown))?;
            let rows = property(&block, "rows").and_then(|rows| Rows::try_from_js_value(rows).ok());
            Ok(Block {
                rows: rows.map(Record::all).unwrap_or_default(),
                matched: count(&block, "matched").unwrap_or_default(),
                total: count(&block, "total"),
            })
        })
    }

    fn facet(&self, request: FacetRequest) -> Answer<Vec<FacetCount>> {
        let given = Array::of2(&request.facet.into(), &object(&request.state));
        let asked = ask(&self.facet, &given);
        Box::pin(async move {
            let values = JsFuture::from(asked?)
                .await
                .map_err(|thrown| failure(&thrown))?;
            let values = Array::from(&values);
            let values = values.iter().filter_map(|of| {
                let value = text(&of, "value")?;
                Some(FacetCount {
                    label: text(&of, "label").unwrap_or_else(|| value.clone()),
                    value,
                    rows: count(&of, "rows").unwrap_or_default(),
                })
            });
            Ok(values.collect())
        })
    }
}

fn ask(function: &Function, given: &Array) -> Result<Promise, Failure> {
    let asked = function
        .apply(&JsValue::UNDEFINED, given)
        .map_err(|thrown| failure(&thrown))?;
    asked.dyn_into().map_err(|other| failure(&other))
}

/// What was thrown, as a sentence.
fn failure(thrown: &JsValue) -> Failure {
    Failure {
        message: text(thrown, "message")
            .or_else(|| thrown.as_string())
            .unwrap_or_default(),
        ..Failure::default()
    }
}

/// A state as JavaScript has it: what JSON would say.
pub(crate) fn object(state: &State) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    state.serialize(&serializer).unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "rows are counted in 32 bits")]
fn number(of: usize) -> JsValue {
    (of as f64).into()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is no count of rows becomes the nearest that is"
)]
fn count(of: &JsValue, name: &str) -> Option<usize> {
    Some(property(of, name)?.as_f64()? as usize)
}
