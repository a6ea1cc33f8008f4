//! Invented data for every kind of figure. The numbers mean nothing.

use garita::chart::{
    Arrangement, Body, Cloud, Compared, Cost, Count, Counted, CountedPanel, Days, Difference, Fan,
    Fate, FateLabel, Figure, FlowDiagram, FlowQueue, Flows, Interval, KeyFigures, KeyRow, KeyValue,
    LeverBar, Levers, Limit, Lower, LowerRow, LowerShare, Map, MapFrame, MapPlace, MapRow, Pairs,
    Panel, Payer, Places, Plane, Provenance, RangeRow, Ranges, Record, RecordPanel, RecordPoint,
    Scale, Split, SplitRow, Spread, Strain, StrainBlock, Thousand, ThousandBar, ThousandDifference,
    Tornado, TornadoPanel, TornadoRow, TradeOff, TradePanel, TradePath, TradePoint, WaitCurve,
    WaitExit, WaitGroup, Waits,
};
use jiff::civil::date;

#[path = "decide.rs"]
mod decide;

pub use decide::*;

/// Names long and short, in the order they get colours.
pub const NAMES: [&str; 6] = [
    "Status quo",
    "Enforcement only",
    "Legal pathways",
    "Five-step package",
    "Joint work, each in its own territory",
    "Shelter build-out",
];

/// A footer as long as real ones.
pub fn provenance() -> Provenance {
    Provenance {
        version: "0.1.0".into(),
        command: "garita compare enforcement-only legal-pathways --replicates 400".into(),
        scenarios: vec![
            "status-quo".into(),
            "enforcement-only".into(),
            "legal-pathways".into(),
        ],
        replicates: 400,
        seed: 20_240_301,
        policy: "policy as of 1 March 2024".into(),
        sources: vec![
            "CBP encounters FY2021–24".into(),
            "COMAR monthly bulletins".into(),
            "INM statistics".into(),
            "IOM shelter monitoring".into(),
        ],
        edited: false,
        extra: vec![("result".into(), "sha256:0f3a…".into())],
    }
}

/// A smooth invented path with spreads that widen.
pub fn spread(scenario: usize, days: usize, from: f64, to: f64, wave: f64) -> Spread {
    let mut spread = Spread {
        scenario,
        ..Spread::default()
    };
    for day in 0..days {
        let share = day as f64 / (days.max(2) - 1) as f64;
        let ease = share * share * (3.0 - 2.0 * share);
        let season = wave * (share * 12.0 + scenario as f64 * 0.4).sin() * (0.3 + share);
        let level = from + (to - from) * ease;
        let middle = (level + level.abs().max(from * 0.2) * season).max(if to < 0.0 {
            f64::MIN
        } else {
            0.0
        });
        let noise = 0.006 * (day as f64 * 0.61 + scenario as f64).sin() * (day as f64 * 0.13).cos()
            + 0.004 * ((day * day) as f64 * 0.37).sin();
        let middle = middle * (1.0 + noise);
        let width = (from.abs().max(to.abs())) * (0.02 + 0.20 * share.sqrt() * share);
        let floor = |value: f64| {
            if from >= 0.0 && to >= 0.0 {
                value.max(0.0)
            } else {
                value
            }
        };
        spread.p05.push(floor(middle - 1.5 * width));
        spread.p25.push(floor(middle - 0.6 * width));
        spread.p50.push(floor(middle));
        spread.p75.push(middle + 0.65 * width);
        spread.p95.push(middle + 1.8 * width);
    }
    spread
}

pub fn figure(title: &str, subtitle: &str, scenarios: usize, body: Body) -> Figure {
    Figure {
        title: title.into(),
        subtitle: subtitle.into(),
        scenarios: Compared::list(&NAMES[..scenarios], (scenarios > 1).then_some(0)),
        body,
        notes: vec![
            "Invented data. Line: median; dark band: 50 % of simulated futures; light band: 90 %."
                .into(),
        ],
    }
}

fn time(days: usize) -> Days {
    Days {
        start: date(2024, 3, 1),
        days,
    }
}

