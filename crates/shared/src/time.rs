use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An instant, in milliseconds since the Unix epoch. On the wire: RFC 3339 in UTC with `Z`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The last instant that can be written in every time zone: almost the end of the year 9999.
    const MAX: i64 = 253_402_207_200_000;
    /// The first: the start of the year 0.
    const MIN: i64 = -62_167_219_200_000;

    /// From milliseconds since the Unix epoch. Instants outside the years 0 to 9999 (less a day) become the nearest inside.
    pub const fn from_millis(millis: i64) -> Self {
        if millis < Self::MIN {
            Self(Self::MIN)
        } else if millis > Self::MAX {
            Self(Self::MAX)
        } else {
            Self(millis)
        }
    }

    /// Milliseconds since the Unix epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Parses RFC 3339 with any offset; parts of a second beyond milliseconds are cut.
    pub fn parse(text: &str) -> Option<Self> {
        let instant: jiff::Timestamp = text.parse().ok()?;
        Some(Self::from_millis(instant.as_millisecond()))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(instant) => write!(f, "{instant}"),
            Err(_) => Err(fmt::Error), // excluded by `from_millis`
        }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| de::Error::custom("not an RFC 3339 time such as 2026-03-29T00:30:00Z"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_utc_with_z_and_only_the_needed_fraction() {
        assert_eq!(
            Timestamp::from_millis(0).to_string(),
            "1970-01-01T00:00:00Z"
        );
        assert_eq!(
            Timestamp::from_millis(1_774_744_200_500).to_string(),
            "2026-03-29T00:30:00.5Z"
        );
    }

    #[test]
    fn an_offset_does_not_change_the_instant() {
        assert_eq!(
            Timestamp::parse("2026-03-29T02:30:00+02:00"),
            Timestamp::parse("2026-03-29T00:30:00Z")
        );
    }

    #[test]
    fn round_trips_at_the_edges() {
        for millis in [i64::MIN, Timestamp::MIN, -1, 0, 1, Timestamp::MAX, i64::MAX] {
            let instant = Timestamp::from_millis(millis);
            assert_eq!(Timestamp::parse(&instant.to_string()), Some(instant));
        }
    }

    #[test]
    fn refuses_what_is_no_instant() {
        for text in ["", "2026-03-29", "2026-03-29T02:30:00", "yesterday"] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }
}
