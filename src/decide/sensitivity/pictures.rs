//! The chart of a sensitivity analysis: inputs by what they do.

use super::{Method, Sensitivity};
use crate::analysis::sensitivity::{Screened, Shares};
use crate::analysis::words;
use crate::chart::{BarPanel, BarRow, Bars, Body, Compared, Figure};
use crate::decide::{Measure, band, measure};
use crate::parameter::Parameter;
use crate::report::figures::Drawing;

/// Name of the chart.
pub const STEM: &str = "sensitivity";

/// Inputs drawn for each measure.
const DRAWN: usize = 12;

/// Names of the series of each method.
const SIZE: [&str; 1] = ["Size of the effect"];
const SHARES: [&str; 2] = ["Total", "Alone"];

impl Sensitivity {
    pub(super) fn drawing(&self, panels: Vec<BarPanel>) -> Drawing {
        let last = &self.scenarios[self.scenarios.len() - 1];
        let (title, series, key): (_, &[&str], _) = match self.method {
            Method::Screening { .. } => (
                "Which assumptions move the answer most",
                &SIZE,
                "Bars: how far the answer goes, on average, from the 5 % to the 95 % quantile of an input; whiskers: 95 % interval. Inputs that cannot be told from chance are not drawn.",
            ),
            Method::Variance { .. } => (
                "What the variance of the answer is made of",
                &SHARES,
                "Total: what would be left if everything but the input were known; alone: what it takes away by itself. Whiskers: 95 % interval.",
            ),
        };
        let about = match self.scenarios.as_slice() {
            [base, scenario, ..] => format!("{}, difference to {}", scenario.title, base.title),
            _ => last.title.clone(),
        };
        let labels = measure::labels(&self.measures);
        Drawing {
            stem: STEM,
            alt: format!("{title}: {labels}."),
            figure: Figure {
                title: title.to_owned(),
                subtitle: format!(
                    "{about}, {} to {}",
                    words::date(last.start),
                    words::date(last.end)
                ),
                scenarios: Compared::list(series, None),
                body: Body::Bars(Bars {
                    key: key.to_owned(),
                    marks: "evidence".to_owned(),
                    panels,
                }),
                notes: Vec::new(),
            },
        }
    }

    /// Shares of the variance, chance last.
    pub(super) fn shares(&self, measure: &Measure, shares: &Shares, order: &[usize]) -> BarPanel {
        let row = |&at: &usize| BarRow {
            label: self.inputs[at].label.clone(),
            detail: String::new(),
            mark: self.inputs[at].grade.name().to_owned(),
            apart: false,
            values: vec![
                (0, band(&shares.factors[at].total, 100.0)),
                (1, band(&shares.factors[at].first, 100.0)),
            ],
        };
        let mut rows: Vec<BarRow> = order.iter().take(DRAWN).map(row).collect();
        if shares.chance.estimate.is_finite() {
            rows.push(BarRow {
                label: "Chance".to_owned(),
                detail: "of the variance of single futures".to_owned(),
                mark: String::new(),
                apart: true,
                values: vec![(0, band(&shares.chance, 100.0))],
            });
        }
        BarPanel {
            title: measure.label.clone(),
            unit: "% of the variance".to_owned(),
            decimals: 0,
            rows,
        }
    }
}

/// Sizes of effects, largest first.
pub fn screening(measure: &Measure, found: &[(&Parameter, Screened)]) -> BarPanel {
    let (factor, unit) = measure.charted();
    let row = |(input, screened): &&(&Parameter, Screened)| BarRow {
        label: input.label.clone(),
        detail: String::new(),
        mark: input.grade.name().to_owned(),
        apart: false,
        values: vec![(0, band(&screened.size, factor))],
    };
    let resolved = found.iter().filter(|(_, screened)| screened.resolved());
    BarPanel {
        title: measure.label.clone(),
        unit: unit.to_owned(),
        decimals: measure.metric.decimals,
        rows: resolved
            .take(DRAWN)
            .collect::<Vec<_>>()
            .iter()
            .map(row)
            .collect(),
    }
}
