//! `goal`: the value of a lever that meets a target under uncertainty.
//!
//! The search runs one value of the lever after another, each in the same futures, until more values would not make the
//! answer surer.

mod pictures;
mod steps;

use std::io;

use super::{Axis, Found, Measure, signed};
use crate::analysis::root::{
    Answer, Crossing, Goal, Next, Point, Question, Solution, Statistic, next, solve,
};
use crate::analysis::{Spread, words};
use crate::export::tables::{field, quantiles};
use crate::report::Table;
use crate::report::finding::{Finding, Part};
use crate::scenario::Scenario;
use crate::stats::{Bootstrap, Interval};

pub use steps::{MOST, Steps};

/// Resamples of futures for the interval of the answer.
const RESAMPLES: u32 = 1_000;

/// A range at least this wide is searched in whole numbers.
const WHOLE: f64 = 50.0;

/// What is asked: a lever, an outcome, and what that should be.
pub struct Search {
    /// The scenario.
    pub base: Scenario,
    /// Title of the scenario whose outcome is subtracted, if one is.
    pub against: Option<String>,
    /// The lever or input, over a range.
    pub axis: Axis,
    /// The outcome.
    pub measure: Measure,
    /// What is looked at in it, and the target.
    pub question: Question,
    /// Seed of all chance.
    pub seed: u64,
}

impl Search {
    /// The value to run next, given those that were run.
    #[must_use]
    pub fn next(&self, points: &[Point]) -> Next {
        let [low, high] = self.axis.range();
        let unit = if high - low >= WHOLE { 1.0 } else { 0.0 };
        let known = (!points.is_empty()).then(|| self.solve(points));
        next(known.as_ref(), (low, high), unit)
    }

    fn solve(&self, points: &[Point]) -> Solution {
        solve(points, self.question, Bootstrap::new(self.seed, RESAMPLES))
    }

    /// What the points that were run say.
    ///
    /// # Errors
    /// Never in practice: the tables are written to memory.
    pub fn found(&self, points: &[Point]) -> io::Result<Found> {
        let solution = self.solve(points);
        let futures = points.first().map_or(0, |point| point.futures.len());
        let finding = Finding {
            title: format!("{}: {}", self.base.title, words::lower_first(&self.axis.label)),
            lead: format!(
                "Asked: with how much of {} are {}? {} from {} to {}, policy as of {}; {} values of the lever, each in the same {futures} simulated futures.",
                words::lower_first(&self.axis.title()),
                self.asked(),
                self.base.title,
                words::date(self.base.start),
                words::date(self.base.end),
                words::date(self.base.policy_date),
                points.len(),
            ),
            answers: self.answers(&solution),
            parts: self.parts(points, &solution),
            limits: vec![
                "The interval of the answer says how well these futures pin it down; it does not widen for what the scenario assumes. With another set of assumptions the answer is another.".to_owned(),
                "Between the values that were run the curve is drawn, not simulated.".to_owned(),
            ],
        };
        Ok(Found {
            finding,
            drawings: vec![self.drawing(points, &solution)],
            tables: vec![
                ("curve.csv", self.curve(points, &solution)?),
                ("values.csv", self.values(points)?),
            ],
        })
    }

    /// "nights over capacity in Tijuana at most 52 in 90 % of futures".
    fn asked(&self) -> String {
        let (word, target) = match self.question.goal {
            Goal::AtMost(target) => ("at most", target),
            Goal::AtLeast(target) => ("at least", target),
        };
        let label = words::lower_first(&self.measure.label);
        let label = match &self.against {
            Some(other) => format!("{label}, less that under {other},"),
            None => label,
        };
        // A target of nights in one place may have been a percentage of them.
        let share = if self.measure.metric.unit == "place-nights" && self.measure.name.contains('@')
        {
            let percent = 100.0 * target / self.base.days() as f64;
            format!(" ({} % of nights)", words::number(percent, 0))
        } else {
            String::new()
        };
        format!(
            "{label} {word} {}{share} {}",
            self.told(target),
            self.where_met()
        )
    }

    fn where_met(&self) -> String {
        match (self.question.statistic, self.question.goal) {
            (Statistic::Quantile(share), Goal::AtMost(_)) => {
                format!("in {} of futures", words::share(share))
            }
            (Statistic::Quantile(share), Goal::AtLeast(_)) => {
                format!("in {} of futures", words::share(1.0 - share))
            }
            _ => "on average over futures".to_owned(),
        }
    }

    /// "1,240 beds (980 to 1,560)"; an end beyond the range says so.
    fn at(&self, value: &Interval) -> String {
        let [low, high] = self.axis.range();
        let end = |end: f64, beyond: &str| {
            if end.is_finite() && end >= low && end <= high {
                super::axis::legible(end)
            } else {
                beyond.to_owned()
            }
        };
        format!(
            "{} ({} to {})",
            self.axis.quantity(value.estimate),
            end(
                value.low,
                &format!("less than {}", super::axis::legible(low))
            ),
            end(
                value.high,
                &format!("more than {}", super::axis::legible(high))
            )
        )
    }

    /// A value of the outcome, or of its difference, in words.
    fn told(&self, value: f64) -> String {
        match self.against {
            Some(_) => signed(value, self.measure.metric),
            None => words::quantity(value, self.measure.metric),
        }
    }

    fn statistic(&self, value: &Interval) -> String {
        let [middle, low, high] =
            [value.estimate, value.low, value.high].map(|value| self.told(value));
        match (value.low.is_finite(), value.high.is_finite()) {
            (true, true) => format!("{middle} ({low} to {high}, 95 % interval)"),
            (true, false) => {
                format!("{middle} (from {low}; too few futures for an upper end, 95 % interval)")
            }
            (false, true) => {
                format!("{middle} (up to {high}; too few futures for a lower end, 95 % interval)")
            }
            (false, false) => format!("{middle} (too few futures for a 95 % interval)"),
        }
    }

