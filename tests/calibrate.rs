//! Calibration: the command from settings to files, and recovery of what made the counts.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::AtomicBool;

use garita::calibrate::{Fitting, Settings};
use garita::distribution::Quantity;
use garita::experiment::hindcast::Target;
use garita::random::Draws;
use garita::sampler::normal;
use garita::scenario::{Scenario, catalogue};
use garita::stats::{self, Moments};
use garita::time::Date;
use garita::uncertainty::{Calibration, Input};
use support::Stage;

// ---- Recovery

/// Fitted numbers of the small world, with their ranges; the last one has nothing to do with any count.
const RANGES: [(&str, f64, f64); 7] = [
    ("departure.base", 150.0, 400.0),
    ("transit.interdiction", 0.1, 0.3),
    ("intention.cross", 0.3, 0.6),
    ("intention.protection", 0.1, 0.3),
    ("crossing.detection", 0.5, 0.8),
    ("crossing.children-share", 0.03, 0.1),
    ("crossing.detention-stay", 10.0, 60.0),
];
const UNINFORMED: &str = "crossing.detention-stay";
const ORIGINS: [&str; 2] = ["venezuela", "andean"];
/// Standard error of the log of a count.
const ERROR: f64 = 0.05;

/// Two origins, two cities, eight months; people set out, are met in Mexico, cross or ask for protection.
fn small_world() -> Scenario {
    let stage = Stage::new(&ORIGINS, &["tijuana", "ciudad-juarez"], 242)
        .assume("departure.shock-sd=0.2 departure.shock-common-share=0.5 departure.shock-days=365")
        .assume("transit.journey=5 transit.stages=1");
    let mut scenario = stage.scenario();
    for parameter in &mut scenario.parameters {
        if let Some((_, low, high)) = RANGES.iter().find(|(name, _, _)| *name == parameter.name) {
            let (low, high) = (*low, *high);
            parameter.value = Quantity::Uniform { low, high };
            parameter.by.clear();
        }
    }
    scenario
}

fn settings(members: u64, seed: u64) -> Settings {
    Settings {
        title: String::new(),
        summary: String::new(),
        scenario: small_world(),
        scenario_name: "stage".to_owned(),
        from: date(2, 1),
        to: date(8, 31),
        parameters: RANGES
            .iter()
            .map(|(name, _, _)| (*name).to_owned())
            .collect(),
        errors: BTreeMap::from([("default".to_owned(), ERROR)]),
        members,
        rounds: 4,
        seed,
    }
}

fn date(month: i8, day: i8) -> Date {
    jiff::civil::date(2023, month, day)
}

/// Monthly counts that a statistical office of the small world would publish.
fn published() -> Vec<Target> {
    let mut targets = Vec::new();
    for month in 2..=8 {
        let first = date(month, 1);
        let target = |metric: &str, origin: &str| Target {
            id: format!("{metric}.{origin}.{month}"),
            metric: metric.to_owned(),
            origin: origin.to_owned(),
            period_from: first,
            period_to: first.last_of_month(),
            observed: 1.0,
            unit: (if metric.contains("share") {
                "share"
            } else {
                "people"
            })
            .to_owned(),
            tolerance: None,
            source: "assumption".to_owned(),
            note: String::new(),
        };
        for origin in ORIGINS {
            targets.push(target("encounters-between-ports", origin));
            targets.push(target("protection-applications", origin));
        }
        targets.push(target("mexican-detention-events", "all"));
        targets.push(target("us-outcome-share.children", "all"));
    }
    targets
}

/// What a fit makes of one set of counts whose inputs are known.
struct Recovered {
    inputs: Vec<Input>,
    truth: Vec<f64>,
    fits: Calibration,
    prior: Calibration,
}

impl Recovered {
    /// What is left of the standard deviation of a score.
    fn left(&self, index: usize) -> f64 {
        let deviation = |set: &Calibration| Moments::of(&set.scores(index)).deviation();
        deviation(&self.fits) / deviation(&self.prior)
    }

