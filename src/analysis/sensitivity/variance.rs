//! Sobol indices: shares of the variance of an answer.

use super::{mean, product_of_means};
use crate::stats::{Bootstrap, Interval, Moments, middle};

/// The futures of one row of [`Saltelli`](crate::analysis::design::Saltelli): at each point the values of the same number of
/// futures, future j with the same luck at all points of the row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// At A.
    pub a: Vec<f64>,
    /// At B.
    pub b: Vec<f64>,
    /// At `AB_i`, by factor.
    pub ab: Vec<Vec<f64>>,
}

/// Shares of variance of one factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Indices {
    /// First-order index: by which share the variance would fall on average if this factor were known.
    pub first: Interval,
    /// Total index: which share would be left on average if everything else were known.
    pub total: Interval,
}

/// What the variance of an answer is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    /// Indices by factor, shares of the variance that inputs make.
    pub factors: Vec<Indices>,
    /// Variance of the mean over chance, which inputs make.
    pub inputs: Interval,
    /// Share of chance in the variance of single futures; NaN with one future per point.
    pub chance: Interval,
}

/// Sobol indices of the mean over chance, and the share of chance, with 95 % bootstrap intervals over rows. NaN where nothing varies.
///
/// With f the mean over chance at a point, V its variance over inputs and `V_c` the mean variance of futures at a point:
///
/// - first order (Saltelli and others 2010): `S_i` = E[(f(B) − m)·(f(`AB_i`) − f(A))] / V, m the mean of f,
/// - total (Jansen 1999): `T_i` = E[(f(A) − f(`AB_i`))²] / 2V,
/// - chance: `V_c` / (V + `V_c`).
///
/// Products are estimated from futures with different luck, so that luck adds noise, but no bias. With one future per
/// point, indices are shares of the variance of single futures, and an input's interaction with chance counts as its own.
/// Rows of a Sobol sequence are evener than the bootstrap takes them to be: intervals are on the safe side.
#[must_use]
pub fn variance_shares(rows: &[Row], bootstrap: Bootstrap) -> Shares {
    let points: Vec<f64> = rows
        .iter()
        .flat_map(|row| [mean(&row.a), mean(&row.b)])
        .collect();
    let centre = mean(&points);
    let terms: Vec<Vec<f64>> = rows.iter().map(|row| terms(row, centre)).collect();
    let own = shares(&sums(&terms, &vec![1; rows.len()]), rows.len());
    let mut resampled = vec![Vec::new(); own.len()];
    for weights in bootstrap.weights(rows.len()) {
        let again = shares(&sums(&terms, &weights), rows.len());
        for (values, value) in resampled.iter_mut().zip(again) {
            values.push(value);
        }
    }
    let intervals = own.into_iter().zip(resampled);
    let intervals: Vec<Interval> = intervals
        .map(|(own, all)| middle(own, all, rows.len()))
        .collect();
    Shares {
        inputs: intervals[0],
        chance: intervals[1],
        factors: intervals[2..].chunks(2).map(indices).collect(),
    }
}

fn indices(pair: &[Interval]) -> Indices {
    Indices {
        first: pair[0],
        total: pair[1],
    }
}

/// Terms of a row that do not belong to a factor.
const COMMON: usize = 7;

/// What a row adds to the sums behind all shares, with values counted from `centre`: mean, its square and the square of
/// the mean over chance at A, the same at B, the variance of chance, and for each factor the products of its two indices.
fn terms(row: &Row, centre: f64) -> Vec<f64> {
    let centred = |values: &[f64]| values.iter().map(|x| x - centre).collect::<Vec<f64>>();
    let (a, b) = (centred(&row.a), centred(&row.b));
    let mut terms = Vec::with_capacity(COMMON + 2 * row.ab.len());
    for point in [&a, &b] {
        let own = mean(point);
        terms.extend([own, own * own, product_of_means(point, point)]);
    }
    let chance = |values: &[f64]| Moments::of(values).variance();
    terms.push(f64::midpoint(chance(&a), chance(&b)));
    for ab in &row.ab {
        let moved: Vec<f64> = ab.iter().zip(&row.a).map(|(ab, a)| ab - a).collect();
        terms.push(product_of_means(&b, &moved));
        terms.push(product_of_means(&moved, &moved) / 2.0);
    }
    terms
}

/// Sums of the terms of all rows, each row counted as often as its weight says.
fn sums(terms: &[Vec<f64>], weights: &[u32]) -> Vec<f64> {
    let mut sums = vec![0.0; terms.first().map_or(COMMON, Vec::len)];
    for (terms, &weight) in terms.iter().zip(weights).filter(|(_, weight)| **weight > 0) {
        for (sum, term) in sums.iter_mut().zip(terms) {
            *sum += f64::from(weight) * term;
        }
    }
    sums
}

/// Variance of inputs, share of chance, then first-order and total index of each factor.
fn shares(sums: &[f64], rows: usize) -> Vec<f64> {
    let count = rows as f64;
    // The square of the mean is estimated from pairs of different rows.
    let variance = |sums: &[f64]| {
        let square_of_mean = (sums[0] * sums[0] - sums[1]) / (count * (count - 1.0));
        sums[2] / count - square_of_mean
    };
    let inputs = f64::midpoint(variance(&sums[..3]), variance(&sums[3..6]));
    let chance = sums[6] / count;
    let known = if inputs > 0.0 { inputs } else { f64::NAN };
    let mut shares = vec![inputs, chance / (inputs.max(0.0) + chance)];
    shares.extend(sums[COMMON..].iter().map(|sum| sum / count / known));
    shares
}

#[cfg(test)]
mod tests;
