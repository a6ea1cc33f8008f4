//! The outcome that is looked at: one number of every future.

use crate::analysis::headline::cell_label;
use crate::analysis::words;
use crate::experiment::{Results, Take, Watched};
use crate::metric::{self, CellKey, Metric, SeriesKey};
use crate::scenario::suggestion;
use crate::study::StudyError;
use crate::world::World;

/// Outcomes looked at unless told otherwise: a queue, nights without a roof, and a yardstick of each policy family.
pub const USUAL: [&str; 4] = [
    "people-waiting:mean@us",
    "unsheltered-nights",
    "encounters-between-ports",
    "outlay",
];

/// The statistic of a stock that says by how much it is higher on the last day than on the first.
pub const CHANGE: &str = "change";

/// One number of every future.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Where it is measured.
    pub source: Source,
    /// As in the tables: `unsheltered-nights:total@tijuana`.
    pub name: String,
    /// In words: "Unsheltered nights in Tijuana".
    pub label: String,
    /// The metric.
    pub metric: &'static Metric,
}

/// What is looked at, in a list: "Unsheltered nights and public outlay".
#[must_use]
pub fn labels(measures: &[Measure]) -> String {
    let labels: Vec<&str> = measures.iter().map(|one| one.label.as_str()).collect();
    words::list(&labels)
}

/// Where a measure is taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A number of the summary.
    Cell(usize),
    /// The last day of a daily series less its first.
    Change(usize),
}

/// The first day of a series and its last, as numbers to watch.
fn ends(series: usize, days: usize) -> [Watched; 2] {
    [0, days.saturating_sub(1)].map(|day| Watched {
        series,
        first: day,
        last: day,
        take: Take::Mean,
    })
}

/// Numbers of some days that measures need, for the design of a run of so many days.
#[must_use]
pub fn watched(measures: &[Measure], days: usize) -> Vec<Watched> {
    let series = measures.iter().filter_map(|measure| match measure.source {
        Source::Change(series) => Some(series),
        Source::Cell(_) => None,
    });
    series.flat_map(|series| ends(series, days)).collect()
}

/// The numbers of the summary among some measures.
#[must_use]
pub fn cells(measures: &[Measure]) -> Vec<usize> {
    measures.iter().filter_map(Measure::cell).collect()
}

impl Measure {
    /// Reads several.
    ///
    /// # Errors
    /// As [`Measure::read`], of the first that is wrong.
    pub fn all(texts: &[String], world: &World) -> Result<Vec<Self>, StudyError> {
        let read = |text: &String| Self::read(text, world).map_err(StudyError::Asked);
        texts.iter().map(read).collect()
    }

    /// Reads `METRIC`, `METRIC:STATISTIC`, `METRIC@PLACE` or `METRIC:STATISTIC@PLACE/GROUP`; what is not said is the mean
    /// of a stock or the total of events, everywhere, for everybody. `METRIC:change` is by how much a stock is higher on the
    /// last day than on the first.
    ///
    /// # Errors
    /// What is wrong, with what would be accepted.
    pub fn read(text: &str, world: &World) -> Result<Self, String> {
        let (front, split) = text.split_once('@').unwrap_or((text, ""));
        let (name, statistic) = match front.split_once(':') {
            Some((name, statistic)) => (name, Some(statistic)),
            None => (front, None),
        };
        let mut parts: Vec<&str> = split.split('/').filter(|part| !part.is_empty()).collect();
        parts.sort_unstable();
        if statistic == Some(CHANGE) {
            return Self::change(name, &parts, world);
        }
        let cells = metric::cells(world);
        let own = |key: &&(usize, &CellKey)| metric::ALL[key.1.metric].name == name;
        let all: Vec<(usize, &CellKey)> = cells.iter().enumerate().collect();
        let of_metric: Vec<&(usize, &CellKey)> = all.iter().filter(own).collect();
        if of_metric.is_empty() {
            let names = metric::ALL.iter().map(|metric| metric.name);
            let nearest = suggestion(name, names);
            return Err(format!("there is no metric `{name}`\n  help: {nearest}"));
        }
        let fits = |key: &CellKey| split_by([&key.place, &key.group, &key.origin]) == parts;
        let usual = ["mean", "total"];
        let found = of_metric.iter().find(|(_, key)| {
            fits(key)
                && statistic.map_or(usual.contains(&key.statistic), |said| said == key.statistic)
        });
        match found {
            Some((cell, key)) => Ok(Self::of(*cell, key, world)),
            None => Err(unknown(text, &parts, &of_metric)),
        }
    }

    /// By how much a stock is higher on the last day than on the first.
    fn change(name: &str, parts: &[&str], world: &World) -> Result<Self, String> {
        let all = metric::series(world);
        let of_metric = |key: &&SeriesKey| metric::ALL[key.metric].name == name;
        let fits = |key: &SeriesKey| {
            of_metric(&key) && split_by([&key.place, &key.group, &"all".to_owned()]) == parts
        };
        let Some(series) = all.iter().position(fits) else {
            let is_stock = |key: &&SeriesKey| metric::ALL[key.metric].unit == "people";
            let known: Vec<String> = all
                .iter()
                .filter(|key| is_stock(key))
                .map(|key| {
                    [
                        metric::ALL[key.metric].name.to_owned(),
                        split_by([&key.place, &key.group, &"all".to_owned()]).join("/"),
                    ]
                    .join("@")
                })
                .collect();
            let own = all.iter().filter(of_metric);
            let own =
                own.map(|key| split_by([&key.place, &key.group, &"all".to_owned()]).join("/"));
            let own: Vec<String> = own.filter(|parts| !parts.is_empty()).collect();
            if !own.is_empty() {
                let asked = parts.join("/");
                return Err(format!(
                    "`{name}` has no daily values for `{asked}`\n  help: {}",
                    suggestion(&asked, own.iter().map(String::as_str))
                ));
            }
            return Err(format!(
                "`{name}` has no daily values that could change\n  help: {}",
                suggestion(name, known.iter().map(String::as_str))
            ));
        };
        let key = &all[series];
        let cell = CellKey {
            metric: key.metric,
            statistic: CHANGE,
            place: key.place.clone(),
            group: key.group.clone(),
            origin: "all".to_owned(),
            headline: false,
        };
        let label = Self::of(
            0,
            &CellKey {
                statistic: "total",
                ..cell.clone()
            },
            world,
        )
        .label;
        Ok(Self {
            source: Source::Change(series),
            name: cell.name(),
            label: format!("{label}: change from the first to the last day"),
            metric: &metric::ALL[key.metric],
        })
    }

