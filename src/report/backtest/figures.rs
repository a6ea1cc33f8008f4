//! One figure a series: the fans of every forecast with the published counts drawn on them.

use std::collections::BTreeMap;

use super::{Scored, label};
use crate::analysis::words;
use crate::backtest::{METHODS, Row, by_series};
use crate::chart::{
    Body, Compared, Days, Figure, Panel, Record, RecordPanel, RecordPoint, Role, Scale, Spread,
};
use crate::observation::Kind;
use crate::time::{Date, days_between, plus_days};

/// Months of a series below which there is nothing to draw.
const FEWEST: usize = 2;

/// Figures with the stems of their files: one for each monthly series that was forecast.
#[must_use]
pub fn figures(scored: &Scored) -> Vec<(String, Figure)> {
    let own: Vec<&Row> = scored
        .rows
        .iter()
        .filter(|row| row.parameters == scored.name && Kind::of(&row.target) == Some(Kind::Month))
        .collect();
    let drawn = |((metric, origin), rows): ((String, String), Vec<&Row>)| {
        let ahead = rows.iter().filter(|row| row.lead > 0).count();
        (ahead >= FEWEST).then(|| {
            let stem = format!("{}-{metric}-{origin}", scored.name);
            let stem = stem.replace(['.', '+'], "-");
            (stem, figure(scored, &label(&metric, &origin), &rows))
        })
    };
    by_series(&own).into_iter().filter_map(drawn).collect()
}

fn figure(scored: &Scored, label: &str, rows: &[&Row]) -> Figure {
    let first = rows.iter().map(|row| row.target.period_from).min();
    let last = rows.iter().map(|row| row.target.period_to).max();
    let (first, last) = (first.unwrap_or(Date::ZERO), last.unwrap_or(Date::ZERO));
    let time = Days {
        start: first,
        days: usize::try_from(days_between(first, last) + 1).unwrap_or(1),
    };
    let mut by_origin: BTreeMap<Date, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        by_origin.entry(row.origin).or_default().push(row);
    }
    let panels = by_origin.iter();
    let fans = [
        ("In the fit window", Role::Reference),
        ("Forecast", Role::Scenario(0)),
    ];
    Figure {
        title: format!("{}: forecast and published", words::capital_first(label)),
        subtitle: format!(
            "{}; a value a month. Dots: published, filled where held back from the forecast. Thin line: {}.",
            scored.title, METHODS[0]
        ),
        scenarios: fans
            .map(|(label, role)| Compared {
                label: label.to_owned(),
                role,
            })
            .to_vec(),
        body: Body::Record(Record {
            time,
            panels: panels
                .map(|(origin, rows)| panel(*origin, rows, time))
                .collect(),
            scale: Scale::Common,
        }),
        notes: Vec::new(),
    }
}

fn panel(origin: Date, rows: &[&Row], time: Days) -> RecordPanel {
    let (fitted, ahead): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.lead <= 0);
    // The forecast goes on from the last month that was fitted.
    let joined: Vec<&Row> = fitted.last().into_iter().chain(&ahead).copied().collect();
    let unit = rows.first().map_or("", |row| row.target.unit.as_str());
    let point = |row: &&Row| RecordPoint {
        date: middle(row),
        value: row.target.observed,
        held_back: row.lead > 0,
    };
    RecordPanel {
        panel: Panel {
            title: format!("Known up to {}", crate::scenario::words::date(origin)),
            unit: if unit == "share" {
                unit.to_owned()
            } else {
                format!("{unit} a month")
            },
            series: vec![spread(0, &fitted, time), spread(1, &joined, time)],
            limits: Vec::new(),
        },
        origin: Some(origin),
        points: rows.iter().map(point).collect(),
        naive: naive(origin, &ahead),
    }
}

/// The last value that was known, as long as the forecast is.
fn naive(origin: Date, ahead: &[&Row]) -> Vec<RecordPoint> {
    let (Some(first), Some(last)) = (ahead.first(), ahead.last()) else {
        return Vec::new();
    };
    let Some(value) = first.naive[0].map(|naive| naive.point) else {
        return Vec::new();
    };
    let at = |date| RecordPoint {
        date,
        value,
        held_back: true,
    };
    vec![at(origin), at(last.target.period_to)]
}

fn middle(row: &Row) -> Date {
    let (from, to) = (row.target.period_from, row.target.period_to);
    plus_days(from, days_between(from, to) / 2)
}

/// A value a day: straight lines between the middles of months, nothing outside them.
fn spread(scenario: usize, rows: &[&Row], time: Days) -> Spread {
    let at: Vec<usize> = rows
        .iter()
        .map(|row| usize::try_from(days_between(time.start, middle(row))).unwrap_or(0))
        .collect();
    let line = |quantile: usize| {
        let mut values = vec![f64::NAN; time.days];
        for (days, pair) in at.windows(2).zip(rows.windows(2)) {
            let [from, to] = [pair[0], pair[1]].map(|row| row.quantiles[quantile]);
            let length = (days[1] - days[0]).max(1) as f64;
            let between = values[days[0]..=days[1]].iter_mut();
            for (day, value) in between.enumerate() {
                *value = from + (to - from) * day as f64 / length;
            }
        }
        if let ([day], [row]) = (at.as_slice(), rows) {
            values[*day] = row.quantiles[quantile];
        }
        values
    };
    Spread {
        scenario,
        p05: line(0),
        p25: line(1),
        p50: line(2),
        p75: line(3),
        p95: line(4),
    }
}
