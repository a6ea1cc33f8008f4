//! Paired comparison: the same futures under two policies.

use rayon::prelude::*;

use super::pairing::variance_ratio;
use super::{Estimate, Spread};
use crate::experiment::{Pair, Results};

/// Paired difference, scenario − base, of one cell.
///
/// Both arms met the same luck and the same state of the world in each replicate, so the differences
/// are taken replicate by replicate. Where either arm misses a value in any replicate ("not reached"),
/// the difference is blank: leaving those replicates out would compare different futures.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Mean of the base.
    pub base_mean: f64,
    /// Mean of the scenario.
    pub scenario_mean: f64,
    /// Precision of the mean difference.
    pub difference: Estimate,
    /// Mean difference in percent of the base's mean; NaN where that is zero.
    pub percent: f64,
    /// Range of the difference over futures.
    pub spread: Spread,
    /// Share of futures in which the scenario is lower than the base.
    pub share_lower: f64,
    /// Share of futures in which the two are equal.
    pub share_tied: f64,
    /// Gain of pairing, see [`super::pairing`].
    pub variance_ratio: f64,
    /// Replicates with a value under both.
    pub replicates: usize,
}

/// Share of futures that must agree on the sign before a sentence states a direction.
pub const AGREEMENT: f64 = 0.9;

impl Comparison {
    /// Compares one value per replicate under each arm, given the luck of each replicate ([`Estimate::of`]).
    #[must_use]
    pub fn of(base: &[f64], scenario: &[f64], luck: &[f64]) -> Self {
        let differences = differences(base, scenario);
        let share = |test: fn(f64) -> bool| {
            let hits = differences
                .iter()
                .filter(|&&difference| test(difference))
                .count();
            ratio(hits, differences.len())
        };
        let replicates = differences
            .iter()
            .filter(|difference| !difference.is_nan())
            .count();
        let known = replicates == differences.len();
        let blank_unless_known = |value: f64| if known { value } else { f64::NAN };
        let [base_mean, scenario_mean] = [base, scenario].map(|arm| Estimate::of(arm, luck).mean);
        let difference = Estimate::of(&differences, luck);
        Self {
            base_mean,
            scenario_mean,
            difference,
            percent: if base_mean == 0.0 {
                f64::NAN
            } else {
                100.0 * difference.mean / base_mean
            },
            spread: if known {
                Spread::of(&differences)
            } else {
                Spread::of(&[])
            },
            share_lower: blank_unless_known(share(|difference| difference < 0.0)),
            share_tied: blank_unless_known(share(|difference| difference == 0.0)),
            variance_ratio: variance_ratio(base, scenario),
            replicates,
        }
    }

    /// Share of futures in which the scenario is higher than the base.
    #[must_use]
    pub fn share_higher(&self) -> f64 {
        // Shares are multiples of 1/n; the clamp removes the rounding error of the subtraction.
        (1.0 - self.share_lower - self.share_tied).max(0.0)
    }

    /// Whether at least nine futures in ten agree that the scenario is lower, or higher.
    #[must_use]
    pub fn direction_is_clear(&self) -> bool {
        self.share_lower >= AGREEMENT || self.share_higher() >= AGREEMENT - 1e-9
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "numbers of replicates are far below 2^53"
)]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

/// Scenario − base, replicate by replicate.
#[must_use]
pub fn differences(base: &[f64], scenario: &[f64]) -> Vec<f64> {
    scenario
        .iter()
        .zip(base)
        .map(|(scenario, base)| scenario - base)
        .collect()
}

/// Comparisons of every cell of a pair, in the order of [`Results::cells`].
#[must_use]
pub fn compare(results: &Results, pair: Pair) -> Vec<Comparison> {
    let luck = results.luck();
    let cells = (0..results.cells.len()).into_par_iter();
    let column = |arm, cell| results.column(arm, cell);
    cells
        .map(|cell| {
            let (base, scenario) = (column(pair.base, cell), column(pair.scenario, cell));
            Comparison::of(&base, &scenario, &luck)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_against_a_sum_done_by_hand() {
        let comparison = Comparison::of(&[10.0, 20.0, 30.0, 40.0], &[8.0, 20.0, 27.0, 41.0], &[]);
        // Differences −2, 0, −3, 1: mean −1, sample variance 10/3, t for 3 degrees 3.1824.
        assert_eq!(
            (comparison.base_mean, comparison.scenario_mean),
            (25.0, 24.0)
        );
        assert!((comparison.difference.mean + 1.0).abs() < 1e-12);
        assert!((comparison.percent + 4.0).abs() < 1e-12);
        assert!(
            (comparison.difference.margin() - 3.182_446_305 * (10.0_f64 / 12.0).sqrt()).abs()
                < 1e-8
        );
        assert_eq!((comparison.share_lower, comparison.share_tied), (0.5, 0.25));
        assert_eq!(
            (comparison.share_higher(), comparison.spread.p50),
            (0.25, -1.0)
        );
        assert_eq!(comparison.replicates, 4);
        assert!(!comparison.direction_is_clear());
    }

    #[test]
    fn one_future_that_never_reaches_it_blanks_the_difference() {
        let comparison = Comparison::of(&[1.0, 2.0], &[0.0, f64::NAN], &[]);
        assert!(comparison.difference.mean.is_nan() && comparison.spread.p50.is_nan());
        assert!(comparison.share_lower.is_nan() && !comparison.direction_is_clear());
        assert_eq!((comparison.base_mean, comparison.replicates), (1.5, 1));
    }

    #[test]
    fn nothing_changed_means_all_tied() {
        let comparison = Comparison::of(&[5.0, 6.0], &[5.0, 6.0], &[]);
        assert_eq!(
            (comparison.difference.mean, comparison.share_tied),
            (0.0, 1.0)
        );
        assert!(!comparison.direction_is_clear());
    }
}
