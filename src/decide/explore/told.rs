//! What an exploration found, in sentences and tables.

use std::collections::BTreeSet;
use std::io;

use super::{BASE, Explore, Judged, Objective, RESAMPLES};
use crate::analysis::compare::differences;
use crate::analysis::robust::{Dominance, dominance, share};
use crate::analysis::{Inputs, words};
use crate::decide::arms::called;
use crate::decide::percent;
use crate::experiment::Results;
use crate::export::tables::field;
use crate::report::Table;
use crate::report::failures::Varying;
use crate::report::finding::Part;
use crate::stats::Bootstrap;

/// Names of portfolios in running text: with what is in them where they first come up.
struct Names<'a> {
    explore: &'a Explore,
    known: BTreeSet<usize>,
}

impl Names<'_> {
    fn of(&mut self, arm: usize) -> String {
        let (name, title) = (self.explore.called(arm), &self.explore.scenarios[arm].title);
        if name == *title || !self.known.insert(arm) {
            name
        } else {
            format!("{name} ({title})")
        }
    }
}

impl Explore {
    /// What a portfolio is called in charts, tables and sentences.
    pub(super) fn called(&self, arm: usize) -> String {
        called(&self.scenarios[arm])
    }

    pub(super) fn answers(&self, judged: &Judged) -> Vec<String> {
        let mut names = Names {
            explore: self,
            known: BTreeSet::new(),
        };
        let mut answers = Vec::new();
        answers.extend(self.budget_sentence(judged, &mut names));
        answers.extend(self.robust_sentence(judged, &mut names));
        for (at, objective) in self.objectives.iter().enumerate() {
            answers.extend(nearest(judged, (at, objective), &mut names));
        }
        if !judged.front.is_empty() {
            let mut supported = |&arm: &usize| {
                let support = words::share(judged.support[arm]);
                format!("{} in {support} of resamples", names.of(arm))
            };
            let front: Vec<String> = judged.front.iter().map(&mut supported).collect();
            answers.push(format!(
                "On the front, where no other portfolio is at least as good in every objective on average and better in one: {}.",
                words::list(&front)
            ));
        }
        answers
    }

    /// Which portfolios stay within the budget; if none does, which comes nearest.
    fn budget_sentence(&self, judged: &Judged, names: &mut Names) -> Option<String> {
        let (budget, within) = (words::dollars(self.budget?), judged.within.as_ref()?);
        let mut told =
            |arm: usize| format!("{} in {} of worlds", names.of(arm), percent(&within[arm]));
        let titles: Vec<String> = judged.affordable.iter().map(|&arm| told(arm)).collect();
        if !titles.is_empty() {
            return Some(format!(
                "Within {budget} of public outlay in at least 90 % of worlds: {}.",
                words::list(&titles)
            ));
        }
        let most = within.iter().map(|share| share.estimate);
        let most = most.fold(f64::NEG_INFINITY, f64::max);
        let nearest = (0..within.len()).filter(|&arm| within[arm].estimate >= most);
        Some(format!(
            "No portfolio stays within {budget} of public outlay in 90 % of worlds; what follows is told of all of them. Nearest to it: {}.",
            words::list(&nearest.map(told).collect::<Vec<_>>())
        ))
    }

    /// Which portfolios stand up in most worlds.
    fn robust_sentence(&self, judged: &Judged, names: &mut Names) -> Option<String> {
        let others: Vec<usize> = (judged.candidates().into_iter())
            .filter(|arm| self.has_limits() || *arm != BASE)
            .collect();
        let often = |arm: &usize| judged.robust[*arm].estimate;
        let most = others.iter().map(often).reduce(f64::max)?;
        let best: Vec<usize> = (others.iter().copied())
            .filter(|arm| often(arm) >= most)
            .collect();
        let share = percent(&judged.robust[*best.first()?]);
        let what = if self.has_limits() {
            "all limits are kept"
        } else {
            "nothing asked for is worse than under the base"
        };
        let under = match best.len() {
            all if all == others.len() && all > 1 => "each of the portfolios".to_owned(),
            1 => names.of(best[0]),
            _ => {
                let best: Vec<String> = best.iter().map(|&arm| names.of(arm)).collect();
                format!("each of {}", words::list(&best))
            }
        };
        let rest = if best.len() < others.len() {
            ", more often than under any other portfolio"
        } else {
            ""
        };
        Some(if most > 0.0 {
            format!("In {share} of worlds {what} under {under}{rest}.")
        } else {
            format!("In no world drawn {what} under any portfolio: {share} of worlds.")
        })
    }

