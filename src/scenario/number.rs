//! Numbers of files: plain, with a unit in quotes, or as a distribution.

use super::diagnostic::Problem;
use super::read::{Fields, Node, Reader, kind};
use crate::distribution::Quantity;
use toml::de::DeValue;

/// Keys of a distribution.
const RANGE_KEYS: [&str; 4] = ["low", "mode", "high", "median"];

/// What a number is about, for reading and for messages.
#[derive(Clone, Copy)]
pub struct Meaning<'a> {
    /// The name of the number, as in files.
    pub name: &'a str,
    /// The unit in which it is kept.
    pub unit: &'a str,
    /// Smallest and largest value that is accepted.
    pub range: [f64; 2],
}

impl Reader {
    /// A number within the range of its record.
    pub fn number(&mut self, node: &Node, meaning: Meaning) -> Option<f64> {
        let value = self.any_number(node, meaning)?;
        self.within(node, meaning, value)
    }

    /// A number, plain or with its unit, of any size.
    pub fn any_number(&mut self, node: &Node, meaning: Meaning) -> Option<f64> {
        let name = meaning.name;
        let value = match node.get_ref() {
            DeValue::Integer(number) => i128::from_str_radix(number.as_str(), number.radix())
                .ok()
                .map(|n| n as f64),
            DeValue::Float(number) => number.as_str().parse().ok(),
            DeValue::Boolean(yes) if meaning.unit == "yes/no" => Some(f64::from(u8::from(*yes))),
            DeValue::String(text) => match with_unit(text, meaning.unit) {
                Ok(value) => Some(value),
                Err(help) => {
                    let problem = Problem::new(format!(
                        "`{name}` is not a number in {}: \"{text}\"",
                        meaning.unit
                    ));
                    self.report(
                        node.span(),
                        problem.label(expected(meaning.unit)).help(help),
                    );
                    return None;
                }
            },
            other => {
                let problem =
                    Problem::new(format!("`{name}` must be a number, not {}", kind(other)));
                self.report(node.span(), problem.label(expected(meaning.unit)));
                return None;
            }
        };
        let value = value.filter(|value: &f64| value.is_finite());
        if value.is_none() {
            let problem = Problem::new(format!("`{name}` must be a finite number"));
            self.report(node.span(), problem.label(expected(meaning.unit)));
        }
        value
    }

    /// `value` if it lies within the range of its record.
    pub fn within(&mut self, node: &Node, meaning: Meaning, value: f64) -> Option<f64> {
        match out_of_range(meaning, value) {
            None => Some(value),
            Some(problem) => {
                self.report(node.span(), problem);
                None
            }
        }
    }

    /// A number or a distribution: `2.1`, `{ low, high }`, `{ low, mode, high }` or `{ median, low, high }`.
    pub fn quantity(&mut self, node: &Node, meaning: Meaning) -> Option<Quantity> {
        if !matches!(node.get_ref(), DeValue::Table(_)) {
            return self.number(node, meaning).map(Quantity::Fixed);
        }
        let fields = self.fields(node, &format!("`{}`", meaning.name), &RANGE_KEYS)?;
        let quantity = self.distribution(&fields, meaning)?;
        if let Err(message) = quantity.check() {
            let problem = Problem::new(format!("`{}` is not a range: {message}", meaning.name));
            self.report(node.span(), problem);
            return None;
        }
        Some(quantity)
    }

    fn distribution(&mut self, fields: &Fields, meaning: Meaning) -> Option<Quantity> {
        let mut get = |key: &str| fields.get(key).map(|node| self.number(node, meaning));
        let (low, mode, high, median) = (get("low"), get("mode"), get("high"), get("median"));
        match (low, mode, high, median) {
            (Some(low), None, Some(high), None) => Some(Quantity::Uniform {
                low: low?,
                high: high?,
            }),
            (Some(low), Some(mode), Some(high), None) => Some(Quantity::Triangular {
                low: low?,
                mode: mode?,
                high: high?,
            }),
            (Some(low), None, Some(high), Some(median)) => Some(Quantity::LogNormal {
                median: median?,
                low: low?,
                high: high?,
            }),
            _ if Reader::has_others(fields, &RANGE_KEYS) => None, // a misspelt key is reported already
            _ => {
                let problem = Problem::new(format!("`{}` is not a complete range", meaning.name));
                self.report(fields.span.clone(), problem.help(
                    "write a number, { low = 1, high = 3 } (anywhere between), { low = 1, mode = 2, high = 3 } (most \
                     likely 2) or { median = 2, low = 1, high = 4 } (log-normal, 90 % between low and high)",
                ));
                None
            }
        }
    }
}

