//! Numbers as a newspaper prints them: thousands separators, a real minus sign,
//! no more digits than the step of the axis, and axis ticks at round values.

use crate::text::{key, say};

/// Names of large numbers.
const TRILLION: &str = key("trillion");
const BILLION: &str = key("billion");
const MILLION: &str = key("million");

/// `value` with `decimals` digits after the point and commas between thousands.
/// NaN prints as an en dash.
#[must_use]
pub fn plain(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut text = String::new();
    if value < 0.0 && digits.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        text.push('−');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// A whole number with commas between thousands.
#[must_use]
#[allow(clippy::cast_precision_loss)] // printed counts are far below 2^53
pub fn count(value: u64) -> String {
    plain(value as f64, 0)
}

/// As [`plain`], but with words from ten million on: "12.3 million", "1.2 billion".
#[must_use]
pub fn short(value: f64, decimals: usize) -> String {
    let size = value.abs();
    let scaled = |unit: f64, name: &str| {
        let part = value / unit;
        let digits = usize::from(part.abs() < 99.95);
        format!("{}\u{a0}{}", plain(part, digits), say(name))
    };
    match size {
        _ if size >= 999_950_000_000.0 => scaled(1e12, TRILLION),
        _ if size >= 999_950_000.0 => scaled(1e9, BILLION),
        _ if size >= 9_999_500.0 => scaled(1e6, MILLION),
        _ => plain(value, decimals),
    }
}

/// A result as a headline prints it: three significant digits from a thousand on,
/// "412,000" or "3.79 million", since more would pretend to a precision nobody has.
#[must_use]
pub fn rounded(value: f64, decimals: usize) -> String {
    let size = value.abs();
    if !(999.5..1e15).contains(&size) {
        return plain(value, decimals);
    }
    let unit = libm::pow(10.0, libm::log10(size).floor() - 2.0);
    let value = (value / unit).round() * unit;
    let named = [(1e12, TRILLION), (1e9, BILLION), (1e6, MILLION)];
    match named.into_iter().find(|(unit, _)| value.abs() >= *unit) {
        None => plain(value, 0),
        Some((scale, name)) => {
            let digits = digits_of_step(unit / scale).min(2);
            format!("{}\u{a0}{}", plain(value / scale, digits), say(name))
        }
    }
}

/// As [`rounded`] with an explicit sign: "+120", "−3", and "0" for what rounds to nothing.
#[must_use]
pub fn signed_rounded(value: f64, decimals: usize) -> String {
    with_plus(value, rounded(value, decimals))
}

/// As [`short`] with an explicit sign: "+120", "−3", and "0" for what rounds to nothing.
#[must_use]
pub fn signed(value: f64, decimals: usize) -> String {
    with_plus(value, short(value, decimals))
}

fn with_plus(value: f64, text: String) -> String {
    let zero = !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    if value > 0.0 && !zero {
        format!("+{text}")
    } else {
        text
    }
}

/// "3 to 5", or "3.1 to 5.2 million" where both ends share the word.
#[must_use]
pub fn range(low: &str, high: &str) -> String {
    let (low_word, high_word) = (low.split_once('\u{a0}'), high.split_once('\u{a0}'));
    match (low_word, high_word) {
        (Some((number, word)), Some((_, other))) if word == other => {
            tell!("{low} to {high}", low = number, high)
        }
        _ => tell!("{low} to {high}", low, high),
    }
}

/// Digits after the point that show `value` with about three significant digits.
#[must_use]
pub fn decimals_for(value: f64) -> usize {
    match value.abs() {
        size if !(1e-9..100.0).contains(&size) => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        size => whole_digits(2.0 - libm::log10(size).floor()),
    }
}

/// Round tick values for an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticks {
    /// Where the ticks are, ascending; the first and last bound the axis.
    pub at: Vec<f64>,
    /// Labels, all different.
    pub labels: Vec<String>,
}

impl Ticks {
    /// About `count` steps of 1, 2, 2.5 or 5 × a power of ten that cover `[low, high]`.
    #[must_use]
    pub fn covering(low: f64, high: f64, count: usize) -> Self {
        let (low, high) = sane(low, high);
        let step = nice_step((high - low) / to_f64(count.max(1)));
        let (first, last) = ((low / step + 1e-9).floor(), (high / step - 1e-9).ceil());
        let mut at = Vec::new();
        let mut index = first;
        while index <= last && at.len() < 50 {
            at.push(index * step);
            index += 1.0;
        }
        let largest = at
            .iter()
            .fold(0.0, |most: f64, value| most.max(value.abs()));
        let labels = at
            .iter()
            .map(|&value| tick_label(value, step, largest))
            .collect();
        Self { at, labels }
    }

    /// Powers of ten that cover `[low, high]`, both above zero, for an axis of ratios.
    #[must_use]
    pub fn powers(low: f64, high: f64) -> Self {
        let power = |value: f64| libm::log10(value.clamp(1e-9, 1e15));
        let first = (power(low) + 1e-9).floor();
        let last = (power(high) - 1e-9).ceil().max(first + 1.0);
        let mut at = Vec::new();
        let mut exponent = first;
        while exponent <= last {
            at.push(libm::pow(10.0, exponent));
            exponent += 1.0;
        }
        let labels = at
            .iter()
            .map(|&value| {
                short(
                    value,
                    if value < 1.0 {
                        digits_of_step(value)
                    } else {
                        0
                    },
                )
            })
            .collect();
        Self { at, labels }
    }

