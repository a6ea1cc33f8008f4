//! What is asked of a curve.

use crate::stats::{Interval, proportion_interval, quantile_interval};

/// What is taken from the answers of all futures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Statistic {
    /// Their mean.
    Mean,
    /// The quantile at this share, in [0, 1]: 0.9 for "with 90 % confidence".
    Quantile(f64),
    /// The share of futures whose answer is above this level.
    ShareAbove(f64),
}

/// What the statistic should be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Goal {
    /// At most this.
    AtMost(f64),
    /// At least this.
    AtLeast(f64),
}

impl Goal {
    /// By how much a value misses the goal; 0 or less where it is met.
    #[must_use]
    pub fn gap(self, value: f64) -> f64 {
        match self {
            Self::AtMost(target) => value - target,
            Self::AtLeast(target) => target - value,
        }
    }
}

/// A statistic and its goal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Question {
    /// What is looked at.
    pub statistic: Statistic,
    /// What it should be.
    pub goal: Goal,
}

/// Answers by future, ready for many resamples.
pub struct Column<'a> {
    values: &'a [f64],
    /// Futures in rising order of their answers, missing ones last.
    order: Vec<usize>,
}

impl<'a> Column<'a> {
    pub fn of(values: &'a [f64]) -> Self {
        let mut order: Vec<usize> = (0..values.len()).collect();
        let missing = |at: usize| values[at].is_nan();
        order.sort_by(|&a, &b| {
            let last = missing(a).cmp(&missing(b));
            last.then(values[a].total_cmp(&values[b]))
        });
        Self { values, order }
    }

    /// The statistic of the futures, each taken as often as its weight says.
    pub fn statistic(&self, statistic: Statistic, weights: &[u32]) -> f64 {
        let all: u32 = weights.iter().sum();
        let weighted = self.values.iter().zip(weights);
        match statistic {
            Statistic::Mean => {
                let sum: f64 = weighted
                    .map(|(value, &weight)| value * f64::from(weight))
                    .sum();
                sum / f64::from(all)
            }
            Statistic::Quantile(q) => self.quantile(q, weights, all),
            Statistic::ShareAbove(level) => {
                // A missing answer is above every level.
                let above = weighted.filter(|(value, _)| value.is_nan() || **value > level);
                let count: u32 = above.map(|(_, weight)| weight).sum();
                f64::from(count) / f64::from(all)
            }
        }
    }

    /// The interval of a share or a quantile of all futures; nothing for a mean.
    pub fn bounds(&self, statistic: Statistic) -> Option<Interval> {
        match statistic {
            Statistic::Mean => None,
            Statistic::Quantile(q) => {
                let sorted = self.order.iter().map(|at| self.values[*at]);
                Some(quantile_interval(&sorted.collect::<Vec<f64>>(), q))
            }
            Statistic::ShareAbove(level) => {
                let is_above = |value: &&f64| value.is_nan() || **value > level;
                let above = self.values.iter().filter(is_above).count();
                Some(proportion_interval(above as u64, self.values.len() as u64))
            }
        }
    }

    /// [`crate::stats::quantile`] of the values repeated by weight.
    fn quantile(&self, q: f64, weights: &[u32], all: u32) -> f64 {
        let rank = q.clamp(0.0, 1.0) * f64::from(all.saturating_sub(1));
        let below = libm::floor(rank);
        let (mut passed, mut low) = (0.0, f64::NAN);
        for &future in &self.order {
            let next = passed + f64::from(weights[future]);
            if passed <= below && below < next {
                low = self.values[future];
            }
            let above = (below + 1.0).min(f64::from(all) - 1.0);
            if above < next {
                let part = rank - below;
                let step = part * (self.values[future] - low);
                return if part == 0.0 { low } else { low + step };
            }
            passed = next;
        }
        f64::NAN
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Draws;
    use crate::stats::quantile;

    #[test]
    fn weights_repeat_futures() {
        let key = Draws::new(2, 0).key(0, 0, 0).on(0);
        let values: Vec<f64> = (0..20).map(|i| f64::from(key.below(i, 9))).collect();
        let weights: Vec<u32> = (0..20).map(|i| key.below(100 + i, 4)).collect();
        let each = values.iter().zip(&weights);
        let mut repeated: Vec<f64> = each
            .flat_map(|(&value, &weight)| std::iter::repeat_n(value, weight as usize))
            .collect();
        repeated.sort_by(f64::total_cmp);
        let column = Column::of(&values);
        for q in [0.0, 0.05, 0.3, 0.5, 0.77, 0.9, 1.0] {
            let found = column.statistic(Statistic::Quantile(q), &weights);
            assert!((found - quantile(&repeated, q)).abs() < 1e-12, "{q}");
        }
        let count = repeated.len() as f64;
        let mean = repeated.iter().sum::<f64>() / count;
        assert!((column.statistic(Statistic::Mean, &weights) - mean).abs() < 1e-12);
        let above = repeated.iter().filter(|value| **value > 4.0).count() as f64;
        assert_eq!(
            column.statistic(Statistic::ShareAbove(4.0), &weights),
            above / count
        );
    }

    #[test]
    fn missing_answers_rank_last() {
        let column = Column::of(&[3.0, f64::NAN, 1.0, 2.0]);
        let at = |q| column.statistic(Statistic::Quantile(q), &[1; 4]);
        assert_eq!(at(0.0), 1.0);
        assert!(at(1.0).is_nan());
        assert_eq!(column.statistic(Statistic::ShareAbove(2.0), &[1; 4]), 0.5);
        assert_eq!(column.statistic(Statistic::ShareAbove(9.0), &[1; 4]), 0.25);
    }
}
