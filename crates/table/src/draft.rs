//! A filter while it is written: what the fields hold, as typed, and the test they make, or what is
//! wrong with them. Nothing typed is lost by choosing another operator or by a mistake.

use table_engine::{Filter, FilterKind, NumberTest, Test, TextOp, TimeTest, TimeUnit};

use crate::time_text::{Zone, iso_date, parse_date};

/// An operator as people choose it: the engine's, with the negations as operators of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Contains,
    ContainsNot,
    Is,
    IsNot,
    Starts,
    StartsNot,
    Empty,
    EmptyNot,
    AnyOf,
    NoneOf,
    Within,
    Older,
    Before,
    After,
    Between,
    Never,
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
    NumberBetween,
    True,
    False,
}

/// What an operator asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asks {
    Nothing,
    /// Any number of texts.
    Texts,
    /// Ticks.
    Picks,
    /// How many hours or days.
    Amount,
    Date,
    Dates,
    Number,
    Numbers,
}

/// What is wrong with a draft. The field that is to be mended comes with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    NoText,
    NoPick,
    Amount,
    Date(Field),
    /// The second date is before the first.
    Order,
    Number(Field),
    /// The second number is less than the first.
    NumberOrder,
}

/// A field of the editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    First,
    Second,
}

impl Fault {
    pub(crate) const fn field(self) -> Field {
        match self {
            Self::Date(field) | Self::Number(field) => field,
            Self::Order | Self::NumberOrder => Field::Second,
            Self::NoText | Self::NoPick | Self::Amount => Field::First,
        }
    }
}

const TEXT: [Operator; 8] = [
    Operator::Contains,
    Operator::ContainsNot,
    Operator::Is,
    Operator::IsNot,
    Operator::Starts,
    Operator::StartsNot,
    Operator::Empty,
    Operator::EmptyNot,
];
const SET: [Operator; 2] = [Operator::AnyOf, Operator::NoneOf];
const TIME: [Operator; 6] = [
    Operator::Within,
    Operator::Older,
    Operator::Before,
    Operator::After,
    Operator::Between,
    Operator::Never,
];
const NUMBER: [Operator; 7] = [
    Operator::Equal,
    Operator::NotEqual,
    Operator::Less,
    Operator::AtMost,
    Operator::Greater,
    Operator::AtLeast,
    Operator::NumberBetween,
];
const BOOLEAN: [Operator; 2] = [Operator::True, Operator::False];

impl Operator {
    /// The operators of a kind of filter; the first is the usual one.
    pub(crate) const fn of(kind: FilterKind) -> &'static [Self] {
        match kind {
            FilterKind::Text => &TEXT,
            FilterKind::Set { .. } => &SET,
            FilterKind::Timestamp => &TIME,
            FilterKind::Number => &NUMBER,
            FilterKind::Boolean => &BOOLEAN,
        }
    }

    pub(crate) const fn asks(self) -> Asks {
        match self {
            Self::Contains
            | Self::ContainsNot
            | Self::Is
            | Self::IsNot
            | Self::Starts
            | Self::StartsNot => Asks::Texts,
            Self::Empty | Self::EmptyNot | Self::Never | Self::True | Self::False => Asks::Nothing,
            Self::AnyOf | Self::NoneOf => Asks::Picks,
            Self::Within | Self::Older => Asks::Amount,
            Self::Before | Self::After => Asks::Date,
            Self::Between => Asks::Dates,
            Self::Equal
            | Self::NotEqual
            | Self::Less
            | Self::AtMost
            | Self::Greater
            | Self::AtLeast => Asks::Number,
            Self::NumberBetween => Asks::Numbers,
        }
    }

    /// The operator of a test.
    pub(crate) const fn of_test(test: &Test) -> Self {
        match test {
            Test::Text { op, negated, .. } => match (op, negated) {
                (TextOp::Contains, false) => Self::Contains,
                (TextOp::Contains, true) => Self::ContainsNot,
                (TextOp::Is, false) => Self::Is,
                (TextOp::Is, true) => Self::IsNot,
                (TextOp::StartsWith, false) => Self::Starts,
                (TextOp::StartsWith, true) => Self::StartsNot,
                (TextOp::Empty, false) => Self::Empty,
                (TextOp::Empty, true) => Self::EmptyNot,
            },
            Test::Set { negated: false, .. } => Self::AnyOf,
            Test::Set { negated: true, .. } => Self::NoneOf,
            Test::Time(test) => match test {
                TimeTest::Within { .. } => Self::Within,
                TimeTest::OlderThan { .. } => Self::Older,
                TimeTest::Before(_) => Self::Before,
                TimeTest::After(_) => Self::After,
                TimeTest::Between(..) => Self::Between,
                TimeTest::Never => Self::Never,
            },
            Test::Number(test) => match test {
                NumberTest::Equal(_) => Self::Equal,
                NumberTest::NotEqual(_) => Self::NotEqual,
                NumberTest::Less(_) => Self::Less,
                NumberTest::AtMost(_) => Self::AtMost,
                NumberTest::Greater(_) => Self::Greater,
                NumberTest::AtLeast(_) => Self::AtLeast,
                NumberTest::Between(..) => Self::NumberBetween,
            },
            Test::Boolean(true) => Self::True,
            Test::Boolean(false) => Self::False,
        }
    }
}

