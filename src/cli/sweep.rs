//! `sweep`: grids and scattered points over levers and uncertain inputs.

use clap::{Args, ValueEnum};
use clap_complete::ArgValueCompleter;

use super::Failure;
use super::complete;
use super::decide::{CommonArgs, carry_out, catalogue, inquiry};
use super::simulate::threads;
use crate::decide::measure::USUAL;
use crate::decide::sweep::{MOST_POINTS, POINTS, Pattern, Question, Sweep};
use crate::decide::{self, Inquiry};

/// Arguments of `sweep`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct SweepArgs {
    /// A bundled name, or a file ending in .toml
    #[arg(value_name = "SCENARIO", add = ArgValueCompleter::new(complete::scenarios))]
    pub scenario: String,
    /// What varies: SETTING or PARAMETER, then =LOW..HIGH, =LOW..HIGH/STEPS or =A,B,C, then @DATE for a setting; repeatable
    #[arg(long, required = true, value_name = "NAME=VALUES[@DATE]")]
    pub vary: Vec<String>,
    /// Which points are run: every combination of the values, or points scattered over all ranges at once
    #[arg(long, value_enum, default_value_t = Spacing::Grid)]
    pub design: Spacing,
    /// With --design lhs or sobol: how many points [default: 64]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(6..=MOST_POINTS as i64))]
    pub points: Option<u32>,
    /// Outcome looked at: METRIC, METRIC:STATISTIC or METRIC:STATISTIC@PLACE/GROUP; repeatable
    #[arg(long, value_name = "METRIC", default_values_t = USUAL.map(str::to_owned))]
    pub metric: Vec<String>,
    /// How to simulate, what to change, where to write.
    #[command(flatten)]
    pub common: CommonArgs,
}

/// Which points are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Spacing {
    /// Every combination; for one or two inputs.
    Grid,
    /// Latin hypercube: every input evenly, combinations by chance; for any number of points.
    Lhs,
    /// Scrambled Sobol points: combinations evenly, too; best with 32, 64, 128, … points.
    Sobol,
}

const EXAMPLES: &str = "\
Examples:
  garita sweep status-quo --vary port-appointments.slots-per-day=1000..5000/5@2025-01-01
  garita sweep status-quo --vary shelter-beds.built.tijuana=0,1000,2000 --vary crossing.detection=0.6..0.9/4
  garita sweep legal-pathways --vary us-detection.staff=0.5..2 --metric deaths --metric unsheltered-nights@tijuana -n 100
  garita sweep status-quo --design sobol --points 64 --vary port-appointments.slots-per-day=1000..5000@2025-01-01 --vary us-detection.staff=0.5..2@2025-01-01 --vary crossing.detection=0.6..0.9 -n 20

Every point meets the same simulated futures. points.csv has a row for each point and outcome. A grid of three inputs and more takes many
points and tells little of each; scattered points (lhs, sobol) try as many different values of every input as there are points, and
effects.csv tells what goes with each input on average over the others. They depend on --seed.";

/// `garita sweep`.
pub fn sweep(args: &SweepArgs) -> Result<(), Failure> {
    let threads = threads(args.common.ensemble.threads)?;
    threads.install(|| carry_out(&ask(args)?, &args.common))
}

/// What is asked, with every point loaded.
pub fn ask(args: &SweepArgs) -> Result<Inquiry, Failure> {
    let question = question(args)?;
    let changes = args.common.changes.overrides();
    let seed = args.common.ensemble.seed;
    let scenarios = Sweep::scenarios(&args.scenario, &changes, &question, seed, catalogue()?)?;
    let about = std::slice::from_ref(&args.scenario);
    inquiry(
        decide::Question::Sweep(question),
        about,
        scenarios,
        &args.common,
    )
}

fn question(args: &SweepArgs) -> Result<Question, Failure> {
    let pattern = match args.design {
        Spacing::Grid => Pattern::Grid,
        Spacing::Lhs => Pattern::LatinHypercube,
        Spacing::Sobol => Pattern::Sobol,
    };
    if pattern == Pattern::Grid && args.points.is_some() {
        return Err(Failure::Input(
            "--points is the number of scattered points, and a grid has as many as its values make\n  help: add --design lhs or --design sobol, or write the values as LOW..HIGH/STEPS".to_owned(),
        ));
    }
    Ok(Question {
        vary: args.vary.clone(),
        pattern,
        points: args.points.unwrap_or(POINTS),
        metric: args.metric.clone(),
    })
}
