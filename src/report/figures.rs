//! Results as figures: which charts a report has, in which order, and what each of them says.

use std::collections::BTreeMap;

use super::{Picture, Story, outcomes, series};
use crate::analysis::headline::cell_label;
use crate::analysis::key::figures as key_figures;
use crate::analysis::{Spread, words};
use crate::chart::{
    Arrangement, Body, Compared, Cost, Days, Difference, Fan, Figure, Interval, KeyFigures, KeyRow,
    KeyValue, LeverBar, Panel, Payer, Places, Provenance,
};
use crate::export::manifest::{COMMIT, VERSION};
use crate::metric;
use crate::parameter::Parameter;
use crate::scenario::Source;

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

const BANDS: &str =
    "Line: the middle simulated future. Dark band: 50 % of futures; light band: 90 %.";

/// Every chart of a run, in the order of the report.
#[must_use]
pub fn all(story: &Story, levers: &[LeverBar]) -> Vec<Drawing> {
    let mut drawings = vec![queues(story, levers)];
    drawings.extend(differences(story));
    drawings.extend(super::shelter::strain(story));
    drawings.extend(super::shelter::beds(
        story,
        "shelter-beds-border",
        "on the border",
        true,
    ));
    drawings.extend(super::shelter::beds(
        story,
        "shelter-beds-inland",
        "inland",
        false,
    ));
    drawings.extend(places(
        story,
        "places-border",
        "Where people wait on the border",
        true,
    ));
    drawings.extend(places(
        story,
        "places-inland",
        "Where people wait inland",
        false,
    ));
    drawings.extend(outcomes::waits(story));
    drawings.push(outcomes::thousand(story));
    drawings.push(key(story));
    drawings.push(cost(story));
    drawings
}

/// Publishers named in a footer; the report lists every source.
const NAMED_PUBLISHERS: usize = 4;

/// The publishers that most of the inputs with evidence cite, most cited first.
pub(super) fn publishers(parameters: &[Parameter], sources: &[Source]) -> Vec<String> {
    let mut cited: BTreeMap<&str, usize> = BTreeMap::new();
    for parameter in parameters {
        if let Some(source) = sources.iter().find(|source| source.key == parameter.source) {
            *cited.entry(source.publisher.as_str()).or_default() += 1;
        }
    }
    cited.remove("Garita");
    let mut publishers: Vec<(&str, usize)> = cited.into_iter().collect();
    publishers.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let more = publishers.len().saturating_sub(NAMED_PUBLISHERS);
    let named = publishers
        .iter()
        .take(NAMED_PUBLISHERS)
        .map(|(publisher, _)| (*publisher).to_owned());
    let rest = (more > 0).then(|| format!("{more} more, listed in the report"));
    named.chain(rest).collect()
}

/// Where the charts come from, for their footers.
#[must_use]
pub fn provenance(story: &Story) -> Provenance {
    let design = &story.results.design;
    let policy = story
        .portraits
        .first()
        .map(|portrait| format!("policy as of {}", words::date(portrait.policy_date)));
    Provenance {
        version: COMMIT.map_or_else(
            || VERSION.to_owned(),
            |commit| format!("{VERSION} ({commit})"),
        ),
        command: story.command.join(" "),
        scenarios: design.arms.iter().map(|arm| arm.name.clone()).collect(),
        replicates: story.results.replicates.len() as u64,
        seed: design.seed,
        policy: policy.unwrap_or_default(),
        sources: publishers(story.parameters, story.sources),
        edited: false,
        extra: vec![("result".to_owned(), format!("sha256:{}", story.result_hash))],
    }
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
    let titles: Vec<&str> = arms.iter().map(|arm| arm.title.as_str()).collect();
    Figure {
        title: title.to_owned(),
        subtitle,
        scenarios: Compared::list(&titles, arms.iter().position(|arm| arm.reference)),
        body,
        notes: notes.iter().map(|note| (*note).to_owned()).collect(),
    }
}

