//! Hypergeometric counts: drawing people without putting them back.

use super::inversion::{Cumulants, Law, expand, walk};
use super::mass::binomial_mass;

/// From this variance on, the expansion is faster than adding probabilities from 0.
const LARGE: f64 = 6.0;

/// Up to so many people drawn, a product is faster than the mass; at a hundred both take as long (`benches/samplers.rs`).
const LONGEST_PRODUCT: f64 = 96.0;

/// So many numbers of people multiplied cannot be too large for an f64, and one division serves them all.
const AT_ONCE: f64 = 24.0;

/// Of `total` people `marked` carry a mark and `drawn` are picked at random: how many of those picked are marked.
///
/// P(X = k) = C(marked, k) C(total − marked, drawn − k) / C(total, drawn). Numbers above `total` count as `total`.
#[must_use]
pub fn hypergeometric(u: f64, total: u32, marked: u32, drawn: u32) -> u32 {
    let (marked, drawn) = (marked.min(total), drawn.min(total));
    // Count the unmarked, or the marked among those left, where these are fewer; the map stays monotone.
    if marked > total / 2 {
        return drawn - fewer(1.0 - u, total, total - marked, drawn);
    }
    fewer(u, total, marked, drawn)
}

fn fewer(u: f64, total: u32, marked: u32, drawn: u32) -> u32 {
    if drawn > total / 2 {
        return marked - least(1.0 - u, total, marked, total - drawn);
    }
    least(u, total, marked, drawn)
}

/// The count where neither the marked nor the drawn are much more than half.
fn least(u: f64, total: u32, marked: u32, drawn: u32) -> u32 {
    let drawn_least = drawn.min(marked);
    let law = Hypergeometric::new(
        f64::from(total),
        f64::from(drawn.max(marked)),
        f64::from(drawn_least),
    );
    // Boole's inequality: P(0) ≥ 1 − mean, with equality for one person.
    if drawn_least == 0 || u <= 1.0 - law.mean {
        return 0;
    }
    if drawn_least == 1 {
        return 1;
    }
    let count = if law.variance < LARGE {
        walk(u, law.none(), &law)
    } else {
        expand(u, &law)
    };
    count as u32
}

/// The hypergeometric law for drawn ≤ marked ≤ total / 2.
pub(super) struct Hypergeometric {
    total: f64,
    marked: f64,
    drawn: f64,
    mean: f64,
    variance: f64,
}

impl Hypergeometric {
    pub(super) fn new(total: f64, marked: f64, drawn: f64) -> Self {
        let mean = drawn * (marked / total);
        let variance = mean * ((total - marked) / total) * ((total - drawn) / (total - 1.0));
        Self {
            total,
            marked,
            drawn,
            mean,
            variance,
        }
    }

    /// P(0): a product of (total − marked − i) / (total − i) for each person drawn, unless many are.
    fn none(&self) -> f64 {
        if self.drawn > LONGEST_PRODUCT {
            return self.mass(0.0);
        }
        let (mut none, mut i) = (1.0, 0.0);
        while i < self.drawn {
            let end = (i + AT_ONCE).min(self.drawn);
            let (mut above, mut below) = (1.0, 1.0);
            while i < end {
                above *= self.total - self.marked - i;
                below *= self.total - i;
                i += 1.0;
            }
            none *= above / below;
        }
        none
    }
}

impl Law for Hypergeometric {
    fn cumulants(&self) -> Cumulants {
        let Self {
            total,
            marked,
            drawn,
            mean,
            variance,
        } = *self;
        let third =
            variance * (total - 2.0 * marked) * (total - 2.0 * drawn) / (total * (total - 2.0));
        let mixed =
            total * (total + 1.0) - 6.0 * (marked * (total - marked) + drawn * (total - drawn));
        let fourth = variance * (mixed + 6.0 * variance * (5.0 * total - 6.0))
            / ((total - 2.0) * (total - 3.0));
        Cumulants(mean, variance, third, fourth)
    }

    fn largest(&self) -> f64 {
        self.drawn
    }

    /// A ratio of three binomial probabilities, all with chance drawn / total.
    fn mass(&self, k: f64) -> f64 {
        let (p, q) = (
            self.drawn / self.total,
            (self.total - self.drawn) / self.total,
        );
        binomial_mass(k, self.marked, p, q)
            * binomial_mass(self.drawn - k, self.total - self.marked, p, q)
            / binomial_mass(self.drawn, self.total, p, q)
    }

    #[inline]
    fn ratio(&self, k: f64) -> f64 {
        (self.marked - k) * (self.drawn - k)
            / ((k + 1.0) * (self.total - self.marked - self.drawn + k + 1.0))
    }
}
