use super::*;

/// The instant of `YYYY-MM-DDTHH:MM[:SS]Z`.
fn at(text: &str) -> i64 {
    let (year, month, day) = parse_date(&text[..10]).expect("a date");
    let time: Vec<i64> = text[11..]
        .trim_end_matches('Z')
        .split(':')
        .map(|part| part.parse().expect("a number"))
        .collect();
    days(year, month, day) * DAY
        + time[0] * HOUR
        + time[1] * MINUTE
        + time.get(2).unwrap_or(&0) * 1000
}

/// Summer time of the European Union in 2026, from UTC+1.
const BERLIN: Zone = Zone(|ms| {
    if (at("2026-03-29T01:00Z")..at("2026-10-25T01:00Z")).contains(&ms) {
        120
    } else {
        60
    }
});
const SAO_PAULO: Zone = Zone(|_| -180);
const AUCKLAND_WINTER: Zone = Zone(|_| 720);
/// Clocks went from 24:00 to 01:00 on 2018-11-04 in Brazil: that day has no midnight.
const BRASILIA_2018: Zone = Zone(|ms| {
    if ms < at("2018-11-04T03:00Z") {
        -180
    } else {
        -120
    }
});
/// Clocks went back from 24:00 to 23:00 on 2018-02-17 there.
const BRASILIA_EARLY_2018: Zone = Zone(|ms| {
    if ms < at("2018-02-18T02:00Z") {
        -120
    } else {
        -180
    }
});
/// Samoa skipped 2011-12-30.
const APIA: Zone = Zone(|ms| {
    if ms < at("2011-12-30T10:00Z") {
        -600
    } else {
        840
    }
});

#[test]
fn a_day_runs_from_its_local_midnight_to_the_next() {
    let day = |zone: Zone, y, m, d| {
        let start = zone.day_start(y, m, d);
        (rfc3339(start), rfc3339(zone.next_day_start(start)))
    };
    let is = |start: &str, end: &str| (start.to_owned(), end.to_owned());
    assert_eq!(
        day(SAO_PAULO, 2026, 3, 10),
        is("2026-03-10T03:00:00Z", "2026-03-11T03:00:00Z")
    );
    assert_eq!(day(AUCKLAND_WINTER, 2026, 6, 1).0, "2026-05-31T12:00:00Z");
    assert_eq!(day(AUCKLAND_WINTER, 2026, 6, 2).1, "2026-06-02T12:00:00Z");
    assert_eq!(
        day(BERLIN, 2026, 3, 29),
        is("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
        "23 hours"
    );
    assert_eq!(
        day(BERLIN, 2026, 10, 25),
        is("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
        "25 hours"
    );
    assert_eq!(
        day(BRASILIA_2018, 2018, 11, 4),
        is("2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"),
        "no midnight"
    );
    assert_eq!(
        day(BRASILIA_EARLY_2018, 2018, 2, 17),
        is("2018-02-17T02:00:00Z", "2018-02-18T03:00:00Z"),
        "25 hours"
    );
    assert_eq!(
        day(APIA, 2011, 12, 29),
        is("2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z"),
        "the next is the 31st"
    );
}

#[test]
fn exact_times_are_local_and_the_rest_utc() {
    let ms = at("2026-11-23T23:41:07Z");
    assert_eq!(BERLIN.exact(ms), "2026-11-24 00:41");
    assert_eq!(rfc3339(ms), "2026-11-23T23:41:07Z");
    assert_eq!(rfc3339(ms + 50), "2026-11-23T23:41:07.050Z");
    assert_eq!(utc(ms), "2026-11-23 23:41:07 UTC");
    assert_eq!(rfc3339(-1), "1969-12-31T23:59:59.999Z");
    assert_eq!(rfc3339(at("2024-02-29T12:00Z")), "2024-02-29T12:00:00Z");
}

#[test]
fn the_name_of_a_zone_is_its_distance() {
    assert_eq!(Zone::utc().name(0), "UTC");
    assert_eq!(BERLIN.name(at("2026-07-01T00:00Z")), "UTC+2");
    assert_eq!(SAO_PAULO.name(0), "UTC−3");
    assert_eq!(Zone(|_| 345).name(0), "UTC+5:45");
    assert_eq!(Zone(|_| -210).name(0), "UTC−3:30");
}

#[test]
fn relative_up_to_thirty_days_then_a_date() {
    let texts = TimeTexts::default();
    let now = at("2026-11-25T10:00Z");
    let ago = |text: &str| BERLIN.relative(at(text), now, &texts);
    assert_eq!(ago("2026-11-25T09:59:30Z"), "just now");
    assert_eq!(
        ago("2026-11-25T10:00:30Z"),
        "just now",
        "clocks differ a little"
    );
    assert_eq!(ago("2026-11-25T09:57Z"), "3 min ago");
    assert_eq!(ago("2026-11-25T09:00Z"), "1 h ago");
    assert_eq!(ago("2026-11-24T10:01Z"), "23 h ago");
    assert_eq!(ago("2026-11-24T10:00Z"), "yesterday");
    assert_eq!(ago("2026-11-23T23:30Z"), "yesterday", "the 24th in Berlin");
    assert_eq!(ago("2026-11-23T22:30Z"), "2 days ago", "the 23rd in Berlin");
    assert_eq!(ago("2026-11-14T10:00Z"), "11 days ago");
    assert_eq!(ago("2026-10-26T10:00Z"), "30 days ago");
    assert_eq!(ago("2026-10-25T10:00Z"), "25 Oct 2026");
    assert_eq!(ago("2026-04-28T10:00Z"), "28 Apr 2026");
    assert_eq!(ago("2026-12-31T23:30Z"), "1 Jan 2027");
    assert_eq!(ago("2026-11-25T10:05Z"), "in 5 min");
    assert_eq!(ago("2026-11-25T13:00Z"), "in 3 h");
    assert_eq!(ago("2026-11-26T12:00Z"), "tomorrow");
    assert_eq!(ago("2026-12-05T12:00Z"), "in 10 days");
}

#[test]
fn only_dates_that_exist_are_read() {
    assert_eq!(parse_date(" 2026-04-28 "), Some((2026, 4, 28)));
    assert_eq!(parse_date("2024-02-29"), Some((2024, 2, 29)));
    for bad in [
        "",
        "2026-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-4-28",
        "28.04.2026",
        "0026-04-28",
        "2026-04-28-1",
        "20260-4-28",
        "+026-04-28",
    ] {
        assert_eq!(parse_date(bad), None, "{bad}");
    }
}

#[test]
fn days_and_dates_are_inverse() {
    for day in (-800_000..800_000).step_by(37) {
        let c = civil(day * DAY);
        assert_eq!(days(c.year, c.month, c.day), day);
    }
}
