//! `explore`: many portfolios of levers in many states of the world, and which of them stand up (robust decision making).

mod objective;
mod pictures;
mod told;

use std::io;

use serde::{Deserialize, Serialize};

use super::{Analysis, Found, Measure, measure};
use crate::analysis::compare::differences;
use crate::analysis::robust::{Aim, Regret, front, front_support, meets, regret, share, within};
use crate::analysis::root::Goal;
use crate::analysis::{Estimate, words};
use crate::experiment::{Results, Watched};
use crate::export::tables;
use crate::report::finding::Finding;
use crate::scenario::Scenario;
use crate::stats::{Bootstrap, Interval};
use crate::study::StudyError;

pub(super) use objective::wanted;
pub use objective::{Objective, USUAL, Wanted, amount};

/// Resamples of worlds.
const RESAMPLES: u32 = 400;

/// What an exploration asks of portfolios, as it was typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Of what less or more is wanted.
    pub wanted: Wanted,
    /// Public outlay that must not be passed, USD over the run.
    pub budget: Option<f64>,
}

/// Portfolios and objectives.
pub struct Explore {
    /// The portfolios, the first one the base.
    pub scenarios: Vec<Scenario>,
    /// What is looked at.
    pub objectives: Vec<Objective>,
    /// Public outlay that must not be passed, USD over the run.
    pub budget: Option<f64>,
    /// Public outlay, against which the budget is held.
    pub outlay: Measure,
    /// Seed of all chance.
    pub seed: u64,
}

/// Share of worlds in which a budget has to hold.
const CONFIDENCE: f64 = 0.9;

/// Position of the base.
const BASE: usize = 0;

/// What is known of every portfolio, by objective where there are several.
struct Judged {
    /// `outcomes[objective][portfolio][world]`.
    outcomes: Vec<Vec<Vec<f64>>>,
    /// `means[portfolio][objective]`.
    means: Vec<Vec<f64>>,
    /// `regrets[objective][portfolio]`.
    regrets: Vec<Vec<Option<Regret>>>,
    /// Share of worlds in which all limits hold; of those in which nothing is worse than under the base where no limit is set.
    robust: Vec<Interval>,
    /// Positions on the Pareto front of means.
    front: Vec<usize>,
    /// Share of resamples in which each is on it.
    support: Vec<f64>,
    /// Share of worlds in which each stays within the budget, if there is one.
    within: Option<Vec<Interval>>,
    /// Portfolios within the budget; all if there is none.
    affordable: Vec<usize>,
}

impl Judged {
    /// Portfolios that sentences choose among: those within the budget; all if none is.
    fn candidates(&self) -> Vec<usize> {
        if self.affordable.is_empty() {
            (0..self.means.len()).collect()
        } else {
            self.affordable.clone()
        }
    }
}

impl Analysis for Explore {
    fn watched(&self) -> Vec<Watched> {
        let measures: Vec<Measure> = self.measures().cloned().collect();
        measure::watched(&measures, self.scenarios[BASE].days())
    }

    fn found(&self, results: &Results) -> io::Result<Found> {
        let judged = self.judge(results);
        let asked: Vec<Measure> = self.measures().cloned().collect();
        let mut replicates = Vec::new();
        tables::replicates_with(&mut replicates, results, &measure::cells(&asked))?;
        let design = &results.design;
        Ok(Found {
            finding: Finding {
                title: format!("{} portfolios in {} states of the world", self.scenarios.len(), results.replicates.len()),
                lead: format!(
                    "{} to {}, policy as of {}. Every portfolio meets the same {} simulated futures, each a state of the world with its own luck; the first, {}, is the base. {}",
                    words::date(design.start),
                    words::date(design.end()),
                    words::date(self.scenarios[BASE].policy_date),
                    results.replicates.len(),
                    self.scenarios[BASE].title,
                    wanted(&self.objectives),
                ),
                answers: self.answers(&judged),
                parts: self.parts(&judged, results),
                limits: vec![
                    "What counts as better is what was asked for: with other objectives the order is another.".to_owned(),
                    "The largest regret is that of the worst world drawn; more worlds can only make it larger.".to_owned(),
                ],
            },
            drawings: self.drawing(&judged).into_iter().collect(),
            tables: vec![("portfolios.csv", self.table(&judged)?), ("replicates.csv", replicates)],
        })
    }
}

