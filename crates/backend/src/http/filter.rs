//! `filterBy`: a comma-joined list of `field op value`, all of which must hold.
//!
//! Operators: `==` `!=` `<=` `>=` `=@` (contains) `!@` (doesn't) `=^` (starts with) `=$` (ends with). Texts are compared
//! exactly by `==` and `!=`, and without regard to case by the others. A comma in a value is written `\,`.

use std::borrow::Cow;

use shared::Timestamp;

use super::{ApiError, Query};

/// How a condition compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Op {
    Is,
    IsNot,
    AtMost,
    AtLeast,
    Contains,
    Lacks,
    Starts,
    Ends,
}

const OPS: [(&str, Op); 8] = [
    ("==", Op::Is),
    ("!=", Op::IsNot),
    ("<=", Op::AtMost),
    (">=", Op::AtLeast),
    ("=@", Op::Contains),
    ("!@", Op::Lacks),
    ("=^", Op::Starts),
    ("=$", Op::Ends),
];

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Free text.
    Text,
    /// A whole number.
    Number,
    /// An instant, RFC 3339.
    Time,
}

/// A field that can be filtered by, and what it holds.
pub type Field = (&'static str, Kind);

/// A field's value in one row.
#[derive(Debug, Clone, PartialEq)]
pub enum Seen<'a> {
    /// The row has none.
    Absent,
    /// A text.
    Text(Cow<'a, str>),
    /// A number.
    Number(i64),
    /// An instant.
    Time(Timestamp),
}

impl<'a> From<&'a str> for Seen<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

#[derive(Debug, Clone)]
enum Wanted {
    Text { exact: String, lower: String },
    Number(i64),
    Time(Timestamp),
}

#[derive(Debug, Clone)]
struct Condition {
    field: &'static str,
    op: Op,
    wanted: Wanted,
}

/// The conditions of a query; without any, everything matches.
#[derive(Debug, Clone, Default)]
pub struct FilterBy(Vec<Condition>);

impl FilterBy {
    /// The query's `filterBy` over these fields. A malformed one is refused with the part that is wrong.
    pub fn parse(query: &Query, fields: &'static [Field]) -> Result<Self, ApiError> {
        let Some(text) = query.get("filterBy") else {
            return Ok(Self::default());
        };
        split(text)
            .iter()
            .enumerate()
            .map(|(index, part)| {
                condition(part, fields).map_err(|why| {
                    ApiError::invalid(
                        "filterBy",
                        format!("filterBy, part {} ({part:?}): {why}", index + 1),
                    )
                    .details(part.clone())
                })
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether there is no condition.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Replaces the text that a field is compared with, where two texts mean the same.
    pub fn same(&mut self, field: &str, from: &str, to: &str) {
        for condition in &mut self.0 {
            if condition.field == field
                && let Wanted::Text { exact, lower } = &mut condition.wanted
                && exact == from
            {
                to.clone_into(exact);
                to.clone_into(lower);
            }
        }
    }

    /// Whether a row meets all conditions. `value`: its value of a field.
    pub fn matches<'a>(&self, value: impl Fn(&str) -> Seen<'a>) -> bool {
        self.0
            .iter()
            .all(|condition| condition.holds(&value(condition.field)))
    }
}

impl Condition {
    fn holds(&self, seen: &Seen<'_>) -> bool {
        let order = match (seen, &self.wanted) {
            (Seen::Absent, _) => return matches!(self.op, Op::IsNot | Op::Lacks),
            (Seen::Text(text), Wanted::Text { exact, lower }) => {
                let folded = || text.to_lowercase();
                match self.op {
                    Op::Contains => return folded().contains(lower),
                    Op::Lacks => return !folded().contains(lower),
                    Op::Starts => return folded().starts_with(lower),
                    Op::Ends => return folded().ends_with(lower),
                    Op::Is | Op::IsNot => text.as_ref().cmp(exact),
                    Op::AtMost | Op::AtLeast => folded().cmp(lower),
                }
            }
            (Seen::Number(number), Wanted::Number(wanted)) => number.cmp(wanted),
            (Seen::Time(time), Wanted::Time(wanted)) => time.cmp(wanted),
            _ => return false,
        };
        match self.op {
            Op::Is => order.is_eq(),
            Op::IsNot => order.is_ne(),
            Op::AtMost => order.is_le(),
            Op::AtLeast => order.is_ge(),
            Op::Contains | Op::Lacks | Op::Starts | Op::Ends => false,
        }
    }
}

/// The parts between commas that are not escaped, with `\,` as a comma.
fn split(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' if rest.peek() == Some(&',') => {
                rest.next();
                if let Some(part) = parts.last_mut() {
                    part.push(',');
                }
            }
            ',' => parts.push(String::new()),
            c => {
                if let Some(part) = parts.last_mut() {
                    part.push(c);
                }
            }
        }
    }
    parts
}

