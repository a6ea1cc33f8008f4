//! Ticks of a time axis: calendar dates with room between them, never repeated.

use jiff::{ToSpan, civil::Date};

use super::number::to_f64;
use crate::text::{key, say};

/// One tick of a time axis.
#[derive(Clone, Debug, PartialEq)]
pub struct DateTick {
    /// Days since the first day of the axis.
    pub day: f64,
    /// First line: "Jan", "4 Mar" or "2025".
    pub label: String,
    /// Second line: the year, where it begins.
    pub year: Option<String>,
    /// The date itself.
    pub date: Date,
}

/// Distance between ticks.
#[derive(Clone, Copy)]
enum Step {
    Days(i64),
    Months(i8),
    Years(i16),
    /// A year as "’25", for narrow panels.
    ShortYear,
}

const STEPS: [Step; 12] = [
    Step::Days(1),
    Step::Days(2),
    Step::Days(7),
    Step::Days(14),
    Step::Months(1),
    Step::Months(3),
    Step::Months(6),
    Step::Years(1),
    Step::ShortYear,
    Step::Years(2),
    Step::Years(5),
    Step::Years(10),
];

const MONTHS: [&str; 12] = [
    key("Jan"),
    key("Feb"),
    key("Mar"),
    key("Apr"),
    key("May"),
    key("Jun"),
    key("Jul"),
    key("Aug"),
    key("Sep"),
    key("Oct"),
    key("Nov"),
    key("Dec"),
];

/// "Jan" to "Dec".
#[must_use]
pub fn month_name(date: Date) -> &'static str {
    say(MONTHS[usize::from(date.month().unsigned_abs().clamp(1, 12)) - 1])
}

/// "1 March 2024" in short: "1 Mar 2024".
#[must_use]
pub fn day_name(date: Date) -> String {
    format!("{} {} {}", date.day(), month_name(date), date.year())
}

/// The finest calendar ticks for `days` days from `start` whose labels, as wide as
/// `measure` says, keep apart on an axis `width` units long.
#[must_use]
pub fn ticks(start: Date, days: usize, width: f64, measure: impl Fn(&str) -> f64) -> Vec<DateTick> {
    const APART: f64 = 12.0;
    let span = to_f64(days.saturating_sub(1).max(1));
    let wide = |tick: &DateTick| {
        let year = tick.year.as_deref().map_or(0.0, &measure);
        measure(&tick.label).max(year)
    };
    let room = |ticks: &[DateTick]| {
        ticks.windows(2).all(|pair| {
            let gap = (pair[1].day - pair[0].day) / span * width;
            gap >= f64::midpoint(wide(&pair[0]), wide(&pair[1])) + APART
        })
    };
    let mut last = Vec::new();
    for step in STEPS {
        let candidate = along(start, days, step);
        if !candidate.is_empty() && room(&candidate) {
            return candidate;
        }
        last = candidate;
    }
    last.truncate(1);
    last
}

fn along(start: Date, days: usize, step: Step) -> Vec<DateTick> {
    let end = start.saturating_add(
        i64::try_from(days.saturating_sub(1))
            .unwrap_or(i64::MAX / 2)
            .min(100_000)
            .days(),
    );
    let mut date = first(start, step);
    let mut ticks: Vec<DateTick> = Vec::new();
    while date <= end && ticks.len() < 400 {
        if date >= start {
            let year = ticks
                .last()
                .is_none_or(|before| before.date.year() != date.year());
            ticks.push(tick(start, date, step, year));
        }
        let next = match step {
            Step::Days(days) => date.saturating_add(days.days()),
            Step::Months(months) => date.saturating_add(i64::from(months).months()),
            Step::Years(years) => date.saturating_add(i64::from(years).years()),
            Step::ShortYear => date.saturating_add(1.years()),
        };
        if next <= date {
            break;
        }
        date = next;
    }
    ticks
}

/// A round date at or before `start`: the day itself, a Monday, or the first of a month.
fn first(start: Date, step: Step) -> Date {
    match step {
        Step::Days(days) if days >= 7 => {
            start.saturating_sub(i64::from(start.weekday().to_monday_zero_offset()).days())
        }
        Step::Days(_) => start,
        Step::Months(months) => {
            let month = (start.month() - 1) / months * months + 1;
            Date::new(start.year(), month, 1).unwrap_or(start)
        }
        Step::ShortYear => Date::new(start.year(), 1, 1).unwrap_or(start),
        Step::Years(years) => {
            Date::new(start.year().div_euclid(years) * years, 1, 1).unwrap_or(start)
        }
    }
}

fn tick(start: Date, date: Date, step: Step, new_year: bool) -> DateTick {
    let (label, with_year) = match step {
        Step::Days(_) => (format!("{} {}", date.day(), month_name(date)), true),
        Step::Months(_) => (month_name(date).to_owned(), true),
        Step::Years(_) => (date.year().to_string(), false),
        Step::ShortYear => (format!("’{:02}", date.year().rem_euclid(100)), false),
    };
    let year = (new_year && with_year).then(|| date.year().to_string());
    DateTick {
        day: day_number(start, date),
        label,
        year,
        date,
    }
}

/// Days from `start` to `date`.
#[must_use]
pub fn day_number(start: Date, date: Date) -> f64 {
    f64::from(start.until(date).map_or(0, |span| span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_distinct_and_apart_for_any_horizon() {
        for start in [
            Date::constant(2024, 3, 1),
            Date::constant(2024, 12, 31),
            Date::constant(2019, 2, 28),
        ] {
            for days in [1, 2, 9, 31, 90, 200, 365, 366, 731, 1096, 4000] {
                let ticks = ticks(start, days, 800.0, |text| 7.0 * to_f64(text.len()));
                assert!(!ticks.is_empty(), "{start} {days}");
                let mut dates: Vec<Date> = ticks.iter().map(|tick| tick.date).collect();
                dates.dedup();
                assert_eq!(dates.len(), ticks.len());
                assert!(
                    ticks
                        .iter()
                        .all(|tick| tick.day >= 0.0 && tick.day <= to_f64(days))
                );
                // A label is unique together with the year it stands under.
                let mut year = String::new();
                let mut seen = Vec::new();
                for tick in &ticks {
                    year = tick.year.clone().unwrap_or(year);
                    let full = format!("{} {year}", tick.label);
                    assert!(!seen.contains(&full), "{full} repeats");
                    seen.push(full);
                }
            }
        }
    }

    #[test]
    fn two_years_are_ticked_by_quarter() {
        let labels: Vec<String> = ticks(Date::constant(2024, 3, 1), 731, 800.0, |text| {
            7.0 * to_f64(text.len())
        })
        .into_iter()
        .map(|tick| tick.label)
        .collect();
        assert_eq!(
            labels,
            ["Apr", "Jul", "Oct", "Jan", "Apr", "Jul", "Oct", "Jan"]
        );
    }
}
