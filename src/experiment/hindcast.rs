//! Does the past balance? The hindcast against published counts, target by target.
//!
//! Targets are rows of `data/gate.csv` (July 2023 to February 2024) and `data/eras.csv` (before): a
//! metric, an origin (or several joined by `+`), a period, the published count with its source, and
//! the tolerance that gates, if any. A run is held against the rows whose period it covers.

use std::ops::Range;

use rayon::prelude::*;
use serde::Deserialize;

use super::Plan;
use crate::model::record::Record;
use crate::model::transition::{Compartment, Row as TransitionRow, TABLE, Transition as T};
use crate::scenario::Scenario;
use crate::stats;
use crate::time::{Date, days_between};
use crate::world::World;

const TABLES: [&str; 2] = [
    include_str!("../../data/gate.csv"),
    include_str!("../../data/eras.csv"),
];

/// A published count that the hindcast is held against.
#[derive(Clone, Debug, Deserialize)]
pub struct Target {
    /// Short name of the row.
    pub id: String,
    /// Metric, with a consequence or place after a point.
    pub metric: String,
    /// Origin, several joined by `+`, or `all`.
    pub origin: String,
    /// First day counted.
    pub period_from: Date,
    /// Last day counted.
    pub period_to: Date,
    /// Published count.
    pub observed: f64,
    /// Unit of the count.
    pub unit: String,
    /// Largest relative miss that passes; without one the row only informs.
    pub tolerance: Option<f64>,
    /// Key of the source.
    pub source: String,
    /// How the count was derived.
    pub note: String,
}

/// A target with what the model says.
#[derive(Clone, Debug)]
pub struct Row {
    /// The target.
    pub target: Target,
    /// Median over replicates.
    pub median: f64,
    /// 5 % and 95 % quantiles over replicates.
    pub range: (f64, f64),
}

impl Row {
    /// Simulated median over the published count; a count of nobody has no ratio.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        let observed = self.target.observed;
        (observed > 0.0).then(|| self.median / observed)
    }

    /// Whether the median is within the tolerance; `None` for a row that only informs.
    #[must_use]
    pub fn passes(&self) -> Option<bool> {
        let (tolerance, ratio) = (self.target.tolerance?, self.ratio()?);
        Some((ratio - 1.0).abs() <= tolerance)
    }
}

/// Every target, of all periods.
///
/// # Errors
/// If an embedded table cannot be read (a test makes sure that it can).
pub fn targets() -> Result<Vec<Target>, csv::Error> {
    let mut targets = Vec::new();
    for table in TABLES {
        for row in csv::Reader::from_reader(table.as_bytes()).deserialize() {
            targets.push(row?);
        }
    }
    Ok(targets)
}

/// Runs the first arm of a plan and measures every target that the scenario covers.
///
/// # Errors
/// A sentence if the table cannot be read or a replicate cannot be simulated.
pub fn compare(plan: &Plan, scenario: &Scenario, replicates: u64) -> Result<Vec<Row>, String> {
    let targets = targets().map_err(|error| format!("published counts: {error}"))?;
    let measured: Vec<Vec<Option<f64>>> = (0..replicates)
        .into_par_iter()
        .map(|k| {
            let (record, _) = plan.record(0, k)?;
            Ok(targets
                .iter()
                .map(|target| measure(&record, scenario, target))
                .collect())
        })
        .collect::<Result<_, String>>()?;
    let rows = targets
        .into_iter()
        .enumerate()
        .filter_map(|(index, target)| {
            let mut values: Vec<f64> = measured
                .iter()
                .map(|row| row[index])
                .collect::<Option<_>>()?;
            values.sort_by(f64::total_cmp);
            let quantile = |share| stats::quantile(&values, share);
            Some(Row {
                target,
                median: quantile(0.5),
                range: (quantile(0.05), quantile(0.95)),
            })
        });
    Ok(rows.collect())
}

/// What a record says of a target; `None` if the run does not cover its period or metric.
#[must_use]
pub fn measure(record: &Record, scenario: &Scenario, target: &Target) -> Option<f64> {
    measure_all(&[(scenario, record)], target)
}

/// What the records of scenarios that follow each other say of a target, in one world; `None` if
/// they do not cover its period or metric.
#[must_use]
pub fn measure_all(runs: &[(&Scenario, &Record)], target: &Target) -> Option<f64> {
    let world = &runs.first()?.0.world;
    let origins = origins(world, &target.origin)?;
    let parts: Vec<(&Record, Range<usize>)> = runs
        .iter()
        .map(|(scenario, record)| (*record, days_of(scenario, record, target)))
        .collect();
    let covered: usize = parts.iter().map(|(_, days)| days.len()).sum();
    if i32::try_from(covered).ok()? != days_between(target.period_from, target.period_to) + 1 {
        return None;
    }
    let (record, last) = parts.iter().rfind(|(_, days)| !days.is_empty())?;
    let last = last.end - 1;
    let count = |transitions: &[T]| -> f64 {
        let each = |record: &Record, day: usize| -> f64 {
            let pairs = transitions
                .iter()
                .flat_map(|transition| origins.iter().map(move |origin| (*transition, *origin)));
            pairs
                .map(|(transition, origin)| {
                    f64::from(record.flow_of_origin(day, transition, origin))
                })
                .sum()
        };
        let days = parts
            .iter()
            .flat_map(|(record, days)| days.clone().map(move |day| (*record, day)));
        days.map(|(record, day)| each(record, day)).sum()
    };
    match target.metric.split_once('.') {
        None => Some(count(&transitions(&target.metric)?)),
        Some(("us-outcome-share", consequence)) => {
            let all: Vec<T> = CONSEQUENCES
                .iter()
                .flat_map(|(_, transitions)| transitions.iter().copied())
                .collect();
            let (_, own) = CONSEQUENCES.iter().find(|(name, _)| *name == consequence)?;
            Some(count(own) / count(&all))
        }
        Some(("people-waiting", place)) => stocks(record, world, WAITING, place, last),
        Some(("list-length", place)) => {
            let listed = &[Compartment::Appointment];
            stocks(record, world, listed, place, last)
        }
        Some(("hearing-pending", place)) => {
            let pending = &[Compartment::Hearing];
            stocks(record, world, pending, place, last)
        }
        Some(_) => None,
    }
}

