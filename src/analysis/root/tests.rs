use super::*;
use crate::random::Draws;
use crate::sampler::normal;

const SHARE: Question = Question {
    statistic: Statistic::ShareAbove(0.0),
    goal: Goal::AtMost(0.05),
};

const MEAN: Question = Question {
    statistic: Statistic::Mean,
    goal: Goal::AtMost(0.0),
};

fn luck(seed: u64, future: u64, slot: u64) -> f64 {
    normal(Draws::new(seed, future).key(slot, 0, 0).uniform(0, 0))
}

/// The points of a curve at some values of the lever; `f` of the lever and the future.
fn curve(at: &[f64], futures: u64, f: impl Fn(f64, u64) -> f64) -> Vec<Point> {
    let point = |&at: &f64| Point {
        at,
        futures: (0..futures).map(|future| f(at, future)).collect(),
    };
    at.iter().map(point).collect()
}

/// Runs what [`next`] asks for until it has enough, and at most 40 values.
fn search(
    range: (f64, f64),
    unit: f64,
    question: Question,
    seed: u64,
    f: impl Fn(f64) -> Vec<f64>,
) -> (Solution, usize) {
    let mut points = Vec::new();
    let mut solution = None;
    for _ in 0..40 {
        let Next::Run(at) = next(solution.as_ref(), range, unit) else {
            break;
        };
        points.push(Point { at, futures: f(at) });
        solution = Some(solve(&points, question, Bootstrap::new(seed, 200)));
    }
    (solution.unwrap(), points.len())
}

fn crossing(solution: &Solution) -> Crossing {
    match &solution.answer {
        Answer::Crossing(crossing) => *crossing,
        other => panic!("{other:?}"),
    }
}

/// Hits of the exact answer over seeds, and the mean number of values run. With 60 to 400 futures, 95 % intervals held it in 94 to 99 % of
/// 400 seeds when measured; fewer than 53 of 60 would come by chance once in 80 times at 94 %.
fn covered(exact: f64, seeds: u64, search: impl Fn(u64) -> (Solution, usize)) -> (u64, f64) {
    let (mut hits, mut runs) = (0, 0);
    for seed in 0..seeds {
        let (solution, values) = search(seed);
        let at = crossing(&solution).at;
        hits += u64::from(at.low <= exact && exact <= at.high);
        runs += values;
    }
    (hits, runs as f64 / seeds as f64)
}

/// Beds so that demand, normal with mean 100 and deviation 20, is above them in 5 % of futures: 100 + 1.645 · 20.
#[test]
fn the_newsvendor_by_share() {
    let exact = 100.0 + 20.0 * normal(0.95);
    let (hits, values) = covered(exact, 60, |seed| {
        let demand = |future| 100.0 + 20.0 * luck(seed, future, 0);
        search((0.0, 400.0), 1.0, SHARE, seed, |beds| {
            (0..150).map(|future| demand(future) - beds).collect()
        })
    });
    assert!((53..=60).contains(&hits), "{hits}");
    assert!(values < 16.0, "{values}");
}

/// The same as a quantile: beds less demand, at the 95 % quantile 0.
#[test]
fn the_newsvendor_by_quantile() {
    let exact = 100.0 + 20.0 * normal(0.95);
    let question = Question {
        statistic: Statistic::Quantile(0.95),
        goal: Goal::AtMost(0.0),
    };
    let (hits, values) = covered(exact, 60, |seed| {
        let demand = |future| 100.0 + 20.0 * luck(seed, future, 0);
        search((0.0, 400.0), 1.0, question, seed, |beds| {
            (0..150).map(|future| demand(future) - beds).collect()
        })
    });
    assert!((53..=60).contains(&hits), "{hits}");
    assert!(values < 16.0, "{values}");
}

/// A falling line with luck shared by all values and luck of each value: 12 − 0.03x crosses 0 at 400.
#[test]
fn a_line_with_luck() {
    let (hits, values) = covered(400.0, 100, |seed| {
        search((0.0, 1_000.0), 1.0, MEAN, seed, |at| {
            let own = |future| luck(seed, future, 1 + at as u64);
            let noise = |future| 4.0 * luck(seed, future, 0) + own(future);
            (0..25)
                .map(|future| 12.0 - 0.03 * at + noise(future))
                .collect()
        })
    });
    assert!((90..=99).contains(&hits), "{hits}");
    assert!(values < 12.0, "{values}");
}

