//! Layer 8: the command line. Each command reads as a paragraph; the work is in the layers below.
//!
//! Results go to stdout, progress and notes to stderr. Exit code 0: done; 1: failed while running;
//! 2: bad input, and nothing was written.

pub mod args;
mod attribute;
mod backtest;
mod calibrate;
mod chart;
mod checks;
mod decide;
mod explore;
mod failure;
mod gather;
mod goal;
mod hindcast;
mod init;
mod listed;
mod listing;
mod load;
mod merge;
mod outlay;
mod progress;
mod report;
mod reproduce;
mod sensitivity;
mod shard;
mod shell;
mod simulate;
mod sweep;
mod terminal;
mod warn;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};
pub use failure::Failure;

/// Runs the command line that the program was started with.
#[must_use]
pub fn main() -> ExitCode {
    shell::answer_the_shell();
    match carry_out(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            terminal::note(&failure.to_string());
            failure.exit_code()
        }
    }
}

fn carry_out(command: Command) -> Result<(), Failure> {
    match command {
        Command::Run(args) => simulate::run(&args),
        Command::Compare(args) => simulate::compare(&args),
        Command::Merge(args) => merge::merge(&args),
        Command::Outlay(args) => outlay::outlay(&args),
        Command::Sensitivity(args) => sensitivity::sensitivity(&args),
        Command::Explore(args) => explore::explore(&args),
        Command::Goal(args) => goal::goal(&args),
        Command::Warn(args) => warn::warn(&args),
        Command::Sweep(args) => sweep::sweep(&args),
        Command::List(args) => listing::list(&args),
        Command::Describe(args) => listing::describe(&args),
        Command::Schema => listing::schema(),
        Command::Check(args) => checks::check(&args),
        Command::Calibrate(args) => calibrate::calibrate(&args),
        Command::Hindcast(args) => hindcast::hindcast(&args),
        Command::Backtest(args) => backtest::backtest(&args),
        Command::Chart(args) => chart::chart(&args),
        Command::Report(args) => report::report(&args),
        Command::Reproduce(args) => reproduce::reproduce(&args),
        Command::Init(args) => init::init(&args),
        Command::Completions(args) => shell::completions(args.shell),
        Command::Man(args) => shell::man(&args),
    }
}
