//! A filter in words, for its chip and its accessible names.

use table_engine::{Filter, NumberTest, Test, TimeTest, TimeUnit};

use crate::{
    draft::{Fault, Operator},
    texts::{Texts, fill},
    time_text::Zone,
    toolbar_texts::ToolbarTexts,
};

/// The parts of a chip.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Words {
    pub column: String,
    pub operator: String,
    pub values: String,
}

impl Words {
    /// All of it in one line.
    pub(crate) fn line(&self, texts: &ToolbarTexts) -> String {
        let parts = [
            ("column", &*self.column),
            ("operator", &*self.operator),
            ("values", &*self.values),
        ];
        fill(&texts.filter_text, &parts).trim_end().to_owned()
    }
}

/// Puts a filter into words. `label` gives the text of a set's value.
pub(crate) fn words(
    filter: &Filter,
    column: String,
    label: &dyn Fn(&str) -> String,
    texts: &Texts,
    zone: Zone,
) -> Words {
    let t = &texts.toolbar;
    let list = |values: Vec<String>| values.join(&t.list_separator);
    let values = match &filter.test {
        Test::Text { values, .. } => list(values.clone()),
        Test::Set {
            values, beneath, ..
        } => {
            let values = list(values.iter().map(|value| label(value)).collect());
            if *beneath {
                values
            } else {
                fill(&t.only_exactly, &[("values", &values)])
            }
        }
        Test::Time(test) => match *test {
            TimeTest::Within { amount, unit } | TimeTest::OlderThan { amount, unit } => {
                span(amount, unit, t)
            }
            TimeTest::Before(ms) => moment(ms, ms, texts, zone),
            TimeTest::After(ms) => moment(ms, ms - 1, texts, zone),
            TimeTest::Between(start, end) => {
                let (from, to) = (
                    moment(start, start, texts, zone),
                    moment(end, end - 1, texts, zone),
                );
                if from == to {
                    return Words {
                        column,
                        operator: t.on.to_string(),
                        values: from,
                    };
                }
                fill(&t.range, &[("from", &from), ("to", &to)])
            }
            TimeTest::Never => String::new(),
        },
        Test::Number(test) => match *test {
            NumberTest::Between(low, high) => fill(
                &t.range,
                &[("from", &low.to_string()), ("to", &high.to_string())],
            ),
            NumberTest::Equal(value)
            | NumberTest::NotEqual(value)
            | NumberTest::Less(value)
            | NumberTest::AtMost(value)
            | NumberTest::Greater(value)
            | NumberTest::AtLeast(value) => value.to_string(),
        },
        Test::Boolean(_) => String::new(),
    };
    Words {
        column,
        operator: operator(Operator::of_test(&filter.test), t).to_owned(),
        values,
    }
}

/// The day on which `day_of` lies if `ms` is a local midnight, and else the exact time.
fn moment(ms: i64, day_of: i64, texts: &Texts, zone: Zone) -> String {
    let day = zone.civil(ms);
    if zone.day_start(day.year, day.month, day.day) == ms {
        zone.date(day_of, &texts.time)
    } else {
        zone.exact(ms)
    }
}

fn span(amount: u32, unit: TimeUnit, t: &ToolbarTexts) -> String {
    let (one, many) = match unit {
        TimeUnit::Hours => (&t.hour_count, &t.hours_count),
        TimeUnit::Days => (&t.day_count, &t.days_count),
    };
    fill(
        if amount == 1 { one } else { many },
        &[("n", &amount.to_string())],
    )
}

/// The word of an operator.
pub(crate) fn operator(operator: Operator, t: &ToolbarTexts) -> &str {
    match operator {
        Operator::Contains => &t.contains,
        Operator::ContainsNot => &t.contains_not,
        Operator::Is => &t.is,
        Operator::IsNot => &t.is_not,
        Operator::Starts => &t.starts,
        Operator::StartsNot => &t.starts_not,
        Operator::Empty => &t.empty,
        Operator::EmptyNot => &t.empty_not,
        Operator::AnyOf => &t.any_of,
        Operator::NoneOf => &t.none_of,
        Operator::Within => &t.within,
        Operator::Older => &t.older,
        Operator::Before => &t.before,
        Operator::After => &t.after,
        Operator::Between | Operator::NumberBetween => &t.between,
        Operator::Never => &t.never,
        Operator::Equal => &t.equal,
        Operator::NotEqual => &t.unequal,
        Operator::Less => &t.less,
        Operator::AtMost => &t.at_most,
        Operator::Greater => &t.greater,
        Operator::AtLeast => &t.at_least,
        Operator::True => &t.yes,
        Operator::False => &t.no,
    }
}

/// What is wrong with a draft, and how to mend it.
pub(crate) fn fault(fault: Fault, t: &ToolbarTexts) -> &str {
    match fault {
        Fault::NoText => &t.fault_no_text,
        Fault::NoPick => &t.fault_no_pick,
        Fault::Amount => &t.fault_amount,
        Fault::Date(_) => &t.fault_date,
        Fault::Order => &t.fault_order,
        Fault::Number(_) => &t.fault_number,
        Fault::NumberOrder => &t.fault_number_order,
    }
}

#[cfg(test)]
#[path = "filter_words_tests.rs"]
mod tests;
