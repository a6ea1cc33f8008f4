//! Commands that look for something step by step, each step chosen by what the ones before gave.

use std::path::PathBuf;

use clap::Args;

use super::args::ChangeArgs;
use super::decide::{seconds, show};
use super::simulate::command_line;
use super::{Failure, progress, terminal};
use crate::decide::{Inquiry, Seeking};
use crate::experiment::{Ensemble, Results};
use crate::export::{Permission, RunFolder};
use crate::study::{Progress, SEED};

/// Chance, changes, and where results go, for commands that run step by step.
#[derive(Clone, Debug, Args)]
pub struct BatchArgs {
    /// Seed of all chance; the same seed gives the same results on any machine
    #[arg(long, value_name = "SEED", default_value_t = SEED)]
    pub seed: u64,
    /// Threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Refused: see [`BatchArgs::refuse_shard`].
    #[arg(long, hide = true)]
    shard: Option<String>,
    /// What to change in every scenario.
    #[command(flatten)]
    pub changes: ChangeArgs,
    /// Result folder [default: `output/COMMAND-SCENARIO`]
    #[arg(short, long, value_name = "FOLDER", help_heading = "Output")]
    out: Option<PathBuf>,
    /// Replace earlier results there
    #[arg(long, help_heading = "Output")]
    force: bool,
    /// No progress and no summary; only the path of the result folder on stdout
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}

impl BatchArgs {
    /// Refuses to split what chooses its next step by what it found.
    pub fn refuse_shard(&self, command: &str) -> Result<(), Failure> {
        match &self.shard {
            None => Ok(()),
            Some(_) => Err(Failure::Input(format!(
                "--shard cannot be used with {command}: what it runs next depends on what came out before, so that nothing can be handed out beforehand\n  help: use all threads of one machine, or the Python module, which spreads every step over a cluster; sweep, sensitivity, explore, warn and compare --attribute can be split"
            ))),
        }
    }

    /// Opens the result folder, `usual` unless another is named.
    pub fn folder(&self, usual: impl FnOnce() -> PathBuf) -> Result<RunFolder, Failure> {
        let permission = Permission {
            force: self.force,
            resume: false,
        };
        let out = self.out.clone().unwrap_or_else(usual);
        Ok(RunFolder::create(&out, permission)?)
    }
}

/// Runs step after step in every future, until no more is needed or somebody stops it, and writes what was found. `effort` says
/// how long that may take, given the seconds that a scenario takes in all futures.
pub fn seek(
    mut seeking: Seeking,
    batch: &BatchArgs,
    effort: impl FnOnce(f64) -> String,
) -> Result<(), Failure> {
    let started = jiff::Timestamp::now();
    let folder = batch.folder(|| PathBuf::from("output").join(seeking.folder()))?;
    if !batch.quiet {
        let step = seeking.as_it_is()?;
        let seconds = seconds(&step.study.plan(), 0, step.study.design.replicates.len())?;
        terminal::note(&effort(seconds));
    }
    while let Some(step) = seeking.next_step()? {
        let Some(results) = run(&step, batch.quiet)? else {
            if seeking.stop() {
                break;
            }
            return Err(Failure::Run(
                "stopped before the answer was known\n  help: give the command again".to_owned(),
            ));
        };
        let told = seeking.take(&step, results);
        if !batch.quiet {
            terminal::note(&told);
        }
    }
    let written = seeking.write(&command_line(), started, &folder);
    let answers = written.map_err(|error| Failure::from(error).kept(&folder))?;
    show(&answers, folder, batch.quiet)
}

/// Runs a step in every future; nothing if somebody stopped it on the way.
fn run(step: &Inquiry, quiet: bool) -> Result<Option<Results>, Failure> {
    let (plan, design) = (step.study.plan(), &step.study.design);
    let wanted = &design.replicates;
    let bar = progress::bar(wanted.len(), "futures", quiet);
    let progress = Progress {
        stop: progress::stop_flag(),
        replicate: &|| bar.inc(1),
        ..Progress::silent()
    };
    let ensemble = Ensemble::new(&plan, design);
    ensemble.simulate(wanted, &progress.watch())?;
    bar.finish_and_clear();
    let results = ensemble.finish(wanted.clone())?;
    Ok((!results.interrupted()).then_some(results))
}