fn panel(title: &str, unit: &str, series: Vec<Spread>) -> Panel {
    Panel {
        title: title.into(),
        unit: unit.into(),
        series,
        limits: Vec::new(),
    }
}

fn levels(scenarios: usize, days: usize, base: f64, ends: [f64; 6], wave: f64) -> Vec<Spread> {
    (0..scenarios)
        .map(|index| spread(index, days, base, base * ends[index], wave))
        .collect()
}

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

pub const PLACES: [&str; 11] = [
    "Tijuana",
    "Mexicali",
    "Nogales",
    "Ciudad Juárez",
    "Piedras Negras–Acuña",
    "Nuevo Laredo",
    "Reynosa",
    "Matamoros",
    "Tapachula",
    "Mexico City",
    "Monterrey",
];

/// Heat map.
pub fn strain(scenarios: usize, months: usize) -> Figure {
    let blocks = (0..scenarios)
        .map(|scenario| StrainBlock {
            scenario,
            values: (0..PLACES.len())
                .map(|place| {
                    (0..months)
                        .map(|month| {
                            let level = 0.35 + 0.22 * ((place * 7 + 3) % 11) as f64;
                            let drift = 1.0
                                + [0.2, 0.55, -0.45, -0.3, 0.1, -0.6][scenario] * month as f64
                                    / months as f64;
                            let value = level
                                * drift
                                * (1.0 + 0.18 * (month as f64 * 0.7 + place as f64).sin());
                            if place == 9 && month == 3 {
                                f64::NAN
                            } else {
                                value
                            }
                        })
                        .collect()
                })
                .collect(),
        })
        .collect();
    let first = date(2024, 3, 1);
    let body = Strain {
        months: (0..months)
            .map(|month| first.saturating_add(jiff::Span::new().months(month as i64)))
            .collect(),
        places: PLACES.iter().map(|place| (*place).to_owned()).collect(),
        blocks,
        measure: "Shelter demand ÷ usable beds, monthly mean of the median future".into(),
    };
    figure(
        "Shelter strain by place and month",
        "Above 1, more people seek a bed than there are usable beds.",
        scenarios,
        Body::Strain(body),
    )
}

/// Small multiples.
pub fn places(scenarios: usize, days: usize, count: usize) -> Figure {
    places_on(scenarios, days, count, Scale::Common)
}

/// Small multiples on a scale.
pub fn places_on(scenarios: usize, days: usize, count: usize, scale: Scale) -> Figure {
    let panels = (0..count)
        .map(|place| {
            let base = 400.0 + 350.0 * ((place * 5) % 7) as f64;
            let mut panel = panel(
                PLACES[place % 11],
                "People seeking a bed; one scale for all places",
                levels(scenarios, days, base, [1.3, 1.8, 0.7, 0.9, 1.2, 1.0], 0.15),
            );
            panel.limits.push(Limit {
                label: "Usable beds".into(),
                scenario: None,
                values: vec![base * 1.1],
            });
            panel
        })
        .collect();
    figure(
        "Demand for shelter beds by place",
        "Line: median; bands: 50 % and 90 % of 400 simulated futures.",
        scenarios,
        Body::Places(Places {
            time: time(days),
            panels,
            columns: None,
            scale,
        }),
    )
}

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

const FATES: [(&str, Fate); 13] = [
    ("Waiting, sheltered", Fate::WaitingSheltered),
    ("Waiting, unsheltered", Fate::WaitingUnsheltered),
    ("On the way north", Fate::OnTheWay),
    ("Held or contained", Fate::Contained),
    ("Settled in Mexico", Fate::SettledInMexico),
    ("Admitted at a port", Fate::AdmittedAtPort),
    ("Admitted by a hearing", Fate::AdmittedByHearing),
    ("Released into the U.S.", Fate::Released),
    ("Entered undetected", Fate::UndetectedEntry),
    ("Returned by Mexico", Fate::ReturnedByMexico),
    ("Repatriated by the U.S.", Fate::RepatriatedByUs),
    ("Went home", Fate::WentHome),
    ("Died", Fate::Died),
];

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