    /// The measure of a cell.
    #[must_use]
    pub fn of(cell: usize, key: &CellKey, world: &World) -> Self {
        let metric = &metric::ALL[key.metric];
        let group = (key.group != "all").then(|| metric::group_label(&key.group));
        let mut label = cell_label(metric, key.statistic, group);
        if let Some(place) = world.place(&key.place) {
            label = format!("{label} in {}", world.places[place].label);
        }
        if let Some(origin) = world.origin(&key.origin) {
            label = format!("{label}, people from {}", world.origins[origin].label);
        }
        Self {
            source: Source::Cell(cell),
            name: key.name(),
            label,
            metric,
        }
    }

    /// The number of the summary that it is, if it is one.
    #[must_use]
    pub fn cell(&self) -> Option<usize> {
        match self.source {
            Source::Cell(cell) => Some(cell),
            Source::Change(_) => None,
        }
    }

    /// Its value in every future of an arm; NaN where it was not reached.
    #[must_use]
    pub fn values(&self, results: &Results, arm: usize) -> Vec<f64> {
        match self.source {
            Source::Cell(cell) => results.column(arm, cell),
            Source::Change(series) => {
                let watched = |end: &Watched| {
                    let position = results.design.watched.iter().position(|one| one == end);
                    position.map_or_else(Vec::new, |position| results.watched(arm, position))
                };
                let [first, last] = ends(series, results.design.days).each_ref().map(watched);
                last.iter()
                    .zip(first)
                    .map(|(last, first)| last - first)
                    .collect()
            }
        }
    }

    /// What the values are multiplied with, and the unit that they then have, where charts have room for few digits.
    #[must_use]
    pub fn charted(&self) -> (f64, &'static str) {
        match self.metric.unit {
            "USD" => (1e-6, "million USD"),
            unit if unit.starts_with("share") => (100.0, "%"),
            unit => (1.0, unit),
        }
    }
}

/// The parts that are not all, in alphabetical order.
fn split_by(parts: [&String; 3]) -> Vec<&str> {
    let mut parts: Vec<&str> = parts
        .into_iter()
        .map(String::as_str)
        .filter(|part| *part != "all")
        .collect();
    parts.sort_unstable();
    parts
}

/// Says which cells a metric has.
fn unknown(text: &str, asked: &[&str], of_metric: &[&(usize, &CellKey)]) -> String {
    let mut parts: Vec<&str> = of_metric
        .iter()
        .flat_map(|(_, key)| split_by([&key.place, &key.group, &key.origin]))
        .collect();
    parts.sort_unstable();
    parts.dedup();
    if let Some(stranger) = asked.iter().find(|part| !parts.contains(part)) {
        if parts.is_empty() {
            return format!(
                "`{text}`: there is no `{stranger}` for this metric\n  help: it is one number for everybody everywhere; leave out the part from @ on"
            );
        }
        return format!(
            "`{text}`: there is no `{stranger}` for this metric\n  help: {}",
            suggestion(stranger, parts)
        );
    }
    let mut names: Vec<String> = of_metric.iter().map(|(_, key)| key.name()).collect();
    names.dedup();
    let nearest = suggestion(text, names.iter().map(String::as_str));
    let shown: Vec<&str> = names.iter().take(12).map(String::as_str).collect();
    let more = if names.len() > shown.len() {
        ", …"
    } else {
        ""
    };
    format!(
        "nothing is measured as `{text}`\n  help: {nearest}; there are {}{more}",
        shown.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::tests::small_world;

    #[test]
    fn what_is_not_said_is_the_usual() {
        let world = small_world();
        let read = |text: &str| Measure::read(text, &world).unwrap().name;
        assert_eq!(read("unsheltered-nights"), "unsheltered-nights:total");
        assert_eq!(read("people-waiting:mean@us"), "people-waiting:mean@us");
        assert_eq!(
            read("people-waiting:change@appointment"),
            "people-waiting:change@appointment"
        );
        assert_eq!(
            read("share-served:day-180@appointment"),
            "share-served:day-180@appointment"
        );
        for name in USUAL {
            Measure::read(name, &world).unwrap();
        }
    }

    #[test]
    fn mistakes_say_what_there_is() {
        let world = small_world();
        let said = |text: &str| Measure::read(text, &world).unwrap_err();
        assert!(said("unsheltered-night").contains("unsheltered-nights"));
        assert!(
            said("share-served").contains("share-served:day-180"),
            "{}",
            said("share-served")
        );
        let place = said("unsheltered-nights@tijuanna");
        assert!(
            place.contains("no `tijuanna`") && place.contains("did you mean `tijuana`?"),
            "{place}"
        );
        assert!(said("unsheltered-nights:mean@tijuana").contains("there are"));
    }
}
