//! Columns as JavaScript declares them. The class has checked their shape; what it can't know is said here.

use js_sys::{Array, Function};
use send_wrapper::SendWrapper;
use table::{Cells, Content, Own};
use table_engine::{Column, Columns, Facet, Kind};
use wasm_bindgen::{JsCast, JsValue, prelude::JsError};
use web_sys::Node;

use crate::{error, property, record::Record, text};

/// The columns, and how many values a row brings: one a column, then one a facet.
pub(crate) fn columns(declared: &Array) -> Result<Columns<Record>, JsError> {
    let mut slot = declared.length() as usize;
    let mut columns = Vec::with_capacity(slot);
    for (at, of) in declared.iter().enumerate() {
        columns.push(column(at, &of, &mut slot)?);
    }
    Columns::new(columns).map_err(|invalid| error(format!("columns: {invalid}")))
}

fn kind_of(of: &JsValue) -> Result<Kind, JsError> {
    let name = text(of, "kind").unwrap_or_else(|| "text".to_owned());
    Ok(match name.as_str() {
        "text" => Kind::Text,
        "list" => Kind::List,
        "timestamp" => Kind::Timestamp,
        "number" => Kind::Number,
        "boolean" => Kind::Boolean,
        "id" => Kind::Id,
        other => {
            return Err(error(format!(
                "columns: there is no kind \"{other}\"; there are text, list, timestamp, number, boolean and id"
            )));
        }
    })
}

/// `slot` is where the values of the next facet are.
fn column(at: usize, of: &JsValue, slot: &mut usize) -> Result<Column<Record>, JsError> {
    let kind = kind_of(of)?;
    let id = text(of, "id").unwrap_or_default();
    let label = text(of, "label").unwrap_or_else(|| id.clone());
    let mut column = Column::new(kind, id, label, move |row: &Record| row.value(at, kind));
    let is = |name: &str| property(of, name).is_some_and(|value| value.is_truthy());
    let size = |name: &str| property(of, name).and_then(|value| value.as_f64());
    if is("set") {
        column = column.set();
    }
    if is("alwaysShown") {
        column = column.always_shown();
    }
    if is("hidden") {
        column = column.hidden();
    }
    if let Some(width) = size("width") {
        column = column.width(width);
    }
    if let Some(width) = size("minWidth") {
        column = column.min_width(width);
    }
    let facets = property(of, "facets");
    for facet in facets.iter().flat_map(Array::from) {
        let at = *slot;
        *slot += 1;
        let id = text(&facet, "id").unwrap_or_default();
        let label = text(&facet, "label").unwrap_or_else(|| id.clone());
        column = column.facet(Facet::set(id, label, move |row: &Record| row.list(at)));
    }
    if facets.is_some() && is("keepFilter") {
        column = column.keep_filter();
    }
    Ok(column)
}

/// The cells that draw themselves, and what the table tells of rows.
pub(crate) fn cells(declared: &Array, options: &JsValue) -> Cells<Record> {
    let mut cells = Cells::new();
    for of in declared.iter() {
        let Some(id) = text(&of, "id") else { continue };
        if let Some(render) = function(&of, "render") {
            cells = cells.cell(id.clone(), move |row: &Record| {
                content(&render, &row.object())
            });
        }
        if let Some(more) = function(&of, "onMore") {
            let call = move |key: String| {
                _ = more.call1(&JsValue::UNDEFINED, &JsValue::from_str(&key));
            };
            cells = cells.on_more(id, call);
        }
    }
    if let Some(tag) = function(options, "tag") {
        cells = cells.tag(move |row: &Record| {
            tag.call1(&JsValue::UNDEFINED, &row.object())
                .ok()
                .and_then(|tag| tag.as_string())
                .filter(|tag| !tag.is_empty())
        });
    }
    cells
}

/// What a function of the page's own has a cell show: text, `{node}`, `{node, destroy}` or nothing. The class sees to it that
/// it returns one of these and never throws.
fn content(render: &Function, row: &JsValue) -> Content {
    let Ok(made) = render.call1(&JsValue::UNDEFINED, row) else {
        return Content::Nothing(String::new());
    };
    if let Some(text) = made.as_string() {
        return Content::Text(text);
    }
    let Some(node) = property(&made, "node") else {
        return Content::Nothing(String::new());
    };
    let gone = property(&made, "destroy").and_then(|gone| gone.dyn_into::<Function>().ok());
    let gone = gone.map(|gone| Box::new(move || _ = gone.call0(&made)) as Box<dyn FnOnce()>);
    // Not `dyn_into`: another document's nodes are of classes of their own.
    Content::Node(Own::new(node.unchecked_into::<Node>(), gone))
}

/// The function of an object by this name.
pub(crate) fn function(of: &JsValue, name: &str) -> Option<SendWrapper<Function>> {
    property(of, name)?.dyn_into().ok().map(SendWrapper::new)
}