/// Places on a map.
pub fn map(scenarios: usize, dates: usize) -> Figure {
    let at = [
        (-117.0, 32.5),
        (-115.5, 32.6),
        (-110.9, 31.3),
        (-106.5, 31.7),
        (-100.5, 28.7),
        (-99.5, 27.5),
        (-98.3, 26.1),
        (-97.5, 25.9),
        (-92.3, 14.9),
        (-99.1, 19.4),
        (-100.3, 25.7),
    ];
    let place = |(label, (longitude, latitude)): (&&str, &(f64, f64))| MapPlace {
        label: (*label).into(),
        longitude: *longitude,
        latitude: *latitude,
        border: *latitude > 25.8,
    };
    let frame = |scenario: usize, date: usize| MapFrame {
        people: (0..at.len())
            .map(|place| 900.0 * ((place * 5 + date * 2 + scenario) % 11) as f64)
            .collect(),
        strain: (0..at.len())
            .map(|place| {
                if place == 3 {
                    f64::NAN
                } else {
                    0.3 * ((place * 3 + date + scenario) % 13) as f64
                }
            })
            .collect(),
    };
    let row = |scenario: usize| MapRow {
        scenario,
        frames: (0..dates).map(|date| frame(scenario, date)).collect(),
    };
    let body = Map {
        circles: "Area of a circle: people waiting".into(),
        measure: "People seeking a bed ÷ usable beds".into(),
        places: PLACES.iter().zip(&at).map(place).collect(),
        dates: (0..dates)
            .map(|index| date(2024 + index as i16, 3, 1))
            .collect(),
        rows: (0..scenarios).map(row).collect(),
    };
    figure("Where people wait", "Invented.", scenarios, Body::Map(body))
}

