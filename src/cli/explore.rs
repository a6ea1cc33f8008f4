//! `explore`: many portfolios of levers in many states of the world.

use std::path::{Path, PathBuf};

use clap::Args;
use clap_complete::ArgValueCompleter;

use super::Failure;
use super::complete;
use super::decide::{
    CommonArgs, axes, carry_out, folder_name, inquiry, kept, named, refuse_not_held, write_found,
};
use super::simulate::{announced, threads};
use crate::decide::arms::{portfolio, variants};
use crate::decide::axis::round_number;
use crate::decide::explore::{self, Explore, Wanted, amount};
use crate::decide::{Analysis as _, Inquiry, Question};
use crate::export::{Permission, RunFolder};
use crate::random::cube::Sobol;
use crate::scenario::Scenario;
use crate::study::Cast;

/// Name of the analysis.
const NAME: &str = "explore";

/// Arguments of `explore`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ExploreArgs {
    /// Portfolios: bundled names, or files ending in .toml; the first is the base
    #[arg(required_unless_present = "from", value_name = "SCENARIO", add = ArgValueCompleter::new(complete::scenarios))]
    pub scenarios: Vec<String>,
    /// Ask the futures of an earlier `compare`, `sweep` or `explore` anew, without simulating: its result folder
    #[arg(long, value_name = "RESULT", conflicts_with_all = ["scenarios", "vary", "replicates", "precision", "only_replicate", "shard", "check", "resume", "with", "set", "assume", "response", "until"])]
    pub from: Option<PathBuf>,
    /// Make portfolios around the base: a setting of a lever and its range; repeatable
    #[arg(long, value_name = "SETTING=LOW..HIGH[@DATE]")]
    pub vary: Vec<String>,
    /// With --vary: how many portfolios are made
    #[arg(long, value_name = "N", default_value_t = 20, requires = "vary", value_parser = clap::value_parser!(u64).range(1..=10_000))]
    pub portfolios: u64,
    /// What is wanted.
    #[command(flatten)]
    pub wanted: WantedArgs,
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

/// What is wanted of portfolios.
#[derive(Clone, Debug, Args)]
pub struct WantedArgs {
    /// Less of this is wanted: METRIC, METRIC:STATISTIC@PLACE/GROUP, or METRIC=LIMIT to be kept in 90 % of futures; repeatable
    #[arg(long, value_name = "METRIC[=LIMIT]")]
    pub less: Vec<String>,
    /// More of this is wanted; repeatable
    #[arg(long, value_name = "METRIC[=LIMIT]")]
    pub more: Vec<String>,
    /// Public outlay over the run, USD, to be kept in 90 % of futures
    #[arg(long, value_name = "USD", value_parser = dollars, allow_hyphen_values = true)]
    pub budget: Option<f64>,
}

impl WantedArgs {
    /// The objectives, as they were typed.
    pub fn wanted(&self) -> Wanted {
        Wanted {
            less: self.less.clone(),
            more: self.more.clone(),
        }
    }
}

/// An amount of money: `25e9`, `25,000,000,000`, `25bn` or `500m`.
fn dollars(text: &str) -> Result<f64, String> {
    amount(text).filter(|amount| *amount >= 0.0).ok_or_else(|| {
        "write USD, not less than 0, as 25e9, 25,000,000,000, 25bn or 500m".to_owned()
    })
}

/// `garita explore`.
pub fn explore(args: &ExploreArgs) -> Result<(), Failure> {
    if let Some(folder) = &args.from {
        return ask_anew(args, folder);
    }
    let threads = threads(args.common.ensemble.threads)?;
    threads.install(|| carry_out(&ask(args)?, &args.common))
}

/// What is asked, with every portfolio loaded.
pub fn ask(args: &ExploreArgs) -> Result<Inquiry, Failure> {
    let scenarios = portfolios(args)?;
    refuse_one(&scenarios)?;
    let question = Question::Explore(question(args));
    inquiry(question, &args.scenarios, scenarios, &args.common)
}

fn question(args: &ExploreArgs) -> explore::Question {
    explore::Question {
        wanted: args.wanted.wanted(),
        budget: args.wanted.budget,
    }
}

/// Looks at the futures of an earlier result with other objectives, limits or another budget.
fn ask_anew(args: &ExploreArgs, folder: &Path) -> Result<(), Failure> {
    let started = jiff::Timestamp::now();
    let kept = kept(folder)?;
    refuse_one(&kept.scenarios)?;
    let seed = args.common.ensemble.seed;
    let explore = Explore::of(kept.scenarios.clone(), &question(args), seed)?;
    refuse_not_held(&kept, explore.measures())?;
    let (about, common) = (folder_name(folder), &args.common);
    let usual = || PathBuf::from("output").join(format!("{NAME}-from-{about}"));
    let permission = Permission {
        force: common.force,
        resume: false,
    };
    let out = RunFolder::create(&common.out.clone().unwrap_or_else(usual), permission)?;
    write_found(
        (NAME, named(&kept.scenarios)),
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
            .map(|(axis, share)| round_number(axis.at(share)))
            .collect()
    };
    let count = if axes.is_empty() { 0 } else { args.portfolios };
    let points: Vec<Vec<f64>> = (0..count).map(point).collect();
    let made = variants(&args.scenarios[0], &changes, &axes, &points)?;
    scenarios.extend((1..).zip(made).map(|(number, made)| Scenario {
        name: portfolio(number),
        ..made
    }));
    Ok(scenarios)
}

fn refuse_one(scenarios: &[Scenario]) -> Result<(), Failure> {
    if scenarios.len() < 2 {
        return Err(Failure::Input(
            "there is one portfolio, and nothing to hold it against\n  help: name more scenarios, or make some with --vary".to_owned(),
        ));
    }
    Ok(())
}
