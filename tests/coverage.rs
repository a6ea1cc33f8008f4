//! Do our own 95 % intervals hold the truth in 95 % of cases?
//!
//! Five hundred experiments, each with a seed of its own, run two scenarios of a tiny world through
//! the simulator and the analysis that `garita run` and `garita compare` use, with the default
//! number of replicates. Their intervals of a mean and of a paired difference are held against the
//! long-run values, which come from many more replicates of another seed.
//!
//! Rule: an interval that holds the truth with a chance of 95 % does so in 460 to 490 of 500
//! experiments but with a chance of 0.3 %.

mod support;

use garita::analysis::{compare, summarize};
use garita::experiment::{self, Arm, Design, Pair, Plan, Simulator, Watch};
use garita::metric::{self, CellKey};
use garita::scenario::Scenario;
use garita::stats::Moments;
use garita::time::Date;
use rayon::prelude::*;
use std::sync::atomic::AtomicBool;
use support::Stage;

const EXPERIMENTS: u64 = 500;

/// What `garita run` and `garita compare` do when nothing is said.
const REPLICATES: u64 = 50;

/// Replicates behind the long-run values: their error is a fourteenth of an experiment's.
const LONG_RUN: u64 = 10_000;

const DAYS: usize = 25;

/// Metrics: one nearly symmetric, a skewed sum of nights above a cap, rare events, and a quantile.
const METRICS: [(&str, &str, &str); 4] = [
    ("people-waiting", "mean", "appointment"),
    ("unsheltered-nights", "total", "all"),
    ("deaths", "total", "all"),
    ("wait-of-served", "p95", "appointment"),
];

/// A list of one city in uncertain demand, with beds that are sometimes too few and some who leave to
/// cross; the second scenario has more slots.
fn scenarios() -> Vec<Scenario> {
    let stage = Stage::simple(DAYS)
        .uncertain("departure.base", "{ median = 10, low = 8, high = 13 }")
        .uncertain(
            "leave-appointment.cross",
            "{ low = 0.5, mode = 1, high = 2.5 }",
        )
        .assume("departure.dispersion=4 intention.appointment=0.9 intention.cross=0.1")
        .assume("shelter.seek-appointment=0.6 shelter.beds=5 crossing.presents-share=1")
        .assume("crossing.deaths-ordinary=0.1");
    [9, 11]
        .map(|slots| {
            stage
                .clone()
                .set(&format!("port-appointments.slots-per-day={slots}"))
                .scenario()
        })
        .to_vec()
}

fn design(seed: u64) -> Design {
    let arm = |name: &str| Arm {
        name: name.to_owned(),
        title: name.to_owned(),
        reference: false,
    };
    Design {
        seed,
        replicates: (0..REPLICATES).collect(),
        start: support::START.parse::<Date>().expect("a date"),
        days: DAYS,
        arms: vec![arm("few-slots"), arm("more-slots")],
        pairs: vec![Pair {
            base: 0,
            scenario: 1,
        }],
        watched: Vec::new(),
    }
}

/// A number with what is known about its place: the bounds of an interval, or its own error.
#[derive(Clone, Copy)]
struct Known {
    estimate: f64,
    half: f64,
}

/// The intervals of one experiment: for each metric, of the mean of the base and of the difference.
fn intervals(seed: u64) -> Vec<Known> {
    let plan = support::plan(&scenarios(), seed);
    let watch = Watch {
        stop: &AtomicBool::new(false),
        finished: &|| {},
        keeper: None,
    };
    let results = experiment::run(&plan, design(seed), &watch).expect("runs");
    let means = summarize(&results, 0);
    let differences = compare(&results, results.design.pairs[0]);
    let of = |(metric, statistic, group): (&str, &str, &str)| {
        let cell = results
            .find_cell(metric, statistic, "all", group)
            .expect(metric);
        [means[cell].mean, differences[cell].difference].map(|estimate| Known {
            estimate: estimate.mean,
            half: estimate.margin(),
        })
    };
    METRICS.into_iter().flat_map(of).collect()
}

/// The long-run values with their standard errors, in the order of [`intervals`], and the skewness of
/// each over replicates.
fn truths() -> Vec<(Known, f64)> {
    let plan: Plan = support::plan(&scenarios(), 31_415);
    let cells = plan.cells();
    let places = METRICS.map(|(metric, statistic, group)| {
        let cell = |cell: &CellKey| {
            metric::ALL[cell.metric].name == metric
                && (cell.statistic, cell.place.as_str()) == (statistic, "all")
                && (cell.group.as_str(), cell.origin.as_str()) == (group, "all")
        };
        cells.iter().position(cell).expect(metric)
    });
    let rows: Vec<Vec<f64>> = (0..LONG_RUN)
        .into_par_iter()
        .map(|k| {
            let outcomes = plan.replicate(k).expect("runs").outcomes;
            let of = |cell: usize| {
                let [base, scenario] = [0, 1].map(|arm: usize| outcomes[arm].cells[cell]);
                [base, scenario - base]
            };
            places.into_iter().flat_map(of).collect()
        })
        .collect();
    let column = |index: usize| {
        let values: Vec<f64> = rows.iter().map(|row: &Vec<f64>| row[index]).collect();
        let moments = Moments::of(&values);
        let (mean, deviation) = (moments.mean(), moments.deviation());
        let cubes = values
            .iter()
            .map(|x| libm::pow((x - mean) / deviation, 3.0));
        let known = Known {
            estimate: mean,
            half: moments.standard_error(),
        };
        (known, cubes.sum::<f64>() / values.len() as f64)
    };
    (0..rows[0].len()).map(column).collect()
}

/// Whether an interval holds a long-run value, whose own error widens it.
fn holds(interval: Known, truth: Known) -> bool {
    let half = libm::hypot(interval.half, 1.96 * truth.half);
    (interval.estimate - truth.estimate).abs() <= half
}

#[test]
fn intervals_hold_the_long_run_value_in_95_percent_of_experiments() {
    let truths = truths();
    let experiments: Vec<Vec<Known>> = (1..=EXPERIMENTS).into_par_iter().map(intervals).collect();
    let mut wrong = Vec::new();
    for (index, (truth, skewness)) in truths.iter().enumerate() {
        let (metric, statistic, _) = METRICS[index / 2];
        let what = ["mean", "paired difference"][index % 2];
        let held = experiments
            .iter()
            .filter(|row| holds(row[index], *truth))
            .count();
        let share = 100.0 * held as f64 / EXPERIMENTS as f64;
        println!(
            "{metric} {statistic}, {what}: {share} % (skewness {skewness:+.1}, long run {:.4} ± {:.4})",
            truth.estimate, truth.half
        );
        if !(92.0..=98.0).contains(&share) {
            wrong.push(format!("{metric} {statistic}, {what}: {share} %"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(
        truths.iter().any(|(_, skewness)| *skewness > 1.5),
        "one metric is skewed"
    );
}
