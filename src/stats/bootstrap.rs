//! The bootstrap: how far an estimate would move if other futures had been drawn.

use super::{Interval, quantile, student_t};
use crate::random::{Draws, Key, name_key};

/// Resamples of n rows with replacement, the same ones for the same seed (Efron 1979, Ann. Statist. 7, 1).
#[derive(Clone, Copy, Debug)]
pub struct Bootstrap {
    key: Key,
    resamples: u32,
}

impl Bootstrap {
    /// So many resamples: 1,000 for the ends of 95 % intervals.
    #[must_use]
    pub fn new(seed: u64, resamples: u32) -> Self {
        let key = Draws::new(seed, 0).key(name_key("bootstrap"), 0, 0);
        Self { key, resamples }
    }

    /// How often each of `rows` rows is in every resample.
    pub fn weights(self, rows: usize) -> impl Iterator<Item = Vec<u32>> {
        (0..self.resamples).map(move |resample| {
            let luck = self.key.on(resample.cast_signed());
            let mut weights = vec![0; rows];
            for draw in 0..rows as u64 {
                weights[luck.below(draw, rows as u32) as usize] += 1;
            }
            weights
        })
    }

    /// The rows of every resample.
    pub fn rows(self, rows: usize) -> impl Iterator<Item = Vec<usize>> {
        (0..self.resamples).map(move |resample| {
            let luck = self.key.on(resample.cast_signed());
            let draws = 0..rows as u64;
            let picked = draws.map(|draw| luck.below(draw, rows as u32) as usize);
            picked.collect()
        })
    }
}

/// An estimate with the middle 95 % of its values in resamples of `rows` rows. NaN bounds if any value is NaN or there are none.
///
/// The percentile interval, widened for few rows to the share of a normal law within ±t₀.₉₇₅(n − 1)·√(n/(n − 1)): for a mean, that is
/// Student's interval (Hesterberg 2015, Am. Stat. 69, 371, "expanded percentile interval").
#[must_use]
pub fn middle(estimate: f64, mut values: Vec<f64>, rows: usize) -> Interval {
    values.sort_by(f64::total_cmp);
    let known = !values.iter().any(|value| value.is_nan());
    let at = |q| {
        if known {
            quantile(&values, q)
        } else {
            f64::NAN
        }
    };
    let outside = outside(rows as f64);
    Interval {
        estimate,
        low: at(outside),
        high: at(1.0 - outside),
    }
}

/// The share of resamples that lies beyond each end.
fn outside(rows: f64) -> f64 {
    let t = student_t(0.975, (rows as u64).saturating_sub(1));
    let wide = t * libm::sqrt(rows / (rows - 1.0));
    if wide.is_finite() {
        0.5 * libm::erfc(wide * core::f64::consts::FRAC_1_SQRT_2)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Moments, mean_interval};

    /// The spread of a resampled mean is s·√((n − 1)/n)/√n.
    #[test]
    fn resampled_means_spread_as_theory_says() {
        let values: Vec<f64> = (0..40).map(|i| f64::from(i * i % 17)).collect();
        let mean = |rows: Vec<usize>| rows.iter().map(|&row| values[row]).sum::<f64>() / 40.0;
        let means: Vec<f64> = Bootstrap::new(5, 4_000).rows(40).map(mean).collect();
        let (own, resampled) = (Moments::of(&values), Moments::of(&means));
        let expected = own.standard_error() * (39.0_f64 / 40.0).sqrt();
        assert!((resampled.mean() - own.mean()).abs() < 4.0 * expected / 4_000.0_f64.sqrt());
        assert!((resampled.deviation() / expected - 1.0).abs() < 0.05);
        let interval = middle(own.mean(), means, 40);
        let student = mean_interval(&own).half_width();
        assert!((interval.half_width() / student - 1.0).abs() < 0.06);
    }

    #[test]
    fn weights_count_the_rows() {
        let bootstrap = Bootstrap::new(1, 3);
        for (weights, rows) in bootstrap.weights(7).zip(bootstrap.rows(7)) {
            let counted = (0..7).map(|row| rows.iter().filter(|&&one| one == row).count() as u32);
            assert_eq!(weights, counted.collect::<Vec<_>>());
        }
    }

    #[test]
    fn unknown_values_have_no_interval() {
        assert!(middle(1.0, vec![1.0, f64::NAN], 9).low.is_nan());
        assert!(middle(1.0, vec![], 9).high.is_nan());
    }
}
