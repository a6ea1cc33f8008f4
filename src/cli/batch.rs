//! Scenarios that are run batch by batch, each batch chosen by what the ones before gave: for whatever looks for something.

use std::path::PathBuf;

use clap::Args;

use super::args::ChangeArgs;
use super::decide::seconds;
use super::{Failure, progress};
use crate::decide::{Measure, measure};
use crate::experiment::{Ensemble, Results};
use crate::export::{Permission, RunFolder};
use crate::scenario::Scenario;
use crate::study::{Cast, Progress, SEED, Study, Wishes};

/// Chance, changes, and where results go, for commands that run batch by batch.
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
                "--shard cannot be used with {command}: what it runs next depends on what came out before, so that nothing can be handed out beforehand\n  help: use all threads of one machine; sweep, sensitivity, explore, warn and compare --attribute can be split"
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

/// What all batches have in common.
pub struct Batches<'a> {
    /// Seed of all chance.
    pub seed: u64,
    /// Futures in which every scenario is run.
    pub replicates: u64,
    /// What is looked at.
    pub measures: &'a [Measure],
    /// No progress bar.
    pub quiet: bool,
}

impl Batches<'_> {
    /// Runs some scenarios in every future; nothing is kept on the way.
    pub fn run(&self, scenarios: Vec<Scenario>) -> Result<Results, Failure> {
        let study = self.study(scenarios)?;
        let (plan, wanted) = (study.plan(), &study.design.replicates);
        let bar = progress::bar(wanted.len(), "futures", self.quiet);
        let progress = Progress {
            stop: progress::stop_flag(),
            replicate: &|| bar.inc(1),
            ..Progress::silent()
        };
        let ensemble = Ensemble::new(&plan, &study.design);
        ensemble.simulate(wanted, &progress.watch())?;
        bar.finish_and_clear();
        let results = ensemble.finish(wanted.clone())?;
        if results.interrupted() {
            return Err(Failure::Run(
                "stopped; a search keeps nothing, so give the command again".to_owned(),
            ));
        }
        Ok(results)
    }

    /// How long a scenario may take in all futures, by the clock of one.
    pub fn seconds(&self, scenario: &Scenario) -> Result<f64, Failure> {
        let study = self.study(vec![scenario.clone()])?;
        seconds(&study.plan(), 0, study.design.replicates.len())
    }

    fn study(&self, scenarios: Vec<Scenario>) -> Result<Study, Failure> {
        let wishes = Wishes {
            seed: self.seed,
            replicates: (0..self.replicates).collect(),
            ..Wishes::default()
        };
        let mut study = Study::new(Cast::of_scenarios(scenarios)?, &wishes)?;
        study.daily = false;
        study.design.watched = measure::watched(self.measures, study.design.days);
        Ok(study)
    }
}
