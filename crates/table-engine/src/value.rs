//! The value of a cell.

use std::borrow::Cow;

use crate::Kind;

/// What stands between the texts of a list.
pub(crate) const LIST_SEPARATOR: &str = "; ";

/// The value of a cell, borrowed from its row where that is possible.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Value<'a> {
    /// Nothing: sorted last, an empty CSV cell, "Never" for a time.
    #[default]
    Empty,
    /// Text; `""` counts as nothing.
    Text(Cow<'a, str>),
    /// Several texts; none, or only empty ones, count as nothing.
    List(Vec<Cow<'a, str>>),
    /// Unix milliseconds.
    Time(i64),
    /// A number; `NaN` counts as nothing.
    Number(f64),
    /// True or false.
    Boolean(bool),
}

impl Value<'_> {
    /// Whether it counts as nothing.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.is_empty(),
            Self::List(texts) => texts.iter().all(|text| text.is_empty()),
            Self::Number(number) => number.is_nan(),
            Self::Time(_) | Self::Boolean(_) => false,
        }
    }

    /// Whether a column of this kind holds such values.
    pub(crate) const fn fits(&self, kind: Kind) -> bool {
        matches!(
            (self, kind),
            (Self::Text(_), Kind::Text | Kind::Id)
                | (Self::List(_), Kind::List)
                | (Self::Time(_), Kind::Timestamp)
                | (Self::Number(_), Kind::Number)
                | (Self::Boolean(_), Kind::Boolean)
        )
    }

    /// The text that search looks at; `time_text` writes an instant of Unix milliseconds.
    pub fn text(&self, time_text: &dyn Fn(i64) -> String) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Time(millis) => Cow::Owned(time_text(*millis)),
            _ if self.is_empty() => Cow::Borrowed(""),
            Self::Empty => Cow::Borrowed(""),
            Self::List(texts) => match texts.as_slice() {
                [one] => Cow::Borrowed(one),
                _ => Cow::Owned(texts.join(LIST_SEPARATOR)),
            },
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Boolean(true) => Cow::Borrowed("true"),
            Self::Boolean(false) => Cow::Borrowed("false"),
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a> From<Cow<'a, str>> for Value<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<Vec<Cow<'a, str>>> for Value<'a> {
    fn from(texts: Vec<Cow<'a, str>>) -> Self {
        Self::List(texts)
    }
}

impl From<f64> for Value<'_> {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}
