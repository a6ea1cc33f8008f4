//! Charts of a sweep: curves over one axis, heat maps over a grid of two, and dots against one axis after another where points
//! are spread over several.

use super::{BASE, Response, Sweep};
use crate::analysis::{Spread, words};
use crate::chart::{
    Body, Compared, Curve, CurvePanel, CurvePoint, Curves, Figure, Heat, HeatAxis, HeatPanel,
    Interval, Steps,
};
use crate::decide::{Axis, Measure, measure};
use crate::report::figures::Drawing;

impl Sweep {
    /// The charts.
    pub(super) fn drawings(&self, responses: &[Vec<Response>]) -> Vec<Drawing> {
        if self.is_spread() {
            return self.scatters(responses);
        }
        self.drawing(responses).into_iter().collect()
    }

    /// The one chart of one axis, or of a grid of two.
    fn drawing(&self, responses: &[Vec<Response>]) -> Option<Drawing> {
        let body = match self.axes.as_slice() {
            [_] => Body::Curves(self.curves(responses)),
            [across, upward] => Body::Heat(self.heat(across, upward, responses)?),
            _ => return None,
        };
        let axes: Vec<&str> = self.axes.iter().map(|axis| axis.label.as_str()).collect();
        let base = &self.scenarios[BASE];
        let measures = measure::labels(&self.measures);
        Some(Drawing {
            stem: "sweep",
            alt: format!("{measures} against {}.", words::list(&axes)),
            figure: Figure {
                title: format!("What changes with {}", words::list(&axes)),
                subtitle: format!("{}, {} to {}", base.title, words::date(base.start), words::date(base.end)),
                scenarios: Compared::list(&[base.title.as_str()], None),
                body,
                notes: vec!["The same simulated futures at every value; between the values that were run the line is drawn, not simulated.".to_owned()],
            },
        })
    }

    /// Middle futures over two axes; none if the points are no full grid.
    fn heat(&self, across: &Axis, upward: &Axis, responses: &[Vec<Response>]) -> Option<Heat> {
        let (columns, rows) = (steps(&self.points, 0), steps(&self.points, 1));
        if columns.len() * rows.len() != self.points.len() {
            return None;
        }
        let panel = |(measure, found): (&Measure, &Vec<Response>)| {
            let (factor, unit) = measure.charted();
            let at = |x: &f64, y: &f64| {
                let is_it = |point: &Vec<f64>| {
                    point[0].total_cmp(x).is_eq() && point[1].total_cmp(y).is_eq()
                };
                let point = self.points.iter().position(is_it);
                point.map_or(Interval::new(f64::NAN, f64::NAN, f64::NAN), |point| {
                    found[point + 1].interval(factor)
                })
            };
            let row = |y: &f64| columns.iter().map(|x| at(x, y)).collect();
            HeatPanel {
                title: measure.label.clone(),
                unit: unit.to_owned(),
                decimals: measure.metric.decimals,
                differences: false,
                values: rows.iter().map(row).collect(),
            }
        };
        let panels = self.measures.iter().zip(responses).map(panel).collect();
        let axis = |axis: &Axis, values: Vec<f64>| HeatAxis {
            label: axis.title(),
            steps: Steps::Numbers(values),
        };
        Some(Heat {
            panels,
            across: axis(across, columns.clone()),
            upward: axis(upward, rows.clone()),
            base: None,
            key: "In each cell: the middle simulated future.".to_owned(),
        })
    }

    fn curves(&self, responses: &[Vec<Response>]) -> Curves {
        let panel = |(measure, found): (&Measure, &Vec<Response>)| {
            let (factor, unit) = measure.charted();
            let point = |(point, response): (&Vec<f64>, &Response)| CurvePoint {
                across: point[0],
                upward: response.interval(factor),
                simulated: true,
            };
            let mut points: Vec<CurvePoint> =
                self.points.iter().zip(&found[1..]).map(point).collect();
            points.sort_by(|a, b| a.across.total_cmp(&b.across));
            CurvePanel {
                title: measure.label.clone(),
                unit: unit.to_owned(),
                curves: vec![Curve {
                    scenario: 0,
                    points,
                }],
                target: None,
                answers: Vec::new(),
            }
        };
        Curves {
            across: self.axes[0].title(),
            key: "Line: the middle simulated future; band: 90 % of futures; dots: values that were run.".to_owned(),
            panels: self.measures.iter().zip(responses).map(panel).collect(),
        }
    }
}

/// Different values of one axis, ascending.
fn steps(points: &[Vec<f64>], axis: usize) -> Vec<f64> {
    let mut values: Vec<f64> = points.iter().map(|point| point[axis]).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}

impl Response {
    /// The difference to the scenario as it is.
    pub(super) fn gap(&self, factor: f64) -> Interval {
        let Spread { p05, p50, p95, .. } = self.difference.spread;
        Interval::new(factor * p05, factor * p50, factor * p95)
    }

    fn interval(&self, factor: f64) -> Interval {
        Interval::new(
            factor * self.spread.p05,
            factor * self.spread.p50,
            factor * self.spread.p95,
        )
    }
}