    pub(super) fn parts(&self, judged: &Judged, results: &Results) -> Vec<Part> {
        vec![
            self.all(judged),
            self.regrets(judged),
            self.dominances(judged),
            self.failures(judged, results),
        ]
    }

    /// One row for each portfolio: what it is called, and a cell for each objective.
    fn by_objective(
        &self,
        first: usize,
        cell: impl Fn(usize, usize) -> String,
    ) -> Vec<Vec<String>> {
        let row = |arm: usize| {
            let cells = (0..self.objectives.len()).map(|at| cell(arm, at));
            std::iter::once(self.called(arm)).chain(cells).collect()
        };
        (first..self.scenarios.len()).map(row).collect()
    }

    /// "Portfolio", and a column for each objective.
    fn head(&self, column: impl Fn(&Objective) -> String) -> Vec<String> {
        let columns = self.objectives.iter().map(column);
        std::iter::once("Portfolio".to_owned())
            .chain(columns)
            .collect()
    }

    fn all(&self, judged: &Judged) -> Part {
        let mut head =
            self.head(|one| format!("{} (mean; {} wanted)", one.measure.label, one.word()));
        let robust = if self.has_limits() {
            "All limits are kept"
        } else {
            "Nothing asked for is worse than under the base"
        };
        head.insert(1, robust.to_owned());
        head.extend(
            judged
                .within
                .as_ref()
                .map(|_| "Within the budget".to_owned()),
        );
        head.push("On the front".to_owned());
        let mean = |arm: usize, at: usize| {
            words::quantity(judged.means[arm][at], self.objectives[at].measure.metric)
        };
        let mut rows = self.by_objective(BASE, mean);
        for (arm, row) in rows.iter_mut().enumerate() {
            row.insert(1, self.robust_cell(judged, arm));
            row.extend(judged.within.as_ref().map(|within| percent(&within[arm])));
            row.push(front_cell(judged, arm));
        }
        // What is in a portfolio stands beside a name that does not say it.
        let title = |arm: usize| self.scenarios[arm].title.clone();
        if (0..rows.len()).any(|arm| self.called(arm) != title(arm)) {
            head.insert(1, "What is in it".to_owned());
            for (arm, row) in rows.iter_mut().enumerate() {
                row.insert(1, title(arm));
            }
        }
        Part {
            heading: "Every portfolio".to_owned(),
            text: vec![
                "On the front: no other portfolio is at least as good in every objective on average and better in one. Share of resamples: how often it is there when worlds are drawn again. What is over a budget is left out of both. Means take out the luck of demand, as everywhere in reports.".to_owned(),
            ],
            charts: vec![super::pictures::STEM.to_owned()],
            table: Some(Table { head, rows }),
        }
    }

    fn robust_cell(&self, judged: &Judged, arm: usize) -> String {
        if arm == BASE && !self.has_limits() {
            "the base".to_owned()
        } else {
            percent(&judged.robust[arm])
        }
    }

    fn regrets(&self, judged: &Judged) -> Part {
        let cell = |arm: usize, at: usize| {
            let gap = |value: f64| words::gap(value, self.objectives[at].measure.metric);
            judged.regrets[at][arm]
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
        };
        let column =
            |one: &Objective| format!("{}: mean (95 % interval), largest", one.measure.label);
        Part {
            heading: "Regret".to_owned(),
            text: vec!["How far each portfolio is from the best one of the same world.".to_owned()],
            table: Some(Table {
                head: self.head(column),
                rows: self.by_objective(BASE, cell),
            }),
            ..Part::default()
        }
    }

    /// Which portfolios dominate the base, whatever one thinks of risk.
    fn dominances(&self, judged: &Judged) -> Part {
        let bootstrap = Bootstrap::new(self.seed, RESAMPLES);
        let cell = |arm: usize, at: usize| {
            let (all, aim) = (&judged.outcomes[at], self.objectives[at].aim);
            dominance_cell(&dominance(&all[arm], &all[BASE], aim, bootstrap))
        };
        Part {
            heading: "Dominance over the base".to_owned(),
            text: vec![
                "First order: at every level, no more worlds are worse than it. Second order: as good for everybody who dislikes bad outcomes the more, the worse they are. Shares: of resamples of these worlds in which it still holds; no confidence level.".to_owned(),
            ],
            table: Some(Table {
                head: self.head(|one| one.measure.label.clone()),
                rows: self.by_objective(1, cell),
            }),
            ..Part::default()
        }
    }

