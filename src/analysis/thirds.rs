//! What goes with a number that varies together with others: outcomes at its high end held against those at its low end.

use nalgebra::DMatrix;

use super::Estimate;
use crate::stats::{Interval, Moments, spearman, student_t};

/// Outcomes in the highest third of a number's range against those in its lowest third.
#[derive(Clone, Debug, PartialEq)]
pub struct Thirds {
    /// Mean over the points in the lowest third; NaN if there is none.
    pub low: f64,
    /// Mean over the points in the highest third; NaN if there is none.
    pub high: f64,
    /// `high − low` with its 95 % interval; ends are NaN with fewer than two points in a third, or one future.
    pub difference: Interval,
    /// Points in the lowest and in the highest third.
    pub points: [usize; 2],
    /// Spearman's rank correlation of the number with the mean outcome, over all points.
    pub rank: f64,
}

/// Compares the ends of every number.
///
/// `points[point][number]` is how far each point lies along the range of each number, from 0 to 1; `outcomes[point][future]` what
/// came of it, each future with the same luck at every point; `luck` as for [`Estimate::of`].
///
/// What goes with the other numbers in a straight line is taken out first (least squares, future by future), since scattered points
/// tie numbers together by chance; levels are those at the mean of the other numbers.
///
/// The interval counts two kinds of chance as if they were independent: where the points happened to fall (Welch's variance of the
/// means of points, with as many degrees of freedom fewer as lines are taken out) and which futures were drawn (the
/// variance of the difference over futures), with Welch and Satterthwaite's degrees of freedom.
#[must_use]
pub fn thirds(points: &[Vec<f64>], outcomes: &[Vec<f64>], luck: &[f64]) -> Vec<Thirds> {
    let numbers = points.first().map_or(0, Vec::len);
    let lines = Lines::fit(points, outcomes);
    let one = |number: usize| {
        let shares: Vec<f64> = points.iter().map(|point| point[number]).collect();
        match &lines {
            Some(lines) => ends(
                &shares,
                &lines.without_others(number, outcomes),
                luck,
                lines.spent(),
            ),
            None => ends(&shares, outcomes, luck, 0),
        }
    };
    (0..numbers).map(one).collect()
}

/// The ends of one number; so many degrees of freedom are spent.
fn ends(shares: &[f64], outcomes: &[Vec<f64>], luck: &[f64], spent: usize) -> Thirds {
    let inside = |from: f64, to: f64| -> Vec<usize> {
        let is_in = |at: &usize| (from..=to).contains(&shares[*at]);
        (0..shares.len()).filter(is_in).collect()
    };
    let (low, high) = (inside(0.0, 1.0 / 3.0), inside(2.0 / 3.0, 1.0));
    let means: Vec<f64> = outcomes.iter().map(|own| mean(own)).collect();
    let of_points = |points: &[usize]| -> Moments {
        let values: Vec<f64> = points.iter().map(|&at| means[at]).collect();
        Moments::of(&values)
    };
    let both = [&low, &high].map(|points| of_points(points));
    let known = both.iter().all(|end| end.count() > 0);
    let level = |end: &Moments| if known { end.mean() } else { f64::NAN };
    let free = shares.len() as f64 - 1.0;
    let wider = free / (free - spent as f64);
    Thirds {
        low: level(&both[0]),
        high: level(&both[1]),
        difference: if known {
            difference(&both, wider, &gaps(&low, &high, outcomes), luck)
        } else {
            unknown(f64::NAN)
        },
        points: [low.len(), high.len()],
        rank: spearman(shares, &means),
    }
}

/// Future by future, the mean of some points less that of others.
fn gaps(low: &[usize], high: &[usize], outcomes: &[Vec<f64>]) -> Vec<f64> {
    let futures = outcomes.first().map_or(0, Vec::len);
    let level = |points: &[usize], future: usize| {
        let values: Vec<f64> = points.iter().map(|&at| outcomes[at][future]).collect();
        mean(&values)
    };
    let gap = |future| level(high, future) - level(low, future);
    (0..futures).map(gap).collect()
}

/// The difference between the ends; the variance of points counts `wider` times.
fn difference(ends: &[Moments; 2], wider: f64, gaps: &[f64], luck: &[f64]) -> Interval {
    let futures = Estimate::of(gaps, luck);
    let freedom = gaps.len().saturating_sub(1) as u64;
    let error = futures.margin() / student_t(0.975, freedom);
    let mut parts = vec![(error * error, freedom as f64)];
    for end in ends {
        let error = end.standard_error();
        parts.push((wider * error * error, (end.count() as f64 - 1.0) / wider));
    }
    let variance: f64 = parts.iter().map(|part| part.0).sum();
    let spent: f64 = parts.iter().map(|(own, freedom)| own * own / freedom).sum();
    let freedom = if spent > 0.0 {
        libm::floor((variance * variance / spent).max(1.0)) as u64
    } else {
        1
    };
    let half = libm::sqrt(variance) * student_t(0.975, freedom);
    if !half.is_finite() || ends.iter().any(|end| end.count() < 2) {
        return unknown(futures.mean);
    }
    Interval {
        estimate: futures.mean,
        low: futures.mean - half,
        high: futures.mean + half,
    }
}

/// Straight lines through the outcomes of every future, one along each number.
struct Lines {
    /// How far each point lies from the mean, by point and number.
    aside: DMatrix<f64>,
    /// By number and future.
    slopes: DMatrix<f64>,
}

