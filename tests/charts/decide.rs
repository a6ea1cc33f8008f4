//! Invented data for the figures of analyses that help to decide. The numbers mean nothing.

use garita::chart::{
    Body, Curve, CurveAnswer, CurvePanel, CurvePoint, CurveTarget, Curves, Figure, Heat, HeatAxis,
    HeatBase, HeatPanel, Interval, Steps,
};

use super::{NAMES, figure};

/// Metrics with units and sizes.
const METRICS: [(&str, &str, f64); 5] = [
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

/// Results along a lever.
pub fn curves(scenarios: usize, panels: usize) -> Figure {
    curves_of(scenarios, panels, 12, 1.0)
}

/// Results along a lever, `points` of them.
pub fn curves_of(scenarios: usize, panels: usize, points: usize, scale: f64) -> Figure {
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
        let (title, unit, base) = METRICS[metric];
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

/// Results over two levers.
pub fn heat(panels: usize, columns: usize, rows: usize) -> Figure {
    heat_of(panels, columns, rows, 1.0, false)
}

/// Results over two levers, the second by name or in numbers.
pub fn heat_of(panels: usize, columns: usize, rows: usize, scale: f64, named: bool) -> Figure {
    let value = |base: f64, row: usize, column: usize| {
        if (row, column) == (1, 3) {
            return Interval::new(f64::NAN, f64::NAN, f64::NAN);
        }
        let (row, column) = (row as f64 / rows as f64, column as f64 / columns as f64);
        let middle = base * scale * (0.25 - 0.6 * row - 0.3 * column * column + 0.3 * row * column);
        let wide = base.abs() * scale * 0.1;
        Interval::new(middle - wide, middle, middle + wide * 1.2)
    };
    let panel = |metric: usize| {
        let (title, unit, base) = METRICS[metric];
        let differences = metric.is_multiple_of(2);
        let level = if differences { 0.0 } else { base * scale };
        let shift =
            |one: Interval| Interval::new(one.p05 + level, one.p50 + level, one.p95 + level);
        HeatPanel {
            title: title.into(),
            unit: if differences {
                format!("{unit}, difference to Status quo")
            } else {
                unit.into()
            },
            decimals: if scale < 1.0 { 6 } else { 0 },
            differences,
            values: (0..rows)
                .map(|row| {
                    (0..columns)
                        .map(|column| shift(value(base, row, column)))
                        .collect()
                })
                .collect(),
        }
    };
    let names = |count: usize| {
        (0..count)
            .map(|index| NAMES[index % 6].to_owned())
            .collect()
    };
    let axis = |label: &str, count: usize, named: bool, first: f64| HeatAxis {
        label: label.into(),
        steps: if named {
            Steps::Names(names(count))
        } else {
            Steps::Numbers(
                (0..count)
                    .map(|index| first * (1.0 + 0.5 * index as f64))
                    .collect(),
            )
        },
    };
    let body = Heat {
        across: axis("Port appointments a day, all ports together", columns, named, 1_450.0),
        upward: axis("Usable shelter beds in Tijuana and Ciudad Ju\u{e1}rez, times those of today", rows, named, 1.0),
        base: Some(HeatBase {
            column: 0,
            row: 0,
            label: "as in Status quo".into(),
        }),
        key: "Median of 400 futures, with the range of 90\u{202f}% of them below it; bold: this range lies on one side of zero.".into(),
        panels: (0..panels).map(panel).collect(),
    };
    figure(
        "Appointments and beds together",
        "Each cell is one pair of settings.",
        1,
        Body::Heat(body),
    )
}
