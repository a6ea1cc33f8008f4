//! The report of a backtest: tables, sentences, files and figures from scored rows.

mod figures;
mod files;
mod tables;

pub use figures::figures;
pub use files::{markdown, rows_csv, scores_csv};
pub use tables::{KEY, group_table, series_table};

use crate::analysis::words;
use crate::backtest::{BUCKETS, METHODS, Row, Score, Standing, by_series, is_apart};

/// The rows of an era or scenario.
#[derive(Clone, Debug)]
pub struct Scored {
    /// Its name; rows whose `parameters` differ were made with those of another era.
    pub name: String,
    /// One line for people.
    pub title: String,
    /// Every row.
    pub rows: Vec<Row>,
}

impl Scored {
    /// Rows of one standing that were made with its own parameters.
    #[must_use]
    pub fn own(&self, standing: &str) -> Vec<&Row> {
        self.rows
            .iter()
            .filter(|row| row.parameters == self.name && row.standing.name() == standing)
            .collect()
    }

    /// Rows after the fit window, policy not set from them, made with its own parameters: what the headline counts.
    #[must_use]
    pub fn headline(&self) -> Vec<&Row> {
        self.own(Standing::HeldBack.name())
    }

    /// The era whose parameters were tried, with its rows.
    #[must_use]
    pub fn borrowed(&self) -> Option<(&str, Vec<&Row>)> {
        let other = |row: &&Row| row.parameters != self.name;
        let first = self.rows.iter().find(other)?;
        let rows = self.rows.iter().filter(other);
        let rows = rows.filter(|row| row.standing == Standing::HeldBack);
        Some((&first.parameters, rows.collect()))
    }
}

/// Rows of several series together.
pub(super) struct Pooled {
    /// Over all rows; its scores are of several units and are not used.
    pub score: Score,
    /// Series.
    pub series: usize,
    /// Series on which each naive forecast is beaten, of those where it could be made.
    pub beaten: [(usize, usize); 3],
    /// Series on which every naive forecast is beaten.
    pub best: (usize, usize),
    /// Series outside the 90 % interval on one side in most rows.
    pub apart: Vec<String>,
}

impl Pooled {
    pub fn of(rows: &[&Row]) -> Option<Pooled> {
        let score = Score::of(rows)?;
        let mut pooled = Pooled {
            score,
            series: 0,
            beaten: [(0, 0); 3],
            best: (0, 0),
            apart: Vec::new(),
        };
        for ((metric, origin), rows) in by_series(rows) {
            let Some(score) = Score::of(&rows) else {
                continue;
            };
            pooled.series += 1;
            for (beaten, ratio) in pooled.beaten.iter_mut().zip(score.ratio) {
                beaten.0 += usize::from(ratio.is_some_and(|ratio| ratio < 1.0));
                beaten.1 += usize::from(ratio.is_some());
            }
            pooled.best.0 += usize::from(score.is_best() == Some(true));
            pooled.best.1 += usize::from(score.is_best().is_some());
            if is_apart(&score) {
                pooled.apart.push(label(&metric, &origin));
            }
        }
        Some(pooled)
    }
}

/// "encounters between ports, northern central america"
pub(super) fn label(metric: &str, origin: &str) -> String {
    let metric = metric.replacen('.', ": ", 1).replace('-', " ");
    let metric = match metric.strip_prefix("us ") {
        Some(rest) => format!("U.S. {rest}"),
        None => metric,
    };
    if origin == "all" {
        return metric;
    }
    let origins: Vec<String> = origin
        .split('+')
        .map(|name| name.replace('-', " "))
        .collect();
    format!("{metric}, {}", words::list(&origins))
}

/// What the rows say, misses included.
#[must_use]
pub fn sentences(scored: &Scored) -> Vec<String> {
    let rows = scored.headline();
    let Some(pooled) = Pooled::of(&rows) else {
        return vec![format!(
            "{}: no published count after the fit window could be scored.",
            scored.title
        )];
    };
    let mut said = vec![
        head(scored, &rows, &pooled),
        coverage(&pooled),
        distance(&pooled),
    ];
    said.push(naive(&pooled));
    said.push(if pooled.apart.is_empty() {
        "No series is outside the 90 % interval on one side in more than half of its counts."
            .to_owned()
    } else {
        format!(
            "Outside the 90 % interval on one side in more than half of their counts: {}.",
            pooled.apart.join("; ")
        )
    });
    said.push(verdict(&pooled));
    said.extend(aside(scored));
    said
}

