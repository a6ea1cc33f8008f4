//! `search`: portfolios of levers that serve several objectives at once, found round by round.
//!
//! Every round tries children of the portfolios that are best so far, in the same futures ([`crate::analysis::search`]). What is
//! left are portfolios of which none beats another in every respect; which of them is best, whoever asks decides.

mod pictures;
mod rounds;
mod told;

use super::axis::round_number;
use super::explore::Objective;
use super::{Axis, Measure};
use crate::analysis::robust::{Aim, epsilon_front, front_support};
use crate::analysis::root::Goal;
use crate::analysis::search::{Quest, Tried, hypervolume};
use crate::analysis::{Comparison, Estimate};
use crate::experiment::Results;
use crate::scenario::Scenario;
use crate::stats::{Bootstrap, quantile};

pub use rounds::Rounds;

/// Resamples of futures.
const RESAMPLES: u32 = 400;

/// Share of futures in which a budget or a limit has to hold.
const CONFIDENCE: f64 = 0.9;

/// A grain is the range of what was seen of an objective divided by this: smaller differences are no reason to keep a portfolio.
const GRAINS: f64 = 50.0;

/// A search has stopped gaining when its last two rounds added less than this share of the volume.
const LITTLE: f64 = 0.01;

/// Most points of a front whose volume is taken; larger ones are looked at more coarsely.
const MOST_IN_VOLUME: usize = 100;

/// Position of the scenario as it is among the trials.
const BASE: usize = 0;

/// What is looked for.
pub struct Search {
    /// The scenario as it is.
    pub base: Scenario,
    /// The levers.
    pub axes: Vec<Axis>,
    /// What is wanted.
    pub objectives: Vec<Objective>,
    /// Public outlay.
    pub outlay: Measure,
    /// Public outlay that must not be passed, USD over the run.
    pub budget: Option<f64>,
    /// Seed of all chance.
    pub seed: u64,
}

/// A portfolio that was run.
pub struct Trial {
    /// The scenario.
    pub scenario: Scenario,
    /// Values of the levers; none for the scenario as it is.
    pub values: Vec<f64>,
    /// The round, from 1.
    pub round: usize,
    /// By objective, then future.
    outcomes: Vec<Vec<f64>>,
    /// Public outlay by future.
    outlay: Vec<f64>,
}

/// Everything that was tried, the scenario as it is first.
pub struct Trials {
    all: Vec<Trial>,
    /// What the luck of demand added in every future.
    luck: Vec<f64>,
    /// Somebody stopped the search before its last round.
    stopped: bool,
}

/// What is known of the front.
struct Judged {
    tried: Vec<Tried>,
    /// Positions on the front.
    front: Vec<usize>,
    /// By trial: the share of resamples of futures in which it is on the front; 0 where it breaks a limit.
    support: Vec<f64>,
    /// By round: the volume as a share of the last one; NaN if that is nothing.
    volumes: Vec<f64>,
}

impl Trials {
    /// Trials of the first round, the scenario as it is among them.
    #[must_use]
    pub fn new() -> Self {
        Self {
            all: Vec::new(),
            luck: Vec::new(),
            stopped: false,
        }
    }

    /// Notes that somebody stopped the search: what is here is all there will be.
    pub fn stop(&mut self) {
        self.stopped = true;
    }

    /// How many portfolios were tried, the scenario as it is not counted.
    #[must_use]
    pub fn count(&self) -> usize {
        self.all.len().saturating_sub(1)
    }

    fn rounds(&self) -> usize {
        self.all.last().map_or(0, |last| last.round)
    }

    /// The difference of a trial to the scenario as it is, in an objective.
    fn gap(&self, at: usize, objective: usize) -> Comparison {
        let own = |at: usize| &self.all[at].outcomes[objective];
        Comparison::of(own(BASE), own(at), &self.luck)
    }

    /// Those up to a round.
    fn until(&self, round: usize) -> usize {
        self.all.iter().filter(|trial| trial.round <= round).count()
    }
}

impl Default for Trials {
    fn default() -> Self {
        Self::new()
    }
}

