//! How much of the variance of an answer goes with the uncertain inputs, how much with the luck of demand, and how much with
//! neither.
//!
//! With hundreds of inputs and a few hundred futures, a line that fits is always found, and says nothing. So the futures are
//! dealt into ten hands. For each hand the inputs that stand out from chance are looked for, and a line through them fitted, in
//! the other nine, and the hand is foretold from it: what is explained is counted only in futures that neither search nor
//! fit has seen. Inputs enter as normal scores of their ranks, so that only their order counts.
//!
//! With *e* the error of what is foretold and *m* the error of foretelling the mean of the other nine hands,
//! the share explained is 1 − Σe² ÷ Σm². It is first taken with the inputs alone, then with the luck of demand beside them; luck is
//! drawn apart from the inputs, so that the order hardly matters. What is left holds chance from day to day, inputs
//! too weak to be told from it at this number of futures, and what a sum of monotone effects cannot follow.

use nalgebra::{DMatrix, DVector};

use super::influence::margin;
use crate::random::Draws;
use crate::sampler::normal;
use crate::stats::{Interval, Moments, quantile, ranks};

/// Hands that the futures are dealt into.
const HANDS: usize = 10;

/// Futures a slope costs at least: fewer would fit chance.
const FUTURES_A_SLOPE: usize = 15;

/// Fewer futures tell nothing.
pub const FEWEST: usize = 40;

/// Futures that are looked at: more take long and say no more.
pub const MOST: usize = 2_000;

/// Samples with replacement behind an interval.
const SAMPLES: u64 = 400;

/// Shares of the variance of an answer, each with a 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shares {
    /// Goes with the inputs that stand out.
    pub inputs: Interval,
    /// Goes with the luck of demand beyond the inputs.
    pub luck: Interval,
}

impl Shares {
    /// What neither explains: chance, and what this many futures cannot tell apart from it.
    #[must_use]
    pub fn rest(&self) -> f64 {
        (1.0 - self.inputs.estimate - self.luck.estimate).max(0.0)
    }
}

/// Inputs as normal scores, one value a future for each.
pub struct Scores {
    columns: Vec<Vec<f64>>,
}

impl Scores {
    /// The scores of inputs that vary; of the first [`MOST`] futures.
    pub fn of(columns: impl IntoIterator<Item = Vec<f64>>) -> Self {
        let short = |mut column: Vec<f64>| {
            column.truncate(MOST);
            scores(&column)
        };
        Self {
            columns: columns.into_iter().map(short).collect(),
        }
    }

    /// The shares of the variance of `answers`; none where there are fewer than [`FEWEST`] futures, an answer is missing, or
    /// it does not vary.
    #[must_use]
    pub fn shares(&self, luck: &[f64], answers: &[f64]) -> Option<Shares> {
        let futures = answers.len().min(MOST);
        let (answers, luck) = (&answers[..futures], luck.get(..futures)?);
        let spread = Moments::of(answers).variance();
        if futures < FEWEST || spread.is_nan() || spread <= 0.0 {
            return None;
        }
        let mut errors = vec![[0.0; 3]; futures];
        let luck_varies = Moments::of(luck).variance() > 0.0;
        let answer_scores = scores(answers);
        for hand in 0..HANDS {
            let others: Vec<usize> = (0..futures).filter(|row| row % HANDS != hand).collect();
            let chosen = self.standing_out(&others, &answer_scores);
            let mut columns: Vec<&[f64]> = chosen.into_iter().collect();
            let plain = Plane::through(&columns, answers, &others)?;
            let level = Plane::through(&[], answers, &others)?;
            columns.extend(luck_varies.then_some(luck));
            let lucky = Plane::through(&columns, answers, &others)?;
            let inputs = &columns[..columns.len() - usize::from(luck_varies)];
            for row in (hand..futures).step_by(HANDS) {
                let foretold = [
                    level.at(&[], row),
                    plain.at(inputs, row),
                    lucky.at(&columns, row),
                ];
                errors[row] = foretold.map(|value| (answers[row] - value) * (answers[row] - value));
            }
        }
        Some(judged(&errors))
    }

    /// The inputs whose correlation with the answer in these futures excludes zero, all intervals holding together with 95 %;
    /// the strongest first, no more than the futures can bear.
    fn standing_out(&self, rows: &[usize], answers: &[f64]) -> Vec<&[f64]> {
        let least = libm::tanh(margin(rows.len(), self.columns.len()));
        let mut found: Vec<(f64, &[f64])> = self
            .columns
            .iter()
            .map(|column| (correlation(column, answers, rows).abs(), column.as_slice()))
            .filter(|(strength, _)| *strength > least)
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found.truncate(rows.len() / FUTURES_A_SLOPE);
        found.into_iter().map(|(_, column)| column).collect()
    }
}

/// Normal scores of the ranks: Φ⁻¹((rank − ½) ÷ n).
fn scores(values: &[f64]) -> Vec<f64> {
    let count = values.len() as f64;
    ranks(values)
        .into_iter()
        .map(|rank| normal((rank - 0.5) / count))
        .collect()
}

/// Pearson's correlation over some rows; 0 where one side does not vary.
fn correlation(x: &[f64], y: &[f64], rows: &[usize]) -> f64 {
    let n = rows.len() as f64;
    let mean = |values: &[f64]| rows.iter().map(|&row| values[row]).sum::<f64>() / n;
    let (middle_x, middle_y) = (mean(x), mean(y));
    let sum = |of: &dyn Fn(f64, f64) -> f64| -> f64 {
        rows.iter()
            .map(|&row| of(x[row] - middle_x, y[row] - middle_y))
            .sum()
    };
    let spread = sum(&|x, _| x * x) * sum(&|_, y| y * y);
    if spread > 0.0 {
        sum(&|x, y| x * y) / libm::sqrt(spread)
    } else {
        0.0
    }
}

