//! The four tables. Where a value was not reached or is undefined, its field is empty.

use std::io::{self, Write};

use crate::analysis::{Answers, Comparison, Spread, Summary};
use crate::experiment::{Daily, Pair, Results};
use crate::metric::{self, CellKey, Direction};

/// Writes one table.
pub type Table = fn(&mut dyn Write, &Results, &Answers) -> io::Result<()>;

/// File name of the table with a row for every scenario and replicate.
pub const REPLICATES: &str = "replicates.csv";

/// Every table with its file name.
pub const ALL: [(&str, Table); 4] = [
    ("summary.csv", summary),
    ("compare.csv", compare),
    ("daily.csv", daily),
    (REPLICATES, |out, results, _| replicates(out, results)),
];

/// Column of `replicates.csv` with the luck of demand.
pub const LUCK: &str = "luck:demand";

/// What the columns of `replicates.csv` with drawn inputs begin with.
pub const INPUT: &str = "input:";

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Names, units and dates.
    Words,
    /// Whole numbers.
    Whole,
    /// Any numbers.
    Number,
}

/// What a column of this name holds, in any table of results.
#[must_use]
pub fn kind(column: &str) -> Kind {
    match column {
        "scenario" | "base" | "metric" | "statistic" | "unit" | "direction" | "period_from"
        | "period_to" | "place" | "group" | "origin" | "date" => Kind::Words,
        "replicate" | "replicates" => Kind::Whole,
        _ => Kind::Number,
    }
}

/// Every value of every scenario: precision of the mean, then spread over futures.
///
/// # Errors
/// If `out` fails.
pub fn summary(out: &mut dyn Write, results: &Results, answers: &Answers) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record([
        "scenario",
        "metric",
        "statistic",
        "unit",
        "period_from",
        "period_to",
        "place",
        "group",
        "origin",
        "mean",
        "ci_low",
        "ci_high",
        "p05",
        "p25",
        "p50",
        "p75",
        "p95",
        "replicates",
    ])?;
    for (arm, summaries) in results.design.arms.iter().zip(&answers.summaries) {
        for (key, cell) in results.cells.iter().zip(summaries) {
            table.write_record(summary_row(results, &arm.name, key, cell))?;
        }
    }
    table.flush()
}

fn summary_row(results: &Results, arm: &str, key: &CellKey, cell: &Summary) -> Vec<String> {
    let metric = &metric::ALL[key.metric];
    let mut row = texts(&[arm, metric.name, key.statistic, metric.unit]);
    row.extend(period(results));
    row.extend(texts(&[&key.place, &key.group, &key.origin]));
    row.extend([cell.mean.mean, cell.mean.low, cell.mean.high].map(field));
    row.extend(quantiles(&cell.spread).map(field));
    row.push(cell.replicates.to_string());
    row
}

/// Every paired difference, scenario − base.
///
/// # Errors
/// If `out` fails.
pub fn compare(out: &mut dyn Write, results: &Results, answers: &Answers) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record([
        "metric",
        "statistic",
        "unit",
        "direction",
        "period_from",
        "period_to",
        "place",
        "group",
        "base",
        "scenario",
        "base_mean",
        "scenario_mean",
        "difference",
        "ci_low",
        "ci_high",
        "percent",
        "diff_p05",
        "diff_p50",
        "diff_p95",
        "share_lower",
        "share_tied",
        "variance_ratio",
        "replicates",
    ])?;
    let (main, others): (Vec<usize>, Vec<usize>) = (0..results.design.pairs.len())
        .partition(|pair| results.design.main_pairs().any(|main| main == *pair));
    for index in main.into_iter().chain(others) {
        let (pair, comparisons) = (results.design.pairs[index], &answers.comparisons[index]);
        let cells = results.cells.iter().zip(comparisons);
        // The table has no column for origins: cells split by origin are only in summary.csv.
        for (key, comparison) in cells.filter(|(key, _)| key.origin == "all") {
            table.write_record(compare_row(results, pair, key, comparison))?;
        }
    }
    table.flush()
}

