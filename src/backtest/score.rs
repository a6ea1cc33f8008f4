//! Rows summed up: coverage, distance, bias, and the score beside those of naive forecasts.

use std::collections::BTreeMap;

use super::row::Row;

/// A range of leads, in months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Shortest lead.
    pub from: i32,
    /// Longest lead.
    pub to: i32,
    /// The words for it.
    pub name: &'static str,
}

impl Bucket {
    /// Whether a row's lead is in the range.
    #[must_use]
    pub fn holds(&self, row: &Row) -> bool {
        (self.from..=self.to).contains(&row.lead)
    }
}

/// Leads that are scored: by distance, and up to each horizon.
pub const BUCKETS: [Bucket; 6] = [
    bucket(1, 3, "1 to 3"),
    bucket(4, 6, "4 to 6"),
    bucket(7, 12, "7 to 12"),
    bucket(1, 6, "up to 6"),
    bucket(1, 12, "up to 12"),
    bucket(13, i32::MAX, "13 and more"),
];

const fn bucket(from: i32, to: i32, name: &'static str) -> Bucket {
    Bucket { from, to, name }
}

/// What several rows say together.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Rows.
    pub rows: usize,
    /// Share of published counts in the central interval with 50 % of futures.
    pub half: f64,
    /// Share in that with 90 %.
    pub ninety: f64,
    /// Published counts below the 5 % quantile, and above the 95 % quantile.
    pub outside: (usize, usize),
    /// Mean of |median − published| ÷ published, over counts above 0.
    pub difference: f64,
    /// Mean of (mean − published) ÷ published, over counts above 0.
    pub bias: f64,
    /// Mean score, in the unit of the counts.
    pub crps: f64,
    /// The forecast's score ÷ that of each naive forecast, on the rows that have one: below 1 is better.
    pub ratio: [Option<f64>; 3],
    /// The same with naive forecasts as points.
    pub point_ratio: [Option<f64>; 3],
}

impl Score {
    /// Sums rows of one series up; `None` if there are none.
    #[must_use]
    pub fn of(rows: &[&Row]) -> Option<Score> {
        if rows.is_empty() {
            return None;
        }
        let share = |inside: &dyn Fn(&Row) -> bool| {
            rows.iter().filter(|row| inside(row)).count() as f64 / rows.len() as f64
        };
        let count = |inside: &dyn Fn(&Row) -> bool| rows.iter().filter(|row| inside(row)).count();
        let relative = |value: &dyn Fn(&Row) -> f64| {
            let counted = rows.iter().filter(|row| row.target.observed > 0.0);
            mean(counted.map(|row| value(row) / row.target.observed))
        };
        let ratio = |method: usize, spread: bool| {
            let pairs = rows.iter().filter_map(|row| {
                let judged = row.naive[method]?;
                Some((row.crps, if spread { judged.crps } else { judged.distance }))
            });
            let (own, other) = pairs.fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
            (other > 0.0).then(|| own / other)
        };
        Some(Score {
            rows: rows.len(),
            half: share(&Row::in_half),
            ninety: share(&Row::in_ninety),
            outside: (
                count(&|row| row.target.observed < row.quantiles[0]),
                count(&|row| row.target.observed > row.quantiles[4]),
            ),
            difference: relative(&|row| (row.quantiles[2] - row.target.observed).abs()),
            bias: relative(&|row| row.mean - row.target.observed),
            crps: mean(rows.iter().map(|row| row.crps)),
            ratio: [0, 1, 2].map(|method| ratio(method, true)),
            point_ratio: [0, 1, 2].map(|method| ratio(method, false)),
        })
    }

    /// Whether the forecast scores better than every naive one that could be made; `None` if none could.
    #[must_use]
    pub fn is_best(&self) -> Option<bool> {
        let ratios = || self.ratio.iter().flatten();
        ratios().next()?;
        Some(ratios().all(|ratio| *ratio < 1.0))
    }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    sum / count
}

/// A metric of an origin.
pub type Series = (String, String);

/// Rows by series.
#[must_use]
pub fn by_series<'r>(rows: &[&'r Row]) -> BTreeMap<Series, Vec<&'r Row>> {
    let mut series: BTreeMap<Series, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        let (metric, origin) = row.series();
        let own = series.entry((metric.to_owned(), origin.to_owned()));
        own.or_default().push(row);
    }
    series
}

/// Whether a series is outside the 90 % interval on the same side in more than half of its rows, of three or more.
#[must_use]
pub fn is_apart(score: &Score) -> bool {
    score.rows >= 3 && 2 * score.outside.0.max(score.outside.1) > score.rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backtest::row::{Known, judge};
    use crate::experiment::hindcast::Target;
    use jiff::civil::date;

    fn target(month: i8, observed: f64) -> Target {
        let from = date(2023, month, 1);
        Target {
            id: String::new(),
            metric: "encounters".to_owned(),
            origin: "all".to_owned(),
            period_from: from,
            period_to: from.last_of_month(),
            observed,
            unit: "encounters".to_owned(),
            tolerance: None,
            source: String::new(),
            note: String::new(),
        }
    }

    #[test]
    fn rows_are_summed_up() {
        let history: Vec<Target> = (1..=6).map(|month| target(month, 100.0)).collect();
        let origin = date(2023, 6, 30);
        let known = Known::until(origin, &history);
        let forecast: Vec<f64> = (0..=100).map(|i| 80.0 + 0.4 * f64::from(i)).collect();
        let row = |month, observed| judge(&target(month, observed), &forecast, origin, &known);
        let rows = [row(7, 100.0), row(8, 112.0), row(9, 200.0), row(10, 50.0)];
        assert_eq!(rows[3].lead, 4);
        let all: Vec<&Row> = rows.iter().collect();
        let score = Score::of(&all).unwrap();
        assert_eq!((score.rows, score.outside), (4, (1, 1)));
        assert!((score.half - 0.25).abs() < 1e-12 && (score.ninety - 0.5).abs() < 1e-12);
        let difference = (0.0 + 12.0 / 112.0 + 0.5 + 1.0) / 4.0;
        assert!((score.difference - difference).abs() < 1e-9);
        let bias = (0.0 - 12.0 / 112.0 - 0.5 + 1.0) / 4.0;
        assert!((score.bias - bias).abs() < 1e-9);
        assert!(score.ratio[0].unwrap() > 0.5 && score.ratio[1].is_none());
        assert!(!is_apart(&score));
        let short: Vec<&Row> = all
            .iter()
            .filter(|row| BUCKETS[0].holds(row))
            .copied()
            .collect();
        assert_eq!(short.len(), 3);
        assert_eq!(by_series(&all).len(), 1);
        assert_eq!(Score::of(&[]), None);
    }
}
