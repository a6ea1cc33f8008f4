//! A question to scenarios on its way to an answer: what is run for it, and what is written about it.

use std::io;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Found, Made, attribute, explore, seek, sensitivity, sweep, warn, write};
use crate::experiment::{Results, States, Watched};
use crate::export::RunFolder;
use crate::scenario::{Catalogue, Scenario};
use crate::study::{Asked, Cast, Study, StudyError, Wishes};

/// What an analysis asks of scenarios, as it was typed: the parts of a run carry it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "analysis", rename_all = "kebab-case")]
pub enum Question {
    /// What changes along levers and inputs.
    Sweep(sweep::Question),
    /// Which portfolios stand up.
    Explore(explore::Question),
    /// Which inputs move an answer.
    Sensitivity(sensitivity::Question),
    /// How likely it is that something is passed.
    Warn(warn::Question),
    /// What each lever accounts for.
    Attribute(attribute::Question),
    /// What comes out of scenarios, for whoever chooses the next ones by it.
    Step(seek::Step),
}

/// An analysis of scenarios that all run in the same futures: one plan, known before anything is run.
pub trait Analysis: Send + Sync {
    /// Numbers of single days that have to be watched.
    fn watched(&self) -> Vec<Watched>;

    /// States of the world that a design chooses, which then says how many futures there are.
    fn states(&self) -> Option<States> {
        None
    }

    /// What the results say.
    ///
    /// # Errors
    /// If a table cannot be written.
    fn found(&self, results: &Results) -> io::Result<Found>;
}

impl Question {
    /// Name of the analysis, as on the command line.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Sweep(_) => "sweep",
            Self::Explore(_) => "explore",
            Self::Sensitivity(_) => "sensitivity",
            Self::Warn(_) => "warn",
            Self::Attribute(_) => "attribute",
            Self::Step(_) => "step",
        }
    }

    /// The analysis of scenarios that were made for this question.
    fn analysis(
        &self,
        scenarios: Vec<Scenario>,
        seed: u64,
        catalogue: &'static Catalogue,
    ) -> Result<Box<dyn Analysis>, StudyError> {
        Ok(match self.clone() {
            Self::Sweep(asked) => Box::new(sweep::Sweep::of(scenarios, asked, seed, catalogue)?),
            Self::Explore(asked) => Box::new(explore::Explore::of(scenarios, &asked, seed)?),
            Self::Sensitivity(asked) => {
                Box::new(sensitivity::Sensitivity::of(scenarios, &asked, seed)?)
            }
            Self::Warn(asked) => Box::new(warn::Warn::of(scenarios, &asked)?),
            Self::Attribute(asked) => Box::new(attribute::Attribute::of(
                scenarios, &asked, seed, catalogue,
            )?),
            Self::Step(asked) => Box::new(seek::Outcomes::of(&scenarios, &asked)?),
        })
    }
}

/// An analysis with the study that is run for it.
pub struct Inquiry {
    /// What is run.
    pub study: Arc<Study>,
    question: Question,
    about: Vec<String>,
    analysis: Box<dyn Analysis>,
}

impl Inquiry {
    /// A question to scenarios that were made for it; `about` are the names that the user gave.
    ///
    /// # Errors
    /// If scenarios do not fit together, or something that is asked for does not exist.
    pub fn new(
        question: Question,
        about: Vec<String>,
        scenarios: Vec<Scenario>,
        wishes: &Wishes,
    ) -> Result<Self, StudyError> {
        let mut cast = Cast::of_scenarios(scenarios)?;
        cast.folder = format!("{}-{}", question.name(), about.join("-and-"));
        let mut study = Study::new(cast, wishes)?;
        let asked = serde_json::to_value(&question);
        study.asked = Some(Asked {
            about: about.clone(),
            question: asked.map_err(|error| StudyError::Failed(error.to_string()))?,
        });
        Self::on(study, question, about)
    }

    /// The analysis of a study that carries its question: from parts, or from a saved result.
    ///
    /// # Errors
    /// If the study is of no analysis that this program knows.
    pub fn again(study: Study) -> Result<Self, StudyError> {
        let unknown = || StudyError::Asked("there is no analysis that asks this".to_owned());
        let Asked { about, question } = study.asked.clone().ok_or_else(unknown)?;
        let question = serde_json::from_value(question).map_err(|_| unknown())?;
        Self::on(study, question, about)
    }

    fn on(mut study: Study, question: Question, about: Vec<String>) -> Result<Self, StudyError> {
        let scenarios = study.cast.scenarios.clone();
        let analysis = question.analysis(scenarios, study.design.seed, study.catalogue())?;
        study.daily = false;
        study.design.watched = analysis.watched();
        if let Some(states) = analysis.states() {
            study.design.replicates = (0..states.replicates()).collect();
            study.states = Some(states);
        }
        Ok(Self {
            study: Arc::new(study),
            question,
            about,
            analysis,
        })
    }

    /// Writes what the results say into a folder; returns the answers. `command` is the command line that makes them again.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn write(
        &self,
        results: &Results,
        command: &[String],
        started: jiff::Timestamp,
        folder: &RunFolder,
    ) -> io::Result<Vec<String>> {
        let found = self.found(results)?;
        let answers = found.finding.answers.clone();
        write(found, &self.made(results, command, started), folder)?;
        Ok(answers)
    }

    /// What the results say.
    ///
    /// # Errors
    /// If a table cannot be written.
    pub fn found(&self, results: &Results) -> io::Result<Found> {
        let found = self.analysis.found(results)?;
        // A design that chooses states of the world says itself how sure it is.
        let chosen = self.study.states.is_some();
        Ok(if chosen {
            found
        } else {
            found.with_caution(results.replicates.len())
        })
    }

    /// What made the results; `command` is the command line that makes them again.
    #[must_use]
    pub fn made<'a>(
        &'a self,
        results: &'a Results,
        command: &'a [String],
        started: jiff::Timestamp,
    ) -> Made<'a> {
        Made {
            analysis: self.question.name(),
            about: self.about.clone(),
            asked: self.study.asked.as_ref(),
            scenarios: &self.study.cast.scenarios,
            design: &results.design,
            finished: &results.replicates,
            sources: self.study.sources(),
            command,
            started,
        }
    }
}
