//! Charts of what becomes of people: how waits end, and where everybody is at the end.

use super::Story;
use super::figures::{Drawing, figure, interval, period, who};
use crate::analysis::{Summary, words};
use crate::chart::{
    Body, Fate, FateLabel, Thousand, ThousandBar, ThousandDifference, WaitCurve, WaitExit,
    WaitGroup, Waits,
};
use crate::metric::{self, WAIT_GRID};
use crate::text::{key, say};

/// Cumulative incidence by queue; a queue nobody joined is left out.
pub(super) fn waits(story: &Story) -> Option<Drawing> {
    let rows = metric::SERVED;
    let followed = followed_points(story, &rows.map(|(queue, ..)| queue));
    let groups: Vec<WaitGroup> = rows
        .iter()
        .map(|(queue, _, served)| WaitGroup {
            title: words::capital_first(metric::group_label(queue)),
            served_label: say(served).to_owned(),
            curves: (0..story.results.design.arms.len())
                .filter_map(|arm| curve(story, arm, queue, followed))
                .collect(),
        })
        .filter(|group| !group.curves.is_empty())
        .collect();
    if groups.is_empty() {
        return None;
    }
    let body = Waits {
        days: WAIT_GRID[..followed]
            .iter()
            .map(|(day, _)| *day as f64)
            .collect(),
        groups,
    };
    let subtitle = tell!(
        "Of everybody who registered from {period}: what had become of them so many days later",
        period = period(story)
    );
    let alt = tell!(
        "For each queue, shares who were called, heard, decided or returned, who left, and who still wait, by days since registration, under {scenarios}.",
        scenarios = who(story)
    );
    let notes = [say(
        "Mean over simulated futures; the dot is where half of all who registered have been served. Leaving is a competing event; people still waiting at the end count for as long as they had waited.",
    )];
    Some(Drawing {
        stem: "waits",
        figure: figure(
            story,
            say("How waits end"),
            subtitle,
            Body::Waits(body),
            &notes,
        ),
        alt,
    })
}

/// Share of futures that must know a point of the grid for it to be drawn.
const KNOWN: f64 = 0.9;

/// Points of the grid that nearly every future knows, for every queue that somebody joined.
fn followed_points(story: &Story, queues: &[&str]) -> usize {
    let known = |arm: usize, queue: &str| {
        let points = WAIT_GRID
            .iter()
            .take_while(|(_, day)| mean(story, arm, "share-served", day, queue).is_some());
        Some(points.count()).filter(|points| *points > 0)
    };
    let arms = 0..story.results.design.arms.len();
    let each = arms.flat_map(|arm| queues.iter().filter_map(move |queue| known(arm, queue)));
    each.min().unwrap_or(0)
}

/// Mean share over the futures that know it, if nearly all do. A share is unknown beyond the longest
/// wait followed.
pub(super) fn mean(story: &Story, arm: usize, metric: &str, day: &str, group: &str) -> Option<f64> {
    let cell = story.results.find_cell(metric, day, "all", group)?;
    let column = story.results.column(arm, cell);
    let known: Vec<f64> = column
        .iter()
        .copied()
        .filter(|share| !share.is_nan())
        .collect();
    let enough = known.len() as f64 >= KNOWN * column.len() as f64 && !known.is_empty();
    enough.then(|| known.iter().sum::<f64>() / known.len() as f64)
}

/// Mean shares of one queue; none where hardly any future has somebody to follow.
fn curve(story: &Story, arm: usize, queue: &str, points: usize) -> Option<WaitCurve> {
    let mean = |metric: &str, group: &str| -> Option<Vec<f64>> {
        WAIT_GRID[..points]
            .iter()
            .map(|(_, day)| mean(story, arm, metric, day, group))
            .collect()
    };
    let exits = [
        (
            "crossed",
            say("left to cross or go north"),
            Fate::UndetectedEntry,
        ),
        ("went-home", say("went home"), Fate::WentHome),
        ("switched", say("changed queue"), Fate::Other),
    ];
    let left = exits.into_iter().map(|(exit, label, fate)| {
        let share = mean("share-left", &format!("{queue}:{exit}"))?;
        Some(WaitExit {
            label: label.to_owned(),
            fate,
            share,
        })
    });
    let median = story.results.find_cell("median-wait", "p50", "all", queue);
    let median = median
        .map(|cell| story.answers.summaries[arm][cell].spread.p50)
        .filter(|days| !days.is_nan());
    Some(WaitCurve {
        scenario: arm,
        served: mean("share-served", queue)?,
        left: left.collect::<Option<_>>()?,
        median,
    })
}