impl Search {
    /// Every outcome that is looked at.
    #[must_use]
    pub fn measures(&self) -> Vec<Measure> {
        let objectives = self.objectives.iter().map(|one| one.measure.clone());
        objectives
            .chain(std::iter::once(self.outlay.clone()))
            .collect()
    }

    /// Values of the levers of up to `count` portfolios to try next, none of which was tried before.
    #[must_use]
    pub fn next(&self, trials: &Trials, count: usize) -> Vec<Vec<f64>> {
        let tried = self.tried(trials);
        let quest = self.quest(&tried);
        let mut known: Vec<Vec<f64>> = trials.all.iter().map(|one| one.values.clone()).collect();
        let mut next = Vec::new();
        // Proposals that round to something known are passed over.
        for at in quest.propose(&tried[tried.len().min(1)..], 8 * count) {
            let values: Vec<f64> = self
                .axes
                .iter()
                .zip(at)
                .map(|(axis, at)| snapped(axis, at))
                .collect();
            if next.len() < count && !known.contains(&values) {
                known.push(values.clone());
                next.push(values);
            }
        }
        next
    }

    /// Adds what a round gave: the results of these scenarios with these values, in this order.
    pub fn take(&self, trials: &mut Trials, ran: Vec<(Scenario, Vec<f64>)>, results: &Results) {
        let round = trials.rounds() + 1;
        trials.luck = results.luck();
        for (arm, (scenario, values)) in ran.into_iter().enumerate() {
            let of = |measure: &Measure| measure.values(results, arm);
            trials.all.push(Trial {
                outcomes: self.objectives.iter().map(|one| of(&one.measure)).collect(),
                outlay: of(&self.outlay),
                scenario,
                values,
                round,
            });
        }
    }

    /// Whether more rounds of the same kind would find little.
    #[must_use]
    pub fn has_stopped(&self, trials: &Trials) -> bool {
        let volumes = self.volumes(&self.tried(trials), trials);
        gained_little(&volumes)
    }

    fn aims(&self) -> Vec<Aim> {
        self.objectives.iter().map(|one| one.aim).collect()
    }

    fn tried(&self, trials: &Trials) -> Vec<Tried> {
        let one = |trial: &Trial| {
            let mean = |own: &Vec<f64>| Estimate::of(own, &trials.luck).mean;
            let shares = self.axes.iter().zip(&trial.values);
            Tried {
                at: shares.map(|(axis, value)| axis.share(*value)).collect(),
                outcome: trial.outcomes.iter().map(mean).collect(),
                excess: self.excess(trial),
            }
        };
        trials.all.iter().map(one).collect()
    }

    /// By how much budget and limits are passed in more futures than may be, as a share of the largest of them.
    fn excess(&self, trial: &Trial) -> f64 {
        let beyond = |values: &[f64], goal: Goal| {
            let mut sorted = values.to_vec();
            sorted.sort_by(f64::total_cmp);
            let (passed, limit) = match goal {
                Goal::AtMost(limit) => (quantile(&sorted, CONFIDENCE) - limit, limit),
                Goal::AtLeast(limit) => (limit - quantile(&sorted, 1.0 - CONFIDENCE), limit),
            };
            passed / limit.abs().max(1e-9)
        };
        let limits = self.objectives.iter().zip(&trial.outcomes);
        let limits = limits.filter_map(|(one, own)| Some(beyond(own, one.goal()?)));
        let budget = self
            .budget
            .map(|most| beyond(&trial.outlay, Goal::AtMost(most)));
        let most = limits.chain(budget).fold(f64::NEG_INFINITY, f64::max);
        if most.is_finite() { most } else { 0.0 }
    }

    /// Whether a budget or a limit was set.
    fn is_bound(&self) -> bool {
        self.budget.is_some() || self.objectives.iter().any(|one| one.limit.is_some())
    }

    fn quest(&self, tried: &[Tried]) -> Quest {
        Quest {
            aims: self.aims(),
            grains: self.grains(tried),
            levers: self.axes.len(),
            seed: self.seed,
        }
    }

