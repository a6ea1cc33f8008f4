//! The rounds of a calibration: run every member, move the ensemble, again.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::Settings;
use super::smoother::{Counts, Step};
use crate::experiment::Plan;
use crate::experiment::hindcast::{self, Target};
use crate::model::record::Record;
use crate::random::{Draws, name_key};
use crate::sampler::normal;
use crate::scenario::{Catalogue, Scenario};
use crate::time::{days_between, month_number};
use crate::uncertainty::{Calibration, Input, fittable, steps};

/// A calibration under way.
pub struct Fitting<'s> {
    settings: &'s Settings,
    plan: Plan,
    inputs: Vec<(Input, String)>,
    /// The published counts of the window.
    pub targets: Vec<Target>,
    counts: Counts,
    /// Scores by member.
    scores: Vec<Vec<f64>>,
    /// Rounds that are done.
    round: u32,
}

/// What a calibration found.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// The inputs before any count was seen.
    pub prior: Calibration,
    /// The fits.
    pub calibration: Calibration,
    /// The published counts of the window.
    pub targets: Vec<Target>,
    /// Standard error of the log of each count.
    pub errors: Vec<f64>,
    /// Every count as simulated by each member before the first round, in its own unit.
    pub before: Vec<Vec<f64>>,
    /// After the last round.
    pub after: Vec<Vec<f64>>,
}

impl<'s> Fitting<'s> {
    /// Prepares the rounds: inputs at their priors, and the counts of the window among `targets`.
    #[must_use]
    pub fn new(settings: &'s Settings, catalogue: &Catalogue, targets: &[Target]) -> Self {
        let scenario = &settings.scenario;
        let plan = Plan::new(
            std::slice::from_ref(scenario),
            catalogue,
            settings.seed,
            false,
        );
        let mut inputs = fittable(&settings.parameters, &scenario.parameters, &scenario.world);
        inputs.extend(steps(first_step(settings), settings.to, &scenario.world));
        let targets = within(targets, settings);
        let counts = counts(&targets, settings);
        let scores = (0..settings.members)
            .map(|member| prior(settings.seed, member, &inputs))
            .collect();
        Fitting {
            settings,
            plan,
            inputs,
            targets,
            counts,
            scores,
            round: 0,
        }
    }

    /// Why the counts cannot be fitted, if so: there are none, or the scenario does not hold them.
    #[must_use]
    pub fn obstacle(&self) -> Option<String> {
        let scenario = &self.settings.scenario;
        if self.targets.is_empty() {
            return Some(format!(
                "no published count lies within {} to {}",
                self.settings.from, self.settings.to
            ));
        }
        let metrics = hindcast::metrics(&scenario.world);
        let known = |target: &&Target| {
            let mut origins = target.origin.split('+');
            let origins_known =
                target.origin == "all" || origins.all(|name| scenario.world.origin(name).is_some());
            origins_known && metrics.contains(&target.metric)
        };
        let foreign = self.targets.iter().find(|target| !known(target))?;
        Some(format!(
            "`{}` does not have what the published count `{}` counts: `{}` of `{}`",
            scenario.name, foreign.id, foreign.metric, foreign.origin
        ))
    }

    /// Standard error of the log of each count.
    #[must_use]
    pub fn errors(&self) -> &[f64] {
        &self.counts.errors
    }

    /// Goes on from the fits of an earlier round.
    ///
    /// # Errors
    /// If they are of other inputs or another number of members.
    pub fn resume(&mut self, round: u32, kept: &Calibration) -> Result<(), String> {
        let same = kept.inputs().eq(self.inputs.iter().map(|(input, _)| input));
        if !same || kept.len() != self.scores.len() {
            return Err("the kept round belongs to other settings".to_owned());
        }
        self.scores = kept.members().to_vec();
        self.round = round;
        Ok(())
    }

    /// Rounds that are done.
    #[must_use]
    pub fn round(&self) -> u32 {
        self.round
    }

    /// The fits so far.
    #[must_use]
    pub fn calibration(&self, name: &str) -> Calibration {
        Calibration::new(name, self.inputs.clone(), self.scores.clone())
    }

    /// Runs every member and returns what each simulates of every count, in its own unit;
    /// `finished` is called after each. `None` if `stop` was set.
    ///
    /// # Errors
    /// A sentence if people were not conserved or a count could not be measured.
    pub fn simulate(
        &self,
        stop: &AtomicBool,
        finished: &(dyn Fn() + Sync),
    ) -> Result<Option<Vec<Vec<f64>>>, String> {
        let calibration = self.calibration("under way");
        let run = |member: u64| {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let records = self
                .plan
                .fitted_records(0, member, &calibration.fit(member))?;
            finished();
            measure(&records, &self.targets).map(Some)
        };
        (0..self.settings.members)
            .into_par_iter()
            .map(run)
            .collect()
    }