/// The days of a run that fall in a target's period.
fn days_of(scenario: &Scenario, record: &Record, target: &Target) -> Range<usize> {
    let day = |date, after| {
        let day = i64::from(days_between(scenario.start, date)) + after;
        usize::try_from(day).unwrap_or(0).min(record.days())
    };
    day(target.period_from, 0)..day(target.period_to, 1)
}

/// Consequences as published: returns to Mexico are among the repatriations.
const CONSEQUENCES: &[(&str, &[T])] = &[
    ("released", &[T::Release]),
    ("detention", &[T::Detain]),
    (
        "repatriated",
        &[
            T::RepatriateToMexico,
            T::RepatriateAbroad,
            T::ReturnToMexico,
        ],
    ),
    ("children", &[T::ToChildrensAgency]),
    ("remain-in-mexico", &[T::Enrol]),
];

/// Counts of events that a target may name.
const COUNTS: [&str; 9] = [
    "encounters-between-ports",
    "encounters-at-ports",
    "encounters",
    "appointments-used",
    "remain-in-mexico-enrolled",
    "mexican-detention-events",
    "returns-by-mexico",
    "protection-applications",
    "protection-decisions",
];

/// Counts of people in a place that a target may name.
const STOCKS: [&str; 3] = ["people-waiting", "list-length", "hearing-pending"];

/// Every metric that a target of a world may name, with its consequence or place after a point.
#[must_use]
pub fn metrics(world: &World) -> Vec<String> {
    let counts = COUNTS.map(str::to_owned).into_iter();
    let shares = CONSEQUENCES
        .iter()
        .map(|(name, _)| format!("us-outcome-share.{name}"));
    let stocks = STOCKS.iter().flat_map(|stock| {
        let places = world.places.iter().map(|place| place.name.as_str());
        let places = ["all", "border"].into_iter().chain(places);
        places.map(move |place| format!("{stock}.{place}"))
    });
    counts.chain(shares).chain(stocks).collect()
}

fn transitions(metric: &str) -> Option<Vec<T>> {
    let entering = |keep: fn(&TransitionRow) -> bool| {
        Some(
            TABLE
                .iter()
                .filter(|row| keep(row))
                .map(|row| row.transition)
                .collect(),
        )
    };
    match metric {
        "encounters-between-ports" => Some(vec![T::Detect]),
        "encounters-at-ports" => Some(vec![T::Call, T::ArriveWalkIn]),
        "encounters" => Some(vec![T::Detect, T::Call, T::ArriveWalkIn]),
        "appointments-used" => Some(vec![T::Call]),
        "remain-in-mexico-enrolled" => Some(vec![T::Enrol, T::SendBack]),
        "mexican-detention-events" => Some(vec![T::Interdict]),
        "returns-by-mexico" => entering(|row| row.to == Compartment::ReturnedByMexico),
        // An appeal is not a new application.
        "protection-applications" => {
            entering(|row| row.to == Compartment::Protection && row.from != Compartment::Protection)
        }
        "protection-decisions" => entering(|row| row.process == "protection"),
        _ => None,
    }
}

fn origins(world: &World, names: &str) -> Option<Vec<usize>> {
    if names == "all" {
        return Some((0..world.origins.len()).collect());
    }
    names.split('+').map(|name| world.origin(name)).collect()
}

/// Who is waiting in a city: for a U.S. appointment, undecided, or turned back.
const WAITING: &[Compartment] = &[
    Compartment::Appointment,
    Compartment::Undecided,
    Compartment::TurnedBack,
];

/// People in some stocks in a place, in all border cities (`border`) or anywhere (`all`).
fn stocks(
    record: &Record,
    world: &World,
    stocks: &[Compartment],
    place: &str,
    day: usize,
) -> Option<f64> {
    let at = |place: usize| -> f64 {
        stocks
            .iter()
            .map(|stock| f64::from(record.stock_at_place(day, *stock, place)))
            .sum()
    };
    let places = 0..world.places.len();
    match place {
        "all" => Some(places.map(at).sum()),
        "border" => Some(places.filter(|p| world.places[*p].border).map(at).sum()),
        _ => world.place(place).map(at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_can_be_measured() {
        for target in targets().unwrap() {
            let held_against = target.tolerance.is_some();
            assert!(target.observed > 0.0 || !held_against, "{}", target.id);
            assert!(target.observed >= 0.0, "{}", target.id);
            let known = transitions(&target.metric).is_some() || target.metric.contains('.');
            assert!(known, "{}", target.metric);
        }
    }

    #[test]
    fn every_count_has_its_transitions() {
        for metric in COUNTS {
            assert!(
                transitions(metric).is_some_and(|found| !found.is_empty()),
                "{metric}"
            );
        }
    }
}