    /// Only the ticks from `low` to `high`.
    #[must_use]
    pub fn within(self, (low, high): (f64, f64)) -> Self {
        let slack = (high - low) * 1e-9;
        let pairs = self.at.into_iter().zip(self.labels);
        let inside = pairs.filter(|(at, _)| (low - slack..=high + slack).contains(at));
        let (at, labels) = inside.unzip();
        Self { at, labels }
    }

    /// Lowest and highest tick.
    #[must_use]
    pub fn span(&self) -> (f64, f64) {
        (
            self.at.first().copied().unwrap_or(0.0),
            self.at.last().copied().unwrap_or(1.0),
        )
    }
}

/// Finite bounds with `low < high`; an empty or broken range becomes one unit high.
fn sane(low: f64, high: f64) -> (f64, f64) {
    let low = if low.is_finite() { low } else { 0.0 };
    let high = if high.is_finite() { high } else { low + 1.0 };
    if high > low {
        (low, high)
    } else {
        (low, low + low.abs().max(1.0))
    }
}

fn nice_step(rough: f64) -> f64 {
    let power = libm::pow(10.0, libm::log10(rough).floor());
    let part = rough / power;
    let nice = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .find(|step| part <= step + 1e-9);
    // A step of 2.5 people is not a step: quarters only above ten.
    match nice {
        Some(2.5) if (power - 1.0).abs() < 1e-9 => 5.0,
        Some(step) => step * power,
        None => 10.0 * power,
    }
}

/// One unit for a whole axis: "0.5 million" beside "1 million".
fn tick_label(value: f64, step: f64, largest: f64) -> String {
    if value.abs() < step * 1e-6 {
        return "0".to_owned();
    }
    let units = [(1e12, TRILLION), (1e9, BILLION), (1e6, MILLION)];
    match units.into_iter().find(|(unit, _)| largest >= *unit) {
        None => plain(value, digits_of_step(step)),
        Some((unit, name)) => {
            let digits = digits_of_step(step / unit);
            format!("{}\u{a0}{}", plain(value / unit, digits), say(name))
        }
    }
}

/// Digits after the point needed to tell multiples of `step` apart.
fn digits_of_step(step: f64) -> usize {
    let mut digits = (-libm::log10(step).floor()).clamp(0.0, 12.0);
    let scaled = step * libm::pow(10.0, digits);
    if (scaled - scaled.round()).abs() > 1e-6 {
        digits += 1.0;
    }
    whole_digits(digits)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped
fn whole_digits(digits: f64) -> usize {
    digits.clamp(0.0, 14.0) as usize
}

#[allow(clippy::cast_precision_loss)] // small counts
pub(super) fn to_f64(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_like_print() {
        assert_eq!(plain(1_234_567.0, 0), "1,234,567");
        assert_eq!(plain(-1234.56, 1), "−1,234.6");
        assert_eq!(plain(-0.2, 0), "0");
        assert_eq!(plain(f64::NAN, 0), "–");
        assert_eq!(short(12_345_678.0, 0), "12.3\u{a0}million");
        assert_eq!(signed(0.4, 0), "0");
        assert_eq!(signed(5.0, 0), "+5");
        assert_eq!(decimals_for(0.0312), 4);
        assert_eq!(decimals_for(0.5), 3);
        assert_eq!(rounded(3_793_769.0, 0), "3.79\u{a0}million");
        assert_eq!(rounded(-412_345.0, 0), "−412,000");
        assert_eq!(rounded(86_981.0, 0), "87,000");
        assert_eq!(rounded(999_900.0, 0), "1.00\u{a0}million");
        assert_eq!(rounded(9_874.4, 1), "9,870");
        assert_eq!(rounded(987.4, 1), "987.4");
        assert_eq!(rounded(1.0e12, 0), "1.00\u{a0}trillion");
    }

    #[test]
    fn an_axis_has_one_unit() {
        let ticks = Ticks::covering(0.0, 1_400_000.0, 3);
        let words = [
            "0",
            "0.5\u{a0}million",
            "1.0\u{a0}million",
            "1.5\u{a0}million",
        ];
        assert_eq!(ticks.labels, words);
    }

    #[test]
    fn ticks_cover_the_range_and_are_all_different() {
        for (low, high) in [
            (0.0, 0.0),
            (0.0, 1.0),
            (0.0, 3.0),
            (0.0, 9_870.0),
            (-120.0, 45.0),
            (0.0, 3e-5),
            (0.0, 2.2e9),
            (f64::NAN, f64::INFINITY),
            (0.0, 1.3e6),
        ] {
            let ticks = Ticks::covering(low, high, 4);
            assert!((2..12).contains(&ticks.at.len()), "{low} {high}: {ticks:?}");
            let mut labels = ticks.labels.clone();
            labels.sort();
            labels.dedup();
            assert_eq!(labels.len(), ticks.at.len(), "{ticks:?}");
            if high.is_finite() && low.is_finite() {
                // Products of steps round in the last bits.
                let slack = 1e-12 * (high - low);
                assert!(ticks.span().0 <= low + slack && ticks.span().1 >= high - slack);
            }
        }
    }
}
