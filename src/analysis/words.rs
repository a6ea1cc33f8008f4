//! Numbers, dates and changes in words: one voice for terminal, report and charts.

use super::compare::AGREEMENT;
use crate::metric::{Direction, Metric};
use crate::text::{key, say};

/// Printed where a value was not reached in the run.
pub const NOT_REACHED: &str = key("not reached");

pub use crate::scenario::words::date;

/// A number with thousands separators and a real minus sign; "not reached" for NaN, "∞" where there is no bound.
///
/// ```
/// # use garita::analysis::words::number;
/// assert_eq!(number(-12345.678, 1), "−12,345.7");
/// assert_eq!(number(f64::NAN, 0), "not reached");
/// ```
#[must_use]
pub fn number(value: f64, decimals: usize) -> String {
    if value.is_nan() {
        return say(NOT_REACHED).to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "∞" } else { "−∞" }.to_owned();
    }
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = plain
        .split_once('.')
        .map_or((plain.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut text = String::new();
    if value < 0.0 && plain.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        text.push('−');
    }
    for (index, digit) in whole.char_indices() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    fraction.map_or(text.clone(), |fraction| format!("{text}.{fraction}"))
}

/// A number rounded to three significant digits but never finer than `decimals`, millions as such: for sentences.
#[must_use]
pub fn rounded(value: f64, decimals: usize) -> String {
    if value.is_infinite() {
        return number(value, 0);
    }
    if value.abs() >= 999_500.0 {
        return tell!("{n} million", n = rounded(value / 1e6, 2));
    }
    three_digits(value, decimals)
}

/// A number rounded to three significant digits but never finer than `decimals`, with all its zeros: for tables.
#[must_use]
pub fn three_digits(value: f64, decimals: usize) -> String {
    let power = if value == 0.0 || value.is_infinite() {
        0.0
    } else {
        libm::floor(libm::log10(value.abs())) - 2.0
    };
    match power {
        power if power > 0.0 => {
            let step = libm::pow(10.0, power);
            number((value / step).round() * step, 0)
        }
        0.0 => number(value, 0),
        _ => number(value, decimals.min(-power as usize)),
    }
}

/// A level with its unit, for sentences: "12,300", "3.4 days", "12.5 %", "$1.2 billion".
#[must_use]
pub fn quantity(value: f64, metric: &Metric) -> String {
    match scale(metric) {
        _ if value.is_nan() => say(NOT_REACHED).to_owned(),
        Scale::Money => dollars(value),
        Scale::Days => tell!("{n} days", n = rounded(value, metric.decimals.max(1))),
        Scale::Share => format!("{} %", rounded(100.0 * value, 1)),
        Scale::Number => rounded(value, metric.decimals),
    }
}

/// A difference with its unit: as [`quantity`], but a share differs by percentage points.
#[must_use]
pub fn gap(difference: f64, metric: &Metric) -> String {
    let text = quantity(difference, metric);
    text.strip_suffix(" %")
        .map_or(text.clone(), |n| tell!("{n} percentage points", n))
}

/// How values of a metric are written.
enum Scale {
    Money,
    Days,
    Share,
    Number,
}

fn scale(metric: &Metric) -> Scale {
    match metric.unit {
        "USD" => Scale::Money,
        "days" => Scale::Days,
        unit if unit.starts_with("share") => Scale::Share,
        _ => Scale::Number,
    }
}

/// An amount of money in words of the right size: "$1.23 billion".
#[must_use]
pub fn dollars(value: f64) -> String {
    let size = value.abs();
    let sign = if value < 0.0 { "−" } else { "" };
    match size {
        f64::INFINITY => format!("{sign}$∞"),
        size if size >= 999.5e6 => tell!("{sign}${n} billion", sign, n = rounded(size / 1e9, 2)),
        size if size >= 999.5e3 => tell!("{sign}${n} million", sign, n = rounded(size / 1e6, 1)),
        _ => tell!("{sign}${n}", sign, n = rounded(size, 0)),
    }
}

/// A share as a whole percentage that never overstates: "100 %" only for all, "0 %" only for none, and "90 %", from which on
/// futures agree on a direction, only where they do.
#[must_use]
pub fn share(share: f64) -> String {
    match 100.0 * share {
        percent if percent.is_nan() => say(NOT_REACHED).to_owned(),
        percent if share < 1.0 && percent > 99.0 => say("over 99 %").to_owned(),
        percent if share > 0.0 && percent < 1.0 => say("under 1 %").to_owned(),
        percent if share < AGREEMENT && percent >= 100.0 * AGREEMENT - 0.5 => {
            format!("{} %", number(percent, 1))
        }
        percent => format!("{} %", number(percent, 0)),
    }
}

/// Words for less and more of something.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// "lower", "fewer", "less", "shorter".
    pub down: &'static str,
    /// "higher", "more", "longer".
    pub up: &'static str,
}

impl Change {
    /// The word for a difference of this sign.
    #[must_use]
    pub fn of(&self, difference: f64) -> &'static str {
        if difference < 0.0 { self.down } else { self.up }
    }
}

