//! `explore`: many portfolios of levers in many states of the world, and which of them stand up (robust decision making).

mod objective;
mod pictures;

use std::io;

use serde::{Deserialize, Serialize};

use super::{Analysis, Found, Measure, measure, percent};
use crate::analysis::compare::differences;
use crate::analysis::robust::{
    Aim, Dominance, Regret, dominance, front, front_support, meets, regret, share, within,
};
use crate::analysis::root::Goal;
use crate::analysis::{Estimate, Inputs, words};
use crate::experiment::{Results, Watched};
use crate::export::tables::{self, field};
use crate::report::Table;
use crate::report::failures::Varying;
use crate::report::finding::{Finding, Part};
use crate::scenario::Scenario;
use crate::stats::{Bootstrap, Interval};
use crate::study::StudyError;

pub(super) use objective::wanted;
pub use objective::{Objective, USUAL, Wanted};

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
            regret(all, *aim)
                .iter()
                .map(|own| Regret::of(own))
                .collect()
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

    fn title(&self, arm: usize) -> &str {
        &self.scenarios[arm].title
    }

    /// What a share of worlds is a share of.
    fn robust_words(&self) -> &'static str {
        if self.has_limits() {
            "all limits are kept"
        } else {
            "nothing asked for is worse than under the base"
        }
    }

    /// Which portfolios stay within the budget; if none does, which comes nearest.
    fn budget_sentence(&self, judged: &Judged) -> Option<String> {
        let (budget, within) = (words::dollars(self.budget?), judged.within.as_ref()?);
        let told = |arm: usize| {
            format!(
                "{} (in {} of worlds)",
                self.title(arm),
                percent(&within[arm])
            )
        };
        let titles: Vec<String> = judged.affordable.iter().map(|&arm| told(arm)).collect();
        if !titles.is_empty() {
            return Some(format!(
                "Within {budget} of public outlay in at least 90 % of worlds: {}.",
                words::list(&titles)
            ));
        }
        let share = |arm: &usize| within[*arm].estimate;
        let nearest = (0..within.len()).max_by(|a, b| share(a).total_cmp(&share(b)))?;
        Some(format!(
            "No portfolio stays within {budget} of public outlay in 90 % of worlds. Nearest to it is {}.",
            told(nearest)
        ))
    }

    fn answers(&self, judged: &Judged) -> Vec<String> {
        let mut answers: Vec<String> = self.budget_sentence(judged).into_iter().collect();
        let candidates = || judged.affordable.iter().copied();
        let others = || candidates().filter(|arm| self.has_limits() || *arm != BASE);
        let most = others().max_by(|a, b| {
            judged.robust[*a]
                .estimate
                .total_cmp(&judged.robust[*b].estimate)
        });
        if let Some(most) = most {
            answers.push(format!(
                "{} most often under **{}**: in {} of worlds.",
                words::capital_first(self.robust_words()),
                self.title(most),
                percent(&judged.robust[most]),
            ));
        }
        let nearest = |(at, objective)| self.nearest(judged, at, objective);
        answers.extend(self.objectives.iter().enumerate().filter_map(nearest));
        let named = |&arm: &usize| {
            format!(
                "{} ({} of resamples)",
                self.title(arm),
                words::share(judged.support[arm])
            )
        };
        if !judged.front.is_empty() {
            answers.push(format!(
                "No other portfolio is at least as good in every objective on average and better in one: {}.",
                words::list(&judged.front.iter().map(named).collect::<Vec<_>>())
            ));
        }
        answers
    }

    /// Which portfolio is, on average over worlds, nearest to the best one of each world.
    fn nearest(&self, judged: &Judged, at: usize, objective: &Objective) -> Option<String> {
        let regret = |arm: &usize| judged.regrets[at][*arm];
        let mean = |arm: &usize| regret(arm).map_or(f64::NAN, |regret| regret.mean.estimate);
        let known = |arm: &usize| mean(arm).is_finite();
        let all = judged.affordable.iter().copied().filter(known);
        let least = all.min_by(|a, b| mean(a).total_cmp(&mean(b)))?;
        let (regret, label) = (regret(&least)?, &objective.measure.label);
        let title = self.title(least);
        if regret.most <= 0.0 {
            return Some(format!(
                "**{label}**: {title} is as good as the best portfolio in every world drawn."
            ));
        }
        let gap = |value: f64| words::gap(value, objective.measure.metric);
        Some(format!(
            "**{label}**: {title} is, on average over worlds, nearest to the best portfolio of each world: {} away ({} to {}, 95 % interval); {} in the worst world drawn.",
            gap(regret.mean.estimate),
            gap(regret.mean.low.max(0.0)),
            gap(regret.mean.high),
            gap(regret.most),
        ))
    }

    fn parts(&self, judged: &Judged, results: &Results) -> Vec<Part> {
        vec![
            self.all(judged),
            self.regrets(judged),
            self.dominances(judged),
            self.failures(judged, results),
        ]
    }

    fn all(&self, judged: &Judged) -> Part {
        let mut head = vec![
            "Portfolio".to_owned(),
            words::capital_first(self.robust_words()),
        ];
        head.extend(
            self.objectives
                .iter()
                .map(|one| format!("{} (mean; {} wanted)", one.measure.label, one.word())),
        );
        if judged.within.is_some() {
            head.push("Within the budget".to_owned());
        }
        head.push("On the front".to_owned());
        let row = |arm: usize| {
            let robust = if arm == BASE && !self.has_limits() {
                "the base".to_owned()
            } else {
                percent(&judged.robust[arm])
            };
            let mut row = vec![self.title(arm).to_owned(), robust];
            let means = self.objectives.iter().zip(&judged.means[arm]);
            row.extend(means.map(|(one, mean)| words::quantity(*mean, one.measure.metric)));
            row.extend(judged.within.as_ref().map(|within| percent(&within[arm])));
            let on = if judged.front.contains(&arm) {
                "yes"
            } else {
                "no"
            };
            row.push(if judged.affordable.contains(&arm) {
                format!("{on} ({} of resamples)", words::share(judged.support[arm]))
            } else {
                "over the budget".to_owned()
            });
            row
        };
        Part {
            heading: "Every portfolio".to_owned(),
            text: vec![
                "On the front: no other portfolio is at least as good in every objective on average and better in one. Share of resamples: how often it is there when worlds are drawn again. What is over a budget is left out of both.".to_owned(),
            ],
            charts: vec!["front".to_owned()],
            table: Some(Table { head, rows: (0..self.scenarios.len()).map(row).collect() }),
        }
    }

    fn regrets(&self, judged: &Judged) -> Part {
        let mut head = vec!["Portfolio".to_owned()];
        head.extend(
            self.objectives
                .iter()
                .map(|one| format!("{}: mean (95 % interval), largest", one.measure.label)),
        );
        let row = |arm: usize| {
            let cells = self
                .objectives
                .iter()
                .zip(&judged.regrets)
                .map(|(one, all)| {
                    let gap = |value: f64| words::gap(value, one.measure.metric);
                    all[arm]
                        .filter(|regret| regret.mean.estimate.is_finite())
                        .map_or_else(
                            || "some worlds have no value".to_owned(),
                            |regret| {
                                format!(
                                    "{} ({} to {}), {}",
                                    gap(regret.mean.estimate),
                                    gap(regret.mean.low.max(0.0)),
                                    gap(regret.mean.high),
                                    gap(regret.most)
                                )
                            },
                        )
                });
            std::iter::once(self.title(arm).to_owned())
                .chain(cells)
                .collect()
        };
        Part {
            heading: "Regret".to_owned(),
            text: vec!["How far each portfolio is from the best one of the same world.".to_owned()],
            table: Some(Table {
                head,
                rows: (0..self.scenarios.len()).map(row).collect(),
            }),
            ..Part::default()
        }
    }

    /// Which portfolios dominate the base, whatever one thinks of risk.
    fn dominances(&self, judged: &Judged) -> Part {
        let bootstrap = Bootstrap::new(self.seed, RESAMPLES);
        let mut text = Vec::new();
        for arm in 1..self.scenarios.len() {
            for (one, all) in self.objectives.iter().zip(&judged.outcomes) {
                let found = dominance(&all[arm], &all[BASE], one.aim, bootstrap);
                text.extend(self.dominance(arm, one, &found));
            }
        }
        if text.is_empty() {
            text.push("In no objective does a portfolio dominate the base.".to_owned());
        }
        text.insert(
            0,
            "First order: at every level, no more worlds are worse than it. Second order: as good for everybody who dislikes bad outcomes the more, the worse they are. Support: share of resamples of these worlds in which it still holds; no confidence level.".to_owned(),
        );
        Part {
            heading: "Dominance over the base".to_owned(),
            text,
            ..Part::default()
        }
    }

    fn dominance(&self, arm: usize, one: &Objective, found: &Dominance) -> Option<String> {
        let (order, support) = match (found.first, found.second) {
            (true, _) => ("first", found.first_support),
            (false, true) => ("second", found.second_support),
            _ => return None,
        };
        let every = if found.in_every_world {
            ", and as good in every world"
        } else {
            ""
        };
        Some(format!(
            "- {} dominates {} in {} to the {order} order (support {}){every}.",
            self.title(arm),
            self.title(BASE),
            words::lower_first(&one.measure.label),
            words::share(support),
        ))
    }

    /// Under which conditions each portfolio does worse than the base.
    fn failures(&self, judged: &Judged, results: &Results) -> Part {
        let inputs = Inputs::of(results);
        let base = &self.scenarios[BASE];
        let varying = Varying::of(results, &inputs, &base.parameters, &base.world);
        let mut text = Vec::new();
        for arm in 1..self.scenarios.len() {
            for (one, all) in self.objectives.iter().zip(&judged.outcomes) {
                let worse: Vec<bool> = differences(&all[BASE], &all[arm])
                    .into_iter()
                    .map(|difference| one.aim.less(difference) > 0.0)
                    .collect();
                let often = share(&worse);
                let condition = varying.condition(&worse);
                let told = condition.unwrap_or_else(|| {
                    "No condition for it was found at this number of worlds.".to_owned()
                });
                let (title, label) = (self.title(arm), words::lower_first(&one.measure.label));
                if often.estimate <= 0.0 {
                    text.push(format!(
                        "- **{title}** does worse than the base in {label} in no world."
                    ));
                } else if often.estimate >= 1.0 {
                    text.push(format!(
                        "- **{title}** does worse than the base in {label} in every world."
                    ));
                } else {
                    text.push(format!(
                        "- **{title}** does worse than the base in {label} in {} of worlds. {told}",
                        percent(&often)
                    ));
                }
            }
        }
        Part {
            heading: "Where each portfolio does worse than the base".to_owned(),
            text,
            ..Part::default()
        }
    }

    fn table(&self, judged: &Judged) -> io::Result<Vec<u8>> {
        let mut table = csv::Writer::from_writer(Vec::new());
        table.write_record([
            "scenario",
            "title",
            "metric",
            "wanted",
            "unit",
            "mean",
            "regret_mean",
            "regret_low",
            "regret_high",
            "regret_p90",
            "regret_most",
            "robust",
            "robust_low",
            "robust_high",
            "on_front",
            "front_support",
            "within_budget",
            "within_budget_share",
        ])?;
        for (arm, scenario) in self.scenarios.iter().enumerate() {
            for (at, one) in self.objectives.iter().enumerate() {
                let mut row = vec![
                    scenario.name.clone(),
                    scenario.title.clone(),
                    one.measure.name.clone(),
                    one.word().to_owned(),
                    one.measure.metric.unit.to_owned(),
                    field(judged.means[arm][at]),
                ];
                row.extend(
                    judged.regrets[at][arm]
                        .map_or([f64::NAN; 5], |regret| {
                            [
                                regret.mean.estimate,
                                regret.mean.low,
                                regret.mean.high,
                                regret.p90.estimate,
                                regret.most,
                            ]
                        })
                        .map(field),
                );
                let robust = &judged.robust[arm];
                row.extend([robust.estimate, robust.low, robust.high].map(field));
                row.extend([
                    judged.front.contains(&arm).to_string(),
                    field(judged.support[arm]),
                    judged.affordable.contains(&arm).to_string(),
                    field((judged.within.as_ref()).map_or(f64::NAN, |within| within[arm].estimate)),
                ]);
                table.write_record(row)?;
            }
        }
        table
            .into_inner()
            .map_err(|error| io::Error::other(error.to_string()))
    }
}