    fn answers(&self, solution: &Solution) -> Vec<String> {
        let [low, high] = self.axis.range();
        let (low, high) = (super::axis::legible(low), self.axis.quantity(high));
        let asked = words::capital_first(&self.asked());
        let crossing = |crossing: &Crossing| {
            let at = self.at(&crossing.at);
            let (value, interval) = at.split_once(" (").unwrap_or((&at, ")"));
            let side = if crossing.met_above { "more" } else { "less" };
            format!(
                "**{value} or {side}** of {} (95 % interval: {interval}",
                words::lower_first(&self.axis.label)
            )
        };
        vec![match &solution.answer {
            Answer::Crossing(one) => format!("{asked}: {}.", crossing(one)),
            Answer::Several(all) => format!(
                "{asked}: met in some stretches and not in others; it changes at {} (95 % intervals).",
                words::list(&all.iter().map(|one| self.at(&one.at)).collect::<Vec<_>>()),
            ),
            Answer::OutOfReach { at, best } => format!(
                "{asked}: **cannot be reached** with {} from {low} to {high}. The best that was run is {}, with {}.",
                words::lower_first(&self.axis.label),
                self.axis.quantity(*at),
                self.statistic(best),
            ),
            Answer::Everywhere { at, worst } => format!(
                "{asked}: **met at every value** of {} from {low} to {high}. Nearest to missing it is {}, with {}.",
                words::lower_first(&self.axis.label),
                self.axis.quantity(*at),
                self.statistic(worst),
            ),
            Answer::Unclear { at, best } => format!(
                "{asked}: **cannot be told** at this number of futures whether any value of {} from {low} to {high} meets it; more futures would tell. The best that was run is {}, with {}.",
                words::lower_first(&self.axis.label),
                self.axis.quantity(*at),
                self.statistic(best),
            ),
        }]
    }

    fn parts(&self, points: &[Point], solution: &Solution) -> Vec<Part> {
        let sorted = sorted(points);
        let rows = solution.curve.iter().zip(&sorted);
        let row = |((at, value), point): (&(f64, Interval), &&Point)| {
            let spread = Spread::of(&point.futures);
            let told = |value: f64| self.told(value);
            let gaps = [value.low, value.high].map(|end| self.question.goal.gap(end));
            vec![
                super::axis::legible(*at),
                self.statistic(value).replace(", 95 % interval", ""),
                format!(
                    "{} ({} to {})",
                    told(spread.p50),
                    told(spread.p05),
                    told(spread.p95)
                ),
                match gaps {
                    [low, high] if low <= 0.0 && high <= 0.0 => "yes",
                    [low, high] if low > 0.0 && high > 0.0 => "no",
                    _ => "cannot be told",
                }
                .to_owned(),
            ]
        };
        let looked_at = match self.question.statistic {
            Statistic::Quantile(share) => format!(
                "{} % quantile (95 % interval)",
                words::number(100.0 * share, 0)
            ),
            _ => "Mean (95 % interval)".to_owned(),
        };
        vec![Part {
            heading: "The curve behind it".to_owned(),
            text: Vec::new(),
            charts: vec![pictures::STEM.to_owned()],
            table: Some(Table {
                head: vec![
                    self.axis.title(),
                    looked_at,
                    "Middle future (90 % of futures)".to_owned(),
                    "Meets it".to_owned(),
                ],
                rows: rows.map(row).collect(),
            }),
        }]
    }

    fn curve(&self, points: &[Point], solution: &Solution) -> io::Result<Vec<u8>> {
        let mut table = csv::Writer::from_writer(Vec::new());
        table.write_record([
            "lever",
            "value",
            "metric",
            "unit",
            "statistic",
            "estimate",
            "ci_low",
            "ci_high",
            "p05",
            "p25",
            "p50",
            "p75",
            "p95",
            "met",
        ])?;
        let statistic = match self.question.statistic {
            Statistic::Mean => "mean".to_owned(),
            Statistic::Quantile(share) => format!("quantile {share}"),
            Statistic::ShareAbove(level) => format!("share above {level}"),
        };
        for ((at, value), point) in solution.curve.iter().zip(sorted(points)) {
            let mut row = vec![
                self.axis.name.clone(),
                at.to_string(),
                self.measure.name.clone(),
                self.measure.metric.unit.to_owned(),
                statistic.clone(),
            ];
            row.extend([value.estimate, value.low, value.high].map(field));
            row.extend(quantiles(&Spread::of(&point.futures)).map(field));
            row.push((self.question.goal.gap(value.estimate) <= 0.0).to_string());
            table.write_record(row)?;
        }
        table
            .into_inner()
            .map_err(|error| io::Error::other(error.to_string()))
    }

    fn values(&self, points: &[Point]) -> io::Result<Vec<u8>> {
        let mut table = csv::Writer::from_writer(Vec::new());
        table.write_record([self.axis.name.as_str(), "replicate", &self.measure.name])?;
        for point in sorted(points) {
            for (future, value) in point.futures.iter().enumerate() {
                table.write_record([point.at.to_string(), future.to_string(), field(*value)])?;
            }
        }
        table
            .into_inner()
            .map_err(|error| io::Error::other(error.to_string()))
    }
}

fn sorted(points: &[Point]) -> Vec<&Point> {
    let mut points: Vec<&Point> = points.iter().collect();
    points.sort_by(|a, b| a.at.total_cmp(&b.at));
    points
}