fn condition(part: &str, fields: &'static [Field]) -> Result<Condition, String> {
    let end = part
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(part.len());
    let (name, rest) = part.split_at(end);
    let rest = rest.trim_start();
    let names = || {
        let names: Vec<_> = fields.iter().map(|(name, _)| *name).collect();
        names.join(", ")
    };
    let Some(&(field, kind)) = fields.iter().find(|(known, _)| *known == name) else {
        return Err(format!("it must begin with one of the fields {}.", names()));
    };
    let Some((op, value)) = OPS
        .iter()
        .find_map(|(text, op)| Some((*op, rest.strip_prefix(text)?)))
    else {
        return Err(format!(
            "after {field} comes one of the operators == != <= >= =@ !@ =^ =$."
        ));
    };
    let value = value.trim();
    let of_texts = matches!(op, Op::Contains | Op::Lacks | Op::Starts | Op::Ends);
    let wanted = match kind {
        Kind::Text => Wanted::Text {
            exact: value.to_owned(),
            lower: value.to_lowercase(),
        },
        Kind::Number | Kind::Time if of_texts => {
            return Err(format!("{field} is no text: use == != <= or >=."));
        }
        Kind::Number => Wanted::Number(
            value
                .parse()
                .map_err(|_| format!("{field} is a whole number."))?,
        ),
        Kind::Time => Wanted::Time(Timestamp::parse(value).ok_or_else(|| {
            format!("{field} is a time in RFC 3339, such as 2026-03-29T00:30:00Z.")
        })?),
    };
    Ok(Condition { field, op, wanted })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: &[Field] = &[
        ("name", Kind::Text),
        ("roleId", Kind::Number),
        ("createdAt", Kind::Time),
        ("deletedAt", Kind::Time),
    ];

    fn row(field: &str) -> Seen<'static> {
        match field {
            "name" => "Research, East".into(),
            "roleId" => Seen::Number(7),
            "createdAt" => Seen::Time(Timestamp::from_millis(1000)),
            _ => Seen::Absent,
        }
    }

    fn parsed(text: &str) -> Result<FilterBy, ApiError> {
        FilterBy::parse(&Query::of(&[("filterBy", text)]), FIELDS)
    }

    #[test]
    fn every_operator_compares() {
        for (text, holds) in [
            (r"name==Research\, East", true),
            (r"name==research\, east", false),
            (r"name!=Research\, East", false),
            ("name=@EAST", true),
            ("name!@east", false),
            ("name=^rese", true),
            ("name=$east", true),
            ("name=$rese", false),
            ("roleId==7", true),
            ("roleId<=6", false),
            ("roleId>=7,name=@east", true),
            ("roleId>=7,name=@west", false),
            ("createdAt>=1970-01-01T00:00:01Z", true),
            ("createdAt<=1970-01-01T00:00:00Z", false),
            ("deletedAt==1970-01-01T00:00:00Z", false),
            ("deletedAt!=1970-01-01T00:00:00Z", true),
        ] {
            assert_eq!(parsed(text).unwrap().matches(row), holds, "{text}");
        }
        assert!(FilterBy::default().matches(row));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, part) in [
            ("name==a,,roleId==1", "part 2"),
            ("nmae==a", "part 1 (\"nmae==a\")"),
            ("name", "operators"),
            ("name=a", "operators"),
            ("roleId==x", "whole number"),
            ("roleId=@1", "no text"),
            ("createdAt>=yesterday", "RFC 3339"),
        ] {
            let error = parsed(text).unwrap_err();
            assert_eq!(error.field.as_deref(), Some("filterBy"));
            assert!(error.message.contains(part), "{text}: {}", error.message);
        }
    }
}
