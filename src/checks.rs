//! Layer 5: what users expect of the model, written in a file and held against simulated futures.
//!
//! ```text
//! checks file ── read ──▶ Suite (checks, and the runs that they need, each once)
//!                           │   simulate: every run in every replicate, under the same luck
//!                           ▼
//!                        Samples ── judge ──▶ Verdicts (required, found, passes or fails)
//! ```
//!
//! The format is described in `docs/model-checks.md`. [`Goals`] are limits of the same kind that are not judged, but
//! counted: in how many futures of the scenarios of a run each is met.

mod agreement;
mod file;
mod goals;
mod judge;
mod runs;
mod select;
mod series;
mod steps;

use std::path::{Path, PathBuf};

pub use goals::{Goals, Met};
pub use runs::{Samples, Stopped};

use crate::experiment::Watch;
use crate::metric::Metric;
use crate::scenario::{Diagnostics, Text};
use runs::{Runs, Wanted};

/// Name of the checks that come with the program.
pub const BUNDLED: &str = "model";

/// The checks of one file with everything that they need to be judged.
#[derive(Debug)]
pub struct Suite {
    /// One line for people.
    pub title: String,
    /// Simulated futures of each run.
    pub replicates: u64,
    /// Seed of all chance.
    pub seed: u64,
    checks: Vec<Check>,
    runs: Runs,
}

/// One expectation.
#[derive(Debug)]
struct Check {
    name: String,
    /// Scenario as the file names it.
    scenario: String,
    demand: Demand,
}

/// What is expected.
#[derive(Debug)]
enum Demand {
    /// Values stay within bounds in a share of futures.
    Range {
        metric: &'static Metric,
        subject: String,
        values: Vec<Wanted>,
        low: f64,
        high: f64,
        share: f64,
    },
    /// Nobody is lost or counted twice on any day.
    Conservation { run: usize },
    /// A metric moves one way from step to step.
    Monotonicity {
        metric: &'static Metric,
        subject: String,
        what: String,
        steps: Vec<f64>,
        values: Vec<Wanted>,
        direction: Direction,
    },
    /// Simulated counts agree with published or own ones.
    Agreement {
        run: usize,
        /// Positions of the points among the run's.
        points: Vec<usize>,
        within: Option<f64>,
        covered: Option<f64>,
    },
}

/// Which way a metric is expected to move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Fewer,
    More,
    Same,
}

/// What became of one check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Name of the check.
    pub name: String,
    /// What was required, and of which scenario.
    pub required: String,
    /// What was found, with its interval.
    pub found: String,
    /// Whether the one meets the other.
    pub passes: bool,
}

impl Suite {
    /// Reads the checks that come with the program (`model`), or a file.
    ///
    /// # Errors
    /// All problems of the file and of the scenarios that it names.
    pub fn load(name: &Path) -> Result<Self, Diagnostics> {
        let text = text_of(name)?;
        let folder = name.parent().map_or_else(PathBuf::new, Path::to_path_buf);
        file::read(&text, &folder)
    }

    /// Name and requirement of each check, in the order of the file.
    pub fn demands(&self) -> impl Iterator<Item = (&str, String)> {
        self.checks
            .iter()
            .map(|check| (check.name.as_str(), judge::required(check, &self.runs)))
    }

    /// How many scenarios and variants of scenarios have to be simulated.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.runs.len()
    }

    /// Simulates every run once in every replicate.
    ///
    /// # Errors
    /// When stopped before all were done, or when the records of the program cannot be read.
    pub fn simulate(&self, watch: &Watch) -> Result<Samples, Stopped> {
        self.runs.simulate(self.seed, self.replicates, watch)
    }

    /// Holds each check against what was simulated, in the order of the file.
    #[must_use]
    pub fn judge(&self, samples: &Samples) -> Vec<Verdict> {
        let verdict = |check| judge::judge(check, &self.runs, samples);
        self.checks.iter().map(verdict).collect()
    }
}

/// Whether a file holds checks rather than a scenario.
#[must_use]
pub fn is_checks(name: &Path) -> bool {
    text_of(name).is_ok_and(|text| file::has_checks(&text))
}

/// Whether a file holds goals rather than a scenario.
#[must_use]
pub fn is_goals(name: &Path) -> bool {
    text_of(name).is_ok_and(|text| file::has_any(&text, &["goal"]))
}

fn text_of(name: &Path) -> Result<Text, Diagnostics> {
    if name.as_os_str() == BUNDLED {
        let text = include_str!("../checks/model.toml");
        return Ok(Text::new("checks/model.toml", text));
    }
    Ok(crate::scenario::read_text(
        name,
        "files of checks are short texts",
    )?)
}
