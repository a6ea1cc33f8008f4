//! The key figures: one fixed list, set before any result, covering the yardsticks of both sides.

use crate::experiment::Results;
use crate::text::say;

/// What a key figure is about; sentences and tables are grouped by it, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// The three queues.
    Queues,
    /// How long people wait, and what becomes of them.
    Waits,
    /// Beds and people without one.
    Shelter,
    /// Deaths, reported harm, wrongful returns.
    Risk,
    /// Departures, entries, encounters, admissions, returns.
    Movement,
    /// What the public pays, and what people on the move pay.
    Cost,
}

impl Topic {
    /// Every topic in order.
    pub const ALL: [Topic; 6] = [
        Topic::Queues,
        Topic::Waits,
        Topic::Shelter,
        Topic::Risk,
        Topic::Movement,
        Topic::Cost,
    ];

    /// Heading of the topic.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Topic::Queues => say("The three queues"),
            Topic::Waits => say("Waits"),
            Topic::Shelter => say("Shelter"),
            Topic::Risk => say("Risk"),
            Topic::Movement => say("Movement"),
            Topic::Cost => say("Cost"),
        }
    }
}

/// One key figure: a cell of the whole system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyFigure {
    /// What it is about.
    pub topic: Topic,
    /// Name of the metric.
    pub metric: &'static str,
    /// Statistic over the period.
    pub statistic: &'static str,
    /// Group of waiting people, or `all`.
    pub group: &'static str,
}

const fn figure(
    topic: Topic,
    metric: &'static str,
    statistic: &'static str,
    group: &'static str,
) -> KeyFigure {
    KeyFigure {
        topic,
        metric,
        statistic,
        group,
    }
}

/// The key figures in the order of every table and text.
pub const FIGURES: &[KeyFigure] = &[
    figure(Topic::Queues, "people-waiting", "mean", "us"),
    figure(Topic::Queues, "people-waiting", "mean", "protection"),
    figure(Topic::Queues, "people-waiting", "mean", "return"),
    figure(Topic::Waits, "share-served", "day-180", "appointment"),
    figure(Topic::Waits, "median-wait", "p50", "appointment"),
    figure(Topic::Waits, "share-served", "day-365", "hearing"),
    figure(Topic::Waits, "share-served", "day-180", "protection"),
    figure(Topic::Waits, "median-wait", "p50", "protection"),
    figure(Topic::Shelter, "unsheltered-nights", "total", "all"),
    figure(Topic::Shelter, "nights-over-capacity", "total", "all"),
    figure(Topic::Shelter, "shelter-strain", "mean", "all"),
    figure(Topic::Risk, "deaths", "total", "all"),
    figure(Topic::Risk, "harm-events", "total", "all"),
    figure(Topic::Risk, "wrongful-returns", "total", "all"),
    figure(Topic::Movement, "departures", "total", "all"),
    figure(Topic::Movement, "undetected-entries", "total", "all"),
    figure(Topic::Movement, "encounters-between-ports", "total", "all"),
    figure(Topic::Movement, "lawful-admissions", "total", "all"),
    figure(Topic::Movement, "returns", "total", "all"),
    figure(Topic::Cost, "outlay", "total", "all"),
    figure(Topic::Cost, "private-outlay", "total", "people on the move"),
];

/// The key figures that the results hold, with the position of their cell.
pub fn figures(results: &Results) -> impl Iterator<Item = (KeyFigure, usize)> {
    let found = |figure: &KeyFigure| {
        results.find_cell(figure.metric, figure.statistic, "all", figure.group)
    };
    FIGURES
        .iter()
        .filter_map(move |figure| found(figure).map(|cell| (*figure, cell)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric;
    use crate::world::tests::small_world;

    #[test]
    fn every_key_figure_is_measured() {
        let cells = metric::cells(&small_world());
        for figure in FIGURES {
            let is_measured = |cell: &metric::CellKey| {
                metric::ALL[cell.metric].name == figure.metric
                    && (
                        cell.statistic,
                        cell.group.as_str(),
                        cell.place.as_str(),
                        cell.origin.as_str(),
                    ) == (figure.statistic, figure.group, "all", "all")
            };
            assert!(cells.iter().any(is_measured), "{figure:?}");
        }
    }
}
