//! Numbers as text. Read here because the standard library's reading brings a table of 10 KB, which nothing compresses, to a page.

/// A finite number in decimal digits, with a point and an exponent where there are any: what [`f64`] writes and people type.
/// Nothing else is one: no spaces, no `inf`, no hexadecimal digits. Gives the nearest `f64`, as the standard library does.
#[must_use]
pub fn read_number(text: &str) -> Option<f64> {
    let (is_negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (digits, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, read_exponent(exponent)?),
        None => (unsigned, 0),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && part.is_empty() {
        return None;
    }
    let decimal = Decimal::new(whole, part, exponent)?;
    let number = decimal.plain().unwrap_or_else(|| decimal.nearest());
    let signed = if is_negative { -number } else { number };
    signed.is_finite().then_some(signed)
}

/// Exponents beyond this make nothing or too much of any number of digits that an address has.
const MOST: i64 = 1_000_000;

fn read_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let exponent = digits.bytes().fold(0, |exponent, digit| {
        (exponent * 10 + i64::from(digit - b'0')).min(MOST)
    });
    Some(if text.starts_with('-') {
        -exponent
    } else {
        exponent
    })
}

/// A number without a sign: `0.d₁d₂d₃… × 10^point`. Neither the first nor the last digit is 0.
struct Decimal {
    digits: Vec<u8>,
    point: i64,
}

/// The significand of an `f64` has so many bits, and its least unit is this power of two.
const BITS: u32 = f64::MANTISSA_DIGITS;
const LEAST: i32 = f64::MIN_EXP - BITS.cast_signed();

impl Decimal {
    fn new(whole: &str, part: &str, exponent: i64) -> Option<Self> {
        let digits = whole.bytes().chain(part.bytes());
        let digits: Vec<u8> = digits
            .map(|byte| byte.is_ascii_digit().then(|| byte - b'0'))
            .collect::<Option<_>>()?;
        let mut decimal = Self {
            digits,
            point: i64::try_from(whole.len()).ok()? + exponent,
        };
        decimal.trim();
        Some(decimal)
    }

    fn trim(&mut self) {
        let zeros = self.digits.iter().take_while(|digit| **digit == 0).count();
        self.digits.drain(..zeros);
        self.point -= i64::try_from(zeros).unwrap_or_default();
        while self.digits.last() == Some(&0) {
            self.digits.pop();
        }
    }

    /// Few digits, a small power of ten: both are exact, and so is what their product is rounded to (Clinger 1990).
    fn plain(&self) -> Option<f64> {
        const EXACT_DIGITS: usize = 15;
        const EXACT_POWER: i64 = 22;
        if self.digits.is_empty() {
            return Some(0.0);
        }
        let power = self.point - i64::try_from(self.digits.len()).ok()?;
        if self.digits.len() > EXACT_DIGITS || power.abs() > EXACT_POWER {
            return None;
        }
        let digits = (self.digits.iter()).fold(0.0, |sum, digit| sum * 10.0 + f64::from(*digit));
        let ten = (0..power.abs()).fold(1.0, |ten, _| ten * 10.0);
        Some(if power < 0 {
            digits / ten
        } else {
            digits * ten
        })
    }

    /// The nearest number, the even one of two: the decimal is doubled or halved until its whole part is a significand.
    fn nearest(mut self) -> f64 {
        // Beyond the greatest, below half of the least.
        if self.point > 310 {
            return f64::INFINITY;
        }
        if self.point < -330 {
            return 0.0;
        }
        let mut power = 0;
        while self.whole() >= 1 << BITS {
            self.halve();
            power += 1;
        }
        while self.whole() < 1 << (BITS - 1) && power > LEAST {
            self.double();
            power -= 1;
        }
        let whole = self.whole();
        let rest = usize::try_from(self.point).map_or(&[][..], |point| {
            self.digits.get(point..).unwrap_or_default()
        });
        let is_up = self.point >= 0
            && match rest {
                [] => false,
                [5] => whole % 2 == 1,
                [first, ..] => *first >= 5,
            };
        #[expect(clippy::cast_precision_loss, reason = "a significand is exact")]
        let significand = (whole + u64::from(is_up)) as f64;
        significand * two_to(power)
    }

