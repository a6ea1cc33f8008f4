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
    let mut waiting = wants
        .iter()
        .fold(0_u32, |sum, &want| sum.saturating_add(want));
    let mut left = drawn.min(waiting);
    for (group, (count, &want)) in out.iter_mut().zip(wants).enumerate() {
        *count = if left == 0 || want == 0 {
            0
        } else if left == waiting {
            want
        } else {
            hypergeometric(uniform(group), waiting, want, left)
        };
        left -= *count;
        waiting = waiting.saturating_sub(want);
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
    let cells = out.len().min(weights.len());
    let (weights, out) = (&weights[..cells], &mut out[..cells]);
    let sum: f64 = weights.iter().map(|&weight| clean(weight)).sum();
    let mut left = total;
    let mut remainders = Vec::with_capacity(cells);
    for (cell, (count, &weight)) in out.iter_mut().zip(weights).enumerate() {
        let share = if sum > 0.0 {
            clean(weight) / sum
        } else {
            1.0 / cells as f64
        };
        let quota = f64::from(total) * share;
        *count = (libm::floor(quota) as u32).min(left);
        left -= *count;
        remainders.push((quota - libm::floor(quota), cell));
    }
    remainders.sort_by(|a, b| b.0.total_cmp(&a.0));
    for &(_, cell) in remainders.iter().cycle().take(left as usize) {
        out[cell] += 1;
    }
}
