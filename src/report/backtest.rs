//! The report of a backtest: tables, sentences, files and figures from scored rows.

mod eras;
mod figures;
mod files;
mod tables;

pub use eras::{EraScore, eras_csv, read_eras, shipped_eras};
pub use figures::figures;
pub use files::{markdown, rows_csv, scores_csv};
pub use tables::{KEY, group_table, series_table};

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::analysis::words;
use crate::backtest::{BUCKETS, METHODS, Row, Score, Standing, by_series, is_apart};
use crate::scenario::catalogue;

/// Shares of published counts in the 90 % interval that are aimed at.
pub const COVERAGE: RangeInclusive<f64> = 0.80..=0.97;

/// Name of the group of counts that is scored first: after the fit window, no policy set from them.
const HEADLINE: &str = "after the fit window";

/// The rows of an era or scenario.
#[derive(Clone, Debug)]
pub struct Scored {
    /// Its name; rows whose `parameters` differ were made with those of another era.
    pub name: String,
    /// One line for people.
    pub title: String,
    /// Every row.
    pub rows: Vec<Row>,
    /// Futures of each forecast.
    pub replicates: u64,
    /// Fits of each forecast, by the era whose parameters were used.
    pub members: BTreeMap<String, usize>,
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
    /// Series outside the 90 % interval on one side in most rows, and where the forecast lies then.
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
                let side = if score.outside.0 > score.outside.1 {
                    "high"
                } else {
                    "low"
                };
                let label = label(&metric, &origin);
                pooled.apart.push(format!("{label} (forecast too {side})"));
            }
        }
        Some(pooled)
    }
}

/// "encounters between ports, Northern Central America"
pub(super) fn label(metric: &str, origin: &str) -> String {
    let (family, part) = metric.split_once('.').unwrap_or((metric, ""));
    let mut label = family.replace('-', " ");
    if let Some(rest) = label.strip_prefix("us ") {
        label = format!("U.S. {rest}");
    }
    if !part.is_empty() {
        label = format!("{label}: {}", proper(part));
    }
    if origin == "all" {
        return label;
    }
    let origins: Vec<String> = origin.split('+').map(proper).collect();
    format!("{label}, {}", origins.join(" with "))
}

/// The name of an origin or place in a sentence; the words themselves if it is neither.
fn proper(name: &str) -> String {
    let world = catalogue().ok().map(|catalogue| &catalogue.world);
    let known = world.and_then(|world| {
        let origin = world.origin(name).map(|at| &world.origins[at].label);
        origin.or_else(|| world.place(name).map(|at| &world.places[at].label))
    });
    match known {
        Some(label) if name == "other" => words::lower_first(label),
        Some(label) => label.clone(),
        None => name.replace('-', " "),
    }
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
        "{} of them are in the 90 % interval (the aim is {}), {} in the 50 % interval; {} lie below the 90 % interval and {} above it.",
        percent(pooled.score.ninety),
        aim(),
        percent(pooled.score.half),
        pooled.score.outside.0,
        pooled.score.outside.1
    )
}

/// "80 to 97 %"
pub(super) fn aim() -> String {
    let low = words::number(100.0 * COVERAGE.start(), 0);
    tell!("{low} to {high}", low, high = percent(*COVERAGE.end()))
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

/// Whether a number is more than half of another.
fn is_most((number, of): (usize, usize)) -> bool {
    2 * number > of
}

/// Which aims on months after the fit window are met.
fn verdict(pooled: &Pooled) -> String {
    let mut missed = Vec::new();
    if !COVERAGE.contains(&pooled.score.ninety) {
        missed.push("coverage of the 90 % interval");
    }
    if !is_most(pooled.best) {
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
    let mut groups = vec![(HEADLINE.to_owned(), headline.clone())];
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
            "encounters between ports, Cuba, Haiti and Nicaragua with other countries"
        );
        assert_eq!(
            label("us-outcome-share.released", "all"),
            "U.S. outcome share: released"
        );
        assert_eq!(label("list-length.tijuana", "all"), "list length: Tijuana");
    }
}
