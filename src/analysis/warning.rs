//! Early warning: when a level is passed, in which share of futures by which date, and what announces it.
//!
//! A future's first passage is the day on which it first passes a level; none if it never does within the horizon. Futures that never do are
//! counted, not dropped: quantiles may lie "not within the horizon".

use crate::stats::{Interval, paired_shares, proportion_interval, quantile_interval};

/// The first of `hold` days in a row on which a daily value is above a level, counted from the first day of the series; with `hold` = 1 the
/// first such day. Missing values are above no level.
///
/// ```
/// # use garita::analysis::warning::first_passage;
/// assert_eq!(first_passage(&[5.0, 9.0, 5.0, 9.0, 9.0], 8.0, 1), Some(1));
/// assert_eq!(first_passage(&[5.0, 9.0, 5.0, 9.0, 9.0], 8.0, 2), Some(3));
/// assert_eq!(first_passage(&[5.0, 9.0, 5.0, 9.0, 9.0], 8.0, 3), None);
/// ```
#[must_use]
pub fn first_passage(series: &[f64], level: f64, hold: usize) -> Option<usize> {
    let mut windows = series.windows(hold.max(1));
    windows.position(|days| days.iter().all(|value| *value > level))
}

/// The longest run of days above a level.
///
/// ```
/// # use garita::analysis::warning::longest_run;
/// assert_eq!(longest_run(&[5.0, 9.0, 5.0, 9.0, 9.0], 8.0), 2);
/// ```
#[must_use]
pub fn longest_run(series: &[f64], level: f64) -> usize {
    let runs = series.split(|value| value.is_nan() || *value <= level);
    runs.map(<[f64]>::len).max().unwrap_or(0)
}

/// The chance that the level is passed by the end of a day, with Wilson's interval, from the first passages of all futures.
#[must_use]
pub fn chance_by(passages: &[Option<i32>], day: i32) -> Interval {
    let hits = passages.iter().filter(|own| is_by(**own, day)).count();
    proportion_interval(hits as u64, passages.len() as u64)
}

/// By how much that chance is higher in one scenario than in another, from the same futures in the same order, with Newcombe's
/// interval ([`paired_shares`]).
#[must_use]
pub fn chance_difference(scenario: &[Option<i32>], base: &[Option<i32>], day: i32) -> Interval {
    let pairs = scenario.iter().zip(base);
    let pairs = pairs.map(|(own, base)| (is_by(*own, day), is_by(*base, day)));
    paired_shares(&pairs.collect::<Vec<_>>())
}

fn is_by(passage: Option<i32>, day: i32) -> bool {
    passage.is_some_and(|own| own <= day)
}

/// The day by which a share of futures have passed the level. Nothing: not within the horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// The day.
    pub day: Option<i32>,
    /// Lower end of its 95 % interval; the first day of the horizon if there is no other bound.
    pub low: Option<i32>,
    /// Upper end.
    pub high: Option<i32>,
}

/// The day by which a share of futures, in (0, 1], have passed the level, from the first passages of all futures and the first day of
/// the horizon. The interval has at least 95 %, whatever the distribution ([`quantile_interval`]).
#[must_use]
pub fn when(passages: &[Option<i32>], share: f64, first_day: i32) -> When {
    let day = |own: &Option<i32>| own.map_or(f64::INFINITY, f64::from);
    let mut days: Vec<f64> = passages.iter().map(day).collect();
    days.sort_by(f64::total_cmp);
    let bounds = quantile_interval(&days, share);
    let needed = libm::ceil(share * days.len() as f64 - 1e-9).max(1.0) as usize;
    let own = days.get(needed - 1).copied().unwrap_or(f64::INFINITY);
    let within = |day: f64| (day < f64::INFINITY).then_some(day as i32);
    When {
        day: within(own),
        low: within(bounds.low.max(f64::from(first_day))),
        high: within(bounds.high),
    }
}

/// How well a sign announces what it is to warn of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Signal {
    /// Of the futures in which the level is passed, the share in which the sign came at least `ahead` days before.
    pub caught: Interval,
    /// Of the futures in which the sign came, the share in which the level is passed later, or on the same day.
    pub right: Interval,
    /// Days from the sign to the passage where it came first or on the same day: the median, with its interval. NaN if it never did.
    pub lead: Interval,
}

