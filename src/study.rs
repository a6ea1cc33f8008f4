//! Layer 7: a whole study, from named scenarios to the result folder, for whoever calls: the command line, another
//! program, a module of another language.
//!
//! ```text
//! Cast      scenarios by name or file, with overrides, and who is compared with whom
//!   │       Study::new(cast, &wishes): seed, replicates, places, goals; all problems are found here
//! Study     what is simulated (design, plan) and what is written about it
//!   │       Ensemble::new(&plan, &study.design), then simulate: all replicates or some, kept as parts
//! Results   of all replicates
//!   │       Writer: tables, charts, report and manifest, the same bytes whoever calls
//! RunFolder which appears whole or not at all
//! ```
//!
//! A run may be split into shards, on as many machines as there are: each simulates the replicates of its [`Shard`] and
//! leaves a part ([`Study::write_part`]), and [`merge`] makes of all parts the results of one process, byte by byte.
//!
//! Nothing here reads arguments, prints or asks: what is to be said comes back as values, and whoever wants to show
//! progress or to stop hands in a [`Progress`].
//!
//! ```
//! use garita::analysis::Answers;
//! use garita::experiment::Ensemble;
//! use garita::export::{Permission, RunFolder};
//! use garita::scenario::Overrides;
//! use garita::study::{Cast, Progress, Study, Wishes, Writer};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let overrides = Overrides { until: Some("2024-03-31".parse()?), ..Overrides::default() };
//! let names = ["status-quo".to_owned(), "status-quo+shelter-2000".to_owned()];
//! let cast = Cast::of_comparison(&names, None, &overrides)?;
//! let study = Study::new(cast, &Wishes { replicates: (0..2).collect(), ..Wishes::default() })?;
//!
//! let (started, progress) = (jiff::Timestamp::now(), Progress::silent());
//! let plan = study.plan();
//! let ensemble = Ensemble::new(&plan, &study.design);
//! ensemble.simulate(&study.design.replicates, &progress.watch())?;
//! let results = ensemble.finish(study.design.replicates.clone())?;
//!
//! let place = tempfile::tempdir()?;
//! let folder = RunFolder::create(&place.path().join("run"), Permission::default())?;
//! let writer = Writer {
//!     study: &study,
//!     results: &results,
//!     answers: &Answers::of(&results),
//!     precision: None,
//!     command: &["a program of mine".to_owned()],
//!     started,
//!     charts: false,
//!     parquet: false,
//! };
//! let sentences = writer.write(&folder, &progress)?;
//! assert!(sentences[0].contains("2024"));
//! assert!(folder.finish()?.join("report.md").exists());
//! # Ok(())
//! # }
//! ```

mod cast;
mod merge;
mod packed;
mod part;
mod shard;
mod sheet;
mod writer;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

pub use crate::export::manifest::Asked;
pub use cast::{Cast, REFERENCE};
pub use merge::{MergeError, Merged, Parts, merge};
pub use part::{Part, Unusable};
pub use shard::{MOST_SHARDS, Shard};
pub use sheet::{Drawn, Sheet};
pub use writer::Writer;

use crate::checks::Goals;
use crate::experiment::{Design, Plan, SimulationError, States, Watch};
use crate::export::Saved;
use crate::lever::Lever;
use crate::scenario::{self, Catalogue, Diagnostics, Source, suggestion};
use crate::text::Lang;

/// Replicates of a study unless told otherwise.
pub const REPLICATES: u64 = 50;

/// Seed of a study unless told otherwise.
pub const SEED: u64 = 1;

/// What is wanted of a study beside its scenarios.
#[derive(Clone, Debug)]
pub struct Wishes {
    /// Seed of all chance.
    pub seed: u64,
    /// Numbers of the replicates, ascending.
    pub replicates: Vec<u64>,
    /// Check every day that nobody is lost or counted twice.
    pub check: bool,
    /// File of goals.
    pub goals: Option<PathBuf>,
    /// Places drawn and tabulated city by city; all if none is named.
    pub places: Vec<String>,
    /// Language of charts and report.
    pub lang: Lang,
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            seed: SEED,
            replicates: (0..REPLICATES).collect(),
            check: false,
            goals: None,
            places: Vec::new(),
            lang: Lang::default(),
        }
    }
}

/// Scenarios, and everything that is wanted of them: all that a run depends on.
#[derive(Debug)]
pub struct Study {
    /// Who takes part.
    pub cast: Cast,
    /// Goals that the user set, and limits that scenarios set themselves.
    pub goals: Option<Goals>,
    /// Cities drawn and tabulated one by one.
    pub places: Vec<String>,
    /// Language of charts and report.
    pub lang: Lang,
    /// What is simulated.
    pub design: Design,
    /// Whether it is checked every day that nobody is lost or counted twice.
    pub check: bool,
    /// States of the world that are chosen in place of drawn ones.
    pub states: Option<States>,
    /// Whether daily series are summarised; without them, hundreds of scenarios fit into memory.
    pub daily: bool,
    /// What an analysis asks of the scenarios, if one does; its parts carry it.
    pub asked: Option<Asked>,
    catalogue: &'static Catalogue,
}

