//! A view as it is defined: each row tested, then all sorted. The oracle of the incremental view.

use std::cmp::Ordering;

use super::View;
use super::cells::{Cells, set_values};
use crate::schema::FacetInfo;
use crate::text::fold::{fold, words};
use crate::text::natural::natural_order;
use crate::{Filter, Schema, SortKey, State, Test, TextOp, Value};

/// The rows that a state asks for.
pub(crate) fn view(cells: &dyn Cells, schema: &Schema, state: &State, now: i64) -> View {
    let words = words(&state.search);
    let searched: Vec<usize> = state
        .layout
        .visible()
        .filter_map(|column| schema.column_index(&column.id))
        .collect();
    let mut order: Vec<u32> = (0..cells.rows())
        .filter(|&row| {
            found(cells, row, &words, &searched)
                && state
                    .filters
                    .iter()
                    .all(|filter| passes(cells, schema, row, filter, now))
        })
        .filter_map(|row| u32::try_from(row).ok())
        .collect();
    // Stable: equal rows keep their order.
    order.sort_by(|a, b| compare(cells, schema, &state.sort, *a as usize, *b as usize));
    View::new(order.into(), cells.rows())
}

fn found(cells: &dyn Cells, row: usize, words: &[String], columns: &[usize]) -> bool {
    words.iter().all(|word| {
        columns.iter().any(|&column| {
            let value = cells.value(row, column);
            fold(&value.text(&|millis| cells.time_text(millis))).contains(word.as_str())
        })
    })
}

fn passes(cells: &dyn Cells, schema: &Schema, row: usize, filter: &Filter, now: i64) -> bool {
    let Some(index) = schema.facet_index(&filter.facet) else {
        return true;
    };
    let facet = &schema.facets()[index];
    if !filter.test.fits(facet.kind) || filter.test.is_open() {
        return true;
    }
    let value = cells.facet_value(row, index);
    match &filter.test {
        Test::Text {
            op,
            negated,
            values,
        } => {
            let text = value.text(&|millis| cells.time_text(millis));
            text_passes(*op, &fold(&text), values) != *negated
        }
        Test::Set {
            negated,
            values,
            beneath,
        } => set_passes(facet, value, values, *beneath) != *negated,
        Test::Time(test) => match value {
            Value::Time(millis) => test.accepts(Some(millis), now),
            _ => test.accepts(None, now),
        },
        Test::Number(test) => match value {
            Value::Number(number) => test.accepts(Some(number)),
            _ => test.accepts(None),
        },
        Test::Boolean(wanted) => value == Value::Boolean(*wanted),
    }
}

fn text_passes(op: TextOp, text: &str, values: &[String]) -> bool {
    let any = |test: &dyn Fn(&str) -> bool| values.iter().any(|value| test(&fold(value)));
    match op {
        TextOp::Contains => any(&|value| text.contains(value)),
        TextOp::Is => any(&|value| text == value),
        TextOp::StartsWith => any(&|value| text.starts_with(value)),
        TextOp::Empty => text.is_empty(),
    }
}

fn set_passes(facet: &FacetInfo, value: Value<'_>, wanted: &[String], beneath: bool) -> bool {
    set_values(value).iter().any(|value| {
        wanted.iter().any(|wanted| wanted == value)
            || beneath
                && facet
                    .above(value)
                    .iter()
                    .any(|above| wanted.contains(above))
    })
}

fn compare(cells: &dyn Cells, schema: &Schema, keys: &[SortKey], a: usize, b: usize) -> Ordering {
    for key in keys {
        let Some(column) = schema.column_index(&key.column) else {
            continue;
        };
        let (a, b) = (cells.value(a, column), cells.value(b, column));
        let order = match (a.is_empty(), b.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) if key.descending => compare_values(&b, &a),
            (false, false) => compare_values(&a, &b),
        };
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}

fn compare_values(a: &Value<'_>, b: &Value<'_>) -> Ordering {
    match (a, b) {
        (Value::Time(a), Value::Time(b)) => a.cmp(b),
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(b).unwrap_or(Ordering::Equal),
        (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
        _ => natural_order(&a.text(&|_| String::new()), &b.text(&|_| String::new())),
    }
}
