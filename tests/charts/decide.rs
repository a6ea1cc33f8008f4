//! Invented data for the figures of analyses that help to decide. The numbers mean nothing.

use garita::chart::{
    BarPanel, BarRow, Bars, Body, Chance, Compared, Curve, CurveAnswer, CurvePanel, CurvePoint,
    CurveTarget, Curves, Days, Figure, Front, FrontPanel, FrontPoint, Heat, HeatAxis, HeatBase,
    HeatPanel, Interval, Panel, Scatter, ScatterPanel, ScatterPoint, ScatterSlice, Spread, Steps,
    Waterfall, WaterfallEnd, WaterfallPanel, WaterfallStep,
};
use jiff::civil::date;

use super::{NAMES, PLACES, figure};

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

/// A difference in its parts.
pub fn waterfall(panels: usize, steps: usize) -> Figure {
    waterfall_of(panels, steps, 1.0)
}

/// A difference in its parts at a scale.
pub fn waterfall_of(panels: usize, steps: usize, scale: f64) -> Figure {
    let levers = [
        ("Port appointments", "1,450 \u{2192} 4,350 a day", -0.29),
        (
            "Seasonal work visas",
            "0 \u{2192} 90,000 places a year",
            -0.11,
        ),
        ("Mexican asylum officers", "1 \u{2192} 2.5 times", 0.04),
        (
            "Usable shelter beds in Tijuana and Ciudad Ju\u{e1}rez, those of churches included",
            "",
            -0.07,
        ),
        ("Repatriation seats", "900 \u{2192} 1,800 a day", 0.09),
        ("Response to coercion", "", f64::NAN),
    ];
    let around = |middle: f64, wide: f64| Interval::new(middle - wide, middle, middle + wide);
    let panel = |metric: usize| {
        let (title, unit, base) = METRICS[metric];
        let base = base * scale;
        let total: f64 = (0..steps)
            .map(|step| levers[step % 6].2)
            .filter(|one| one.is_finite())
            .sum();
        let step = |index: usize| {
            let (label, detail, share) = levers[index % 6];
            let change = share * base;
            WaterfallStep {
                label: label.into(),
                detail: detail.into(),
                change: around(change, base * 0.02),
                share: (metric == 0).then(|| around(share / total, 0.05)),
            }
        };
        WaterfallPanel {
            title: title.into(),
            unit: unit.into(),
            decimals: if base < 1.0 {
                7
            } else {
                usize::from(base < 100.0)
            },
            from: WaterfallEnd {
                scenario: 0,
                level: around(base, base * 0.1),
            },
            to: WaterfallEnd {
                scenario: 1,
                level: around(base * (1.0 + total), base * 0.12),
            },
            difference: around(base * total, base * 0.03),
            steps: (0..steps).map(step).collect(),
        }
    };
    let body = Waterfall {
        key: "Whiskers and ranges: 90\u{202f}% of the interval of the mean.".into(),
        panels: (0..panels).map(panel).collect(),
    };
    figure(
        "What each lever adds to the difference between Status quo and Enforcement only",
        "Shapley shares over all orders of the levers.",
        2,
        Body::Waterfall(body),
    )
}

/// Which inputs matter.
pub fn bars(series: usize, rows: usize, scale: f64) -> Figure {
    let inputs = [
        (
            "Detection of people who try to evade",
            "0.55 to 0.85",
            "judgement",
        ),
        (
            "Response of departures to the chance of staying",
            "0.2 to 1.1",
            "estimated",
        ),
        (
            "Share who cross when the list is long, by nationality and by month",
            "",
            "measured",
        ),
        (
            "Half-life of coercion",
            "40 to 200 days",
            "expert range, no source",
        ),
    ];
    let row = |index: usize| {
        let (label, detail, mark) = inputs[index % 4];
        let last = index + 1 == rows;
        let value = |series: usize| {
            let middle = scale * (0.5 / (1.0 + index as f64) + 0.04 * series as f64 - 0.03);
            (
                series,
                Interval::new(middle - 0.05 * scale, middle, middle + 0.06 * scale),
            )
        };
        BarRow {
            label: if last { "Chance" } else { label }.into(),
            detail: if last { "" } else { detail }.into(),
            mark: if last { "" } else { mark }.into(),
            apart: last,
            values: (0..if last { 1 } else { series }).map(value).collect(),
        }
    };
    let panel = |metric: usize| BarPanel {
        title: METRICS[metric].0.into(),
        unit: "share of variance".into(),
        decimals: if scale < 1.0 { 8 } else { 2 },
        rows: (0..rows).map(row).collect(),
    };
    let body = Bars {
        key: "Whiskers and ranges: 95\u{202f}% interval.".into(),
        marks: "evidence".into(),
        panels: (0..2).map(panel).collect(),
    };
    let mut figure = figure(
        "Which assumptions to measure better first",
        "Sobol indices.",
        1,
        Body::Bars(body),
    );
    if series == 2 {
        figure.scenarios = Compared::list(&["alone (first order)", "with others (total)"], None);
    } else {
        figure.scenarios = Compared::list(&NAMES[..series], None);
    }
    figure
}

