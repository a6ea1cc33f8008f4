//! The outcome that is looked at: one number of every future.

use crate::analysis::headline::cell_label;
use crate::experiment::Results;
use crate::metric::{self, CellKey, Metric};
use crate::scenario::suggestion;
use crate::world::World;

/// Outcomes looked at unless told otherwise: a queue, nights without a roof, and a yardstick of each policy family.
pub const USUAL: [&str; 4] = [
    "people-waiting:mean@us",
    "unsheltered-nights",
    "encounters-between-ports",
    "outlay",
];

/// One number of every future, by its name and its position among the cells of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Position of the cell.
    pub cell: usize,
    /// As in the tables: `unsheltered-nights:total@tijuana`.
    pub name: String,
    /// In words: "Unsheltered nights in Tijuana".
    pub label: String,
    /// The metric.
    pub metric: &'static Metric,
}

impl Measure {
    /// Reads `METRIC`, `METRIC:STATISTIC`, `METRIC@PLACE` or `METRIC:STATISTIC@PLACE/GROUP`; what is not said is the mean
    /// of a stock or the total of events, everywhere, for everybody.
    ///
    /// # Errors
    /// What is wrong, with what would be accepted.
    pub fn read(text: &str, world: &World) -> Result<Self, String> {
        let (front, split) = text.split_once('@').unwrap_or((text, ""));
        let (name, statistic) = match front.split_once(':') {
            Some((name, statistic)) => (name, Some(statistic)),
            None => (front, None),
        };
        let cells = metric::cells(world);
        let own = |key: &&(usize, &CellKey)| metric::ALL[key.1.metric].name == name;
        let all: Vec<(usize, &CellKey)> = cells.iter().enumerate().collect();
        let of_metric: Vec<&(usize, &CellKey)> = all.iter().filter(own).collect();
        if of_metric.is_empty() {
            let names = metric::ALL.iter().map(|metric| metric.name);
            let nearest = suggestion(name, names);
            return Err(format!("there is no metric `{name}`\n  help: {nearest}"));
        }
        let mut parts: Vec<&str> = split.split('/').filter(|part| !part.is_empty()).collect();
        parts.sort_unstable();
        let fits = |key: &CellKey| {
            let own = [&key.place, &key.group, &key.origin];
            let mut own: Vec<&str> = own.into_iter().map(String::as_str).filter(|part| *part != "all").collect();
            own.sort_unstable();
            own == parts
        };
        let usual = ["mean", "total"];
        let found = of_metric.iter().find(|(_, key)| {
            fits(key) && statistic.map_or(usual.contains(&key.statistic), |said| said == key.statistic)
        });
        match found {
            Some((cell, key)) => Ok(Self::of(*cell, key, world)),
            None => Err(unknown(text, &of_metric)),
        }
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
            cell,
            name: key.name(),
            label,
            metric,
        }
    }

    /// Its value in every future of an arm; NaN where it was not reached.
    #[must_use]
    pub fn values(&self, results: &Results, arm: usize) -> Vec<f64> {
        results.column(arm, self.cell)
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

/// Says which cells a metric has.
fn unknown(text: &str, of_metric: &[&(usize, &CellKey)]) -> String {
    let names: Vec<String> = of_metric.iter().map(|(_, key)| key.name()).collect();
    let nearest = suggestion(text, names.iter().map(String::as_str));
    let shown: Vec<&str> = names.iter().take(12).map(String::as_str).collect();
    let more = if names.len() > shown.len() { ", …" } else { "" };
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
        assert_eq!(read("share-served:day-180@appointment"), "share-served:day-180@appointment");
        for name in USUAL {
            Measure::read(name, &world).unwrap();
        }
    }

    #[test]
    fn mistakes_say_what_there_is() {
        let world = small_world();
        let said = |text: &str| Measure::read(text, &world).unwrap_err();
        assert!(said("unsheltered-night").contains("unsheltered-nights"));
        assert!(said("share-served").contains("share-served:day-180"), "{}", said("share-served"));
        assert!(said("unsheltered-nights@nowhere").contains("there are"));
    }
}
