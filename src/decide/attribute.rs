//! `compare --attribute`: how much of a difference each lever accounts for (Shapley's parts).
//!
//! A lever's part is what it adds when it joins, averaged over all orders in which levers could join. Parts add up to the
//! difference, in every future.

mod pictures;

use std::io;

use serde::{Deserialize, Serialize};

use super::{Analysis, Found, Measure, measure, percent, signed_interval};
use crate::analysis::shapley::{
    self, Attribution, MOST_EXACT, attribute, attribute_sampled, by_family,
};
use crate::analysis::words;
use crate::experiment::{Results, Watched};
use crate::export::tables::field;
use crate::lever::{Family, Lever};
use crate::report::Table;
use crate::report::finding::{Finding, Part};
use crate::scenario::{Catalogue, Scenario, levers_between, not_a_package, with_levers};
use crate::stats::Interval;
use crate::study::StudyError;

/// Pairs of orders in which levers join, where there are too many levers for all sets of them.
const PAIRS: u64 = 20;

/// A measure with its parts by lever and by family.
type Told<'m> = (&'m Measure, Attribution, Attribution);

const HEAD: [&str; 16] = [
    "metric",
    "unit",
    "by",
    "name",
    "label",
    "family",
    "amount",
    "amount_low",
    "amount_high",
    "share",
    "share_low",
    "share_high",
    "difference",
    "difference_low",
    "difference_high",
    "replicates",
];

/// What an attribution asks, as it was typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Name of the scenario that is held against the base.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The outcomes.
    pub metric: Vec<String>,
}

/// A difference, and the sets of levers that tell it apart.
pub struct Attribute {
    base: Scenario,
    scenario: Scenario,
    levers: Vec<&'static Lever>,
    measures: Vec<Measure>,
    seed: u64,
    /// Sets of levers that are run: bit i stands for lever i; ascending.
    sets: Vec<u64>,
}

/// The levers that are not where the base has them.
fn between(
    base: &Scenario,
    scenario: &Scenario,
    catalogue: &'static Catalogue,
) -> Vec<&'static Lever> {
    let levers = levers_between(scenario, base, &catalogue.levers);
    levers.into_iter().map(|at| &catalogue.levers[at]).collect()
}

/// Sets of so many levers that are run: bit i stands for lever i; ascending, from none to all.
fn sets(levers: usize, seed: u64) -> Vec<u64> {
    let mut sets: Vec<u64> = if levers <= MOST_EXACT {
        (0..1 << levers).collect()
    } else {
        let orders = orders(seed, levers);
        orders
            .iter()
            .flat_map(|order| shapley::sets(order))
            .collect()
    };
    sets.sort_unstable();
    sets.dedup();
    sets
}

/// Levers named in a sentence.
const NAMED: usize = 4;

impl Analysis for Attribute {
    fn watched(&self) -> Vec<Watched> {
        measure::watched(&self.measures, self.base.days())
    }

    fn found(&self, results: &Results) -> io::Result<Found> {
        let told: Vec<Told> = self
            .measures
            .iter()
            .map(|measure| {
                let (by_lever, of_families) = self.attribution(measure, results);
                (measure, by_lever, of_families)
            })
            .collect();
        let pictures = Part {
            heading: "In pictures".to_owned(),
            charts: vec![pictures::STEM.to_owned()],
            ..Part::default()
        };
        let parts = told
            .iter()
            .map(|(measure, by_lever, of_families)| self.part(measure, by_lever, of_families));
        let parts: Vec<Part> = std::iter::once(pictures).chain(parts).collect();
        let answers = told
            .iter()
            .map(|(measure, by_lever, _)| self.sentence(measure, by_lever));
        let answers = answers.collect();
        let table = self.table(&told, results.replicates.len())?;
        let (base, scenario) = (&self.base.title, &self.scenario.title);
        let how = if self.levers.len() <= MOST_EXACT {
            format!("every one of the {} sets of levers", self.sets.len())
        } else {
            format!(
                "{} sets of levers along {} sampled orders",
                self.sets.len(),
                2 * PAIRS
            )
        };
        Ok(Found {
            finding: Finding {
                title: format!("{scenario} compared with {base}: what each lever accounts for"),
                lead: format!(
                    "{} to {}, policy as of {}; {how}, in the same {} simulated futures. A lever's part is what it adds when it joins, averaged over all orders in which the levers could join, so that parts add up to the difference.",
                    words::date(self.base.start),
                    words::date(self.base.end),
                    words::date(self.base.policy_date),
                    results.replicates.len(),
                ),
                answers,
                parts,
                limits: vec![
                    "A part is no promise of what a lever does alone: where levers help or hinder each other, the effect of both is shared between them.".to_owned(),
                ],
            },
            drawings: vec![self.drawing(results, &told)],
            tables: vec![("attribution.csv", table)],
        })
    }
}

