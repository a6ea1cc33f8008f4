//! What `goal` and `search` have in common: what they run next depends on what came out before.
//!
//! Each step is an [`Inquiry`] of its own, so that whoever runs it may spread its futures over machines.

use std::io;

use serde::{Deserialize, Serialize};

use super::{Analysis, Found, Inquiry, Made, Measure, Question, measure, write};
use crate::experiment::{Design, Results, Watched};
use crate::export::{RunFolder, tables};
use crate::report::finding::Finding;
use crate::scenario::{self, Scenario};
use crate::study::{Cast, StudyError, Wishes};
use crate::world::World;

/// Something that is looked for step by step.
pub trait Seek: Send + Sync {
    /// The scenario as it is.
    fn base(&self) -> &Scenario;

    /// What is looked at in every step.
    fn measures(&self) -> Vec<Measure>;

    /// What to run next in every future; nothing when no more is needed.
    ///
    /// # Errors
    /// If a scenario does not load.
    fn next(&mut self) -> Result<Vec<Scenario>, StudyError>;

    /// Takes what came out of the scenarios that were to be run next.
    fn take(&mut self, scenarios: &[Scenario], results: &Results);

    /// The last step in words: "value 3: 2,500".
    fn told(&self) -> String;

    /// Somebody stopped it: whether what is known so far is worth telling.
    fn stop(&mut self) -> bool;

    /// What was found, and the scenarios that belong to it.
    ///
    /// # Errors
    /// If a table cannot be written.
    fn found(&self) -> io::Result<(Found, Vec<Scenario>)>;
}

/// Something that is looked for, on its way.
pub struct Seeking {
    /// Name of the analysis, as on the command line.
    name: &'static str,
    /// The scenario that the user named.
    about: String,
    seed: u64,
    replicates: u64,
    search: Box<dyn Seek>,
    /// How the last step was run.
    design: Option<Design>,
}

impl Seeking {
    /// What `search` looks for, in so many futures from this seed; nothing is run yet.
    #[must_use]
    pub fn new(
        (name, about): (&'static str, String),
        (seed, replicates): (u64, u64),
        search: Box<dyn Seek>,
    ) -> Self {
        Self {
            name,
            about,
            seed,
            replicates,
            search,
            design: None,
        }
    }

    /// Usual name of the result folder.
    #[must_use]
    pub fn folder(&self) -> String {
        format!("{}-{}", self.name, self.about)
    }

    /// Futures that every scenario meets.
    #[must_use]
    pub fn replicates(&self) -> u64 {
        self.replicates
    }

    /// What would be run for the scenario as it is.
    ///
    /// # Errors
    /// If the records of the program do not load.
    pub fn as_it_is(&self) -> Result<Inquiry, StudyError> {
        self.step(vec![self.search.base().clone()])
    }

    /// The step that is to be run next; nothing when no more is needed.
    ///
    /// # Errors
    /// If a scenario does not load.
    pub fn next_step(&mut self) -> Result<Option<Inquiry>, StudyError> {
        let scenarios = self.search.next()?;
        if scenarios.is_empty() {
            return Ok(None);
        }
        self.step(scenarios).map(Some)
    }

    fn step(&self, scenarios: Vec<Scenario>) -> Result<Inquiry, StudyError> {
        let measures = self.search.measures().into_iter();
        let question = Question::Step(Step {
            metrics: measures.map(|measure| measure.name).collect(),
        });
        let wishes = Wishes {
            seed: self.seed,
            replicates: (0..self.replicates).collect(),
            ..Wishes::default()
        };
        Inquiry::new(question, vec![self.about.clone()], scenarios, &wishes)
    }

    /// Takes what came out of a step; returns it in words.
    pub fn take(&mut self, step: &Inquiry, results: Results) -> String {
        self.search.take(&step.study.cast.scenarios, &results);
        self.design = Some(results.design);
        self.search.told()
    }

    /// Somebody stopped it: whether what is known so far is worth telling.
    pub fn stop(&mut self) -> bool {
        self.design.is_some() && self.search.stop()
    }

    /// Writes what was found into a folder; returns the answers. `command` is the command line that makes them again.
    ///
    /// # Errors
    /// If nothing was run, or a file cannot be written.
    pub fn write(
        &self,
        command: &[String],
        started: jiff::Timestamp,
        folder: &RunFolder,
    ) -> Result<Vec<String>, StudyError> {
        let nothing = || StudyError::Failed("nothing was run".to_owned());
        let design = self.design.clone().ok_or_else(nothing)?;
        let (found, scenarios) = self.search.found()?;
        let found = found.with_caution(design.replicates.len());
        let answers = found.finding.answers.clone();
        let design = Design {
            arms: Cast::of_scenarios(scenarios.clone())?.arms,
            ..design
        };
        let catalogue = scenario::catalogue();
        let catalogue =
            catalogue.map_err(|problems| StudyError::Failed(problems.render(100, false)))?;
        let made = Made {
            analysis: self.name,
            about: vec![self.about.clone()],
            asked: None,
            scenarios: &scenarios,
            design: &design,
            finished: &design.replicates,
            sources: &catalogue.sources,
            command,
            started,
        };
        write(found, &made, folder)?;
        Ok(answers)
    }
}

/// A step asks for outcomes of scenarios, and leaves it to others what they say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The outcomes.
    pub metrics: Vec<String>,
}

/// The outcomes of a step.
pub(super) struct Outcomes {
    measures: Vec<Measure>,
    days: usize,
}

impl Outcomes {
    /// The outcomes that a step asks for.
    pub fn of(scenarios: &[Scenario], step: &Step) -> Result<Self, StudyError> {
        let world: &World = &scenarios[0].world;
        let read = |name: &String| Measure::read(name, world).map_err(StudyError::Asked);
        Ok(Self {
            measures: step.metrics.iter().map(read).collect::<Result<_, _>>()?,
            days: scenarios[0].days(),
        })
    }
}

impl Analysis for Outcomes {
    fn watched(&self) -> Vec<Watched> {
        measure::watched(&self.measures, self.days)
    }

    fn found(&self, results: &Results) -> io::Result<Found> {
        let mut replicates = Vec::new();
        tables::replicates_with(&mut replicates, results, &measure::cells(&self.measures))?;
        Ok(Found {
            finding: Finding {
                title: "A step of a search".to_owned(),
                lead: "Outcomes of the scenarios of this step, future by future, are in replicates.csv.".to_owned(),
                answers: Vec::new(),
                parts: Vec::new(),
                limits: Vec::new(),
            },
            drawings: Vec::new(),
            tables: vec![(tables::REPLICATES, replicates)],
        })
    }
}
