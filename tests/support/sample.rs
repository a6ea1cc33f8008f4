//! Comparing samples with exact answers, each tolerance a multiple of its own standard error.
//!
//! Every comparison prints how far off it was; `cargo test … -- --nocapture` shows it.
//!
//! The luck of every test is fixed by its seed, so a test that passes passes for good. The stated
//! chance of a false alarm is that of a correct model failing if the seeds were changed.

use statrs::distribution::{ChiSquared, ContinuousCDF};

/// Limit of every comparison with an exact answer, in standard errors: a correct model fails one
/// comparison with a chance of about 7e-6.
pub const LIMIT: f64 = 4.5;

/// Limit of every direction, in standard errors of the mean paired difference: a lever without
/// effect passes with a chance below 3e-5.
pub const DIRECTION: f64 = 4.0;

/// Independent numbers, one per replicate.
#[derive(Clone, Debug, Default)]
pub struct Sample(pub Vec<f64>);

impl Sample {
    /// Mean of a function of the distance from the mean.
    fn about_mean(&self, f: impl Fn(f64) -> f64) -> f64 {
        let mean = self.mean();
        self.0.iter().map(|x| f(x - mean)).sum::<f64>() / self.count()
    }

    fn count(&self) -> f64 {
        self.0.len() as f64
    }

    /// Mean.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.0.iter().sum::<f64>() / self.count()
    }

    /// Variance with divisor n − 1.
    #[must_use]
    pub fn variance(&self) -> f64 {
        self.about_mean(|x| x * x) * self.count() / (self.count() - 1.0)
    }

    /// Standard error of the mean.
    #[must_use]
    pub fn error(&self) -> f64 {
        (self.variance() / self.count()).sqrt()
    }

    /// Asserts the mean, within [`LIMIT`] standard errors.
    #[track_caller]
    pub fn assert_mean(&self, name: &str, expected: f64) {
        assert_near(
            &format!("{name}: mean"),
            self.mean(),
            expected,
            self.error(),
        );
    }

    /// As [`Sample::assert_mean`], for whole numbers. Where replicates are nearly all alike their spread
    /// is poorly known; but a whole number with mean m varies by f(1 − f) at least, f the part of m after
    /// the point, and the error is never taken for less.
    #[track_caller]
    pub fn assert_count(&self, name: &str, expected: f64) {
        let part = expected - expected.floor();
        let least = (part * (1.0 - part) / self.count()).sqrt();
        let error = self.error().max(least);
        assert_near(&format!("{name}: mean"), self.mean(), expected, error);
    }

    /// Asserts the variance, within [`LIMIT`] standard errors: √((m₄ − m₂²) ÷ n).
    #[track_caller]
    pub fn assert_variance(&self, name: &str, expected: f64) {
        let (second, fourth) = (
            self.about_mean(|x| x * x),
            self.about_mean(|x| x * x * x * x),
        );
        let error = ((fourth - second * second) / self.count()).sqrt();
        let name = format!("{name}: variance");
        assert_near(&name, self.variance(), expected, error);
    }

    /// Asserts that the mean lies above 0 by [`DIRECTION`] standard errors.
    #[track_caller]
    pub fn assert_positive(&self, name: &str) {
        let (mean, error) = (self.mean(), self.error());
        assert!(
            mean > 0.0 && mean >= DIRECTION * error,
            "{name}: {mean} ± {error} is not clearly above 0"
        );
    }
}

impl FromIterator<f64> for Sample {
    fn from_iter<I: IntoIterator<Item = f64>>(numbers: I) -> Self {
        Sample(numbers.into_iter().collect())
    }
}

/// Asserts that a number is what it should be, within [`LIMIT`] standard errors.
#[track_caller]
fn assert_near(name: &str, found: f64, expected: f64, error: f64) {
    let off = found - expected;
    println!("{name}: off by {:+.2} standard errors", off / error);
    assert!(
        off.abs() <= LIMIT * error + 1e-9,
        "{name}: {found} ± {error}, expected {expected}"
    );
}

/// Asserts that a count is what a binomial count should be, within [`LIMIT`] standard errors of
/// the count, √(n·p·(1 − p)).
#[track_caller]
pub fn assert_share(name: &str, hits: u64, trials: u64, share: f64) {
    let (expected, n) = (trials as f64 * share, trials as f64);
    let error = (n * share * (1.0 - share)).sqrt();
    assert_near(
        &format!("{name}: of {trials}"),
        hits as f64,
        expected,
        error,
    );
}

/// Asserts that a count has a Poisson mean, within [`LIMIT`] standard errors √mean.
#[track_caller]
pub fn assert_poisson(name: &str, count: u64, mean: f64) {
    assert_near(name, count as f64, mean, mean.sqrt());
}

/// Asserts by a chi-square test that counts follow a law; values after the last share one class
/// with it. Classes are pooled from the left until each expects 10 or more. A correct model fails
/// with a chance of 1e-5.
#[track_caller]
pub fn assert_law(name: &str, counts: &[u64], law: &[f64]) {
    let total: u64 = counts.iter().sum();
    let (mut classes, mut seen, mut expected, mut statistic) = (0, 0.0, 0.0, 0.0);
    let mut left = 1.0;
    let length = counts.len().max(law.len());
    for value in 0..length {
        let chance = law.get(value).copied().unwrap_or(0.0);
        seen += counts.get(value).copied().unwrap_or(0) as f64;
        expected += chance * total as f64;
        left -= chance;
        let rest = left * total as f64;
        if expected >= 10.0 && rest >= 10.0 {
            statistic += square(seen - expected) / expected;
            (classes, seen, expected) = (classes + 1, 0.0, 0.0);
        }
    }
    let rest = expected + (left * total as f64).max(0.0);
    statistic += square(seen - rest) / rest;
    assert!(classes > 0, "{name}: {total} observations are too few");
    let chance = 1.0
        - ChiSquared::new(f64::from(classes))
            .expect("degrees of freedom")
            .cdf(statistic);
    println!("{name}: chance {chance:.1e} of a chi-square as large");
    assert!(
        chance >= 1e-5,
        "{name}: chi-square {statistic} with {classes} degrees of freedom, chance {chance:e}"
    );
}

fn square(x: f64) -> f64 {
    x * x
}
