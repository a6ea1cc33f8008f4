//! Forecasts that need no model, made from the same counts on the same day.

use std::collections::BTreeMap;

/// Names of the methods, in the order of [`naive`].
pub const METHODS: [&str; 3] = ["last value", "same month last year", "moving average"];

/// Periods that the moving average takes.
const AVERAGED: i32 = 3;
/// Errors of the past below which a forecast stays a point.
const FEWEST: usize = 6;
/// Months of a year.
const YEAR: i32 = 12;

/// A naive forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct Naive {
    /// Its middle.
    pub point: f64,
    /// Equally likely values, ascending: the point times the method's own relative errors of the past at the same
    /// lead, each with both signs, so that the point stays in the middle. The point alone where fewer than six errors
    /// are known.
    pub ensemble: Vec<f64>,
}

/// Counts of one series by month number of the end of their period, as far as they are known.
pub type Past = BTreeMap<i32, f64>;

/// What a method says as of a month.
type Method<'a> = dyn Fn(i32) -> Option<f64> + 'a;

/// The naive forecasts of a count whose period ends in month `target`; `step` is the length of periods in months.
/// `None` where a method has nothing to go on.
///
/// Counts are taken as known from the end of their month: that they are published later favours the naive forecasts.
#[must_use]
pub fn naive(past: &Past, target: i32, step: i32) -> [Option<Naive>; 3] {
    let Some((&known, _)) = past.last_key_value() else {
        return [None, None, None];
    };
    let lead = target - known;
    // The last period that is a whole number of years before the target.
    let years = YEAR * ((lead + YEAR - 1) / YEAR).max(1);
    let methods: [(i32, &Method); 3] = [
        (lead, &|month| past.get(&month).copied()),
        (years, &|month| past.get(&month).copied()),
        (lead, &|month| average(past, month, step)),
    ];
    methods.map(|(back, value)| {
        let point = value(target - back)?;
        Some(Naive {
            point,
            ensemble: spread(point, past, |month| value(month - back)),
        })
    })
}

/// Mean of the last periods up to a month.
fn average(past: &Past, month: i32, step: i32) -> Option<f64> {
    let values = (0..AVERAGED).map(|back| past.get(&(month - back * step)).copied());
    let sum: f64 = values.sum::<Option<f64>>()?;
    Some(sum / f64::from(AVERAGED))
}

fn spread(point: f64, past: &Past, forecast: impl Fn(i32) -> Option<f64>) -> Vec<f64> {
    let error = |(month, came): (&i32, &f64)| {
        let said = forecast(*month)?;
        (said > 0.0 && *came > 0.0).then(|| libm::log(came / said))
    };
    let errors: Vec<f64> = past.iter().filter_map(error).collect();
    if errors.len() < FEWEST {
        return vec![point];
    }
    let both = errors.iter().flat_map(|error| [*error, -error]);
    let mut ensemble: Vec<f64> = both.map(|error| point * libm::exp(error)).collect();
    ensemble.sort_by(f64::total_cmp);
    ensemble
}

#[cfg(test)]
mod tests {
    use super::*;

    fn past(values: &[f64]) -> Past {
        (0..).zip(values.iter().copied()).collect()
    }

    #[test]
    fn each_method_says_what_its_name_says() {
        let values: Vec<f64> = (0..20).map(|month| f64::from(100 + month)).collect();
        let [last, year, average] = naive(&past(&values), 22, 1).map(Option::unwrap);
        assert_eq!(last.point, 119.0);
        assert_eq!(year.point, 110.0, "month 22 less 12 is month 10");
        assert_eq!(average.point, 118.0);
        let [_, year, _] = naive(&past(&values), 34, 1);
        assert_eq!(
            year.unwrap().point,
            110.0,
            "month 22 is not known, month 10 is"
        );
    }

    #[test]
    fn the_spread_is_the_methods_own_errors_at_the_same_lead() {
        // Doubling every month: two months ahead the last value is wrong by a factor of 4.
        let values: Vec<f64> = (0..10).map(|month| f64::from(1 << month)).collect();
        let [last, year, _] = naive(&past(&values), 11, 1);
        let last = last.unwrap();
        assert_eq!((last.point, last.ensemble.len()), (512.0, 16));
        assert!((last.ensemble[0] - 128.0).abs() < 1e-9);
        assert!((last.ensemble[15] - 2048.0).abs() < 1e-9);
        assert_eq!(year, None, "no count is a year old");
    }

    #[test]
    fn few_errors_leave_a_point() {
        let [last, _, average] = naive(&past(&[3.0, 4.0, 5.0, 6.0]), 4, 1);
        assert_eq!(last.unwrap().ensemble, [6.0]);
        assert_eq!(average.unwrap().ensemble, [5.0]);
    }

    #[test]
    fn nothing_known_nothing_said() {
        assert_eq!(naive(&Past::new(), 3, 1), [None, None, None]);
    }
}
