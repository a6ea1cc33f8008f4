//! One scenario's headline values, summarised over replicates.

use rayon::prelude::*;

use super::{Estimate, Spread};
use crate::experiment::Results;

/// Summary of one cell of one arm.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Summary {
    /// Precision of the mean.
    pub mean: Estimate,
    /// Range of futures.
    pub spread: Spread,
    /// Replicates in which the value was reached; fewer than all leave the mean blank.
    pub replicates: usize,
}

impl Summary {
    /// Summary of one value per replicate, given the luck of each ([`Estimate::of`]).
    #[must_use]
    pub fn of(values: &[f64], luck: &[f64]) -> Self {
        let replicates = values.iter().filter(|value| !value.is_nan()).count();
        Self {
            mean: Estimate::of(values, luck),
            spread: Spread::of(values),
            replicates,
        }
    }
}

/// Summaries of every cell of an arm, in the order of [`Results::cells`].
#[must_use]
pub fn summarize(results: &Results, arm: usize) -> Vec<Summary> {
    let luck = results.luck();
    let cells = (0..results.cells.len()).into_par_iter();
    cells
        .map(|cell| Summary::of(&results.column(arm, cell), &luck))
        .collect()
}
