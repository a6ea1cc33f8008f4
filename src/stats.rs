//! Summaries of what replicates produced: mergeable exact counts, moments, intervals, quantiles and ranks.

mod bins;
mod bootstrap;
mod control;
mod counts;
mod interval;
mod rank;
mod score;

pub use bins::LogBins;
pub use bootstrap::{Bootstrap, middle};
pub use control::{controlled, controlled_interval};
pub use counts::Counts;
pub use interval::{
    Interval, mean_interval, paired_shares, proportion_interval, quantile_interval, student_t,
};
pub use rank::{quantile, ranks, spearman};
pub use score::{crps, fair_crps, is_covered, rank_share};

/// Mean and spread of numbers seen one at a time, by Welford's recurrence.
#[derive(Copy, Clone, Debug, Default, PartialEq)]
pub struct Moments {
    count: u64,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// The moments of a slice, in its order.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let mut moments = Self::default();
        for &value in values {
            moments.add(value);
        }
        moments
    }

    /// Adds one number.
    pub fn add(&mut self, value: f64) {
        self.count += 1;
        let before = value - self.mean;
        self.mean += before / self.count as f64;
        self.squares += before * (value - self.mean);
    }

    /// How many numbers were seen.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The mean; NaN before the first number.
    #[must_use]
    pub fn mean(&self) -> f64 {
        if self.count == 0 { f64::NAN } else { self.mean }
    }

    /// The variance with divisor n − 1; NaN for fewer than two numbers.
    #[must_use]
    pub fn variance(&self) -> f64 {
        if self.count < 2 {
            f64::NAN
        } else {
            self.squares / (self.count - 1) as f64
        }
    }

    /// The standard deviation, √variance.
    #[must_use]
    pub fn deviation(&self) -> f64 {
        libm::sqrt(self.variance())
    }

    /// The standard error of the mean, √(variance / n).
    #[must_use]
    pub fn standard_error(&self) -> f64 {
        libm::sqrt(self.variance() / self.count as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_a_known_set() {
        let moments = Moments::of(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
        assert_eq!(moments.count(), 8);
        assert!((moments.mean() - 5.0).abs() < 1e-15);
        assert!((moments.variance() - 32.0 / 7.0).abs() < 1e-14);
        assert!((moments.deviation() - (32.0_f64 / 7.0).sqrt()).abs() < 1e-14);
        assert!((moments.standard_error() - (4.0_f64 / 7.0).sqrt()).abs() < 1e-14);
    }

    #[test]
    fn moments_survive_a_large_offset() {
        let moments = Moments::of(&[1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0]);
        assert!((moments.variance() - 30.0).abs() < 1e-6);
    }

    #[test]
    fn too_few_numbers_have_no_moments() {
        assert!(Moments::default().mean().is_nan());
        assert!(Moments::of(&[3.0]).variance().is_nan());
    }
}
