//! How metrics answer when one setting alone is moved: the runs, and the table of their results.

use garita::analysis::{Estimate, compare::differences};
use garita::experiment::{Plan, Simulator};
use garita::lever::{Lever, Move, SettingRecord};
use garita::metric::{self, CellKey};
use garita::scenario::{Overrides, Scenario, catalogue, load_text};
use garita::setting::Setting;
use garita::time::Date;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::error::Error;
use std::ops::Range;

/// Where the table is kept.
pub const FILE: &str = "docs/data/lever-responses.csv";
/// The scenario in which settings are moved.
pub const SCENARIO: &str = "status-quo";
/// Last day of the runs.
pub const END: Date = Date::constant(2024, 9, 30);
/// Day on which a setting is moved.
pub const FROM: Date = Date::constant(2024, 4, 1);
/// Seed of all luck.
pub const SEED: u64 = 1;
/// Futures, the same for every step.
pub const REPLICATES: Range<u64> = 0..20;
/// Parts of the way to an end of the range.
pub const PARTS: [u8; 3] = [10, 50, 100];

/// Settings that can do nothing in the status quo alone, with what is put in place for them from the
/// first day, with and without the move.
pub const PREPARED: [(Setting, &str); 6] = [
    (
        Setting::ReturnToMexicoCap,
        "return-to-mexico.eligible-share=0.5",
    ),
    (
        Setting::RemainShare,
        "remain-in-mexico.people-per-day=300 remain-in-mexico.hearings-per-day=100",
    ),
    (
        Setting::RemainCap,
        "remain-in-mexico.share-enrolled=0.3 remain-in-mexico.hearings-per-day=100",
    ),
    (Setting::RemainCourtSlots, ENROLLED),
    (Setting::RemainSafeguards, ENROLLED),
    (
        Setting::LegalHelp,
        "remain-in-mexico.share-enrolled=0.3 remain-in-mexico.people-per-day=300 remain-in-mexico.hearings-per-day=100",
    ),
];
/// People are enrolled in Remain in Mexico.
const ENROLLED: &str = "remain-in-mexico.share-enrolled=0.3 remain-in-mexico.people-per-day=300";

/// One setting moved a part of the way from its value in the status quo to an end of its range.
#[derive(Clone, Debug)]
pub struct Step {
    /// Which setting.
    pub setting: Setting,
    /// Toward the larger end.
    pub up: bool,
    /// Percent of the way.
    pub part: u8,
    /// Cell and value; one nameless cell for a national setting.
    pub values: Vec<(String, f64)>,
    /// Options that are in place with and without the move.
    pub prepared: &'static str,
}

impl Step {
    /// The step as options on the command line.
    pub fn options(&self) -> Vec<String> {
        let name = self.setting.name();
        let before = self.prepared.split_whitespace().map(str::to_owned);
        let option = |(cell, value): &(String, f64)| match cell.as_str() {
            "" => format!("{name}={value}@{FROM}"),
            cell => format!("{name}.{cell}={value}@{FROM}"),
        };
        before.chain(self.values.iter().map(option)).collect()
    }

    /// `up` or `down`.
    pub fn side(&self) -> &'static str {
        if self.up { "up" } else { "down" }
    }
}

/// What one metric did after one step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The setting that was moved.
    pub setting: String,
    /// Toward which end of its range: `up` or `down`.
    pub side: String,
    /// Percent of the way to that end.
    pub part: u8,
    /// Options that were in place with and without the move.
    #[serde(default)]
    pub prepared: String,
    /// Smallest value over the cells of the setting.
    pub lowest: String,
    /// Largest value over the cells of the setting.
    pub highest: String,
    /// The metric, and which of its numbers.
    pub metric: String,
    pub statistic: String,
    pub place: String,
    pub group: String,
    pub origin: String,
    /// Mean of the scenario without the step.
    pub base: String,
    /// Mean paired difference, with its 95 % interval.
    pub difference: String,
    pub low: String,
    pub high: String,
}

