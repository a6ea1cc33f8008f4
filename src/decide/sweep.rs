//! `sweep`: every point of a design over levers and uncertain inputs, in the same futures.

mod design;
mod pictures;
mod spread;

use std::io;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::arms::{title, variants};
use super::{Analysis, Axis, Found, Measure, measure, signed_interval};
use crate::analysis::headline::{Brief, Subject, brief};
use crate::analysis::key::figures;
use crate::analysis::{Comparison, Spread, words};
use crate::experiment::{Results, Watched};
use crate::export::tables::{self, field, quantiles};
use crate::metric;
use crate::report::Table;
use crate::report::finding::{Finding, Part};
use crate::scenario::{self, Catalogue, Overrides, Scenario};
use crate::study::StudyError;

pub use design::{MOST_POINTS, POINTS, Pattern};
use spread::Effect;

/// What a sweep asks of a scenario, as it was typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// The axes.
    pub vary: Vec<String>,
    /// How points lie between their ends.
    pub pattern: Pattern,
    /// Number of scattered points.
    pub points: u32,
    /// The outcomes.
    pub metric: Vec<String>,
}

impl Question {
    /// The axes.
    ///
    /// # Errors
    /// If one cannot be read.
    fn axes(&self, catalogue: &Catalogue) -> Result<Vec<Axis>, StudyError> {
        let read = |text: &String| Axis::read(text, catalogue).map_err(StudyError::Asked);
        self.vary.iter().map(read).collect()
    }

    /// A value for each axis, point by point.
    fn points(&self, axes: &[Axis], seed: u64) -> Result<Vec<Vec<f64>>, StudyError> {
        let points = self.pattern.points(axes, self.points, seed);
        points.map_err(StudyError::Asked)
    }
}

/// A scenario, and the points of a design around it.
pub struct Sweep {
    /// What was asked.
    pub question: Question,
    /// What varies.
    pub axes: Vec<Axis>,
    /// A value for each axis, point by point.
    pub points: Vec<Vec<f64>>,
    /// What is looked at.
    pub measures: Vec<Measure>,
    /// The scenario as it is, then one for each point.
    pub scenarios: Vec<Scenario>,
}

/// Position of the scenario as it is among the arms.
const BASE: usize = 0;

/// Rows of the table in the report; the rest is in `points.csv`.
const SHOWN: usize = 60;

impl Sweep {
    /// The scenario as it is, then one for each point.
    ///
    /// # Errors
    /// If one does not load, or an axis does not exist.
    pub fn scenarios(
        name: &str,
        changes: &Overrides,
        question: &Question,
        seed: u64,
        catalogue: &Catalogue,
    ) -> Result<Vec<Scenario>, StudyError> {
        let axes = question.axes(catalogue)?;
        let points = question.points(&axes, seed)?;
        let mut scenarios = vec![scenario::load(name, changes)?];
        scenarios.extend(variants(name, changes, &axes, &points)?);
        Ok(scenarios)
    }

    /// A sweep over the scenarios of its question.
    ///
    /// # Errors
    /// If an axis or a measure does not exist, or the axes have no points.
    pub fn of(
        scenarios: Vec<Scenario>,
        question: Question,
        seed: u64,
        catalogue: &Catalogue,
    ) -> Result<Self, StudyError> {
        let axes = question.axes(catalogue)?;
        Ok(Self {
            measures: Measure::all(&question.metric, &scenarios[BASE].world)?,
            points: question.points(&axes, seed)?,
            axes,
            question,
            scenarios,
        })
    }

    /// Whether points have to be looked at one axis at a time, over all that the others are.
    fn is_spread(&self) -> bool {
        self.axes.len() > 2 || (self.axes.len() == 2 && self.question.pattern != Pattern::Grid)
    }

    /// By measure, then point: the level, and the difference to the scenario as it is.
    fn responses(&self, results: &Results) -> Vec<Vec<Response>> {
        let luck = results.luck();
        let of = |measure: &Measure| {
            let base = measure.values(results, BASE);
            let one = |arm: usize| Response::of(&base, &measure.values(results, arm), &luck);
            (0..self.scenarios.len()).into_par_iter().map(one).collect()
        };
        self.measures.iter().map(of).collect()
    }

