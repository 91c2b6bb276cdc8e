use table_engine::TextOp;

use super::*;

/// Two hours ahead of UTC.
const ZONE: Zone = Zone(|_| 120);
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// 2026-04-28T00:00 in the zone.
const APRIL_28: i64 = 1_777_334_400_000 - 2 * HOUR;

fn line(test: Test) -> String {
    let texts = Texts::default();
    let label = |value: &str| value.to_uppercase();
    words(
        &Filter::new("f", test),
        "Column".to_owned(),
        &label,
        &texts,
        ZONE,
    )
    .line(&texts.toolbar)
}

#[test]
fn each_kind_in_words() {
    assert_eq!(
        line(Test::text(TextOp::Contains, ["a", "b"])),
        "Column contains a, b"
    );
    assert_eq!(
        line(Test::Text {
            op: TextOp::Empty,
            negated: true,
            values: Vec::new()
        }),
        "Column is not empty"
    );
    assert_eq!(line(Test::none_of(["a", "b"])), "Column none of A, B");
    assert_eq!(
        line(Test::Set {
            negated: false,
            values: vec!["a".to_owned()],
            beneath: false
        }),
        "Column any of A only"
    );
    assert_eq!(line(Test::Boolean(true)), "Column Yes");
    assert_eq!(line(Test::Number(NumberTest::AtLeast(2.5))), "Column ≥ 2.5");
    assert_eq!(
        line(Test::Number(NumberTest::Between(1.0, 2.0))),
        "Column between 1 and 2"
    );
}

#[test]
fn spans_are_relative() {
    let within = |amount, unit| line(Test::Time(TimeTest::Within { amount, unit }));
    assert_eq!(within(1, TimeUnit::Days), "Column within the last 1 day");
    assert_eq!(
        within(36, TimeUnit::Hours),
        "Column within the last 36 hours"
    );
    assert_eq!(line(Test::Time(TimeTest::Never)), "Column never");
}

#[test]
fn local_days_are_dates_and_other_instants_exact() {
    let time = |test| line(Test::Time(test));
    assert_eq!(
        time(TimeTest::Before(APRIL_28)),
        "Column before 28 Apr 2026"
    );
    assert_eq!(
        time(TimeTest::After(APRIL_28)),
        "Column after 27 Apr 2026",
        "from the 28th on"
    );
    assert_eq!(
        time(TimeTest::Between(APRIL_28, APRIL_28 + 2 * DAY)),
        "Column between 28 Apr 2026 and 29 Apr 2026"
    );
    assert_eq!(
        time(TimeTest::Between(APRIL_28, APRIL_28 + DAY)),
        "Column on 28 Apr 2026"
    );
    assert_eq!(
        time(TimeTest::Before(APRIL_28 + 5 * HOUR)),
        "Column before 2026-04-28 05:00"
    );
}
