//! Instants as text: RFC 3339 in UTC. Written here because a time library costs a page over 40 KB.

use std::fmt::Write;

const DAY_MS: i64 = 86_400_000;

/// An instant of Unix milliseconds as RFC 3339 in UTC, with parts of a second only where there are any. A year outside
/// 0 to 9999, which RFC 3339 does not have, is written with its sign or all its digits.
pub(crate) fn rfc3339(millis: i64) -> String {
    let mut text = String::with_capacity(24);
    push_rfc3339(millis, &mut text);
    text
}

/// Appends the same.
fn push_rfc3339(millis: i64, text: &mut String) {
    push_date(millis.div_euclid(DAY_MS), text);
    push_time(millis.rem_euclid(DAY_MS), text);
}

/// The dates of days that were written last: the times of a table are of few days.
pub(crate) struct Days {
    /// A day since 1970-01-01 and its date, each where its number says.
    known: Vec<(i64, String)>,
}

impl Default for Days {
    fn default() -> Self {
        Self {
            known: vec![(i64::MAX, String::new()); 1024],
        }
    }
}

impl Days {
    /// Appends an instant of Unix milliseconds as [`rfc3339`] has it.
    pub(crate) fn push(&mut self, millis: i64, text: &mut String) {
        let day = millis.div_euclid(DAY_MS);
        let at = usize::try_from(day.rem_euclid(1024)).unwrap_or_default();
        let (known, date) = &mut self.known[at];
        if *known != day {
            *known = day;
            date.clear();
            push_date(day, date);
        }
        text.push_str(date);
        push_time(millis.rem_euclid(DAY_MS), text);
    }
}

fn push_date(days: i64, text: &mut String) {
    let (year, month, day) = civil_from_days(days);
    if (0..=9999).contains(&year) {
        push_two(text, year / 100);
        push_two(text, year % 100);
    } else {
        let sign = if year < 0 { "-" } else { "" };
        // Writing to a string doesn't fail.
        let _ = write!(text, "{sign}{:04}", year.unsigned_abs());
    }
    for number in [month, day] {
        text.push('-');
        push_two(text, number);
    }
}

/// Milliseconds of a day, from the `T` on.
fn push_time(of_day: i64, text: &mut String) {
    let of_day = u32::try_from(of_day).unwrap_or_default();
    let seconds = of_day / 1000;
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let digit = |number: u32| u8::try_from(number % 10).unwrap_or_default() + b'0';
    let mut written = *b"T00:00:00";
    for (at, number) in [(1, hour), (4, minute), (7, second)] {
        written[at] = digit(number / 10);
        written[at + 1] = digit(number);
    }
    text.push_str(std::str::from_utf8(&written).unwrap_or_default());
    let part = of_day % 1000;
    if part != 0 {
        let _ = write!(text, ".{part:03}");
        text.truncate(text.trim_end_matches('0').len());
    }
    text.push('Z');
}

/// A number below 100 in two digits.
fn push_two(text: &mut String, number: i64) {
    let digit = |number: i64| b'0' + u8::try_from(number % 10).unwrap_or_default();
    let digits = [digit(number / 10), digit(number)];
    text.push_str(std::str::from_utf8(&digits).unwrap_or_default());
}

/// `YYYY-MM-DD HH:MM` in UTC: how an instant of Unix milliseconds shows where nothing is known of the zone.
pub(crate) fn utc_minute(millis: i64) -> String {
    let mut text = rfc3339(millis);
    let date = text.find('T').unwrap_or(0);
    text.truncate(date + "THH:MM".len());
    text.replace_range(date..=date, " ");
    text
}

/// Unix milliseconds of an instant that [`rfc3339`] wrote, or of any other in UTC.
pub(crate) fn parse_rfc3339(text: &str) -> Option<i64> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let (date, sign) = match date.strip_prefix('-') {
        Some(date) => (date, -1),
        None => (date, 1),
    };
    let mut date = date.split('-');
    let year = date.next().filter(|year| year.len() >= 4)?;
    let (year, month, day) = (
        sign * digits(year)?,
        two_digits(date.next()?)?,
        two_digits(date.next()?)?,
    );
    let (clock, part) = time.split_once('.').unwrap_or((time, "0"));
    let mut clock = clock.split(':');
    let (hour, minute, second) = (
        two_digits(clock.next()?)?,
        two_digits(clock.next()?)?,
        two_digits(clock.next()?)?,
    );
    if date.next().is_some() || clock.next().is_some() || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    digits(part)?;
    let millis = part
        .bytes()
        .chain(*b"00")
        .take(3)
        .fold(0, |millis, digit| millis * 10 + i64::from(digit - b'0'));
    let days = days_from_civil(year, month, day)?;
    // In 128 bits, so that even the first and last instants come back.
    let of_day = ((hour * 60 + minute) * 60 + second) * 1000 + millis;
    i64::try_from(i128::from(days) * i128::from(DAY_MS) + i128::from(of_day)).ok()
}

fn digits(text: &str) -> Option<i64> {
    let all = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if all { text.parse().ok() } else { None }
}

fn two_digits(text: &str) -> Option<i64> {
    digits(text).filter(|_| text.len() == 2)
}

/// Days since 1970-01-01 of a date of the Gregorian calendar, which must exist.
fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    // Far beyond all instants of 64 bits.
    if year.abs() > 400_000_000 || !(1..=12).contains(&month) {
        return None;
    }
    // Years start in March, so that the leap day is the last.
    let shifted = if month > 2 { year } else { year - 1 };
    let era = shifted.div_euclid(400);
    let of_era = shifted.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    (civil_from_days(days) == (year, month, day)).then_some(days)
}

/// Year, month and day of the Gregorian calendar, of days since 1970-01-01.
const fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_and_reads_instants() {
        for (millis, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_773_111_600_000, "2026-03-10T03:00:00Z"),
            (1_773_111_600_120, "2026-03-10T03:00:00.12Z"),
            (-62_167_219_200_001, "-0001-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(rfc3339(millis), text);
            assert_eq!(parse_rfc3339(text), Some(millis));
        }
        for millis in [i64::MIN, i64::MIN + 1, i64::MAX, i64::MAX - 999] {
            assert_eq!(parse_rfc3339(&rfc3339(millis)), Some(millis));
        }
        assert_eq!(utc_minute(1_773_111_600_000), "2026-03-10 03:00");
    }

    #[test]
    fn refuses_what_is_no_instant() {
        for text in [
            "",
            "Z",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:00:00",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00.x9Z",
            "2026-01-01T00:00:00:00Z",
            "26-01-01T00:00:00Z",
            "2026-1-1T00:00:00Z",
            "999999999999-01-01T00:00:00Z",
            "2026-01-01T00:00:00.é9Z",
        ] {
            assert_eq!(parse_rfc3339(text), None, "{text}");
        }
    }
}