/// Cost by payer.
pub fn cost(scenarios: usize) -> Figure {
    let payers = [
        ("U.S. federal government", 2_900.0),
        ("U.S. states and cities", 810.0),
        ("Mexican federal government", 640.0),
        ("Mexican states and cities", 122.0),
        ("NGOs and international organisations", 205.0),
        ("People on the move (fees, rent)", 1_730.0),
    ];
    let payers = payers
        .iter()
        .enumerate()
        .map(|(index, (label, base))| Payer {
            label: (*label).into(),
            values: (0..scenarios)
                .map(|scenario| {
                    let middle = base * (1.0 + 0.35 * ((index * 5 + scenario * 2) as f64).sin());
                    (scenario, Interval::new(middle * 0.8, middle, middle * 1.3))
                })
                .collect(),
        })
        .collect();
    let body = Cost {
        unit: "Million U.S. dollars of 2024, 1 March 2024 to 28 February 2026".into(),
        decimals: 0,
        payers,
    };
    figure(
        "Outlay by payer",
        "Bar: median; whisker: 90 % of 400 simulated futures.",
        scenarios,
        Body::Cost(body),
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

/// Results against outlay.
pub fn tradeoff(panels: usize) -> Figure {
    let metrics = [
        ("Unsheltered nights", 3_900_000.0),
        ("Deaths", 1_200.0),
        ("Undetected entries", 412_000.0),
        ("Lawful admissions", 1_040_000.0),
        ("Wrongful returns", 9_800.0),
        ("Returns", 388_000.0),
    ];
    let path = |scenario: usize, base: f64, metric: usize| {
        let point = |size: f64| {
            let across = 4_900.0 + 900.0 * size + 60.0 * scenario as f64 * size;
            let slope = [0.1, -0.32][scenario - 1] * (1.0 + 0.4 * (metric as f64).sin());
            let upward = base * (1.0 + slope * size - 0.05 * size * size);
            TradePoint {
                label: format!("{:.0}\u{202f}%", size * 100.0),
                across: Interval::new(across * 0.96, across, across * 1.05),
                upward: Interval::new(upward * 0.9, upward, upward * 1.12),
            }
        };
        TradePath {
            scenario,
            points: [0.0, 0.5, 1.0, 1.5].map(point).to_vec(),
        }
    };
    let panel = |(metric, (title, base)): (usize, &(&str, f64))| TradePanel {
        title: (*title).into(),
        unit: "total".into(),
        paths: vec![path(1, *base, metric), path(2, *base, metric)],
    };
    let panels = metrics.iter().enumerate().take(panels).map(panel).collect();
    let across = "outlay, million U.S. dollars of 2024".into();
    figure(
        "Headline figures against outlay at 0, 50, 100 and 150 % of both packages",
        "Dots: medians; lines through dots: 90 % of futures.",
        3,
        Body::TradeOff(TradeOff {
            across,
            planned: vec![(1, 5_750.0), (2, 5_750.0)],
            panels,
        }),
    )
}

/// Outlay against nights, future by future.
pub fn plane(scenarios: usize) -> Figure {
    let cloud = |scenario: usize| {
        let middle = [-2.0e6 * scenario as f64, 300.0 - 160.0 * scenario as f64];
        let future = |index: usize| {
            let turn = index as f64 * 2.4;
            let reach = (index as f64).sqrt() * 0.16;
            vec![
                middle[0] * (1.0 + reach * turn.cos()),
                middle[1] + 180.0 * reach * turn.sin(),
            ]
        };
        Cloud {
            scenario,
            words: format!(
                "${scenario}.50 for each unsheltered night avoided (95 % interval: $1 to $9)."
            ),
            mean: middle.to_vec(),
            futures: (0..60).map(future).collect(),
        }
    };
    let body = Plane {
        across: "unsheltered nights, difference to Status quo".into(),
        upward: "Public outlay, difference to Status quo".into(),
        unit: "million U.S. dollars".into(),
        corners: [
            "more outlay, fewer nights without a bed".into(),
            "more outlay, more nights without a bed".into(),
            "less outlay, fewer nights without a bed".into(),
            "less outlay, more nights without a bed".into(),
        ],
        clouds: (1..scenarios).map(cloud).collect(),
    };
    figure(
        "Public outlay and unsheltered nights",
        "A dot for every simulated future.",
        scenarios,
        Body::Plane(body),
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

/// Before and after a calibration.
fn before_and_after(title: &str, body: Body) -> Figure {
    let mut figure = figure(title, "90 % of members before and after.", 1, body);
    figure.scenarios = Compared::list(&["before the counts are seen", "after"], Some(0));
    figure
}

/// Inputs before and after a calibration.
pub fn ranges(rows: usize) -> Figure {
    let labels = [
        "Chance of detection",
        "Departures in the first month of the year against the mean of all months",
        "Share who cross",
    ];
    let row = |index: usize| {
        let shift = (index as f64 * 0.7).sin() * 1.6;
        RangeRow {
            label: labels[index % 3].into(),
            detail: "Northern Central America; log odds per unit; before: 0.4 (0.3 to 0.5)".into(),
            words: "2,550,000 (2,320,000 to 2,730,000)".into(),
            before: Interval::new(-1.645, 0.0, 1.645),
            after: Interval::new(shift - 0.8, shift, shift + 0.7),
        }
    };
    let body = Ranges {
        unit: "Standard deviations of the range".into(),
        rows: (0..rows).map(row).collect(),
    };
    before_and_after("What published counts say of inputs", Body::Ranges(body))
}

/// Inputs of a calibration against each other.
pub fn pairs(inputs: usize) -> Figure {
    let scores = |width: f64| -> Vec<Vec<f64>> {
        let member =
            |input: usize, member: usize| width * ((member * 7 + input * 13) as f64).sin() * 2.0;
        (0..inputs)
            .map(|input| (0..80).map(|one| member(input, one)).collect())
            .collect()
    };
    let names = [
        "Chance of detection",
        "People arriving to seek an appointment: Colombia and Ecuador",
    ];
    let body = Pairs {
        inputs: (0..inputs).map(|input| names[input % 2].into()).collect(),
        before: scores(1.0),
        after: scores(0.5),
    };
    before_and_after("How inputs hang together", Body::Pairs(body))
}

/// Published counts before and after a calibration.
pub fn counted(panels: usize, months: i8) -> Figure {
    let count = |month: i8, size: f64| {
        let first = date(2021 + i16::from(month / 12), month % 12 + 1, 1);
        let middle = size * (1.0 + 0.3 * f64::from(month).sin());
        Count {
            from: first,
            to: if month == 3 {
                first
            } else {
                first.last_of_month()
            },
            published: middle * 1.05,
            error: (middle * 0.9, middle * 1.2),
            before: Interval::new(middle * 0.4, middle * 0.9, middle * 2.4),
            after: Interval::new(middle * 0.85, middle, middle * 1.2),
        }
    };
    let panel = |index: usize| CountedPanel {
        title: NAMES[index % 6].into(),
        counts: (0..months)
            .map(|month| count(month, 10.0_f64.powi(i32::try_from(index % 7).unwrap_or(0))))
            .collect(),
    };
    let body = Counted {
        unit: "Encounters".into(),
        panels: (0..panels).map(panel).collect(),
    };
    before_and_after("Encounters between ports", Body::Counted(body))
}

/// One figure of every kind with its file name.
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

pub fn all() -> Vec<(&'static str, Figure)> {
    vec![
        ("fan", fan(3, 730, Arrangement::Stacked, 1.0)),
        ("fan-beside", fan(3, 730, Arrangement::SideBySide, 1.0)),
        ("fan-six", fan(6, 1096, Arrangement::Stacked, 1.0)),
        ("fan-one-day", fan(2, 1, Arrangement::Stacked, 1e-4)),
        ("difference", difference(3, 730)),
        ("strain", strain(3, 24)),
        ("strain-long", strain(1, 36)),
        ("places", places(3, 730, 11)),
        ("waits", waits(3)),
        ("waits-six", waits(6)),
        ("thousand", thousand(3)),
        ("key-figures", key_figures(3)),
        ("key-figures-six", key_figures(6)),
        ("map", map(2, 4)),
        ("lower", lower(3)),
        ("lower-six", lower(6)),
        ("cost", cost(3)),
        ("tornado", tornado()),
        ("tradeoff", tradeoff(6)),
        ("tradeoff-two", tradeoff(2)),
        ("split", split()),
        ("flows", flows(3)),
        ("flows-six", flows(6)),
        ("plane", plane(2)),
        ("plane-six", plane(6)),
        ("ranges", ranges(25)),
        ("pairs", pairs(6)),
        ("counted", counted(7, 20)),
        ("record", record()),
        ("levers", many_levers()),
        ("curves", curves(1, 1)),
        ("curves-six", curves(6, 1)),
        ("curves-many", curves(3, 5)),
        ("waterfall", waterfall(2, 5)),
        ("waterfall-large", waterfall_of(3, 12, 1e6)),
        ("waterfall-small", waterfall_of(1, 1, 1e-6)),
        ("bars", bars(2, 6, 1.0)),
        ("bars-six", bars(6, 3, 1.0)),
        ("bars-one", bars(1, 8, 1e-6)),
        ("front", front(1, 1, 20, 1.0)),
        ("front-six", front(6, 2, 20, 1.0)),
        ("front-one", front(1, 3, 1, 1e-6)),
        ("scatter", scatter(3, 64, 1.0)),
        ("scatter-many", scatter(2, 256, 1.0)),
        ("chance", chance(2, 1, 365)),
        ("chance-places", chance(3, 11, 730)),
        ("chance-six", chance(6, 4, 365)),
        ("chance-six-one", chance(6, 1, 365)),
        ("heat", heat(1, 5, 5)),
        ("heat-many", heat(5, 6, 4)),
        ("heat-fine", heat(2, 30, 24)),
        ("heat-names", heat_of(1, 4, 3, 1e-6, true)),
        ("curves-point", curves_of(2, 1, 1, 1e-6)),
    ]
}
