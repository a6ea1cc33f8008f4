//! Binomial counts.

use super::inversion::{Cumulants, Law, expand, walk};
use super::mass::binomial_mass;

/// From this expected count on, the expansion is faster than adding probabilities from 0.
const LARGE: f64 = 6.0;

/// How many of `n` people, each with chance `p` on their own: the binomial count at `u`.
///
/// P(X = k) = C(n, k) pᵏ (1 − p)ⁿ⁻ᵏ.
#[inline]
#[must_use]
pub fn binomial(u: f64, n: u32, p: f64) -> u32 {
    if n == 0 || p.is_nan() || p <= 0.0 {
        0
    } else if p >= 1.0 {
        n
    } else if p <= 0.5 {
        lower_half(u, n, p, || libm::log1p(-p))
    } else {
        n - lower_half(1.0 - u, n, 1.0 - p, || libm::log(p))
    }
}

/// A chance that many groups of people share, prepared once: `Chance::new(p).count(u, n)` is `binomial(u, n, p)`.
#[derive(Copy, Clone, Debug)]
pub struct Chance {
    p: f64,
    log_none: f64,
}

impl Chance {
    /// Prepares the chance `p`.
    #[must_use]
    pub fn new(p: f64) -> Self {
        let p = if p.is_nan() { 0.0 } else { p.clamp(0.0, 1.0) };
        Self {
            p,
            log_none: if p <= 0.5 {
                libm::log1p(-p)
            } else {
                libm::log(p)
            },
        }
    }

    /// How many of `n` people: the binomial count at `u`.
    #[inline]
    #[must_use]
    pub fn count(&self, u: f64, n: u32) -> u32 {
        if self.p <= 0.5 {
            lower_half(u, n, self.p, || self.log_none)
        } else {
            n - lower_half(1.0 - u, n, 1.0 - self.p, || self.log_none)
        }
    }
}

/// The count for p ≤ ½, given ln(1 − p).
#[inline]
fn lower_half(u: f64, n: u32, p: f64, log_none: impl FnOnce() -> f64) -> u32 {
    let size = f64::from(n);
    // Bernoulli's inequality: P(0) ≥ 1 − np, with equality for one person.
    if u <= 1.0 - size * p {
        return 0;
    }
    if n == 1 {
        return 1;
    }
    let law = Binomial::new(size, p);
    let none = || {
        if n <= 1_024 {
            power(law.q, n)
        } else {
            libm::exp(size * log_none())
        }
    };
    let count = if size * p < LARGE {
        walk(u, none(), &law)
    } else {
        expand(u, &law)
    };
    count as u32
}

/// base^exponent by repeated squaring; the bits of the exponent are chance, so nothing branches on them.
#[inline]
fn power(mut base: f64, mut exponent: u32) -> f64 {
    let mut result = 1.0;
    while exponent > 0 {
        result *= [1.0, base][(exponent & 1) as usize];
        base *= base;
        exponent >>= 1;
    }
    result
}

/// The binomial law for p ≤ ½.
pub(super) struct Binomial {
    n: f64,
    p: f64,
    q: f64,
    odds: f64,
}

impl Binomial {
    #[inline]
    pub(super) fn new(n: f64, p: f64) -> Self {
        Self {
            n,
            p,
            q: 1.0 - p,
            odds: p / (1.0 - p),
        }
    }
}

impl Law for Binomial {
    fn cumulants(&self) -> Cumulants {
        let mean = self.n * self.p;
        let variance = mean * self.q;
        Cumulants(
            mean,
            variance,
            variance * (self.q - self.p),
            variance * (1.0 - 6.0 * self.p * self.q),
        )
    }

    fn largest(&self) -> f64 {
        self.n
    }

    fn mass(&self, k: f64) -> f64 {
        binomial_mass(k, self.n, self.p, self.q)
    }

    #[inline]
    fn ratio(&self, k: f64) -> f64 {
        (self.n - k) / (k + 1.0) * self.odds
    }

    #[inline]
    fn step(&self, k: f64, inverse: f64) -> f64 {
        (self.n - k) * self.odds * inverse
    }
}