/// The scenario without any step.
pub fn base() -> Scenario {
    scenario(&[])
}

fn scenario(set: &[String]) -> Scenario {
    let text = format!("extends = \"{SCENARIO}\"\nend = {END}\n");
    let overrides = Overrides {
        set: set.to_vec(),
        ..Overrides::default()
    };
    load_text("levers", &text, &overrides)
        .unwrap_or_else(|problems| panic!("{}", problems.render(120, false)))
}

fn levers() -> &'static [Lever] {
    &catalogue().expect("the records are complete").levers
}

/// Every step of every setting. A switch has only the last; shares of a whole go as far as the
/// other shares leave room.
pub fn steps(base: &Scenario) -> Vec<Step> {
    let mut steps = Vec::new();
    for lever in levers() {
        for record in &lever.settings {
            let end = largest(base, lever, record);
            for (up, end) in [(true, end), (false, record.range[0])] {
                let parts: &[u8] = match record.unit.as_str() {
                    "yes/no" => &PARTS[2..],
                    _ => &PARTS,
                };
                let steps_to = |part: &u8| step(base, record.setting, up, end, *part);
                steps.extend(parts.iter().filter_map(steps_to));
            }
        }
    }
    steps
}

fn largest(base: &Scenario, lever: &Lever, record: &SettingRecord) -> f64 {
    let others = lever
        .shares
        .iter()
        .filter(|share| **share != record.setting);
    let taken: f64 = if lever.shares.contains(&record.setting) {
        others
            .flat_map(|share| now(base, *share))
            .map(|cell| cell.1)
            .sum()
    } else {
        0.0
    };
    record.range[1] - taken
}

/// The values of a setting on the day before it is moved, by cell.
fn now(base: &Scenario, setting: Setting) -> Vec<(String, f64)> {
    let world = &base.world;
    let cells = setting.scope().cells(world).into_iter();
    cells
        .map(|cell| {
            (
                cell.name(world),
                base.policy.value_on(setting, cell, base.start),
            )
        })
        .collect()
}

/// A step, unless every cell is at that end already.
fn step(base: &Scenario, setting: Setting, up: bool, end: f64, part: u8) -> Option<Step> {
    let from = now(base, setting);
    if from.iter().all(|(_, value)| *value == end) {
        return None;
    }
    let moved = |value: f64| value + (end - value) * f64::from(part) / 100.0;
    let values = from
        .into_iter()
        .map(|(cell, value)| (cell, moved(value)))
        .collect();
    let prepared = PREPARED
        .iter()
        .find(|prepared| prepared.0 == setting)
        .map_or("", |prepared| prepared.1);
    Some(Step {
        setting,
        up,
        part,
        values,
        prepared,
    })
}

/// The cell that a move is about.
pub fn find(cells: &[CellKey], wanted: &Move) -> Option<usize> {
    cells.iter().position(|cell| {
        metric::ALL[cell.metric].name == wanted.metric
            && wanted
                .statistic
                .as_deref()
                .is_none_or(|statistic| statistic == cell.statistic)
            && cell.place == wanted.place
            && cell.group == wanted.group
            && cell.origin == wanted.origin
    })
}

/// The metrics that a setting is said to move.
pub fn moves(setting: Setting) -> impl Iterator<Item = &'static Move> {
    let all = levers().iter();
    let owner = move |lever: &&Lever| {
        lever
            .settings
            .iter()
            .any(|record| record.setting == setting)
    };
    all.filter(owner)
        .flat_map(move |lever| lever.effect.moves_of(setting))
}

