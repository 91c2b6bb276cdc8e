//! Instants as text and local days as instants. Everything is computed from a zone's offset, so
//! that it is tested without a browser; [`Zone::browser`] asks the browser's `Date` for it.
//!
//! Instants are Unix milliseconds.

use std::{cell::RefCell, collections::HashMap};

use crate::{
    grid_texts::Text,
    texts::{fill, texts},
};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A time zone: at an instant, the minutes that local time is ahead of UTC.
#[derive(Debug, Clone, Copy)]
pub struct Zone(pub fn(i64) -> i32);

thread_local! {
    /// The browser's offset on a day of UTC; nothing for a day on which the clocks change.
    static OFFSETS: RefCell<HashMap<i64, Option<i32>>> = RefCell::new(HashMap::new());
}

/// The browser's offset in minutes. It is asked once or twice a day of UTC: a table has many times, and asking is slow.
fn offset_by_day(ms: i64) -> i32 {
    let day = ms.div_euclid(DAY);
    let known = OFFSETS.with_borrow_mut(|offsets| {
        *offsets.entry(day).or_insert_with(|| {
            let start = browser_offset(day * DAY);
            (start == browser_offset((day + 1) * DAY)).then_some(start)
        })
    });
    known.unwrap_or_else(|| browser_offset(ms))
}

fn browser_offset(ms: i64) -> i32 {
    #[expect(clippy::cast_precision_loss, reason = "instants stay far below 2^53")]
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(ms as f64));
    #[expect(
        clippy::cast_possible_truncation,
        reason = "less than a day, in minutes"
    )]
    let behind = date.get_timezone_offset() as i32;
    -behind
}

/// A moment of a calendar, without a zone (proleptic Gregorian).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Civil {
    /// The year.
    pub year: i32,
    /// From 1.
    pub month: u32,
    /// From 1.
    pub day: u32,
    /// From 0 to 23.
    pub hour: u32,
    /// From 0 to 59.
    pub minute: u32,
}

impl Zone {
    /// The browser's.
    pub const fn browser() -> Self {
        Self(offset_by_day)
    }

    /// UTC.
    pub const fn utc() -> Self {
        Self(|_| 0)
    }

    fn offset(self, ms: i64) -> i64 {
        i64::from((self.0)(ms)) * MINUTE
    }

    /// What clocks and calendars of the zone show.
    pub fn civil(self, ms: i64) -> Civil {
        civil(ms + self.offset(ms))
    }

    /// The first minute of a local day: midnight, or what follows where a change of the clocks
    /// skips midnight.
    pub fn day_start(self, year: i32, month: u32, day: u32) -> i64 {
        let wanted = days(year, month, day) * DAY;
        let reached = |minute: i64| {
            let ms = minute * MINUTE;
            ms + self.offset(ms) >= wanted
        };
        // No zone is more than a day away from UTC.
        let (mut early, mut late) = ((wanted - 26 * HOUR) / MINUTE, (wanted + 26 * HOUR) / MINUTE);
        while early < late {
            let middle = early + (late - early) / 2;
            if reached(middle) {
                late = middle;
            } else {
                early = middle + 1;
            }
        }
        early * MINUTE
    }

    /// The start of the local day after that of an instant.
    pub fn next_day_start(self, ms: i64) -> i64 {
        let today = civil(ms + self.offset(ms));
        let next = civil((days(today.year, today.month, today.day) + 1) * DAY);
        self.day_start(next.year, next.month, next.day)
    }

    /// Its distance from UTC at an instant: `UTC+1`, `UTC−3:30`, `UTC`.
    pub fn name(self, ms: i64) -> String {
        let minutes = (self.0)(ms);
        let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
        let sign = if minutes < 0 { '−' } else { '+' };
        match (hours, rest) {
            (0, 0) => "UTC".to_owned(),
            (_, 0) => format!("UTC{sign}{hours}"),
            _ => format!("UTC{sign}{hours}:{rest:02}"),
        }
    }

    /// The exact local time, `YYYY-MM-DD HH:MM`.
    pub fn exact(self, ms: i64) -> String {
        let c = self.civil(ms);
        format!("{} {:02}:{:02}", iso_date(c), c.hour, c.minute)
    }

