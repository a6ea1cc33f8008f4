//! Tables of the report as rows of words.

use serde::Serialize;

use super::answer::group_label;
use super::{Story, outcomes};
use crate::analysis::headline::cell_label;
use crate::analysis::key::figures;
use crate::analysis::{Comparison, Spread, words};
use crate::metric::{self, CellKey, Metric};

/// A table: a head and rows of the same length.
#[derive(Debug, Serialize)]
pub struct Table {
    /// Column titles.
    pub head: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    fn new(first: &[&str], more: impl IntoIterator<Item = String>) -> Self {
        let head = first
            .iter()
            .map(|title| (*title).to_owned())
            .chain(more)
            .collect();
        Self {
            head,
            rows: Vec::new(),
        }
    }
}

/// Key figures of every scenario: middle future and range of futures.
pub fn key_levels(story: &Story) -> Table {
    let titles = story
        .results
        .design
        .arms
        .iter()
        .map(|arm| arm.title.clone());
    let mut table = Table::new(&["Key figure", "Unit"], titles);
    for (figure, cell) in figures(story.results) {
        let metric = metric_of(story, cell);
        let label = cell_label(metric, figure.statistic, group_label(figure.group));
        let mut row = vec![label, unit(metric)];
        row.extend(
            story
                .answers
                .summaries
                .iter()
                .map(|cells| future(&cells[cell].spread, metric)),
        );
        table.rows.push(row);
    }
    table
}

/// Paired differences of the key figures for one pair.
pub fn key_differences(story: &Story, pair: usize) -> Table {
    let columns = [
        "Key figure",
        "Unit",
        "Middle future",
        "90 % of futures",
        "Lower in",
        "Equal in",
        "Mean difference",
        "95 % interval of the mean",
        "Change of the mean",
    ];
    let mut table = Table::new(&columns, []);
    for (figure, cell) in figures(story.results) {
        let metric = metric_of(story, cell);
        let label = cell_label(metric, figure.statistic, group_label(figure.group));
        let mut row = vec![label, unit(metric)];
        row.extend(difference(&story.answers.comparisons[pair][cell], metric));
        table.rows.push(row);
    }
    table
}

fn difference(comparison: &Comparison, metric: &Metric) -> [String; 7] {
    let number = |value: f64| number(value, metric);
    let Comparison {
        spread, difference, ..
    } = comparison;
    let percent = if comparison.percent.is_nan() {
        "–".to_owned()
    } else {
        format!("{} %", words::number(comparison.percent, 1))
    };
    let interval = if difference.margin().is_nan() {
        "–".to_owned()
    } else {
        between(&number(difference.low), &number(difference.high))
    };
    [
        number(spread.p50),
        between(&number(spread.p05), &number(spread.p95)),
        words::share(comparison.share_lower),
        words::share(comparison.share_tied),
        number(difference.mean),
        interval,
        percent,
    ]
}

/// How pairing paid, per key figure.
pub fn pairing(story: &Story, pair: usize) -> Table {
    let mut table = Table::new(&["Key figure", "Variance, independent ÷ paired"], []);
    for (figure, cell) in figures(story.results) {
        let ratio = story.answers.comparisons[pair][cell].variance_ratio;
        let ratio = if ratio.is_nan() {
            "–".to_owned()
        } else {
            words::number(ratio, 1)
        };
        table.rows.push(vec![
            cell_label(
                metric_of(story, cell),
                figure.statistic,
                group_label(figure.group),
            ),
            ratio,
        ]);
    }
    table
}

/// Every cell of one kind as rows, one column per scenario: `select` picks cells, `name` their row titles.
pub fn cells(
    story: &Story,
    title: &str,
    select: impl Fn(&CellKey) -> bool,
    name: impl Fn(&CellKey) -> String,
) -> Table {
    let titles = story
        .results
        .design
        .arms
        .iter()
        .map(|arm| arm.title.clone());
    let mut table = Table::new(&[title, "Unit"], titles);
    for (index, key) in story
        .results
        .cells
        .iter()
        .enumerate()
        .filter(|(_, key)| select(key))
    {
        let metric = &metric::ALL[key.metric];
        let mut row = vec![name(key), unit(metric)];
        row.extend(
            story
                .answers
                .summaries
                .iter()
                .map(|cells| future(&cells[index].spread, metric)),
        );
        table.rows.push(row);
    }
    table
}

/// Days since registration at which waits are tabulated.
const WAIT_DAYS: [&str; 4] = ["day-30", "day-90", "day-180", "day-365"];

/// What became of those who registered, by queue and time since: mean shares over futures.
pub fn waits(story: &Story) -> Table {
    let titles = story
        .results
        .design
        .arms
        .iter()
        .map(|arm| arm.title.clone());
    let mut table = Table::new(&["Queue", "Since registration"], titles);
    for queue in ["appointment", "hearing", "protection", "return"] {
        for day in WAIT_DAYS {
            let title = words::capital_first(metric::group_label(queue));
            let mut row = vec![title, format!("{} days", day.trim_start_matches("day-"))];
            row.extend(
                (0..story.results.design.arms.len()).map(|arm| fates(story, arm, queue, day)),
            );
            table.rows.push(row);
        }
    }
    table
}

/// "served 31 %, left 25 %, waiting 44 %".
fn fates(story: &Story, arm: usize, queue: &str, day: &str) -> String {
    let mean = |metric: &str| outcomes::mean(story, arm, metric, day, queue);
    let (Some(served), Some(waiting)) = (mean("share-served"), mean("share-still-waiting")) else {
        return "–".to_owned();
    };
    let left = (1.0 - served - waiting).max(0.0);
    format!(
        "served {}, left {}, waiting {}",
        words::share(served),
        words::share(left),
        words::share(waiting)
    )
}

/// "1,234 (1,000 to 1,500)".
fn future(spread: &Spread, metric: &Metric) -> String {
    if spread.p50.is_nan() {
        return words::NOT_REACHED.to_owned();
    }
    let number = |value: f64| number(value, metric);
    if number(spread.p05) == number(spread.p95) {
        return number(spread.p50);
    }
    format!(
        "{} ({})",
        number(spread.p50),
        between(&number(spread.p05), &number(spread.p95))
    )
}

fn between(low: &str, high: &str) -> String {
    if low == high {
        low.to_owned()
    } else {
        format!("{low} to {high}")
    }
}

/// Unit of a table: money in millions.
fn unit(metric: &Metric) -> String {
    if metric.unit == "USD" {
        "million USD".to_owned()
    } else {
        metric.unit.to_owned()
    }
}

fn number(value: f64, metric: &Metric) -> String {
    if metric.unit == "USD" {
        words::number(value / 1e6, 1)
    } else {
        words::number(value, metric.decimals)
    }
}

fn metric_of(story: &Story, cell: usize) -> &'static Metric {
    &metric::ALL[story.results.cells[cell].metric]
}
