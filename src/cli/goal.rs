//! `goal`: the value of a lever that meets a target under uncertainty.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args};
use clap_complete::ArgValueCompleter;

use super::batch::{self, BatchArgs};
use super::complete;
use super::decide::{axes, folder_name, named, refuse_not_held, stem, write_found};
use super::simulate::threads;
use super::{Failure, terminal};
use crate::analysis::root::{Goal, Point, Question, Statistic};
use crate::decide::arms::variant;
use crate::decide::goal::{MOST, Search, Steps};
use crate::decide::{Axis, Measure, Seeking};
use crate::export::{Kept, Saved, SavedError};
use crate::scenario::{self, Overrides, Scenario};
use crate::study::REPLICATES;

/// Arguments of `goal`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, group(ArgGroup::new("target").required(true)))]
pub struct GoalArgs {
    /// A bundled name, or a file ending in .toml
    #[arg(required_unless_present = "from", value_name = "SCENARIO", add = ArgValueCompleter::new(complete::scenarios))]
    pub scenario: Option<String>,
    /// The lever or input, and the range in which its value is looked for
    #[arg(
        long,
        required_unless_present = "from",
        value_name = "NAME=LOW..HIGH[@DATE]"
    )]
    pub vary: Option<String>,
    /// Look among the values of an earlier `sweep` over one lever or input, without simulating: its result folder
    #[arg(long, value_name = "SWEEP", conflicts_with_all = ["scenario", "vary", "against", "replicates", "with", "set", "assume", "response", "until"])]
    pub from: Option<PathBuf>,
    /// The outcome: METRIC, METRIC:STATISTIC or METRIC:STATISTIC@PLACE/GROUP; `METRIC:change` is by how much a stock grows over the run
    #[arg(long, value_name = "METRIC")]
    pub metric: String,
    /// The target: at most this; a percentage of nights over capacity is one of all nights of the run
    #[arg(
        long,
        value_name = "NUMBER|PERCENT",
        group = "target",
        allow_hyphen_values = true
    )]
    pub at_most: Option<String>,
    /// The target: at least this
    #[arg(
        long,
        value_name = "NUMBER|PERCENT",
        group = "target",
        allow_hyphen_values = true
    )]
    pub at_least: Option<String>,
    /// Share of futures in which the target is met [default: it is met by the mean over futures]
    #[arg(long, value_name = "PERCENT", value_parser = share)]
    pub in_futures: Option<f64>,
    /// Look at the difference to this scenario in the same futures: `--at-most 0` finds where the two break even
    #[arg(long, value_name = "SCENARIO", add = ArgValueCompleter::new(complete::scenarios))]
    pub against: Option<String>,
    /// Simulated futures at each value
    #[arg(short = 'n', long, value_name = "N", default_value_t = REPLICATES, value_parser = clap::value_parser!(u64).range(2..=1_000_000))]
    pub replicates: u64,
    /// Chance, changes, and where results go.
    #[command(flatten)]
    pub batch: BatchArgs,
}

const EXAMPLES: &str = "\
Examples:
  garita goal status-quo --vary shelter-beds.built.tijuana=0..8000@2024-07-01 --metric nights-over-capacity@tijuana --at-most 20% --in-futures 90%
  garita goal status-quo --vary port-appointments.slots-per-day=500..6000@2024-07-01 --metric people-waiting:change@appointment --at-most 0
  garita goal --from output/sweep-status-quo --metric unsheltered-nights --at-most 60e6
  garita goal status-quo --vary us-detection.staff=0.5..3 --metric undetected-entries --against legal-pathways --at-most 0

Says the value with an interval, or honestly that no value in the range meets the target. Which value is run next depends on what the
ones before it gave, so a goal cannot be split over machines with --shard; all threads of one machine work on each value, or, from Python, a cluster.";

/// A share of futures written as a percentage.
fn share(text: &str) -> Result<f64, String> {
    let number = text.trim().trim_end_matches('%').trim_end();
    match number.parse::<f64>() {
        Ok(percent) if (1.0..=99.0).contains(&percent) => Ok(percent / 100.0),
        _ => Err("write a percentage from 1% to 99%, such as 90%".to_owned()),
    }
}

/// `garita goal`.
pub fn goal(args: &GoalArgs) -> Result<(), Failure> {
    args.batch.refuse_shard("goal")?;
    match &args.from {
        Some(folder) => among(args, folder),
        _ => threads(args.batch.threads)?.install(|| {
            batch::seek(ask(args)?, &args.batch, |each| {
                format!(
                    "{} futures at each value: about {} a value, and {} for the {MOST} values that are the most; more on a busy machine",
                    args.replicates,
                    terminal::duration(each),
                    terminal::duration(each * MOST as f64)
                )
            })
        }),
    }
}

/// The axis that was typed, which has to be a range.
fn ranged(vary: &String) -> Result<Axis, Failure> {
    let axis = axes(std::slice::from_ref(vary))?.remove(0);
    let [low, high] = axis.range();
    if low >= high {
        return Err(Failure::Input(format!(
            "`{vary}` has one value, and a goal is looked for in a range\n  help: write {}=LOW..HIGH",
            axis.name
        )));
    }
    Ok(axis)
}

