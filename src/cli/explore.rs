//! `explore`: many portfolios of levers in many states of the world.

use std::path::{Path, PathBuf};

use clap::Args;
use clap_complete::ArgValueCompleter;

use super::decide::{
    Analysis, CommonArgs, axes, folder_name, kept, names, refuse_not_held, write_found,
};
use super::simulate::{announced, threads};
use super::{Failure, shell};
use crate::analysis::robust::Aim;
use crate::decide::Measure;
use crate::decide::arms::variants;
use crate::decide::explore::{Explore, Objective};
use crate::export::{Permission, RunFolder};
use crate::random::cube::Sobol;
use crate::scenario::Scenario;
use crate::study::Cast;

/// Name of the analysis.
const NAME: &str = "explore";

/// Objectives unless told otherwise.
const USUAL: [&str; 5] = [
    "people-waiting:mean@us",
    "unsheltered-nights",
    "harm-events",
    "outlay",
    "encounters-between-ports",
];

/// Arguments of `explore`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ExploreArgs {
    /// Portfolios: bundled names, or files ending in .toml; the first is the base
    #[arg(required_unless_present = "from", value_name = "SCENARIO", add = ArgValueCompleter::new(shell::scenarios))]
    pub scenarios: Vec<String>,
    /// Ask the futures of an earlier `compare`, `sweep` or `explore` anew, without simulating: its result folder
    #[arg(long, value_name = "RESULT", conflicts_with_all = ["scenarios", "vary", "replicates", "precision", "only_replicate", "check", "resume", "with", "set", "assume", "response", "until"])]
    pub from: Option<PathBuf>,
    /// Make portfolios around the base: a setting of a lever and its range; repeatable
    #[arg(long, value_name = "SETTING=LOW..HIGH[@DATE]")]
    pub vary: Vec<String>,
    /// With --vary: how many portfolios are made
    #[arg(long, value_name = "N", default_value_t = 20, requires = "vary", value_parser = clap::value_parser!(u64).range(1..=10_000))]
    pub portfolios: u64,
    /// Less of this is wanted: METRIC, METRIC:STATISTIC@PLACE/GROUP, or METRIC=LIMIT that must not be passed; repeatable
    #[arg(long, value_name = "METRIC[=LIMIT]")]
    pub less: Vec<String>,
    /// More of this is wanted; repeatable
    #[arg(long, value_name = "METRIC[=LIMIT]")]
    pub more: Vec<String>,
    /// Public outlay over the run, USD, that is to be kept in 90 % of worlds
    #[arg(long, value_name = "USD")]
    pub budget: Option<f64>,
    /// How to simulate, what to change, where to write.
    #[command(flatten)]
    pub common: CommonArgs,
}

const EXAMPLES: &str = "\
Examples:
  garita explore status-quo enforcement-only legal-pathways -n 200
  garita explore status-quo --vary port-appointments.slots-per-day=1000..5000@2025-01-01 --vary us-detection.staff=0.8..2@2025-01-01 --portfolios 20 -n 1000
  garita explore status-quo legal-pathways --less unsheltered-nights=90e6 --more lawful-admissions --budget 30e9 -n 400
  garita explore --from output/explore-status-quo --less deaths --more lawful-admissions --budget 20e9

Without --less and --more, less is wanted of people waiting for a U.S. appointment, unsheltered nights, reported harm, public outlay and
encounters between ports. Say what you want: with other objectives the order is another.";

/// `garita explore`.
pub fn explore(args: &ExploreArgs) -> Result<(), Failure> {
    match &args.from {
        Some(folder) => ask_anew(args, folder),
        None => threads(args.common.ensemble.threads)?.install(|| simulate(args)),
    }
}

fn simulate(args: &ExploreArgs) -> Result<(), Failure> {
    let explore = asked(args, portfolios(args)?)?;
    let measures: Vec<Measure> = explore.measures().cloned().collect();
    let analysis = Analysis::of(
        NAME,
        &names(&args.scenarios),
        explore.scenarios.clone(),
        &args.common,
    )?;
    let analysis = analysis.watching(&measures);
    let results = analysis.run()?;
    analysis.write(explore.found(&results)?, &results)
}

