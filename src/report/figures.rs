//! Results as figures: which charts a report has, in which order, and what each of them says.

mod cost;
mod difference;
mod drivers;
mod flows;
mod key;
mod lower;
mod map;
mod plane;
mod published;
mod titles;

use std::collections::BTreeMap;

use super::{Picture, Story, outcomes, series};
use crate::analysis::{Spread, words};
use crate::chart::{
    Arrangement, Body, Compared, Days, Fan, Figure, Interval, LeverBar, Levers, MOST_ROWS, Panel,
    Places, Provenance, Scale, lever_rows,
};
use crate::experiment::Arm;
use crate::export::manifest::{COMMIT, VERSION};
use crate::metric;
use crate::parameter::Parameter;
use crate::scenario::Source;
use crate::text::say;

/// One chart to be drawn.
pub struct Drawing {
    /// File name without ending.
    pub stem: &'static str,
    /// The figure.
    pub figure: Figure,
    /// What it shows, for people who cannot see it.
    pub alt: String,
}

impl Drawing {
    /// The drawing as the report embeds it.
    #[must_use]
    pub fn picture(&self) -> Picture {
        Picture {
            file: format!("charts/{}.png", self.stem),
            title: self.figure.title.clone(),
            alt: self.alt.clone(),
        }
    }
}

/// The three queues as groups of `people-waiting`.
const QUEUES: [&str; 3] = ["us", "protection", "return"];

/// What lines and bands are, as far as the legend of this many scenarios does not say it.
fn bands(story: &Story) -> Vec<&'static str> {
    match story.results.design.arms.len() {
        1 => {
            vec![say(
                "Line: the middle simulated future. Dark band: 50 % of futures; light band: 90 %.",
            )]
        }
        _ => vec![say("Lines: the middle simulated future, day by day.")],
    }
}

/// Every chart of a run, in the order of the report.
#[must_use]
pub fn all(story: &Story, levers: &[LeverBar]) -> Vec<Drawing> {
    let own_chart = lever_rows(levers) > MOST_ROWS;
    let strip = if own_chart { &[] } else { levers };
    let mut drawings = vec![queues(story, strip)];
    drawings.extend(own_chart.then(|| moves(story, levers)));
    drawings.extend(difference::differences(story));
    drawings.extend(published::published(story));
    drawings.extend(map::maps(story));
    drawings.extend(super::shelter::strain(story));
    drawings.extend(super::shelter::beds(
        story,
        "shelter-beds-border",
        say("Beds sought and beds usable on the border"),
        true,
    ));
    drawings.extend(super::shelter::beds(
        story,
        "shelter-beds-inland",
        say("Beds sought and beds usable inland"),
        false,
    ));
    drawings.extend(places(
        story,
        "places-border",
        say("Where people wait on the border"),
        true,
    ));
    drawings.extend(places(
        story,
        "places-inland",
        say("Where people wait inland"),
        false,
    ));
    drawings.extend(outcomes::waits(story));
    drawings.extend(flows::flows(story));
    drawings.push(outcomes::thousand(story));
    drawings.extend(key::keys(story));
    drawings.extend(lower::lower(story));
    drawings.push(cost::cost(story));
    drawings.extend(plane::per_night(story));
    drawings.extend(drivers::drivers(story));
    drawings
}

/// Publishers named in a footer; the table of assumptions lists the source of every input.
const NAMED_PUBLISHERS: usize = 2;

/// How many publishers the inputs with evidence cite, those most cited, and where all are listed.
#[must_use]
pub fn publishers(parameters: &[Parameter], sources: &[Source], listed: &str) -> Vec<String> {
    let mut cited: BTreeMap<&str, usize> = BTreeMap::new();
    for parameter in parameters {
        if let Some(source) = sources.iter().find(|source| source.key == parameter.source) {
            *cited.entry(source.publisher.as_str()).or_default() += 1;
        }
    }
    cited.remove("Garita");
    let mut publishers: Vec<(&str, usize)> = cited.into_iter().collect();
    publishers.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let count = publishers.len();
    let named: Vec<&str> = publishers
        .iter()
        .take(NAMED_PUBLISHERS)
        .map(|(publisher, _)| *publisher)
        .collect();
    match count {
        0 => Vec::new(),
        1..=NAMED_PUBLISHERS => named.iter().map(|&name| name.to_owned()).collect(),
        _ => vec![
            tell!(
                "{count} publishers, most often {named}",
                count,
                named = words::list(&named)
            ),
            tell!("every input with its source is in {listed}", listed),
        ],
    }
}

/// Version and commit of this program.
#[must_use]
pub fn maker_version() -> String {
    COMMIT.map_or_else(
        || VERSION.to_owned(),
        |commit| format!("{VERSION} ({commit})"),
    )
}

