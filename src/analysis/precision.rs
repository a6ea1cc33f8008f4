//! How tightly the replicates so far pin down the key figures, and whether that is tight enough.
//!
//! The width of a figure is half its 95 % interval of the mean, relative to the mean: of the paired difference,
//! relative to the mean of the base, where scenarios are compared; of the level otherwise. Relative to almost
//! nothing any error is huge, so means of counts, days and money below 50 count as 50, and shares and ratios are
//! held against 1 (2 % then means 2 percentage points). A median that some futures do not reach has no mean and
//! takes no part.

use super::{Comparison, Summary, key};
use crate::experiment::Results;
use crate::metric;

/// Replicates between two looks. Looks are fixed in advance, so that the number found depends on scenario, seed
/// and precision alone, never on threads or time.
pub const BETWEEN_LOOKS: u64 = 50;

/// Means of counts below this are held against this.
const FEW: f64 = 50.0;

/// How wide one key figure still is.
#[derive(Clone, Debug, PartialEq)]
pub struct Width {
    /// The figure in words: "Deaths, Legal pathways and Enforcement only".
    pub label: String,
    /// Half the interval, relative; 0.02 is 2 %.
    pub relative: f64,
}

/// The numbers of replicates at which to look, the last one being the most that may be run.
pub fn looks(most: u64) -> impl Iterator<Item = u64> {
    let regular = (1..).map(|look| look * BETWEEN_LOOKS);
    regular.take_while(move |&n| n < most).chain([most])
}

/// Every key figure of every scenario or comparison asked for, the widest first.
#[must_use]
pub fn widths(results: &Results) -> Vec<Width> {
    let mut widths = if results.design.pairs.is_empty() {
        of_levels(results)
    } else {
        of_differences(results)
    };
    widths.retain(|width| !width.relative.is_nan());
    widths.sort_by(|a, b| b.relative.total_cmp(&a.relative));
    widths
}

fn of_levels(results: &Results) -> Vec<Width> {
    let luck = &results.luck();
    let figures = key::figures(results).flat_map(|(_, cell)| {
        results
            .design
            .arms
            .iter()
            .enumerate()
            .map(move |(arm, named)| {
                let summary = Summary::of(&results.column(arm, cell), luck);
                Width {
                    label: format!("{}, {}", label(results, cell), named.title),
                    relative: summary.mean.margin() / scale(results, cell, summary.mean.mean),
                }
            })
    });
    figures.collect()
}

fn of_differences(results: &Results) -> Vec<Width> {
    let pairs = results
        .design
        .main_pairs()
        .map(|pair| results.design.pairs[pair]);
    let luck = results.luck();
    let width = |pair: crate::experiment::Pair, cell| {
        let column = |arm| results.column(arm, cell);
        let comparison = Comparison::of(&column(pair.base), &column(pair.scenario), &luck);
        let title = |arm: usize| results.design.arms[arm].title.as_str();
        Width {
            label: format!(
                "{}, {} minus {}",
                label(results, cell),
                title(pair.scenario),
                title(pair.base)
            ),
            relative: comparison.difference.margin() / scale(results, cell, comparison.base_mean),
        }
    };
    pairs
        .flat_map(|pair| key::figures(results).map(move |(_, cell)| width(pair, cell)))
        .collect()
}

fn label(results: &Results, cell: usize) -> String {
    let key = &results.cells[cell];
    let label = metric::ALL[key.metric].label;
    if key.group == "all" {
        label.to_owned()
    } else {
        format!("{label} ({})", key.group)
    }
}

/// What half an interval is held against.
fn scale(results: &Results, cell: usize, mean: f64) -> f64 {
    let unit = metric::ALL[results.cells[cell].metric].unit;
    let counted = [
        "people",
        "events",
        "person-nights",
        "place-nights",
        "days",
        "USD",
    ];
    if counted.contains(&unit) {
        mean.abs().max(FEW)
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::fake::results;

    #[test]
    fn looks_are_fixed_and_end_at_the_most() {
        assert_eq!(looks(120).collect::<Vec<_>>(), [50, 100, 120]);
        assert_eq!(looks(100).collect::<Vec<_>>(), [50, 100]);
        assert_eq!(looks(7).collect::<Vec<_>>(), [7]);
    }

    #[test]
    fn few_deaths_are_held_against_fifty_and_shares_against_one() {
        let mut results = results(0..4);
        let unit = |results: &mut Results, wanted: &str| {
            let metric = metric::ALL.iter().position(|metric| metric.unit == wanted);
            results.cells[0].metric = metric.unwrap();
        };
        unit(&mut results, "people");
        assert_eq!(scale(&results, 0, 3.0), 50.0);
        assert_eq!(scale(&results, 0, -2000.0), 2000.0);
        unit(&mut results, "share of registered");
        assert_eq!(scale(&results, 0, 0.2), 1.0);
    }
}