    /// The grain of every objective; 1 where nothing is known of its range.
    fn grains(&self, tried: &[Tried]) -> Vec<f64> {
        let grain = |objective: usize| {
            let values = tried.iter().map(|one| one.outcome[objective]);
            let values: Vec<f64> = values.filter(|value| value.is_finite()).collect();
            let low = values.iter().copied().fold(f64::INFINITY, f64::min);
            let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let grain = (high - low) / GRAINS;
            if grain.is_finite() && grain > 0.0 {
                grain
            } else {
                1.0
            }
        };
        (0..self.objectives.len()).map(grain).collect()
    }

    fn judge(&self, trials: &Trials) -> Judged {
        let tried = self.tried(trials);
        Judged {
            front: self.quest(&tried).front(&tried),
            support: self.support(&tried, trials),
            volumes: self.volumes(&tried, trials),
            tried,
        }
    }

    fn support(&self, tried: &[Tried], trials: &Trials) -> Vec<f64> {
        let kept: Vec<usize> = (0..tried.len())
            .filter(|&at| tried[at].excess <= 0.0)
            .collect();
        let of = |objective: usize| {
            kept.iter()
                .map(|&at| trials.all[at].outcomes[objective].clone())
                .collect()
        };
        let outcomes: Vec<Vec<Vec<f64>>> = (0..self.objectives.len()).map(of).collect();
        let found = front_support(
            &outcomes,
            &self.aims(),
            Bootstrap::new(self.seed, RESAMPLES),
        );
        let mut support = vec![0.0; tried.len()];
        for (at, share) in kept.into_iter().zip(found) {
            support[at] = share;
        }
        support
    }

    /// By round, how far the front had come: the volume of outcomes between it and the worst of the first round, as a share of the last.
    fn volumes(&self, tried: &[Tried], trials: &Trials) -> Vec<f64> {
        let first = &tried[..trials.until(1)];
        let (aims, grains) = (self.aims(), self.grains(tried));
        let worst = |(objective, aim): (usize, &Aim)| {
            let turned = first.iter().map(|one| aim.less(one.outcome[objective]));
            aim.less(
                turned
                    .filter(|value| value.is_finite())
                    .fold(f64::NEG_INFINITY, f64::max),
            )
        };
        let reference: Vec<f64> = aims.iter().enumerate().map(worst).collect();
        let volume = |round: usize| {
            let known = tried[..trials.until(round)].iter();
            let kept = known.filter(|one| one.excess <= 0.0);
            let outcomes: Vec<Vec<f64>> = kept.map(|one| one.outcome.clone()).collect();
            let mut grains = grains.clone();
            let mut front = epsilon_front(&outcomes, &aims, &grains);
            while front.len() > MOST_IN_VOLUME {
                for grain in &mut grains {
                    *grain *= 1.5;
                }
                front = epsilon_front(&outcomes, &aims, &grains);
            }
            let points: Vec<Vec<f64>> = front.into_iter().map(|at| outcomes[at].clone()).collect();
            hypervolume(&points, &aims, &reference)
        };
        let volumes: Vec<f64> = (1..=trials.rounds()).map(volume).collect();
        let last = volumes.iter().copied().fold(0.0, f64::max);
        volumes
            .into_iter()
            .map(|own| if last > 0.0 { own / last } else { f64::NAN })
            .collect()
    }
}

/// Whether the last two of at least four rounds added next to nothing.
fn gained_little(volumes: &[f64]) -> bool {
    match volumes {
        [.., before, _, last] if volumes.len() >= 4 => last - before < LITTLE,
        _ => false,
    }
}

/// The value of a lever at a share of its range: the nearest of its steps, or a number that a person would choose.
fn snapped(axis: &Axis, share: f64) -> f64 {
    let value = axis.at(share);
    let [low, high] = axis.range();
    if axis.steps().is_none() {
        return round_number(value).clamp(low, high);
    }
    let steps = axis.grid();
    let nearest = steps
        .iter()
        .copied()
        .min_by(|a, b| (a - value).abs().total_cmp(&(b - value).abs()));
    nearest.unwrap_or(value)
}
