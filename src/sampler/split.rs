//! Splitting whole people over cells. Slices of different lengths are used as far as both go; the rest of `out` is 0.

use super::{binomial, hypergeometric};

/// A share this close to all that is left takes everybody: shares that should sum to 1 leave nobody over by rounding.
const ROUNDING: f64 = 1e-12;

/// Sends each of `n` people to cell `i` with chance `shares[i]`, by conditional binomials; cell `i` uses `uniform(i)`.
///
/// The shares sum to at most 1; people in none of the cells are not in `out`.
pub fn multinomial(n: u32, shares: &[f64], mut uniform: impl FnMut(usize) -> f64, out: &mut [u32]) {
    out.fill(0);
    let (mut people, mut chance_left) = (n, 1.0);
    for (cell, (count, &share)) in out.iter_mut().zip(shares).enumerate() {
        *count = if people == 0 || share.is_nan() || share <= 0.0 {
            0
        } else if share >= chance_left - ROUNDING {
            people
        } else {
            binomial(uniform(cell), people, share / chance_left)
        };
        people -= *count;
        chance_left -= share.max(0.0);
    }
}

/// Picks `drawn` people at random out of the groups `wants`: the multivariate hypergeometric count of each group, by
/// conditional draws; group `i` uses `uniform(i)`. When `drawn` covers everybody, everybody is picked.
pub fn ration(drawn: u32, wants: &[u32], mut uniform: impl FnMut(usize) -> f64, out: &mut [u32]) {
    out.fill(0);
    if drawn == 0 {
        return;
    }
    let waiting = wants
        .iter()
        .fold(0_u32, |sum, &want| sum.saturating_add(want));
    let mut ration = Ration::new(drawn, waiting);
    for (group, (count, &want)) in out.iter_mut().zip(wants).enumerate() {
        *count = ration.share(want, || uniform(group));
    }
}

/// A random pick of people that goes from group to group: see [`ration`].
#[derive(Debug)]
pub struct Ration {
    left: u32,
    waiting: u32,
}

impl Ration {
    /// `drawn` people are picked out of the `waiting` people of all groups.
    #[must_use]
    pub fn new(drawn: u32, waiting: u32) -> Self {
        Ration {
            left: drawn.min(waiting),
            waiting,
        }
    }

    /// How many are picked from the next group, in which there are `want`.
    #[inline]
    pub fn share(&mut self, want: u32, uniform: impl FnOnce() -> f64) -> u32 {
        let count = if self.left == 0 || want == 0 {
            0
        } else if self.left == self.waiting {
            want
        } else {
            hypergeometric(uniform(), self.waiting, want, self.left)
        };
        self.left -= count;
        self.waiting = self.waiting.saturating_sub(want);
        count
    }
}

/// Splits `total` into whole numbers in proportion to `weights`: every cell gets its quota rounded down, and what is
/// left goes to the largest remainders (the earlier cell where two are equal). Always sums to `total` if there is a
/// cell; weights that are negative or not numbers count as 0, and if all are 0 the cells count alike.
pub fn largest_remainder(total: u32, weights: &[f64], out: &mut [u32]) {
    let clean = |weight: f64| {
        if weight.is_finite() && weight > 0.0 {
            weight
        } else {
            0.0
        }
    };
    out.fill(0);
    if total == 0 {
        return;
    }
    let cells = out.len().min(weights.len());
    let (weights, out) = (&weights[..cells], &mut out[..cells]);
    let sum: f64 = weights.iter().map(|&weight| clean(weight)).sum();
    let quota = |weight: f64| {
        let share = if sum > 0.0 {
            clean(weight) / sum
        } else {
            1.0 / cells as f64
        };
        f64::from(total) * share
    };
    let mut left = total;
    for (count, &weight) in out.iter_mut().zip(weights) {
        *count = (quota(weight) as u32).min(left);
        left -= *count;
    }
    if left == 0 {
        return;
    }
    let remainder = |weight: f64| quota(weight) - libm::floor(quota(weight));
    let mut order: Vec<(f64, usize)> = (0..cells)
        .map(|cell| (remainder(weights[cell]), cell))
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    for &(_, cell) in order.iter().cycle().take(left as usize) {
        out[cell] += 1;
    }
}
