//! How a distribution function is inverted exactly, written once for every law.
//!
//! - Small laws: subtract P(0), P(1), … from `u` until it is used up ([`walk`]).
//! - Large laws: the Cornish–Fisher expansion gives the answer as a real number with a known error. Nearly always it
//!   is far enough from a whole number to be certain; else one exact value of the distribution function decides.
//! - Far tails and very skewed laws: a guarded search on the exact distribution function.

use super::normal::{QUICK_ERROR, quick_normal};

/// The mean, and the second, third and fourth cumulant.
pub(super) struct Cumulants(pub f64, pub f64, pub f64, pub f64);

/// A law of counts 0, 1, …, `largest`. Counts are whole numbers held as `f64`.
pub(super) trait Law {
    fn cumulants(&self) -> Cumulants;
    /// The largest possible count.
    fn largest(&self) -> f64;
    /// P(X = k).
    fn mass(&self, k: f64) -> f64;
    /// P(X = k + 1) / P(X = k).
    fn ratio(&self, k: f64) -> f64;

    /// [`Law::ratio`], given 1 / (k + 1): spares a division.
    #[inline]
    fn step(&self, k: f64, _inverse: f64) -> f64 {
        self.ratio(k)
    }

    /// The error of the expansion as a share of the common bound in [`cornish_fisher`].
    fn slack(&self) -> f64 {
        1.0
    }

    /// P(X ≤ k), by adding outwards from `k` on the side that holds less.
    fn below(&self, k: f64) -> f64 {
        if k >= self.largest() {
            return 1.0;
        }
        let mean = self.cumulants().0;
        let lower = k < mean;
        let (mut sum, mut term, mut at) = (1.0, 1.0, if lower { k } else { k + 1.0 });
        let first = self.mass(at);
        while term > 1e-17 * sum && (if lower { at > 0.0 } else { at < self.largest() }) {
            if lower {
                at -= 1.0;
                term /= self.ratio(at);
            } else {
                term *= self.ratio(at);
                at += 1.0;
            }
            sum += term;
        }
        if lower {
            first * sum
        } else {
            1.0 - first * sum
        }
    }
}

/// The longest walk from 0; a law that needs more is so skewed that [`search`] is better.
const LONGEST_WALK: usize = 256;

/// 1 / (k + 1) for the counts of a walk.
const INVERSE: [f64; LONGEST_WALK] = {
    let (mut inverse, mut k) = ([1.0; LONGEST_WALK], 1);
    while k < LONGEST_WALK {
        inverse[k] = 1.0 / (k + 1) as f64;
        k += 1;
    }
    inverse
};

/// Inversion by adding up probabilities from 0, given P(0).
pub(super) fn walk(u: f64, none: f64, law: &impl Law) -> f64 {
    let last = law.largest();
    let (mut rest, mut mass, mut k) = (u, none, 0.0);
    for inverse in &INVERSE {
        if rest <= mass || k >= last {
            return k;
        }
        rest -= mass;
        mass *= law.step(k, *inverse);
        k += 1.0;
        // Past the bulk of the law: what is left of `u` is rounding.
        if mass < 1e-17 && law.ratio(k) < 0.9 {
            return k;
        }
    }
    if rest > mass && k < last {
        search(u, k, law).max(k + 1.0)
    } else {
        k
    }
}

/// The expansion is used where its error is below this (in people) …
const LARGEST_ERROR: f64 = 0.4;

/// … and within this many standard deviations of the middle.
const FARTHEST: f64 = 4.0;

/// Inversion by expansion, for laws with a standard deviation of several people.
pub(super) fn expand(u: f64, law: &impl Law) -> f64 {
    let w = quick_normal(u);
    let (guess, bound) = cornish_fisher(w, &law.cumulants());
    let error = bound * law.slack();
    let trusted = error <= LARGEST_ERROR && w.abs() <= FARTHEST;
    if !trusted {
        return search(u, guess, law);
    }
    if guess + error < 0.0 {
        return 0.0;
    }
    // Rounded down: the sum is not negative.
    let high = f64::from((guess + error) as u32);
    if high < guess - error || u > law.below(high) {
        (high + 1.0).min(law.largest())
    } else {
        high
    }
}

/// The point where the distribution function, seen as a smooth curve through its values at whole numbers, equals
/// Φ(w): Cornish and Fisher's expansion to the fourth cumulant, with the corrections for counts in whole numbers
/// (half a person, −1/12 in the variance, +1/120 in the fourth cumulant). Also a bound of its error, in which `w` may be
/// a [`quick_normal`].
#[inline]
fn cornish_fisher(w: f64, &Cumulants(mean, variance, third, fourth): &Cumulants) -> (f64, f64) {
    const SIXTH: f64 = 1.0 / 6.0;
    const PER_24: f64 = 1.0 / 24.0;
    const PER_36: f64 = 1.0 / 36.0;
    let variance = variance - 1.0 / 12.0;
    // The division does not wait for the root.
    let (deviation, per_variance) = (libm::sqrt(variance), 1.0 / variance);
    let precision = deviation * per_variance;
    let skew = third * precision * per_variance;
    let excess = (fourth + 1.0 / 120.0) * per_variance * per_variance;
    let square = w * w;
    let first = (square - 1.0) * skew * SIXTH;
    let second =
        w * ((square - 3.0) * excess * PER_24 - (2.0 * square - 5.0) * skew * skew * PER_36);
    let guess = mean - 0.5 + deviation * (w + first + second);
    let size = skew.abs().max(precision);
    let series = size * size * size * (0.03 + 0.015 * square + 0.008 * square * square);
    (guess, deviation * (series + 16.0 * QUICK_ERROR))
}

