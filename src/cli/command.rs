//! The program and its commands, as people type them.

use clap::{Parser, Subcommand};

use super::backtest::BacktestArgs;
use super::calibrate::CalibrateArgs;
use super::chart::ChartArgs;
use super::checks::CheckArgs;
use super::explore::ExploreArgs;
use super::goal::GoalArgs;
use super::hindcast::HindcastArgs;
use super::init::InitArgs;
use super::listing::{DescribeArgs, ListArgs};
use super::merge::MergeArgs;
use super::outlay::OutlayArgs;
use super::report::ReportArgs;
use super::reproduce::ReproduceArgs;
use super::search::SearchArgs;
use super::sensitivity::SensitivityArgs;
use super::serve::ServeArgs;
use super::shell::{CompletionsArgs, ManArgs};
use super::simulate::{CompareArgs, RunArgs};
use super::sweep::SweepArgs;
use super::warn::WarnArgs;

/// Policy scenario simulator for migration at the U.S.–Mexico border: queues, shelters, risk and cost,
/// compared fairly under uncertainty.
#[derive(Debug, Parser)]
#[command(name = "garita", version, arg_required_else_help = true, max_term_width = 110, after_help = MAIN_EXAMPLES)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const MAIN_EXAMPLES: &str = "\
Examples:
  garita compare enforcement-only legal-pathways   two policy families: charts, tables and a report
  garita list scenarios                            what can be run
  garita init my-policy                            a commented scenario file to start from
  garita describe legal-pathways                   what a scenario changes, from when, how fast

Results go to output/<name>/. Exit code 0: done; 1: failed while running; 2: bad input, nothing written.";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Simulate one or more scenarios: charts and tables
    Run(RunArgs),
    /// Compare scenarios in the same simulated futures: paired differences, charts, tables and a report
    Compare(CompareArgs),
    /// Bring the parts of a run together that was split with --shard: the same results as in one process
    Merge(MergeArgs),
    /// Run packages of levers at growing size: each key figure against planned and simulated outlay
    Outlay(OutlayArgs),
    /// Find which uncertain inputs move an answer, and how much of its variance each makes
    Sensitivity(SensitivityArgs),
    /// Hold many portfolios of levers against many states of the world: which stand up, where they fail
    Explore(ExploreArgs),
    /// Find portfolios of levers of which none beats another in every objective
    Search(SearchArgs),
    /// Find the value of a lever that meets a target under uncertainty
    Goal(GoalArgs),
    /// Run a scenario at many values of levers and uncertain inputs: what changes with them
    Sweep(SweepArgs),
    /// Tell how likely it is, by date, that shelters pass capacity or a list passes a length
    Warn(WarnArgs),
    /// List what there is: scenarios, policies, levers, parameters, metrics, places, observations, calibrations or transitions
    List(ListArgs),
    /// Say in plain words what a scenario changes, from when and how fast
    Describe(DescribeArgs),
    /// Check files: every problem at once, each pointing at its line; run checks of the model with --run
    Check(CheckArgs),
    /// Print the JSON Schema of scenario files, for editors
    #[command(after_help = SCHEMA_EXAMPLES)]
    Schema,
    /// Run the past under dated policy and hold it against published counts, misses included
    Hindcast(HindcastArgs),
    /// Fit uncertain inputs to published counts: a set of fits that scenarios can start from
    Calibrate(CalibrateArgs),
    /// Forecast months of the past from the months before them, and score each against what was published
    Backtest(BacktestArgs),
    /// Open a page on this machine with sliders for levers: the comparison follows while they move
    Serve(ServeArgs),
    /// Draw a chart of an earlier result again, without simulating: other days, places, size, style or title
    Chart(ChartArgs),
    /// Write the report of an earlier result again, without simulating: with a template of your own if you want
    Report(ReportArgs),
    /// Run an earlier result again from what it saved, and say whether its tables, or a chart, are the same
    Reproduce(ReproduceArgs),
    /// Write a commented scenario file to start from; it changes nothing until you edit it
    Init(InitArgs),
    /// Let a shell complete commands, options, scenarios, levers and parameters
    Completions(CompletionsArgs),
    /// Manual pages: print one, or write all of them to a folder
    Man(ManArgs),
}

const SCHEMA_EXAMPLES: &str = "\
Examples:
  garita schema > scenario.schema.json

Then write `#:schema ./scenario.schema.json` as first line of a scenario file: editors with TOML support
complete names and underline mistakes while you type.";

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_shows_examples() {
        for command in Cli::command().get_subcommands() {
            let help = command
                .get_after_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            assert!(
                help.contains("Examples:") && help.contains("garita"),
                "{}",
                command.get_name()
            );
        }
    }
}
