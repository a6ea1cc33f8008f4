//! 95 % confidence intervals.

use super::Moments;
use crate::sampler::normal;

/// An estimate with its 95 % confidence interval. NaN bounds: too few values for one.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Interval {
    /// The estimate.
    pub estimate: f64,
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

impl Interval {
    /// Half of the width: the "±" of the estimate.
    #[must_use]
    pub fn half_width(&self) -> f64 {
        (self.high - self.low) / 2.0
    }
}

/// The mean with Student's interval: mean ± t₀.₉₇₅(n − 1)·s/√n.
#[must_use]
pub fn mean_interval(moments: &Moments) -> Interval {
    let estimate = moments.mean();
    let half = student_t(0.975, moments.count().saturating_sub(1)) * moments.standard_error();
    Interval {
        estimate,
        low: estimate - half,
        high: estimate + half,
    }
}

/// A proportion `hits` / `trials` with Wilson's interval, which stays inside [0, 1] and works at 0 and at `trials`.
#[must_use]
pub fn proportion_interval(hits: u64, trials: u64) -> Interval {
    let n = trials as f64;
    let estimate = hits as f64 / n;
    let square = normal(0.975) * normal(0.975);
    let centre = (estimate + square / (2.0 * n)) / (1.0 + square / n);
    let spread = square * (estimate * (1.0 - estimate) / n + square / (4.0 * n * n));
    let half = libm::sqrt(spread) / (1.0 + square / n);
    Interval {
        estimate,
        low: (centre - half).max(0.0),
        high: (centre + half).min(1.0),
    }
}

/// The difference of two shares of the same cases, first less second: for each case whether it counts in the first and in the second.
///
/// Newcombe's interval (1998, Stat. Med. 17, 2635, method 10): Wilson's for either share, put together with the correlation of the two.
#[must_use]
pub fn paired_shares(cases: &[(bool, bool)]) -> Interval {
    let count = |wanted: (bool, bool)| cases.iter().filter(|case| **case == wanted).count() as u64;
    let (both, first) = (count((true, true)), count((true, false)));
    let (second, neither) = (count((false, true)), count((false, false)));
    let all = cases.len() as u64;
    let one = proportion_interval(both + first, all);
    let other = proportion_interval(both + second, all);
    let correlation = correlation(both as f64, first as f64, second as f64, neither as f64);
    // Two distances of either share from its bounds, as sides with the angle that the correlation gives.
    let side = |a: f64, b: f64| libm::sqrt((a * a - 2.0 * correlation * a * b + b * b).max(0.0));
    let estimate = one.estimate - other.estimate;
    Interval {
        estimate,
        low: estimate - side(one.estimate - one.low, other.high - other.estimate),
        high: estimate + side(one.high - one.estimate, other.estimate - other.low),
    }
}

/// The correlation φ of a table of two by two, drawn towards 0 by half a case where it is positive; 0 where a side is empty.
fn correlation(both: f64, first: f64, second: f64, neither: f64) -> f64 {
    let sides = (both + first) * (second + neither) * (both + second) * (first + neither);
    let all = both + first + second + neither;
    let product = both * neither - first * second;
    let drawn = if product > 0.0 {
        (product - all / 2.0).max(0.0)
    } else {
        product
    };
    if sides > 0.0 {
        drawn / libm::sqrt(sides)
    } else {
        0.0
    }
}

/// The quantile at `q` of numbers in rising order, with the interval between two of them that holds the quantile of the whole
/// population with at least 95 % probability, whatever its distribution (Conover 1999, section 3.2).
///
/// A bound is infinite where the numbers are too few for one: below the first with probability over 2.5 %, or above the last.
#[must_use]
pub fn quantile_interval(sorted: &[f64], q: f64) -> Interval {
    let mut ranks = (0, 0);
    let (mut below, mut passed) = (0.0, 0);
    // How many numbers lie below the quantile is binomial: bounds are the last rank that it reaches with 97.5 %, the
    // first that it exceeds with at most 2.5 %.
    for (hits, chance) in binomial_chances(sorted.len(), q).into_iter().enumerate() {
        if below + chance <= 0.025 {
            ranks.0 = hits + 1;
        }
        below += chance;
        if below < 0.975 {
            passed = hits + 1;
        }
    }
    ranks.1 = passed;
    Interval {
        estimate: super::quantile(sorted, q),
        low: ranks
            .0
            .checked_sub(1)
            .map_or(f64::NEG_INFINITY, |at| sorted[at]),
        high: sorted.get(ranks.1).copied().unwrap_or(f64::INFINITY),
    }
}