    /// Takes the counts in once more, given what the members simulated.
    ///
    /// # Errors
    /// See [`Step::update`].
    pub fn advance(&mut self, simulated: &[Vec<f64>]) -> Result<(), String> {
        self.round += 1;
        let scaled: Vec<Vec<f64>> = simulated
            .iter()
            .map(|values| {
                let counts = self.targets.iter().zip(values);
                counts
                    .map(|(target, &value)| scale(target, value))
                    .collect()
            })
            .collect();
        let world = &self.settings.scenario.world;
        let origins: Vec<&str> = world.origins.iter().map(|o| o.name.as_str()).collect();
        let by_origin: BTreeSet<&str> = self
            .targets
            .iter()
            .filter(|target| target.origin != "all")
            .map(|target| target.metric.as_str())
            .collect();
        let reach = |input: usize, count: usize| {
            let (input, target) = (&self.inputs[input].0, &self.targets[count]);
            let summed = target.origin == "all" && by_origin.contains(target.metric.as_str());
            f64::from(tells(input, target, summed, &origins))
        };
        let (seed, round) = (self.settings.seed, u64::from(self.round));
        let noise = |member: usize, count: usize| {
            let key = Draws::new(seed, member as u64).key(name_key("published"), round, 0);
            normal(key.uniform(0, count as u64))
        };
        let step = Step {
            counts: &self.counts,
            inflation: f64::from(self.settings.rounds),
            reach: &reach,
            screened: &|input| matches!(self.inputs[input].0, Input::Parameter(_)),
            noise: &noise,
        };
        step.update(&mut self.scores, &scaled)?;
        // What goes on is what is written, so that a calibration can go on from its file.
        for score in self.scores.iter_mut().flatten() {
            *score = (*score * 1000.0).round() / 1000.0;
        }
        Ok(())
    }
}

/// The first month whose steps are fitted: some months before the first count, if they are simulated.
fn first_step(settings: &Settings) -> crate::time::Date {
    let earlier = crate::time::plus_days(settings.from, -LEAD_DAYS);
    earlier.max(settings.scenario.start)
}

/// Days before the first count from which monthly steps are fitted.
const LEAD_DAYS: i32 = 92;

fn prior(seed: u64, member: u64, inputs: &[(Input, String)]) -> Vec<f64> {
    let draws = Draws::new(seed, member);
    let score = |(input, _): &(Input, String)| {
        normal(
            draws
                .key(name_key("prior"), name_key(&input.name()), 0)
                .uniform(0, 0),
        )
    };
    inputs.iter().map(score).collect()
}

/// The counts of periods that end in the window and that the scenario covers; sums of several months only where the months are not there, so that no month counts twice.
fn within(targets: &[Target], settings: &Settings) -> Vec<Target> {
    let ends = settings.from..=settings.to;
    let inside = |target: &&Target| {
        ends.contains(&target.period_to) && target.period_from >= settings.scenario.start
    };
    let inside: Vec<&Target> = targets.iter().filter(inside).collect();
    let sum = |target: &Target| days_between(target.period_from, target.period_to) >= 31;
    let monthly = |metric: &str| {
        inside
            .iter()
            .any(|other| other.metric == metric && !sum(other))
    };
    inside
        .iter()
        .filter(|target| !sum(target) || !monthly(&target.metric))
        .map(|target| (*target).clone())
        .collect()
}

fn counts(targets: &[Target], settings: &Settings) -> Counts {
    let rounding = |target: &Target| {
        if target.unit == "share" {
            0.0
        } else {
            ROUNDING / told_apart(target, target.observed)
        }
    };
    let error = |target: &Target| {
        let model = settings.error(target);
        libm::hypot(model, rounding(target))
    };
    Counts {
        values: targets
            .iter()
            .map(|target| scale(target, target.observed))
            .collect(),
        errors: targets.iter().map(error).collect(),
    }
}

/// Standard error of a count that is rounded to tens, with the chance of few events.
const ROUNDING: f64 = 10.0;

/// The scale on which counts are fitted: their log.
fn scale(target: &Target, value: f64) -> f64 {
    libm::log(told_apart(target, value))
}

/// A count, or the smallest that can be told from nothing: ten people, since counts are rounded to tens, or a tenth of
/// a percent.
pub(super) fn told_apart(target: &Target, count: f64) -> f64 {
    count.max(if target.unit == "share" {
        0.001
    } else {
        ROUNDING
    })
}

fn measure(records: &[(&Scenario, Record)], targets: &[Target]) -> Result<Vec<f64>, String> {
    let runs: Vec<(&Scenario, &Record)> = records
        .iter()
        .map(|(scenario, record)| (*scenario, record))
        .collect();
    targets
        .iter()
        .map(|target| {
            hindcast::measure_all(&runs, target)
                .ok_or_else(|| format!("`{}` cannot be measured in this scenario", target.id))
        })
        .collect()
}

/// Months before and after a step whose counts tell about it: those before pin the level
/// that it starts from, those after the level that it leads to.
const BEFORE: i32 = 2;
const AFTER: i32 = 5;

/// Whether a count may move an input: an input of one origin is moved by counts of that origin or of all; a step by
/// numbers of its own time, the step of one origin not by those of all origins that are `summed` from counts by origin.
fn tells(input: &Input, target: &Target, summed: bool, origins: &[&str]) -> bool {
    match input {
        Input::Parameter(stream) => {
            let cell = stream.split_once('/').map(|(_, cell)| cell);
            let own = cell.and_then(|cell| cell.split('/').next());
            let own = own.filter(|name| origins.contains(name));
            own.is_none_or(|origin| tells_of(target, origin))
        }
        Input::Step(_, month, origin) => {
            let near = month_number(target.period_to) >= month - BEFORE
                && month_number(target.period_from) <= month + AFTER;
            let own = |origin| !summed && tells_of(target, origin);
            near && target.unit != "share" && origin.as_deref().is_none_or(own)
        }
    }
}

fn tells_of(target: &Target, origin: &str) -> bool {
    target.origin == "all" || target.origin.split('+').any(|name| name == origin)
}
