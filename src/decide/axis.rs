//! What varies from one run to the next: a setting of a lever, or an uncertain input.

use crate::analysis::words;
use crate::lever;
use crate::report::answer::cell_words;
use crate::scenario::{Catalogue, Overrides, suggestion};
use crate::setting::Setting;

/// Values tried along a range unless told otherwise.
pub const STEPS: usize = 5;

/// Most values along one axis.
const MOST: usize = 10_000;

/// A setting of a lever from a date on, or an uncertain input, with the values that are tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// As typed before the equals sign: `shelter-beds.built.tijuana`.
    pub name: String,
    /// What it is, in words for people: "shelter beds added (Tijuana)".
    pub label: String,
    /// Unit of the values.
    pub unit: String,
    /// Name of the record that holds source and evidence: the lever's setting, or the parameter.
    pub record: String,
    /// The values.
    pub values: Values,
    kind: Kind,
    /// As typed after `@`.
    date: Option<String>,
}

/// The values of an axis.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Everything between two numbers, with how many are tried on a grid.
    Range {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
        /// Values on a grid, both ends included; [`STEPS`] unless told.
        steps: Option<usize>,
    },
    /// These, in this order.
    List(Vec<f64>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Setting,
    Input,
}

impl Axis {
    /// Reads `NAME=LOW..HIGH`, `NAME=LOW..HIGH/STEPS` or `NAME=A,B,C`, each with `@DATE` behind it where a setting is to
    /// change on a date.
    ///
    /// # Errors
    /// What is wrong, with what would be accepted.
    pub fn read(text: &str, catalogue: &Catalogue) -> Result<Self, String> {
        let wrong = |what: &str| {
            Err(format!(
                "`{text}`: {what}\n  help: for example port-appointments.slots-per-day=1000..5000@2025-01-01, shelter-beds.built.tijuana=0,500,1000 or crossing.detection=0.5..0.9/9"
            ))
        };
        let Some((name, rest)) = text.split_once('=') else {
            return wrong("there is no = between the name and its values");
        };
        let (values, date) = match rest.split_once('@') {
            Some((values, date)) => (values, Some(date.to_owned())),
            None => (rest, None),
        };
        let name = name.trim();
        let values = match read_values(values) {
            Ok(values) => values,
            Err(what) => return wrong(&what),
        };
        let named = named(name, catalogue)?;
        if named.kind == Kind::Input && date.is_some() {
            return wrong("an uncertain input has no date; only levers change on dates");
        }
        Ok(Self {
            name: name.to_owned(),
            values,
            date,
            ..named
        })
    }

    /// The values on a grid.
    #[must_use]
    pub fn grid(&self) -> Vec<f64> {
        match &self.values {
            Values::List(values) => values.clone(),
            Values::Range { low, high, steps } => {
                let steps = steps.unwrap_or(STEPS);
                let share = |step: usize| step as f64 / (steps - 1).max(1) as f64;
                (0..steps)
                    .map(|step| low + share(step) * (high - low))
                    .collect()
            }
        }
    }

    /// Lowest and highest value.
    #[must_use]
    pub fn range(&self) -> [f64; 2] {
        match &self.values {
            Values::Range { low, high, .. } => [*low, *high],
            Values::List(values) => {
                let least = values.iter().copied().fold(f64::INFINITY, f64::min);
                [
                    least,
                    values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
                ]
            }
        }
    }

