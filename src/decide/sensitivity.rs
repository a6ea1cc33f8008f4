//! `sensitivity`: which uncertain inputs move an answer, and by how much.
//!
//! Screening (Morris) moves one input after another along many trajectories; it takes all inputs. Shares of variance (Sobol)
//! take more runs for each input, and are for the few that the screening names.

mod pictures;

use std::io;

use serde::{Deserialize, Serialize};

use super::{Analysis, Found, Measure, measure, percent};
use crate::analysis::design::{Morris, Saltelli};
use crate::analysis::sensitivity::{Effects, Row, Screened, Shares, screen, variance_shares};
use crate::analysis::words;
use crate::chart::BarPanel;
use crate::experiment::{Results, States, Watched};
use crate::export::tables::field;
use crate::parameter::{Grade, Parameter};
use crate::report::Table;
use crate::report::finding::{Finding, Part};
use crate::scenario::{Scenario, suggestion};
use crate::stats::{Bootstrap, Interval};
use crate::study::StudyError;

/// Levels on which inputs lie while screening.
const LEVELS: u32 = 4;

/// The outermost part of each input's distribution that screening leaves out: an input goes from its 5 % to its 95 % quantile.
const EDGE: f64 = 0.05;

/// Resamples for the intervals of shares of variance.
const RESAMPLES: u32 = 1_000;

/// Inputs named in a sentence.
const NAMED: usize = 5;

/// How inputs are varied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Morris: so many trajectories through all inputs.
    Screening {
        /// Trajectories.
        trajectories: u32,
    },
    /// Sobol: so many rows of Saltelli's design.
    Variance {
        /// Rows, each of which has a point for every input and two more.
        rows: u64,
    },
}

/// What an analysis of sensitivity asks, as it was typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// How inputs are varied.
    pub method: Method,
    /// Inputs that vary; all if none is named.
    pub inputs: Vec<String>,
    /// Draws of chance at every point.
    pub chances: u64,
    /// The outcomes.
    pub metric: Vec<String>,
}

/// An analysis of sensitivity: of one scenario, or of the difference between two.
pub struct Sensitivity {
    /// The scenario, or base and scenario.
    pub scenarios: Vec<Scenario>,
    /// What is looked at.
    pub measures: Vec<Measure>,
    /// Inputs that vary.
    inputs: Vec<Parameter>,
    method: Method,
    seed: u64,
    chances: u64,
}

impl Analysis for Sensitivity {
    fn watched(&self) -> Vec<Watched> {
        measure::watched(&self.measures, self.scenarios[0].days())
    }

    fn states(&self) -> Option<States> {
        let inputs = self.inputs.len();
        let (points, block) = match self.method {
            Method::Screening { trajectories } => {
                let design = self.morris(trajectories);
                let each = |trajectory| (0..=inputs).map(move |point| (trajectory, point));
                let places = (0..trajectories).flat_map(each);
                let points = places.map(|(trajectory, point)| design.point(trajectory, point));
                (points.collect(), inputs + 1)
            }
            Method::Variance { rows } => {
                let design = Saltelli::of_inputs(self.seed, inputs);
                let parts = design.parts();
                let places = (0..rows).flat_map(|row| (0..parts).map(move |part| (row, part)));
                let points = places.map(|(row, part)| design.point(row, Saltelli::part(part)));
                (points.collect(), parts)
            }
        };
        Some(States {
            inputs: self.inputs.iter().map(|input| input.name.clone()).collect(),
            points,
            block: block as u64,
            chances: self.chances,
        })
    }

    fn found(&self, results: &Results) -> io::Result<Found> {
        let (mut parts, answers, panels, (name, table)) = match self.method {
            Method::Screening { trajectories } => self.screened(results, trajectories)?,
            Method::Variance { rows } => self.shared(results, rows)?,
        };
        parts.insert(
            0,
            Part {
                heading: "In pictures".to_owned(),
                charts: vec![pictures::STEM.to_owned()],
                ..Part::default()
            },
        );
        let design = &results.design;
        let about = match self.scenarios.as_slice() {
            [base, scenario, ..] => format!("{} compared with {}", scenario.title, base.title),
            _ => self.scenarios[0].title.clone(),
        };
        let finding = Finding {
            title: format!("{about}: which assumptions matter most"),
            lead: format!(
                "{about}, {} to {}. {} inputs, each over its own range (as far as published counts narrow it down: over its fits), {} runs.",
                words::date(design.start),
                words::date(design.end()),
                self.inputs.len(),
                results.replicates.len() * self.scenarios.len(),
            ),
            answers,
            parts,
            limits: vec![
                "Inputs are varied independently of one another; where published counts tie them together, the fits know combinations that this analysis takes apart.".to_owned(),
                "All cells of an input (its origins and places) move together.".to_owned(),
            ],
        };
        Ok(Found {
            finding,
            drawings: vec![self.drawing(panels)],
            tables: vec![(name, table)],
        })
    }
}