impl Explore {
    /// Every outcome that is looked at.
    pub fn measures(&self) -> impl Iterator<Item = &Measure> {
        let objectives = self.objectives.iter().map(|one| &one.measure);
        objectives.chain(std::iter::once(&self.outlay))
    }

    /// Portfolios held against each other; the first is the base.
    ///
    /// # Errors
    /// If an outcome does not exist, or a limit is no number.
    pub fn of(
        scenarios: Vec<Scenario>,
        question: &Question,
        seed: u64,
    ) -> Result<Self, StudyError> {
        let world = &scenarios[BASE].world;
        let objectives = question.wanted.objectives(world);
        Ok(Self {
            outlay: Measure::read("outlay", world).map_err(StudyError::Failed)?,
            objectives: objectives.map_err(StudyError::Asked)?,
            budget: question.budget,
            seed,
            scenarios,
        })
    }

    fn judge(&self, results: &Results) -> Judged {
        let arms = 0..self.scenarios.len();
        let of = |measure: &Measure| -> Vec<Vec<f64>> {
            arms.clone()
                .map(|arm| measure.values(results, arm))
                .collect()
        };
        let outcomes: Vec<Vec<Vec<f64>>> =
            self.objectives.iter().map(|one| of(&one.measure)).collect();
        let luck = results.luck();
        let mean = |own: &Vec<f64>| Estimate::of(own, &luck).mean;
        let means = arms
            .clone()
            .map(|arm| outcomes.iter().map(|all| mean(&all[arm])).collect());
        let means: Vec<Vec<f64>> = means.collect();
        let wanted: Vec<Aim> = self.objectives.iter().map(|one| one.aim).collect();
        let regrets = outcomes.iter().zip(&wanted).map(|(all, aim)| {
            let of = |own: &Vec<f64>| {
                // As the means of outcomes, so that the two add up.
                let mean = Estimate::of(own, &luck).interval();
                Regret::of(own).map(|regret| Regret { mean, ..regret })
            };
            regret(all, *aim).iter().map(of).collect()
        });
        let within = self.budget.map(|budget| within(&of(&self.outlay), budget));
        let affordable: Vec<usize> = match &within {
            Some(within) => (arms.clone())
                .filter(|arm| within[*arm].estimate >= CONFIDENCE)
                .collect(),
            None => arms.clone().collect(),
        };
        // What is over the budget beats nobody.
        let among = |all: &Vec<Vec<f64>>| -> Vec<Vec<f64>> {
            affordable.iter().map(|&arm| all[arm].clone()).collect()
        };
        let candidates: Vec<Vec<Vec<f64>>> = outcomes.iter().map(among).collect();
        let bootstrap = Bootstrap::new(self.seed, RESAMPLES);
        let mut support = vec![f64::NAN; self.scenarios.len()];
        for (&arm, share) in (affordable.iter()).zip(front_support(&candidates, &wanted, bootstrap))
        {
            support[arm] = share;
        }
        Judged {
            regrets: regrets.collect(),
            robust: arms.map(|arm| self.robust(&outcomes, arm)).collect(),
            front: (front(&among(&means), &wanted).into_iter())
                .map(|at| affordable[at])
                .collect(),
            support,
            within,
            affordable,
            means,
            outcomes,
        }
    }

    fn has_limits(&self) -> bool {
        self.objectives.iter().any(|one| one.limit.is_some())
    }

    /// In which share of worlds all limits hold; without limits, in which nothing is worse than under the base.
    fn robust(&self, outcomes: &[Vec<Vec<f64>>], arm: usize) -> Interval {
        if self.has_limits() {
            let limited = self.objectives.iter().zip(outcomes);
            let (metrics, goals): (Vec<&[f64]>, Vec<Goal>) = limited
                .filter_map(|(one, all)| Some((all[arm].as_slice(), one.goal()?)))
                .unzip();
            return share(&meets(&metrics, &goals));
        }
        let worse: Vec<Vec<f64>> = self
            .objectives
            .iter()
            .zip(outcomes)
            .map(|(one, all)| {
                let differences = differences(&all[BASE], &all[arm]);
                differences
                    .into_iter()
                    .map(|difference| one.aim.less(difference))
                    .collect()
            })
            .collect();
        let metrics: Vec<&[f64]> = worse.iter().map(Vec::as_slice).collect();
        share(&meets(&metrics, &vec![Goal::AtMost(0.0); metrics.len()]))
    }
}
