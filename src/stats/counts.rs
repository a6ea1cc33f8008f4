//! One whole-number quantity over many replicates, in little memory.

use super::LogBins;

/// A streamed summary of whole numbers: exact count, sum and sum of squares, and a histogram in [`LogBins`].
///
/// Everything inside is a whole number, so merging is exact and any order of adding and merging gives equal summaries.
/// Memory grows with the number of distinct bins seen, not with the number of values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    count: u64,
    sum: i128,
    squares: u128,
    bins: Vec<(i16, u32)>,
}

impl Counts {
    /// Adds one value.
    pub fn add(&mut self, value: i64) {
        self.count += 1;
        self.sum += i128::from(value);
        let size = u128::from(value.unsigned_abs());
        self.squares = self.squares.saturating_add(size * size);
        let index = LogBins::index(value);
        match self.bins.binary_search_by_key(&index, |bin| bin.0) {
            Ok(at) => self.bins[at].1 = self.bins[at].1.saturating_add(1),
            Err(at) => self.bins.insert(at, (index, 1)),
        }
    }

    /// Adds everything another summary holds.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.squares = self.squares.saturating_add(other.squares);
        self.bins = merged(&self.bins, &other.bins);
    }

    /// Puts a summary together again from [`Counts::sum`], [`Counts::squares`] and [`Counts::bins`], as read from a
    /// file; nothing if the bins are not in rising order or hold an empty bin.
    #[must_use]
    pub fn from_parts(sum: i128, squares: u128, bins: Vec<(i16, u32)>) -> Option<Self> {
        let sorted = bins.windows(2).all(|pair| pair[0].0 < pair[1].0);
        let count = bins.iter().map(|bin| u64::from(bin.1)).sum();
        (sorted && bins.iter().all(|bin| bin.1 > 0)).then_some(Self {
            count,
            sum,
            squares,
            bins,
        })
    }

    /// How many values were added.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The exact sum.
    #[must_use]
    pub fn sum(&self) -> i128 {
        self.sum
    }

    /// The exact sum of squares.
    #[must_use]
    pub fn squares(&self) -> u128 {
        self.squares
    }

    /// The histogram: bins of [`LogBins`] in rising order, each with how many values fell in it.
    #[must_use]
    pub fn bins(&self) -> &[(i16, u32)] {
        &self.bins
    }

    /// The mean; NaN if empty.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.sum as f64 / self.count as f64
    }

    /// The variance with divisor n − 1; NaN for fewer than two values.
    #[must_use]
    pub fn variance(&self) -> f64 {
        if self.count < 2 {
            return f64::NAN;
        }
        let (n, before) = (self.count as f64, (self.count - 1) as f64);
        // n·Σx² − (Σx)² in whole numbers, so that nothing cancels; by f64 only if that overflows.
        let exact = || {
            let scaled = self.squares.checked_mul(u128::from(self.count))?;
            let size = self.sum.unsigned_abs();
            scaled.checked_sub(size.checked_mul(size)?)
        };
        match exact() {
            Some(scaled) => scaled as f64 / n / before,
            None => (self.squares as f64 / n - self.mean() * self.mean()).max(0.0) * n / before,
        }
    }

    /// The standard deviation, √variance.
    #[must_use]
    pub fn deviation(&self) -> f64 {
        libm::sqrt(self.variance())
    }

    /// The quantile at `q` in [0, 1], interpolated between neighbouring values as in [`super::quantile`]; exact
    /// below 256, else within 0.4 %. NaN if empty.
    #[must_use]
    pub fn quantile(&self, q: f64) -> f64 {
        if self.count == 0 || q.is_nan() {
            return f64::NAN;
        }
        let rank = q.clamp(0.0, 1.0) * (self.count - 1) as f64;
        let below = libm::floor(rank);
        let low = self.at_rank(below as u64);
        let high = self.at_rank(libm::ceil(rank) as u64);
        low + (rank - below) * (high - low)
    }

    /// The value with `rank` values before it in rising order.
    fn at_rank(&self, rank: u64) -> f64 {
        let mut passed = 0;
        for &(index, held) in &self.bins {
            passed += u64::from(held);
            if rank < passed {
                return LogBins::representative(index);
            }
        }
        self.bins
            .last()
            .map_or(f64::NAN, |bin| LogBins::representative(bin.0))
    }

    /// The share of values below zero (exact); NaN if empty.
    #[must_use]
    pub fn share_below_zero(&self) -> f64 {
        self.share(|index| index < 0)
    }

    /// The share of values equal to zero (exact); NaN if empty.
    #[must_use]
    pub fn share_zero(&self) -> f64 {
        self.share(|index| index == 0)
    }

    fn share(&self, holds: impl Fn(i16) -> bool) -> f64 {
        let held: u64 = self
            .bins
            .iter()
            .filter(|bin| holds(bin.0))
            .map(|bin| u64::from(bin.1))
            .sum();
        held as f64 / self.count as f64
    }
}