impl Sensitivity {
    /// Chooses the inputs: those named, or all that vary.
    ///
    /// # Errors
    /// If an input or a measure does not exist, or scenarios differ in what they take inputs to be.
    pub fn of(
        scenarios: Vec<Scenario>,
        question: &Question,
        seed: u64,
    ) -> Result<Self, StudyError> {
        let first = &scenarios[0];
        if scenarios
            .iter()
            .any(|other| other.parameters != first.parameters)
        {
            return Err(StudyError::Asked(format!(
                "`{}` and `{}` take inputs to be different, so that varying them says nothing of the difference\n  help: name scenarios that differ in levers only",
                first.name,
                scenarios[scenarios.len() - 1].name
            )));
        }
        let varying = first
            .parameters
            .iter()
            .filter(|parameter| varies(parameter));
        let varying: Vec<&Parameter> = varying.collect();
        let inputs = if question.inputs.is_empty() {
            varying.into_iter().cloned().collect()
        } else {
            chosen(&question.inputs, &varying)?
        };
        let mut measures = Measure::all(&question.metric, &first.world)?;
        if let [base, scenario, ..] = scenarios.as_slice() {
            for measure in &mut measures {
                measure.label =
                    format!("{}, {} minus {}", measure.label, scenario.title, base.title);
            }
        }
        Ok(Self {
            measures,
            inputs,
            method: question.method,
            seed,
            chances: question.chances,
            scenarios,
        })
    }

    fn morris(&self, trajectories: u32) -> Morris {
        Morris::new(self.seed, trajectories, self.inputs.len(), LEVELS, EDGE)
    }

    /// Values of a measure by point, then chance: of the scenario, or of the difference.
    fn values(&self, measure: &Measure, results: &Results) -> Vec<Vec<f64>> {
        let own = measure.values(results, self.scenarios.len() - 1);
        let values: Vec<f64> = if self.scenarios.len() > 1 {
            let base = measure.values(results, 0);
            own.iter().zip(base).map(|(own, base)| own - base).collect()
        } else {
            own
        };
        values
            .chunks(self.chances.max(1) as usize)
            .map(<[f64]>::to_vec)
            .collect()
    }

    fn screened(&self, results: &Results, trajectories: u32) -> io::Result<Told> {
        let design = self.morris(trajectories);
        let mut table = csv::Writer::from_writer(Vec::new());
        table.write_record(SCREENING)?;
        let (mut parts, mut answers, mut panels) = (Vec::new(), Vec::new(), Vec::new());
        for measure in &self.measures {
            let values = self.values(measure, results);
            let mut effects = vec![Effects::default(); self.inputs.len()];
            for trajectory in 0..trajectories {
                let at =
                    |point: usize| &values[trajectory as usize * (self.inputs.len() + 1) + point];
                for point in 1..=self.inputs.len() {
                    let step = design.step(trajectory, point);
                    effects[step.input].add(at(point - 1), at(point), step.by);
                }
            }
            let mut found: Vec<(&Parameter, Screened)> =
                self.inputs.iter().zip(effects.iter().map(screen)).collect();
            found.sort_by(|a, b| b.1.size.estimate.total_cmp(&a.1.size.estimate));
            answers.push(screening_sentence(measure, &found));
            parts.push(screening_part(measure, &found));
            panels.push(pictures::screening(measure, &found));
            for (input, screened) in &found {
                let Screened {
                    mean,
                    size,
                    spread,
                    chance,
                    ..
                } = screened;
                let mut row = described(measure, input);
                row.extend([mean, size, spread].into_iter().flat_map(numbers));
                row.push(field(*chance));
                table.write_record(row)?;
            }
        }
        let table = table
            .into_inner()
            .map_err(|error| io::Error::other(error.to_string()))?;
        Ok((parts, answers, panels, ("screening.csv", table)))
    }