impl Attribute {
    /// A scenario for every set of levers between two: the base first, the other scenario last.
    ///
    /// # Errors
    /// If the scenarios differ in more than levers, or not at all.
    pub fn scenarios(
        base: &Scenario,
        scenario: &Scenario,
        seed: u64,
        catalogue: &'static Catalogue,
    ) -> Result<Vec<Scenario>, StudyError> {
        if let Some(what) = not_a_package(scenario, base) {
            return Err(StudyError::Asked(format!(
                "`{}` differs from `{}` in more than levers ({what}), so that levers cannot account for the difference\n  help: compare scenarios with the same {what}",
                scenario.name, base.name
            )));
        }
        let levers = between(base, scenario, catalogue);
        if levers.is_empty() {
            return Err(StudyError::Asked(format!(
                "`{}` has the same levers as `{}`: there is nothing to attribute",
                scenario.name, base.name
            )));
        }
        let of_set = |set: u64| {
            let joined = levers.iter().enumerate();
            let joined: Vec<&Lever> = joined
                .filter(|(at, _)| set & (1 << at) != 0)
                .map(|(_, lever)| *lever)
                .collect();
            let mut mixed = with_levers(base, scenario, &joined);
            if set != 0 {
                let labels: Vec<&str> = joined.iter().map(|lever| lever.name.as_str()).collect();
                mixed.name = format!("set-{set}");
                mixed.title = format!("{} with {}", base.title, words::list(&labels));
            }
            mixed
        };
        Ok(sets(levers.len(), seed).into_iter().map(of_set).collect())
    }

    /// The attribution over the scenarios of its question.
    ///
    /// # Errors
    /// If there are not as many scenarios as sets of levers, or a measure does not exist.
    pub fn of(
        scenarios: Vec<Scenario>,
        question: &Question,
        seed: u64,
        catalogue: &'static Catalogue,
    ) -> Result<Self, StudyError> {
        let count = scenarios.len();
        let mut each = scenarios.into_iter();
        let (Some(base), Some(mut scenario)) = (each.next(), each.next_back()) else {
            return Err(StudyError::Asked(
                "an attribution takes two scenarios".to_owned(),
            ));
        };
        scenario.name.clone_from(&question.name);
        scenario.title.clone_from(&question.title);
        let levers = between(&base, &scenario, catalogue);
        let sets = sets(levers.len(), seed);
        if sets.len() != count {
            return Err(StudyError::Failed(format!(
                "{} sets of levers and {count} scenarios do not belong together",
                sets.len()
            )));
        }
        Ok(Self {
            measures: Measure::all(&question.metric, &base.world)?,
            base,
            scenario,
            levers,
            seed,
            sets,
        })
    }

    fn attribution(&self, measure: &Measure, results: &Results) -> (Attribution, Attribution) {
        let columns: Vec<Vec<f64>> = (0..self.sets.len())
            .map(|arm| measure.values(results, arm))
            .collect();
        let families = self.families();
        let family_of: Vec<usize> = self
            .levers
            .iter()
            .map(|lever| {
                families
                    .iter()
                    .position(|family| *family == lever.family)
                    .unwrap_or(0)
            })
            .collect();
        let futures = results.replicates.len();
        if self.levers.len() <= MOST_EXACT {
            let one = |future: usize| {
                let values: Vec<f64> = columns.iter().map(|column| column[future]).collect();
                shapley::exact(&values)
            };
            let parts: Vec<Vec<f64>> = (0..futures).map(one).collect();
            let of_families: Vec<Vec<f64>> =
                parts.iter().map(|own| by_family(own, &family_of)).collect();
            let luck = results.luck();
            return (attribute(&parts, &luck), attribute(&of_families, &luck));
        }
        let value = |set: u64, future: usize| {
            let arm = self.sets.binary_search(&set).unwrap_or(0);
            columns[arm][future]
        };
        let along = |order: &[usize], future: usize| {
            let values: Vec<f64> = shapley::sets(order)
                .into_iter()
                .map(|set| value(set, future))
                .collect();
            shapley::along(order, &values)
        };
        let pair = |orders: &[Vec<usize>]| {
            let one = |future: usize| {
                let both = [along(&orders[0], future), along(&orders[1], future)];
                both[0]
                    .iter()
                    .zip(&both[1])
                    .map(|(a, b)| (a + b) / 2.0)
                    .collect()
            };
            (0..futures).map(one).collect::<Vec<Vec<f64>>>()
        };
        let orders = orders(self.seed, self.levers.len());
        let parts: Vec<Vec<Vec<f64>>> = orders.chunks_exact(2).map(pair).collect();
        let of_families: Vec<Vec<Vec<f64>>> = parts
            .iter()
            .map(|pair| pair.iter().map(|own| by_family(own, &family_of)).collect())
            .collect();
        (attribute_sampled(&parts), attribute_sampled(&of_families))
    }

    /// Families of the levers, in the order of their first lever.
    fn families(&self) -> Vec<Family> {
        let mut families = Vec::new();
        for lever in &self.levers {
            if !families.contains(&lever.family) {
                families.push(lever.family);
            }
        }
        families
    }

