//! Invented data for figures over time. The numbers mean nothing.

use garita::chart::{
    Arrangement, Body, Compared, Days, Difference, Fan, Figure, LeverBar, Levers, Panel, Record,
    RecordPanel, RecordPoint, Scale,
};
use jiff::civil::date;

use super::{figure, levels, panel, spread, time};

/// Levers of two scenarios.
pub fn levers() -> Vec<LeverBar> {
    let bar = |scenario, label: &str, from, ramp_days, until| LeverBar {
        scenario,
        label: label.into(),
        from,
        ramp_days,
        until,
        lever: label
            .split(|letter: char| letter.is_ascii_digit())
            .next()
            .unwrap_or_default()
            .trim()
            .into(),
    };
    vec![
        bar(
            1,
            "Mexican interdiction 1 → 1.6 times",
            date(2024, 6, 1),
            30,
            Some(date(2025, 8, 31)),
        ),
        bar(
            1,
            "Repatriation seats 900 → 1,800 a day",
            date(2024, 9, 1),
            120,
            None,
        ),
        bar(
            2,
            "Port appointments 1,450 → 4,350 a day",
            date(2025, 1, 1),
            180,
            None,
        ),
        bar(
            2,
            "Seasonal work visas 0 → 90,000 places a year",
            date(2024, 10, 1),
            365,
            None,
        ),
        bar(
            2,
            "Mexican asylum officers 1 → 2.5 times",
            date(2025, 11, 15),
            60,
            None,
        ),
    ]
}

/// The levers as a chart of their own.
pub fn many_levers() -> Figure {
    let mut bars = levers();
    for index in 0..20 {
        let mut bar = bars[index % 5].clone();
        bar.scenario = index % 6;
        bar.lever = format!("{} {}", bar.lever, index / 4);
        bar.label = bar.label.replace(" 1", &format!(" {} 1", index / 4));
        bars.push(bar);
    }
    let body = Body::Levers(Levers {
        time: time(730),
        bars,
    });
    figure("What changes, and when", "Every lever moved.", 6, body)
}

/// Queue lengths by group.
pub fn fan(scenarios: usize, days: usize, arrangement: Arrangement, scale: f64) -> Figure {
    let panels = vec![
        panel(
            "Awaiting a U.S. appointment",
            "people",
            levels(
                scenarios,
                days,
                61_000.0 * scale,
                [1.5, 1.25, 0.45, 0.6, 1.3, 1.52],
                0.06,
            ),
        ),
        panel(
            "Seeking Mexican protection",
            "people",
            levels(
                scenarios,
                days,
                14_200.0 * scale,
                [1.1, 2.0, 0.8, 0.75, 1.4, 1.1],
                0.1,
            ),
        ),
        panel(
            "Awaiting return",
            "people",
            levels(
                scenarios,
                days,
                2_300.0 * scale,
                [1.0, 3.1, 0.9, 1.2, 1.05, 1.0],
                0.15,
            ),
        ),
    ];
    let levers = if scenarios > 2 { levers() } else { Vec::new() };
    let body = Fan {
        time: time(days),
        arrangement,
        panels,
        levers,
    };
    figure(
        "People waiting in Mexico, by what they wait for",
        "Stocks at the end of each day from 1 March 2024. Line: median of 400 simulated futures; bands: 50 % and 90 %.",
        scenarios,
        Body::Fan(body),
    )
}

/// Levels and differences.
pub fn difference(scenarios: usize, days: usize) -> Figure {
    let mut level = panel(
        "Unsheltered people",
        "people, all places",
        levels(
            scenarios,
            days,
            5_200.0,
            [1.2, 1.7, 0.5, 0.6, 1.1, 0.4],
            0.1,
        ),
    );
    level.limits.clear();
    let differences = (1..scenarios)
        .map(|index| {
            spread(
                index,
                days,
                30.0,
                [0.0, 2_600.0, -3_700.0, -3_100.0, -500.0, -4_100.0][index],
                0.1,
            )
        })
        .collect();
    let body = Difference {
        time: time(days),
        level,
        difference: panel(
            "Difference to Status quo, same simulated futures",
            "people",
            differences,
        ),
        above: "more people unsheltered than under Status quo".into(),
        below: "fewer people unsheltered than under Status quo".into(),
        levers: if scenarios > 2 { levers() } else { Vec::new() },
    };
    figure(
        "Unsheltered people, and the difference to Status quo",
        "Line: median; bands: 50 % and 90 % of 400 simulated futures.",
        scenarios,
        Body::Difference(body),
    )
}

/// Forecasts from two days beside the record.
pub fn record() -> Figure {
    let start = date(2023, 7, 1);
    let panel = |month: i8, known: usize| {
        let mut fitted = spread(0, 244, 120_000.0, 180_000.0, 0.2);
        fitted.p05.truncate(known);
        fitted.p25.truncate(known);
        fitted.p50.truncate(known);
        fitted.p75.truncate(known);
        fitted.p95.truncate(known);
        let mut forecast = spread(1, 244, 120_000.0, 180_000.0, 0.2);
        for values in [
            &mut forecast.p05,
            &mut forecast.p25,
            &mut forecast.p50,
            &mut forecast.p75,
            &mut forecast.p95,
        ] {
            values[..known].fill(f64::NAN);
        }
        let origin = date(2023, month, 28).last_of_month();
        let point = |index: i8| RecordPoint {
            date: date(2023, 7, 15) + jiff::Span::new().months(index),
            value: 130_000.0 + 9_000.0 * f64::from(index * index % 7),
            held_back: 7 + index > month,
        };
        let naive = |date| RecordPoint {
            date,
            value: 166_000.0,
            held_back: true,
        };
        RecordPanel {
            panel: Panel {
                title: format!("Known up to {origin}"),
                unit: "encounters a month".into(),
                series: vec![fitted, forecast],
                limits: vec![],
            },
            origin: Some(origin),
            points: (0..8).map(point).collect(),
            naive: vec![naive(origin), naive(date(2024, 2, 29))],
        }
    };
    Figure {
        title: "Encounters between ports, Venezuela, forecast and published".into(),
        subtitle: "Dots: published counts. Invented.".into(),
        scenarios: vec![
            Compared {
                label: "In the fit window".into(),
                role: garita::chart::Role::Reference,
            },
            Compared {
                label: "Forecast".into(),
                role: garita::chart::Role::Scenario(0),
            },
        ],
        body: Body::Record(Record {
            time: Days { start, days: 244 },
            panels: vec![panel(9, 92), panel(10, 123)],
            scale: Scale::Common,
        }),
        notes: vec![],
    }
}
