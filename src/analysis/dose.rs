//! Packages of levers at growing size: what each key figure does, against the outlay that it takes.

use super::Comparison;
use super::key::{self, KeyFigure};
use crate::experiment::Results;

/// A package at one size, as it was run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dose {
    /// Size as a multiple of the package: 0 is the base itself.
    pub size: f64,
    /// Position of its arm.
    pub arm: usize,
    /// Planned outlay beyond the base over the run, USD of 2023.
    pub planned: f64,
}

/// A package at every size that was run, smallest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Package {
    /// Name of the scenario.
    pub name: String,
    /// Title of the scenario.
    pub title: String,
    /// Its sizes.
    pub doses: Vec<Dose>,
}

/// What a package at one size changes, against the base in the same futures.
#[derive(Clone, Debug)]
pub struct Response {
    /// Public outlay, USD.
    pub outlay: Comparison,
    /// Every other key figure, in their order, with the position of its cell.
    pub figures: Vec<(KeyFigure, usize, Comparison)>,
}

/// Key figures other than public outlay itself, with the position of their cell.
pub fn figures(results: &Results) -> impl Iterator<Item = (KeyFigure, usize)> {
    key::figures(results).filter(|(figure, _)| figure.metric != "outlay")
}

/// The response to one dose; none if outlay was not measured.
#[must_use]
pub fn response(results: &Results, base: usize, dose: Dose) -> Option<Response> {
    let luck = results.luck();
    let compared = |cell| {
        let [base, own] = [base, dose.arm].map(|arm| results.column(arm, cell));
        Comparison::of(&base, &own, &luck)
    };
    let outlay = results.find_cell("outlay", "total", "all", "all")?;
    Some(Response {
        outlay: compared(outlay),
        figures: figures(results)
            .map(|(figure, cell)| (figure, cell, compared(cell)))
            .collect(),
    })
}