/// A least-squares plane.
struct Plane {
    slopes: DVector<f64>,
}

impl Plane {
    /// The plane through the rows named; none if columns hang together exactly.
    fn through(columns: &[&[f64]], values: &[f64], rows: &[usize]) -> Option<Self> {
        let entry = |row: usize, column: usize| match column {
            0 => 1.0,
            _ => columns[column - 1][rows[row]],
        };
        let design = DMatrix::from_fn(rows.len(), columns.len() + 1, entry);
        let target = DVector::from_fn(rows.len(), |row, _| values[rows[row]]);
        let slopes = design.svd(true, true).solve(&target, 1e-10).ok()?;
        Some(Self { slopes })
    }

    fn at(&self, columns: &[&[f64]], row: usize) -> f64 {
        let steps = columns.iter().zip(self.slopes.iter().skip(1));
        self.slopes[0]
            + steps
                .map(|(column, slope)| slope * column[row])
                .sum::<f64>()
    }
}

/// Shares from the squared errors of every future, foretold by the mean, by inputs, and by inputs and luck; intervals from futures
/// drawn with replacement (percentiles).
fn judged(errors: &[[f64; 3]]) -> Shares {
    let [inputs, luck] = explained(errors.iter());
    let draws = Draws::new(0, errors.len() as u64);
    let sample = |number: u64| {
        let key = draws.key(number, 0, 0).on(0);
        let pick = |slot: usize| (key.uniform(slot as u64) * errors.len() as f64) as usize;
        explained((0..errors.len()).map(|slot| &errors[pick(slot)]))
    };
    let samples: Vec<[f64; 2]> = (0..SAMPLES).map(sample).collect();
    let interval = |part: usize, estimate: f64| {
        let mut values: Vec<f64> = samples.iter().map(|sample| sample[part]).collect();
        values.sort_unstable_by(f64::total_cmp);
        let [low, high] = [0.025, 0.975].map(|share| quantile(&values, share));
        Interval {
            estimate,
            low: low.min(estimate),
            high: high.max(estimate),
        }
    };
    Shares {
        inputs: interval(0, inputs),
        luck: interval(1, luck),
    }
}

/// What inputs explain, and what luck explains beyond them; a line that foretells worse than the mean explains nothing.
fn explained<'a>(errors: impl Iterator<Item = &'a [f64; 3]>) -> [f64; 2] {
    let mut sums = [0.0; 3];
    for error in errors {
        for (sum, part) in sums.iter_mut().zip(error) {
            *sum += part;
        }
    }
    let [all, plain, lucky] = sums;
    let left = plain.min(all);
    [1.0 - left / all, ((left - lucky) / all).max(0.0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Independent standard normal columns.
    fn normals(seed: u64, columns: usize, rows: usize) -> Vec<Vec<f64>> {
        let key = Draws::new(seed, 0).key(0, 0, 0);
        let column = |at: usize| {
            let key = key.on(at as i32);
            (0..rows)
                .map(|row| normal(key.uniform(row as u64)))
                .collect()
        };
        (0..columns).map(column).collect()
    }

    /// Variances 4 + 1 of inputs, 3 of luck, 2 of chance: shares 0.5, 0.3 and 0.2, however the inputs are scaled.
    #[test]
    fn shares_that_are_known() {
        let mut columns = normals(1, 103, 1_000);
        let (luck, chance) = (columns.pop().unwrap(), columns.pop().unwrap());
        let answers: Vec<f64> = (0..1_000)
            .map(|row| {
                2.0 * columns[7][row] - columns[40][row]
                    + libm::sqrt(3.0) * luck[row]
                    + libm::sqrt(2.0) * chance[row]
            })
            .collect();
        let skewed = columns
            .into_iter()
            .map(|column| column.into_iter().map(libm::exp).collect());
        let found = Scores::of(skewed).shares(&luck, &answers).unwrap();
        assert!((found.inputs.estimate - 0.5).abs() < 0.05, "{found:?}");
        assert!((found.luck.estimate - 0.3).abs() < 0.05, "{found:?}");
        assert!((found.rest() - 0.2).abs() < 0.05, "{found:?}");
        for (interval, truth) in [(found.inputs, 0.5), (found.luck, 0.3)] {
            assert!(interval.low < truth && truth < interval.high, "{found:?}");
            assert!(interval.high - interval.low < 0.15, "{found:?}");
        }
    }

    /// A hundred inputs and sixty futures that have nothing to do with each other: next to nothing is explained, on average
    /// over many such studies and in nearly every one.
    #[test]
    fn chance_is_not_taken_for_an_effect() {
        let mut most = 0;
        for seed in 0..40 {
            let mut columns = normals(100 + seed, 102, 60);
            let (luck, answers) = (columns.pop().unwrap(), columns.pop().unwrap());
            let found = Scores::of(columns).shares(&luck, &answers).unwrap();
            most += u32::from(found.inputs.estimate > 0.05 || found.luck.estimate > 0.1);
        }
        assert!(most <= 3, "{most} of 40");
    }

    #[test]
    fn what_does_not_vary_or_is_missing_has_no_shares() {
        let columns = normals(2, 3, 60);
        let luck = columns[0].clone();
        let scores = Scores::of(columns);
        assert!(scores.shares(&luck, &[1.0; 60]).is_none());
        assert!(scores.shares(&luck, &[f64::NAN; 60]).is_none());
        assert!(scores.shares(&luck[..20], &luck[..20]).is_none());
    }
}
