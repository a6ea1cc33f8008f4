//! What a calibration found, in numbers: counts and inputs before and after, and what is in doubt.

use super::Settings;
use super::fit::{Fitted, told_apart};
use crate::experiment::hindcast::Target;
use crate::scenario::Scenario;
use crate::stats::{self, Moments};
use crate::time::Date;
use crate::uncertainty::{Input, moved_by, share_below};

/// The 5 %, 50 % and 95 % quantiles over members.
pub type Three = [f64; 3];

/// One published count.
#[derive(Clone, Debug)]
pub struct CountRow {
    /// What was published.
    pub target: Target,
    /// Standard error of its log in the fit.
    pub error: f64,
    /// Simulated from the ranges of the inputs.
    pub before: Three,
    /// Simulated from the fits.
    pub after: Three,
}

/// One input.
#[derive(Clone, Debug)]
pub struct InputRow {
    /// What it is.
    pub input: Input,
    /// For people: "Chance of detection", "Step of demand, September 2023".
    pub name: String,
    /// Origin and place, if it has its own: "Venezuela".
    pub cell: String,
    /// Unit of `before` and `after`.
    pub unit: String,
    /// Its range, in its own unit.
    pub before: Three,
    /// Its fits.
    pub after: Three,
    /// The range as scores.
    pub scores_before: Three,
    /// The fits as scores.
    pub scores_after: Three,
    /// Mean score of the fits.
    pub mean: f64,
    /// Standard deviation of the score over the fits.
    pub sd: f64,
    /// The same before the counts were seen.
    pub sd_before: f64,
}

/// Inputs and counts before and after.
#[derive(Clone, Debug)]
pub struct Findings {
    /// Inputs in the order of the fits.
    pub inputs: Vec<InputRow>,
    /// Published counts in the order of the tables.
    pub counts: Vec<CountRow>,
}

/// An input is informed if its scores keep less than this part of their standard deviation.
const INFORMED: f64 = 0.9;
/// An input is at the edge of its range if its mean score is further from 0 than this.
const EDGE: f64 = 2.0;

impl InputRow {
    /// Name and cell: "People setting out per day: Venezuela".
    #[must_use]
    pub fn label(&self) -> String {
        if self.cell.is_empty() {
            self.name.clone()
        } else {
            format!("{}: {}", self.name, self.cell)
        }
    }

    /// What is left of the standard deviation of the score.
    #[must_use]
    pub fn left(&self) -> f64 {
        self.sd / self.sd_before
    }

    /// Whether the counts inform it.
    #[must_use]
    pub fn informed(&self) -> bool {
        self.left() < INFORMED
    }

    /// Whether the counts pull it to the edge of its range.
    #[must_use]
    pub fn at_edge(&self) -> bool {
        self.mean.abs() > EDGE
    }

    /// Whether it is a monthly step.
    #[must_use]
    pub fn is_step(&self) -> bool {
        matches!(self.input, Input::Step(..))
    }
}

impl CountRow {
    /// Whether the published count lies where 90 % of counts of such members would: their range, widened
    /// by the error of the count.
    #[must_use]
    pub fn within(&self, range: &Three) -> bool {
        let [low, middle, high] = range.map(|value| libm::log(self.told(value)));
        let error = Z95 * self.error;
        let off = libm::log(self.told(self.target.observed)) - middle;
        -libm::hypot(middle - low, error) <= off && off <= libm::hypot(high - middle, error)
    }

    /// Where 90 % of published counts of the same world would lie, given the published one.
    #[must_use]
    pub fn published_range(&self) -> (f64, f64) {
        let factor = libm::exp(Z95 * self.error);
        let observed = self.told(self.target.observed);
        (observed / factor, observed * factor)
    }

    /// Size of the log of median ÷ published.
    #[must_use]
    pub fn miss(&self, range: &Three) -> f64 {
        libm::log(self.told(range[1]) / self.told(self.target.observed)).abs()
    }

    fn told(&self, count: f64) -> f64 {
        told_apart(&self.target, count)
    }
}

/// How close the counts are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Closeness {
    /// Counts.
    pub counts: usize,
    /// Of these, within the 90 % of members and the error of the count.
    pub within: usize,
    /// Mean of |log(median ÷ published)|.
    pub miss: f64,
}

impl Closeness {
    /// Share of counts within the 90 % of members and the error of the count.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.within as f64 / self.counts.max(1) as f64
    }

    /// By what factor the median is off, typically.
    #[must_use]
    pub fn factor(&self) -> f64 {
        libm::exp(self.miss)
    }
}

/// How close some counts are, before and after.
#[must_use]
pub fn closeness<'a>(rows: &(impl Iterator<Item = &'a CountRow> + Clone)) -> [Closeness; 2] {
    let of = |range: fn(&CountRow) -> &Three| {
        let counts = rows.clone().count();
        let misses = rows.clone().map(|row| row.miss(range(row)));
        Closeness {
            counts,
            within: rows.clone().filter(|row| row.within(range(row))).count(),
            miss: misses.sum::<f64>() / counts.max(1) as f64,
        }
    };
    [of(|row| &row.before), of(|row| &row.after)]
}

