//! Key figures under every scenario, as dots with their numbers.

use super::{Drawing, figure, interval, period, who};
use crate::analysis::headline::cell_label;
use crate::analysis::key::{KeyFigure, Topic, figures as key_figures};
use crate::chart::{Body, KeyFigures, KeyRow, KeyValue};
use crate::metric;
use crate::report::{Story, answer};
use crate::text::say;

/// Key figures on two pages: where and how long people wait, and what becomes of them and who pays.
pub(super) fn keys(story: &Story) -> Vec<Drawing> {
    let pages = [
        (
            "key-figures",
            say("Key figures: queues, waits and shelter"),
            [Topic::Queues, Topic::Waits, Topic::Shelter],
        ),
        (
            "key-figures-movement",
            say("Key figures: risk, movement and cost"),
            [Topic::Risk, Topic::Movement, Topic::Cost],
        ),
    ];
    let draw = |(stem, title, topics): (_, _, [Topic; 3])| key_page(story, stem, title, &topics);
    pages.into_iter().map(draw).collect()
}

fn key_page(story: &Story, stem: &'static str, title: &str, topics: &[Topic]) -> Drawing {
    let base = story.base();
    let rows = key_figures(story.results).filter(|(key, _)| topics.contains(&key.topic));
    let difference_title = base.map_or_else(String::new, |base| {
        tell!(
            "Difference to {base} in the same futures, around zero",
            base = story.title(base)
        )
    });
    let body = KeyFigures {
        rows: rows.map(|(key, cell)| key_row(story, key, cell)).collect(),
        difference_title,
    };
    let subtitle = tell!(
        "Middle simulated future and 90 % of futures, {period}",
        period = period(story)
    );
    let alt = tell!(
        "A table with dots and intervals of the key figures under {scenarios}; the same numbers are in the report.",
        scenarios = who(story)
    );
    let note = say(
        "“Not reached”: half of those who registered were not served within the period. “Nobody”: nobody registered. Empty: some futures have no number to compare.",
    );
    Drawing {
        stem,
        figure: figure(story, title, subtitle, Body::KeyFigures(body), &[note]),
        alt,
    }
}

/// One key figure under every scenario; shares as percentages, as in the text.
fn key_row(story: &Story, key: KeyFigure, cell: usize) -> KeyRow {
    let design = &story.results.design;
    let metric = &metric::ALL[story.results.cells[cell].metric];
    let share = metric.unit.strip_prefix("share of ");
    let factor = if share.is_some() { 100.0 } else { 1.0 };
    let value = |arm: usize| KeyValue {
        scenario: arm,
        value: interval(&story.answers.summaries[arm][cell].spread, factor),
        difference: story
            .base()
            .and_then(|base| design.pair(base, arm))
            .map(|pair| interval(&story.answers.comparisons[pair][cell].spread, factor)),
    };
    KeyRow {
        topic: key.topic.title().to_owned(),
        label: cell_label(metric, key.statistic, answer::group_label(key.group)),
        unit: match (share, metric.unit) {
            (Some(whole), _) => tell!("% of {whole}", whole = say(whole)),
            (None, "USD") => say("U.S. dollars").to_owned(),
            (None, unit) => say(unit).to_owned(),
        },
        decimals: if share.is_some() { 1 } else { metric.decimals },
        values: (0..design.arms.len()).map(value).collect(),
    }
}
