//! Numbers, dates and names in words for people.

use crate::text::{fill, key, say};
use crate::time::Date;

/// The word with a capital first letter.
#[must_use]
pub fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// `1 January 2025`.
#[must_use]
pub fn date(date: Date) -> String {
    const MONTHS: [&str; 12] = [
        key("{day} January {year}"),
        key("{day} February {year}"),
        key("{day} March {year}"),
        key("{day} April {year}"),
        key("{day} May {year}"),
        key("{day} June {year}"),
        key("{day} July {year}"),
        key("{day} August {year}"),
        key("{day} September {year}"),
        key("{day} October {year}"),
        key("{day} November {year}"),
        key("{day} December {year}"),
    ];
    let month = usize::from(date.month().unsigned_abs()).saturating_sub(1);
    fill(
        MONTHS[month.min(11)],
        &[("day", &date.day()), ("year", &date.year())],
    )
}

/// A number with commas between thousands and at most four significant decimals.
#[must_use]
pub fn number(value: f64) -> String {
    let decimals = match value.abs() {
        v if v >= 1000.0 || v.fract() == 0.0 => 0,
        v if v >= 100.0 => 1,
        v if v >= 1.0 => 2,
        v if v >= 0.01 => 4,
        _ => 6,
    };
    let text = format!("{value:.decimals$}");
    let text = if decimals > 0 {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    };
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or(("", text.as_str()), |digits| ("−", digits));
    let (whole, rest) = digits
        .split_once('.')
        .map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let rest = rest.map(|rest| format!(".{rest}")).unwrap_or_default();
    format!("{sign}{grouped}{rest}")
}

/// A number with its unit in words: `1,450 appointments a day`, `60 %`, `open`.
#[must_use]
pub fn amount(value: f64, unit: &str) -> String {
    match unit {
        "share" => format!("{} %", number(value * 100.0)),
        "yes/no" => yes_or_no(value).to_owned(),
        "index" | "" => number(value),
        "times" => tell!("{n} times", n = number(value)),
        _ => format!("{} {}", number(value), unit_in_words(unit)),
    }
}

/// Whether something that is open or closed is open.
#[must_use]
pub fn yes_or_no(value: f64) -> &'static str {
    say(if value >= 0.5 { key("yes") } else { key("no") })
}

/// `appointments/day` as `appointments a day`.
#[must_use]
pub fn unit_in_words(unit: &str) -> String {
    match say(unit) {
        english if english == unit => unit.replace('/', " a "),
        own => own.to_owned(),
    }
}

/// `a`, `a and b`, `a, b and c`; an item with an `and` of its own in quotes.
#[must_use]
pub fn list(items: &[String]) -> String {
    // An item with an "and" of its own would be read as two.
    let quoted = |item: &String| {
        if item.contains(say(" and ")) || item.contains(", ") {
            format!("“{item}”")
        } else {
            item.clone()
        }
    };
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(quoted).collect();
            tell!(
                "{first} and {last}",
                first = first.join(", "),
                last = quoted(last)
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        let cases = [
            (1450.0, "1,450"),
            (0.6, "0.6"),
            (1_234_567.0, "1,234,567"),
            (-12.5, "−12.5"),
            (0.0, "0"),
            (999.0, "999"),
        ];
        for (value, expected) in cases {
            assert_eq!(number(value), expected);
        }
        assert_eq!(amount(0.25, "share"), "25 %");
        assert_eq!(
            amount(1450.0, "appointments/day"),
            "1,450 appointments a day"
        );
        assert_eq!(date(jiff::civil::date(2025, 1, 31)), "31 January 2025");
        assert_eq!(list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!(
            list(&["a".into(), "b and c".into(), "d".into()]),
            "a, “b and c” and d"
        );
        assert_eq!(capitalized("élan"), "Élan");
    }
}
