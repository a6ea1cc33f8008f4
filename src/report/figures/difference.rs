//! Levels and what they differ by in the same futures.

use super::{Drawing, bands, days, figure, period, titles, who};
use crate::chart::{Body, Difference, Panel};
use crate::report::{Story, series};
use crate::text::say;

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
            say("awaiting a U.S. appointment or hearing"),
        ),
        (
            "difference-protection",
            waiting,
            "protection",
            say("awaiting Mexican protection"),
        ),
        (
            "difference-return",
            waiting,
            "return",
            say("awaiting return by Mexico"),
        ),
        (
            "difference-unsheltered",
            "unsheltered",
            "all",
            say("without a shelter bed"),
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
    let base_title = story.title(base);
    let panel = |title: String, series| Panel {
        title,
        unit: say("people").to_owned(),
        series,
        limits: Vec::new(),
    };
    let body = Difference {
        time: days(story),
        level: panel(
            say("Level").to_owned(),
            series::levels(story, metric, "all", group),
        ),
        difference: panel(
            tell!(
                "Difference to {base} in the same futures",
                base = base_title
            ),
            series::differences(story, base, metric, "all", group),
        ),
        above: tell!("more than under {base}", base = base_title),
        below: tell!("fewer than under {base}", base = base_title),
        levers: Vec::new(),
    };
    let subtitle = tell!(
        "People {group}: level, and difference to {base} in the same simulated futures, {period}",
        group = people,
        base = base_title,
        period = period(story)
    );
    let (title, alt) = titles::or_plain(
        titles::people_on_last_day(story, (metric, group), people),
        &tell!(
            "People {group}: how many more or fewer than under {base}",
            group = people,
            base = base_title
        ),
        tell!(
            "Above, people {group} under {scenarios}; below, the paired differences around a zero line.",
            group = people,
            scenarios = who(story)
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