/// A filter while it is written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Draft {
    pub facet: String,
    pub kind: FilterKind,
    pub operator: Operator,
    /// The texts or ticked values.
    pub values: Vec<String>,
    /// The first field, as typed: a text that is not among the values yet, an amount, or a number.
    pub typed: String,
    /// The second number, as typed.
    pub typed_to: String,
    pub unit: TimeUnit,
    /// Local days, `YYYY-MM-DD`.
    pub from: String,
    pub to: String,
    /// A ticked value finds what lies beneath it too.
    pub beneath: bool,
    /// The instants that `from` and `to` were made of. A link from another zone has instants that
    /// are not this zone's midnights; they stay as they are until a day is changed.
    kept: Option<(String, String, TimeTest)>,
}

impl Draft {
    /// An empty one.
    pub(crate) fn new(facet: String, kind: FilterKind) -> Self {
        Self {
            facet,
            kind,
            operator: Operator::of(kind)[0],
            values: Vec::new(),
            typed: String::new(),
            typed_to: String::new(),
            unit: TimeUnit::Days,
            from: String::new(),
            to: String::new(),
            beneath: true,
            kept: None,
        }
    }

    /// One that holds what a filter says.
    pub(crate) fn of(filter: &Filter, kind: FilterKind, zone: Zone) -> Self {
        let mut draft = Self::new(filter.facet.clone(), kind);
        draft.operator = Operator::of_test(&filter.test);
        let day = |ms: i64| iso_date(zone.civil(ms));
        match &filter.test {
            Test::Text { values, .. } => {
                draft.values.clone_from(values);
                // A single text is edited in the field.
                if values.len() == 1 {
                    draft.typed = draft.values.pop().unwrap_or_default();
                }
            }
            Test::Set {
                values, beneath, ..
            } => {
                draft.values.clone_from(values);
                draft.beneath = *beneath;
            }
            Test::Time(test) => {
                match *test {
                    TimeTest::Within { amount, unit } | TimeTest::OlderThan { amount, unit } => {
                        draft.typed = amount.to_string();
                        draft.unit = unit;
                    }
                    TimeTest::Before(ms) => draft.from = day(ms),
                    // The last moment of the day after which it is.
                    TimeTest::After(ms) => draft.from = day(ms - 1),
                    TimeTest::Between(start, end) => {
                        draft.from = day(start);
                        draft.to = day(end - 1);
                    }
                    TimeTest::Never => {}
                }
                draft.kept = Some((draft.from.clone(), draft.to.clone(), *test));
            }
            Test::Number(test) => match *test {
                NumberTest::Between(low, high) => {
                    draft.typed = low.to_string();
                    draft.typed_to = high.to_string();
                }
                NumberTest::Equal(value)
                | NumberTest::NotEqual(value)
                | NumberTest::Less(value)
                | NumberTest::AtMost(value)
                | NumberTest::Greater(value)
                | NumberTest::AtLeast(value) => draft.typed = value.to_string(),
            },
            Test::Boolean(_) => {}
        }
        draft
    }

    /// Adds what is typed to the texts; whether there was something.
    pub(crate) fn add_typed(&mut self) -> bool {
        let text = std::mem::take(&mut self.typed);
        let text = text.trim();
        if text.is_empty() {
            return false;
        }
        if !self.values.iter().any(|value| value == text) {
            self.values.push(text.to_owned());
        }
        true
    }

    /// Adds the lines of a pasted text to the texts, if there are several; whether there were.
    pub(crate) fn add_lines(&mut self, pasted: &str) -> bool {
        let lines: Vec<&str> = pasted
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        if lines.len() < 2 {
            return false;
        }
        for line in lines {
            if !self.values.iter().any(|value| value == line) {
                self.values.push(line.to_owned());
            }
        }
        true
    }

    /// Ticks or unticks a value.
    pub(crate) fn toggle(&mut self, value: &str) {
        match self.values.iter().position(|v| v == value) {
            Some(at) => {
                self.values.remove(at);
            }
            None => self.values.push(value.to_owned()),
        }
    }