    /// The part before the point; more than any significand, if it is.
    fn whole(&self) -> u64 {
        let places = usize::try_from(self.point).unwrap_or_default();
        if places > 18 {
            return u64::MAX;
        }
        let digits = self.digits.iter().copied().chain(std::iter::repeat(0));
        digits
            .take(places)
            .fold(0, |whole, digit| whole * 10 + u64::from(digit))
    }

    fn double(&mut self) {
        let mut carry = 0;
        for digit in self.digits.iter_mut().rev() {
            let twice = *digit * 2 + carry;
            *digit = twice % 10;
            carry = twice / 10;
        }
        if carry > 0 {
            self.digits.insert(0, carry);
            self.point += 1;
        }
        self.trim();
    }

    fn halve(&mut self) {
        let mut rest = 0;
        for digit in &mut self.digits {
            let now = rest * 10 + *digit;
            *digit = now / 2;
            rest = now % 2;
        }
        if rest > 0 {
            self.digits.push(5);
        }
        self.trim();
    }
}

/// A power of two, from [`LEAST`] on.
fn two_to(power: i32) -> f64 {
    let least = f64::from_bits(1);
    (LEAST..power).fold(least, |number, _| number * 2.0)
}

#[cfg(test)]
mod tests {
    use proptest::num::f64::{NORMAL, SUBNORMAL, ZERO};
    use proptest::prelude::*;

    use super::read_number;

    fn by_library(text: &str) -> Option<f64> {
        text.parse().ok().filter(|number: &f64| number.is_finite())
    }

    #[test]
    fn reads_what_people_type() {
        for (text, number) in [
            ("0", 0.0),
            ("-0", 0.0),
            ("+5", 5.0),
            (".5", 0.5),
            ("5.", 5.0),
            ("0050", 50.0),
            ("1e3", 1000.0),
            ("1.5E-3", 0.0015),
            ("0.30000000000000004", 0.1 + 0.2),
        ] {
            assert_eq!(read_number(text), Some(number), "{text}");
        }
        assert!(read_number("-0").is_some_and(f64::is_sign_negative));
        for text in [
            "", "-", ".", "e5", "1e", "1e+", "inf", "NaN", "infinity", "1e999", "0x10", " 1", "1 ",
            "1.2.3", "1,5", "--1", "+-1", "1e1.5", "1e5e5", "١", "1_000",
        ] {
            assert_eq!(read_number(text), None, "{text}");
        }
    }

    /// Between two numbers, at both ends, and longer than anybody would type.
    #[test]
    fn reads_the_nearest_number() {
        let halfway = "9007199254740993";
        let texts = [
            halfway.to_owned(),
            format!("{halfway}.{}1", "0".repeat(900)),
            format!("{halfway}.{}", "0".repeat(900)),
            "9007199254740995".to_owned(),
            "1.7976931348623157e308".to_owned(),
            "1.7976931348623159e308".to_owned(),
            "2.2250738585072011e-308".to_owned(),
            "2.4703282292062327e-324".to_owned(),
            "2.4703282292062328e-324".to_owned(),
            "4.9e-324".to_owned(),
            "1e-999999999999999999999".to_owned(),
            "0e999999999999999999999".to_owned(),
            format!("0.{}1e400", "0".repeat(399)),
            format!("1{}e-400", "0".repeat(400)),
            f64::from_bits(1).to_string(),
        ];
        for text in texts {
            assert_eq!(read_number(&text), by_library(&text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(number in NORMAL | SUBNORMAL | ZERO) {
            prop_assert_eq!(read_number(&number.to_string()), Some(number));
            prop_assert_eq!(read_number(&format!("{number:e}")), Some(number));
        }

        #[test]
        fn what_is_read_is_what_the_library_reads(
            text in "[-+]?[0-9]{0,30}[.]?[0-9]{0,30}(e[-+]?[0-9]{0,3})?",
        ) {
            prop_assert_eq!(read_number(&text), by_library(&text));
        }
    }
}
