//! The runs that checks need: each scenario and variant once, however many checks look at it.

use std::fmt;
use std::path::Path;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::select::Source;
use crate::experiment::hindcast::{self, Target};
use crate::experiment::{Plan, Watch};
use crate::metric;
use crate::model::record::Record;
use crate::scenario::{self, Located, Overrides, Problem, Scenario, Spec};

/// Every run, with what is wanted of it.
#[derive(Debug, Default)]
pub struct Runs {
    runs: Vec<Run>,
    /// What was asked for, and the run it led to; none if it could not be read.
    asked: Vec<(Asked, Option<usize>)>,
}

/// A scenario or a variant of it.
#[derive(Debug)]
struct Run {
    scenario: Scenario,
    sources: Vec<Source>,
    targets: Vec<Target>,
}

#[derive(Debug, PartialEq, Eq)]
struct Asked {
    scenario: String,
    changes: Vec<String>,
}

/// A value wanted of a run: positions of the run and of the value in it.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Position of the run.
    pub run: usize,
    /// Position of the value among those wanted of the run.
    pub at: usize,
    /// What tells it apart from the other values of a check: a place, a group; empty if it is alone.
    pub label: String,
}

impl Runs {
    /// The run of a scenario with changes; `place` gives a place to problems that are in no file.
    pub fn ask(
        &mut self,
        mention: &Located<String>,
        folder: &Path,
        changes: &Overrides,
        place: impl Fn(Problem) -> Problem,
        problems: &mut Vec<Problem>,
    ) -> Option<usize> {
        let asked = Asked {
            scenario: mention.value.clone(),
            changes: changes.words(),
        };
        if let Some((_, run)) = self.asked.iter().find(|(known, _)| *known == asked) {
            return *run;
        }
        let run = match load(&mention.value, folder, changes) {
            Ok(scenario) => {
                self.runs.push(Run {
                    scenario,
                    sources: Vec::new(),
                    targets: Vec::new(),
                });
                Some(self.runs.len() - 1)
            }
            Err(found) => {
                let found = found.problems.into_iter();
                problems.extend(found.filter(|problem| !problem.is_warning()).map(place));
                None
            }
        };
        self.asked.push((asked, run));
        run
    }

    /// How many runs there are.
    pub fn len(&self) -> usize {
        self.runs.len()
    }

    /// The scenario of a run.
    pub fn scenario(&self, run: usize) -> &Scenario {
        &self.runs[run].scenario
    }

    /// The published counts that a run is held against.
    pub fn targets(&self, run: usize) -> &[Target] {
        &self.runs[run].targets
    }

    /// Wants a value of a run.
    pub fn want(&mut self, run: usize, source: Source, label: String) -> Wanted {
        let sources = &mut self.runs[run].sources;
        let known = sources.iter().position(|known| *known == source);
        let at = known.unwrap_or_else(|| {
            sources.push(source);
            sources.len() - 1
        });
        Wanted { run, at, label }
    }

    /// Wants a count that is held against a published one; returns its position in the run.
    pub fn want_target(&mut self, run: usize, target: Target) -> usize {
        let targets = &mut self.runs[run].targets;
        targets.push(target);
        targets.len() - 1
    }

    /// Simulates every run in every replicate.
    pub fn simulate(&self, seed: u64, replicates: u64, watch: &Watch) -> Result<Samples, Stopped> {
        let catalogue = scenario::catalogue().map_err(|found| Stopped(found.to_string()))?;
        let scenarios: Vec<Scenario> = self.runs.iter().map(|run| run.scenario.clone()).collect();
        let plan = Plan::new(&scenarios, catalogue, seed, true);
        let one = |k| {
            if watch.stop.load(Ordering::Relaxed) {
                return Err(Stopped("stopped before every check was judged".to_owned()));
            }
            let samples = plan.each_record(k, |run, record| self.runs[run].sample(record));
            (watch.finished)();
            Ok(samples)
        };
        let replicates: Result<Vec<Vec<Sample>>, Stopped> =
            (0..replicates).into_par_iter().map(one).collect();
        Ok(Samples {
            replicates: replicates?,
        })
    }
}

/// The scenario with its changes; files are looked up beside the checks.
fn load(name: &str, folder: &Path, changes: &Overrides) -> Result<Scenario, scenario::Diagnostics> {
    let beside = |name: String| {
        let file = Path::new(&name)
            .extension()
            .is_some_and(|end| end == "toml");
        if file {
            folder.join(&name).display().to_string()
        } else {
            name
        }
    };
    let spec = Spec::parse(name, &[]);
    let mut changes = changes.clone();
    changes.with = spec.layers.into_iter().map(beside).collect();
    scenario::load(&beside(spec.scenario), &changes)
}

impl Run {
    fn sample(&self, record: Result<&Record, String>) -> Sample {
        let record = match record {
            Ok(record) => record,
            Err(lost) => {
                return Sample {
                    lost: Some(lost),
                    ..Sample::default()
                };
            }
        };
        let world = &self.scenario.world;
        let outcome = (!self.sources.is_empty()).then(|| metric::measure(world, record));
        let value = |source: &Source| {
            outcome
                .as_ref()
                .map_or([f64::NAN; 2], |outcome| source.of(outcome))
        };
        let measure =
            |target| hindcast::measure(record, &self.scenario, target).unwrap_or(f64::NAN);
        Sample {
            lost: None,
            values: self.sources.iter().map(value).collect(),
            counts: self.targets.iter().map(measure).collect(),
        }
    }
}

/// What one run left in one replicate.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    /// The sentence on the first day on which people were not conserved.
    pub lost: Option<String>,
    /// Smallest and largest value of each source.
    pub values: Vec<[f64; 2]>,
    /// Simulated counts beside the published ones.
    pub counts: Vec<f64>,
}

/// What every run left in every replicate.
#[derive(Clone, Debug)]
pub struct Samples {
    pub(super) replicates: Vec<Vec<Sample>>,
}

impl Samples {
    /// Sentences on days on which people were not conserved, one per replicate that has any.
    pub(super) fn lost(&self, run: usize) -> impl Iterator<Item = &str> {
        self.replicates
            .iter()
            .filter_map(move |replicate| replicate[run].lost.as_deref())
    }

    /// Smallest and largest of a value in each replicate; NaN where it was not measured.
    pub(super) fn extremes(&self, wanted: &Wanted) -> Vec<[f64; 2]> {
        let of = |replicate: &Vec<Sample>| replicate[wanted.run].values.get(wanted.at).copied();
        self.replicates
            .iter()
            .map(|replicate| of(replicate).unwrap_or([f64::NAN; 2]))
            .collect()
    }

    /// A simulated count in each replicate; NaN where it was not measured.
    pub(super) fn counts(&self, run: usize, at: usize) -> Vec<f64> {
        let of = |replicate: &Vec<Sample>| replicate[run].counts.get(at).copied();
        self.replicates
            .iter()
            .map(|replicate| of(replicate).unwrap_or(f64::NAN))
            .collect()
    }

    /// Number of replicates.
    pub(super) fn len(&self) -> usize {
        self.replicates.len()
    }
}

/// Why no verdict can be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped(String);

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Stopped {}