impl FromIterator<i64> for Counts {
    fn from_iter<I: IntoIterator<Item = i64>>(values: I) -> Self {
        let mut counts = Self::default();
        values.into_iter().for_each(|value| counts.add(value));
        counts
    }
}

/// The sum of two histograms in rising order.
fn merged(a: &[(i16, u32)], b: &[(i16, u32)]) -> Vec<(i16, u32)> {
    let mut sum: Vec<(i16, u32)> = Vec::with_capacity(a.len().max(b.len()));
    let (mut a, mut b) = (a.iter().copied().peekable(), b.iter().copied().peekable());
    loop {
        let next = match (a.peek().copied(), b.peek().copied()) {
            (None, None) => return sum,
            (Some(x), Some(y)) if x.0 == y.0 => (x.0, x.1.saturating_add(y.1)),
            (Some(x), Some(y)) => {
                if x.0 < y.0 {
                    x
                } else {
                    y
                }
            }
            (Some(x), None) | (None, Some(x)) => x,
        };
        a.next_if(|bin| bin.0 == next.0);
        b.next_if(|bin| bin.0 == next.0);
        sum.push(next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_known_set() {
        let counts: Counts = [3, -1, 0, 0, 8].into_iter().collect();
        assert_eq!(
            (counts.count(), counts.sum(), counts.squares()),
            (5, 10, 74)
        );
        assert!((counts.mean() - 2.0).abs() < 1e-15);
        assert!((counts.variance() - 13.5).abs() < 1e-14);
        assert_eq!(counts.quantile(0.0), -1.0);
        assert_eq!(counts.quantile(0.5), 0.0);
        assert_eq!(counts.quantile(0.625), 1.5);
        assert_eq!(counts.quantile(1.0), 8.0);
        assert_eq!((counts.share_below_zero(), counts.share_zero()), (0.2, 0.4));
    }

    #[test]
    fn an_empty_summary_has_no_numbers() {
        let empty = Counts::default();
        assert!(empty.mean().is_nan() && empty.variance().is_nan());
        assert!(empty.quantile(0.5).is_nan() && empty.share_zero().is_nan());
    }

    #[test]
    fn huge_values_do_not_overflow() {
        let counts: Counts = [i64::MIN, i64::MAX, i64::MIN, i64::MAX, 0]
            .into_iter()
            .collect();
        assert!(counts.variance() > 1e37);
    }

    proptest! {
        #[test]
        fn merging_in_any_order_gives_equal_summaries(
            values in prop::collection::vec(-100_000_i64..100_000, 0..60), cut in 0_usize..60, turn in 0_usize..60,
        ) {
            let all: Counts = values.iter().copied().collect();
            let (left, right) = values.split_at(cut.min(values.len()));
            let (left, right): (Counts, Counts) = (left.iter().copied().collect(), right.iter().copied().collect());
            let (mut forth, mut back) = (left.clone(), right.clone());
            forth.merge(&right);
            back.merge(&left);
            let mut turned = values.clone();
            turned.rotate_left(turn.min(values.len()));
            prop_assert_eq!(&forth, &all);
            prop_assert_eq!(&back, &all);
            prop_assert_eq!(&turned.into_iter().collect::<Counts>(), &all);
            prop_assert_eq!(Counts::from_parts(all.sum(), all.squares(), all.bins().to_vec()), Some(all));
        }

        #[test]
        fn quantiles_are_within_half_a_percent(
            mut values in prop::collection::vec(0_i64..10_000_000, 1..60), q in 0.0..1.0_f64,
        ) {
            let counts: Counts = values.iter().copied().collect();
            values.sort_unstable();
            let sorted: Vec<f64> = values.iter().map(|&value| value as f64).collect();
            let exact = crate::stats::quantile(&sorted, q);
            prop_assert!((counts.quantile(q) - exact).abs() <= 0.004 * exact.abs());
        }

        #[test]
        fn mean_and_variance_agree_with_moments(values in prop::collection::vec(-5_000_i64..5_000, 2..60)) {
            let counts: Counts = values.iter().copied().collect();
            let moments = crate::stats::Moments::of(&values.iter().map(|&value| value as f64).collect::<Vec<_>>());
            prop_assert!((counts.mean() - moments.mean()).abs() < 1e-9);
            prop_assert!((counts.variance() - moments.variance()).abs() <= 1e-9 * counts.variance().max(1.0));
        }
    }
}