/// P(X = k) for k from 0 to n of a binomial count.
fn binomial_chances(n: usize, p: f64) -> Vec<f64> {
    let size = n as f64;
    let log_chance = |k: usize| {
        let (hits, misses) = (k as f64, (n - k) as f64);
        let ways = libm::lgamma(size + 1.0) - libm::lgamma(hits + 1.0) - libm::lgamma(misses + 1.0);
        let product = |count: f64, p: f64| {
            if count > 0.0 {
                count * libm::log(p)
            } else {
                0.0
            }
        };
        ways + product(hits, p) + product(misses, 1.0 - p)
    };
    (0..=n).map(|k| libm::exp(log_chance(k))).collect()
}

/// Student's t quantile at `p` in (0, 1) for a whole number of degrees of freedom; NaN for 0 degrees.
///
/// Up to 200 degrees Newton's method on the exact distribution function; above, the expansion of Abramowitz and
/// Stegun 26.7.5. Probability error below 1e-9 for p from 0.001 to 0.999.
#[must_use]
pub fn student_t(p: f64, degrees: u64) -> f64 {
    if degrees == 0 {
        return f64::NAN;
    }
    if p < 0.5 {
        return -student_t(1.0 - p, degrees);
    }
    let x = normal(p);
    if degrees > 200 {
        return expansion(x, degrees as f64);
    }
    // The function bends downwards, so steps from the left never go too far.
    let mut t = x;
    for _ in 0..100 {
        let step = (p - student_below(t, degrees)) / student_density(t, degrees);
        t += step;
        if step.abs() <= 1e-12 * t {
            break;
        }
    }
    t
}

fn expansion(x: f64, degrees: f64) -> f64 {
    let square = x * x;
    let first = x * (square + 1.0) / 4.0;
    let second = x * ((5.0 * square + 16.0) * square + 3.0) / 96.0;
    let third = x * (((3.0 * square + 19.0) * square + 17.0) * square - 15.0) / 384.0;
    let fourth = x
        * ((((79.0 * square + 776.0) * square + 1482.0) * square - 1920.0) * square - 945.0)
        / 92_160.0;
    x + (first + (second + (third + fourth / degrees) / degrees) / degrees) / degrees
}

/// P(T ≤ t) for t ≥ 0: the finite trigonometric sums of Abramowitz and Stegun 26.7.3 and 26.7.4.
fn student_below(t: f64, degrees: u64) -> f64 {
    let n = degrees as f64;
    let angle = libm::atan(t / libm::sqrt(n));
    let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
    let odd = degrees % 2 == 1;
    let mut term = if odd { sine * cosine } else { sine };
    let mut sum = 0.0;
    let mut i = if odd { 3 } else { 2 };
    while i <= degrees {
        sum += term;
        term *= cosine * cosine * (i - 1) as f64 / i as f64;
        i += 2;
    }
    let between = if odd {
        core::f64::consts::FRAC_2_PI * (angle + sum)
    } else {
        sum
    };
    0.5 + between / 2.0
}

