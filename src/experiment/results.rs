//! What an experiment leaves behind.

use super::{Daily, Design};
use crate::metric::{CellKey, SeriesKey};

/// Results of an experiment: everything analysis, tables and charts are made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// The plan that was carried out, as far as `replicates` says.
    pub design: Design,
    /// Numbers of the replicates that finished, ascending; the order of every row below.
    pub replicates: Vec<u64>,
    /// What each position in a row of headline values means.
    pub cells: Vec<CellKey>,
    /// What each daily series means.
    pub series: Vec<SeriesKey>,
    /// Names of the uncertain inputs, `parameter` or `parameter/cell`.
    pub inputs: Vec<String>,
    /// Values by arm, then replicate, then cell; NaN = not reached or undefined.
    pub values: Vec<Vec<Vec<f64>>>,
    /// Numbers of some days by arm, then replicate, then position in [`Design::watched`].
    pub watched: Vec<Vec<Vec<f64>>>,
    /// Drawn state of the world by replicate, then input; the same for all arms.
    pub states: Vec<Vec<f64>>,
    /// Daily summaries by arm, then series.
    pub daily: Vec<Vec<Daily>>,
    /// Daily summaries of paired differences by pair of the design, then series.
    pub differences: Vec<Vec<Daily>>,
}

impl Results {
    /// Value of one cell in every replicate of an arm.
    #[must_use]
    pub fn column(&self, arm: usize, cell: usize) -> Vec<f64> {
        self.values[arm].iter().map(|row| row[cell]).collect()
    }

    /// One drawn input in every replicate.
    #[must_use]
    pub fn input(&self, input: usize) -> Vec<f64> {
        self.states.iter().map(|state| state[input]).collect()
    }

    /// Whether the run was stopped before every planned replicate was done.
    #[must_use]
    pub fn interrupted(&self) -> bool {
        self.replicates.len() < self.design.replicates.len()
    }

    /// Position of a cell not split by place or origin: metric name, statistic and group.
    #[must_use]
    pub fn find_cell(
        &self,
        metric: &str,
        statistic: &str,
        place: &str,
        group: &str,
    ) -> Option<usize> {
        self.cells.iter().position(|cell| {
            crate::metric::ALL[cell.metric].name == metric
                && (
                    cell.statistic,
                    cell.place.as_str(),
                    cell.group.as_str(),
                    cell.origin.as_str(),
                ) == (statistic, place, group, "all")
        })
    }

    /// Position of a daily series.
    #[must_use]
    pub fn find_series(&self, metric: &str, place: &str, group: &str) -> Option<usize> {
        self.series.iter().position(|series| {
            crate::metric::ALL[series.metric].name == metric
                && series.place == place
                && series.group == group
        })
    }
}
