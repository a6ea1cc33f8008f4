//! Charts of a sweep: curves over one axis, heat maps over two; more axes than that are a table.

use super::{BASE, Response, Sweep};
use crate::analysis::words;
use crate::chart::{Body, Compared, Curve, CurvePanel, CurvePoint, Curves, Figure, Interval};
use crate::decide::Measure;
use crate::report::figures::Drawing;

impl Sweep {
    /// The chart, if there are few enough axes for one.
    pub(super) fn drawings(&self, responses: &[Vec<Response>]) -> Option<Drawing> {
        let body = match self.axes.as_slice() {
            [_] => Body::Curves(self.curves(responses)),
            _ => return None,
        };
        let axes: Vec<&str> = self.axes.iter().map(|axis| axis.label.as_str()).collect();
        let base = &self.scenarios[BASE];
        let measures: Vec<&str> = self.measures.iter().map(|measure| measure.label.as_str()).collect();
        Some(Drawing {
            stem: "sweep",
            alt: format!("{} against {}.", words::list(&measures), words::list(&axes)),
            figure: Figure {
                title: format!("What changes with {}", words::list(&axes)),
                subtitle: format!("{}, {} to {}", base.title, words::date(base.start), words::date(base.end)),
                scenarios: Compared::list(&[base.title.as_str()], None),
                body,
                notes: vec!["The same simulated futures at every value; between the values that were run the line is drawn, not simulated.".to_owned()],
            },
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
            let mut points: Vec<CurvePoint> = self.points.iter().zip(&found[1..]).map(point).collect();
            points.sort_by(|a, b| a.across.total_cmp(&b.across));
            CurvePanel {
                title: measure.label.clone(),
                unit: unit.to_owned(),
                curves: vec![Curve { scenario: 0, points }],
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

impl Response {
    fn interval(&self, factor: f64) -> Interval {
        Interval::new(factor * self.spread.p05, factor * self.spread.p50, factor * self.spread.p95)
    }
}
