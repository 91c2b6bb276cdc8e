use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An instant, in milliseconds since the Unix epoch. On the wire: RFC 3339 in UTC with `Z`.
///
/// Parsed and written here because a time library costs the page over 40 KB of compressed wasm; the tests hold it
/// against one.
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

    /// Parses an RFC 3339 date and time with any offset; parts of a second beyond milliseconds are cut. A leap second
    /// (`:60`) counts as the second after.
    pub fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.split_once(['T', 't', ' '])?;
        let (year, month, day) = fixed_fields(date, b'-', 4)?;
        let clock_length = 8;
        let (hour, minute, second) = fixed_fields(time.get(..clock_length)?, b':', 2)?;
        let mut rest = time.get(clock_length..)?;
        let mut millis = 0;
        if let Some(fraction) = rest.strip_prefix('.') {
            let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
            if length == 0 {
                return None;
            }
            for index in 0..3 {
                let digit = fraction.as_bytes()[..length]
                    .get(index)
                    .map_or(0, |byte| byte - b'0');
                millis = millis * 10 + i64::from(digit);
            }
            rest = &fraction[length..];
        }
        let offset_minutes = match rest {
            "Z" | "z" => 0,
            _ => {
                let sign = match rest.as_bytes().first()? {
                    b'+' => 1,
                    b'-' => -1,
                    _ => return None,
                };
                let (hours, minutes) = rest.get(1..)?.split_once(':')?;
                let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
                if hours > 23 || minutes > 59 {
                    return None;
                }
                sign * (hours * 60 + minutes)
            }
        };
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let days = days_from_civil(year, month, day)?;
        let seconds = ((days * 24 + hour) * 60 + minute - offset_minutes) * 60 + second;
        Some(Self::from_millis(seconds * 1000 + millis))
    }

    /// Year, month (1 to 12) and day (1 to 31) in UTC.
    pub const fn civil_date(self) -> (i64, i64, i64) {
        civil_from_days(self.0.div_euclid(86_400_000))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil_date();
        let of_day = self.0.rem_euclid(86_400_000);
        let (hour, minute, second) = (of_day / 3_600_000, of_day / 60_000 % 60, of_day / 1000 % 60);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
        )?;
        match of_day % 1000 {
            0 => {}
            millis if millis % 100 == 0 => write!(f, ".{}", millis / 100)?,
            millis if millis % 10 == 0 => write!(f, ".{:02}", millis / 10)?,
            millis => write!(f, ".{millis:03}")?,
        }
        f.write_str("Z")
    }
}

/// Three numbers between separators: the first of `first` digits, the others of two.
fn fixed_fields(text: &str, separator: u8, first: usize) -> Option<(i64, i64, i64)> {
    let mut fields = text.split(char::from(separator));
    let found = (
        digits(fields.next()?, first)?,
        digits(fields.next()?, 2)?,
        digits(fields.next()?, 2)?,
    );
    fields.next().is_none().then_some(found)
}

/// A number of exactly so many ASCII digits.
fn digits(text: &str, length: usize) -> Option<i64> {
    let fits = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar; `None` for a day that the month doesn't have.
/// The year is taken to start in March, so that the leap day is its last
/// (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) || day < 1 {
        return None;
    }
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = era * 146_097 + day_of_era - 719_468;
    (civil_from_days(days) == (year, month, day)).then_some(days)
}

/// The inverse of [`days_from_civil`].
const fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + (month <= 2) as i64;
    (year, month, day)
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

    proptest::proptest! {
        #[test]
        fn agrees_with_a_time_library(millis in Timestamp::MIN..=Timestamp::MAX, offset in -1439_i64..=1439) {
            let instant = Timestamp::from_millis(millis);
            let theirs = jiff::Timestamp::from_millisecond(millis).unwrap();
            assert_eq!(instant.to_string(), theirs.to_string());
            let zone = jiff::tz::Offset::from_seconds(i32::try_from(offset * 60).unwrap()).unwrap();
            let local = zone.to_datetime(theirs);
            if (0..=9999).contains(&local.year()) {
                let sign = if offset < 0 { '-' } else { '+' };
                let text = format!("{local}{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60);
                assert_eq!(Timestamp::parse(&text), Some(instant), "{text}");
            }
        }

        #[test]
        fn parsing_never_panics(text in ".{0,40}|[-0-9:TZ+. ]{0,30}") {
            let _ = Timestamp::parse(&text);
        }
    }

    #[test]
    fn refuses_what_is_no_instant() {
        for text in [
            "",
            "2026-03-29",
            "2026-03-29T02:30:00",
            "yesterday",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00+24:00",
            "+2026-01-01T00:00:00Z",
            "2026-1-1T00:00:00Z",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }
}
