//! What goes with a number that varies together with others: outcomes at its high end held against those at its low end.

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

/// Compares the ends of a number.
///
/// `shares[point]` is how far each point lies along the range, from 0 to 1; `outcomes[point][future]` what came of it, each
/// future with the same luck at every point; `luck` as for [`Estimate::of`].
///
/// The interval counts two kinds of chance as if they were independent: where the points happened to fall in everything else that varies
/// (Welch's variance of the means of points) and which futures were drawn (the variance of the difference over futures), with
/// Welch and Satterthwaite's degrees of freedom. Points of a Latin hypercube or a Sobol sequence lie more evenly
/// than Welch's variance takes them to, so that the interval is rather too wide than too narrow.
#[must_use]
pub fn thirds(shares: &[f64], outcomes: &[Vec<f64>], luck: &[f64]) -> Thirds {
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
    Thirds {
        low: level(&both[0]),
        high: level(&both[1]),
        difference: if known {
            difference(&both, &gaps(&low, &high, outcomes), luck)
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

fn difference(ends: &[Moments; 2], gaps: &[f64], luck: &[f64]) -> Interval {
    let futures = Estimate::of(gaps, luck);
    let freedom = gaps.len().saturating_sub(1) as u64;
    let error = futures.margin() / student_t(0.975, freedom);
    let mut parts = vec![(error * error, freedom as f64)];
    for end in ends {
        let error = end.standard_error();
        parts.push((error * error, end.count() as f64 - 1.0));
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

    /// y = 9 x₀ + 6 x₁ + noise of the future: from the lowest third of x₀ to its highest 9 · (5/6 − 1/6) = 6.
    fn linear(seed: u64, points: u32, futures: u64) -> [Thirds; 3] {
        let cube = LatinHypercube::new(seed, points, 3);
        let noise = |future: u64| Draws::new(seed, future).key(7, 0, 0).uniform(0, 0);
        let own = |point: u64, future: u64| Draws::new(seed, future).key(8, 0, 0).uniform(1, point);
        let outcome = |point: u32| -> Vec<f64> {
            let at = cube.point(point);
            let each = 0..futures;
            each.map(|k| 9.0 * at[0] + 6.0 * at[1] + 5.0 * noise(k) + own(u64::from(point), k))
                .collect()
        };
        let outcomes: Vec<Vec<f64>> = (0..points).map(outcome).collect();
        [0, 1, 2].map(|axis| {
            let shares: Vec<f64> = (0..points).map(|point| cube.point(point)[axis]).collect();
            thirds(&shares, &outcomes, &[])
        })
    }

    #[test]
    fn intervals_hold_the_exact_difference() {
        let exact = [6.0, 4.0, 0.0];
        let mut held = [0; 3];
        for seed in 0..200 {
            for (axis, found) in linear(seed, 45, 10).iter().enumerate() {
                let Interval { low, high, .. } = found.difference;
                held[axis] += u32::from((low..=high).contains(&exact[axis]));
                assert_eq!(found.points, [15, 15]);
            }
        }
        // 95 % of 200 and more: the interval is rather too wide.
        assert!(held.iter().all(|&held| held >= 188), "{held:?}");
        let [strong, _, none] = linear(1, 45, 10);
        assert!(
            strong.difference.low > 0.0 && strong.rank > 0.7,
            "{strong:?}"
        );
        assert!(none.rank.abs() < 0.3, "{none:?}");
    }

    #[test]
    fn too_few_points_have_no_interval() {
        let found = thirds(
            &[0.1, 0.5, 0.9],
            &[vec![1.0, 2.0], vec![5.0, 5.0], vec![3.0, 4.0]],
            &[],
        );
        assert_eq!(
            (found.low, found.high, found.difference.estimate),
            (1.5, 3.5, 2.0)
        );
        assert!(found.difference.low.is_nan());
        let found = thirds(&[0.1, 0.2], &[vec![1.0], vec![2.0]], &[]);
        assert!(found.high.is_nan() && found.difference.estimate.is_nan());
    }
}
