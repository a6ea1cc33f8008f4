//! Charts of a search: portfolios between the first objective and the others, and how far the front has come.

use super::told::number;
use super::{BASE, Judged, Search, Trials};
use crate::analysis::robust::front;
use crate::analysis::{Estimate, words};
use crate::chart::{
    Body, Compared, Curve, CurvePanel, CurvePoint, Curves, Figure, Front, FrontPanel, FrontPoint,
    Interval,
};
use crate::decide::band;
use crate::decide::explore::Objective;
use crate::report::figures::Drawing;

/// Names of the charts.
pub(super) const FRONT: &str = "front";
pub(super) const COURSE: &str = "course";

/// Panels drawn.
const PANELS: usize = 4;

impl Search {
    pub(super) fn drawings(&self, trials: &Trials, judged: &Judged) -> Vec<Drawing> {
        let mut drawings = Vec::new();
        if self.objectives.len() > 1 {
            drawings.push(self.front_drawing(trials, judged));
        }
        if judged.volumes.len() > 1 && judged.volumes.iter().all(|own| own.is_finite()) {
            drawings.push(self.course(judged));
        }
        drawings
    }

    fn subtitle(&self) -> String {
        let base = &self.base;
        format!(
            "{}, {} to {}",
            base.title,
            words::date(base.start),
            words::date(base.end)
        )
    }

    fn front_drawing(&self, trials: &Trials, judged: &Judged) -> Drawing {
        let others = 1..self.objectives.len().min(PANELS + 1);
        let across = words::lower_first(&self.objectives[0].measure.label);
        Drawing {
            stem: FRONT,
            alt: format!("Portfolios between {across} and the other objectives."),
            figure: Figure {
                title: format!("Portfolios: differences to {} as it is", words::lower_first(&self.base.title)),
                subtitle: self.subtitle(),
                scenarios: Compared::list(&["Portfolios tried", "As it is"], Some(1)),
                body: Body::Front(Front {
                    key: "Dots: mean difference to the scenario as it is, in the same futures; lines: 95 % interval. Full dots: no other portfolio is better in one of the two and as good in the other. Numbers: on the front of all objectives together.".to_owned(),
                    panels: others.map(|at| self.panel(trials, judged, at)).collect(),
                }),
                notes: Vec::new(),
            },
        }
    }

    fn panel(&self, trials: &Trials, judged: &Judged, at: usize) -> FrontPanel {
        let gap = |trial: usize, objective: usize| trials.gap(trial, objective).difference;
        let pairs = (0..trials.all.len()).map(|trial| [gap(trial, 0), gap(trial, at)]);
        let pairs: Vec<[Estimate; 2]> = pairs.collect();
        let (across, upward) = (&self.objectives[0], &self.objectives[at]);
        let means: Vec<Vec<f64>> = pairs.iter().map(|[x, y]| vec![x.mean, y.mean]).collect();
        let best = front(&means, &[across.aim, upward.aim]);
        let point = |(trial, [x, y]): (usize, &[Estimate; 2])| FrontPoint {
            label: if trial != BASE && judged.front.contains(&trial) {
                number(trial)
            } else {
                String::new()
            },
            scenario: usize::from(trial == BASE),
            across: band(&x.interval(), across.measure.charted().0),
            upward: band(&y.interval(), upward.measure.charted().0),
            front: best.contains(&trial),
        };
        let unit = |one: &Objective| format!("{}, {} wanted", one.measure.charted().1, one.word());
        FrontPanel {
            title: upward.measure.label.clone(),
            unit: unit(upward),
            across: format!("{}, {}", across.measure.label, unit(across)),
            points: pairs.iter().enumerate().map(point).collect(),
        }
    }

    fn course(&self, judged: &Judged) -> Drawing {
        let point = |(round, volume): (i32, &f64)| {
            let share = 100.0 * volume;
            CurvePoint {
                across: f64::from(round),
                upward: Interval::new(share, share, share),
                simulated: true,
            }
        };
        Drawing {
            stem: COURSE,
            alt: "How far the front had come after every round.".to_owned(),
            figure: Figure {
                title: "How far the search had come".to_owned(),
                subtitle: self.subtitle(),
                scenarios: Compared::list(&["Front so far"], None),
                body: Body::Curves(Curves {
                    across: "Round".to_owned(),
                    key: String::new(),
                    panels: vec![CurvePanel {
                        title: "Volume of outcomes that the front beats".to_owned(),
                        unit: "% of the last".to_owned(),
                        curves: vec![Curve {
                            scenario: 0,
                            points: (1..).zip(&judged.volumes).map(point).collect(),
                        }],
                        target: None,
                        answers: Vec::new(),
                    }],
                }),
                notes: Vec::new(),
            },
        }
    }
}
