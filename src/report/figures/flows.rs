//! From joining a queue to leaving it, by queue and exit.

use super::{Drawing, figure, interval, period, who};
use crate::analysis::compare::differences;
use crate::analysis::{Spread, words};
use crate::chart::{Body, Fate, FateLabel, FlowDiagram, FlowQueue, Flows, ThousandDifference};
use crate::metric;
use crate::report::Story;
use crate::stats::Moments;
use crate::text::{key, say};

/// How people leave a queue, or do not: metric, statistic, what follows the queue's name in the group, words, colour.
const EXITS: [(&str, &str, &str, &str, Fate); 5] = [
    (
        "served",
        "total",
        "",
        key("Called, heard, decided, returned"),
        Fate::AdmittedAtPort,
    ),
    (
        "people-waiting",
        "end",
        "",
        key("Waiting on the last day"),
        Fate::WaitingSheltered,
    ),
    (
        "left-queue",
        "total",
        ":switched",
        key("Changed queue or undecided"),
        Fate::Other,
    ),
    (
        "left-queue",
        "total",
        ":went-home",
        key("Went home"),
        Fate::WentHome,
    ),
    (
        "left-queue",
        "total",
        ":crossed",
        key("Left to cross or go north"),
        Fate::UndetectedEntry,
    ),
];

/// People of a queue in every future of one scenario.
struct Columns {
    joined: Vec<f64>,
    /// In the order of [`EXITS`].
    exits: Vec<Vec<f64>>,
}

impl Columns {
    fn of(story: &Story, arm: usize, queue: &str) -> Option<Self> {
        let column = |metric: &str, statistic: &str, group: &str| {
            let cell = story.results.find_cell(metric, statistic, "all", group)?;
            Some(story.results.column(arm, cell))
        };
        let exits = EXITS.iter().map(|(metric, statistic, exit, ..)| {
            column(metric, statistic, &format!("{queue}{exit}"))
        });
        Some(Self {
            joined: column("registered", "total", queue)?,
            exits: exits.collect::<Option<_>>()?,
        })
    }

    /// Means over futures. Who was there on the first day is who left or is still there, less who joined: nobody is lost.
    fn flow(&self) -> FlowQueue {
        let mean = |values: &[f64]| Moments::of(values).mean();
        let exits: Vec<f64> = self.exits.iter().map(|exit| mean(exit)).collect();
        let joined = mean(&self.joined);
        FlowQueue {
            first: exits.iter().sum::<f64>() - joined,
            joined,
            exits,
        }
    }
}

/// A diagram for each scenario; none where the results lack the numbers.
pub(super) fn flows(story: &Story) -> Option<Drawing> {
    let queues = metric::SERVED.map(|(queue, ..)| queue);
    let arms = 0..story.results.design.arms.len();
    let columns: Option<Vec<Vec<Columns>>> = arms
        .map(|arm| {
            queues
                .iter()
                .map(|queue| Columns::of(story, arm, queue))
                .collect()
        })
        .collect();
    let columns = columns?;
    let diagrams = columns.iter().enumerate().map(|(arm, queues)| FlowDiagram {
        scenario: arm,
        queues: queues.iter().map(Columns::flow).collect(),
    });
    let design = &story.results.design;
    let body = Flows {
        sources: [
            tell!("Waiting on {day}", day = words::date(design.start)),
            say("Joined since").to_owned(),
        ],
        queues: queues
            .map(|queue| words::capital_first(metric::group_label(queue)))
            .to_vec(),
        exits: EXITS
            .iter()
            .map(|(.., label, fate)| FateLabel {
                label: say(label).to_owned(),
                fate: *fate,
            })
            .collect(),
        diagrams: diagrams.collect(),
        differences: design
            .main_pairs()
            .map(|pair| difference(story, pair, &columns))
            .collect(),
        unit: say("people; whisker: 90\u{202f}% of futures").to_owned(),
    };
    let subtitle = tell!(
        "People who were in a queue or joined one, and how they left it, {period}",
        period = period(story)
    );
    let alt = tell!(
        "Flow diagrams from the people of each queue to how they left it, under {scenarios}; the numbers are in the table behind the chart.",
        scenarios = who(story)
    );
    let mut notes = vec![say(
        "Mean over simulated futures, all diagrams on one scale. Whoever joins again, or another queue, counts again.",
    )];
    if !body.differences.is_empty() {
        notes.push(say(
            "Differences: middle future and 90 % of futures, taken in the same futures.",
        ));
    }
    Some(Drawing {
        stem: "flows",
        figure: figure(
            story,
            say("Into the queues, and out of them"),
            subtitle,
            Body::Flows(body),
            &notes,
        ),
        alt,
    })
}

/// People more or fewer at each exit, all queues together.
fn difference(story: &Story, pair: usize, columns: &[Vec<Columns>]) -> ThousandDifference {
    let design = &story.results.design;
    let arms = design.pairs[pair];
    let all = |arm: usize, exit: usize| -> Vec<f64> {
        let futures = 0..story.results.replicates.len();
        futures
            .map(|future| {
                columns[arm]
                    .iter()
                    .map(|queue| queue.exits[exit][future])
                    .sum()
            })
            .collect()
    };
    let spread = |exit: usize| {
        Spread::of(&differences(
            &all(arms.base, exit),
            &all(arms.scenario, exit),
        ))
    };
    ThousandDifference {
        scenario: arms.scenario,
        label: tell!(
            "{scenario} minus {base}",
            scenario = story.title(arms.scenario),
            base = story.title(arms.base)
        ),
        values: (0..EXITS.len())
            .map(|exit| interval(&spread(exit), 1.0))
            .collect(),
    }
}
