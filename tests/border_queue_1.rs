//! The fixed workload `border-queue-1` through the full engine, against the results of other
//! simulators of the same workload.
//!
//! Reference: the homogeneous results of cohort programs (numpy, numba, ten Rust variants, 512 to
//! 8,000 replicates each) for one replicate. Irregular crossings are attempts here: nobody else
//! crosses in this workload.

use garita::experiment::{Plan, Simulator};
use garita::metric;
use garita::model::transition::Transition;
use garita::scenario;
use garita::stats;
use rayon::prelude::*;

const REPLICATES: u64 = 300;
const CITIES: f64 = 8.0;
const DAYS: f64 = 730.0;

/// Replicates behind the reference means.
const REFERENCE_REPLICATES: f64 = 8_000.0;

/// Two-sided chance below 1 in 15,000 that one mean of a right engine lies further off.
const Z_LIMIT: f64 = 4.0;

/// What is measured, its reference mean, its published standard deviation over replicates (where
/// none is published, ours is used), and half a unit of the last printed digit.
const REFERENCE: &[(&str, f64, Option<f64>, f64)] = &[
    ("appointment list per city", 3953.8, Some(31.4), 0.05),
    ("asylum queue per city", 1064.9, Some(44.1), 0.05),
    ("return queue per city", 259.5, Some(16.1), 0.05),
    ("unsheltered per city", 1624.3, Some(50.9), 0.05),
    ("mean wait, appointment", 25.25, Some(0.19), 0.005),
    ("mean wait, asylum", 22.70, Some(0.92), 0.005),
    ("mean wait, return", 11.04, Some(0.67), 0.005),
    ("abandonments", 92_219.0, None, 0.5),
    ("irregular crossings", 27_666.0, None, 0.5),
    ("median wait, appointment", 30.2, None, 0.05),
    ("median wait, asylum", 27.2, None, 0.05),
    ("median wait, return", 9.9, None, 0.05),
    ("95th percentile, appointment", 39.1, None, 0.05),
    ("95th percentile, asylum", 44.5, None, 0.05),
    ("95th percentile, return", 24.2, None, 0.05),
];

fn cell(cells: &[metric::CellKey], name: &str, statistic: &str, group: &str) -> usize {
    cells
        .iter()
        .position(|cell| {
            metric::ALL[cell.metric].name == name
                && (
                    cell.statistic,
                    cell.place.as_str(),
                    cell.group.as_str(),
                    cell.origin.as_str(),
                ) == (statistic, "all", group, "all")
        })
        .unwrap_or_else(|| panic!("no cell {name} {statistic} {group}"))
}

/// One row per replicate, in the order of [`REFERENCE`].
fn measure() -> Vec<Vec<f64>> {
    let scenario = scenario::load(
        "verification/border-queue-1",
        &scenario::Overrides::default(),
    )
    .expect("loads");
    let catalogue = scenario::catalogue().expect("catalogue");
    let plan = Plan::new(&[scenario], catalogue, 20_240_101, true);
    let cells = plan.cells();
    let at = |name, statistic, group| cell(&cells, name, statistic, group);
    let queues = ["appointment", "protection", "return"];
    let columns: Vec<(usize, f64)> = [
        (at("people-waiting", "mean", "appointment"), CITIES),
        (at("people-waiting", "mean", "protection"), CITIES),
        (at("people-waiting", "mean", "return"), CITIES),
        (at("unsheltered-nights", "total", "all"), CITIES * DAYS),
    ]
    .into_iter()
    .chain(queues.map(|queue| (at("wait-of-served", "mean", queue), 1.0)))
    .chain([
        (at("left-queue", "total", "appointment"), 1.0),
        (at("attempts", "total", "all"), 1.0),
    ])
    .chain(queues.map(|queue| (at("wait-of-served", "p50", queue), 1.0)))
    .chain(queues.map(|queue| (at("wait-of-served", "p95", queue), 1.0)))
    .collect();
    (0..REPLICATES)
        .into_par_iter()
        .map(|k| {
            let outcome = plan
                .replicate(k)
                .expect("people are conserved")
                .outcomes
                .remove(0);
            columns
                .iter()
                .map(|(cell, scale)| outcome.cells[*cell] / scale)
                .collect()
        })
        .collect()
}

#[test]
fn agrees_with_the_cohort_simulators() {
    let rows = measure();
    let mut misses = Vec::new();
    for (column, (name, reference, published, rounding)) in REFERENCE.iter().enumerate() {
        let values: Vec<f64> = rows.iter().map(|row| row[column]).collect();
        let ours = stats::Moments::of(&values);
        let deviation = published.unwrap_or_else(|| ours.deviation());
        let error = deviation * libm::sqrt(1.0 / rows.len() as f64 + 1.0 / REFERENCE_REPLICATES);
        let off = ours.mean() - reference;
        println!(
            "{name}: {:.3} against {reference} ({:+.2} standard errors)",
            ours.mean(),
            off / error
        );
        if off.abs() > Z_LIMIT * error + rounding {
            misses.push(format!("{name}: {:.3} against {reference}", ours.mean()));
        }
    }
    assert!(misses.is_empty(), "{misses:?}");
}

/// The workload has nobody set out on the journey: everybody arrives at once.
#[test]
fn the_workload_skips_the_journey() {
    let scenario = scenario::load(
        "verification/border-queue-1",
        &scenario::Overrides::default(),
    )
    .expect("loads");
    let plan = Plan::new(
        &[scenario],
        scenario::catalogue().expect("catalogue"),
        1,
        true,
    );
    let (record, _) = plan.record(0, 0).expect("runs");
    let total = |transition| {
        (0..record.days())
            .map(|day| u64::from(record.flow(day, transition)))
            .sum::<u64>()
    };
    assert_eq!(total(Transition::Depart), 0);
    assert!(total(Transition::DepartInMexico) > 1_300_000);
    assert_eq!(total(Transition::Interdict), 0);
}