    /// The value at a share of the way from the lowest to the highest; of a list, the one that stands there.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a short list"
    )]
    pub fn at(&self, share: f64) -> f64 {
        match &self.values {
            Values::Range { low, high, .. } => low + share * (high - low),
            Values::List(values) => {
                let position = (share * values.len() as f64) as usize;
                values[position.min(values.len() - 1)]
            }
        }
    }

    /// How many values of a range were asked for, if it was said.
    #[must_use]
    pub fn steps(&self) -> Option<usize> {
        match self.values {
            Values::Range { steps, .. } => steps,
            Values::List(_) => None,
        }
    }

    /// A value with no more digits than tell apart ten million values between lowest and highest.
    #[must_use]
    pub fn short(&self, value: f64) -> f64 {
        let [low, high] = self.range();
        if low >= high {
            return value;
        }
        let digits = 7 - libm::floor(libm::log10(high - low)) as i32;
        let decimals = digits.clamp(0, 15).unsigned_abs() as usize;
        let text = format!("{value:.decimals$}");
        text.parse()
            .map_or(value, |short: f64| short.clamp(low, high))
    }

    /// How far a value lies between the lowest and the highest, from 0 to 1.
    #[must_use]
    pub fn share(&self, value: f64) -> f64 {
        let [low, high] = self.range();
        if low < high {
            (value - low) / (high - low)
        } else {
            0.5
        }
    }

    /// Adds a value to the changes of a scenario.
    pub fn put(&self, value: f64, changes: &mut Overrides) {
        let date = self
            .date
            .as_ref()
            .map_or_else(String::new, |date| format!("@{date}"));
        let typed = format!("{}={value}{date}", self.name);
        match self.kind {
            Kind::Setting => changes.set.push(typed),
            Kind::Input => changes.assume.push(typed),
        }
    }

    /// Whether its values come into force only after this day.
    #[must_use]
    pub fn begins_after(&self, day: crate::time::Date) -> bool {
        let date = self
            .date
            .as_ref()
            .and_then(|date| date.parse::<crate::time::Date>().ok());
        date.is_some_and(|date| date > day)
    }

    /// Whether it is a setting of a lever.
    #[must_use]
    pub fn is_setting(&self) -> bool {
        self.kind == Kind::Setting
    }

    /// A value with its unit: "3,000 appointments/day".
    #[must_use]
    pub fn quantity(&self, value: f64) -> String {
        let number = legible(value);
        if self.unit.is_empty() {
            number
        } else {
            format!("{number} {}", self.unit)
        }
    }

    /// What it is, and from when: "Port appointments from 1 January 2025 on".
    #[must_use]
    pub fn heading(&self) -> String {
        let label = words::capital_first(&self.label);
        match &self.date {
            Some(date) => {
                let told = date.parse().map_or_else(|_| date.clone(), words::date);
                format!("{label} from {told} on")
            }
            None => label,
        }
    }

    /// What it is, with its unit: the title of a chart's axis.
    #[must_use]
    pub fn title(&self) -> String {
        let heading = self.heading();
        if self.unit.is_empty() {
            heading
        } else {
            format!("{heading}, {}", self.unit)
        }
    }
}

/// The value with three significant digits: one that a person would choose.
#[must_use]
pub fn round_number(value: f64) -> f64 {
    if value == 0.0 {
        return value;
    }
    let unit = libm::pow(10.0, libm::floor(libm::log10(value.abs())) - 2.0);
    let text = format!("{:.12}", libm::round(value / unit) * unit);
    text.parse().unwrap_or(value)
}

/// A value with four significant digits at most.
#[must_use]
pub fn legible(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return words::number(value, 0);
    }
    let digits = 3 - libm::floor(libm::log10(value.abs())) as i32;
    let decimals = digits.clamp(0, 8).unsigned_abs() as usize;
    let text = words::number(value, decimals);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

fn read_values(text: &str) -> Result<Values, String> {
    let number = |word: &str| {
        let word = word.trim();
        let value = word.parse::<f64>().ok().filter(|value| value.is_finite());
        value.ok_or_else(|| match word.split_once('-') {
            Some((low, high)) if !low.is_empty() && !high.is_empty() => {
                format!("`{word}` is not a number; a range is written {low}..{high}")
            }
            _ => format!("`{word}` is not a number"),
        })
    };
    if let Some((low, rest)) = text.split_once("..") {
        let (high, steps) = match rest.split_once('/') {
            Some((high, steps)) => (high, Some(read_steps(steps)?)),
            None => (rest, None),
        };
        let (low, high) = (number(low)?, number(high)?);
        if low > high {
            return Err(format!(
                "the range from {low} to {high} is empty; write {high}..{low}"
            ));
        }
        if low == high {
            return Err(format!("the range from {low} to {high} is empty"));
        }
        return Ok(Values::Range { low, high, steps });
    }
    let values: Result<Vec<f64>, String> = text.split(',').map(number).collect();
    let values = values?;
    if values.len() > MOST {
        return Err(format!("{} values are more than {MOST}", values.len()));
    }
    Ok(Values::List(values))
}

fn read_steps(text: &str) -> Result<usize, String> {
    match text.trim().parse::<usize>() {
        Ok(steps) if (2..=MOST).contains(&steps) => Ok(steps),
        _ => Err(format!(
            "`{}` is not a number of values from 2 to {MOST}",
            text.trim()
        )),
    }
}

