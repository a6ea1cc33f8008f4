//! The chart of an exploration: portfolios between the first objective and the others, as differences to the base.

use super::{BASE, Explore, Judged, Objective};
use crate::analysis::compare::differences;
use crate::analysis::{Spread, words};
use crate::chart::{Body, Compared, Figure, Front, FrontPanel, FrontPoint, Interval};
use crate::decide::grey;
use crate::report::figures::Drawing;

/// Name of the chart.
pub const STEM: &str = "front";

/// Panels drawn.
const PANELS: usize = 4;

/// More portfolios than this are drawn in one colour.
const COLOURS: usize = 6;

impl Explore {
    /// Nothing if there is one objective only.
    pub(super) fn drawing(&self, judged: &Judged) -> Option<Drawing> {
        let (across, others) = self.objectives.split_first()?;
        if others.is_empty() {
            return None;
        }
        let panel =
            |(at, upward): (usize, &Objective)| self.panel(judged, across, (at + 1, upward));
        let panels: Vec<FrontPanel> = others.iter().enumerate().take(PANELS).map(panel).collect();
        let base = &self.scenarios[BASE];
        let scenarios = if self.many() {
            Compared::list(&[base.title.as_str(), "Other portfolios"], Some(0))
        } else {
            let titles = self.scenarios.iter().map(|one| one.title.as_str());
            Compared::list(&titles.collect::<Vec<_>>(), grey(&self.scenarios))
        };
        Some(Drawing {
            stem: STEM,
            alt: format!(
                "Portfolios between {} and the other objectives.",
                words::lower_first(&across.measure.label)
            ),
            figure: Figure {
                title: format!(
                    "Portfolios: differences to {}",
                    words::lower_first(&base.title)
                ),
                subtitle: format!("{} to {}", words::date(base.start), words::date(base.end)),
                scenarios,
                body: Body::Front(Front {
                    key: format!(
                        "Dots: the middle difference to the base in the same worlds; lines: 90 % of worlds. Full dots, joined: no other portfolio{} is better in one of the two and as good in the other.",
                        if judged.within.is_some() {
                            " within the budget"
                        } else {
                            ""
                        }
                    ),
                    panels,
                }),
                notes: Vec::new(),
            },
        })
    }

    fn many(&self) -> bool {
        self.scenarios.len() > COLOURS
    }

    fn panel(
        &self,
        judged: &Judged,
        across: &Objective,
        (at, upward): (usize, &Objective),
    ) -> FrontPanel {
        let spreads = |objective: usize| -> Vec<Spread> {
            let all = &judged.outcomes[objective];
            let gaps = all.iter().map(|own| differences(&all[BASE], own));
            gaps.map(|gaps| Spread::of(&gaps)).collect()
        };
        let [x, y] = [0, at].map(spreads);
        let aims = [across.aim, upward.aim];
        // What is over the budget beats nobody.
        let middle = |&arm: &usize| vec![x[arm].p50, y[arm].p50];
        let middles: Vec<Vec<f64>> = judged.affordable.iter().map(middle).collect();
        let front = crate::analysis::robust::front(&middles, &aims);
        let front: Vec<usize> = front.into_iter().map(|at| judged.affordable[at]).collect();
        let band = |spread: &Spread, one: &Objective| {
            let (factor, _) = one.measure.charted();
            Interval::new(
                factor * spread.p05,
                factor * spread.p50,
                factor * spread.p95,
            )
        };
        let point = |arm: usize| FrontPoint {
            label: self.called(arm),
            scenario: if self.many() { arm.min(1) } else { arm },
            across: band(&x[arm], across),
            upward: band(&y[arm], upward),
            front: front.contains(&arm),
        };
        let unit = |one: &Objective| format!("{}, {} wanted", one.measure.charted().1, one.word());
        FrontPanel {
            title: upward.measure.label.clone(),
            unit: unit(upward),
            across: format!("{}, {}", across.measure.label, unit(across)),
            points: (0..self.scenarios.len()).map(point).collect(),
        }
    }
}
