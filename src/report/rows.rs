//! Tables of the report as rows of words.

use serde::Serialize;

use super::answer::{group_label, is_of_registered};
use super::{Story, outcomes};
use crate::analysis::headline::cell_label;
use crate::analysis::key::figures;
use crate::analysis::{Comparison, Spread, Summary, words};
use crate::metric::{self, CellKey, Metric};
use crate::text::say;

/// A table: a head and rows of the same length.
#[derive(Debug, Serialize)]
pub struct Table {
    /// Column titles.
    pub head: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(first: &[&str], more: impl IntoIterator<Item = String>) -> Self {
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
    let titles = story.titles().into_iter().map(str::to_owned);
    let mut table = Table::new(&[say("Key figure"), say("Unit")], titles);
    for (figure, cell) in figures(story.results) {
        let metric = metric_of(story, cell);
        let label = cell_label(metric, figure.statistic, group_label(figure.group));
        let mut row = vec![label, unit(metric)];
        let arms = story.answers.summaries.iter();
        row.extend(arms.map(|cells| future(&cells[cell], metric)));
        table.rows.push(row);
    }
    table
}

/// Key figures under the status quo, and the paired difference of every other scenario to it; empty
/// where the status quo or anything else is not part of the run.
pub fn against_status_quo(story: &Story) -> Table {
    let arms = &story.results.design.arms;
    let status_quo = arms.iter().position(|arm| arm.name == "status-quo");
    let Some(status_quo) = status_quo.filter(|_| arms.len() > 1) else {
        return Table::new(&[], []);
    };
    let others: Vec<usize> = (0..arms.len()).filter(|&arm| arm != status_quo).collect();
    let titles = others
        .iter()
        .map(|&arm| tell!("{scenario}: difference", scenario = story.title(arm)));
    let mut table = Table::new(&[say("Key figure"), say("Unit"), say("Status quo")], titles);
    let luck = story.results.luck();
    for (figure, cell) in figures(story.results) {
        let metric = metric_of(story, cell);
        let label = cell_label(metric, figure.statistic, group_label(figure.group));
        let level = &story.answers.summaries[status_quo][cell];
        let mut row = vec![label, unit(metric), middle(level, metric)];
        row.extend(others.iter().map(|&arm| {
            let own = &story.answers.summaries[arm][cell];
            // Where the status quo has nobody to count, the level says more than no difference.
            if is_of_registered(metric) && level.replicates == 0 && own.replicates > 0 {
                return tell!("level: {level}", level = future(own, metric));
            }
            let column = |arm: usize| story.results.column(arm, cell);
            let compared = Comparison::of(&column(status_quo), &column(arm), &luck);
            change(&compared.spread, metric)
        }));
        table.rows.push(row);
    }
    table
}

/// Titles of columns with the paired differences asked for: "B − A".
pub fn difference_titles(story: &Story) -> Vec<String> {
    let design = &story.results.design;
    let title = |pair: usize| {
        let pair = design.pairs[pair];
        format!(
            "{} − {}",
            story.title(pair.scenario),
            story.title(pair.base)
        )
    };
    design.main_pairs().map(title).collect()
}

/// Paired differences of the key figures for one pair.
pub fn key_differences(story: &Story, pair: usize) -> Table {
    let columns = [
        say("Key figure"),
        say("Unit"),
        say("Middle future"),
        say("90 % of futures"),
        say("Lower in"),
        say("Equal in"),
        say("Mean difference"),
        say("95 % interval of the mean"),
        say("Change of the mean"),
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
    let known = |value: f64| signed(value, metric);
    let share = |share: f64| {
        if share.is_nan() {
            "–".to_owned()
        } else {
            words::share(share)
        }
    };
    let Comparison {
        spread, difference, ..
    } = comparison;
    let percent = if comparison.percent.is_nan() {
        "–".to_owned()
    } else {
        format!(
            "{} %",
            plus(comparison.percent, |value| words::number(value, 1))
        )
    };
    let interval = if difference.margin().is_nan() {
        "–".to_owned()
    } else {
        between(&known(difference.low), &known(difference.high))
    };
    [
        known(spread.p50),
        between(&known(spread.p05), &known(spread.p95)),
        share(comparison.share_lower),
        share(comparison.share_tied),
        known(difference.mean),
        interval,
        percent,
    ]
}

/// How pairing paid, per key figure.
pub fn pairing(story: &Story, pair: usize) -> Table {
    let mut table = Table::new(
        &[say("Key figure"), say("Variance, independent ÷ paired")],
        [],
    );
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
    let titles = story.titles().into_iter().map(str::to_owned);
    let mut table = Table::new(&[title, say("Unit")], titles);
    let keys = story.results.cells.iter().enumerate();
    for (index, key) in keys.filter(|(_, key)| select(key)) {
        let metric = &metric::ALL[key.metric];
        let mut row = vec![name(key), unit(metric)];
        let arms = story.answers.summaries.iter();
        row.extend(arms.map(|cells| future(&cells[index], metric)));
        table.rows.push(row);
    }
    table
}

/// As [`cells`], with the paired differences asked for in further columns.
pub fn cells_compared(
    story: &Story,
    title: &str,
    select: impl Fn(&CellKey) -> bool,
    name: impl Fn(&CellKey) -> String,
) -> Table {
    let mut table = cells(story, title, &select, name);
    table.head.extend(difference_titles(story));
    let keys = story
        .results
        .cells
        .iter()
        .enumerate()
        .filter(|(_, key)| select(key));
    for (row, (index, key)) in table.rows.iter_mut().zip(keys) {
        let pairs = story.results.design.main_pairs();
        row.extend(pairs.map(|pair| {
            change(
                &story.answers.comparisons[pair][index].spread,
                &metric::ALL[key.metric],
            )
        }));
    }
    table
}

/// Days since registration at which waits are tabulated.
const WAIT_DAYS: [&str; 4] = ["day-30", "day-90", "day-180", "day-365"];

/// What became of those who registered, by queue and time since: mean shares over futures.
pub fn waits(story: &Story) -> Table {
    let arms = &story.results.design.arms;
    let titles = story.titles().into_iter().map(str::to_owned);
    let mut table = Table::new(&[say("Queue"), say("Since registration")], titles);
    for (queue, served, _) in metric::SERVED {
        for day in WAIT_DAYS {
            let title = words::capital_first(metric::group_label(queue));
            let mut row = vec![title, tell!("{n} days", n = day.trim_start_matches("day-"))];
            row.extend((0..arms.len()).map(|arm| fates(story, arm, queue, served, day)));
            table.rows.push(row);
        }
    }
    table
}

/// "called 31 %, left 25 %, waiting 44 %".
fn fates(story: &Story, arm: usize, queue: &str, word: &str, day: &str) -> String {
    let mean = |metric: &str| outcomes::mean(story, arm, metric, day, queue);
    let (Some(served), Some(waiting)) = (mean("share-served"), mean("share-still-waiting")) else {
        return "–".to_owned();
    };
    let left = (1.0 - served - waiting).max(0.0);
    tell!(
        "{served} {share}, left {left}, waiting {waiting}",
        served = say(word),
        share = words::share(served),
        left = words::share(left),
        waiting = words::share(waiting)
    )
}

/// "1,234 (1,000 to 1,500)".
fn future(summary: &Summary, metric: &Metric) -> String {
    let spread = &summary.spread;
    if spread.p50.is_nan() {
        return middle(summary, metric);
    }
    with_range([spread.p50, spread.p05, spread.p95], |value| {
        number(value, metric)
    })
}

/// "1,234"; where there is none, a share had nobody to count and a wait was not over.
fn middle(summary: &Summary, metric: &Metric) -> String {
    if summary.spread.p50.is_nan() && is_of_registered(metric) {
        return if summary.replicates == 0 {
            say("nobody")
        } else {
            "–"
        }
        .to_owned();
    }
    number(summary.spread.p50, metric)
}

/// "+1,234 (+1,000 to +1,500)", or a dash where some futures have no difference.
pub(super) fn change(spread: &Spread, metric: &Metric) -> String {
    if spread.p50.is_nan() {
        return "–".to_owned();
    }
    with_range([spread.p50, spread.p05, spread.p95], |value| {
        signed(value, metric)
    })
}

/// "1,234 (1,000 to 1,500)" from middle, low and high, or the middle alone where all read the same.
pub fn with_range([middle, low, high]: [f64; 3], print: impl Fn(f64) -> String) -> String {
    let (middle, low, high) = (print(middle), print(low), print(high));
    if low == high {
        middle
    } else {
        format!("{middle} ({})", between(&low, &high))
    }
}

/// A difference with its sign; a dash where there is none.
fn signed(value: f64, metric: &Metric) -> String {
    if value.is_nan() {
        return "–".to_owned();
    }
    plus(value, |value| number(value, metric))
}

/// A plus before what is above zero as printed.
pub fn plus(value: f64, print: impl Fn(f64) -> String) -> String {
    let text = print(value);
    let is_zero = !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    if value > 0.0 && !is_zero {
        format!("+{text}")
    } else {
        text
    }
}

fn between(low: &str, high: &str) -> String {
    if low == high {
        low.to_owned()
    } else {
        tell!("{low} to {high}", low, high)
    }
}

/// Who pays, or what for: `payer` or `payer: line`.
pub(super) fn payer(group: &str) -> String {
    let parts: Vec<&str> = group.split(": ").map(say).collect();
    parts.join(": ")
}

/// Unit of a table: money in millions.
fn unit(metric: &Metric) -> String {
    if metric.unit == "USD" {
        say("million USD").to_owned()
    } else {
        say(metric.unit).to_owned()
    }
}

/// To three digits: futures lie further apart than the rest could say.
fn number(value: f64, metric: &Metric) -> String {
    if metric.unit == "USD" {
        words::three_digits(value / 1e6, 1)
    } else {
        words::three_digits(value, metric.decimals)
    }
}

fn metric_of(story: &Story, cell: usize) -> &'static Metric {
    &metric::ALL[story.results.cells[cell].metric]
}