impl Findings {
    /// Sums up what was fitted.
    #[must_use]
    pub fn of(fitted: &Fitted, settings: &Settings) -> Self {
        let scenario = &settings.scenario;
        let inputs = fitted.calibration.inputs().enumerate();
        Self {
            inputs: inputs
                .map(|(index, input)| input_row(input, index, fitted, scenario))
                .collect(),
            counts: fitted
                .targets
                .iter()
                .enumerate()
                .map(|(index, target)| CountRow {
                    target: target.clone(),
                    error: fitted.errors[index],
                    before: three(column(&fitted.before, index)),
                    after: three(column(&fitted.after, index)),
                })
                .collect(),
        }
    }

    /// Parameters that the counts do not inform.
    pub fn uninformed(&self) -> impl Iterator<Item = &InputRow> {
        self.inputs
            .iter()
            .filter(|row| !row.is_step() && !row.informed())
    }

    /// Inputs that the counts pull to the edge of their range.
    pub fn at_edge(&self) -> impl Iterator<Item = &InputRow> {
        self.inputs.iter().filter(|row| row.at_edge())
    }

    /// Counts outside the 90 % of fits and the error of the count.
    pub fn missed(&self) -> impl Iterator<Item = &CountRow> {
        self.counts.iter().filter(|row| !row.within(&row.after))
    }

    /// Metrics that were counted, each once, in the order of the tables; without consequence or place.
    #[must_use]
    pub fn metrics(&self) -> Vec<&str> {
        let mut metrics: Vec<&str> = Vec::new();
        for row in &self.counts {
            let metric = family(&row.target.metric);
            if !metrics.contains(&metric) {
                metrics.push(metric);
            }
        }
        metrics
    }

    /// The counts of a metric.
    pub fn of_metric<'a>(&'a self, metric: &'a str) -> impl Iterator<Item = &'a CountRow> + Clone {
        self.counts
            .iter()
            .filter(move |row| family(&row.target.metric) == metric)
    }
}

/// The part of a metric's name before consequence or place.
#[must_use]
pub fn family(metric: &str) -> &str {
    metric.split('.').next().unwrap_or(metric)
}

fn input_row(input: &Input, index: usize, fitted: &Fitted, scenario: &Scenario) -> InputRow {
    let (now, then) = (fitted.calibration.scores(index), fitted.prior.scores(index));
    let (moments, moments_before) = (Moments::of(&now), Moments::of(&then));
    let scores_before = [-Z95, 0.0, Z95];
    let scores_after = three(now);
    let known = match input {
        Input::Parameter(stream) => moved_by(stream, &scenario.parameters, &scenario.world),
        Input::Step(..) => None,
    };
    let own = |scores: &Three| match known {
        None => *scores,
        Some((parameter, cell)) => {
            let quantity = parameter.quantity(cell, &scenario.world);
            scores.map(|z| parameter.clamp(quantity.quantile(share_below(z))))
        }
    };
    let (name, cell) = words(input, scenario);
    InputRow {
        input: input.clone(),
        name,
        cell,
        unit: known
            .map_or(STEPS, |(parameter, _)| parameter.unit.as_str())
            .to_owned(),
        before: own(&scores_before),
        after: own(&scores_after),
        scores_before,
        scores_after,
        mean: moments.mean(),
        sd: moments.deviation(),
        sd_before: moments_before.deviation(),
    }
}

/// Unit of a monthly step.
const STEPS: &str = "standard deviations";
/// Score of the 95 % quantile of the standard normal law.
const Z95: f64 = 1.644_853_626_951_472_2;

/// Name and cell of an input for people.
fn words(input: &Input, scenario: &Scenario) -> (String, String) {
    let world = &scenario.world;
    match input {
        Input::Parameter(stream) => match moved_by(stream, &scenario.parameters, world) {
            Some((parameter, cell)) => {
                let origin = cell.origin.filter(|_| parameter.independent);
                let place = cell.place.filter(|_| parameter.independent);
                let names = [
                    origin.map(|origin| world.origins[origin].label.as_str()),
                    place.map(|place| world.places[place].label.as_str()),
                ];
                let names: Vec<&str> = names.into_iter().flatten().collect();
                (parameter.label.clone(), names.join(", "))
            }
            None => (stream.clone(), String::new()),
        },
        Input::Step(walk, month, origin) => {
            let whose = origin.as_ref().map_or("all origins", |name| {
                world
                    .origin(name)
                    .map_or(name.as_str(), |index| world.origins[index].label.as_str())
            });
            (
                format!("Step of {}, {}", walk.label(), month_name(*month)),
                whose.to_owned(),
            )
        }
    }
}

/// "September 2023".
fn month_name(month: i32) -> String {
    let (year, month) = (month.div_euclid(12), month.rem_euclid(12) + 1);
    let first = format!("{year:04}-{month:02}-01").parse::<Date>();
    first.map_or_else(
        |_| String::new(),
        |first| first.strftime("%B %Y").to_string(),
    )
}

fn column(rows: &[Vec<f64>], index: usize) -> Vec<f64> {
    rows.iter().map(|row| row[index]).collect()
}

fn three(mut values: Vec<f64>) -> Three {
    values.sort_by(f64::total_cmp);
    [0.05, 0.5, 0.95].map(|share| stats::quantile(&values, share))
}
