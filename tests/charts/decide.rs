//! Invented data for the figures of analyses that help to decide. The numbers mean nothing.

use garita::chart::{
    Body, Curve, CurveAnswer, CurvePanel, CurvePoint, CurveTarget, Curves, Figure, Interval,
};

use super::{NAMES, figure};

/// Results along a lever.
pub fn curves(scenarios: usize, panels: usize) -> Figure {
    curves_of(scenarios, panels, 12, 1.0)
}

/// Results along a lever, `points` of them.
pub fn curves_of(scenarios: usize, panels: usize, points: usize, scale: f64) -> Figure {
    let metrics = [
        ("Nights over capacity", "% of nights", 40.0),
        ("Unsheltered nights", "person-nights, total", 3_900_000.0),
        (
            "People awaiting a U.S. appointment or hearing on an average day",
            "people",
            61_000.0,
        ),
        ("Deaths", "people, total", 1_204.0),
        ("Outlay", "million U.S. dollars of 2024", 5_312.4),
    ];
    let point = |scenario: usize, base: f64, index: usize| {
        let beds = 150.0 * index as f64;
        let fall = (-beds / (500.0 + 130.0 * scenario as f64)).exp();
        let middle = base * scale * (0.02 + fall);
        CurvePoint {
            across: 200.0 + beds,
            upward: Interval::new(middle * 0.75, middle, middle * 1.3),
            simulated: index.is_multiple_of(2),
        }
    };
    let panel = |metric: usize| {
        let (title, unit, base) = metrics[metric];
        CurvePanel {
            title: title.into(),
            unit: unit.into(),
            curves: (0..scenarios)
                .map(|scenario| Curve {
                    scenario,
                    points: (0..points)
                        .map(|index| point(scenario, base, index))
                        .collect(),
                })
                .collect(),
            target: (metric == 0).then(|| CurveTarget {
                label: "target: 5 % of nights".into(),
                value: base * scale * 0.125,
            }),
            answers: (0..if metric == 0 { scenarios.min(3) } else { 0 })
                .map(|scenario| answer(scenario, scenarios))
                .collect(),
        }
    };
    let body = Curves {
        across: "beds built in Tijuana".into(),
        key: "median, 90\u{202f}% of futures; dots: simulated".into(),
        panels: (0..panels).map(panel).collect(),
    };
    figure(
        "Beds in Tijuana and nights over capacity",
        "Share of nights on which more people seek a bed than there are usable beds.",
        scenarios,
        Body::Curves(body),
    )
}

fn answer(scenario: usize, scenarios: usize) -> CurveAnswer {
    let beds = 200.0 + 1_050.0 * (1.0 + 0.26 * scenario as f64);
    let number = |value| garita::chart::number::plain(value, 0);
    let range = [beds * 0.85, beds * 1.12].map(number);
    let words = format!("{} beds ({} to {})", number(beds), range[0], range[1]);
    CurveAnswer {
        scenario: (scenarios > 1).then_some(scenario),
        label: if scenarios > 1 {
            format!("{}: {words}", NAMES[scenario])
        } else {
            words
        },
        value: Interval::new(beds * 0.85, beds, beds * 1.12),
    }
}
