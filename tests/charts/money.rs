//! Invented data for figures of money. The numbers mean nothing.

use garita::chart::{
    Body, Cloud, Cost, Figure, Interval, Payer, Plane, TradeOff, TradePanel, TradePath, TradePoint,
};

use super::figure;

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
