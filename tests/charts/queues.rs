//! Invented data for figures of queues and of what becomes of people. The numbers mean nothing.

use garita::chart::{
    Body, Fate, FateLabel, Figure, FlowDiagram, FlowQueue, Flows, Interval, Thousand, ThousandBar,
    ThousandDifference, WaitCurve, WaitExit, WaitGroup, Waits,
};

use super::{FATES, NAMES, figure};

/// Waits.
pub fn waits(scenarios: usize) -> Figure {
    let days: Vec<f64> = (0..=365).map(f64::from).collect();
    let curve = |scenario: usize, speed: f64, cap: f64| {
        let rise = |rate: f64, top: f64| {
            days.iter()
                .map(|day| top * (1.0 - (-rate * day).exp()))
                .collect::<Vec<f64>>()
        };
        let served = rise(0.006 * speed, cap);
        let median = served
            .iter()
            .position(|share| *share >= 0.5)
            .map(|day| day as f64);
        WaitCurve {
            scenario,
            served,
            left: vec![
                WaitExit {
                    label: "crossed between ports".into(),
                    fate: Fate::UndetectedEntry,
                    share: rise(0.005, 0.6 * (0.97 - cap)),
                },
                WaitExit {
                    label: "went home".into(),
                    fate: Fate::WentHome,
                    share: rise(0.004, 0.25 * (0.97 - cap)),
                },
                WaitExit {
                    label: "switched channel".into(),
                    fate: Fate::Contained,
                    share: rise(0.004, 0.1 * (0.97 - cap)),
                },
            ],
            median,
        }
    };
    let group = |title: &str, served: &str, caps: [f64; 6]| WaitGroup {
        title: title.into(),
        served_label: served.into(),
        curves: (0..scenarios)
            .map(|scenario| curve(scenario, 1.0 + scenario as f64 * 0.4, caps[scenario]))
            .collect(),
    };
    let groups = vec![
        group(
            "Awaiting a U.S. appointment",
            "received an appointment",
            [0.58, 0.42, 0.88, 0.8, 0.6, 0.55],
        ),
        group(
            "Seeking Mexican protection",
            "received a decision",
            [0.36, 0.3, 0.62, 0.7, 0.4, 0.36],
        ),
    ];
    figure(
        "What became of people after they registered",
        "People who registered in June 2024, by days since registration; medians over 400 simulated futures.",
        scenarios,
        Body::Waits(Waits { days, groups }),
    )
}

/// Of every 1,000.
pub fn thousand(scenarios: usize) -> Figure {
    let values = |scenario: usize| {
        let raw = [
            52.0, 31.0, 24.0, 38.0, 18.0, 205.0, 6.0, 241.0, 118.0, 84.0, 92.0, 88.0, 0.9,
        ];
        let shifted: Vec<f64> = raw
            .iter()
            .enumerate()
            .map(|(fate, value)| {
                value
                    * (1.0
                        + 0.5
                            * ((fate * 3 + scenario * 5) as f64).sin()
                            * (scenario > 0) as u8 as f64)
            })
            .collect();
        let total: f64 = shifted.iter().sum();
        shifted
            .into_iter()
            .map(|value| value * 1000.0 / total)
            .collect::<Vec<f64>>()
    };
    let bars: Vec<ThousandBar> = (0..scenarios)
        .map(|scenario| ThousandBar {
            scenario,
            values: values(scenario),
        })
        .collect();
    let differences = (scenarios > 1)
        .then(|| ThousandDifference {
            scenario: scenarios - 1,
            label: format!("{} minus {}", NAMES[scenarios - 1], NAMES[0]),
            values: bars[scenarios - 1]
                .values
                .iter()
                .zip(&bars[0].values)
                .map(|(after, before)| {
                    let change = after - before;
                    Interval::new(
                        change - 4.0 - change.abs() * 0.4,
                        change,
                        change + 3.0 + change.abs() * 0.5,
                    )
                })
                .collect(),
        })
        .into_iter()
        .collect();
    let fates = FATES
        .iter()
        .map(|(label, fate)| FateLabel {
            label: (*label).into(),
            fate: *fate,
        })
        .collect();
    figure(
        "Of every 1,000 people who set out, where they were on 28 February 2026",
        "Everyone who set out or was already waiting since 1 March 2024; medians of 400 simulated futures.",
        scenarios,
        Body::Thousand(Thousand {
            fates,
            bars,
            differences,
        }),
    )
}

/// Into queues and out of them.
pub fn flows(scenarios: usize) -> Figure {
    let exits = [
        ("Called, heard, decided, returned", Fate::AdmittedAtPort),
        ("Waiting on the last day", Fate::WaitingSheltered),
        ("Changed queue or undecided", Fate::Other),
        ("Went home", Fate::WentHome),
        ("Left to cross or go north", Fate::UndetectedEntry),
    ];
    let queue = |people: f64, scenario: usize, queue: usize| {
        let shares = [0.3, 0.2, 0.004, 0.18, 0.316];
        let tilt = 1.0 + 0.2 * (scenario * 3 + queue) as f64;
        let exits: Vec<f64> = shares
            .iter()
            .enumerate()
            .map(|(exit, share)| people * share * if exit == queue { tilt } else { 1.0 })
            .collect();
        let total: f64 = exits.iter().sum();
        FlowQueue {
            first: 0.15 * total,
            joined: 0.85 * total,
            exits,
        }
    };
    let diagram = |scenario: usize| FlowDiagram {
        scenario,
        queues: [
            900_000.0,
            if scenario == 1 { 40_000.0 } else { 0.0 },
            500_000.0,
            700.0,
        ]
        .into_iter()
        .enumerate()
        .map(|(index, people)| queue(people, scenario, index))
        .collect(),
    };
    let difference = |scenario: usize| ThousandDifference {
        scenario,
        label: format!("{} minus {}", NAMES[scenario], NAMES[0]),
        values: (0..5)
            .map(|exit| {
                let middle = 40_000.0 * (exit as f64 - 2.0);
                Interval::new(middle - 25_000.0, middle, middle + 21_000.0)
            })
            .collect(),
    };
    let label = |(label, fate): (&str, Fate)| FateLabel {
        label: label.into(),
        fate,
    };
    let body = Flows {
        sources: ["Waiting on 1 March 2024".into(), "Joined since".into()],
        queues: [
            "Awaiting a U.S. appointment",
            "Awaiting a U.S. hearing",
            "Awaiting Mexican protection",
            "Awaiting return by Mexico",
        ]
        .map(Into::into)
        .to_vec(),
        exits: exits.map(label).to_vec(),
        diagrams: (0..scenarios).map(diagram).collect(),
        differences: (1..scenarios).map(difference).collect(),
        unit: "people; whisker: 90 % of futures".into(),
    };
    figure(
        "Into the queues, and out of them",
        "People who were in a queue or joined one, and how they left it.",
        scenarios,
        Body::Flows(body),
    )
}