    /// How often each portfolio does worse than the base, and under which conditions.
    fn failures(&self, judged: &Judged, results: &Results) -> Part {
        let inputs = Inputs::of(results);
        let base = &self.scenarios[BASE];
        let varying = Varying::of(results, &inputs, &base.parameters, &base.world);
        let worse = |arm: usize, at: usize| -> Vec<bool> {
            let (all, aim) = (&judged.outcomes[at], self.objectives[at].aim);
            let differences = differences(&all[BASE], &all[arm]).into_iter();
            differences
                .map(|difference| aim.less(difference) > 0.0)
                .collect()
        };
        let often = |arm: usize, at: usize| percent(&share(&worse(arm, at)));
        let mut conditions = Vec::new();
        for arm in 1..self.scenarios.len() {
            for (at, one) in self.objectives.iter().enumerate() {
                let condition = varying.condition(&worse(arm, at));
                conditions.extend(condition.map(|told| {
                    format!(
                        "- **{}** does worse than the base in {} in {} of worlds. {told}",
                        self.called(arm),
                        words::lower_first(&one.measure.label),
                        often(arm, at)
                    )
                }));
            }
        }
        if conditions.is_empty() {
            conditions.push(
                "At this number of worlds nothing was found that sets apart the worlds in which one does worse."
                    .to_owned(),
            );
        }
        conditions.insert(
            0,
            "In which share of worlds each portfolio does worse than the base (95 % interval), and under which conditions mostly, where any were found.".to_owned(),
        );
        Part {
            heading: "Where each portfolio does worse than the base".to_owned(),
            text: conditions,
            table: Some(Table {
                head: self.head(|one| one.measure.label.clone()),
                rows: self.by_objective(1, often),
            }),
            ..Part::default()
        }
    }

    pub(super) fn table(&self, judged: &Judged) -> io::Result<Vec<u8>> {
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

/// Which portfolio is, on average over worlds, nearest to the best one of each world.
fn nearest(
    judged: &Judged,
    (at, objective): (usize, &Objective),
    names: &mut Names,
) -> Option<String> {
    let regret = |arm: &usize| judged.regrets[at][*arm];
    let mean = |arm: &usize| regret(arm).map_or(f64::NAN, |regret| regret.mean.estimate);
    let known = |arm: &usize| mean(arm).is_finite();
    let all = judged.candidates().into_iter().filter(known);
    let least = all.min_by(|a, b| mean(a).total_cmp(&mean(b)))?;
    let (regret, label) = (regret(&least)?, &objective.measure.label);
    let name = names.of(least);
    if regret.most <= 0.0 {
        return Some(format!(
            "**{label}**: {name} is as good as the best portfolio in every world drawn."
        ));
    }
    let gap = |value: f64| words::gap(value, objective.measure.metric);
    Some(format!(
        "**{label}**: {name} is, on average over worlds, nearest to the best portfolio of each world: {} away ({} to {}, 95 % interval); {} in the worst world drawn.",
        gap(regret.mean.estimate),
        gap(regret.mean.low.max(0.0)),
        gap(regret.mean.high),
        gap(regret.most),
    ))
}

fn front_cell(judged: &Judged, arm: usize) -> String {
    if !judged.affordable.contains(&arm) {
        return "over the budget".to_owned();
    }
    let on = if judged.front.contains(&arm) {
        "yes"
    } else {
        "no"
    };
    format!("{on} ({} of resamples)", words::share(judged.support[arm]))
}

fn dominance_cell(found: &Dominance) -> String {
    let (order, support) = match (found.first, found.second) {
        (true, _) => ("first order", found.first_support),
        (false, true) => ("second order", found.second_support),
        _ => return "no".to_owned(),
    };
    let every = if found.in_every_world {
        ", as good in every world"
    } else {
        ""
    };
    format!("{order}{every} ({})", words::share(support))
}
