//! Scenarios that differ from one another in the values along axes, as arms of one experiment.

use rayon::prelude::*;

use super::Axis;
use crate::analysis::words;
use crate::scenario::{self, Overrides, Scenario};
use crate::study::StudyError;

/// The scenario `name` with changes, and with a value for each axis.
///
/// # Errors
/// If it does not load, such as when a value is outside the range of its lever.
pub fn variant(
    name: &str,
    changes: &Overrides,
    axes: &[Axis],
    values: &[f64],
) -> Result<Scenario, StudyError> {
    let mut changes = changes.clone();
    for (axis, &value) in axes.iter().zip(values) {
        axis.put(value, &mut changes);
    }
    let scenario = scenario::load(name, &changes)?;
    match axes.iter().find(|axis| axis.begins_after(scenario.end)) {
        None => Ok(scenario),
        Some(late) => Err(StudyError::Asked(format!(
            "`{}` would change after the last day of the run, {}\n  help: write an earlier date after @",
            late.name,
            words::date(scenario.end)
        ))),
    }
}

/// Longest title that charts, tables and sentences carry.
const SHORT: usize = 48;

/// How names of made portfolios begin.
const PORTFOLIO: &str = "portfolio-";

/// How names of points begin.
const POINT: &str = "point-";

/// Name of the point with this number.
#[must_use]
pub fn point(number: usize) -> String {
    format!("{POINT}{number}")
}

/// Name of the made portfolio with this number.
#[must_use]
pub fn portfolio(number: usize) -> String {
    format!("{PORTFOLIO}{number}")
}

/// Whether a scenario was made around another by an analysis.
#[must_use]
pub fn is_made(scenario: &Scenario) -> bool {
    [PORTFOLIO, POINT]
        .iter()
        .any(|start| scenario.name.starts_with(start))
}

/// What a scenario is called where a long title would stand in the way of what is said of it: its title if that is short, else
/// its name, of which a made portfolio's is `P7`.
#[must_use]
pub fn called(scenario: &Scenario) -> String {
    if scenario.title.chars().count() <= SHORT {
        return scenario.title.clone();
    }
    match scenario.name.strip_prefix(PORTFOLIO) {
        Some(number) => format!("P{number}"),
        None => scenario.name.clone(),
    }
}

/// A scenario for every point, named `point-1` and on.
///
/// # Errors
/// All problems of the points that do not load.
pub fn variants(
    name: &str,
    changes: &Overrides,
    axes: &[Axis],
    points: &[Vec<f64>],
) -> Result<Vec<Scenario>, StudyError> {
    let load = |(index, values): (usize, &Vec<f64>)| {
        let mut scenario = variant(name, changes, axes, values)?;
        scenario.name = point(index + 1);
        scenario.title = title(axes, values);
        Ok(scenario)
    };
    let loaded: Vec<Result<Scenario, StudyError>> =
        points.par_iter().enumerate().map(load).collect();
    let (mut scenarios, mut problems) = (Vec::new(), Vec::new());
    for one in loaded {
        match one {
            Ok(scenario) => scenarios.push(scenario),
            Err(StudyError::Problems(found)) => problems.extend(found),
            Err(other) => return Err(other),
        }
    }
    if problems.is_empty() {
        Ok(scenarios)
    } else {
        Err(StudyError::Problems(problems))
    }
}

/// A point in words: "shelter beds added (Tijuana) 500 beds, port appointments 3,000 appointments/day".
#[must_use]
pub fn title(axes: &[Axis], point: &[f64]) -> String {
    let parts = axes.iter().zip(point);
    let parts: Vec<String> = parts
        .map(|(axis, value)| format!("{} {}", axis.label, axis.quantity(*value)))
        .collect();
    parts.join(", ")
}
