//! The chart of an attribution: from base to scenario, lever by lever.

use super::{Attribute, Told};
use crate::analysis::shapley::{Attribution, Part};
use crate::analysis::{Estimate, words};
use crate::chart::{
    Body, Compared, Figure, Waterfall, WaterfallEnd, WaterfallPanel, WaterfallStep,
};
use crate::decide::{Measure, band, grey, measure};
use crate::experiment::Results;
use crate::lever::Lever;
use crate::report::figures::Drawing;

/// Name of the chart.
pub const STEM: &str = "attribution";

impl Attribute {
    pub(super) fn drawing(&self, results: &Results, told: &[Told]) -> Drawing {
        let (base, scenario) = (self.base.title.as_str(), self.scenario.title.as_str());
        let panels = told
            .iter()
            .map(|(measure, by_lever, _)| self.panel(measure, by_lever, results));
        let labels = measure::labels(&self.measures);
        Drawing {
            stem: STEM,
            alt: format!("From {base} to {scenario}, lever by lever: {labels}."),
            figure: Figure {
                title: format!("What each lever of {scenario} accounts for"),
                subtitle: format!("Differences to {base}, {} to {}", words::date(self.base.start), words::date(self.base.end)),
                scenarios: Compared::list(&[base, scenario], grey(&[self.base.clone(), self.scenario.clone()])),
                body: Body::Waterfall(Waterfall {
                    key: "Bars: what a lever adds when it joins, averaged over all orders in which levers could join. Levels are means over futures; whiskers and brackets: 95 % interval.".to_owned(),
                    panels: panels.collect(),
                }),
                notes: Vec::new(),
            },
        }
    }

    fn panel(
        &self,
        measure: &Measure,
        by_lever: &Attribution,
        results: &Results,
    ) -> WaterfallPanel {
        let (factor, unit) = measure.charted();
        let end = |scenario: usize, arm: usize| {
            let mean = Estimate::of(&measure.values(results, arm), &results.luck());
            WaterfallEnd {
                scenario,
                level: band(&mean.interval(), factor),
            }
        };
        let step = |(lever, part): (&&Lever, &Part)| WaterfallStep {
            label: words::capital_first(&lever.label),
            detail: lever.family.title().to_owned(),
            change: band(&part.amount, factor),
            share: (part.share.low.is_finite() && part.share.high.is_finite())
                .then(|| band(&part.share, 1.0)),
        };
        WaterfallPanel {
            title: measure.label.clone(),
            unit: unit.to_owned(),
            decimals: measure.metric.decimals,
            from: end(0, 0),
            to: end(1, self.sets.len() - 1),
            difference: band(&by_lever.difference, factor),
            steps: self.levers.iter().zip(&by_lever.parts).map(step).collect(),
        }
    }
}