/// The density of Student's t.
fn student_density(t: f64, degrees: u64) -> f64 {
    let n = degrees as f64;
    let half = 0.5 * (n + 1.0);
    let log_scale = libm::lgamma(half) - libm::lgamma(n / 2.0);
    let log_shape = half * libm::log1p(t * t / n);
    libm::exp(log_scale - log_shape) / libm::sqrt(n * core::f64::consts::PI)
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, StudentsT};

    #[test]
    fn the_t_quantile_agrees_with_statrs() {
        for degrees in (1..=60).chain([99, 100, 999, 9_999, 1_000_000]) {
            let law = StudentsT::new(0.0, 1.0, degrees as f64).expect("valid");
            for p in [0.001, 0.025, 0.2, 0.5, 0.6, 0.9, 0.975, 0.995, 0.999] {
                let t = student_t(p, degrees);
                assert!(
                    (law.cdf(t) - p).abs() < 1e-9,
                    "{p} {degrees}: {t}, {}",
                    law.cdf(t)
                );
            }
        }
    }

    #[test]
    fn known_t_quantiles() {
        for (degrees, t) in [
            (1, 12.706_204_736),
            (2, 4.302_652_730),
            (10, 2.228_138_852),
            (100, 1.983_971_519),
        ] {
            assert!((student_t(0.975, degrees) - t).abs() < 1e-8, "{degrees}");
        }
    }

    /// Nine numbers by hand: mean 5, s² = 7.5, t₀.₉₇₅(8) = 2.306004.
    #[test]
    fn a_known_mean_interval() {
        let interval = mean_interval(&Moments::of(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]));
        let half = 2.306_004_135 * (7.5_f64 / 9.0).sqrt();
        assert!((interval.estimate - 5.0).abs() < 1e-14);
        assert!(
            (interval.low - 5.0 + half).abs() < 1e-8 && (interval.half_width() - half).abs() < 1e-8
        );
    }

    /// The chance that the interval holds the difference, summed over all tables of 24 cases: 95 %, more where changes are rare, as Newcombe
    /// found.
    #[test]
    fn paired_differences_are_covered() {
        let mut coverages = Vec::new();
        for law in [
            [0.3, 0.2, 0.1, 0.4],
            [0.1, 0.3, 0.05, 0.55],
            [0.7, 0.04, 0.06, 0.2],
            [0.05, 0.1, 0.1, 0.75],
        ] {
            let exact = law[1] - law[2];
            let mut covered = 0.0;
            each_table(24, |table| {
                let kinds = [(true, true), (true, false), (false, true), (false, false)];
                let cases = table.iter().zip(kinds);
                let cases = cases.flat_map(|(&count, kind)| std::iter::repeat_n(kind, count));
                let found = paired_shares(&cases.collect::<Vec<_>>());
                let logs = table.iter().zip(law);
                let log_chance: f64 = logs
                    .map(|(&k, p)| k as f64 * libm::log(p) - libm::lgamma(k as f64 + 1.0))
                    .sum();
                if found.low <= exact && exact <= found.high {
                    covered += libm::exp(log_chance + libm::lgamma(25.0));
                }
            });
            coverages.push(covered);
        }
        let held = |own: &f64| (0.945..0.995).contains(own);
        assert!(coverages.iter().all(held), "{coverages:?}");
    }

    /// All ways to put so many cases into four cells.
    fn each_table(all: usize, mut see: impl FnMut([usize; 4])) {
        for a in 0..=all {
            for b in 0..=all - a {
                for c in 0..=all - a - b {
                    see([a, b, c, all - a - b - c]);
                }
            }
        }
    }

    /// No case differs: the difference is 0, but not known to be exactly 0.
    #[test]
    fn no_difference_seen_is_not_certainty() {
        let found = paired_shares(&[(false, false); 20]);
        assert_eq!(found.estimate, 0.0);
        assert!(found.low < -0.1 && found.high > 0.1);
        let same = [(true, true), (false, false)].repeat(20);
        let found = paired_shares(&same);
        assert!(found.low < 0.0 && found.low > -0.08, "{found:?}");
    }

    /// Conover's rule by hand: of 20 numbers, the median lies between the 6th and the 15th with 95.9 %; of 5, between no two.
    #[test]
    fn known_quantile_intervals() {
        let numbers: Vec<f64> = (1..=20).map(f64::from).collect();
        let median = quantile_interval(&numbers, 0.5);
        assert_eq!(
            (median.low, median.estimate, median.high),
            (6.0, 10.5, 15.0)
        );
        let few = quantile_interval(&numbers[..5], 0.5);
        assert_eq!((few.low, few.high), (f64::NEG_INFINITY, f64::INFINITY));
        let top = quantile_interval(&numbers, 0.95);
        assert_eq!((top.low, top.high), (17.0, f64::INFINITY));
        assert!(quantile_interval(&[], 0.5).estimate.is_nan());
    }

    /// Coverage is exact arithmetic: with uniform numbers, the chance that the bounds hold the quantile is a sum of binomial
    /// chances, at least 95 %, and a rank nearer on either side would leave out more than 2.5 %.
    #[test]
    fn quantile_intervals_are_as_narrow_as_they_may_be() {
        for (n, q) in [(20, 0.5), (60, 0.9), (200, 0.05), (1_000, 0.5)] {
            let numbers: Vec<f64> = (1..=n).map(f64::from).collect();
            let found = quantile_interval(&numbers, q);
            let chances = binomial_chances(n as usize, q);
            let up_to = |rank: f64| chances[..rank as usize].iter().sum::<f64>();
            assert!((chances.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            assert!(up_to(found.low) <= 0.025 && up_to(found.low + 1.0) > 0.025);
            let above = |rank: f64| 1.0 - up_to(rank);
            assert!(above(found.high) <= 0.025 && above(found.high - 1.0) > 0.025);
        }
    }

    #[test]
    fn one_value_has_no_interval() {
        assert!(mean_interval(&Moments::of(&[4.0])).low.is_nan());
    }

    /// Newcombe (1998), Statistics in Medicine 17, table I, method 3.
    #[test]
    fn wilson_intervals_match_newcombe() {
        for (hits, trials, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let interval = proportion_interval(hits, trials);
            assert!(
                (interval.low - low).abs() < 6e-5 && (interval.high - high).abs() < 6e-5,
                "{interval:?}"
            );
        }
    }
}
