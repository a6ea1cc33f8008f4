//! The chart of early warning: chances by date.

use super::Warn;
use crate::analysis::warning::chance_by;
use crate::analysis::words;
use crate::chart::{Body, Chance, Compared, Days, Figure, Panel, Spread};
use crate::decide::grey;
use crate::experiment::Results;
use crate::report::figures::Drawing;

/// Name of the chart.
pub const STEM: &str = "chances";

impl Warn {
    pub(super) fn drawing(&self, results: &Results) -> Drawing {
        let design = &results.design;
        let titles: Vec<&str> = self
            .scenarios
            .iter()
            .map(|one| one.title.as_str())
            .collect();
        let panel = |(at, event): (usize, &super::Event)| Panel {
            title: words::capital_first(&event.label),
            unit: "% of futures".to_owned(),
            series: (0..self.scenarios.len())
                .map(|arm| Self::series(results, arm, at))
                .collect(),
            limits: Vec::new(),
        };
        let labels: Vec<&str> = self
            .events
            .iter()
            .map(|event| event.label.as_str())
            .collect();
        Drawing {
            stem: STEM,
            alt: format!("By date, the share of futures in which these have begun: {}.", words::list(&labels)),
            figure: Figure {
                title: "How likely each event is, by date".to_owned(),
                subtitle: format!("{}, {} to {}", words::list(&titles), words::date(design.start), words::date(design.end())),
                scenarios: Compared::list(&titles, grey(&self.scenarios)),
                body: Body::Chance(Chance {
                    time: Days {
                        start: design.start,
                        days: design.days,
                    },
                    key: "Line: share of futures in which the event has begun by that day; band: 95 % interval.".to_owned(),
                    panels: self.events.iter().enumerate().map(panel).collect(),
                }),
                notes: Vec::new(),
            },
        }
    }

    fn series(results: &Results, arm: usize, event: usize) -> Spread {
        let passages = Self::passages(results, arm, event);
        let days = i32::try_from(results.design.days).unwrap_or(i32::MAX);
        let chances: Vec<_> = (0..days).map(|day| chance_by(&passages, day)).collect();
        Spread {
            scenario: arm,
            p05: chances.iter().map(|chance| chance.low).collect(),
            p25: Vec::new(),
            p50: chances.iter().map(|chance| chance.estimate).collect(),
            p75: Vec::new(),
            p95: chances.iter().map(|chance| chance.high).collect(),
        }
    }
}
