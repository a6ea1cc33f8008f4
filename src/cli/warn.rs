//! `warn`: how likely it is, by date, that something is passed.

use clap::Args;
use clap_complete::ArgValueCompleter;

use super::Failure;
use super::complete;
use super::decide::{CommonArgs, carry_out, inquiry};
use super::simulate::{announced, threads};
use crate::decide::{Inquiry, Question, warn};
use crate::study::Cast;

/// Arguments of `warn`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct WarnArgs {
    /// Bundled names, or files ending in .toml; the others are held against the first
    #[arg(required = true, value_name = "SCENARIO", add = ArgValueCompleter::new(complete::scenarios))]
    pub scenarios: Vec<String>,
    /// What to be warned of: a daily number above a level; repeatable [default: shelters over capacity, place by place]
    #[arg(long, value_name = "METRIC@PLACE/GROUP>LEVEL")]
    pub when: Vec<String>,
    /// Days in a row on which it has to be above the level
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=365))]
    pub days: u16,
    /// Without --when: places whose shelters are looked at, separated by commas [default: all]
    #[arg(long, value_name = "PLACE", value_delimiter = ',', add = ArgValueCompleter::new(complete::places))]
    pub places: Vec<String>,
    /// How to simulate, what to change, where to write.
    #[command(flatten)]
    pub common: CommonArgs,
}

const EXAMPLES: &str = "\
Examples:
  garita warn status-quo -n 400
  garita warn status-quo legal-pathways --when 'people-waiting@appointment>200000' -n 400
  garita warn status-quo --places ciudad-juarez,reynosa --days 30

passages.csv has the first day in every future, chances.csv the chance by date.";

/// `garita warn`.
pub fn warn(args: &WarnArgs) -> Result<(), Failure> {
    let threads = threads(args.common.ensemble.threads)?;
    threads.install(|| carry_out(&ask(args)?, &args.common))
}

/// What is asked, with every scenario loaded.
pub fn ask(args: &WarnArgs) -> Result<Inquiry, Failure> {
    let changes = args.common.changes.overrides();
    let cast = announced(Cast::of_run(&args.scenarios, &changes))?;
    let question = Question::Warn(warn::Question {
        when: args.when.clone(),
        hold: usize::from(args.days),
        places: args.places.clone(),
    });
    inquiry(question, &args.scenarios, cast.scenarios, &args.common)
}
