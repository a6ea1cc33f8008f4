//! Invented data for figures of cities. The numbers mean nothing.

use garita::chart::{
    Body, Figure, Limit, Map, MapFrame, MapPlace, MapRow, Places, Scale, Strain, StrainBlock,
};
use jiff::civil::date;

use super::{PLACES, figure, levels, panel, time};

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
