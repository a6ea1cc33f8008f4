//! The steps of a search: round after round, until one more would find little.

use std::io;

use super::{Search, Trials};
use crate::decide::arms::{portfolio, variants};
use crate::decide::seek::Seek;
use crate::decide::{Found, Measure};
use crate::experiment::Results;
use crate::scenario::{Overrides, Scenario};
use crate::study::StudyError;

/// A search on its way.
pub struct Rounds {
    search: Search,
    /// The scenario as the user named it, and what to change in it.
    name: String,
    changes: Overrides,
    /// Most rounds, and portfolios tried in each.
    most: usize,
    portfolios: usize,
    trials: Trials,
    /// Values of the levers of what is run next.
    trying: Vec<Vec<f64>>,
}

impl Rounds {
    /// A search of at most `most` rounds of `portfolios` each, of which nothing was run.
    #[must_use]
    pub fn new(
        search: Search,
        (name, changes): (String, Overrides),
        (most, portfolios): (usize, usize),
    ) -> Self {
        Self {
            search,
            name,
            changes,
            most,
            portfolios,
            trials: Trials::new(),
            trying: Vec::new(),
        }
    }
}

impl Seek for Rounds {
    fn base(&self) -> &Scenario {
        &self.search.base
    }

    fn measures(&self) -> Vec<Measure> {
        self.search.measures()
    }

    fn next(&mut self) -> Result<Vec<Scenario>, StudyError> {
        let (search, trials) = (&self.search, &self.trials);
        if trials.rounds() >= self.most || search.has_stopped(trials) {
            return Ok(Vec::new());
        }
        let mut values = search.next(trials, self.portfolios);
        if values.is_empty() {
            return Ok(Vec::new());
        }
        let mut scenarios = variants(&self.name, &self.changes, &search.axes, &values)?;
        for (number, scenario) in (trials.count() + 1..).zip(&mut scenarios) {
            scenario.name = portfolio(number);
        }
        if trials.rounds() == 0 {
            scenarios.insert(0, search.base.clone());
            values.insert(0, Vec::new());
        }
        self.trying = values;
        Ok(scenarios)
    }

    fn take(&mut self, scenarios: &[Scenario], results: &Results) {
        let values = std::mem::take(&mut self.trying);
        let ran = scenarios.iter().cloned().zip(values).collect();
        self.search.take(&mut self.trials, ran, results);
    }

    fn told(&self) -> String {
        let trials = &self.trials;
        format!("round {}: {} portfolios", trials.rounds(), trials.count())
    }

    fn stop(&mut self) -> bool {
        self.trials.stop();
        true
    }

    fn found(&self) -> io::Result<(Found, Vec<Scenario>)> {
        self.search.found(&self.trials)
    }
}