/// Portfolios between aims.
pub fn front(scenarios: usize, panels: usize, points: usize, scale: f64) -> Figure {
    let point = |index: usize| {
        let share = index as f64 / 20.0;
        let above =
            0.6 * (index as f64 * 2.4).sin().abs() * f64::from(u8::from(!index.is_multiple_of(3)));
        let across = 4_900.0 * scale * (0.5 + share);
        let upward = 3_900_000.0 * scale * (1.0 / (0.8 + 2.0 * share) + above);
        let around = |one: f64| Interval::new(one * 0.93, one, one * 1.08);
        FrontPoint {
            label: if index.is_multiple_of(5) {
                format!("Beds and visas {index}")
            } else {
                format!("P{index}")
            },
            scenario: index % scenarios,
            across: around(across),
            upward: around(upward),
            front: index.is_multiple_of(3),
        }
    };
    let panel = |metric: usize| FrontPanel {
        title: METRICS[metric].0.into(),
        unit: METRICS[metric].1.into(),
        across: "outlay, million U.S. dollars of 2024".into(),
        points: (0..points).map(point).collect(),
    };
    let body = Front {
        key: "Full dots joined: no other portfolio is lower in one aim and not higher in the other; hollow: one is. \
              Lines through dots: 90\u{202f}% of futures."
            .into(),
        panels: (0..panels).map(panel).collect(),
    };
    figure(
        "Portfolios between outlay and unsheltered nights",
        "20 portfolios.",
        scenarios,
        Body::Front(body),
    )
}

/// Chances by date.
pub fn chance(scenarios: usize, panels: usize, days: usize) -> Figure {
    let series = |scenario: usize, place: usize| {
        let share = |day: usize| {
            let days = days.max(2) as f64;
            let steep = 9.0 - 1.1 * scenario as f64;
            let late = 0.2 + 0.11 * ((place * 3 + scenario) % 7) as f64;
            1.0 / (1.0 + (-steep * (day as f64 / days - late)).exp())
        };
        let wide = |share: f64| 1.96 * (share * (1.0 - share) / 400.0).sqrt() * 2.0;
        let line = |sign: f64| {
            (0..days)
                .map(|day| (share(day) + sign * wide(share(day))).clamp(0.0, 1.0))
                .collect::<Vec<f64>>()
        };
        Spread {
            scenario,
            p05: line(-1.0),
            p50: line(0.0),
            p95: line(1.0),
            ..Spread::default()
        }
    };
    let panel = |place: usize| Panel {
        title: PLACES[place % 11].into(),
        unit: "demand above usable beds".into(),
        series: (0..scenarios)
            .map(|scenario| series(scenario, place))
            .collect(),
        limits: vec![],
    };
    let body = Chance {
        time: Days {
            start: date(2024, 3, 1),
            days,
        },
        key: "share of futures with its 95\u{202f}% interval".into(),
        panels: (0..panels).map(panel).collect(),
    };
    figure(
        "Chance that shelters have overflowed by a date",
        "By place.",
        scenarios,
        Body::Chance(body),
    )
}

/// Results at scattered points.
pub fn scatter(panels: usize, points: usize, scale: f64) -> Figure {
    const ACROSS: [(&str, &str); 4] = [
        (
            "Port appointments from 1 January 2025 on",
            "appointments/day",
        ),
        ("Shelter beds added (Tijuana)", "beds"),
        ("Share of crossings between ports that are detected", ""),
        (
            "Departures from home countries as a multiple of the base",
            "",
        ),
    ];
    // Golden-ratio points: as even as a design, without chance.
    let share = |index: usize, panel: usize| {
        (index as f64 * (0.618_034 + 0.137 * panel as f64) + 0.31).fract()
    };
    let level = |index: usize| {
        let pull = 0.5 * share(index, 0) + 0.2 * share(index, 1) + 0.1 * share(index, 3);
        3_900_000.0 * scale * (1.2 - pull)
    };
    let panel = |at: usize| {
        let point = |index: usize| ScatterPoint {
            across: 1_000.0 + 4_000.0 * share(index, at),
            upward: Interval::new(level(index) * 0.9, level(index), level(index) * 1.15),
        };
        let slices = points.min(6);
        let slice = |slice: usize| {
            let inside = |index: &usize| (share(*index, at) * slices as f64) as usize == slice;
            let levels: Vec<f64> = (0..points).filter(inside).map(level).collect();
            let mean = levels.iter().sum::<f64>() / levels.len() as f64;
            let half = 400_000.0 * scale / (levels.len() as f64).sqrt();
            let ends = [slice, slice + 1].map(|end| 1_000.0 + 4_000.0 * end as f64 / slices as f64);
            ScatterSlice {
                from: ends[0],
                to: ends[1],
                mean: Interval::new(mean - half, mean, mean + half),
            }
        };
        ScatterPanel {
            title: ACROSS[at % 4].0.into(),
            unit: METRICS[1].1.into(),
            across: ACROSS[at % 4].1.into(),
            points: (0..points).map(point).collect(),
            slices: (0..slices).map(slice).collect(),
        }
    };
    figure(
        "Unsheltered nights over the design",
        "Status quo, 1 March 2024 to 31 December 2026, 64 points of a Latin hypercube",
        1,
        Body::Scatter(Scatter {
            dots: "one point: the middle future, 90\u{202f}% of futures".into(),
            steps: "mean of the dots in a slice, 95\u{202f}% interval".into(),
            panels: (0..panels).map(panel).collect(),
        }),
    )
}

