//! A design with points spread over several axes: what goes with each axis, whatever the others are.

use std::io;

use super::Sweep;
use crate::analysis::thirds::{Thirds, thirds};
use crate::analysis::words;
use crate::chart::{Body, Compared, Figure, Scatter, ScatterPanel, ScatterPoint, ScatterSlice};
use crate::decide::{Axis, Measure, band, signed_interval};
use crate::experiment::Results;
use crate::export::tables::field;
use crate::report::Table;
use crate::report::figures::Drawing;
use crate::report::finding::Part;
use crate::stats::{Interval, Moments, mean_interval};

use super::Response;

/// What points spread over several axes do not say.
pub(super) const LIMITS: [&str; 3] = [
    "What goes with an input is told on average over the other inputs, each spread evenly over the range that was asked for; with other ranges the averages are others. Ranges asked for are no probabilities: a share of points is no chance.",
    "From the lowest to the highest third leaves out what happens in between: look at the picture for bends.",
    "Least and most are those of the points that were run. Somewhere between points there may be less or more, and of many points the outermost are partly so by luck.",
];

/// Names of the pictures, one for each measure.
const STEMS: [&str; 12] = [
    "sweep-1", "sweep-2", "sweep-3", "sweep-4", "sweep-5", "sweep-6", "sweep-7", "sweep-8",
    "sweep-9", "sweep-10", "sweep-11", "sweep-12",
];

/// Most axes in one picture.
const PANELS: usize = 12;

/// Slices in which dots are averaged: one for so many points, at least and at most so many.
const PER_SLICE: usize = 8;
const SLICES: (usize, usize) = (3, 8);

const HEAD: [&str; 11] = [
    "metric",
    "unit",
    "input",
    "low_third",
    "high_third",
    "difference",
    "ci_low",
    "ci_high",
    "points_low",
    "points_high",
    "rank_correlation",
];

/// What goes with one axis.
pub(super) struct Effect {
    /// Position of the axis.
    axis: usize,
    thirds: Thirds,
}

impl Effect {
    fn is_clear(&self) -> bool {
        let Interval { low, high, .. } = self.thirds.difference;
        low > 0.0 || high < 0.0
    }

    /// Whether nothing changes from one end to the other, in any future.
    fn is_still(&self) -> bool {
        let Interval { low, high, .. } = self.thirds.difference;
        low == 0.0 && high == 0.0
    }

    fn size(&self) -> f64 {
        self.thirds.difference.estimate.abs()
    }
}

impl Sweep {
    /// By measure: what goes with each axis, the strongest first.
    pub(super) fn effects(&self, results: &Results) -> Vec<Vec<Effect>> {
        let luck = results.luck();
        let shares = |point: &Vec<f64>| -> Vec<f64> {
            let values = self.axes.iter().zip(point);
            values.map(|(axis, value)| axis.share(*value)).collect()
        };
        let shares: Vec<Vec<f64>> = self.points.iter().map(shares).collect();
        let of_measure = |measure: &Measure| {
            let outcomes: Vec<Vec<f64>> = (1..self.scenarios.len())
                .map(|arm| measure.values(results, arm))
                .collect();
            let found = thirds(&shares, &outcomes, &luck).into_iter().enumerate();
            let mut effects: Vec<Effect> = found
                .map(|(axis, thirds)| Effect { axis, thirds })
                .collect();
            effects.sort_by(|a, b| b.size().total_cmp(&a.size()));
            effects
        };
        self.measures.iter().map(of_measure).collect()
    }

    /// "**Deaths**: from the lowest to the highest third of detection −120 (−140 to −90); …"
    pub(super) fn effects_sentence(&self, measure: &Measure, effects: &[Effect]) -> String {
        let label = |effect: &Effect| self.axes[effect.axis].label.clone();
        let clear = effects.iter().filter(|effect| effect.is_clear());
        let told = clear.map(|effect| {
            let gap = signed_interval(&effect.thirds.difference, measure.metric);
            format!("with {} {gap}", label(effect))
        });
        let told: Vec<String> = told.collect();
        let (still, unclear): (Vec<&Effect>, Vec<&Effect>) = effects
            .iter()
            .filter(|effect| !effect.is_clear())
            .partition(|effect| effect.is_still());
        let labels =
            |all: Vec<&Effect>| words::list(&all.into_iter().map(label).collect::<Vec<_>>());
        let mut sentences = Vec::new();
        if !told.is_empty() {
            sentences.push(format!(
                "from the lowest to the highest third of an input, on average over the others (95 % interval), {}.",
                told.join("; ")
            ));
        }
        if !unclear.is_empty() {
            sentences.push(format!(
                "In which direction it goes with {}, these points and futures do not tell.",
                labels(unclear)
            ));
        }
        if !still.is_empty() {
            sentences.push(format!("Nothing changes with {}.", labels(still)));
        }
        format!("**{}**: {}", measure.label, sentences.join(" "))
    }