    /// A row for each measure and lever, and for each measure and family.
    fn table(&self, told: &[Told], futures: usize) -> io::Result<Vec<u8>> {
        let mut table = csv::Writer::from_writer(Vec::new());
        table.write_record(HEAD)?;
        for (measure, by_lever, of_families) in told {
            let levers = self.levers.iter().map(|lever| {
                ["lever", &lever.name, &lever.label, lever.family.name()].map(str::to_owned)
            });
            let families = self.families().into_iter().map(Family::name);
            let families = families.map(|name| ["family", name, name, name].map(str::to_owned));
            let rows = levers
                .zip(&by_lever.parts)
                .chain(families.zip(&of_families.parts));
            for (named, own) in rows {
                let mut row = vec![measure.name.clone(), measure.metric.unit.to_owned()];
                row.extend(named);
                let of = [&own.amount, &own.share, &by_lever.difference].into_iter();
                let of = of.flat_map(|one| [one.estimate, one.low, one.high]);
                row.extend(of.map(field));
                row.push(futures.to_string());
                table.write_record(row)?;
            }
        }
        table
            .into_inner()
            .map_err(|error| io::Error::other(error.to_string()))
    }

    /// Parts by size, largest first.
    fn by_size(attribution: &Attribution) -> Vec<usize> {
        let mut order: Vec<usize> = (0..attribution.parts.len()).collect();
        let size = |at: &usize| attribution.parts[*at].amount.estimate.abs();
        order.sort_by(|a, b| size(b).total_cmp(&size(a)));
        order
    }

    /// "Of 12,400 fewer people waiting, port appointments account for 7,900 (64 %, 60 to 68)."
    fn sentence(&self, measure: &Measure, attribution: &Attribution) -> String {
        let Attribution { difference, parts } = attribution;
        if difference.estimate.is_nan() {
            return format!(
                "**{}** cannot be attributed: some futures have no value.",
                measure.label
            );
        }
        let told = |interval: &Interval| signed_interval(interval, measure.metric);
        let one = |at: usize| {
            let part = &parts[at];
            let share = if part.share.low.is_finite() && part.share.high.is_finite() {
                let percent = |share: f64| words::number(100.0 * share, 0);
                format!(
                    ", which is {} % ({} to {} %)",
                    percent(part.share.estimate),
                    percent(part.share.low),
                    percent(part.share.high)
                )
            } else {
                String::new()
            };
            format!(
                "{} {}{share}",
                words::lower_first(&self.levers[at].label),
                told(&part.amount)
            )
        };
        let order = Self::by_size(attribution);
        // One lever more is named; more are counted.
        let shown = if order.len() <= NAMED + 1 {
            order.len()
        } else {
            NAMED
        };
        let named: Vec<String> = order.iter().take(shown).map(|&at| one(at)).collect();
        let rest = match order.len() - shown {
            0 => String::new(),
            more => format!(" {more} more levers add the rest."),
        };
        format!(
            "**{}**: mean difference {}{}. Of this: {}.{rest}",
            measure.label,
            told(difference),
            if difference.low < 0.0 && difference.high > 0.0 {
                ", so that the direction cannot be told"
            } else {
                ""
            },
            named.join("; ")
        )
    }

    fn part(&self, measure: &Measure, by_lever: &Attribution, of_families: &Attribution) -> Part {
        let at = |interval: &Interval| signed_interval(interval, measure.metric);
        let share = |interval: &Interval| {
            if interval.low.is_finite() && interval.high.is_finite() {
                percent(interval)
            } else {
                "cannot be told".to_owned()
            }
        };
        let row = |label: String, family: Family, own: &shapley::Part| {
            vec![
                label,
                family.title().to_owned(),
                at(&own.amount),
                share(&own.share),
            ]
        };
        let mut rows: Vec<Vec<String>> = Self::by_size(by_lever)
            .into_iter()
            .map(|lever| {
                row(
                    self.levers[lever].label.clone(),
                    self.levers[lever].family,
                    &by_lever.parts[lever],
                )
            })
            .collect();
        let families = self.families();
        if families.len() > 1 {
            let all = families.iter().zip(&of_families.parts);
            rows.extend(all.map(|(family, own)| {
                row(
                    format!("All of {}", words::lower_first(family.title())),
                    *family,
                    own,
                )
            }));
        }
        rows.push(vec![
            "Difference".to_owned(),
            String::new(),
            at(&by_lever.difference),
            "100 %".to_owned(),
        ]);
        Part {
            heading: measure.label.clone(),
            table: Some(Table {
                head: [
                    "Lever",
                    "Family",
                    "Part (95 % interval)",
                    "Share (95 % interval)",
                ]
                .map(str::to_owned)
                .to_vec(),
                rows,
            }),
            ..Part::default()
        }
    }
}

/// Orders in which levers join, in pairs of an order and its reverse.
fn orders(seed: u64, levers: usize) -> Vec<Vec<usize>> {
    let levers = u32::try_from(levers).unwrap_or(u32::MAX);
    (0..2 * PAIRS)
        .map(|number| shapley::order(seed, levers, number))
        .collect()
}
