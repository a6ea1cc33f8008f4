//! Poisson counts.

use super::inversion::{Cumulants, Law, expand, walk};
use super::mass::poisson_mass;

/// From this mean on, the expansion is faster than adding probabilities from 0.
const LARGE: f64 = 5.0;

/// The Poisson count with this mean at `u`: P(X = k) = meanᵏ e^(−mean) / k!.
#[inline]
#[must_use]
pub fn poisson(u: f64, mean: f64) -> u32 {
    // P(0) = e^(−mean) ≥ 1 − mean.
    if mean.is_nan() || mean <= 0.0 || u <= 1.0 - mean {
        return 0;
    }
    if mean > f64::from(u32::MAX) {
        return u32::MAX;
    }
    let law = Poisson { mean };
    let count = if mean < LARGE {
        walk(u, libm::exp(-mean), &law)
    } else {
        expand(u, &law)
    };
    count as u32
}

/// The Poisson law.
pub(super) struct Poisson {
    pub(super) mean: f64,
}

impl Law for Poisson {
    fn cumulants(&self) -> Cumulants {
        Cumulants(self.mean, self.mean, self.mean, self.mean)
    }

    fn largest(&self) -> f64 {
        f64::from(u32::MAX)
    }

    fn mass(&self, k: f64) -> f64 {
        poisson_mass(k, self.mean)
    }

    #[inline]
    fn ratio(&self, k: f64) -> f64 {
        self.mean / (k + 1.0)
    }

    #[inline]
    fn step(&self, _k: f64, inverse: f64) -> f64 {
        self.mean * inverse
    }
}
