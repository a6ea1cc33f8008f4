//! The chart of a search: what is asked along the lever, and where it is met.

use super::{Search, sorted};
use crate::analysis::root::{Answer, Crossing, Goal, Point, Solution, Statistic};
use crate::analysis::{Spread, words};
use crate::chart::{
    Body, Compared, Curve, CurveAnswer, CurvePanel, CurvePoint, CurveTarget, Curves, Figure,
    Interval as Band,
};
use crate::decide::band;
use crate::report::figures::Drawing;

/// Name of the chart.
pub const STEM: &str = "goal";

impl Search {
    pub(super) fn drawing(&self, points: &[Point], solution: &Solution) -> Drawing {
        let label = match &self.against {
            Some(other) => format!("{}, difference to {other}", self.measure.label),
            None => self.measure.label.clone(),
        };
        let base = &self.base;
        Drawing {
            stem: STEM,
            alt: format!(
                "{label} against {}: {}",
                self.axis.label,
                self.answers(solution).join(" ").replace("**", "")
            ),
            figure: Figure {
                title: format!("{label} along {}", words::lower_first(&self.axis.label)),
                subtitle: format!(
                    "{}, {} to {}",
                    base.title,
                    words::date(base.start),
                    words::date(base.end)
                ),
                scenarios: Compared::list(&[base.title.as_str()], None),
                body: Body::Curves(Curves {
                    across: self.axis.title(),
                    key: "Dots: values that were run; line and band: as above each panel. The answer is where the line meets the target; the ground behind it is its 95 % interval."
                        .to_owned(),
                    panels: vec![self.asked_panel(solution), self.spread_panel(points)],
                }),
                notes: Vec::new(),
            },
        }
    }

    /// The statistic that is asked for, with the target and the answer.
    fn asked_panel(&self, solution: &Solution) -> CurvePanel {
        let (factor, _) = self.measure.charted();
        let (word, target) = match self.question.goal {
            Goal::AtMost(target) => ("at most", target),
            Goal::AtLeast(target) => ("at least", target),
        };
        let crossings = match &solution.answer {
            Answer::Crossing(one) => std::slice::from_ref(one),
            Answer::Several(all) => all,
            _ => &[],
        };
        let answer = |crossing: &Crossing| CurveAnswer {
            scenario: Some(0),
            label: self.at(&crossing.at),
            value: band(&crossing.at, 1.0),
        };
        let point = |(at, value): &(f64, _)| CurvePoint {
            across: *at,
            upward: band(value, factor),
            simulated: true,
        };
        let title = match self.question.statistic {
            Statistic::Quantile(share) => format!(
                "What {} of futures stay below, with its 95 % interval",
                words::share(share)
            ),
            _ => "Mean over futures, with its 95 % interval".to_owned(),
        };
        CurvePanel {
            target: Some(CurveTarget {
                label: format!("{word} {}", self.told(target)),
                value: factor * target,
            }),
            answers: crossings.iter().map(answer).collect(),
            ..self.panel(title, solution.curve.iter().map(point).collect())
        }
    }

    /// The range of futures.
    fn spread_panel(&self, points: &[Point]) -> CurvePanel {
        let (factor, _) = self.measure.charted();
        let point = |point: &Point| {
            let Spread { p05, p50, p95, .. } = Spread::of(&point.futures);
            CurvePoint {
                across: point.at,
                upward: Band::new(factor * p05, factor * p50, factor * p95),
                simulated: true,
            }
        };
        let title = "Middle future and 90 % of futures".to_owned();
        self.panel(title, sorted(points).into_iter().map(point).collect())
    }

    fn panel(&self, title: String, points: Vec<CurvePoint>) -> CurvePanel {
        CurvePanel {
            title,
            unit: self.measure.charted().1.to_owned(),
            curves: vec![Curve {
                scenario: 0,
                points,
            }],
            target: None,
            answers: Vec::new(),
        }
    }
}