/// Holds a sign, such as shelters at 80 % of capacity, against first passages of the level, both by future.
///
/// A sign near the end of the horizon is held wrong if the passage it announces comes after the end.
#[must_use]
pub fn signal(signs: &[Option<i32>], passages: &[Option<i32>], ahead: i32) -> Signal {
    let lead = |(sign, passage): (&Option<i32>, &Option<i32>)| Some((*passage)? - (*sign)?);
    let leads = signs.iter().zip(passages).filter_map(lead);
    let mut leads: Vec<f64> = leads.filter(|days| *days >= 0).map(f64::from).collect();
    leads.sort_by(f64::total_cmp);
    let count = |days: &[Option<i32>]| days.iter().flatten().count() as u64;
    let early = leads.iter().filter(|days| **days >= f64::from(ahead));
    Signal {
        caught: proportion_interval(early.count() as u64, count(passages)),
        right: proportion_interval(leads.len() as u64, count(signs)),
        lead: quantile_interval(&leads, 0.5),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Draws;

    #[test]
    fn chances_grow_day_by_day() {
        let passages = [Some(3), None, Some(10), Some(3)];
        let chances = [2, 3, 9, 10, 99].map(|day| chance_by(&passages, day).estimate);
        assert_eq!(chances, [0.0, 0.5, 0.5, 0.75, 0.75]);
        let certain = chance_by(&[Some(1); 100], 5);
        assert!(certain.estimate == 1.0 && certain.low < 0.97 && certain.high == 1.0);
    }

    #[test]
    fn futures_that_never_pass_are_counted() {
        let passages: Vec<Option<i32>> = (1..=20)
            .map(|day| (day <= 12).then_some(day * 10))
            .collect();
        let median = when(&passages, 0.5, 0);
        // Ranks 6 and 15 of 20, of which the fifteenth never passes.
        assert_eq!(
            (median.day, median.low, median.high),
            (Some(100), Some(60), None)
        );
        let late = when(&passages, 0.8, 0);
        assert_eq!((late.day, late.high), (None, None));
        let early = when(&passages, 0.05, 0);
        assert_eq!((early.day, early.low), (Some(10), Some(0)));
        assert_eq!(when(&[], 0.5, 0).day, None);
    }

    /// Waiting times with a known law, P(T ≤ t) = 1 − 0.99^t, cut off at 120 days: the median is day 69, the 75 % quantile is not
    /// within the horizon (day 138).
    #[test]
    fn known_waiting_times_are_covered() {
        let (mut median, mut chance, seeds) = (0, 0, 300);
        let exact = 1.0 - libm::pow(0.99, 60.0);
        for seed in 0..seeds {
            let passage = |future: u64| {
                let u = Draws::new(seed, future).key(0, 0, 0).uniform(0, 0);
                let day = libm::ceil(libm::log(u) / libm::log(0.99)) as i32;
                (day <= 120).then_some(day)
            };
            let passages: Vec<Option<i32>> = (0..100).map(passage).collect();
            let half = when(&passages, 0.5, 0);
            let upper = half.high.unwrap_or(i32::MAX);
            median += u32::from(half.low.is_some_and(|low| low <= 69) && 69 <= upper);
            let by = chance_by(&passages, 60);
            chance += u32::from(by.low <= exact && exact <= by.high);
            assert_eq!(when(&passages, 0.9, 0).day, None);
        }
        assert!(median >= 280, "{median} of {seeds}");
        assert!((276..=297).contains(&chance), "{chance} of {seeds}");
    }

    #[test]
    fn differences_are_paired() {
        let base: Vec<Option<i32>> = (0..50).map(|day| Some(10 + day)).collect();
        let later = base.iter().map(|day| day.map(|day| day + 5));
        let later: Vec<Option<i32>> = later.collect();
        let found = chance_difference(&later, &base, 34);
        assert!((found.estimate + 0.1).abs() < 1e-12);
        assert!(found.low > -0.25 && found.high < 0.0, "{found:?}");
    }

    #[test]
    fn a_sign_is_judged_by_hand() {
        let signs = [Some(5), Some(8), None, Some(20), Some(9)];
        let passages = [Some(25), Some(10), Some(30), None, Some(7)];
        let found = signal(&signs, &passages, 7);
        // Passed in four futures; announced a week ahead in the first only; two of four signs are followed by a passage.
        assert_eq!((found.caught.estimate, found.right.estimate), (0.25, 0.5));
        assert_eq!(found.lead.estimate, 11.0);
        assert!(signal(&[None], &[Some(3)], 1).lead.estimate.is_nan());
    }

    #[test]
    fn runs_end_where_values_are_missing() {
        assert_eq!(longest_run(&[9.0, f64::NAN, 9.0, 9.0], 8.0), 2);
        assert_eq!(longest_run(&[], 8.0), 0);
        assert_eq!(first_passage(&[f64::NAN, 9.0], 8.0, 1), Some(1));
        assert_eq!(first_passage(&[], 8.0, 1), None);
    }
}