    pub(super) fn effects_part(&self, effects: &[Vec<Effect>]) -> Part {
        let head = [
            "Outcome",
            "Input",
            "Mean in the lowest third",
            "Mean in the highest third",
            "Difference (95 % interval)",
            "Rank correlation",
        ];
        let row = |measure: &Measure, effect: &Effect| {
            let Thirds {
                low,
                high,
                difference,
                rank,
                ..
            } = &effect.thirds;
            let level = |value: f64| {
                if value.is_nan() {
                    "no point".to_owned()
                } else {
                    words::quantity(value, measure.metric)
                }
            };
            vec![
                measure.label.clone(),
                words::capital_first(&self.axes[effect.axis].label),
                level(*low),
                level(*high),
                if difference.low.is_nan() {
                    "too few points".to_owned()
                } else {
                    signed_interval(difference, measure.metric)
                },
                if rank.is_nan() {
                    "none".to_owned()
                } else {
                    words::number(*rank, 2)
                },
            ]
        };
        let rows = self.measures.iter().zip(effects);
        let rows = rows.flat_map(|(measure, own)| own.iter().map(move |one| row(measure, one)));
        Part {
            heading: "What goes with each input".to_owned(),
            text: vec![
                "Points in the lowest third of an input's range against those in its highest third, the other inputs being spread over theirs; what goes with these in a straight line is taken out. The interval counts where points happened to fall and which futures were drawn.".to_owned(),
            ],
            table: Some(Table {
                head: head.map(str::to_owned).to_vec(),
                rows: rows.collect(),
            }),
            ..Part::default()
        }
    }

    pub(super) fn effects_table(&self, effects: &[Vec<Effect>]) -> io::Result<Vec<u8>> {
        let mut table = csv::Writer::from_writer(Vec::new());
        table.write_record(HEAD)?;
        for (measure, own) in self.measures.iter().zip(effects) {
            for Effect { axis, thirds } in own {
                let Interval {
                    estimate,
                    low,
                    high,
                } = thirds.difference;
                let mut row = vec![
                    measure.name.clone(),
                    measure.metric.unit.to_owned(),
                    self.axes[*axis].name.clone(),
                ];
                row.extend([thirds.low, thirds.high, estimate, low, high].map(field));
                row.extend(thirds.points.map(|count| count.to_string()));
                row.push(field(thirds.rank));
                table.write_record(row)?;
            }
        }
        table
            .into_inner()
            .map_err(|error| io::Error::other(error.to_string()))
    }

    /// Names of the pictures.
    pub(super) fn stems(&self) -> Vec<String> {
        if !self.is_spread() {
            return vec!["sweep".to_owned()];
        }
        let stems = STEMS.iter().take(self.measures.len());
        stems.map(|&stem| stem.to_owned()).collect()
    }

    /// A picture for each measure, with a panel for each axis.
    pub(super) fn scatters(&self, responses: &[Vec<Response>]) -> Vec<Drawing> {
        let measures = self.measures.iter().zip(responses);
        STEMS
            .iter()
            .zip(measures)
            .map(|(stem, (measure, found))| self.scatter(stem, measure, found))
            .collect()
    }

    fn scatter(&self, stem: &'static str, measure: &Measure, found: &[Response]) -> Drawing {
        let base = &self.scenarios[super::BASE];
        let axes = self.axes.iter().enumerate().take(PANELS);
        Drawing {
            stem,
            alt: format!(
                "{}, difference to {} as it is, at every point against one input after another.",
                measure.label, base.title
            ),
            figure: Figure {
                title: format!(
                    "{}: difference to {} as it is",
                    measure.label,
                    words::lower_first(&base.title)
                ),
                subtitle: format!(
                    "{}, {} to {}, {} points of {}",
                    base.title,
                    words::date(base.start),
                    words::date(base.end),
                    self.points.len(),
                    self.question.pattern.words(),
                ),
                scenarios: Compared::list(&[base.title.as_str()], None),
                body: Body::Scatter(Scatter {
                    dots: "one point: the middle difference, 90 % of futures".to_owned(),
                    steps: "mean of the dots in a slice, 95 % interval".to_owned(),
                    panels: axes.map(|at| self.panel(at, measure, found)).collect(),
                }),
                notes: vec![
                    "Differences future by future, the luck being the same at every point. Every point is in every panel: what moves it up or down beside the input across are the other inputs.".to_owned(),
                ],
            },
        }
    }

    fn panel(
        &self,
        (at, axis): (usize, &Axis),
        measure: &Measure,
        found: &[Response],
    ) -> ScatterPanel {
        let (factor, unit) = measure.charted();
        let pairs = self.points.iter().zip(&found[1..]);
        let points: Vec<ScatterPoint> = pairs
            .map(|(point, response)| ScatterPoint {
                across: point[at],
                upward: response.gap(factor),
            })
            .collect();
        ScatterPanel {
            title: axis.heading(),
            unit: unit.to_owned(),
            across: axis.unit.clone(),
            slices: slices(axis, &points),
            points,
        }
    }
}

/// The mean of the dots in equal slices of an axis; a slice without dots is left out.
fn slices(axis: &Axis, points: &[ScatterPoint]) -> Vec<ScatterSlice> {
    let [low, high] = axis.range();
    if low >= high {
        return Vec::new();
    }
    let count = (points.len() / PER_SLICE).clamp(SLICES.0, SLICES.1);
    let edge = |slice: usize| low + (high - low) * slice as f64 / count as f64;
    let slice = |slice: usize| {
        let is_in = |point: &&ScatterPoint| {
            let place = axis.share(point.across) * count as f64;
            (place as usize).min(count - 1) == slice
        };
        let inside: Vec<f64> = points
            .iter()
            .filter(is_in)
            .map(|point| point.upward.p50)
            .collect();
        let moments = Moments::of(&inside);
        let mean = mean_interval(&moments);
        (!inside.is_empty()).then(|| ScatterSlice {
            from: edge(slice),
            to: edge(slice + 1),
            mean: band(&mean, 1.0),
        })
    };
    (0..count).filter_map(slice).collect()
}