    fn finding(
        &self,
        results: &Results,
        responses: &[Vec<Response>],
        effects: &[Vec<Effect>],
    ) -> Finding {
        let design = &results.design;
        let base = &self.scenarios[BASE];
        let axes: Vec<&str> = self.axes.iter().map(|axis| axis.label.as_str()).collect();
        let measures = self.measures.iter().zip(responses);
        let mut answers: Vec<String> = measures
            .map(|(measure, found)| self.sentence(measure, found, results))
            .collect();
        let of_axes = self.measures.iter().zip(effects);
        answers.extend(of_axes.map(|(measure, found)| self.effects_sentence(measure, found)));
        Finding {
            title: format!("{}: what changes with {}", base.title, words::list(&axes)),
            lead: format!(
                "{} from {} to {}, policy as of {}. {} points of {}, each in the same {} simulated futures; differences are to {} as it is, future by future.",
                base.title,
                words::date(design.start),
                words::date(design.end()),
                words::date(base.policy_date),
                self.points.len(),
                self.question.pattern.words(),
                results.replicates.len(),
                base.title,
            ),
            answers,
            parts: self.parts(responses, effects),
            limits: self.limits(),
        }
    }

    /// What the lowest and the highest mean of a measure are, and how far they are apart in the same futures.
    fn sentence(&self, measure: &Measure, responses: &[Response], results: &Results) -> String {
        let mean = |arm: &usize| responses[*arm].difference.scenario_mean;
        let known = |arm: &usize| mean(arm).is_finite();
        let arms = 1..responses.len();
        let least = arms
            .clone()
            .filter(known)
            .min_by(|a, b| mean(a).total_cmp(&mean(b)));
        let most = arms
            .filter(known)
            .max_by(|a, b| mean(a).total_cmp(&mean(b)));
        let (Some(least), Some(most)) = (least, most) else {
            return format!(
                "**{}**: some futures have no value at every point.",
                measure.label
            );
        };
        let luck = results.luck();
        let between = Comparison::of(
            &measure.values(results, least),
            &measure.values(results, most),
            &luck,
        );
        let quantity = |arm: usize| words::quantity(mean(&arm), measure.metric);
        let at = |arm: usize| title(&self.axes, &self.points[arm - 1]);
        if between.share_tied >= 1.0 {
            return format!("**{}**: {} at every point.", measure.label, quantity(least));
        }
        let subject = Subject {
            period: None,
            base: "",
            scenario: "",
            metric: measure.metric,
            label: &measure.label,
        };
        let gap = match brief(&subject, &between) {
            Brief::Clear(sentence) => format!("Between the two, {}", words::lower_first(&sentence)),
            _ => format!(
                "Between the two the direction depends on assumptions: lower at the second in {} of futures.",
                words::share(between.share_lower)
            ),
        };
        format!(
            "**{}**: on average least, {}, at {}, and most, {}, at {}. {gap} Mean difference {} (95 % interval).",
            measure.label,
            quantity(least),
            at(least),
            quantity(most),
            at(most),
            signed_interval(&between.difference.interval(), measure.metric),
        )
    }

    /// What a sweep does not say.
    fn limits(&self) -> Vec<String> {
        let said: &[&str] = if self.is_spread() {
            &spread::LIMITS
        } else {
            &["Between the points that were run nothing is known but by drawing a line."]
        };
        said.iter().map(|&limit| limit.to_owned()).collect()
    }

    fn parts(&self, responses: &[Vec<Response>], effects: &[Vec<Effect>]) -> Vec<Part> {
        let mut parts = vec![Part {
            heading: "In pictures".to_owned(),
            charts: self.stems(),
            ..Part::default()
        }];
        if !effects.is_empty() {
            parts.push(self.effects_part(effects));
        }
        parts.push(self.every_point(responses));
        parts
    }

    fn every_point(&self, responses: &[Vec<Response>]) -> Part {
        let mut head: Vec<String> = self.axes.iter().map(Axis::title).collect();
        head.extend(
            self.measures
                .iter()
                .map(|measure| format!("{}: middle future, 90 % of futures", measure.label)),
        );
        let row = |(index, point): (usize, &Vec<f64>)| {
            let values = self.axes.iter().zip(point);
            let values = values.map(|(_, value)| super::axis::legible(*value));
            let cells = self.measures.iter().zip(responses);
            values
                .chain(cells.map(|(measure, found)| found[index + 1].told(measure)))
                .collect()
        };
        let rows = self
            .points
            .iter()
            .enumerate()
            .map(row)
            .take(SHOWN)
            .collect();
        let left_out = self.points.len().saturating_sub(SHOWN);
        let more = (left_out > 0).then(|| {
            format!(
                "The first {SHOWN} points; all {} are in points.csv.",
                self.points.len()
            )
        });
        Part {
            heading: "Every point".to_owned(),
            text: more.into_iter().collect(),
            table: Some(Table { head, rows }),
            ..Part::default()
        }
    }

