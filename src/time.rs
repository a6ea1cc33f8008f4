//! Calendar dates, and which days the offices of the two countries work.
//!
//! One step of the model is one day. A [`Calendar`] numbers the days of a run from 0 and answers,
//! for each, the weekday, the month and whether an [`Office`] is open. Holidays are computed from
//! the rules of each country's law, so they hold in every year.

use jiff::ToSpan;
use jiff::civil::Weekday;

/// A calendar date without time of day or time zone.
pub type Date = jiff::civil::Date;

/// Whole days from `from` to `to`; negative if `to` is earlier.
#[must_use]
pub fn days_between(from: Date, to: Date) -> i32 {
    // Within jiff's years −9999 to 9999 the count stays under 7.4 million.
    i32::try_from(from.duration_until(to).as_hours() / 24).unwrap_or(i32::MAX)
}

/// The date `days` after `date` (before it, if negative), held within the years a [`Date`] can have.
#[must_use]
pub fn plus_days(date: Date, days: i32) -> Date {
    date.saturating_add(days.days())
}

/// Whose working days count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Office {
    /// U.S. federal offices: ports, courts.
    UnitedStates,
    /// Mexican federal offices: the refugee agency, the migration institute.
    Mexico,
}

/// The days of the week and year on which offices work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfficeDays {
    /// Saturdays and Sundays are working days.
    pub weekends: bool,
    /// Public holidays are days off.
    pub holidays: bool,
}

impl OfficeDays {
    /// Monday to Friday, closed on public holidays.
    pub const WEEKDAYS: OfficeDays = OfficeDays {
        weekends: false,
        holidays: true,
    };
    /// Every day of the year.
    pub const EVERY_DAY: OfficeDays = OfficeDays {
        weekends: true,
        holidays: false,
    };

    fn is_open(self, office: Office, date: Date) -> bool {
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        (self.weekends || !weekend) && !(self.holidays && is_holiday(office, date))
    }
}

/// The working days of both countries' offices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offices {
    /// Days of U.S. federal offices.
    pub united_states: OfficeDays,
    /// Days of Mexican federal offices.
    pub mexico: OfficeDays,
}

impl Default for Offices {
    fn default() -> Self {
        Offices {
            united_states: OfficeDays::WEEKDAYS,
            mexico: OfficeDays::WEEKDAYS,
        }
    }
}

/// The days of a run, numbered from 0, with what the model asks of each.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    start: Date,
    weekday: Vec<u8>,
    month: Vec<u8>,
    open: [Vec<bool>; 2],
}

impl Calendar {
    /// The calendar of `days` days from `start` on.
    #[must_use]
    pub fn new(start: Date, days: usize, offices: Offices) -> Self {
        let mut calendar = Calendar {
            start,
            weekday: Vec::new(),
            month: Vec::new(),
            open: [Vec::new(), Vec::new()],
        };
        let mut date = start;
        for _ in 0..days {
            calendar
                .weekday
                .push(date.weekday().to_monday_zero_offset().unsigned_abs());
            calendar.month.push(date.month().unsigned_abs());
            calendar.open[0].push(offices.united_states.is_open(Office::UnitedStates, date));
            calendar.open[1].push(offices.mexico.is_open(Office::Mexico, date));
            date = plus_days(date, 1);
        }
        calendar
    }

    /// The first day.
    #[must_use]
    pub fn start(&self) -> Date {
        self.start
    }

    /// Number of days.
    #[must_use]
    pub fn len(&self) -> usize {
        self.weekday.len()
    }

    /// Whether there is no day at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.weekday.is_empty()
    }

    /// Date of day number `day`.
    #[must_use]
    pub fn date(&self, day: usize) -> Date {
        plus_days(self.start, i32::try_from(day).unwrap_or(i32::MAX))
    }

    /// Number of the day that falls on `date`, if the calendar covers it.
    #[must_use]
    pub fn day(&self, date: Date) -> Option<usize> {
        usize::try_from(days_between(self.start, date))
            .ok()
            .filter(|&day| day < self.len())
    }

    /// Weekday of each day: 0 is Monday, 6 is Sunday.
    #[must_use]
    pub fn weekdays(&self) -> &[u8] {
        &self.weekday
    }

    /// Month of each day: 1 is January, 12 is December.
    #[must_use]
    pub fn months(&self) -> &[u8] {
        &self.month
    }

    /// Whether the offices of a country work, for each day.
    #[must_use]
    pub fn working_days(&self, office: Office) -> &[bool] {
        match office {
            Office::UnitedStates => &self.open[0],
            Office::Mexico => &self.open[1],
        }
    }
}

/// Whether federal offices of the country are closed on `date` for a public holiday.
///
/// U.S. holidays follow 5 U.S.C. § 6103 (a holiday on a Saturday is kept on the Friday, one on a
/// Sunday on the Monday); Mexican ones follow article 74 of the federal labour law.
#[must_use]
pub fn is_holiday(office: Office, date: Date) -> bool {
    match office {
        Office::UnitedStates => is_us_holiday(date),
        Office::Mexico => is_mexican_holiday(date),
    }
}