impl Lines {
    /// Least squares; none where there is one number only, points are too few, or numbers cannot be told apart.
    fn fit(points: &[Vec<f64>], outcomes: &[Vec<f64>]) -> Option<Self> {
        let numbers = points.first().map_or(0, Vec::len);
        if numbers < 2 || points.len() < 2 * numbers + 2 {
            return None;
        }
        let mut aside = DMatrix::from_fn(points.len(), numbers, |row, column| points[row][column]);
        for mut column in aside.column_iter_mut() {
            let centre = column.mean();
            column.add_scalar_mut(-centre);
        }
        let futures = outcomes.first().map_or(0, Vec::len);
        let came = DMatrix::from_fn(points.len(), futures, |row, column| outcomes[row][column]);
        let root = (aside.transpose() * &aside).cholesky()?;
        let slopes = root.solve(&(aside.transpose() * came));
        let known = slopes.iter().all(|slope| slope.is_finite());
        known.then_some(Self { aside, slopes })
    }

    /// Degrees of freedom that the lines of the other numbers take.
    fn spent(&self) -> usize {
        self.aside.ncols() - 1
    }

    /// The outcomes as they would be with every other number at its mean, as far as that goes in straight lines.
    fn without_others(&self, number: usize, outcomes: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let mut others = self.aside.clone();
        others.column_mut(number).fill(0.0);
        let rest = others * &self.slopes;
        let without = |(point, own): (usize, &Vec<f64>)| {
            let each = own.iter().enumerate();
            each.map(|(future, value)| value - rest[(point, future)])
                .collect()
        };
        outcomes.iter().enumerate().map(without).collect()
    }
}

fn unknown(estimate: f64) -> Interval {
    Interval {
        estimate,
        low: f64::NAN,
        high: f64::NAN,
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Draws;
    use crate::random::cube::LatinHypercube;

    /// Where y = 9 x₀ + 6 x₁² + noise of the future and of the point: from the lowest third of x₀ to its highest 9 · (5/6 − 1/6) = 6, of x₁
    /// 6 · ((1 − 8/27) − 1/27) = 4.
    fn bent(seed: u64, points: u32, futures: u64) -> Vec<Thirds> {
        let cube = LatinHypercube::new(seed, points, 3);
        let noise = |future: u64| Draws::new(seed, future).key(7, 0, 0).uniform(0, 0);
        let own = |point: u64, future: u64| Draws::new(seed, future).key(8, 0, 0).uniform(1, point);
        let outcome = |point: u32| -> Vec<f64> {
            let at = cube.point(point);
            let each = 0..futures;
            each.map(|k| {
                9.0 * at[0] + 6.0 * at[1] * at[1] + 5.0 * noise(k) + own(u64::from(point), k)
            })
            .collect()
        };
        let outcomes: Vec<Vec<f64>> = (0..points).map(outcome).collect();
        let at: Vec<Vec<f64>> = (0..points).map(|point| cube.point(point)).collect();
        thirds(&at, &outcomes, &[])
    }

    #[test]
    fn intervals_hold_the_exact_difference() {
        let exact = [6.0, 4.0, 0.0];
        let (mut held, mut width) = ([0; 3], 0.0);
        for seed in 0..300 {
            for (axis, found) in bent(seed, 45, 10).iter().enumerate() {
                let Interval { low, high, .. } = found.difference;
                held[axis] += u32::from((low..=high).contains(&exact[axis]));
                width += (high - low) / 900.0;
                assert_eq!(found.points, [15, 15]);
            }
        }
        // 95 % of 300 is 285; three standard errors below it is 274. Where nothing but the number itself makes a third wide, the interval is
        // wider than it needs to be.
        assert!(held.iter().all(|&held| held >= 274), "{held:?}");
        assert!(width < 2.0, "{width}");
    }

    #[test]
    fn what_other_numbers_do_is_taken_out() {
        // The second number does nothing, but is tied to the first.
        let points: Vec<Vec<f64>> = (0..12)
            .map(|at| {
                let first = f64::from(at) / 11.0;
                vec![
                    first,
                    (0.7 * first + 0.3 * f64::from(at * 5 % 12) / 11.0).min(1.0),
                ]
            })
            .collect();
        let outcomes: Vec<Vec<f64>> = points
            .iter()
            .map(|at| vec![8.0 * at[0], 8.0 * at[0] + 1.0])
            .collect();
        let found = thirds(&points, &outcomes, &[]);
        assert!((found[1].difference.estimate).abs() < 1e-9, "{found:?}");
        assert!(found[0].difference.estimate > 5.0);
    }

    #[test]
    fn too_few_points_have_no_interval() {
        let outcomes = [vec![1.0, 2.0], vec![5.0, 5.0], vec![3.0, 4.0]];
        let found = &thirds(&[vec![0.1], vec![0.5], vec![0.9]], &outcomes, &[])[0];
        assert_eq!(
            (found.low, found.high, found.difference.estimate),
            (1.5, 3.5, 2.0)
        );
        assert!(found.difference.low.is_nan());
        let found = &thirds(&[vec![0.1], vec![0.2]], &[vec![1.0], vec![2.0]], &[])[0];
        assert!(found.high.is_nan() && found.difference.estimate.is_nan());
    }
}
