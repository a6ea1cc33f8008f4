//! Precision: a mean over replicates with its 95 % interval.

use crate::stats::{Interval, Moments, mean_interval};

/// A mean and its 95 % confidence interval: how well the replicates pin the mean down.
///
/// `mean ± t · s / √n`, with the sample standard deviation `s` and Student's t for `n − 1` degrees of
/// freedom. With one replicate the interval is unknown (NaN).
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
    /// The estimate from one value per replicate.
    ///
    /// ```
    /// # use garita::analysis::Estimate;
    /// let estimate = Estimate::of(&[1.0, 2.0, 3.0]);
    /// assert_eq!(estimate.mean, 2.0);
    /// assert!((estimate.margin() - 2.484).abs() < 5e-4); // 4.303 · 1 / √3
    /// ```
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let Interval {
            estimate,
            low,
            high,
        } = mean_interval(&Moments::of(values));
        Self {
            mean: estimate,
            low,
            high,
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
        assert!(Estimate::of(&[1.0, f64::NAN, 2.0]).mean.is_nan());
    }

    #[test]
    fn one_replicate_has_no_interval() {
        let estimate = Estimate::of(&[4.0]);
        assert_eq!(estimate.mean, 4.0);
        assert!(estimate.low.is_nan() && estimate.high.is_nan());
    }
}
