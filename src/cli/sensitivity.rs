//! `sensitivity`: which assumptions move an answer.

use clap::{Args, ValueEnum};
use clap_complete::ArgValueCompleter;

use super::Failure;
use super::complete;
use super::decide::{CommonArgs, carry_out, inquiry};
use super::simulate::{announced, threads};
use crate::decide::measure::USUAL;
use crate::decide::sensitivity::{self, Method};
use crate::decide::{Inquiry, Question};
use crate::study::Cast;

/// Arguments of `sensitivity`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct SensitivityArgs {
    /// A scenario; or base and scenario, of which the difference is looked at
    #[arg(required = true, num_args = 1..=2, value_name = "SCENARIO", add = ArgValueCompleter::new(complete::scenarios))]
    pub scenarios: Vec<String>,
    /// Screen all inputs, or split the variance among a few
    #[arg(long, value_enum, default_value_t = Way::Screen)]
    pub method: Way,
    /// Uncertain inputs that vary, separated by commas [default: all when screening; needed to split the variance]
    #[arg(long, value_name = "PARAMETER", value_delimiter = ',', add = ArgValueCompleter::new(complete::parameters))]
    pub inputs: Vec<String>,
    /// Screening: trajectories, each of which moves every input once
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(2..=10_000))]
    pub trajectories: u32,
    /// Variance: rows, each of which has a point for every input and two more
    #[arg(long, value_name = "N", default_value_t = 128, value_parser = clap::value_parser!(u64).range(8..=1_000_000))]
    pub rows: u64,
    /// Draws of chance at every point
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=1_000))]
    pub chances: u64,
    /// Outcome looked at: METRIC, METRIC:STATISTIC or METRIC:STATISTIC@PLACE/GROUP; repeatable
    #[arg(long, value_name = "METRIC", default_values_t = USUAL.map(str::to_owned))]
    pub metric: Vec<String>,
    /// How to simulate, what to change, where to write.
    #[command(flatten)]
    pub common: CommonArgs,
}

/// How inputs are varied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Way {
    /// One input after another along trajectories (Morris).
    Screen,
    /// Shares of the variance (Sobol).
    Variance,
}

const EXAMPLES: &str = "\
Examples:
  garita sensitivity status-quo
  garita sensitivity status-quo legal-pathways --metric unsheltered-nights --trajectories 20
  garita sensitivity status-quo --method variance --inputs crossing.detection,departure.base --rows 256

Screening names the few inputs that matter; splitting the variance says how much each of them does. How many futures are run
follows from the design: --replicates, --precision and --only-replicate do not count here and are refused.";

/// `garita sensitivity`.
pub fn sensitivity(args: &SensitivityArgs) -> Result<(), Failure> {
    let threads = threads(args.common.ensemble.threads)?;
    threads.install(|| carry_out(&ask(args)?, &args.common))
}

/// What is asked, with the scenarios loaded.
pub fn ask(args: &SensitivityArgs) -> Result<Inquiry, Failure> {
    args.common.refuse_choice_of_futures()?;
    let method = match args.method {
        Way::Screen => Method::Screening {
            trajectories: args.trajectories,
        },
        Way::Variance if args.inputs.is_empty() => {
            return Err(Failure::Input(
                "--method variance needs --inputs\n  help: name the inputs that matter; garita sensitivity with --method screen finds them".to_owned(),
            ));
        }
        Way::Variance => Method::Variance { rows: args.rows },
    };
    let changes = args.common.changes.overrides();
    let cast = announced(Cast::of_run(&args.scenarios, &changes))?;
    let question = Question::Sensitivity(sensitivity::Question {
        method,
        inputs: args.inputs.clone(),
        chances: args.chances,
        metric: args.metric.clone(),
    });
    inquiry(question, &args.scenarios, cast.scenarios, &args.common)
}