fn compare_row(
    results: &Results,
    pair: Pair,
    key: &CellKey,
    comparison: &Comparison,
) -> Vec<String> {
    let metric = &metric::ALL[key.metric];
    let direction = match metric.direction {
        Direction::Lower => "lower",
        Direction::Neutral => "neutral",
    };
    let name = |arm: usize| results.design.arms[arm].name.as_str();
    let mut row = texts(&[metric.name, key.statistic, metric.unit, direction]);
    row.extend(period(results));
    row.extend(texts(&[
        &key.place,
        &key.group,
        name(pair.base),
        name(pair.scenario),
    ]));
    let Comparison {
        difference, spread, ..
    } = comparison;
    let numbers = [
        comparison.base_mean,
        comparison.scenario_mean,
        difference.mean,
        difference.low,
        difference.high,
        comparison.percent,
        spread.p05,
        spread.p50,
        spread.p95,
        comparison.share_lower,
        comparison.share_tied,
        comparison.variance_ratio,
    ];
    row.extend(numbers.map(field));
    row.push(comparison.replicates.to_string());
    row
}

/// Daily series: means of the whole system every day, of places every week; quantiles on the days on which
/// they are kept.
///
/// # Errors
/// If `out` fails.
pub fn daily(out: &mut dyn Write, results: &Results, _: &Answers) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record([
        "scenario", "metric", "unit", "place", "group", "date", "mean", "p05", "p25", "p50", "p75",
        "p95",
    ])?;
    for (arm, series) in results.design.arms.iter().zip(&results.daily) {
        for (key, daily) in results.series.iter().zip(series) {
            let metric = &metric::ALL[key.metric];
            let labels = texts(&[&arm.name, metric.name, metric.unit, &key.place, &key.group]);
            for day in listed_days(&key.place, daily) {
                let mut row = labels.clone();
                row.push(results.design.date(day).to_string());
                row.push(field(daily.mean(day)));
                let quantiles = [0.05, 0.25, 0.5, 0.75, 0.95].map(|q| daily.quantile(day, q));
                row.extend(quantiles.map(|value| value.map_or(String::new(), field)));
                table.write_record(row)?;
            }
        }
    }
    table.flush()
}

fn listed_days(place: &str, daily: &Daily) -> Vec<usize> {
    if place == "all" {
        (0..daily.days()).collect()
    } else {
        daily.quantile_days().collect()
    }
}

/// One row per scenario and replicate: headline values, then the drawn state of the world, every digit.
///
/// # Errors
/// If `out` fails.
pub fn replicates(out: &mut dyn Write, results: &Results) -> io::Result<()> {
    replicates_with(out, results, &[])
}

/// As [`replicates`], with the values of `more` cells behind the headline values.
///
/// # Errors
/// If `out` fails.
pub fn replicates_with(out: &mut dyn Write, results: &Results, more: &[usize]) -> io::Result<()> {
    let mut cells: Vec<usize> = (0..results.cells.len())
        .filter(|&cell| results.cells[cell].headline)
        .collect();
    for cell in more {
        if !cells.contains(cell) {
            cells.push(*cell);
        }
    }
    let mut table = csv::Writer::from_writer(out);
    let mut header = texts(&["scenario", "replicate"]);
    header.extend(cells.iter().map(|&cell| results.cells[cell].name()));
    header.push(LUCK.to_owned());
    header.extend(results.inputs.iter().map(|input| format!("{INPUT}{input}")));
    table.write_record(header)?;
    for (arm, named) in results.design.arms.iter().enumerate() {
        results.each_replicate(arm, &cells, |replicate, values| {
            let mut record = vec![named.name.clone(), replicate.to_string()];
            record.extend(values.iter().map(|&value| exact(value)));
            Ok(table.write_record(record)?)
        })?;
    }
    table.flush()
}

