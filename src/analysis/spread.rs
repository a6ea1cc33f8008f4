//! Spread: the range of simulated futures.

use crate::stats::quantile;

/// Quantiles over replicates; each replicate is one future in one state of the world.
///
/// NaN stands for "not reached": such futures rank above every number, so that a quantile that falls
/// among them is itself "not reached", and nobody is dropped.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Spread {
    /// 5 % of futures are below.
    pub p05: f64,
    /// 25 % of futures are below.
    pub p25: f64,
    /// The median future.
    pub p50: f64,
    /// 75 % of futures are below.
    pub p75: f64,
    /// 95 % of futures are below.
    pub p95: f64,
}

impl Spread {
    /// Quantiles of one value per replicate.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        // Missing values last, whatever their sign bit.
        sorted.sort_unstable_by(|a, b| a.is_nan().cmp(&b.is_nan()).then(a.total_cmp(b)));
        let at = |q| quantile(&sorted, q);
        Self {
            p05: at(0.05),
            p25: at(0.25),
            p50: at(0.5),
            p75: at(0.75),
            p95: at(0.95),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_eleven_values() {
        let values: Vec<f64> = (0..11).rev().map(f64::from).collect();
        let spread = Spread::of(&values);
        assert_eq!(
            [spread.p05, spread.p25, spread.p50, spread.p75, spread.p95],
            [0.5, 2.5, 5.0, 7.5, 9.5]
        );
    }

    #[test]
    fn futures_that_never_reach_it_rank_last() {
        let spread = Spread::of(&[f64::NAN, 3.0, -f64::NAN, 1.0, 2.0]);
        assert_eq!((spread.p25, spread.p50), (2.0, 3.0));
        assert!(spread.p75.is_nan() && spread.p95.is_nan());
    }
}