/// Where everybody is at the end of the run.
const FATES: [(&str, &str, Fate); 13] = [
    (
        "waiting-sheltered",
        key("Waiting, with a roof"),
        Fate::WaitingSheltered,
    ),
    (
        "waiting-unsheltered",
        key("Waiting, no bed found"),
        Fate::WaitingUnsheltered,
    ),
    ("on-the-way", key("On the way in Mexico"), Fate::OnTheWay),
    ("settled", key("Settled in Mexico"), Fate::SettledInMexico),
    (
        "admitted",
        key("Admitted to the U.S."),
        Fate::AdmittedAtPort,
    ),
    ("released", key("Released into the U.S."), Fate::Released),
    (
        "in-us-custody",
        key("Transferred to U.S. custody"),
        Fate::UsCustody,
    ),
    (
        "undetected",
        key("Entered undetected"),
        Fate::UndetectedEntry,
    ),
    (
        "repatriated-by-us",
        key("Repatriated by the U.S."),
        Fate::RepatriatedByUs,
    ),
    (
        "returned-by-mexico",
        key("Returned by Mexico"),
        Fate::ReturnedByMexico,
    ),
    ("went-home", key("Went home"), Fate::WentHome),
    ("hosted", key("Received elsewhere"), Fate::Other),
    ("died", key("Died"), Fate::Died),
];

/// "Counted over 2,710,000 people under Status quo and … (middle future)."
pub(super) fn counted(story: &Story) -> Option<String> {
    let cell = story
        .results
        .find_cell("people-counted", "end", "all", "all")?;
    let arms = story.titles().into_iter().zip(&story.answers.summaries);
    let people = |(scenario, cells): (&str, &Vec<Summary>)| {
        tell!(
            "{n} under {scenario}",
            n = words::rounded(cells[cell].spread.p50, 0),
            scenario
        )
    };
    let people: Vec<String> = arms.map(people).collect();
    Some(tell!(
        "Each 1,000 is of all people counted: {people} (middle future). So is “died”: per 1,000 people, not per attempt.",
        people = words::list(&people)
    ))
}

/// People per 1,000 below which a fate is named in a note and not drawn.
const RARE: f64 = 0.05;

/// Names the fates too rare to draw.
fn rare_note(rare: &[(usize, &&str, &Fate)]) -> Option<String> {
    let labels = rare
        .iter()
        .map(|(_, label, _)| words::lower_first(say(label)));
    let labels: Vec<String> = labels.collect();
    let note = tell!(
        "Fewer than {limit} of 1,000 under every scenario, and not drawn: {fates}.",
        limit = RARE,
        fates = words::list(&labels)
    );
    (!labels.is_empty()).then_some(note)
}

pub(super) fn thousand(story: &Story) -> Drawing {
    let design = &story.results.design;
    let cell = |fate: &str| story.results.find_cell("outcome", "end", "all", fate);
    let found = FATES
        .iter()
        .filter_map(|(name, label, fate)| cell(name).map(|cell| (cell, label, fate)));
    let (shown, rare): (Vec<_>, Vec<_>) = found.partition(|(cell, ..)| {
        let mut arms = story.answers.summaries.iter();
        arms.any(|cells| 1_000.0 * cells[*cell].mean.mean >= RARE)
    });
    let bars = (0..design.arms.len()).map(|arm| ThousandBar {
        scenario: arm,
        values: shown
            .iter()
            .map(|(cell, ..)| 1_000.0 * story.answers.summaries[arm][*cell].mean.mean)
            .collect(),
    });
    let difference = |pair: usize| {
        let arm = |arm: usize| story.title(arm);
        let spread = |cell: usize| story.answers.comparisons[pair][cell].spread;
        ThousandDifference {
            scenario: design.pairs[pair].scenario,
            label: tell!(
                "{scenario} minus {base}",
                scenario = arm(design.pairs[pair].scenario),
                base = arm(design.pairs[pair].base)
            ),
            values: shown
                .iter()
                .map(|(cell, ..)| interval(&spread(*cell), 1_000.0))
                .collect(),
        }
    };
    let body = Thousand {
        fates: shown
            .iter()
            .map(|(_, label, fate)| FateLabel {
                label: say(label).to_owned(),
                fate: **fate,
            })
            .collect(),
        bars: bars.collect(),
        differences: design.main_pairs().map(difference).collect(),
    };
    let subtitle = tell!(
        "People in the system on {from} or who set out since, and where they are on {to}",
        from = words::date(design.start),
        to = words::date(design.end())
    );
    let alt = tell!(
        "Stacked bars: where every 1,000 people are at the end under {scenarios}.",
        scenarios = who(story)
    );
    let bars = say("Bars: mean over simulated futures.");
    let differences =
        say("Differences: middle future and 90 % of futures, taken in the same futures.");
    let counted = counted(story);
    let mut notes = vec![bars];
    if !body.differences.is_empty() {
        notes.push(differences);
    }
    notes.extend(counted.as_deref());
    let rare = rare_note(&rare);
    notes.extend(rare.as_deref());
    Drawing {
        stem: "of-every-1000",
        figure: figure(
            story,
            say("Of every 1,000 people"),
            subtitle,
            Body::Thousand(body),
            &notes,
        ),
        alt,
    }
}