    /// A row for each point and outcome: key figures, and the measures that are none.
    fn table(&self, out: &mut Vec<u8>, results: &Results) -> io::Result<()> {
        let mut cells: Vec<usize> = figures(results).map(|(_, cell)| cell).collect();
        for measure in &self.measures {
            match measure.cell() {
                Some(cell) if !cells.contains(&cell) => cells.push(cell),
                _ => (),
            }
        }
        let mut table = csv::Writer::from_writer(out);
        let mut head: Vec<String> = vec!["scenario".to_owned()];
        head.extend(self.axes.iter().map(|axis| axis.name.clone()));
        head.extend(HEAD.map(str::to_owned));
        table.write_record(head)?;
        let luck = results.luck();
        let of_cell = |&cell: &usize| {
            let base = results.column(BASE, cell);
            (1..self.scenarios.len())
                .map(|arm| Response::of(&base, &results.column(arm, cell), &luck))
                .collect::<Vec<_>>()
        };
        let responses: Vec<Vec<Response>> = cells.par_iter().map(of_cell).collect();
        for (index, point) in self.points.iter().enumerate() {
            for (cell, found) in cells.iter().zip(&responses) {
                let key = &results.cells[*cell];
                let metric = &metric::ALL[key.metric];
                let mut row = vec![results.design.arms[index + 1].name.clone()];
                row.extend(point.iter().map(f64::to_string));
                row.extend(
                    [
                        metric.name,
                        key.statistic,
                        &key.place,
                        &key.group,
                        metric.unit,
                    ]
                    .map(str::to_owned),
                );
                row.extend(found[index].fields());
                row.push(results.replicates.len().to_string());
                table.write_record(row)?;
            }
        }
        table.flush()
    }
}

impl Analysis for Sweep {
    fn watched(&self) -> Vec<Watched> {
        measure::watched(&self.measures, self.scenarios[BASE].days())
    }

    fn found(&self, results: &Results) -> io::Result<Found> {
        let responses = self.responses(results);
        let mut points = Vec::new();
        self.table(&mut points, results)?;
        let mut replicates = Vec::new();
        tables::replicates_with(&mut replicates, results, &measure::cells(&self.measures))?;
        let mut tables = vec![("points.csv", points), ("replicates.csv", replicates)];
        let effects = if self.is_spread() {
            self.effects(results)
        } else {
            Vec::new()
        };
        if !effects.is_empty() {
            tables.push(("effects.csv", self.effects_table(&effects)?));
        }
        Ok(Found {
            finding: self.finding(results, &responses, &effects),
            drawings: self.drawings(&responses),
            tables,
        })
    }
}

const HEAD: [&str; 20] = [
    "metric",
    "statistic",
    "place",
    "group",
    "unit",
    "mean",
    "p05",
    "p25",
    "p50",
    "p75",
    "p95",
    "difference",
    "ci_low",
    "ci_high",
    "diff_p05",
    "diff_p50",
    "diff_p95",
    "share_lower",
    "share_tied",
    "replicates",
];

/// A measure at one point.
pub(super) struct Response {
    pub spread: Spread,
    /// To the scenario as it is, in the same futures.
    pub difference: Comparison,
}

impl Response {
    fn of(base: &[f64], own: &[f64], luck: &[f64]) -> Self {
        Self {
            spread: Spread::of(own),
            difference: Comparison::of(base, own, luck),
        }
    }

    /// "12,300 (9,000 to 14,000)".
    fn told(&self, measure: &Measure) -> String {
        if self.spread.p50.is_nan() {
            return "not reached".to_owned();
        }
        let at = |value: f64| words::quantity(value, measure.metric);
        format!(
            "{} ({} to {})",
            at(self.spread.p50),
            at(self.spread.p05),
            at(self.spread.p95)
        )
    }

    fn fields(&self) -> Vec<String> {
        let Comparison {
            scenario_mean,
            difference,
            spread,
            share_lower,
            share_tied,
            ..
        } = &self.difference;
        let mut fields = vec![field(*scenario_mean)];
        fields.extend(quantiles(&self.spread).map(field));
        fields.extend(
            [
                difference.mean,
                difference.low,
                difference.high,
                spread.p05,
                spread.p50,
                spread.p95,
                *share_lower,
                *share_tied,
            ]
            .map(field),
        );
        fields
    }
}
