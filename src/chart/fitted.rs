//! Figures of a calibration: inputs and counts before and after published counts were seen.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::figure::{Figure, Interval};
use super::gap::rows;
use super::plot::label;
use super::table::{Table, number, three};

/// Ranges of inputs on the scale of their prior, most informed first. The first of
/// [`Figure::scenarios`] is before, the second after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ranges {
    /// Title of the axis: "standard deviations of the range".
    pub unit: String,
    /// Inputs, top to bottom.
    pub rows: Vec<RangeRow>,
}

/// One input before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RangeRow {
    /// "Chance of detection".
    pub label: String,
    /// "share a day, was 0.4 to 0.7".
    pub detail: String,
    /// What it is after, in its own unit: "0.55 (0.50 to 0.61)".
    pub words: String,
    /// Scores before.
    pub before: Interval,
    /// Scores after.
    pub after: Interval,
}

/// Scores of inputs against each other, one point a member.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pairs {
    /// Inputs, left to right.
    pub inputs: Vec<String>,
    /// Scores before, by input and member.
    #[serde(with = "rows")]
    pub before: Vec<Vec<f64>>,
    /// Scores after, by input and member.
    #[serde(with = "rows")]
    pub after: Vec<Vec<f64>>,
}

/// Published counts on what was simulated of them, small multiples.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    /// "people a month".
    pub unit: String,
    /// One per origin, place or consequence, each on its own scale.
    pub panels: Vec<CountedPanel>,
}

/// Counts of one origin, place or consequence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountedPanel {
    /// "Venezuela".
    pub title: String,
    /// Its counts by date.
    pub counts: Vec<Count>,
}

/// One published count with what was simulated.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Count {
    /// First day counted.
    pub from: Date,
    /// Last day counted.
    pub to: Date,
    /// What was published.
    pub published: f64,
    /// Where it might have been, given the error that the fit allows for: 90 %.
    pub error: (f64, f64),
    /// Simulated before the fit.
    pub before: Interval,
    /// Simulated after it.
    pub after: Interval,
}

impl Figure {
    pub(super) fn ranges(&self, ranges: &Ranges) -> Table {
        let mut table = Table::with("input,detail,series,p05,p50,p95");
        for row in &ranges.rows {
            for (series, value) in [(0, &row.before), (1, &row.after)] {
                let name = label(&self.scenarios, series).to_owned();
                let mut line = vec![row.label.clone(), row.detail.clone(), name];
                line.extend(three(value));
                table.rows.push(line);
            }
        }
        table
    }

    pub(super) fn pairs(&self, pairs: &Pairs) -> Table {
        let mut table = Table::with("series,member,input,score");
        for (series, scores) in [(0, &pairs.before), (1, &pairs.after)] {
            for (input, values) in pairs.inputs.iter().zip(scores) {
                for (member, &value) in values.iter().enumerate() {
                    table.rows.push(vec![
                        label(&self.scenarios, series).to_owned(),
                        (member + 1).to_string(),
                        input.clone(),
                        number(value),
                    ]);
                }
            }
        }
        table
    }

    pub(super) fn counted(&self, counted: &Counted) -> Table {
        let mut table = Table::with(
            "panel,unit,from,to,published,published_low,published_high,series,p05,p50,p95",
        );
        for panel in &counted.panels {
            for count in &panel.counts {
                for (series, value) in [(0, &count.before), (1, &count.after)] {
                    let mut line = vec![
                        panel.title.clone(),
                        counted.unit.clone(),
                        count.from.to_string(),
                        count.to.to_string(),
                        number(count.published),
                        number(count.error.0),
                        number(count.error.1),
                        label(&self.scenarios, series).to_owned(),
                    ];
                    line.extend(three(value));
                    table.rows.push(line);
                }
            }
        }
        table
    }
}