/// Every kind at sizes that strain it.
pub fn decisions() -> Vec<(String, Figure)> {
    let mut all = Vec::new();
    for scale in [1e-6, 1.0, 1e6] {
        for (panels, steps) in [(1, 0), (1, 1), (2, 5), (3, 12)] {
            let name = format!("waterfall {panels} × {steps} × {scale}");
            all.push((name, waterfall_of(panels, steps, scale)));
        }
        for (series, rows) in [(1, 1), (2, 6), (6, 4)] {
            let name = format!("bars {series} × {rows} × {scale}");
            all.push((name, bars(series, rows, scale)));
        }
        for (scenarios, panels, points) in [(1, 1, 1), (2, 2, 20), (6, 3, 20), (1, 1, 60)] {
            let name = format!("front {scenarios} × {panels} × {points} × {scale}");
            all.push((name, front(scenarios, panels, points, scale)));
        }
    }
    for scale in [1e-6, 1.0, 1e6] {
        for (panels, points) in [(1, 1), (1, 64), (2, 12), (7, 300)] {
            let name = format!("scatter {panels} × {points} × {scale}");
            all.push((name, scatter(panels, points, scale)));
        }
    }
    for (panels, days) in [(1, 1), (1, 365), (4, 1096), (11, 45)] {
        for scenarios in [1, 2, 6] {
            let name = format!("chance {scenarios} × {panels} × {days}");
            all.push((name, chance(scenarios, panels, days)));
        }
    }
    for (panels, columns, rows) in [(1, 1, 1), (1, 5, 5), (2, 30, 24), (5, 6, 4)] {
        for scale in [1e-6, 1.0, 1e6] {
            for named in [true, false] {
                let name = format!("heat {panels} × {columns} × {rows} × {scale}, {named}");
                let heat = heat_of(panels, columns, rows, scale, named);
                all.push((name, heat));
            }
        }
    }
    for scenarios in [1, 2, 3, 6] {
        for (panels, points) in [(1, 1), (1, 12), (2, 5), (5, 9)] {
            for scale in [1e-6, 1.0, 1e6] {
                let name = format!("curves {scenarios} × {panels} × {points} × {scale}");
                all.push((name, curves_of(scenarios, panels, points, scale)));
            }
        }
    }
    all
}

/// The figure with nothing or no number where there were numbers.
pub fn without_numbers(body: &mut Body) {
    let nan = Interval::new(f64::NAN, f64::NAN, f64::NAN);
    match body {
        Body::Waterfall(parts) => parts.panels.iter_mut().for_each(|panel| {
            panel.difference = nan;
            panel.steps.iter_mut().for_each(|step| step.change = nan);
        }),
        Body::Bars(bars) => bars.panels.iter_mut().for_each(|panel| {
            panel.rows.truncate(2);
            panel.rows[0].values.clear();
            panel.rows[1]
                .values
                .iter_mut()
                .for_each(|value| value.1 = nan);
        }),
        Body::Front(front) => front.panels.iter_mut().for_each(|panel| {
            panel.points.iter_mut().for_each(|point| point.upward = nan);
        }),
        Body::Scatter(scatter) => scatter.panels.iter_mut().for_each(|panel| {
            panel.points.iter_mut().for_each(|point| point.upward = nan);
            panel.slices.iter_mut().for_each(|slice| slice.mean = nan);
        }),
        Body::Chance(chance) => chance
            .panels
            .iter_mut()
            .for_each(|panel| panel.series.clear()),
        Body::Heat(heat) => heat.panels.iter_mut().for_each(|panel| {
            panel.values.truncate(1);
            panel.values.iter_mut().flatten().for_each(|one| *one = nan);
        }),
        Body::Curves(curves) => curves.panels.iter_mut().for_each(|panel| {
            panel.curves.iter_mut().for_each(|one| one.points.clear());
            panel
                .answers
                .iter_mut()
                .for_each(|answer| answer.value = nan);
        }),
        _ => unreachable!("no figure that helps to decide"),
    }
}
