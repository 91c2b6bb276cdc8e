//! Filters.

use serde::{Deserialize, Serialize};

use crate::FilterKind;

/// How far a clock may run behind the one that wrote a time: what is this much in the future still counts as within the last hours.
pub const CLOCK_TOLERANCE_MS: i64 = 5 * 60 * 1000;

/// A filter: rows pass whose facet passes the test. Values within a test are OR, filters are AND.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Filter {
    /// The facet's id.
    pub facet: String,
    /// What it must pass.
    pub test: Test,
}

impl Filter {
    /// A filter of the facet with this id.
    pub fn new(facet: impl Into<String>, test: Test) -> Self {
        Self {
            facet: facet.into(),
            test,
        }
    }
}

/// What a facet must pass. A test that is not of the facet's kind lets every row pass, and so does a list without values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// Compared without regard to case and accents.
    Text {
        /// How.
        op: TextOp,
        /// Rows pass that the test would refuse.
        #[serde(default)]
        negated: bool,
        /// Any of these; of no meaning to [`TextOp::Empty`].
        #[serde(default)]
        values: Vec<String>,
    },
    /// Value ids, compared exactly; `""` is that of a row without a value.
    Set {
        /// None of them instead of any of them.
        #[serde(default)]
        negated: bool,
        /// The value ids.
        values: Vec<String>,
        /// Values that lie beneath these count too, where the facet is hierarchical. True unless said otherwise.
        #[serde(default = "yes")]
        beneath: bool,
    },
    /// A time.
    Time(TimeTest),
    /// A number.
    Number(NumberTest),
    /// True or false; an empty value is neither.
    Boolean(bool),
}

const fn yes() -> bool {
    true
}

impl Test {
    /// A text test that is not negated.
    pub fn text(op: TextOp, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::Text {
            op,
            negated: false,
            values: values.into_iter().map(Into::into).collect(),
        }
    }

    /// Any of these values of a set, and what lies beneath them.
    pub fn any_of(values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::Set {
            negated: false,
            values: values.into_iter().map(Into::into).collect(),
            beneath: true,
        }
    }

    /// None of these values of a set, nor what lies beneath them.
    pub fn none_of(values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::Set {
            negated: true,
            values: values.into_iter().map(Into::into).collect(),
            beneath: true,
        }
    }

    /// Whether a facet of this kind has such tests.
    pub const fn fits(&self, kind: FilterKind) -> bool {
        matches!(
            (self, kind),
            (Self::Text { .. }, FilterKind::Text)
                | (Self::Set { .. }, FilterKind::Set { .. })
                | (Self::Time(_), FilterKind::Timestamp)
                | (Self::Number(_), FilterKind::Number)
                | (Self::Boolean(_), FilterKind::Boolean)
        )
    }

    /// Whether the clock has a say in it.
    pub const fn is_relative(&self) -> bool {
        matches!(
            self,
            Self::Time(TimeTest::Within { .. } | TimeTest::OlderThan { .. })
        )
    }

    /// Whether it lets every row pass because it has no values to look for.
    pub(crate) const fn is_open(&self) -> bool {
        match self {
            Self::Text { op, values, .. } => !matches!(op, TextOp::Empty) && values.is_empty(),
            Self::Set { values, .. } => values.is_empty(),
            _ => false,
        }
    }
}

/// How text is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextOp {
    /// It is somewhere in the text.
    Contains,
    /// It is the text.
    Is,
    /// The text starts with it.
    StartsWith,
    /// There is no text.
    Empty,
}

/// A test of a time. An empty time passes only [`TimeTest::Never`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeTest {
    /// At most this long ago.
    Within {
        /// How many.
        amount: u32,
        /// Of what.
        unit: TimeUnit,
    },
    /// Longer ago than this.
    OlderThan {
        /// How many.
        amount: u32,
        /// Of what.
        unit: TimeUnit,
    },
    /// Before this instant, in Unix milliseconds.
    Before(i64),
    /// At or after this instant, in Unix milliseconds.
    After(i64),
    /// At or after the first instant and before the second, in Unix milliseconds.
    Between(i64, i64),
    /// There is no time.
    Never,
}

impl TimeTest {
    /// Whether a time passes, both in Unix milliseconds.
    pub fn accepts(&self, time: Option<i64>, now: i64) -> bool {
        let Some(time) = time else {
            return *self == Self::Never;
        };
        match *self {
            Self::Within { amount, unit } => {
                time >= unit.before(now, amount) && time <= now.saturating_add(CLOCK_TOLERANCE_MS)
            }
            Self::OlderThan { amount, unit } => time < unit.before(now, amount),
            Self::Before(end) => time < end,
            Self::After(start) => time >= start,
            Self::Between(start, end) => start <= time && time < end,
            Self::Never => false,
        }
    }
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// 60 minutes.
    Hours,
    /// 24 hours.
    Days,
}

impl TimeUnit {
    /// The instant so many before `now`, in Unix milliseconds.
    fn before(self, now: i64, amount: u32) -> i64 {
        let hours = match self {
            Self::Hours => 1,
            Self::Days => 24,
        };
        now.saturating_sub(i64::from(amount) * hours * 3_600_000)
    }
}

/// A test of a number. An empty number passes only [`NumberTest::NotEqual`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberTest {
    /// =
    Equal(f64),
    /// ≠
    NotEqual(f64),
    /// <
    Less(f64),
    /// ≤
    AtMost(f64),
    /// >
    Greater(f64),
    /// ≥
    AtLeast(f64),
    /// ≥ the first and ≤ the second.
    Between(f64, f64),
}

impl NumberTest {
    /// Whether a number passes.
    #[expect(clippy::float_cmp, reason = "equal means equal")]
    pub fn accepts(&self, number: Option<f64>) -> bool {
        let Some(number) = number else {
            return matches!(self, Self::NotEqual(_));
        };
        match *self {
            Self::Equal(other) => number == other,
            Self::NotEqual(other) => number != other,
            Self::Less(other) => number < other,
            Self::AtMost(other) => number <= other,
            Self::Greater(other) => number > other,
            Self::AtLeast(other) => number >= other,
            Self::Between(low, high) => low <= number && number <= high,
        }
    }
}
