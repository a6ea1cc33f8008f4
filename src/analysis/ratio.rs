//! What one unit of a thing avoided costs: the difference in cost over the difference in the thing, in the same futures.
//!
//! A ratio of two means is not the mean of ratios: where nothing is avoided in some future, the ratio there has no meaning, and that of
//! the means still has. Its interval is Fieller's (1954): all θ for which mean(cost) − θ·mean(avoided) cannot be
//! told from 0. With means *c* and *u*, variances and covariance of the means *v*, and Student's *t*,
//!
//! ```text
//! (c − θu)² ≤ t² (v_cc − 2θ v_cu + θ² v_uu)
//! ```
//!
//! which has two ends only if *u* itself can be told from 0: `u² > t² v_uu`.

use crate::stats::{Interval, Moments, controlled, student_t};

/// Cost of one unit avoided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ratio {
    /// Some future has no value, or there are fewer than two.
    Unknown,
    /// On average nothing is avoided: there is nothing to divide by.
    NothingAvoided,
    /// Something is avoided on average, but at this number of futures it cannot be told from nothing: the estimate has no end
    /// on one side.
    Open(f64),
    /// The estimate with its 95 % interval; negative: the cost falls, too.
    Known(Interval),
}

impl Ratio {
    /// Cost for each unit avoided, from paired differences (scenario − base, one a future), given the luck of each future
    /// ([`crate::analysis::Estimate::of`]).
    ///
    /// ```
    /// # use garita::analysis::ratio::Ratio;
    /// let nights = [-90.0, -110.0, -100.0, -100.0];
    /// let Ratio::Known(found) = Ratio::of(&[520.0, 480.0, 500.0, 500.0], &nights, &[]) else { panic!() };
    /// assert_eq!(found.estimate, 5.0);
    /// assert_eq!(Ratio::of(&[500.0, 510.0], &[3.0, 1.0], &[]), Ratio::NothingAvoided);
    /// ```
    #[must_use]
    pub fn of(cost: &[f64], units: &[f64], luck: &[f64]) -> Self {
        let (cost, units) = (controlled(cost, luck), controlled(units, luck));
        let avoided: Vec<f64> = units.iter().map(|difference| -difference).collect();
        let [c, u] = [&cost, &avoided].map(|values| Moments::of(values).mean());
        let n = cost.len() as f64;
        if cost.len() < 2 || c.is_nan() || u.is_nan() {
            return Self::Unknown;
        }
        if u <= 0.0 {
            return Self::NothingAvoided;
        }
        let degrees = cost.len() - if luck.len() == cost.len() { 2 } else { 1 };
        let t = student_t(0.975, degrees as u64);
        let product = |a: &[f64], b: &[f64], mean_a: f64, mean_b: f64| -> f64 {
            let pairs = a.iter().zip(b);
            let sum: f64 = pairs.map(|(a, b)| (a - mean_a) * (b - mean_b)).sum();
            t * t * sum / ((n - 1.0) * n)
        };
        let squares = u * u - product(&avoided, &avoided, u, u);
        let cross = c * u - product(&cost, &avoided, c, u);
        let level = c * c - product(&cost, &cost, c, c);
        if squares.is_nan() || squares <= 0.0 {
            return Self::Open(c / u);
        }
        let half = libm::sqrt((cross * cross - squares * level).max(0.0));
        Self::Known(Interval {
            estimate: c / u,
            low: (cross - half) / squares,
            high: (cross + half) / squares,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Draws;
    use crate::sampler::normal;

    /// Every θ inside the interval passes the test that defines it, every θ outside fails.
    #[test]
    fn the_ends_are_where_the_test_turns() {
        let cost = [520.0, 430.0, 610.0, 380.0, 505.0];
        let units = [-90.0, -110.0, -130.0, -70.0, -101.0];
        let Ratio::Known(found) = Ratio::of(&cost, &units, &[]) else {
            panic!("something is avoided");
        };
        let turns = |theta: f64| {
            let gaps: Vec<f64> = cost.iter().zip(units).map(|(c, u)| c + theta * u).collect();
            let moments = Moments::of(&gaps);
            moments.mean().abs() / moments.standard_error() - student_t(0.975, 4)
        };
        for end in [found.low, found.high] {
            assert!(turns(end).abs() < 1e-9, "{end}");
        }
        assert!(turns(found.estimate) < 0.0 && turns(found.low - 0.1) > 0.0);
    }

    #[test]
    fn the_interval_holds_the_truth_as_often_as_it_says() {
        let (mut covered, studies) = (0, 2_000);
        for study in 0..studies {
            let key = Draws::new(study, 9).key(0, 0, 0);
            let draw = |stream: i32, slot: u64| normal(key.on(stream).uniform(slot));
            let pairs = (0..25).map(|slot| {
                let shared = draw(0, slot);
                let units = -10.0 - 8.0 * shared;
                (30.0 + 12.0 * shared + 9.0 * draw(1, slot), units)
            });
            let (cost, units): (Vec<f64>, Vec<f64>) = pairs.unzip();
            // Three for each unit; the interval may have no end, which holds everything.
            covered += match Ratio::of(&cost, &units, &[]) {
                Ratio::Known(found) => u32::from((found.low..=found.high).contains(&3.0)),
                _ => 1,
            };
        }
        let share = f64::from(covered) / studies as f64;
        assert!((0.935..0.965).contains(&share), "{share}");
    }

    #[test]
    fn what_cannot_be_told_from_nothing_has_no_end() {
        let found = Ratio::of(&[5.0, 6.0, 4.0], &[-100.0, 90.0, -2.0], &[]);
        assert_eq!(found, Ratio::Open(5.0 / 4.0));
        assert_eq!(
            Ratio::of(&[1.0, f64::NAN], &[1.0, 1.0], &[]),
            Ratio::Unknown
        );
        assert_eq!(
            Ratio::of(&[1.0, 2.0], &[0.0, 0.0], &[]),
            Ratio::NothingAvoided
        );
    }
}
