//! A view as it is defined: each row tested, then all sorted. The oracle of the incremental view.

use std::cmp::Ordering;

use super::cells::{Cells, set_values};
use super::counts::{counts_beneath, named_values, sort_counts};
use super::{FacetCount, View};
use crate::schema::FacetInfo;
use crate::text::fold::{fold, words};
use crate::text::natural::natural_order;
use crate::{Filter, FilterKind, Schema, SortKey, State, Test, TextOp, Value};

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
        let order = compare_values(&a, &b, key.descending);
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}

/// The order of two values of a column. Empty ones are last in both directions.
pub(crate) fn compare_values(a: &Value<'_>, b: &Value<'_>, descending: bool) -> Ordering {
    let no_time = |_| String::new();
    let order = match (a, b) {
        _ if a.is_empty() || b.is_empty() => return a.is_empty().cmp(&b.is_empty()),
        (Value::Time(a), Value::Time(b)) => a.cmp(b),
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(b).unwrap_or(Ordering::Equal),
        (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
        _ => natural_order(&a.text(&no_time), &b.text(&no_time)),
    };
    if descending { order.reverse() } else { order }
}

/// The values of a facet and how many rows have them, of those that the search and the filters of other facets find.
pub(crate) fn facet_counts(
    cells: &dyn Cells,
    schema: &Schema,
    facet: &str,
    state: &State,
    now: i64,
) -> Vec<FacetCount> {
    let Some(index) = schema.facet_index(facet) else {
        return Vec::new();
    };
    let info = &schema.facets()[index];
    if !info.kind.is_counted() {
        return Vec::new();
    }
    let mut others = state.clone();
    others.filters.retain(|filter| filter.facet != facet);
    let found = view(cells, schema, &others, now);
    let beneath = counts_beneath(state, facet);
    let mut counts: Vec<FacetCount> = Vec::new();
    let mut add = |value: String, rows: usize| {
        if let Some(count) = counts.iter_mut().find(|count| count.value == value) {
            count.rows += rows;
        } else if !value.is_empty() || info.kind != FilterKind::Boolean {
            let label = info.label_of(&value);
            counts.push(FacetCount { value, label, rows });
        }
    };
    for row in 0..cells.rows() {
        let mut values = Vec::new();
        for value in set_values(cells.facet_value(row, index)) {
            if beneath {
                values.extend(info.above(&value));
            }
            values.push(value.into_owned());
        }
        values.sort();
        values.dedup();
        let is_found = found.order.iter().any(|other| *other as usize == row);
        for value in values {
            add(value, usize::from(is_found));
        }
    }
    for value in named_values(state, facet) {
        add(value.clone(), 0);
    }
    sort_counts(&mut counts);
    counts
}