/// Runs every step, and the scenario without it, in the same futures.
pub fn measure(steps: &[Step]) -> Result<Vec<Row>, Box<dyn Error>> {
    let mut prepared: Vec<&str> = steps.iter().map(|step| step.prepared).collect();
    prepared.sort_unstable();
    prepared.dedup();
    let words = |text: &str| {
        text.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let mut arms: Vec<Scenario> = prepared.iter().map(|text| scenario(&words(text))).collect();
    arms.extend(steps.iter().map(|step| scenario(&step.options())));
    let plan = Plan::new(&arms, catalogue().map_err(|_| "records")?, SEED, false);
    let cells = plan.cells();
    // For each step: the arms without and with it, and the cells of its metrics.
    let wanted = |(index, step): (usize, &Step)| {
        let without = prepared.iter().position(|text| *text == step.prepared);
        let arms = [without.unwrap_or(0), prepared.len() + index];
        let cells = moves(step.setting).filter_map(|told| find(&cells, told));
        (arms, cells.collect::<Vec<usize>>())
    };
    let wanted: Vec<([usize; 2], Vec<usize>)> = steps.iter().enumerate().map(wanted).collect();
    // By replicate, then step, then metric.
    let values: Vec<Vec<Vec<[f64; 2]>>> = REPLICATES
        .into_par_iter()
        .map(|k| {
            let outcomes = plan.replicate(k)?.outcomes;
            let of = |(arms, cells): &([usize; 2], Vec<usize>)| {
                let pair = |cell: &usize| arms.map(|arm| outcomes[arm].cells[*cell]);
                cells.iter().map(pair).collect()
            };
            Ok(wanted.iter().map(of).collect())
        })
        .collect::<Result<_, String>>()?;
    let mut rows = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        for (metric, cell) in wanted[index].1.iter().enumerate() {
            let side = |side: usize| -> Vec<f64> {
                let value = |replicate: &Vec<Vec<[f64; 2]>>| replicate[index][metric][side];
                values.iter().map(value).collect()
            };
            rows.push(row(step, &cells[*cell], &side(0), &side(1)));
        }
    }
    Ok(rows)
}

fn row(step: &Step, cell: &CellKey, without: &[f64], with: &[f64]) -> Row {
    let Estimate { mean, low, high } = Estimate::of(&differences(without, with), &[]);
    let values = || step.values.iter().map(|cell| cell.1);
    Row {
        setting: step.setting.name().to_owned(),
        side: step.side().to_owned(),
        part: step.part,
        prepared: step.prepared.to_owned(),
        lowest: digits(values().fold(f64::INFINITY, f64::min)),
        highest: digits(values().fold(f64::NEG_INFINITY, f64::max)),
        metric: metric::ALL[cell.metric].name.to_owned(),
        statistic: cell.statistic.to_owned(),
        place: cell.place.clone(),
        group: cell.group.clone(),
        origin: cell.origin.clone(),
        base: digits(Estimate::of(without, &[]).mean),
        difference: digits(mean),
        low: digits(low),
        high: digits(high),
    }
}

/// A number with about four digits, more for whole thousands.
fn digits(value: f64) -> String {
    let decimals = match value.abs() {
        v if v >= 1000.0 => 0,
        v if v >= 100.0 => 1,
        v if v >= 10.0 => 2,
        v if v >= 1.0 => 3,
        _ => 5,
    };
    let text = format!("{value:.decimals$}");
    let shortened = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    if shortened == "-0" { "0" } else { shortened }.to_owned()
}

/// The table as a text, below a line that says how it was measured.
pub fn write(rows: &[Row]) -> Result<String, Box<dyn Error>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row)?;
    }
    let table = String::from_utf8(writer.into_inner()?)?;
    Ok(format!("{}\n{table}", head()))
}

/// How the table was measured.
pub fn head() -> String {
    format!(
        "# Written by `cargo run --release --example levers`: scenario {SCENARIO} to {END}, settings moved from {FROM} on, seed {SEED}, replicates {} to {}.",
        REPLICATES.start,
        REPLICATES.end - 1
    )
}

/// The rows of a table.
pub fn read(text: &str) -> Result<Vec<Row>, csv::Error> {
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes())
        .deserialize()
        .collect()
}
