use super::*;

const SET: FilterKind = FilterKind::Set { hierarchical: true };
/// Two hours ahead of UTC.
const ZONE: Zone = Zone(|_| 120);
const HOUR: i64 = 3_600_000;
/// 2026-04-28T00:00 in the zone.
const APRIL_28: i64 = 1_777_334_400_000 - 2 * HOUR;
const DAY: i64 = 24 * HOUR;

fn draft(kind: FilterKind, operator: Operator) -> Draft {
    Draft {
        operator,
        ..Draft::new("f".to_owned(), kind)
    }
}

#[test]
fn every_operator_makes_its_test_and_comes_back() {
    for kind in [
        FilterKind::Text,
        SET,
        FilterKind::Timestamp,
        FilterKind::Number,
        FilterKind::Boolean,
    ] {
        for operator in Operator::of(kind) {
            let mut draft = draft(kind, *operator);
            match operator.asks() {
                Asks::Nothing => {}
                Asks::Texts => draft.values = vec!["a".to_owned(), "b".to_owned()],
                Asks::Picks => draft.toggle("a"),
                Asks::Amount => draft.typed = "90".to_owned(),
                Asks::Date | Asks::Dates => {
                    (draft.from, draft.to) = ("2026-04-28".to_owned(), "2026-04-28".to_owned());
                }
                Asks::Number | Asks::Numbers => {
                    (draft.typed, draft.typed_to) = ("1.5".to_owned(), "2".to_owned());
                }
            }
            let filter = draft.filter(ZONE).expect("complete");
            assert!(filter.test.fits(kind), "{operator:?}");
            assert_eq!(Operator::of_test(&filter.test), *operator);
            let again = Draft::of(&filter, kind, ZONE);
            assert_eq!(again.filter(ZONE), Ok(filter), "{operator:?}");
        }
    }
}

#[test]
fn what_is_missing_is_named() {
    let fault = |kind, operator| draft(kind, operator).test(ZONE).expect_err("empty");
    assert_eq!(fault(FilterKind::Text, Operator::Contains), Fault::NoText);
    assert_eq!(fault(SET, Operator::NoneOf), Fault::NoPick);
    assert_eq!(
        fault(FilterKind::Timestamp, Operator::Within),
        Fault::Amount
    );
    assert_eq!(
        fault(FilterKind::Timestamp, Operator::Before),
        Fault::Date(Field::First)
    );
    assert_eq!(
        fault(FilterKind::Number, Operator::Less),
        Fault::Number(Field::First)
    );
    assert_eq!(
        draft(FilterKind::Timestamp, Operator::Never).test(ZONE),
        Ok(Test::Time(TimeTest::Never))
    );
}

#[test]
fn a_mistake_loses_nothing() {
    let mut draft = draft(FilterKind::Timestamp, Operator::Between);
    (draft.from, draft.to) = ("2026-04-28".to_owned(), "2026-04-27".to_owned());
    let before = draft.clone();
    assert_eq!(draft.test(ZONE), Err(Fault::Order));
    assert_eq!(Fault::Order.field(), Field::Second);
    draft.operator = Operator::Within;
    draft.typed = "many".to_owned();
    assert_eq!(draft.test(ZONE), Err(Fault::Amount));
    draft.operator = Operator::Between;
    assert_eq!((&draft.from, &draft.to), (&before.from, &before.to));
    draft.to = "2026-02-30".to_owned();
    assert_eq!(draft.test(ZONE), Err(Fault::Date(Field::Second)));
}

#[test]
fn days_run_from_midnight_to_midnight() {
    let day = |operator, from: &str, to: &str| {
        let mut draft = draft(FilterKind::Timestamp, operator);
        (draft.from, draft.to) = (from.to_owned(), to.to_owned());
        draft.test(ZONE).expect("complete")
    };
    assert_eq!(
        day(Operator::Before, "2026-04-28", ""),
        Test::Time(TimeTest::Before(APRIL_28))
    );
    assert_eq!(
        day(Operator::After, "2026-04-28", ""),
        Test::Time(TimeTest::After(APRIL_28 + DAY)),
        "not on that day"
    );
    assert_eq!(
        day(Operator::Between, "2026-04-28", "2026-04-28"),
        Test::Time(TimeTest::Between(APRIL_28, APRIL_28 + DAY))
    );
}