/// The largest number below 1.
const LARGEST_UNIFORM: f64 = 1.0 - f64::EPSILON / 2.0;

/// Inversion by search: Newton steps inside a bracket until single steps suffice.
#[cold]
fn search(u: f64, start: f64, law: &impl Law) -> f64 {
    let (mut low, mut high) = (-1.0, law.largest()); // P(X ≤ low) < u ≤ P(X ≤ high)
    let u = u.clamp(0.0, LARGEST_UNIFORM);
    let mut k = if start.is_finite() {
        libm::ceil(start).clamp(0.0, high)
    } else {
        0.0
    };
    for _ in 0..300 {
        let gap = u - law.below(k);
        if gap > 0.0 {
            low = k;
        } else {
            high = k;
        }
        if high - low <= 1.0 {
            break;
        }
        let mass = law.mass(k);
        let step = gap / mass;
        if step.abs() < 16.0 && mass > 1e-15 {
            return stroll(u, gap, k, mass, law);
        }
        let next = libm::round(k + step);
        let inside = next > low && next < high && mass > 1e-15;
        k = if inside {
            next
        } else {
            libm::floor(middle(low, high))
        };
    }
    high
}

/// A point strictly inside a bracket, on a scale of ratios so that very wide brackets close fast.
fn middle(low: f64, high: f64) -> f64 {
    if high > 4.0 * (low + 2.0) {
        2.0 * (low + 2.0)
    } else {
        0.5 * (low + high)
    }
}

/// Single steps from `k`, where `gap` = u − P(X ≤ k) and `mass` = P(X = k), to the answer.
fn stroll(u: f64, mut gap: f64, mut k: f64, mut mass: f64, law: &impl Law) -> f64 {
    while gap > 0.0 && k < law.largest() && mass > 1e-18 {
        mass *= law.ratio(k);
        k += 1.0;
        gap -= mass;
    }
    while gap + mass <= 0.0 && k > 0.0 {
        gap += mass;
        k -= 1.0;
        mass /= law.ratio(k);
    }
    // Rounding gathers along the way. A close call goes to the function itself, so that every path to `k` agrees.
    if gap > -1e-13 || gap + mass < 1e-13 {
        while u > law.below(k) && k < law.largest() {
            k += 1.0;
        }
        while k > 0.0 && u <= law.below(k - 1.0) {
            k -= 1.0;
        }
    }
    k
}

#[cfg(test)]
#[allow(
    dead_code,
    reason = "shared with tests/samplers.rs, which uses other parts"
)]
#[path = "../../tests/exact/mod.rs"]
mod exact;

#[cfg(test)]
mod tests {
    use super::exact::Exact;
    use super::*;
    use crate::sampler::binomial::Binomial;
    use crate::sampler::hypergeometric::Hypergeometric;
    use crate::sampler::negative_binomial::NegativeBinomial;
    use crate::sampler::normal;
    use crate::sampler::poisson::Poisson;

    /// The true error is |guess − k| at w = Φ⁻¹(P(X ≤ k)); the bound must hold for every |w| ≤ 4, with room to spare.
    fn check_bound(law: &Exact, formula: &impl Law) {
        let stride = law.counts().count().div_ceil(2_000);
        for k in law.counts().step_by(stride) {
            let w = normal(law.below(k).clamp(1e-10, 1.0 - 1e-10));
            if w.abs() <= FARTHEST {
                let (guess, bound) = cornish_fisher(w, &formula.cumulants());
                let (error, bound) = ((guess - k as f64).abs(), bound * formula.slack());
                assert!(
                    error <= 0.9 * bound || bound > LARGEST_ERROR,
                    "mean {}, {k}: {error} > {bound}",
                    formula.cumulants().0
                );
            }
        }
    }

    const MEANS: [f64; 12] = [
        5.0, 5.5, 6.0, 8.0, 12.5, 15.5, 21.0, 27.0, 50.0, 300.0, 1e4, 1e5,
    ];

    #[test]
    fn the_expansion_is_as_good_as_it_says_for_binomial_and_poisson() {
        for mean in MEANS {
            check_bound(&Exact::poisson(mean), &Poisson { mean });
            for p in [0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.45, 0.5] {
                let n = libm::round(mean / p);
                check_bound(&Exact::binomial(n as u32, p), &Binomial::new(n, p));
            }
        }
    }

    #[test]
    fn the_expansion_is_as_good_as_it_says_for_negative_binomial() {
        for mean in MEANS {
            for spread in [
                1.001, 1.1, 1.3, 1.49, 1.5, 1.6, 2.0, 3.0, 5.0, 10.0, 30.0, 100.0,
            ] {
                if mean >= 40.0_f64.min(12.0 * spread) {
                    let r = mean / (spread - 1.0);
                    check_bound(
                        &Exact::negative_binomial(mean, r),
                        &NegativeBinomial::new(mean, r),
                    );
                }
            }
        }
    }

    #[test]
    fn the_expansion_is_as_good_as_it_says_for_hypergeometric() {
        for total in [25, 30, 50, 100, 1_000, 20_000, 1_000_000, 10_000_000_u32] {
            for marked in [0.5, 0.45, 0.3, 0.1, 0.01, 0.001] {
                for drawn in [1.0, 0.9, 0.5, 0.1] {
                    let marked = (f64::from(total) * marked) as u32;
                    let drawn = (f64::from(marked) * drawn) as u32;
                    let law =
                        Hypergeometric::new(f64::from(total), f64::from(marked), f64::from(drawn));
                    if law.cumulants().1 >= 6.0 {
                        check_bound(&Exact::hypergeometric(total, marked, drawn), &law);
                    }
                }
            }
        }
    }
}
