//! Numbers as text.

/// A finite number in decimal digits, with a point and an exponent where there are any: what [`f64`] writes and people type.
/// Nothing else is one: no spaces, no `inf`, no hexadecimal digits.
///
/// With the feature `js` it is JavaScript that converts the digits, in WebAssembly: the tables that it takes without are
/// 13 KB of a page as sent. Either gives the nearest `f64`.
#[must_use]
pub fn read_number(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (digits, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((digits, exponent)) => (
            digits,
            exponent.strip_prefix(['-', '+']).unwrap_or(exponent),
        ),
        None => (unsigned, "0"),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = whole.len() + part.len() > 0
        && !exponent.is_empty()
        && [whole, part, exponent].into_iter().all(all_digits);
    is_number
        .then(|| converted(text))
        .filter(|number| number.is_finite())
}

#[cfg(all(feature = "js", target_family = "wasm"))]
fn converted(digits: &str) -> f64 {
    wasm_bindgen::JsValue::from_str(digits).unchecked_into_f64()
}

#[cfg(not(all(feature = "js", target_family = "wasm")))]
fn converted(digits: &str) -> f64 {
    digits.parse().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::read_number;

    #[test]
    fn reads_what_people_type() {
        for (text, number) in [
            ("0", 0.0),
            ("-0", 0.0),
            ("+5", 5.0),
            (".5", 0.5),
            ("5.", 5.0),
            ("1e3", 1000.0),
            ("1.5E-3", 0.0015),
            ("0.30000000000000004", 0.1 + 0.2),
        ] {
            assert_eq!(read_number(text), Some(number), "{text}");
        }
        for text in [
            "", "-", ".", "e5", "1e", "1e+", "inf", "NaN", "infinity", "1e999", "0x10", " 1", "1 ",
            "1.2.3", "1,5", "--1", "1e1.5", "١", "1_000",
        ] {
            assert_eq!(read_number(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(number in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL | proptest::num::f64::ZERO) {
            prop_assert_eq!(read_number(&number.to_string()), Some(number));
            prop_assert_eq!(read_number(&format!("{number:e}")), Some(number));
        }

        #[test]
        fn what_is_read_is_what_the_library_reads(text in "[-+]?[0-9]{0,4}[.]?[0-9]{0,4}(e[-+]?[0-9]{0,3})?") {
            prop_assert_eq!(read_number(&text), text.parse().ok().filter(|number: &f64| number.is_finite()));
        }
    }
}