/// Looks for the answer between the values of an earlier sweep.
fn among(args: &GoalArgs, folder: &Path) -> Result<(), Failure> {
    let started = jiff::Timestamp::now();
    let input = |error: SavedError| Failure::Input(error.to_string());
    let saved = Saved::open_tables(folder).map_err(input)?;
    let (vary, values) = swept(&saved).map_err(Failure::Input)?;
    let axis = ranged(&vary)?;
    let kept = Kept::of(saved).map_err(input)?;
    let (base, results) = (kept.scenarios[0].clone(), &kept.results);
    let measure = Measure::read(&args.metric, &base.world).map_err(Failure::Input)?;
    refuse_not_held(&kept, [&measure])?;
    let points = results.design.arms.iter().zip(0..).filter_map(|(arm, at)| {
        let value = values.get(&arm.name)?;
        Some(Point {
            at: *value,
            futures: measure.values(results, at),
        })
    });
    let points: Vec<Point> = points.collect();
    let search = Search {
        question: question(args, &measure, &base)?,
        base,
        against: None,
        axis,
        measure,
        seed: args.batch.seed,
    };
    let about = folder_name(folder);
    let usual = || PathBuf::from("output").join(format!("goal-from-{about}"));
    let out = args.batch.folder(usual)?;
    let mut found = search.found(&points)?;
    found.finding.limits.push(format!(
        "Only the values of `{about}` were looked at; without `--from`, `garita goal` simulates more of them where they make the answer surer.",
    ));
    write_found(
        ("goal", named(&kept.scenarios)),
        found,
        (&kept.scenarios, &results.design),
        (out, started),
        args.batch.quiet,
    )
}

/// What an earlier sweep over one axis varied, as it was typed, and the value at each of its points.
fn swept(saved: &Saved) -> Result<(String, BTreeMap<String, f64>), String> {
    let wrong = |what: &str| {
        format!(
            "{} {what}\n  help: name the result folder of `garita sweep` with one --vary",
            saved.place()
        )
    };
    if saved.analysis() != Some("sweep") {
        return Err(wrong("is not the result of a sweep"));
    }
    let file = saved.folder.join("points.csv");
    let unreadable = |error: csv::Error| format!("{} cannot be read: {error}", file.display());
    let mut table = csv::Reader::from_path(&file).map_err(unreadable)?;
    let axes = table.headers().map_err(unreadable)?;
    if axes.iter().position(|name| name == "metric") != Some(2) {
        return Err(wrong("varies more than one lever or input"));
    }
    let mut values = BTreeMap::new();
    for row in table.records() {
        let row = row.map_err(unreadable)?;
        if let (Some(name), Some(Ok(value))) = (row.get(0), row.get(1).map(str::parse)) {
            values.insert(name.to_owned(), value);
        }
    }
    let mut command = saved.command().iter();
    let typed = command.find_map(|word| match word.strip_prefix("--vary=") {
        Some(vary) => Some(Some(vary.to_owned())),
        None if word == "--vary" => Some(None),
        None => None,
    });
    let typed = typed.and_then(|inline| inline.or_else(|| command.next().cloned()));
    Ok((
        typed.ok_or_else(|| wrong("does not say what it varied"))?,
        values,
    ))
}

/// What is looked for; both ends of the range are read before anything is run.
pub fn ask(args: &GoalArgs) -> Result<Seeking, Failure> {
    let (Some(name), Some(vary)) = (&args.scenario, &args.vary) else {
        return Err(Failure::Input(
            "a goal needs a scenario and --vary, or --from".to_owned(),
        ));
    };
    let axis = ranged(vary)?;
    let changes = args.batch.changes.overrides();
    let base = loaded(name, &changes)?;
    let measure = Measure::read(&args.metric, &base.world).map_err(Failure::Input)?;
    let against = args
        .against
        .as_ref()
        .map(|name| loaded(name, &changes))
        .transpose()?;
    let question = question(args, &measure, &base)?;
    for value in axis.range() {
        variant(name, &changes, std::slice::from_ref(&axis), &[value])?;
    }
    let search = Search {
        base,
        against: against.as_ref().map(|other| other.title.clone()),
        axis,
        measure,
        question,
        seed: args.batch.seed,
    };
    let steps = Steps::new(search, name.clone(), changes, against);
    Ok(Seeking::new(
        ("goal", stem(name)),
        (args.batch.seed, args.replicates),
        Box::new(steps),
    ))
}

fn loaded(name: &str, changes: &Overrides) -> Result<Scenario, Failure> {
    Ok(scenario::load(name, changes).map_err(crate::study::StudyError::from)?)
}

/// What is looked at, and the target.
fn question(args: &GoalArgs, measure: &Measure, base: &Scenario) -> Result<Question, Failure> {
    let number = |text: &String| -> Result<f64, Failure> {
        let digits = text.trim().trim_end_matches('%').trim_end();
        let value: Option<f64> = digits.parse().ok().filter(|value: &f64| value.is_finite());
        let value = value.ok_or_else(|| {
            Failure::Input(format!(
                "the target `{text}` is not a number\n  help: for example 5000, 0.2 or 20%"
            ))
        })?;
        if !text.contains('%') {
            return Ok(value);
        }
        match measure.metric.unit {
            "place-nights" if measure.name.contains('@') => Ok(value / 100.0 * base.days() as f64),
            unit if unit.starts_with("share") => Ok(value / 100.0),
            unit => Err(Failure::Input(format!(
                "`{}` counts {unit}, of which {text} is no number\n  help: write the target as a number of {unit}; percentages are for shares and for nights over capacity in one place",
                args.metric
            ))),
        }
    };
    let share = args.in_futures;
    match (&args.at_most, &args.at_least) {
        (Some(most), _) => Ok(Question {
            goal: Goal::AtMost(number(most)?),
            statistic: share.map_or(Statistic::Mean, Statistic::Quantile),
        }),
        (None, Some(least)) => Ok(Question {
            goal: Goal::AtLeast(number(least)?),
            statistic: share.map_or(Statistic::Mean, |share| Statistic::Quantile(1.0 - share)),
        }),
        (None, None) => Err(Failure::Input(
            "a goal needs --at-most or --at-least".to_owned(),
        )),
    }
}