fn texts(parts: &[&str]) -> Vec<String> {
    parts.iter().map(|part| (*part).to_owned()).collect()
}

fn period(results: &Results) -> [String; 2] {
    [
        results.design.start.to_string(),
        results.design.end().to_string(),
    ]
}

/// The five quantiles, lowest first.
#[must_use]
pub fn quantiles(spread: &Spread) -> [f64; 5] {
    [spread.p05, spread.p25, spread.p50, spread.p75, spread.p95]
}

/// A number with seven significant digits, empty for NaN.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "held within 0 to 15 digits"
)]
#[must_use]
pub fn field(value: f64) -> String {
    if value.is_nan() {
        return String::new();
    }
    if value == 0.0 || value.is_infinite() {
        return value.abs().to_string();
    }
    let digits = (6.0 - libm::floor(libm::log10(value.abs()))).clamp(0.0, 15.0);
    let text = format!("{value:.*}", digits as usize);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// A number with every digit, empty for NaN.
fn exact(value: f64) -> String {
    if value.is_nan() {
        String::new()
    } else {
        value.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::fake;

    fn text(table: Table) -> Vec<Vec<String>> {
        let results = fake::results(0..8);
        let mut bytes = Vec::new();
        table(&mut bytes, &results, &Answers::of(&results)).unwrap();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(bytes.as_slice());
        reader
            .records()
            .map(|row| row.unwrap().iter().map(str::to_owned).collect())
            .collect()
    }

    #[test]
    fn numbers_keep_seven_digits() {
        let cases = [
            (0.0, "0"),
            (-0.0, "0"),
            (1234.0, "1234"),
            (1_234_567.89, "1234568"),
            (0.1 + 0.2, "0.3"),
            (-1.0 / 3.0, "-0.3333333"),
            (f64::NAN, ""),
            (f64::INFINITY, "inf"),
        ];
        for (value, expected) in cases {
            assert_eq!(field(value), expected);
        }
    }

    #[test]
    fn every_arm_and_cell_has_a_summary_row() {
        let rows = text(summary);
        assert_eq!(rows.len(), 1 + 3 * fake::results(0..1).cells.len());
        let header = "scenario,metric,statistic,unit,period_from,period_to,place,group,origin,mean,ci_low,ci_high,p05,p25,p50,p75,p95,replicates";
        assert_eq!(rows[0].join(","), header);
        assert_eq!(rows[1][4..6], ["2024-03-01", "2024-03-30"]);
        assert_eq!(rows[1][17], "8");
    }

    #[test]
    fn comparisons_have_the_stated_columns_main_pair_first() {
        let rows = text(compare);
        let header = "metric,statistic,unit,direction,period_from,period_to,place,group,base,scenario,base_mean,scenario_mean,difference,ci_low,ci_high,percent,diff_p05,diff_p50,diff_p95,share_lower,share_tied,variance_ratio,replicates";
        assert_eq!(rows[0].join(","), header);
        assert_eq!(rows[1][8..10], ["first", "second"]);
        assert!(rows[1..].iter().any(|row| row[8] == "status-quo"));
    }

    #[test]
    fn replicate_rows_keep_every_digit() {
        let rows = text(|out, results, _| replicates(out, results));
        assert_eq!(rows[0].last().unwrap(), "input:second");
        let results = fake::results(0..8);
        let row = &rows[1 + 8 + 3];
        assert_eq!(row[..2], ["first", "3"]);
        assert_eq!(
            row.last().unwrap().parse::<f64>().unwrap(),
            results.input(1)[3]
        );
    }

    #[test]
    fn daily_rows_give_whole_system_days_and_place_weeks() {
        let rows = text(daily);
        assert_eq!(
            rows.len(),
            1 + 3 * (30 + 6),
            "30 days, and days 0, 7, 14, 21, 28 and 29"
        );
    }
}