    fn shared(&self, results: &Results, rows: u64) -> io::Result<Told> {
        let mut table = csv::Writer::from_writer(Vec::new());
        table.write_record(VARIANCE)?;
        let (mut parts, mut answers, mut panels) = (Vec::new(), Vec::new(), Vec::new());
        let length = self.inputs.len() + 2;
        for measure in &self.measures {
            let values = self.values(measure, results);
            let row = |points: &[Vec<f64>]| Row {
                a: points[0].clone(),
                b: points[1].clone(),
                ab: points[2..].to_vec(),
            };
            let complete = values
                .chunks_exact(length)
                .take(usize::try_from(rows).unwrap_or(0));
            let rows: Vec<Row> = complete.map(row).collect();
            let shares = variance_shares(&rows, Bootstrap::new(self.seed, RESAMPLES));
            let mut order: Vec<usize> = (0..self.inputs.len()).collect();
            let total = |at: &usize| shares.factors[*at].total.estimate;
            order.sort_by(|a, b| total(b).total_cmp(&total(a)));
            answers.push(self.variance_sentence(measure, &shares, &order));
            parts.push(self.variance_part(measure, &shares, &order));
            panels.push(self.shares(measure, &shares, &order));
            for &at in &order {
                let mut row = described(measure, &self.inputs[at]);
                row.extend(numbers(&shares.factors[at].first));
                row.extend(numbers(&shares.factors[at].total));
                row.extend(numbers(&shares.chance));
                table.write_record(row)?;
            }
        }
        let table = table
            .into_inner()
            .map_err(|error| io::Error::other(error.to_string()))?;
        Ok((parts, answers, panels, ("variance.csv", table)))
    }

    fn variance_sentence(&self, measure: &Measure, shares: &Shares, order: &[usize]) -> String {
        if shares
            .factors
            .iter()
            .all(|factor| factor.total.estimate.is_nan())
        {
            return format!(
                "**{}**: nothing varies, or some futures have no value.",
                measure.label
            );
        }
        let one = |&at: &usize| {
            let factor = &shares.factors[at];
            format!(
                "{} ({}; alone {})",
                words::lower_first(&self.inputs[at].label),
                percent(&factor.total),
                percent(&factor.first)
            )
        };
        let clear = order
            .iter()
            .filter(|at| shares.factors[**at].total.low > 0.01);
        let named: Vec<String> = clear.take(NAMED).map(one).collect();
        let what = if named.is_empty() {
            "no input's share can be told from zero at this number of rows".to_owned()
        } else {
            format!(
                "most of what inputs make of it goes with {}",
                words::list(&named)
            )
        };
        let chance = if shares.chance.estimate.is_nan() {
            String::new()
        } else {
            format!(
                " Chance, with the inputs not varied, makes {} of the variance of single futures.",
                percent(&shares.chance)
            )
        };
        format!("**{}**: {what}.{chance}", measure.label)
    }

    fn variance_part(&self, measure: &Measure, shares: &Shares, order: &[usize]) -> Part {
        let row = |&at: &usize| {
            let (input, factor) = (&self.inputs[at], &shares.factors[at]);
            vec![
                input.label.clone(),
                percent(&factor.total),
                percent(&factor.first),
                input.grade.name().to_owned(),
            ]
        };
        Part {
            heading: measure.label.clone(),
            text: vec![
                "Total: the share of the variance that would be left, on average, if everything but this input were known. Alone: the share by which it would fall if only this input were known.".to_owned(),
            ],
            table: Some(Table {
                head: ["Input", "Total (95 % interval)", "Alone (95 % interval)", "Evidence"].map(str::to_owned).to_vec(),
                rows: order.iter().map(row).collect(),
            }),
            ..Part::default()
        }
    }
}

