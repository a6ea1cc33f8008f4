//! What an experiment leaves behind.

use std::io;
use std::sync::Arc;

use super::rows::{Columns, Rows, Shelf};
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
    /// Values of every replicate: by arm the headline values and the numbers of some days, then the luck of
    /// demand and the drawn inputs.
    pub(super) columns: Arc<Columns>,
    /// Daily summaries by arm, then series.
    pub daily: Vec<Vec<Daily>>,
    /// Daily summaries of paired differences by pair of the design, then series.
    pub differences: Vec<Vec<Daily>>,
}

impl Results {
    /// Results put together from values that were written down; there are no daily series.
    ///
    /// `values` gives the cells and the numbers of some days of an arm in a row, `shared` the luck of demand and the
    /// inputs; rows are in the order of the design's replicates.
    ///
    /// # Errors
    /// If a temporary file cannot be written.
    pub fn restored(
        design: Design,
        cells: Vec<CellKey>,
        inputs: Vec<String>,
        values: impl Fn(usize, usize) -> Vec<f64>,
        shared: impl Fn(usize) -> Vec<f64>,
    ) -> io::Result<Self> {
        let arms = design.arms.len();
        let width = arms * (cells.len() + design.watched.len()) + 1 + inputs.len();
        let mut rows = Rows::new(width, Shelf::default().rows);
        for (row, replicate) in design.replicates.iter().enumerate() {
            let of_arms = (0..arms).flat_map(|arm| values(arm, row));
            rows.append(*replicate, of_arms.chain(shared(row)))?;
        }
        let (replicates, columns) = rows.columns(u64::MAX, None)?;
        Ok(Self {
            design,
            replicates,
            cells,
            series: Vec::new(),
            inputs,
            columns: Arc::new(columns),
            daily: Vec::new(),
            differences: Vec::new(),
        })
    }

    /// Value of one cell in every replicate of an arm; NaN = not reached or undefined.
    ///
    /// Values are not in memory but in a temporary file, as soon as they are many; whoever needs a column often keeps it.
    #[must_use]
    pub fn column(&self, arm: usize, cell: usize) -> Vec<f64> {
        self.columns.column(self.first_of(arm) + cell)
    }

    /// One of [`Design::watched`] in every replicate of an arm.
    #[must_use]
    pub fn watched(&self, arm: usize, at: usize) -> Vec<f64> {
        self.column(arm, self.cells.len() + at)
    }

    /// What the luck of demand added in every replicate, people a day, the same for all arms: a control variate with
    /// mean 0, see [`Record::demand_luck`](crate::model::record::Record::demand_luck).
    #[must_use]
    pub fn luck(&self) -> Vec<f64> {
        self.columns.column(self.shared())
    }

    /// One drawn input in every replicate; the same for all arms.
    #[must_use]
    pub fn input(&self, input: usize) -> Vec<f64> {
        self.columns.column(self.shared() + 1 + input)
    }

    /// Hands over some cells of an arm, then the luck of demand and every drawn input, replicate by replicate, with
    /// its number.
    ///
    /// # Errors
    /// As `each`.
    pub fn each_replicate(
        &self,
        arm: usize,
        cells: &[usize],
        mut each: impl FnMut(u64, &[f64]) -> io::Result<()>,
    ) -> io::Result<()> {
        let shared = self.shared();
        let cells = cells.iter().map(|cell| self.first_of(arm) + cell);
        let wanted: Vec<usize> = cells.chain(shared..=shared + self.inputs.len()).collect();
        let numbers = &self.replicates;
        self.columns
            .each_row(&wanted, |row, values| each(numbers[row], values))
    }

    /// Where the values of an arm begin.
    fn first_of(&self, arm: usize) -> usize {
        arm * (self.cells.len() + self.design.watched.len())
    }

    /// Where the values that all arms share begin: the luck of demand, then the inputs.
    fn shared(&self) -> usize {
        self.first_of(self.design.arms.len())
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
