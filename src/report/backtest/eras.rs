//! `eras.csv`: one row an era and group of counts. A copy of it is inside the program, for the report.

use std::collections::BTreeSet;
use std::io;

use serde::{Deserialize, Serialize};

use super::{COVERAGE, HEADLINE, Pooled, Scored, groups, is_most};
use crate::backtest::Row;

/// How a group of counts of an era was forecast.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EraScore {
    /// Era or scenario.
    pub era: String,
    /// Group of counts: by standing and months ahead.
    pub group: String,
    /// Era whose parameters were used.
    pub parameters: String,
    /// Last days known to the forecasts, separated by "; ".
    pub origins: String,
    /// Months from the last day known to the end of the latest count.
    pub longest_lead: i32,
    /// Futures of each forecast.
    pub replicates: u64,
    /// Fits of each forecast.
    pub members: usize,
    /// Published counts.
    pub counts: usize,
    /// Series that they belong to.
    pub series: usize,
    /// Share in the central interval with 50 % of futures.
    pub in_50: f64,
    /// Share in that with 90 %.
    pub in_90: f64,
    /// Counts below the 5 % quantile.
    pub below_90: usize,
    /// Counts above the 95 % quantile.
    pub above_90: usize,
    /// Mean of |median − published| ÷ published.
    pub relative_difference: f64,
    /// Mean of (mean of futures − published) ÷ published.
    pub bias: f64,
    /// Series on which the last value is beaten, of those where it could be made.
    pub beaten_last_value: usize,
    /// Series with a last value.
    pub of_last_value: usize,
    /// Series on which the same month of the last year is beaten.
    pub beaten_last_year: usize,
    /// Series with a month of the last year.
    pub of_last_year: usize,
    /// Series on which the moving average is beaten.
    pub beaten_moving_average: usize,
    /// Series with a moving average.
    pub of_moving_average: usize,
    /// Series on which every naive forecast is beaten.
    pub best: usize,
    /// Series with a naive forecast.
    pub best_of: usize,
    /// Metrics of the series without what follows their point, separated by "; ".
    pub metrics: String,
    /// Series outside the 90 % interval on one side in most counts, separated by "; ".
    pub misses: String,
}

const SEPARATOR: &str = "; ";

impl EraScore {
    fn of(scored: &Scored, group: &str, rows: &[&Row]) -> Option<EraScore> {
        let pooled = Pooled::of(rows)?;
        let score = &pooled.score;
        let parameters = rows.first()?.parameters.clone();
        let origins = rows.iter().map(|row| row.origin.to_string());
        let metrics = rows.iter().map(|row| family(&row.target.metric).to_owned());
        let [last_value, last_year, moving_average] = pooled.beaten;
        Some(EraScore {
            era: scored.name.clone(),
            group: group.trim().to_owned(),
            origins: joined(origins),
            longest_lead: rows.iter().map(|row| row.lead).max()?,
            replicates: scored.replicates,
            members: scored.members.get(&parameters).copied().unwrap_or(0),
            parameters,
            counts: score.rows,
            series: pooled.series,
            in_50: rounded(score.half),
            in_90: rounded(score.ninety),
            below_90: score.outside.0,
            above_90: score.outside.1,
            relative_difference: rounded(score.difference),
            bias: rounded(score.bias),
            beaten_last_value: last_value.0,
            of_last_value: last_value.1,
            beaten_last_year: last_year.0,
            of_last_year: last_year.1,
            beaten_moving_average: moving_average.0,
            of_moving_average: moving_average.1,
            best: pooled.best.0,
            best_of: pooled.best.1,
            metrics: joined(metrics),
            misses: pooled.apart.join(SEPARATOR),
        })
    }

    /// Whether it is about what is scored first: counts after the fit window from which no policy was set.
    #[must_use]
    pub fn is_headline(&self) -> bool {
        self.group == HEADLINE
    }

    /// Whether enough counts, and not too many, are in the 90 % interval.
    #[must_use]
    pub fn covers(&self) -> bool {
        COVERAGE.contains(&self.in_90)
    }

    /// Whether every naive forecast is beaten on most series.
    #[must_use]
    pub fn beats(&self) -> bool {
        is_most((self.best, self.best_of))
    }

    /// Series outside the 90 % interval on one side in most counts.
    #[must_use]
    pub fn misses(&self) -> Vec<&str> {
        parts(&self.misses)
    }

    /// Metrics of the series, without what follows their point.
    #[must_use]
    pub fn metrics(&self) -> Vec<&str> {
        parts(&self.metrics)
    }
}