fn head(scored: &Scored, rows: &[&Row], pooled: &Pooled) -> String {
    let mut origins: Vec<String> = rows.iter().map(|row| row.origin.to_string()).collect();
    origins.dedup();
    origins.sort();
    origins.dedup();
    format!(
        "{}: {} published counts of {} series, each after the last day known to its forecast ({}).",
        scored.title,
        pooled.score.rows,
        pooled.series,
        origins.join(", ")
    )
}

fn coverage(pooled: &Pooled) -> String {
    format!(
        "{} of them are in the 90 % interval (the aim is 80 to 97 %), {} in the 50 % interval; {} lie below the 90 % interval and {} above it.",
        percent(pooled.score.ninety),
        percent(pooled.score.half),
        pooled.score.outside.0,
        pooled.score.outside.1
    )
}

fn distance(pooled: &Pooled) -> String {
    let side = if pooled.score.bias < 0.0 {
        "below"
    } else {
        "above"
    };
    format!(
        "The median is {} away from the published count on average; the mean of futures is {} {side} it on average.",
        percent(pooled.score.difference),
        percent(pooled.score.bias.abs()),
    )
}

fn naive(pooled: &Pooled) -> String {
    let each = METHODS.iter().zip(pooled.beaten);
    let each: Vec<String> = each
        .map(|(name, (beaten, of))| format!("{name} {beaten} of {of}"))
        .collect();
    format!(
        "By CRPS the forecast does better than every naive forecast on {} of {} series ({}).",
        pooled.best.0,
        pooled.best.1,
        each.join(", ")
    )
}

/// Which aims on months after the fit window are met.
fn verdict(pooled: &Pooled) -> String {
    let mut missed = Vec::new();
    if !(0.80..=0.97).contains(&pooled.score.ninety) {
        missed.push("coverage of the 90 % interval");
    }
    if 2 * pooled.best.0 <= pooled.best.1 {
        missed.push("better than every naive forecast on most series");
    }
    if !pooled.apart.is_empty() {
        missed.push("no series outside on one side");
    }
    if missed.is_empty() {
        "All three aims are met.".to_owned()
    } else {
        format!("Missed: {}.", missed.join("; "))
    }
}

/// Rows that stand apart from the headline.
fn aside(scored: &Scored) -> Vec<String> {
    let covered = |rows: &[&Row]| {
        let score = Score::of(rows)?;
        Some((score.rows, percent(score.ninety), percent(score.difference)))
    };
    let mut said = Vec::new();
    if let Some((rows, ninety, away)) = covered(&scored.own("policy set")) {
        said.push(format!(
            "Apart: {rows} counts from which the scenario's own policy was set ({ninety} in the 90 % interval, median {away} away)."
        ));
    }
    if let Some((rows, ninety, away)) = covered(&scored.own(Standing::Fitted.name())) {
        said.push(format!(
            "In the fit window, not in the headline: {rows} counts ({ninety} in the 90 % interval, median {away} away)."
        ));
    }
    if let Some((other, rows)) = scored.borrowed()
        && let Some((count, ninety, away)) = covered(&rows)
    {
        said.push(format!(
            "With the parameters of `{other}` and no count of this era: {count} counts ({ninety} in the 90 % interval, median {away} away)."
        ));
    }
    said
}

/// Groups of rows with their names, for tables.
pub(super) fn groups(scored: &Scored) -> Vec<(String, Vec<&Row>)> {
    let headline = scored.headline();
    let mut groups = vec![("after the fit window".to_owned(), headline.clone())];
    for bucket in &BUCKETS {
        let rows = headline.iter().filter(|row| bucket.holds(row)).copied();
        groups.push((format!("  {} months ahead", bucket.name), rows.collect()));
    }
    groups.push(("(policy set from it)".to_owned(), scored.own("policy set")));
    let fitted = scored.own(Standing::Fitted.name());
    groups.push(("(in the fit window)".to_owned(), fitted));
    if let Some((other, rows)) = scored.borrowed() {
        groups.push((format!("(parameters of {other})"), rows));
    }
    groups.retain(|(_, rows)| !rows.is_empty());
    groups
}

/// A share as percent.
pub(super) fn percent(share: f64) -> String {
    format!("{} %", words::number(100.0 * share, 0))
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn series_have_readable_names() {
        assert_eq!(
            label("encounters-between-ports", "cuba-haiti-nicaragua+other"),
            "encounters between ports, cuba haiti nicaragua and other"
        );
        assert_eq!(
            label("us-outcome-share.released", "all"),
            "U.S. outcome share: released"
        );
        assert_eq!(label("list-length.tijuana", "all"), "list length: tijuana");
    }
}
