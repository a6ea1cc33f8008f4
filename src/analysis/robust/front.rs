//! Pareto fronts: portfolios that no other one beats in every respect.

use super::Aim;
use crate::stats::Bootstrap;

/// The points that no other dominates: as good in every objective and better in one. `points[point][objective]`; equal points stay
/// together; a point with a missing objective is left out.
#[must_use]
pub fn front(points: &[Vec<f64>], aims: &[Aim]) -> Vec<usize> {
    let turned: Vec<Vec<f64>> = points.iter().map(|point| turned(point, aims)).collect();
    let known = |at: &usize| !turned[*at].iter().any(|value| value.is_nan());
    let all: Vec<usize> = (0..points.len()).filter(known).collect();
    let beaten = |at: usize| {
        all.iter()
            .any(|other| dominates(&turned[*other], &turned[at]))
    };
    all.iter().copied().filter(|at| !beaten(*at)).collect()
}

/// The front at a coarser grain: objectives count in boxes of size `grains`, and each box on the front keeps one point, that nearest to
/// its best corner (ε-dominance; Laumanns and others 2002, Evol. Comput. 10, 263).
///
/// A gain of less than a grain is no reason to keep a point.
#[must_use]
pub fn epsilon_front(points: &[Vec<f64>], aims: &[Aim], grains: &[f64]) -> Vec<usize> {
    let scaled = |point: &Vec<f64>| -> Vec<f64> {
        let own = turned(point, aims).into_iter().zip(grains);
        own.map(|(value, grain)| value / grain).collect()
    };
    let scaled: Vec<Vec<f64>> = points.iter().map(scaled).collect();
    let boxes: Vec<Vec<f64>> = scaled
        .iter()
        .map(|point| point.iter().map(|value| libm::floor(*value)).collect())
        .collect();
    let less = vec![Aim::Less; aims.len()];
    let on_front = front(&boxes, &less);
    let distance = |at: usize| -> f64 {
        let pairs = scaled[at].iter().zip(&boxes[at]);
        pairs
            .map(|(value, corner)| (value - corner) * (value - corner))
            .sum()
    };
    let nearest = |at: &usize| {
        let same = on_front.iter().filter(|other| boxes[**other] == boxes[*at]);
        let best = same.min_by(|a, b| distance(**a).total_cmp(&distance(**b)));
        best == Some(at)
    };
    on_front.iter().copied().filter(nearest).collect()
}

/// How often each portfolio is on the front of means when other worlds had been drawn: the share of resamples.
///
/// `outcomes[objective][portfolio][world]`. Portfolios with a high share are no accident of the worlds drawn; where several are as
/// good as equal, all have a middling share.
#[must_use]
pub fn front_support(outcomes: &[Vec<Vec<f64>>], aims: &[Aim], bootstrap: Bootstrap) -> Vec<f64> {
    let portfolios = outcomes.first().map_or(0, Vec::len);
    let each = outcomes.iter().flatten().map(Vec::len);
    let worlds = each.min().unwrap_or(0);
    let mean = |values: &[f64], weights: &[u32]| {
        let pairs = values.iter().zip(weights);
        let sum: f64 = pairs
            .map(|(value, weight)| value * f64::from(*weight))
            .sum();
        sum / worlds as f64
    };
    let (mut counts, mut resamples) = (vec![0.0; portfolios], 0.0);
    for weights in bootstrap.weights(worlds) {
        let point = |portfolio: usize| {
            let objectives = outcomes.iter();
            objectives
                .map(|own| mean(&own[portfolio], &weights))
                .collect()
        };
        let points: Vec<Vec<f64>> = (0..portfolios).map(point).collect();
        for at in front(&points, aims) {
            counts[at] += 1.0;
        }
        resamples += 1.0;
    }
    counts.into_iter().map(|count| count / resamples).collect()
}

/// Objectives turned so that less is wanted of all.
fn turned(point: &[f64], aims: &[Aim]) -> Vec<f64> {
    let pairs = point.iter().zip(aims);
    pairs.map(|(value, aim)| aim.less(*value)).collect()
}

/// Whether a point is nowhere worse than another and somewhere better, where less is wanted.
fn dominates(own: &[f64], other: &[f64]) -> bool {
    let pairs = || own.iter().zip(other);
    pairs().all(|(a, b)| a <= b) && pairs().any(|(a, b)| a < b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Draws;

    const COST_AND_REACH: [Aim; 2] = [Aim::Less, Aim::More];

    #[test]
    fn a_front_by_hand() {
        let points = [[1.0, 1.0], [2.0, 3.0], [3.0, 2.0], [4.0, 4.0], [2.0, 3.0]];
        let mut points: Vec<Vec<f64>> = points.iter().map(|point| point.to_vec()).collect();
        assert_eq!(front(&points, &COST_AND_REACH), [0, 1, 3, 4]);
        assert_eq!(front(&points, &[Aim::Less, Aim::Less]), [0]);
        points.push(vec![0.0, f64::NAN]);
        assert_eq!(front(&points, &COST_AND_REACH), [0, 1, 3, 4]);
    }

    #[test]
    fn small_gains_keep_no_point() {
        let points = [
            [1.0, 10.0],
            [1.9, 10.4],
            [1.2, 10.1],
            [5.0, 20.0],
            [5.6, 19.0],
        ];
        let points: Vec<Vec<f64>> = points.iter().map(|point| point.to_vec()).collect();
        assert_eq!(front(&points, &COST_AND_REACH), [0, 1, 2, 3]);
        // In boxes (1, 10), (1, 11), (1, 11), (5, 20), (5, 19), reach counted upwards: the second point is farther from the corner
        // (1, 11) than the third.
        let coarse = epsilon_front(&points, &COST_AND_REACH, &[1.0, 1.0]);
        assert_eq!(coarse, [2, 3]);
    }

    /// Two portfolios that trade cost for reach, one that is worse in both by far, and a twin of the first with its own luck.
    #[test]
    fn support_tells_the_front_from_luck() {
        let luck =
            |portfolio: u64, world: u64| Draws::new(1, world).key(portfolio, 0, 0).uniform(0, 0);
        let column = |portfolio: u64, mean: f64| -> Vec<f64> {
            (0..200)
                .map(|world| mean + luck(portfolio, world))
                .collect()
        };
        let costs = vec![
            column(0, 1.0),
            column(1, 5.0),
            column(2, 6.0),
            column(3, 1.0),
        ];
        let reach = vec![
            column(4, 1.0),
            column(5, 5.0),
            column(6, 0.0),
            column(7, 1.0),
        ];
        let support = front_support(&[costs, reach], &COST_AND_REACH, Bootstrap::new(1, 300));
        assert_eq!((support[1], support[2]), (1.0, 0.0));
        assert!(support[0] > 0.1 && support[3] > 0.1, "{support:?}");
        assert!(support[0] + support[3] < 2.0);
    }
}
