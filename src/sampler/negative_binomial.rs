//! Negative binomial counts: Poisson counts whose mean is itself uncertain.

use super::inversion::{Cumulants, Law, expand, walk};
use super::mass::binomial_mass;
use super::poisson;

/// From this mean on, adding probabilities from 0 is never the fastest.
const LARGE: f64 = 40.0;

/// From this dispersion on the law is Poisson for all purposes (the variance differs by less than 1e-12 of the mean).
const NO_DISPERSION: f64 = 1e12;

/// The negative binomial count at `u`, with variance mean + mean² / dispersion.
///
/// P(X = k) = Γ(k + r) / (k! Γ(r)) · pʳ (1 − p)ᵏ with r = dispersion and p = r / (r + mean). An infinite dispersion
/// gives the Poisson count; a dispersion of 0 or less, for which there is no such law, gives 0.
#[must_use]
pub fn negative_binomial(u: f64, mean: f64, dispersion: f64) -> u32 {
    if mean.is_nan() || mean <= 0.0 || dispersion.is_nan() || dispersion <= 0.0 || u <= 1.0 - mean {
        return 0; // P(0) ≥ 1 − mean (Markov)
    }
    if dispersion > NO_DISPERSION * mean.max(1.0) {
        return poisson(u, mean);
    }
    let mean = mean.min(f64::from(u32::MAX));
    let law = NegativeBinomial::new(mean, dispersion);
    let count = if mean < LARGE.min(12.0 * law.spread) {
        walk(u, law.mass(0.0), &law)
    } else {
        expand(u, &law)
    };
    count as u32
}

/// The negative binomial law; `spread` is variance / mean.
pub(super) struct NegativeBinomial {
    mean: f64,
    r: f64,
    spread: f64,
    p: f64,
    q: f64,
}

impl NegativeBinomial {
    pub(super) fn new(mean: f64, r: f64) -> Self {
        Self {
            mean,
            r,
            spread: 1.0 + mean / r,
            p: r / (r + mean),
            q: mean / (r + mean),
        }
    }
}

impl Law for NegativeBinomial {
    fn cumulants(&self) -> Cumulants {
        let spread = self.spread;
        let variance = self.mean * spread;
        Cumulants(
            self.mean,
            variance,
            variance * (2.0 * spread - 1.0),
            variance * (6.0 * spread * (spread - 1.0) + 1.0),
        )
    }

    fn largest(&self) -> f64 {
        f64::from(u32::MAX)
    }

    fn mass(&self, k: f64) -> f64 {
        if k == 0.0 {
            return libm::exp(-self.r * libm::log1p(self.mean / self.r));
        }
        // r / (r + k) times the chance of exactly r successes in r + k trials.
        self.r / (self.r + k) * binomial_mass(k, self.r + k, self.q, self.p)
    }

    #[inline]
    fn ratio(&self, k: f64) -> f64 {
        (self.r + k) / (k + 1.0) * self.q
    }

    #[inline]
    fn step(&self, k: f64, inverse: f64) -> f64 {
        (self.r + k) * self.q * inverse
    }

    /// Laws close to a gamma law have almost no third-order term.
    fn slack(&self) -> f64 {
        if self.spread >= 1.5 { 0.125 } else { 1.0 }
    }

    /// P(X ≤ k) is the regularised incomplete beta function `I_p(r, k + 1)`, from its continued fraction on the side
    /// where that converges fast.
    fn below(&self, k: f64) -> f64 {
        let (r, b) = (self.r, k + 1.0);
        let front = self.mass(k) * self.q * (r + k);
        if self.p < (r + 1.0) / (r + b + 2.0) {
            front / r * beta_fraction(r, b, self.p)
        } else {
            1.0 - front / b * beta_fraction(b, r, self.q)
        }
    }
}

/// The continued fraction of the incomplete beta function, by Lentz's method:
/// `I_x(a, b) = xᵃ (1 − x)ᵇ / (a B(a, b)) · fraction`.
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut lentz = Lentz::new(-(a + b) * x / (a + 1.0));
    let mut m = 1.0;
    while m < 1e5 {
        let twice = a + 2.0 * m;
        lentz.extend(m * (b - m) * x / ((twice - 1.0) * twice));
        let change = lentz.extend(-(a + m) * (a + b + m) * x / (twice * (twice + 1.0)));
        if (change - 1.0).abs() < 1e-15 {
            break;
        }
        m += 1.0;
    }
    lentz.value
}

/// A continued fraction 1 / (1 + c₁ / (1 + c₂ / (1 + …))) built from the front.
struct Lentz {
    value: f64,
    above: f64,
    below: f64,
}

impl Lentz {
    fn new(first: f64) -> Self {
        let below = 1.0 / away_from_zero(1.0 + first);
        Self {
            value: below,
            above: 1.0,
            below,
        }
    }

    /// Adds one coefficient; returns the factor by which the value changed.
    fn extend(&mut self, coefficient: f64) -> f64 {
        self.below = 1.0 / away_from_zero(1.0 + coefficient * self.below);
        self.above = away_from_zero(1.0 + coefficient / self.above);
        let change = self.above * self.below;
        self.value *= change;
        change
    }
}

fn away_from_zero(value: f64) -> f64 {
    if value.abs() < 1e-300 { 1e-300 } else { value }
}
