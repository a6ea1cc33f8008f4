//! Queues whose rules change, mix and act on each other, against exact answers.
//!
//! `tests/verification.rs` has the plain queues. Here capacity changes on a date and rests at
//! weekends, slots are shared between rules, people leave by how long they have waited, beds are
//! few, custody has a legal limit, hearings come again. Each answer is a Markov chain or a
//! convolution of an oracle in `tests/support`, which shares nothing with the program.
//!
//! Tolerances: laws by chi-square at 1e-5, means of replicates within [`LIMIT`] of their own standard
//! errors (a false alarm in about 140,000 comparisons).
//!
//! [`LIMIT`]: support::sample::LIMIT

#[path = "../support/mod.rs"]
mod support;

mod allocation;
mod capacity;
mod custody;
mod hearing;
mod journey;
mod office;
mod reneging;
mod shelter;

use support::sample::{Sample, assert_law};
use support::theory::Law;
use support::{Run, Stage};

/// A list of one city with so many Poisson arrivals a day.
fn list(days: usize, arrivals: f64) -> Stage {
    Stage::simple(days).assume(&format!(
        "departure.base={arrivals} departure.dispersion=1e15 intention.appointment=1"
    ))
}

/// Asserts the laws of a count on some days, over replicates.
fn assert_laws(
    name: &str,
    (stage, seed, replicates): (&Stage, u64, u64),
    laws: &[(usize, Law)],
    count: impl Fn(&Run, usize) -> u32,
) {
    let mut counts = vec![Vec::new(); laws.len()];
    stage.each(seed, replicates, |run| {
        for (counts, (day, _)) in counts.iter_mut().zip(laws) {
            tally(counts, count(&run, *day) as usize);
        }
    });
    for (counts, (day, law)) in counts.iter().zip(laws) {
        assert_law(&format!("{name}, day {day}"), counts, law);
    }
}

/// Asserts the law of a count in the long run, over evenings so many days apart in four runs of
/// [`LONG_RUN`] days; the first stretch is left out.
fn assert_long_run(
    name: &str,
    (stage, seed): (&Stage, u64),
    apart: usize,
    law: &[f64],
    count: impl Fn(&Run, usize) -> u32,
) {
    let mut counts = Vec::new();
    stage.each(seed, 4, |run| {
        for day in (2 * apart..LONG_RUN).step_by(apart) {
            tally(&mut counts, count(&run, day) as usize);
        }
    });
    assert_law(&format!("stationary, {name}"), &counts, law);
}

/// Days of a run in which the start is forgotten.
const LONG_RUN: usize = 15_000;

/// Counts one more of a value.
fn tally(counts: &mut Vec<u64>, value: usize) {
    if counts.len() <= value {
        counts.resize(value + 1, 0);
    }
    counts[value] += 1;
}

/// People per replicate from which a day is compared on its own.
const OFTEN: f64 = 0.2;

/// Replicates' counts by day or by wait, each to be compared with its expected value.
struct ByDay {
    name: String,
    samples: Vec<Sample>,
}

impl ByDay {
    fn new(name: &str, days: usize) -> Self {
        ByDay {
            name: name.to_owned(),
            samples: vec![Sample::default(); days],
        }
    }

    /// Adds a replicate; days after the end of `counts` had nobody.
    fn add(&mut self, counts: &[u32]) {
        assert!(counts.len() <= self.samples.len(), "{}", self.name);
        for (day, sample) in self.samples.iter_mut().enumerate() {
            sample
                .0
                .push(counts.get(day).copied().map_or(0.0, f64::from));
        }
    }

    /// Asserts the mean of every day on which somebody is often expected, of the other days together,
    /// and of all days. Days with somebody once in many replicates are not compared one by one: their
    /// error is poorly known.
    fn assert_means(&self, expected: &[f64]) {
        let (often, seldom): (Vec<usize>, Vec<usize>) =
            (0..expected.len()).partition(|day| expected[*day] > OFTEN);
        for day in &often {
            let name = format!("{} {day}", self.name);
            self.samples[*day].assert_count(&name, expected[*day]);
        }
        self.assert_sum("other days", &seldom, expected);
        self.assert_sum(
            "all days",
            &(0..expected.len()).collect::<Vec<_>>(),
            expected,
        );
    }

    fn assert_sum(&self, which: &str, days: &[usize], expected: &[f64]) {
        let sums: Sample = (0..self.samples[0].0.len())
            .map(|k| days.iter().map(|day| self.samples[*day].0[k]).sum())
            .collect();
        let expected = days.iter().map(|day| expected[*day]).sum();
        sums.assert_count(&format!("{}: {which}", self.name), expected);
    }
}
