//! In how many futures each key figure is lower under a scenario than under the base.

use super::{Drawing, figure, period, who};
use crate::analysis::headline::cell_label;
use crate::analysis::key::figures as key_figures;
use crate::analysis::words;
use crate::chart::{Body, Lower, LowerRow, LowerShare};
use crate::metric;
use crate::report::{Story, answer};
use crate::stats::proportion_interval;
use crate::text::say;

/// Bars from 0 to 100 %; none where nothing is compared.
pub(super) fn lower(story: &Story) -> Option<Drawing> {
    let base = story.base()?;
    let design = &story.results.design;
    let title = story.title(base);
    let pairs: Vec<usize> = (0..design.pairs.len())
        .filter(|&pair| design.pairs[pair].base == base)
        .collect();
    let rows = key_figures(story.results).map(|(key, cell)| {
        let metric = &metric::ALL[story.results.cells[cell].metric];
        LowerRow {
            topic: key.topic.title().to_owned(),
            label: cell_label(metric, key.statistic, answer::group_label(key.group)),
            shares: pairs.iter().map(|&pair| share(story, pair, cell)).collect(),
        }
    });
    let body = Lower {
        measure: tell!("lower than under {base}", base = title),
        rows: rows.collect(),
    };
    let futures = words::number(story.results.replicates.len() as f64, 0);
    let subtitle = tell!(
        "Key figures compared in the same {futures} simulated futures, {period}",
        futures,
        period = period(story)
    );
    let alt = tell!(
        "A bar for each key figure: the share of futures in which it is lower than under {base}, under {scenarios}.",
        base = title,
        scenarios = who(story)
    );
    let notes = [say(
        "Whisker and second numbers: 95 % interval of the share, from the number of futures. Near 0 or 100 % futures agree on the direction, near 50 % they do not; the share says nothing about how large a difference is. Lower is neither better nor worse.",
    )];
    let shown = tell!(
        "How often key figures are lower than under {base}",
        base = title
    );
    let figure = figure(story, &shown, subtitle, Body::Lower(body), &notes);
    Some(Drawing {
        stem: "lower",
        figure,
        alt,
    })
}

fn share(story: &Story, pair: usize, cell: usize) -> LowerShare {
    let comparison = &story.answers.comparisons[pair][cell];
    let futures = comparison.replicates as f64;
    let known = comparison.share_lower.is_finite() && futures > 0.0;
    let interval = known.then(|| {
        let hits = (comparison.share_lower * futures).round() as u64;
        proportion_interval(hits, comparison.replicates as u64)
    });
    let (from, to) = interval.map_or((f64::NAN, f64::NAN), |ends| (ends.low, ends.high));
    LowerShare {
        scenario: story.results.design.pairs[pair].scenario,
        lower: comparison.share_lower,
        same: comparison.share_tied,
        from,
        to,
    }
}