    /// Whether the middle 90 % of fits hold the truth.
    fn holds(&self, index: usize) -> bool {
        let mut scores = self.fits.scores(index);
        scores.sort_by(f64::total_cmp);
        let truth = self.truth[index];
        stats::quantile(&scores, 0.05) <= truth && truth <= stats::quantile(&scores, 0.95)
    }

    fn of_kind(&self, kind: fn(&Input) -> bool) -> Vec<usize> {
        let all = self.inputs.iter().enumerate();
        all.filter(|(_, input)| kind(input))
            .map(|(index, _)| index)
            .collect()
    }
}

fn is_step(input: &Input) -> bool {
    matches!(input, Input::Shock(..))
}

fn is_told_number(input: &Input) -> bool {
    !is_step(input) && input.name() != UNINFORMED
}

/// Draws inputs from their ranges, simulates counts with their error, and fits them, so many times.
fn recover(sets: u64, members: u64) -> Vec<Recovered> {
    let catalogue = catalogue().expect("the records are complete");
    let stop = AtomicBool::new(false);
    let truth = settings(sets, 4711);
    let nature = Fitting::new(&truth, catalogue, &published());
    let simulated = nature.simulate(&stop, &|| {}).unwrap().unwrap();
    let truths = nature.calibration("truth");
    let fit = |(set, counts): (usize, &Vec<f64>)| {
        let error = Draws::new(99, set as u64).key(1, 0, 0);
        let mut targets = published();
        for (index, (target, count)) in targets.iter_mut().zip(counts).enumerate() {
            let off = normal(error.uniform(0, index as u64));
            target.observed = count * libm::exp(ERROR * off);
        }
        let settings = settings(members, 1 + set as u64);
        let mut fitting = Fitting::new(&settings, catalogue, &targets);
        let prior = fitting.calibration("prior");
        for _ in 0..settings.rounds {
            let simulated = fitting.simulate(&stop, &|| {}).unwrap().unwrap();
            fitting.advance(&simulated).unwrap();
        }
        let fits = fitting.calibration("fits");
        Recovered {
            inputs: fits.inputs().cloned().collect(),
            truth: truths.members()[set].clone(),
            fits,
            prior,
        }
    };
    simulated.iter().enumerate().map(fit).collect()
}

/// Share of inputs of a kind whose interval holds the truth, set by set.
fn coverage(sets: &[Recovered], kind: fn(&Input) -> bool) -> Vec<f64> {
    let share = |set: &Recovered| {
        let inputs = set.of_kind(kind);
        let held = inputs.iter().filter(|index| set.holds(**index)).count();
        held as f64 / inputs.len() as f64
    };
    sets.iter().map(share).collect()
}

fn mean_left(sets: &[Recovered], kind: fn(&Input) -> bool) -> f64 {
    let left: Vec<f64> = sets
        .iter()
        .flat_map(|set| set.of_kind(kind).into_iter().map(|index| set.left(index)))
        .collect();
    Moments::of(&left).mean()
}

/// The measurement behind docs/calibration.md: `cargo test --release --test calibrate -- --ignored --nocapture`.
#[test]
#[ignore = "takes minutes"]
fn study_of_recovery() {
    let members = std::env::var("MEMBERS").map_or(100, |text| text.parse().unwrap());
    let sets = recover(40, members);
    for (name, kind) in [
        ("steps", is_step as fn(&Input) -> bool),
        ("numbers", is_told_number),
        ("uninformed", |input| input.name() == UNINFORMED),
    ] {
        let shares = Moments::of(&coverage(&sets, kind));
        println!(
            "{name}: coverage {:.3} ± {:.3}, sd left {:.3}",
            shares.mean(),
            shares.standard_error(),
            mean_left(&sets, kind)
        );
    }
    for (index, input) in sets[0].inputs.iter().enumerate() {
        let held = sets.iter().filter(|set| set.holds(index)).count();
        let left: Vec<f64> = sets.iter().map(|set| set.left(index)).collect();
        println!(
            "{:45} {held:2} of 40, sd left {:.2}",
            input.name(),
            Moments::of(&left).mean()
        );
    }
}
