//! Invented data for figures of results and of what they go with. The numbers mean nothing.

use garita::chart::{
    Body, Figure, Interval, KeyFigures, KeyRow, KeyValue, Lower, LowerRow, LowerShare, Split,
    SplitRow, Tornado, TornadoPanel, TornadoRow,
};

use super::figure;

/// Key figures.
pub fn key_figures(scenarios: usize) -> Figure {
    let rows = [
        ("Undetected entries", "entries, total", 0, 412_300.0),
        ("Encounters", "events, total", 0, 3_210_000.0),
        ("Lawful admissions", "people, total", 0, 1_043_000.0),
        ("Returns", "people, total", 0, 388_400.0),
        ("Wrongful returns", "people, total", 0, 9_870.0),
        ("Deaths", "people, total", 0, 1_204.0),
        ("Median wait for an appointment", "days", 0, f64::NAN),
        ("Unsheltered nights", "person-nights, total", 0, 3_880_000.0),
        ("Outlay", "million U.S. dollars of 2024", 1, 5_312.4),
    ];
    let rows = rows
        .iter()
        .enumerate()
        .map(|(index, (label, unit, decimals, base))| KeyRow {
            topic: if index < 5 { "Movement" } else { "Waiting" }.into(),
            label: (*label).into(),
            unit: (*unit).into(),
            decimals: *decimals,
            values: (0..scenarios)
                .map(|scenario| {
                    let middle = base * (1.0 + 0.2 * ((index * 2 + scenario * 3) as f64).sin());
                    let change = middle - base * (1.0 + 0.2 * ((index * 2) as f64).sin());
                    let wide = base * 0.12;
                    KeyValue {
                        scenario,
                        value: Interval::new(middle - wide, middle, middle + 1.3 * wide),
                        difference: (scenario > 0).then(|| {
                            Interval::new(change - wide * 0.5, change, change + wide * 0.4)
                        }),
                    }
                })
                .collect(),
        })
        .collect();
    let table = KeyFigures {
        rows,
        difference_title: "Difference to Status quo, paired".into(),
    };
    figure(
        "Key figures, 1 March 2024 to 28 February 2026",
        "Rows were fixed before the results were known.",
        scenarios,
        Body::KeyFigures(table),
    )
}

/// Share of futures in which metrics are lower.
pub fn lower(scenarios: usize) -> Figure {
    let share = |scenario: usize, row: usize| {
        let lower = (0.5 + 0.5 * ((row * 3 + scenario) as f64).sin()).clamp(0.0, 1.0);
        LowerShare {
            scenario,
            lower: if row == 4 { f64::NAN } else { lower },
            same: if row == 2 { 1.0 - lower } else { 0.0 },
            from: (lower - 0.1).max(0.0),
            to: (lower + 0.1).min(1.0),
        }
    };
    let labels = [
        "Unsheltered nights",
        "People awaiting a U.S. appointment or hearing on an average day",
        "Deaths while crossing",
        "Lawful admissions",
        "Median time to service (awaiting Mexican protection)",
        "Public outlay",
    ];
    let row = |(row, label): (usize, &&str)| LowerRow {
        topic: if row < 3 { "Waiting" } else { "Movement" }.into(),
        label: (*label).into(),
        shares: (1..scenarios)
            .map(|scenario| share(scenario, row))
            .collect(),
    };
    let body = Lower {
        measure: "lower than under Status quo".into(),
        rows: labels.iter().enumerate().map(row).collect(),
    };
    figure(
        "How often key figures are lower than under Status quo",
        "Compared in the same 400 futures.",
        scenarios,
        Body::Lower(body),
    )
}

/// What drives a difference.
pub fn tornado() -> Figure {
    let inputs = [
        (
            "Detection of people who try to evade",
            "estimated, 0.55 to 0.85",
            -1.0,
            1.4,
        ),
        (
            "Response of departures to the chance of staying",
            "judgement, 0.2 to 1.1",
            1.2,
            -0.7,
        ),
        (
            "Share who cross when the list is long",
            "judgement, 0.1 to 0.5",
            -0.8,
            0.9,
        ),
        (
            "Mexican officers' decisions a day",
            "measured, 0.9 to 1.3",
            0.3,
            0.4,
        ),
        (
            "Substitution of irregular arrivals by visas",
            "judgement, 0.2 to 0.8",
            0.35,
            -0.3,
        ),
        (
            "Half-life of coercion",
            "judgement, 40 to 200 days",
            -0.1,
            0.08,
        ),
    ];
    let about = |value: f64| {
        let middle = -310_000.0 + value * 120_000.0;
        Interval::new(middle - 45_000.0, middle, middle + 38_000.0)
    };
    let row = |(label, detail, low, high): (&str, &str, f64, f64)| TornadoRow {
        label: label.into(),
        detail: detail.into(),
        low: about(low),
        high: about(high),
    };
    let panel = |title: &str, rows: Vec<TornadoRow>| TornadoPanel {
        title: title.into(),
        unit: "person-nights".into(),
        decimals: 0,
        centre: -310_000.0,
        rows,
        empty: "No single input stands out from chance in this many futures.".into(),
    };
    let body = Tornado {
        ends: [
            "futures with the input in its lowest fifth".into(),
            "in its highest fifth".into(),
        ],
        centre: "all futures".into(),
        panels: vec![
            panel(
                "Unsheltered nights, Legal pathways less Enforcement only",
                inputs.into_iter().map(row).collect(),
            ),
            panel("Deaths while crossing", Vec::new()),
        ],
    };
    figure(
        "Which assumptions move the difference in unsheltered nights",
        "One input at a time.",
        1,
        Body::Tornado(body),
    )
}

/// Sources of variance.
pub fn split() -> Figure {
    let row = |label: &str, shares: &[f64]| SplitRow {
        label: label.into(),
        detail: "detection 31 to 53 %, response 12 to 28 %".into(),
        shares: shares.to_vec(),
    };
    let rows = vec![
        row("Unsheltered nights", &[0.42, 0.2, 0.11, 0.16, 0.11]),
        row("Deaths", &[0.2, 0.1, 0.08, 0.12, 0.5]),
        row("Undetected entries", &[0.61, 0.12, 0.04, 0.2, 0.03]),
        row(
            "Median wait for an appointment",
            &[0.3, 0.33, 0.2, 0.16, 0.01],
        ),
    ];
    let parts = [
        "detection",
        "response to policy",
        "leaving the queue",
        "other assumptions",
        "chance from day to day",
    ];
    let body = Split {
        parts: parts.map(Into::into).to_vec(),
        rows,
    };
    figure(
        "Where the spread of futures comes from",
        "Share of variance, first-order Sobol indices.",
        1,
        Body::Split(body),
    )
}