    /// How long ago (or how soon) up to 30 days, then the local date: `3 min ago`, `yesterday`,
    /// `28 Apr 2026`. From a day on it counts local days, so that yesterday is the day before today.
    pub fn relative(self, ms: i64, now_ms: i64, texts: &TimeTexts) -> String {
        let ago = now_ms - ms;
        let distance = ago.abs();
        if distance > 31 * DAY {
            return self.date(ms, texts);
        }
        let days = ((now_ms + self.offset(now_ms)).div_euclid(DAY)
            - (ms + self.offset(ms)).div_euclid(DAY))
        .abs();
        let past = ago >= 0;
        let (text, n) = match distance {
            _ if distance < MINUTE => return texts.now.to_string(),
            _ if distance < HOUR => (
                if past {
                    &texts.minutes_ago
                } else {
                    &texts.in_minutes
                },
                distance / MINUTE,
            ),
            _ if distance < DAY => (
                if past {
                    &texts.hours_ago
                } else {
                    &texts.in_hours
                },
                distance / HOUR,
            ),
            _ if days > 30 => return self.date(ms, texts),
            _ if days <= 1 => (
                if past {
                    &texts.yesterday
                } else {
                    &texts.tomorrow
                },
                1,
            ),
            _ => (
                if past {
                    &texts.days_ago
                } else {
                    &texts.in_days
                },
                days,
            ),
        };
        fill(text, &[("n", &n.to_string())])
    }

    /// The local date: `28 Apr 2026`.
    pub fn date(self, ms: i64, texts: &TimeTexts) -> String {
        let c = self.civil(ms);
        let month = texts
            .months
            .split_whitespace()
            .nth((c.month as usize - 1) % 12);
        let month = month.unwrap_or_default();
        fill(
            &texts.date,
            &[
                ("day", &c.day.to_string()),
                ("month", month),
                ("year", &c.year.to_string()),
            ],
        )
    }
}

/// The date of a moment, `YYYY-MM-DD`.
pub(crate) fn iso_date(c: Civil) -> String {
    format!("{:04}-{:02}-{:02}", c.year, c.month, c.day)
}

/// Reads `YYYY-MM-DD`: a date that exists, from the year 1000 to 9999.
pub(crate) fn parse_date(text: &str) -> Option<(i32, u32, u32)> {
    let mut parts = text.trim().split('-');
    let mut next = |length: usize| {
        let part = parts.next()?;
        (part.len() == length && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.parse::<u32>().ok())?
    };
    let (year, month, day) = (i32::try_from(next(4)?).ok()?, next(2)?, next(2)?);
    if parts.next().is_some() || year < 1000 || !(1..=12).contains(&month) || day == 0 {
        return None;
    }
    let c = civil(days(year, month, day) * DAY);
    (c.month == month && c.day == day).then_some((year, month, day))
}

/// The instant in UTC, as RFC 3339: `2026-11-23T09:41:00Z`.
pub fn rfc3339(ms: i64) -> String {
    let c = civil(ms);
    let rest = ms.rem_euclid(MINUTE);
    let millis = rest % 1000;
    let fraction = if millis == 0 {
        String::new()
    } else {
        format!(".{millis:03}")
    };
    format!(
        "{}T{:02}:{:02}:{:02}{fraction}Z",
        iso_date(c),
        c.hour,
        c.minute,
        rest / 1000
    )
}

/// The instant in UTC for people: `2026-11-23 09:41:00 UTC`.
pub fn utc(ms: i64) -> String {
    let c = civil(ms);
    format!(
        "{} {:02}:{:02}:{:02} UTC",
        iso_date(c),
        c.hour,
        c.minute,
        ms.rem_euclid(MINUTE) / 1000
    )
}

/// The exact local time in the browser's zone, `YYYY-MM-DD HH:MM`.
pub(crate) fn exact(ms: i64) -> String {
    Zone::browser().exact(ms)
}

/// [`Zone::relative`] in the browser's zone.
pub(crate) fn relative(ms: i64, now_ms: i64, texts: &TimeTexts) -> String {
    Zone::browser().relative(ms, now_ms, texts)
}

/// The days from 1970-01-01 to a date (H. Hinnant, "chrono-compatible low-level date algorithms").
fn days(year: i32, month: u32, day: u32) -> i64 {
    let shifted = i64::from(year) - i64::from(month <= 2);
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * ((i64::from(month) + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The inverse of [`days`], for the milliseconds of a clock without a zone.
fn civil(local_ms: i64) -> Civil {
    let minutes = local_ms.div_euclid(MINUTE);
    let shifted = minutes.div_euclid(1440) + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let minute = minutes.rem_euclid(1440);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "calendar fields are small; the year too, for any instant of `Date`"
    )]
    Civil {
        year: year as i32,
        month: month as u32,
        day: (day_of_year - (153 * shifted_month + 2) / 5 + 1) as u32,
        hour: (minute / 60) as u32,
        minute: (minute % 60) as u32,
    }
}

texts! {
    /// The words of times. `{n}` is a count.
    pub struct TimeTexts;

    now: "just now",
    minutes_ago: "{n} min ago",
    hours_ago: "{n} h ago",
    yesterday: "yesterday",
    days_ago: "{n} days ago",
    in_minutes: "in {n} min",
    in_hours: "in {n} h",
    tomorrow: "tomorrow",
    in_days: "in {n} days",
    /// Of `{day}`, `{month}` and `{year}`.
    date: "{day} {month} {year}",
    /// The twelve months, with a space between each two.
    months: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
}

#[cfg(test)]
#[path = "time_text_tests.rs"]
mod tests;
