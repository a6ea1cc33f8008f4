//! Precision: a mean over replicates with its 95 % interval.

use crate::stats::{Interval, controlled_interval};

/// A mean and its 95 % confidence interval: how well the replicates pin the mean down.
///
/// The luck of demand, which makes most of the difference between futures, averages 0 over all futures but not over those
/// that were drawn. What it happened to be is taken out of the mean and of its interval: see
/// [`controlled_interval`]. Without it, `mean ± t · s / √n`. With one replicate the interval is unknown (NaN).
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The mean; NaN when any value is missing, since leaving it out would bias the mean.
    pub mean: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

impl Estimate {
    /// The estimate from one value per replicate and the luck of each
    /// ([`Results::luck`](crate::experiment::Results::luck); may be empty).
    ///
    /// ```
    /// # use garita::analysis::Estimate;
    /// let estimate = Estimate::of(&[1.0, 2.0, 3.0], &[]);
    /// assert_eq!(estimate.mean, 2.0);
    /// assert!((estimate.margin() - 2.484).abs() < 5e-4); // 4.303 · 1 / √3
    /// ```
    #[must_use]
    pub fn of(values: &[f64], luck: &[f64]) -> Self {
        let Interval {
            estimate,
            low,
            high,
        } = controlled_interval(values, luck);
        Self {
            mean: estimate,
            low,
            high,
        }
    }

    /// The same as an interval.
    #[must_use]
    pub fn interval(&self) -> Interval {
        Interval {
            estimate: self.mean,
            low: self.low,
            high: self.high,
        }
    }

    /// Half the width of the interval, the "±" of the mean.
    #[must_use]
    pub fn margin(&self) -> f64 {
        (self.high - self.low) / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_value_is_not_left_out() {
        assert!(Estimate::of(&[1.0, f64::NAN, 2.0], &[]).mean.is_nan());
    }

    #[test]
    fn one_replicate_has_no_interval() {
        let estimate = Estimate::of(&[4.0], &[]);
        assert_eq!(estimate.mean, 4.0);
        assert!(estimate.low.is_nan() && estimate.high.is_nan());
    }
}