impl Study {
    /// The study of a cast.
    ///
    /// # Errors
    /// If a place is unknown, or the goals do not fit the scenarios.
    pub fn new(cast: Cast, wishes: &Wishes) -> Result<Self, StudyError> {
        let first = cast.scenarios.first();
        let first = first.ok_or_else(|| StudyError::Asked("no scenario is named".to_owned()))?;
        let names = first.world.places.iter().map(|place| place.name.as_str());
        let places = known_places(&names.collect::<Vec<_>>(), &wishes.places)?;
        let goals = Goals::of_run(wishes.goals.as_deref(), &cast.scenarios)?;
        let watched = goals.as_ref().map(|goals| goals.watched().to_vec());
        let design = Design {
            seed: wishes.seed,
            replicates: wishes.replicates.clone(),
            start: first.start,
            days: first.days(),
            arms: cast.arms.clone(),
            pairs: cast.pairs.clone(),
            watched: watched.unwrap_or_default(),
        };
        Ok(Self {
            cast,
            goals,
            places,
            lang: wishes.lang,
            design,
            check: wishes.check,
            daily: true,
            states: None,
            asked: None,
            catalogue: catalogue()?,
        })
    }

    /// The study of a saved result, as it was asked for, with every city.
    ///
    /// # Errors
    /// If the records of the program do not load.
    pub fn again(saved: &Saved) -> Result<Self, StudyError> {
        let cast = Cast {
            scenarios: saved.scenarios.clone(),
            arms: saved.design.arms.clone(),
            pairs: saved.design.pairs.clone(),
            folder: String::new(),
            notes: Vec::new(),
        };
        let places = cast.scenarios.iter().take(1);
        let places = places.flat_map(|first| &first.world.places);
        Ok(Self {
            places: places.map(|place| place.name.clone()).collect(),
            lang: saved.lang(),
            goals: saved.goals.clone(),
            design: saved.design.clone(),
            check: false,
            daily: true,
            states: None,
            asked: saved.asked().cloned(),
            catalogue: catalogue()?,
            cast,
        })
    }

    /// The records of the program.
    #[must_use]
    pub fn catalogue(&self) -> &'static Catalogue {
        self.catalogue
    }

    /// Records of sources.
    #[must_use]
    pub fn sources(&self) -> &'static [Source] {
        &self.catalogue.sources
    }

    /// Records of levers.
    #[must_use]
    pub fn levers(&self) -> &'static [Lever] {
        &self.catalogue.levers
    }

    /// The scenarios, made ready to be run many times.
    #[must_use]
    pub fn plan(&self) -> Plan {
        let scenarios = &self.cast.scenarios;
        let plan = Plan::new(scenarios, self.catalogue, self.design.seed, self.check);
        let plan = match &self.states {
            Some(states) => plan.in_states(states.clone()),
            None => plan,
        };
        if self.daily {
            plan
        } else {
            plan.without_daily()
        }
    }
}

/// The records of the program.
fn catalogue() -> Result<&'static Catalogue, StudyError> {
    scenario::catalogue().map_err(|problems| StudyError::Failed(problems.render(100, false)))
}

/// The places that are wanted, all if none is named.
///
/// # Errors
/// If one does not exist.
pub fn known_places(names: &[&str], wanted: &[String]) -> Result<Vec<String>, StudyError> {
    match wanted.iter().find(|name| !names.contains(&name.as_str())) {
        Some(unknown) => Err(StudyError::Asked(format!(
            "unknown place `{unknown}`\n  help: {}",
            suggestion(unknown, names.iter().copied())
        ))),
        None if wanted.is_empty() => Ok(names.iter().map(|&name| name.to_owned()).collect()),
        None => Ok(wanted.to_vec()),
    }
}

/// How a study under way and the world around it speak to each other.
#[derive(Clone, Copy)]
pub struct Progress<'a> {
    /// Set to true to stop as soon as possible.
    pub stop: &'a AtomicBool,
    /// Called after each replicate, from any thread.
    pub replicate: &'a (dyn Fn() + Sync),
    /// Called before charts are drawn, with how many there are.
    pub charts: &'a (dyn Fn(usize) + Sync),
    /// Called after each chart, from any thread.
    pub chart: &'a (dyn Fn() + Sync),
}

impl Progress<'static> {
    /// Nobody looks, nobody stops.
    #[must_use]
    pub fn silent() -> Self {
        static GO_ON: AtomicBool = AtomicBool::new(false);
        Self {
            stop: &GO_ON,
            replicate: &|| (),
            charts: &|_| (),
            chart: &|| (),
        }
    }
}

impl<'a> Progress<'a> {
    /// The same for an ensemble, with nobody who keeps finished replicates.
    #[must_use]
    pub fn watch(&self) -> Watch<'a> {
        Watch {
            stop: self.stop,
            finished: self.replicate,
            keeper: None,
        }
    }

    /// Fails if somebody asked to stop.
    fn stop_here(&self) -> Result<(), StudyError> {
        if self.stop.load(Ordering::Relaxed) {
            Err(StudyError::Stopped)
        } else {
            Ok(())
        }
    }
}

/// Why a study cannot be made, or not be finished; each message says what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// Scenarios or goals with problems, file by file.
    #[error("{}", rendered(.0))]
    Problems(Vec<Diagnostics>),
    /// What was asked for does not exist or does not fit together.
    #[error("{0}")]
    Asked(String),
    /// Something went wrong on the way.
    #[error("{0}")]
    Failed(String),
    /// A replicate could not be simulated.
    #[error(transparent)]
    Simulation(#[from] SimulationError),
    /// A file could not be written.
    #[error("cannot write the results: {0}")]
    Unwritten(#[from] std::io::Error),
    /// Somebody asked to stop.
    #[error("stopped before everything was written; nothing is shown")]
    Stopped,
}

impl From<Diagnostics> for StudyError {
    fn from(problems: Diagnostics) -> Self {
        Self::Problems(vec![problems])
    }
}

/// Problems for a page of usual width, without colour.
fn rendered(problems: &[Diagnostics]) -> String {
    let mut texts: Vec<String> = problems.iter().map(|one| one.render(100, false)).collect();
    texts.dedup();
    texts.join("\n")
}
