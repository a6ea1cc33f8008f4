//! The fixed workload `border-queue-1` through the full engine, against the results of other
//! simulators of the same workload.
//!
//! `tests/data/border-queue-1.csv` has their means with their standard deviations over replicates:
//! cohort programs, which step by day as this one does, and event-driven programs, which follow every
//! person in continuous time. Irregular crossings are attempts here: nobody else crosses in this
//! workload.
//!
//! Rule: a mean passes within 4 standard errors of the difference, both sides' luck counted, and half
//! a unit of the last printed digit where digits were lost. A right engine fails one comparison with
//! a chance below 1 in 15,000, one of the 73 with a chance below 0.5 %.

use garita::experiment::{Plan, Simulator};
use garita::metric;
use garita::model::transition::Transition;
use garita::scenario;
use garita::stats::Moments;
use rayon::prelude::*;

const REPLICATES: u64 = 300;
const CITIES: f64 = 8.0;
const DAYS: f64 = 730.0;
const Z_LIMIT: f64 = 4.0;

/// People whom event-driven programs hold more in the asylum office of a city, with the error of that
/// number: servers idle within a day there, which a daily model of an office cannot see.
const OFFICE: (f64, f64) = (21.0, 3.0);

/// What is measured, in the order of [`measure`].
const MEANS: [&str; 16] = [
    "appointment list per city",
    "asylum queue per city",
    "return queue per city",
    "unsheltered per city",
    "mean wait, appointment",
    "mean wait, asylum",
    "mean wait, return",
    "abandonments",
    "irregular crossings",
    "arrivals",
    "median wait, appointment",
    "median wait, asylum",
    "median wait, return",
    "95th percentile, appointment",
    "95th percentile, asylum",
    "95th percentile, return",
];

/// One mean of another program.
struct Reference {
    program: String,
    event_driven: bool,
    replicates: f64,
    mean: String,
    value: f64,
    deviation: f64,
    rounding: f64,
}

impl Reference {
    fn of_the_office(&self) -> bool {
        self.mean.contains("asylum")
    }

    /// Ours less theirs, and the standard error of that.
    fn against(&self, ours: &Moments) -> (f64, f64) {
        let spread = self.deviation / libm::sqrt(self.replicates);
        (
            ours.mean() - self.value,
            libm::hypot(spread, ours.standard_error()),
        )
    }
}

fn references() -> Vec<Reference> {
    let text = include_str!("data/border-queue-1.csv");
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let rows = reader.records().map(|row| {
        let row = row.expect("a row");
        let number = |column: usize| row[column].parse::<f64>().expect("a number");
        Reference {
            program: row[0].to_owned(),
            event_driven: &row[1] == "event-driven",
            replicates: number(2),
            mean: row[3].to_owned(),
            value: number(4),
            deviation: number(5),
            rounding: number(6),
        }
    });
    rows.collect()
}

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

/// One row per replicate, in the order of [`MEANS`].
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
        (at("departures", "total", "all"), 1.0),
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

/// Our moments of each mean.
fn ours() -> Vec<Moments> {
    let rows = measure();
    let column = |index: usize| rows.iter().map(|row| row[index]).collect::<Vec<f64>>();
    (0..MEANS.len())
        .map(|index| Moments::of(&column(index)))
        .collect()
}

/// Every mean agrees with every cohort program, and with the event-driven ones but for the asylum
/// office, which they find fuller by the stated number.
#[test]
fn agrees_with_other_simulators() {
    let ours = ours();
    let mut misses = Vec::new();
    for reference in references() {
        let position = MEANS.iter().position(|mean| **mean == reference.mean);
        let ours = &ours[position.expect("a mean that is measured")];
        let (off, error) = reference.against(ours);
        let idle = reference.event_driven && reference.of_the_office();
        let (off, error) = match (idle, reference.mean.as_str()) {
            (false, _) => (off, error),
            (true, "asylum queue per city") => (off + OFFICE.0, libm::hypot(error, OFFICE.1)),
            (true, _) => continue,
        };
        let line = format!(
            "{}, {}: {:.3} against {}, {:+.2} standard errors",
            reference.program,
            reference.mean,
            ours.mean(),
            reference.value,
            off / error
        );
        println!("{line}");
        if off.abs() > Z_LIMIT * error + reference.rounding {
            misses.push(line);
        }
    }
    assert!(misses.is_empty(), "{misses:#?}");
}

/// Every program gives every mean, but for the arrivals in the printed summary.
#[test]
fn the_reference_is_whole() {
    let references = references();
    for (program, means) in [
        ("published summary", 15),
        ("Rust cohort prototype row8", 16),
        ("numpy cohorts", 16),
        ("ixa 4.0", 16),
        ("nexosim 1.0", 16),
    ] {
        let own: Vec<_> = references
            .iter()
            .filter(|reference| reference.program == program)
            .collect();
        assert_eq!(own.len(), means, "{program}");
        let known = own.iter().all(|r| r.deviation > 0.0 && r.replicates > 1.0);
        assert!(known, "{program} states its errors");
    }
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
