//! A filter as text: facet, test and values.

use super::form::{escape, split, split_once, unescape};
use crate::time::{parse_rfc3339, rfc3339};
use crate::{
    Filter, FilterKind, NumberTest, Schema, Test, TextOp, TimeTest, TimeUnit, read_number,
};

/// The filter as text, if its facet is known and has such tests.
pub(super) fn write(filter: &Filter, schema: &Schema) -> Option<String> {
    let facet = schema.facet(&filter.facet)?;
    if !filter.test.fits(facet.kind) {
        return None;
    }
    let facet = escape(&facet.id, ':');
    Some(match write_test(&filter.test) {
        (op, None) => format!("{facet}:{op}"),
        (op, Some(values)) => format!("{facet}:{op}:{values}"),
    })
}

/// The filter that [`write`] wrote, unless it isn't one.
pub(super) fn read(written: &str, schema: &Schema) -> Option<Filter> {
    let (facet, rest) = split_once(written, ':')?;
    let facet = schema.facet(&unescape(facet))?;
    let (op, values) = match rest.split_once(':') {
        Some((op, values)) => (op, Some(values)),
        None => (rest, None),
    };
    let test = match facet.kind {
        FilterKind::Text => read_text(op, values),
        FilterKind::Set { .. } => read_set(op, values),
        FilterKind::Timestamp => read_time(op, values).map(Test::Time),
        FilterKind::Number => read_number_test(op, values).map(Test::Number),
        FilterKind::Boolean => match (op, values) {
            ("true", None) => Some(Test::Boolean(true)),
            ("false", None) => Some(Test::Boolean(false)),
            _ => None,
        },
    }?;
    Some(Filter::new(facet.id.clone(), test))
}

const TEXT_OPS: [(TextOp, &str); 4] = [
    (TextOp::Contains, "contains"),
    (TextOp::Is, "is"),
    (TextOp::StartsWith, "starts"),
    (TextOp::Empty, "empty"),
];

fn write_test(test: &Test) -> (String, Option<String>) {
    match test {
        Test::Text {
            op,
            negated,
            values,
        } => {
            let name = TEXT_OPS.iter().find(|(other, _)| other == op);
            let name = name.map_or("", |(_, name)| name);
            let not = if *negated { "not-" } else { "" };
            (format!("{not}{name}"), write_values(values))
        }
        Test::Set {
            negated,
            values,
            beneath,
        } => {
            let name = if *negated { "none" } else { "any" };
            let only = if *beneath { "" } else { "-only" };
            (format!("{name}{only}"), write_values(values))
        }
        Test::Time(test) => write_time(*test),
        Test::Number(test) => {
            let (name, value) = match *test {
                NumberTest::Equal(value) => ("eq", value),
                NumberTest::NotEqual(value) => ("ne", value),
                NumberTest::Less(value) => ("lt", value),
                NumberTest::AtMost(value) => ("le", value),
                NumberTest::Greater(value) => ("gt", value),
                NumberTest::AtLeast(value) => ("ge", value),
                NumberTest::Between(low, high) => {
                    return ("between".to_owned(), Some(format!("{low},{high}")));
                }
            };
            (name.to_owned(), Some(value.to_string()))
        }
        Test::Boolean(value) => (value.to_string(), None),
    }
}

fn write_values(values: &[String]) -> Option<String> {
    let values: Vec<String> = values.iter().map(|value| escape(value, ',')).collect();
    (!values.is_empty()).then(|| values.join(","))
}

fn read_values(values: Option<&str>) -> Vec<String> {
    let values = values.map(|values| split(values, ','));
    values.into_iter().flatten().map(unescape).collect()
}

fn read_text(op: &str, values: Option<&str>) -> Option<Test> {
    let (negated, name) = match op.strip_prefix("not-") {
        Some(name) => (true, name),
        None => (false, op),
    };
    let (op, _) = TEXT_OPS.iter().find(|(_, other)| *other == name)?;
    Some(Test::Text {
        op: *op,
        negated,
        values: read_values(values),
    })
}

fn read_set(op: &str, values: Option<&str>) -> Option<Test> {
    let (negated, beneath) = match op {
        "any" => (false, true),
        "none" => (true, true),
        "any-only" => (false, false),
        "none-only" => (true, false),
        _ => return None,
    };
    Some(Test::Set {
        negated,
        values: read_values(values),
        beneath,
    })
}

fn write_time(test: TimeTest) -> (String, Option<String>) {
    let (name, value) = match test {
        TimeTest::Within { amount, unit } => ("within", Some(write_span(amount, unit))),
        TimeTest::OlderThan { amount, unit } => ("older", Some(write_span(amount, unit))),
        TimeTest::Before(end) => ("before", Some(rfc3339(end))),
        TimeTest::After(start) => ("after", Some(rfc3339(start))),
        TimeTest::Between(start, end) => (
            "between",
            Some(format!("{},{}", rfc3339(start), rfc3339(end))),
        ),
        TimeTest::Never => ("never", None),
    };
    (name.to_owned(), value)
}

fn read_time(op: &str, value: Option<&str>) -> Option<TimeTest> {
    let Some(value) = value else {
        return (op == "never").then_some(TimeTest::Never);
    };
    Some(match op {
        "within" => {
            let (amount, unit) = read_span(value)?;
            TimeTest::Within { amount, unit }
        }
        "older" => {
            let (amount, unit) = read_span(value)?;
            TimeTest::OlderThan { amount, unit }
        }
        "before" => TimeTest::Before(parse_rfc3339(value)?),
        "after" => TimeTest::After(parse_rfc3339(value)?),
        "between" => {
            let (start, end) = value.split_once(',')?;
            TimeTest::Between(parse_rfc3339(start)?, parse_rfc3339(end)?)
        }
        _ => return None,
    })
}

fn write_span(amount: u32, unit: TimeUnit) -> String {
    let unit = match unit {
        TimeUnit::Hours => 'h',
        TimeUnit::Days => 'd',
    };
    format!("{amount}{unit}")
}

fn read_span(text: &str) -> Option<(u32, TimeUnit)> {
    let (amount, unit) = match text.strip_suffix('h') {
        Some(amount) => (amount, TimeUnit::Hours),
        None => (text.strip_suffix('d')?, TimeUnit::Days),
    };
    Some((amount.parse().ok()?, unit))
}

fn read_number_test(op: &str, value: Option<&str>) -> Option<NumberTest> {
    let value = value?;
    if op == "between" {
        let (low, high) = value.split_once(',')?;
        return Some(NumberTest::Between(read_number(low)?, read_number(high)?));
    }
    let make = match op {
        "eq" => NumberTest::Equal,
        "ne" => NumberTest::NotEqual,
        "lt" => NumberTest::Less,
        "le" => NumberTest::AtMost,
        "gt" => NumberTest::Greater,
        "ge" => NumberTest::AtLeast,
        _ => return None,
    };
    read_number(value).map(make)
}
