//! Layer 8: the command line. Each command reads as a paragraph; the work is in the layers below.
//!
//! Results go to stdout, progress and notes to stderr. Exit code 0: done; 1: failed while running;
//! 2: bad input, and nothing was written.

pub mod args;
mod attribute;
mod backtest;
mod batch;
mod calibrate;
mod chart;
mod checks;
pub mod command;
mod complete;
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
mod search;
mod sensitivity;
mod serve;
mod shard;
mod shell;
mod simulate;
mod sweep;
mod terminal;
mod warn;

use std::process::ExitCode;

use clap::Parser;

use command::{Cli, Command};
pub use failure::Failure;

use crate::decide::{Inquiry, Seeking};

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

/// The analysis that a command line asks for, `words` without the program's name: for programs that spread it over machines.
/// Nothing is run.
///
/// # Errors
/// If the words are no analysis that can be split, or say how a process works, such as where its results go.
pub fn inquiry(words: &[String]) -> Result<Inquiry, Failure> {
    match spread(words)? {
        Command::Compare(args) if args.attribute => attribute::ask(&args),
        Command::Sensitivity(args) => sensitivity::ask(&args),
        Command::Explore(args) if args.from.is_none() => explore::ask(&args),
        Command::Warn(args) => warn::ask(&args),
        Command::Sweep(args) => sweep::ask(&args),
        _ => Err(Failure::Input(
            "this is no analysis that can be split\n  help: sweep, sensitivity, explore, warn and compare --attribute can".to_owned(),
        )),
    }
}

/// What a command line of `goal` or `search` looks for, step by step, as [`inquiry`] for the other analyses.
///
/// # Errors
/// If the words are neither, or say how a process works.
pub fn seeking(words: &[String]) -> Result<Seeking, Failure> {
    match spread(words)? {
        Command::Goal(args) if args.from.is_none() => goal::ask(&args),
        Command::Search(args) => search::ask(&args),
        _ => Err(Failure::Input(
            "this is nothing that is looked for step by step\n  help: goal and search are"
                .to_owned(),
        )),
    }
}

/// The command that words ask for, to be spread over machines.
fn spread(words: &[String]) -> Result<Command, Failure> {
    if shard::whole_run(words.to_vec()) != words {
        return Err(Failure::Input(
            "--out, --force, --threads, --resume, --quiet and --shard say how a process of the program works\n  help: leave them out; whoever spreads the analysis says where results go".to_owned(),
        ));
    }
    let line = std::iter::once("garita".to_owned()).chain(words.iter().cloned());
    let cli = Cli::try_parse_from(line).map_err(|error| Failure::Input(error.to_string()))?;
    Ok(cli.command)
}

fn carry_out(command: Command) -> Result<(), Failure> {
    match command {
        Command::Run(args) => simulate::run(&args),
        Command::Compare(args) => simulate::compare(&args),
        Command::Merge(args) => merge::merge(&args),
        Command::Outlay(args) => outlay::outlay(&args),
        Command::Sensitivity(args) => sensitivity::sensitivity(&args),
        Command::Explore(args) => explore::explore(&args),
        Command::Search(args) => search::search(&args),
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
        Command::Serve(args) => serve::serve(&args),
        Command::Chart(args) => chart::chart(&args),
        Command::Report(args) => report::report(&args),
        Command::Reproduce(args) => reproduce::reproduce(&args),
        Command::Init(args) => init::init(&args),
        Command::Completions(args) => shell::completions(args.shell),
        Command::Man(args) => shell::man(&args),
    }
}
