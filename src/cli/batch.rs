//! Scenarios that are run batch by batch, each batch chosen by what the ones before gave: for whatever looks for something.

use super::decide::seconds;
use super::{Failure, progress};
use crate::decide::{Measure, measure};
use crate::experiment::{Ensemble, Results};
use crate::scenario::Scenario;
use crate::study::{Cast, Progress, Study, Wishes};

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