/// `us-outcome-share` of `us-outcome-share.released`.
fn family(metric: &str) -> &str {
    metric.split('.').next().unwrap_or(metric)
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    let parts: BTreeSet<String> = parts.collect();
    let parts: Vec<String> = parts.into_iter().collect();
    parts.join(SEPARATOR)
}

fn parts(text: &str) -> Vec<&str> {
    let parts = text.split(SEPARATOR);
    parts.filter(|part| !part.is_empty()).collect()
}

/// Four decimals are more than the counts hold.
fn rounded(share: f64) -> f64 {
    (share * 1e4).round() / 1e4
}

/// One row an era and group of counts, below a line that says which command made them.
///
/// # Errors
/// If a row cannot be written.
pub fn eras_csv(all: &[Scored], command: &str) -> io::Result<Vec<u8>> {
    let head = format!(
        "# Made by `{}` (version {}).\n",
        command.replace('\n', " "),
        env!("CARGO_PKG_VERSION")
    );
    let mut writer = csv::Writer::from_writer(head.into_bytes());
    for scored in all {
        for (group, rows) in groups(scored) {
            if let Some(score) = EraScore::of(scored, &group, &rows) {
                writer.serialize(score)?;
            }
        }
    }
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}

/// Reads what [`eras_csv`] writes; `name` is that of the file, for errors.
///
/// # Errors
/// A sentence with file, line, what was found and what is accepted.
pub fn read_eras(text: &str, name: &str) -> Result<Vec<EraScore>, String> {
    const HELP: &str = "\n  help: `garita backtest` writes this table as eras.csv";
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let mut scores: Vec<EraScore> = Vec::new();
    for score in reader.deserialize() {
        let score: EraScore = score.map_err(|error| format!("{name}: {error}{HELP}"))?;
        for (column, share) in [("in_50", score.in_50), ("in_90", score.in_90)] {
            if !(0.0..=1.0).contains(&share) {
                return Err(format!(
                    "{name}: `{share}` in column `{column}` of {}, {}, is no share from 0 to 1{HELP}",
                    score.era, score.group
                ));
            }
        }
        scores.push(score);
    }
    if scores.is_empty() {
        return Err(format!("{name}: no row is there{HELP}"));
    }
    Ok(scores)
}

const SHIPPED: &str = include_str!("../../../data/backtest.csv");

/// The scores that come with the program.
///
/// # Errors
/// If the embedded file cannot be read (a test makes sure that it can).
pub fn shipped_eras() -> Result<Vec<EraScore>, String> {
    read_eras(SHIPPED, "data/backtest.csv")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backtest::eras;

    #[test]
    fn the_shipped_scores_are_of_known_eras_with_a_headline_each() {
        let scores = shipped_eras().unwrap();
        let known: Vec<String> = eras().unwrap().into_iter().map(|era| era.name).collect();
        for score in &scores {
            assert!(known.contains(&score.era), "{}", score.era);
            let own = scores.iter().filter(|one| one.era == score.era);
            assert_eq!(own.filter(|one| one.is_headline()).count(), 1);
            assert!(score.counts >= score.below_90 + score.above_90);
            assert!(score.series >= score.misses().len() && !score.metrics().is_empty());
        }
        let head = SHIPPED.lines().next().unwrap();
        assert!(head.starts_with("# Made by `garita backtest "), "{head}");
        assert!(!head.contains(" /"), "no folder of one machine: {head}");
    }

    #[test]
    fn mistakes_in_the_table_are_named() {
        let line = |text: &str| SHIPPED.lines().take(3).collect::<Vec<_>>().join("\n") + text;
        let broken = |text: &str| read_eras(text, "eras.csv").unwrap_err();
        assert_eq!(read_eras(&line("\n"), "eras.csv").unwrap().len(), 1);
        let cut = broken(&line("\ncbp-one,short\n"));
        assert!(cut.contains("eras.csv") && cut.contains("line: 4"), "{cut}");
        let renamed = broken(&line("\n").replace("in_90", "ninety"));
        assert!(renamed.contains("ninety"), "{renamed}");
        assert!(broken("").contains("no row"));
        let head = SHIPPED.lines().nth(1).unwrap();
        let column = head.split(',').position(|name| name == "in_90").unwrap();
        let row = SHIPPED.lines().nth(2).unwrap();
        let mut cells: Vec<&str> = row.split(',').collect();
        cells[column] = "80";
        let high = broken(&format!("{head}\n{}\n", cells.join(",")));
        assert!(high.contains("`80` in column `in_90` of "), "{high}");
    }
}