/// "1 March 2024 to 31 December 2026".
pub(super) fn period(story: &Story) -> String {
    let design = &story.results.design;
    format!(
        "{} to {}",
        words::date(design.start),
        words::date(design.end())
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
    let titles: Vec<&str> = story
        .results
        .design
        .arms
        .iter()
        .map(|arm| arm.title.as_str())
        .collect();
    words::list(&titles)
}

fn queues(story: &Story, levers: &[LeverBar]) -> Drawing {
    let panel = |group: &&str| Panel {
        title: words::capital_first(metric::group_label(group)),
        unit: "people".to_owned(),
        series: series::levels(story, "people-waiting", "all", group),
        limits: Vec::new(),
    };
    let body = Fan {
        time: days(story),
        arrangement: Arrangement::Stacked,
        panels: QUEUES.iter().map(panel).collect(),
        levers: levers.to_vec(),
    };
    let subtitle = format!("People in each of the three queues, {}", period(story));
    let alt = format!(
        "Three panels of lines with bands over time, {subtitle}, under {}.",
        who(story)
    );
    Drawing {
        stem: "queues",
        figure: figure(
            story,
            "How many people wait",
            subtitle,
            Body::Fan(body),
            &[BANDS],
        ),
        alt,
    }
}

/// Levels and paired differences: of all who wait in each queue, and of people without a bed.
fn differences(story: &Story) -> Vec<Drawing> {
    let Some(base) = story.base() else {
        return Vec::new();
    };
    let charts = [
        (
            "difference-us",
            "people-waiting",
            "us",
            "People awaiting a U.S. appointment or hearing",
        ),
        (
            "difference-protection",
            "people-waiting",
            "protection",
            "People awaiting Mexican protection",
        ),
        (
            "difference-return",
            "people-waiting",
            "return",
            "People awaiting return by Mexico",
        ),
        (
            "difference-unsheltered",
            "unsheltered",
            "all",
            "People without a shelter bed",
        ),
    ];
    let draw = |(stem, metric, group, title)| difference(story, base, (stem, metric, group, title));
    charts.into_iter().map(draw).collect()
}

fn difference(
    story: &Story,
    base: usize,
    (stem, metric, group, title): (&'static str, &str, &str, &str),
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
            title.to_owned(),
            series::levels(story, metric, "all", group),
        ),
        difference: panel(
            format!("Difference to {base_title}"),
            series::differences(story, base, metric, "all", group),
        ),
        above: format!("more than under {base_title}"),
        below: format!("fewer than under {base_title}"),
        levers: Vec::new(),
    };
    let subtitle = format!(
        "Level, and difference to {base_title} in the same simulated futures, {}",
        period(story)
    );
    let alt = format!(
        "Above, {} under {}; below, the paired differences around a zero line.",
        words::lower_first(title),
        who(story)
    );
    Drawing {
        stem,
        figure: figure(story, title, subtitle, Body::Difference(body), &[BANDS]),
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
        unit: "people".to_owned(),
        series: series::levels(story, "people-waiting", name, "all"),
        limits: Vec::new(),
    };
    let body = Places {
        time: days(story),
        panels: shown.iter().map(panel).collect(),
        columns: None,
    };
    let subtitle = format!("People waiting in each city, all groups, {}", period(story));
    let alt = format!(
        "A small panel of lines with bands for each city: {subtitle}, under {}.",
        who(story)
    );
    let notes = [
        BANDS,
        "People held in migration stations are counted in the whole system, not in a city.",
    ];
    let figure = figure(story, title, subtitle, Body::Places(body), &notes);
    Some(Drawing { stem, figure, alt })
}

fn key(story: &Story) -> Drawing {
    let design = &story.results.design;
    let base = story.base();
    let rows = key_figures(story.results).map(|(key, cell)| {
        let metric = &metric::ALL[story.results.cells[cell].metric];
        let factor = if metric.unit == "USD" { 1e-6 } else { 1.0 };
        let value = |arm: usize| KeyValue {
            scenario: arm,
            value: interval(&story.answers.summaries[arm][cell].spread, factor),
            difference: base
                .and_then(|base| design.pair(base, arm))
                .map(|pair| interval(&story.answers.comparisons[pair][cell].spread, factor)),
        };
        KeyRow {
            label: cell_label(metric, key.statistic, super::answer::group_label(key.group)),
            unit: if metric.unit == "USD" {
                "million USD".to_owned()
            } else {
                metric.unit.to_owned()
            },
            decimals: metric.decimals,
            values: (0..design.arms.len()).map(value).collect(),
        }
    });
    let difference_title = base.map_or_else(String::new, |base| {
        format!("Difference to {}", design.arms[base].title)
    });
    let body = KeyFigures {
        rows: rows.collect(),
        difference_title,
    };
    let subtitle = format!(
        "Middle simulated future and 90 % of futures, {}",
        period(story)
    );
    let alt = format!(
        "A table with dots and intervals of the key figures under {}; the same numbers are in the report.",
        who(story)
    );
    Drawing {
        stem: "key-figures",
        figure: figure(story, "Key figures", subtitle, Body::KeyFigures(body), &[]),
        alt,
    }
}

fn cost(story: &Story) -> Drawing {
    let arms = 0..story.results.design.arms.len();
    let payer = |(cell, label): (usize, &str)| Payer {
        label: words::capital_first(label),
        values: arms
            .clone()
            .map(|arm| {
                (
                    arm,
                    interval(&story.answers.summaries[arm][cell].spread, 1e-6),
                )
            })
            .collect(),
    };
    let payers = story.results.cells.iter().enumerate().filter(|(_, key)| {
        let is_outlay = ["outlay", "private-outlay"].contains(&metric::ALL[key.metric].name);
        is_outlay && key.group != "all" && !key.group.contains(": ")
    });
    let payers = payers.map(|(cell, key)| payer((cell, key.group.as_str())));
    let body = Cost {
        unit: "million U.S. dollars".to_owned(),
        decimals: 0,
        payers: payers.collect(),
    };
    let subtitle = format!("Total from {}, by who pays", period(story));
    let alt = format!("Bars of outlay by payer under {}.", who(story));
    let notes = [
        "Bar: the middle simulated future; whisker: 90 % of futures. Taxes, wages and remittances are not counted.",
    ];
    Drawing {
        stem: "cost",
        figure: figure(
            story,
            "Who pays how much",
            subtitle,
            Body::Cost(body),
            &notes,
        ),
        alt,
    }
}

pub(super) fn interval(spread: &Spread, factor: f64) -> Interval {
    Interval::new(
        factor * spread.p05,
        factor * spread.p50,
        factor * spread.p95,
    )
}
