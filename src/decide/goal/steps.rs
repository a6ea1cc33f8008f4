//! The steps of a goal: one value of the lever after another.

use std::io;

use super::Search;
use crate::analysis::root::{Next, Point};
use crate::decide::arms::{point, variant};
use crate::decide::axis::legible;
use crate::decide::seek::Seek;
use crate::decide::{Found, Measure};
use crate::experiment::Results;
use crate::scenario::{Overrides, Scenario};
use crate::study::StudyError;

/// Most values of the lever that are run.
pub const MOST: usize = 40;

/// A goal on its way.
pub struct Steps {
    search: Search,
    /// The scenario as the user named it, and what to change in it.
    name: String,
    changes: Overrides,
    /// The scenario whose outcome is subtracted, if one is; run before all values.
    against: Option<Scenario>,
    /// Its outcome in every future, once it is known.
    level: Option<Vec<f64>>,
    points: Vec<Point>,
    /// The scenarios of the points.
    scenarios: Vec<Scenario>,
    /// The value that is run next.
    trying: f64,
}

impl Steps {
    /// A goal of which nothing was run.
    #[must_use]
    pub fn new(
        search: Search,
        name: String,
        changes: Overrides,
        against: Option<Scenario>,
    ) -> Self {
        Self {
            search,
            name,
            changes,
            against,
            level: None,
            points: Vec::new(),
            scenarios: Vec::new(),
            trying: f64::NAN,
        }
    }
}

impl Seek for Steps {
    fn base(&self) -> &Scenario {
        &self.search.base
    }

    fn measures(&self) -> Vec<Measure> {
        vec![self.search.measure.clone()]
    }

    fn next(&mut self) -> Result<Vec<Scenario>, StudyError> {
        if let (Some(other), None) = (&self.against, &self.level) {
            return Ok(vec![other.clone()]);
        }
        let Next::Run(at) = self.search.next(&self.points) else {
            return Ok(Vec::new());
        };
        if self.points.len() >= MOST {
            return Ok(Vec::new());
        }
        let axis = std::slice::from_ref(&self.search.axis);
        let scenario = variant(&self.name, &self.changes, axis, &[at])?;
        self.trying = at;
        Ok(vec![Scenario {
            name: point(self.points.len() + 1),
            title: self.search.axis.quantity(at),
            ..scenario
        }])
    }

    fn take(&mut self, scenarios: &[Scenario], results: &Results) {
        let mut futures = self.search.measure.values(results, 0);
        match (&self.against, &self.level) {
            (Some(_), None) => {
                self.level = Some(futures);
                return;
            }
            (_, Some(level)) => {
                for (own, other) in futures.iter_mut().zip(level) {
                    *own -= other;
                }
            }
            (None, None) => {}
        }
        let at = self.trying;
        self.points.push(Point { at, futures });
        self.scenarios.extend_from_slice(scenarios);
    }

    fn told(&self) -> String {
        match self.points.last() {
            Some(point) => format!("value {}: {}", self.points.len(), legible(point.at)),
            None => "the other scenario".to_owned(),
        }
    }

    /// A goal without its last values has another answer.
    fn stop(&mut self) -> bool {
        false
    }

    fn found(&self) -> io::Result<(Found, Vec<Scenario>)> {
        let found = self.search.found(&self.points)?;
        let scenarios = self.scenarios.iter().chain(&self.against).cloned();
        Ok((found, scenarios.collect()))
    }
}