/// Where the charts come from, for their footers.
#[must_use]
pub fn provenance(story: &Story) -> Provenance {
    let design = &story.results.design;
    let policy = story.portraits.first().map(|portrait| {
        tell!(
            "policy as of {day}",
            day = words::date(portrait.policy_date)
        )
    });
    Provenance {
        version: maker_version(),
        command: crate::text::typed(story.command),
        scenarios: design.arms.iter().map(|arm| arm.name.clone()).collect(),
        replicates: story.results.replicates.len() as u64,
        seed: design.seed,
        policy: policy.unwrap_or_default(),
        sources: publishers(story.parameters, story.sources, "assumptions.csv"),
        edited: false,
        extra: vec![("result".to_owned(), format!("sha256:{}", story.result_hash))],
    }
    .spoken()
}

/// The scenario that is grey in every chart, whether it is drawn for orientation or somebody asked for it.
const GREY: &str = "status-quo";

fn is_grey(arm: &Arm) -> bool {
    arm.reference || arm.name == GREY
}

/// A figure over all scenarios of the story.
pub(super) fn figure(
    story: &Story,
    title: &str,
    subtitle: String,
    body: Body,
    notes: &[&str],
) -> Figure {
    let arms = &story.results.design.arms;
    Figure {
        title: title.to_owned(),
        subtitle,
        scenarios: Compared::list(&story.titles(), arms.iter().position(is_grey)),
        body,
        notes: notes.iter().map(|note| (*note).to_owned()).collect(),
    }
}

/// "1 March 2024 to 31 December 2026".
pub(super) fn period(story: &Story) -> String {
    let design = &story.results.design;
    tell!(
        "{from} to {until}",
        from = words::date(design.start),
        until = words::date(design.end())
    )
}

pub(super) fn days(story: &Story) -> Days {
    Days {
        start: story.results.design.start,
        days: story.results.design.days,
    }
}

/// "Status quo, Enforcement only and Legal pathways".
pub(super) fn who(story: &Story) -> String {
    words::list(&story.titles())
}

fn queues(story: &Story, levers: &[LeverBar]) -> Drawing {
    let panel = |group: &&str| Panel {
        title: words::capital_first(metric::group_label(group)),
        unit: say("people").to_owned(),
        series: series::levels(story, "people-waiting", "all", group),
        limits: Vec::new(),
    };
    let body = Fan {
        time: days(story),
        arrangement: Arrangement::Stacked,
        panels: QUEUES.iter().map(panel).collect(),
        levers: levers.to_vec(),
    };
    let subtitle = tell!(
        "People in each of the three queues, {period}",
        period = period(story)
    );
    let alt = tell!(
        "Three panels of lines with bands over time, {subtitle}, under {scenarios}.",
        subtitle,
        scenarios = who(story)
    );
    Drawing {
        stem: "queues",
        figure: figure(
            story,
            say("How many people wait, by what they wait for"),
            subtitle,
            Body::Fan(body),
            &bands(story),
        ),
        alt,
    }
}

/// Which levers move when, where they are too many to stand under another chart.
fn moves(story: &Story, levers: &[LeverBar]) -> Drawing {
    let body = Levers {
        time: days(story),
        bars: levers.to_vec(),
    };
    let subtitle = tell!(
        "Every lever that a scenario sets differently, {period}; a slope is a phase-in",
        period = period(story)
    );
    let alt = tell!(
        "A row for each lever with a bar for every scenario that moves it, under {scenarios}.",
        scenarios = who(story)
    );
    let figure = figure(
        story,
        say("What changes, and when"),
        subtitle,
        Body::Levers(body),
        &[],
    );
    Drawing {
        stem: "levers",
        figure,
        alt,
    }
}

/// The cities wanted that lie on the border, or inland.
pub(super) fn on_side<'a>(story: &'a Story, border: bool) -> Vec<&'a String> {
    let is_there = |name: &&String| {
        let place = story.world.place(name);
        place.is_some_and(|place| story.world.places[place].border == border)
    };
    story.places.iter().filter(is_there).collect()
}

/// Small panels on one scale; border cities and inland ones apart, since far more people wait inland.
fn places(story: &Story, stem: &'static str, title: &str, border: bool) -> Option<Drawing> {
    let shown = on_side(story, border);
    if shown.is_empty() {
        return None;
    }
    let panel = |name: &&String| Panel {
        title: series::place_label(story, name),
        unit: say("people").to_owned(),
        series: series::levels(story, "people-waiting", name, "all"),
        limits: Vec::new(),
    };
    let body = Places {
        time: days(story),
        panels: shown.iter().map(panel).collect(),
        columns: None,
        scale: Scale::Own,
    };
    let subtitle = tell!(
        "People waiting in each city, all groups, {period}",
        period = period(story)
    );
    let alt = tell!(
        "A small panel of lines with bands for each city: {subtitle}, under {scenarios}.",
        subtitle,
        scenarios = who(story)
    );
    let mut notes = bands(story);
    notes.push(say(
        "People held in migration stations are counted in the whole system, not in a city.",
    ));
    let figure = figure(story, title, subtitle, Body::Places(body), &notes);
    Some(Drawing { stem, figure, alt })
}

pub(super) fn interval(spread: &Spread, factor: f64) -> Interval {
    Interval::new(
        factor * spread.p05,
        factor * spread.p50,
        factor * spread.p95,
    )
}
