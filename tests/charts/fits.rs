//! Invented data for figures of calibrations. The numbers mean nothing.

use garita::chart::{
    Body, Compared, Count, Counted, CountedPanel, Figure, Interval, Pairs, RangeRow, Ranges,
};
use jiff::civil::date;

use super::{NAMES, figure};

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