#[test]
fn instants_of_another_zone_stay_until_a_day_is_changed() {
    let test = Test::Time(TimeTest::Between(
        APRIL_28 + 5 * HOUR,
        APRIL_28 + DAY + 5 * HOUR,
    ));
    let mut draft = Draft::of(&Filter::new("f", test.clone()), FilterKind::Timestamp, ZONE);
    assert_eq!(
        (draft.from.as_str(), draft.to.as_str()),
        ("2026-04-28", "2026-04-29")
    );
    assert_eq!(draft.test(ZONE), Ok(test));
    draft.to = "2026-04-28".to_owned();
    assert_eq!(
        draft.test(ZONE),
        Ok(Test::Time(TimeTest::Between(APRIL_28, APRIL_28 + DAY)))
    );
}

#[test]
fn texts_are_collected_one_by_one() {
    let mut draft = draft(FilterKind::Text, Operator::Is);
    draft.typed = "  ".to_owned();
    assert!(!draft.add_typed(), "nothing typed");
    draft.typed = " a ".to_owned();
    assert!(draft.add_typed());
    draft.typed = "a".to_owned();
    assert!(draft.add_typed(), "once is enough");
    draft.typed = "b".to_owned();
    let texts = Test::Text {
        op: TextOp::Is,
        negated: false,
        values: vec!["a".to_owned(), "b".to_owned()],
    };
    assert_eq!(
        draft.test(ZONE),
        Ok(texts),
        "what is in the field counts too"
    );
    assert_eq!(draft.typed, "b");
    draft.clear();
    assert_eq!(
        (draft.operator, draft.values.len(), draft.typed.as_str()),
        (Operator::Is, 0, "")
    );
}

#[test]
fn pasted_lines_are_values() {
    let mut draft = draft(FilterKind::Text, Operator::Is);
    assert!(
        !draft.add_lines("one line\n"),
        "the browser puts it into the field"
    );
    assert!(draft.add_lines(" a\r\nb\n\na\n"));
    assert_eq!(draft.values, ["a", "b"]);
}

#[test]
fn one_text_is_edited_in_the_field() {
    let filter = Filter::new("f", Test::text(TextOp::Contains, ["prod"]));
    let draft = Draft::of(&filter, FilterKind::Text, ZONE);
    assert_eq!((draft.typed.as_str(), draft.values.len()), ("prod", 0));
    assert_eq!(draft.filter(ZONE), Ok(filter));
}

#[test]
fn numbers_and_amounts() {
    let number = |text: &str| {
        let mut draft = draft(FilterKind::Number, Operator::Equal);
        text.clone_into(&mut draft.typed);
        draft.test(ZONE)
    };
    assert_eq!(number(" -3,5 "), Ok(Test::Number(NumberTest::Equal(-3.5))));
    for bad in ["x", "1e999", "NaN", "1 2"] {
        assert_eq!(number(bad), Err(Fault::Number(Field::First)), "{bad}");
    }
    let amount = |text: &str| {
        let mut draft = draft(FilterKind::Timestamp, Operator::Older);
        text.clone_into(&mut draft.typed);
        draft.test(ZONE).is_ok()
    };
    assert_eq!(
        ["90", " 1 ", "100000", "0", "-1", "1.5", "100001", ""].map(amount),
        [true, true, true, false, false, false, false, false]
    );
    let mut swapped = draft(FilterKind::Number, Operator::NumberBetween);
    (swapped.typed, swapped.typed_to) = ("3".to_owned(), "2".to_owned());
    assert_eq!(swapped.test(ZONE), Err(Fault::NumberOrder));
}

#[test]
fn ticks_toggle() {
    let mut draft = draft(SET, Operator::AnyOf);
    draft.toggle("a");
    draft.toggle("b");
    draft.toggle("a");
    draft.beneath = false;
    assert_eq!(
        draft.test(ZONE),
        Ok(Test::Set {
            negated: false,
            values: vec!["b".to_owned()],
            beneath: false
        })
    );
}