/// Parts of the report, sentences, panels of the chart, and a table with its name.
type Told = (
    Vec<Part>,
    Vec<String>,
    Vec<BarPanel>,
    (&'static str, Vec<u8>),
);

const SCREENING: [&str; 16] = [
    "metric",
    "input",
    "label",
    "unit",
    "grade",
    "source",
    "effect",
    "effect_low",
    "effect_high",
    "size",
    "size_low",
    "size_high",
    "spread",
    "spread_low",
    "spread_high",
    "size_by_chance",
];

const VARIANCE: [&str; 15] = [
    "metric",
    "input",
    "label",
    "unit",
    "grade",
    "source",
    "first",
    "first_low",
    "first_high",
    "total",
    "total_low",
    "total_high",
    "chance",
    "chance_low",
    "chance_high",
];

fn described(measure: &Measure, input: &Parameter) -> Vec<String> {
    [
        measure.name.as_str(),
        &input.name,
        &input.label,
        &input.unit,
        input.grade.name(),
        &input.source,
    ]
    .map(str::to_owned)
    .to_vec()
}

fn numbers(interval: &Interval) -> [String; 3] {
    [interval.estimate, interval.low, interval.high].map(field)
}

fn varies(parameter: &Parameter) -> bool {
    !parameter.value.is_fixed() || parameter.by.values().any(|quantity| !quantity.is_fixed())
}

/// The inputs of these names.
fn chosen(names: &[String], varying: &[&Parameter]) -> Result<Vec<Parameter>, StudyError> {
    let find = |name: &String| {
        let found = varying.iter().find(|parameter| parameter.name == *name);
        found.map(|found| (*found).clone()).ok_or_else(|| {
            let known = varying.iter().map(|parameter| parameter.name.as_str());
            StudyError::Asked(format!(
                "`{name}` is not an uncertain input that varies in this scenario\n  help: `garita list parameters` shows them. {}",
                suggestion(name, known)
            ))
        })
    };
    names.iter().map(find).collect()
}

fn screening_sentence(measure: &Measure, found: &[(&Parameter, Screened)]) -> String {
    let resolved: Vec<&(&Parameter, Screened)> =
        found.iter().filter(|(_, one)| one.resolved()).collect();
    if resolved.is_empty() {
        return format!(
            "**{}**: no input's effect can be told from chance at this number of trajectories.",
            measure.label
        );
    }
    let one = |(input, screened): &&(&Parameter, Screened)| {
        format!(
            "{} ({})",
            words::lower_first(&input.label),
            gap(measure, &screened.size)
        )
    };
    let named: Vec<String> = resolved.iter().take(NAMED).map(one).collect();
    let largest = resolved[0].1.size.estimate;
    let weak = |(input, screened): &&&(&Parameter, Screened)| {
        input.grade == Grade::Judgement && screened.size.estimate > largest / 3.0
    };
    let weak: Vec<String> = resolved
        .iter()
        .filter(weak)
        .map(|(input, _)| words::lower_first(&input.label))
        .collect();
    let first = if weak.is_empty() {
        "None of those with at least a third of the largest effect rests on judgement alone."
            .to_owned()
    } else {
        format!(
            "To measure first, since it rests on judgement and has at least a third of the largest effect: {}.",
            words::list(&weak)
        )
    };
    format!(
        "**{}** moves most, from the low to the high end of an input (its 5 % and 95 % quantiles), with {}; {} of {} inputs stand out from chance, each looked at by itself (95 % intervals). {}{first}",
        measure.label,
        words::list(&named),
        resolved.len(),
        found.len(),
        unresolved(measure, found, largest),
    )
}

/// Inputs that may matter as much, of which the trajectories cannot tell; nothing if there is none.
fn unresolved(measure: &Measure, found: &[(&Parameter, Screened)], largest: f64) -> String {
    let hidden = found.iter().filter(|(_, one)| !one.resolved());
    let hidden = hidden.filter(|(_, one)| one.size.estimate > largest / 3.0);
    let hidden: Vec<String> = hidden
        .map(|(input, one)| {
            format!(
                "{} ({})",
                words::lower_first(&input.label),
                gap(measure, &one.size)
            )
        })
        .collect();
    match hidden.len() {
        0 => String::new(),
        more if more > NAMED => format!(
            "{more} others may matter as much, {} among them: more trajectories would tell. ",
            words::list(&hidden[..NAMED])
        ),
        _ => format!(
            "Others may matter as much, and more trajectories would tell: {}. ",
            words::list(&hidden)
        ),
    }
}

/// "12,300 (9,000 to 15,600)".
fn gap(measure: &Measure, interval: &Interval) -> String {
    let at = |value: f64| words::gap(value, measure.metric);
    format!(
        "{} ({} to {})",
        at(interval.estimate),
        at(interval.low.max(0.0)),
        at(interval.high)
    )
}

fn screening_part(measure: &Measure, found: &[(&Parameter, Screened)]) -> Part {
    let row = |(input, screened): &(&Parameter, Screened)| {
        let at = |value: f64| words::gap(value, measure.metric);
        let sign = if screened.mean.low > 0.0 {
            "higher"
        } else if screened.mean.high < 0.0 {
            "lower"
        } else {
            "either"
        };
        vec![
            input.label.clone(),
            gap(measure, &screened.size),
            sign.to_owned(),
            at(screened.spread.estimate),
            input.grade.name().to_owned(),
        ]
    };
    let shown = found.iter().filter(|(_, screened)| screened.resolved());
    Part {
        heading: measure.label.clone(),
        text: vec![
            "Size: how far the answer goes, on average over trajectories, as the input goes from the low to the high end of its range. Spread: how far that differs from one point of the inputs to another, by interaction with other inputs or a bent response. Of a difference, \"higher\" means nearer to a plus as the input rises. Inputs that cannot be told from chance are left out; all are in screening.csv.".to_owned(),
        ],
        table: Some(Table {
            head: ["Input", "Size (95 % interval)", "As it rises", "Spread", "Evidence"].map(str::to_owned).to_vec(),
            rows: shown.map(row).collect(),
        }),
        ..Part::default()
    }
}