/// A curve bent like a queue: 10,000 / x − 50 crosses 0 at 200, far from the middle of its range.
#[test]
fn a_bent_curve_is_narrowed_down() {
    let (hits, values) = covered(200.0, 60, |seed| {
        search((20.0, 2_000.0), 0.0, MEAN, seed, |at| {
            let each = 0..40;
            each.map(|future| 10_000.0 / at - 50.0 + 3.0 * luck(seed, future, 0))
                .collect()
        })
    });
    assert!((53..=60).contains(&hits), "{hits}");
    assert!(values < 16.0, "{values}");
}

#[test]
fn larger_values_may_miss_the_goal() {
    let points = curve(&[0.0, 10.0, 20.0], 50, |at, future| {
        at - 12.0 + 0.1 * luck(1, future, 0)
    });
    let found = crossing(&solve(&points, MEAN, Bootstrap::new(1, 200)));
    assert!(!found.met_above && (found.at.estimate - 12.0).abs() < 0.1);
    let least = Question {
        goal: Goal::AtLeast(0.0),
        ..MEAN
    };
    let found = crossing(&solve(&points, least, Bootstrap::new(1, 200)));
    assert!(found.met_above && (found.at.estimate - 12.0).abs() < 0.1);
}

#[test]
fn out_of_reach_names_the_best_that_can_be_had() {
    let (solution, values) = search((0.0, 100.0), 1.0, MEAN, 1, |at| {
        (0..30)
            .map(|future| 7.0 - 0.05 * at + luck(1, future, 0))
            .collect()
    });
    let Answer::OutOfReach { at, best } = solution.answer else {
        panic!("{:?}", solution.answer)
    };
    assert_eq!(at, 100.0);
    assert!(
        best.low < 2.0 && 2.0 < best.high && best.low > 1.0,
        "{best:?}"
    );
    assert!(values < 9, "{values}");
}

#[test]
fn no_points_have_no_answer() {
    let solution = solve(&[], MEAN, Bootstrap::new(1, 20));
    assert!(matches!(solution.answer, Answer::OutOfReach { at, .. } if at.is_nan()));
    assert!(solution.curve.is_empty());
}

#[test]
fn a_flat_curve_is_out_of_reach_or_met_everywhere() {
    let flat = |level: f64| {
        curve(&[0.0, 1.0, 2.0], 30, move |_, future| {
            level + luck(3, future, 0)
        })
    };
    let solved = |level| solve(&flat(level), MEAN, Bootstrap::new(1, 200)).answer;
    assert!(matches!(solved(5.0), Answer::OutOfReach { .. }));
    let Answer::Everywhere { worst, .. } = solved(-5.0) else {
        panic!()
    };
    assert!(worst.high < -4.0);
    // On the target itself nothing can be said: whatever crossing there is, its interval leaves the range.
    let noisy = curve(&[0.0, 1.0, 2.0, 3.0], 30, |at, future| {
        luck(8, future, at as u64)
    });
    match solve(&noisy, MEAN, Bootstrap::new(1, 400)).answer {
        Answer::Crossing(found) => {
            assert!(found.at.low.is_infinite() || found.at.high.is_infinite());
        }
        Answer::Several(_) => panic!("chance taken for a turn"),
        _ => {}
    }
}

/// (x − 3)(x − 7) is above 0, below, and above again.
#[test]
fn several_crossings_are_told() {
    let (solution, _) = search((0.0, 10.0), 0.0, MEAN, 1, |x| {
        (0..50)
            .map(|future| (x - 3.0) * (x - 7.0) + 0.5 * luck(2, future, 0))
            .collect()
    });
    let Answer::Several(found) = &solution.answer else {
        panic!("{:?}", solution.answer)
    };
    assert_eq!(found.len(), 2);
    assert!(found[0].met_above && !found[1].met_above);
    for (crossing, exact) in found.iter().zip([3.0, 7.0]) {
        assert!(
            crossing.at.low < exact && exact < crossing.at.high,
            "{crossing:?}"
        );
        assert!(crossing.at.half_width() < 0.2);
    }
}

/// Where the goal is all but met at the end of the range, the interval says that it may lie beyond.
#[test]
fn an_interval_may_leave_the_range() {
    let even = |future: u64| normal((future as f64 + 0.5) / 40.0);
    let line = |at, future| 10.0 - 0.101 * at + 2.0 * even(future);
    let points = curve(&[0.0, 50.0, 100.0], 40, line);
    let found = crossing(&solve(&points, MEAN, Bootstrap::new(1, 400)));
    assert!((found.at.estimate - 10.0 / 0.101).abs() < 1e-9);
    assert!(found.at.low > 90.0 && found.at.high == f64::INFINITY);
}