/// The setting or parameter that a name begins with, and the cell that follows.
fn named(name: &str, catalogue: &Catalogue) -> Result<Axis, String> {
    let fits = |known: &str| {
        let rest = name.strip_prefix(known)?;
        (rest.is_empty() || rest.starts_with('.')).then(|| rest.trim_start_matches('.').to_owned())
    };
    let axis = |kind, record: &str, label: &str, unit: &str, cell: &str| Axis {
        name: String::new(),
        label: if cell.is_empty() {
            words::lower_first(label)
        } else {
            let label = words::lower_first(label);
            format!("{label} ({})", cell_words(&catalogue.world, cell))
        },
        unit: plain_unit(unit),
        record: record.to_owned(),
        values: Values::List(Vec::new()),
        kind,
        date: None,
    };
    let settings = Setting::ALL.iter().filter_map(|&setting| {
        let record = lever::record(&catalogue.levers, setting)?;
        let cell = fits(setting.name())?;
        let longest = setting.name().len();
        Some((
            longest,
            axis(
                Kind::Setting,
                setting.name(),
                &record.label,
                &record.unit,
                &cell,
            ),
        ))
    });
    let inputs = catalogue.parameters.iter().filter_map(|parameter| {
        let cell = fits(&parameter.name)?;
        let longest = parameter.name.len();
        Some((
            longest,
            axis(
                Kind::Input,
                &parameter.name,
                &parameter.label,
                &parameter.unit,
                &cell,
            ),
        ))
    });
    let found = settings.chain(inputs).max_by_key(|(length, _)| *length);
    found.map(|(_, axis)| axis).ok_or_else(|| {
        let settings = Setting::ALL.iter().map(|setting| setting.name());
        let inputs = catalogue
            .parameters
            .iter()
            .map(|parameter| parameter.name.as_str());
        format!(
            "`{name}` is neither a setting of a lever nor an uncertain input\n  help: {} `garita list levers` and `garita list parameters` show all",
            suggestion(name, settings.chain(inputs))
        )
    })
}

/// A unit as it stands behind a number; none where the number is a plain factor.
fn plain_unit(unit: &str) -> String {
    match unit {
        "times" | "share" | "index" | "yes/no" => String::new(),
        unit => unit.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::catalogue;

    fn read(text: &str) -> Result<Axis, String> {
        let Ok(catalogue) = catalogue() else {
            panic!("the records of the program load");
        };
        Axis::read(text, catalogue)
    }

    #[test]
    fn a_setting_with_a_place_a_range_and_a_date() {
        let axis = read("shelter-beds.built.tijuana=0..2000/3@2025-01-01").unwrap();
        assert_eq!(axis.grid(), [0.0, 1000.0, 2000.0]);
        assert_eq!(
            axis.title(),
            "Shelter beds added (Tijuana) from 1 January 2025 on, beds"
        );
        let mut changes = Overrides::default();
        axis.put(1500.0, &mut changes);
        assert_eq!(changes.set, ["shelter-beds.built.tijuana=1500@2025-01-01"]);
    }

    #[test]
    fn an_input_with_a_list() {
        let axis = read("crossing.detection=0.6,0.8").unwrap();
        assert!(!axis.is_setting());
        assert_eq!(
            (axis.range(), axis.at(0.49), axis.at(0.99)),
            ([0.6, 0.8], 0.6, 0.8)
        );
        let mut changes = Overrides::default();
        axis.put(0.6, &mut changes);
        assert_eq!(changes.assume, ["crossing.detection=0.6"]);
    }

    #[test]
    fn mistakes_say_what_would_be_accepted() {
        for (text, part) in [
            ("crossing.detection", "no ="),
            ("crossing.detection=0.9..0.6", "is empty"),
            ("crossing.detection=a..b", "`a` is not a number"),
            ("crossing.detection=0..1/1", "from 2 to"),
            ("crossing.detection=0..1@2025-01-01", "has no date"),
            (
                "port-apointments.slots-per-day=1..2",
                "port-appointments.slots-per-day",
            ),
        ] {
            let said = read(text).unwrap_err();
            assert!(said.contains(part), "{text}: {said}");
        }
    }

    #[test]
    fn numbers_are_short() {
        for (value, text) in [
            (0.0, "0"),
            (1500.0, "1,500"),
            (0.25, "0.25"),
            (12_345.6, "12,346"),
            (0.000_123, "0.000123"),
        ] {
            assert_eq!(legible(value), text);
        }
    }
}