/// What a number of a unit looks like.
fn expected(unit: &str) -> String {
    match unit {
        "share" => "expected a share between 0 and 1".to_owned(),
        "yes/no" => "expected true or false".to_owned(),
        "index" | "factor" | "times" => "expected a number".to_owned(),
        _ => format!("expected a number in {unit}"),
    }
}

/// The problem with a number outside its range, if it is outside.
pub fn out_of_range(meaning: Meaning, value: f64) -> Option<Problem> {
    let Meaning {
        name,
        unit,
        range: [low, high],
    } = meaning;
    if (low..=high).contains(&value) {
        return None;
    }
    let side = if value < low {
        format!("below the smallest value {low}")
    } else {
        format!("above the largest value {high}")
    };
    let shown = if value.abs() < 1e15 {
        value.to_string()
    } else {
        format!("{value:e}")
    };
    let problem = Problem::new(format!("`{name}` is {shown}, {side}"))
        .label(format!("must lie between {low} and {high} ({unit})"));
    let percent = unit == "share" && value > 1.0 && value <= 100.0;
    let help = format!("write {} for {value} %", value / 100.0);
    Some(if percent { problem.help(help) } else { problem })
}

/// Reads `"1,450 appointments/day"` as 1450 if the unit is `appointments/day`, and `"60 %"` as 0.6
/// if it is a share; otherwise says what to write.
fn with_unit(text: &str, unit: &str) -> Result<f64, String> {
    let text = text.trim();
    let split = text
        .find(|c: char| !(c.is_ascii_digit() || "+-.,_".contains(c)))
        .unwrap_or(text.len());
    let (digits, found) = (text[..split].replace([',', '_'], ""), text[split..].trim());
    let Ok(value) = digits.parse::<f64>() else {
        return Err(format!("write a plain number in {unit}, without quotes"));
    };
    if found == "%" && unit == "share" {
        return Ok(value / 100.0);
    }
    if same_unit(found, unit) {
        return Ok(value);
    }
    let correct = if unit == "share" {
        format!("{value}")
    } else {
        format!("\"{digits} {unit}\"")
    };
    if found.is_empty() {
        return Err(format!("write {digits} without quotes, or {correct}"));
    }
    Err(format!(
        "the unit is {unit}, not {found}: convert the number and write it in {unit}, or without a unit"
    ))
}

/// Whether two spellings mean the same unit: `a day` and `per day` are `/day`, and the plural of
/// what is counted may be missing.
fn same_unit(found: &str, unit: &str) -> bool {
    let plain = |unit: &str| {
        let unit = unit
            .to_lowercase()
            .replace(" per ", "/")
            .replace(" a ", "/")
            .replace(' ', "");
        let parts: Vec<String> = unit
            .split('/')
            .map(|part| part.trim_end_matches('s').to_owned())
            .collect();
        parts.join("/")
    };
    plain(found) == plain(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_may_carry_their_unit() {
        assert_eq!(
            with_unit("1,450 appointments/day", "appointments/day"),
            Ok(1450.0)
        );
        assert_eq!(
            with_unit("1450 appointments a day", "appointments/day"),
            Ok(1450.0)
        );
        assert_eq!(
            with_unit("1 appointment per day", "appointments/day"),
            Ok(1.0)
        );
        assert_eq!(with_unit("60 %", "share"), Ok(0.6));
        assert_eq!(with_unit("0.6 share", "share"), Ok(0.6));
    }

    #[test]
    fn a_wrong_unit_is_refused_with_advice() {
        let refused = |text: &str| with_unit(text, "appointments/day").unwrap_err();
        assert_eq!(
            refused("500 appointments/week"),
            "the unit is appointments/day, not appointments/week: convert the number and write it in \
             appointments/day, or without a unit"
        );
        assert_eq!(
            refused("500"),
            "write 500 without quotes, or \"500 appointments/day\""
        );
        assert_eq!(
            refused("many"),
            "write a plain number in appointments/day, without quotes"
        );
    }

    #[test]
    fn a_percentage_in_place_of_a_share_is_explained() {
        let share = Meaning {
            name: "x.y",
            unit: "share",
            range: [0.0, 1.0],
        };
        let problem = out_of_range(share, 60.0).unwrap();
        assert_eq!(problem.message(), "`x.y` is 60, above the largest value 1");
        assert_eq!(problem.advice(), "write 0.6 for 60 %");
        assert!(out_of_range(share, 1.0).is_none());
        assert!(out_of_range(share, f64::NAN).is_some());
    }
}