/// Words for a change of a metric. A harm is "lower" or "higher"; everything else, on which people may
/// differ, is only "fewer" or "more" (a wait "shorter" or "longer", a ratio "smaller" or "larger").
#[must_use]
pub fn change(metric: &Metric, subject: &str) -> Change {
    let is_ratio = metric.unit.contains('÷')
        || ["ratio", "index"]
            .iter()
            .any(|word| metric.unit.starts_with(word));
    match (metric.direction, scale(metric)) {
        (Direction::Lower, _) => Change {
            down: say("lower"),
            up: say("higher"),
        },
        (_, Scale::Days) => Change {
            down: say("shorter"),
            up: say("longer"),
        },
        (_, Scale::Share) => Change {
            down: say("smaller"),
            up: say("larger"),
        },
        _ if is_ratio => Change {
            down: say("smaller"),
            up: say("larger"),
        },
        _ if is_plural(subject) => Change {
            down: say("fewer"),
            up: say("more"),
        },
        _ => Change {
            down: say("less"),
            up: say("more"),
        },
    }
}

/// Whether the head noun of a label is plural: "Nights over capacity" is, "Wait for an appointment" is not.
#[must_use]
pub fn is_plural(label: &str) -> bool {
    const JOINTS: [&str; 19] = [
        "of", "over", "per", "in", "by", "from", "to", "at", "for", "on", "between", "awaiting",
        "waiting", "seeking", "without", "within", "while", "who", "into",
    ];
    let words = label
        .split(' ')
        .take_while(|word| !JOINTS.contains(word) && !word.starts_with('('));
    let is_many = |word: &str| {
        word.eq_ignore_ascii_case("people") || (word.ends_with('s') && !word.ends_with("ss"))
    };
    words.map(|word| word.trim_end_matches(',')).any(is_many)
}

/// "is" or "are", as the label asks for.
#[must_use]
pub fn verb(label: &str) -> &'static str {
    if is_plural(label) { "are" } else { "is" }
}

/// Names that labels begin with.
const NAMES: [&str; 3] = ["Mexic", "Remain in Mexico", "Haiti"];

/// A label inside a sentence: its first letter small unless it starts a name such as "U.S." or "Mexican".
#[must_use]
pub fn lower_first(label: &str) -> String {
    if NAMES.iter().any(|name| label.starts_with(name)) {
        return label.to_owned();
    }
    let mut letters = label.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(label.chars().skip(1)).collect()
        }
        _ => label.to_owned(),
    }
}

/// A label that opens a line: its first letter large.
#[must_use]
pub fn capital_first(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// Items as people list them: "a", "a and b", "a, b and c".
#[must_use]
pub fn list<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            tell!(
                "{first} and {last}",
                first = first.join(", "),
                last = last.as_ref()
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_bound_is_written_as_such() {
        assert_eq!(rounded(f64::INFINITY, 0), "∞");
        assert_eq!(dollars(f64::NEG_INFINITY), "−$∞");
    }

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(number(0.0, 0), "0");
        assert_eq!(number(-0.4, 0), "0");
        assert_eq!(number(999.0, 0), "999");
        assert_eq!(number(1_234_567.0, 0), "1,234,567");
        assert_eq!(rounded(123_456.0, 0), "123,000");
        assert_eq!(rounded(-1_234_567.0, 0), "−1.23 million");
        assert_eq!(rounded(999_500.0, 0), "1.00 million");
        assert_eq!(rounded(45_678_901.0, 0), "45.7 million");
        assert_eq!(rounded(-45.67, 1), "−45.7");
        assert_eq!(rounded(456.7, 1), "457");
        assert_eq!(rounded(0.0, 1), "0");
        assert_eq!(dollars(1_234_000_000.0), "$1.23 billion");
        assert_eq!(dollars(-45_600_000.0), "−$45.6 million");
        assert_eq!(dollars(999_800.0), "$1.0 million");
    }

    #[test]
    fn shares_never_claim_certainty_that_was_not_seen() {
        assert_eq!(three_digits(98_538_609.0, 0), "98,500,000");
        assert_eq!(three_digits(-25_097.83, 1), "−25,100");
        assert_eq!(three_digits(7.94, 1), "7.9");
        assert_eq!(share(1.0), "100 %");
        assert_eq!(share(0.997), "over 99 %");
        assert_eq!(share(0.0), "0 %");
        assert_eq!(share(0.004), "under 1 %");
        assert_eq!(share(0.634), "63 %");
        assert_eq!(share(0.895), "89.5 %");
        assert_eq!(share(0.9), "90 %");
    }

    #[test]
    fn labels_agree_with_their_verbs() {
        for plural in [
            "Unsheltered nights",
            "Nights over capacity",
            "People awaiting return",
            "Deaths",
        ] {
            assert!(is_plural(plural), "{plural}");
        }
        for singular in [
            "Wait for an appointment",
            "Public outlay",
            "List length",
            "Caseload",
        ] {
            assert!(!is_plural(singular), "{singular}");
        }
    }

    #[test]
    fn sentence_pieces() {
        assert_eq!(lower_first("Unsheltered nights"), "unsheltered nights");
        assert_eq!(lower_first("U.S. removals"), "U.S. removals");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(date(jiff::civil::date(2024, 3, 1)), "1 March 2024");
    }
}