/// Looks at the futures of an earlier result with other objectives, limits or another budget.
fn ask_anew(args: &ExploreArgs, folder: &Path) -> Result<(), Failure> {
    let started = jiff::Timestamp::now();
    let kept = kept(folder)?;
    let explore = asked(args, kept.scenarios.clone())?;
    refuse_not_held(&kept, explore.measures())?;
    let (about, common) = (folder_name(folder), &args.common);
    let usual = || PathBuf::from("output").join(format!("{NAME}-from-{about}"));
    let permission = Permission {
        force: common.force,
        resume: false,
    };
    let out = RunFolder::create(&common.out.clone().unwrap_or_else(usual), permission)?;
    write_found(
        (NAME, vec![about]),
        explore.found(&kept.results)?,
        (&kept.scenarios, &kept.results.design),
        (out, started),
        common.quiet,
    )
}

/// The scenarios that were named, and those that are made around the first.
fn portfolios(args: &ExploreArgs) -> Result<Vec<Scenario>, Failure> {
    let axes = axes(&args.vary)?;
    let changes = args.common.changes.overrides();
    let mut scenarios = announced(Cast::of_run(&args.scenarios, &changes))?.scenarios;
    let sobol = Sobol::new(args.common.ensemble.seed);
    let point = |number: u64| {
        let shares = sobol.point(number, axes.len());
        axes.iter()
            .zip(shares)
            .map(|(axis, share)| rounded(axis.at(share)))
            .collect()
    };
    let count = if axes.is_empty() { 0 } else { args.portfolios };
    let points: Vec<Vec<f64>> = (0..count).map(point).collect();
    scenarios.extend(variants(&args.scenarios[0], &changes, &axes, &points)?);
    Ok(scenarios)
}

/// What is asked of portfolios.
fn asked(args: &ExploreArgs, scenarios: Vec<Scenario>) -> Result<Explore, Failure> {
    if scenarios.len() < 2 {
        return Err(Failure::Input(
            "there is one portfolio, and nothing to hold it against\n  help: name more scenarios, or make some with --vary".to_owned(),
        ));
    }
    Ok(Explore {
        outlay: Measure::read("outlay", &scenarios[0].world).map_err(Failure::Run)?,
        budget: args.budget,
        seed: args.common.ensemble.seed,
        objectives: objectives(args, &scenarios[0])?,
        scenarios,
    })
}

/// Three significant digits: values that a person would choose.
fn rounded(value: f64) -> f64 {
    if value == 0.0 {
        return value;
    }
    let unit = libm::pow(10.0, libm::floor(libm::log10(value.abs())) - 2.0);
    let text = format!("{:.12}", libm::round(value / unit) * unit);
    text.parse().unwrap_or(value)
}

fn objectives(args: &ExploreArgs, base: &Scenario) -> Result<Vec<Objective>, Failure> {
    let asked = !(args.less.is_empty() && args.more.is_empty());
    let usual: Vec<String> = USUAL.map(str::to_owned).to_vec();
    let less = if asked { &args.less } else { &usual };
    let less = less.iter().map(|text| (text, Aim::Less));
    let more = args.more.iter().map(|text| (text, Aim::More));
    less.chain(more)
        .map(|(text, aim)| objective(text, aim, base))
        .collect()
}

fn objective(text: &str, aim: Aim, base: &Scenario) -> Result<Objective, Failure> {
    let (name, limit) = match text.split_once('=') {
        Some((name, limit)) => {
            let number = limit
                .trim()
                .parse::<f64>()
                .ok()
                .filter(|limit| limit.is_finite());
            let number = number.ok_or_else(|| {
                Failure::Input(format!("the limit in `{text}` is not a number\n  help: for example unsheltered-nights=90e6"))
            })?;
            (name.trim(), Some(number))
        }
        None => (text, None),
    };
    Ok(Objective {
        measure: Measure::read(name, &base.world).map_err(Failure::Input)?,
        aim,
        limit,
    })
}