    /// Back to empty, with the same operator.
    pub(crate) fn clear(&mut self) {
        let operator = self.operator;
        *self = Self::new(std::mem::take(&mut self.facet), self.kind);
        self.operator = operator;
    }

    /// The test that the fields make.
    pub(crate) fn test(&self, zone: Zone) -> Result<Test, Fault> {
        let text = |op, negated| self.texts(op, negated);
        Ok(match self.operator {
            Operator::Contains => text(TextOp::Contains, false)?,
            Operator::ContainsNot => text(TextOp::Contains, true)?,
            Operator::Is => text(TextOp::Is, false)?,
            Operator::IsNot => text(TextOp::Is, true)?,
            Operator::Starts => text(TextOp::StartsWith, false)?,
            Operator::StartsNot => text(TextOp::StartsWith, true)?,
            Operator::Empty => Test::Text {
                op: TextOp::Empty,
                negated: false,
                values: Vec::new(),
            },
            Operator::EmptyNot => Test::Text {
                op: TextOp::Empty,
                negated: true,
                values: Vec::new(),
            },
            Operator::AnyOf | Operator::NoneOf => {
                if self.values.is_empty() {
                    return Err(Fault::NoPick);
                }
                let negated = self.operator == Operator::NoneOf;
                Test::Set {
                    negated,
                    values: self.values.clone(),
                    beneath: self.beneath,
                }
            }
            Operator::Within => Test::Time(TimeTest::Within {
                amount: self.amount()?,
                unit: self.unit,
            }),
            Operator::Older => Test::Time(TimeTest::OlderThan {
                amount: self.amount()?,
                unit: self.unit,
            }),
            Operator::Before | Operator::After | Operator::Between => Test::Time(self.days(zone)?),
            Operator::Never => Test::Time(TimeTest::Never),
            Operator::Equal => Test::Number(NumberTest::Equal(self.number()?)),
            Operator::NotEqual => Test::Number(NumberTest::NotEqual(self.number()?)),
            Operator::Less => Test::Number(NumberTest::Less(self.number()?)),
            Operator::AtMost => Test::Number(NumberTest::AtMost(self.number()?)),
            Operator::Greater => Test::Number(NumberTest::Greater(self.number()?)),
            Operator::AtLeast => Test::Number(NumberTest::AtLeast(self.number()?)),
            Operator::NumberBetween => {
                let (from, to) = (self.number()?, number(&self.typed_to, Field::Second)?);
                if to < from {
                    return Err(Fault::NumberOrder);
                }
                Test::Number(NumberTest::Between(from, to))
            }
            Operator::True => Test::Boolean(true),
            Operator::False => Test::Boolean(false),
        })
    }

    /// The filter that the fields make.
    pub(crate) fn filter(&self, zone: Zone) -> Result<Filter, Fault> {
        Ok(Filter {
            facet: self.facet.clone(),
            test: self.test(zone)?,
        })
    }

    fn texts(&self, op: TextOp, negated: bool) -> Result<Test, Fault> {
        let mut all = self.clone();
        all.add_typed();
        if all.values.is_empty() {
            Err(Fault::NoText)
        } else {
            Ok(Test::Text {
                op,
                negated,
                values: all.values,
            })
        }
    }

    fn amount(&self) -> Result<u32, Fault> {
        let amount = self.typed.trim().parse().ok();
        amount
            .filter(|amount| (1..=100_000).contains(amount))
            .ok_or(Fault::Amount)
    }

    fn number(&self) -> Result<f64, Fault> {
        number(&self.typed, Field::First)
    }

    fn days(&self, zone: Zone) -> Result<TimeTest, Fault> {
        if let Some((from, to, test)) = &self.kept
            && (from, to) == (&self.from, &self.to)
            && Operator::of_test(&Test::Time(*test)) == self.operator
        {
            return Ok(*test);
        }
        let start = |text: &str, field| {
            parse_date(text)
                .map(|(y, m, d)| zone.day_start(y, m, d))
                .ok_or(Fault::Date(field))
        };
        let from = start(&self.from, Field::First)?;
        Ok(match self.operator {
            Operator::Before => TimeTest::Before(from),
            Operator::After => TimeTest::After(zone.next_day_start(from)),
            _ => {
                let to = start(&self.to, Field::Second)?;
                if to < from {
                    return Err(Fault::Order);
                }
                TimeTest::Between(from, zone.next_day_start(to))
            }
        })
    }
}

/// Reads a number; a comma may stand for the decimal point.
fn number(text: &str, field: Field) -> Result<f64, Fault> {
    table_engine::read_number(&text.trim().replace(',', ".")).ok_or(Fault::Number(field))
}

#[cfg(test)]
#[path = "draft_tests.rs"]
mod tests;
