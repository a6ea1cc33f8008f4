//! Levels and what they differ by in the same futures.

use super::{Drawing, bands, days, figure, period, titles, who};
use crate::chart::{Body, Difference, Panel};
use crate::report::{Story, series};

/// Levels and paired differences: of all who wait in each queue, and of people without a bed.
pub(super) fn differences(story: &Story) -> Vec<Drawing> {
    let Some(base) = story.base() else {
        return Vec::new();
    };
    let waiting = "people-waiting";
    let charts = [
        (
            "difference-us",
            waiting,
            "us",
            "awaiting a U.S. appointment or hearing",
        ),
        (
            "difference-protection",
            waiting,
            "protection",
            "awaiting Mexican protection",
        ),
        (
            "difference-return",
            waiting,
            "return",
            "awaiting return by Mexico",
        ),
        (
            "difference-unsheltered",
            "unsheltered",
            "all",
            "without a shelter bed",
        ),
    ];
    let draw = |(stem, metric, group, who)| difference(story, base, (stem, metric, group, who));
    charts.into_iter().map(draw).collect()
}

fn difference(
    story: &Story,
    base: usize,
    (stem, metric, group, people): (&'static str, &str, &str, &str),
) -> Drawing {
    let base_title = &story.results.design.arms[base].title;
    let panel = |title: String, series| Panel {
        title,
        unit: "people".to_owned(),
        series,
        limits: Vec::new(),
    };
    let body = Difference {
        time: days(story),
        level: panel(
            "Level".to_owned(),
            series::levels(story, metric, "all", group),
        ),
        difference: panel(
            format!("Difference to {base_title} in the same futures"),
            series::differences(story, base, metric, "all", group),
        ),
        above: format!("more than under {base_title}"),
        below: format!("fewer than under {base_title}"),
        levers: Vec::new(),
    };
    let subtitle = format!(
        "People {people}: level, and difference to {base_title} in the same simulated futures, {}",
        period(story)
    );
    let (title, alt) = titles::or_plain(
        titles::people_on_last_day(story, (metric, group), people),
        &format!("People {people}: how many more or fewer than under {base_title}"),
        format!(
            "Above, people {people} under {}; below, the paired differences around a zero line.",
            who(story)
        ),
    );
    Drawing {
        stem,
        figure: figure(
            story,
            &title,
            subtitle,
            Body::Difference(body),
            &bands(story),
        ),
        alt,
    }
}