fn is_us_holiday(date: Date) -> bool {
    let moving = match date.month() {
        1 | 2 => is_nth(date, Weekday::Monday, 3),
        5 => date.weekday() == Weekday::Monday && date.day() > 24,
        9 => is_nth(date, Weekday::Monday, 1),
        10 => is_nth(date, Weekday::Monday, 2),
        11 => is_nth(date, Weekday::Thursday, 4),
        _ => false,
    };
    moving || is_fixed_us_holiday_observed(date)
}

/// New Year, Juneteenth (since 2021), Independence Day, Veterans Day and Christmas, on the weekday
/// on which offices keep them.
fn is_fixed_us_holiday_observed(date: Date) -> bool {
    let fixed = |date: Date| match (date.month(), date.day()) {
        (1, 1) | (7, 4) | (11, 11) | (12, 25) => true,
        (6, 19) => date.year() >= 2021,
        _ => false,
    };
    fixed(date)
        || (date.weekday() == Weekday::Friday && fixed(plus_days(date, 1)))
        || (date.weekday() == Weekday::Monday && fixed(plus_days(date, -1)))
}

fn is_mexican_holiday(date: Date) -> bool {
    match (date.month(), date.day()) {
        (1 | 5, 1) | (9, 16) | (12, 25) => true,
        (2, _) => is_nth(date, Weekday::Monday, 1),
        (3 | 11, _) => is_nth(date, Weekday::Monday, 3),
        // A new president takes office every six years; the day moved in 2024.
        (12, 1) => date.year() <= 2018 && (2018 - i32::from(date.year())) % 6 == 0,
        (10, 1) => date.year() >= 2024 && (i32::from(date.year()) - 2024) % 6 == 0,
        _ => false,
    }
}

fn is_nth(date: Date, weekday: Weekday, nth: i8) -> bool {
    date.weekday() == weekday && (date.day() - 1) / 7 + 1 == nth
}

/// Months from January of year 0 to the month of `date`.
#[must_use]
pub fn month_number(date: Date) -> i32 {
    i32::from(date.year()) * 12 + i32::from(date.month()) - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_counted_and_added() {
        assert_eq!(days_between(date(2024, 2, 28), date(2024, 3, 1)), 2);
        assert_eq!(days_between(date(2024, 3, 1), date(2024, 2, 28)), -2);
        assert_eq!(plus_days(date(2023, 12, 31), 1), date(2024, 1, 1));
        assert_eq!(plus_days(date(9999, 12, 31), 1), date(9999, 12, 31));
    }

    #[test]
    fn a_calendar_knows_its_days() {
        let calendar = Calendar::new(date(2024, 3, 1), 31, Offices::default());
        assert_eq!(calendar.weekdays()[0], 4, "1 March 2024 was a Friday");
        assert_eq!(calendar.months()[30], 3);
        assert_eq!(calendar.date(30), date(2024, 3, 31));
        assert_eq!(calendar.day(date(2024, 3, 18)), Some(17));
        assert_eq!(calendar.day(date(2024, 4, 1)), None);
        assert_eq!(calendar.day(date(2024, 2, 29)), None);
        // 18 March: Benito Juárez's birthday is kept in Mexico only.
        assert!(calendar.working_days(Office::UnitedStates)[17]);
        assert!(!calendar.working_days(Office::Mexico)[17]);
        assert!(
            !calendar.working_days(Office::UnitedStates)[1],
            "a Saturday"
        );
    }

    #[test]
    fn offices_may_work_every_day() {
        let offices = Offices {
            united_states: OfficeDays::EVERY_DAY,
            mexico: OfficeDays::EVERY_DAY,
        };
        let calendar = Calendar::new(date(2024, 12, 20), 14, offices);
        assert!(
            calendar
                .working_days(Office::Mexico)
                .iter()
                .all(|&open| open)
        );
    }

    #[test]
    fn us_holidays_of_2024() {
        let days: Vec<Date> = (0..366)
            .map(|day| plus_days(date(2024, 1, 1), day))
            .filter(|&day| is_holiday(Office::UnitedStates, day))
            .collect();
        let expected = [
            (1, 1),
            (1, 15),
            (2, 19),
            (5, 27),
            (6, 19),
            (7, 4),
            (9, 2),
            (10, 14),
            (11, 11),
            (11, 28),
            (12, 25),
        ];
        assert_eq!(days, expected.map(|(month, day)| date(2024, month, day)));
    }

    #[test]
    fn mexican_holidays_of_2024() {
        let days: Vec<Date> = (0..366)
            .map(|day| plus_days(date(2024, 1, 1), day))
            .filter(|&day| is_holiday(Office::Mexico, day))
            .collect();
        let expected = [
            (1, 1),
            (2, 5),
            (3, 18),
            (5, 1),
            (9, 16),
            (10, 1),
            (11, 18),
            (12, 25),
        ];
        assert_eq!(days, expected.map(|(month, day)| date(2024, month, day)));
        assert!(is_holiday(Office::Mexico, date(2018, 12, 1)));
    }

    #[test]
    fn us_holidays_at_weekends_are_kept_on_weekdays() {
        assert!(
            is_holiday(Office::UnitedStates, date(2021, 12, 31)),
            "New Year 2022 fell on a Saturday"
        );
        assert!(
            is_holiday(Office::UnitedStates, date(2027, 7, 5)),
            "4 July 2027 falls on a Sunday"
        );
    }
}
