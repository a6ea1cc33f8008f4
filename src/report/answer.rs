//! The answer in sentences: the same for terminal and report.

use super::{Story, parameter_of, per_night};
use crate::analysis::headline::{Subject, cell_label, headline, level, one_sided};
use crate::analysis::key::{KeyFigure, Topic, figures};
use crate::analysis::{Influence, words};
use crate::experiment::Pair;
use crate::metric;
use crate::parameter::Parameter;
use crate::text::say;
use crate::world::World;

/// Sentences on one topic.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Paragraph {
    /// Heading.
    pub title: String,
    /// One sentence per key figure and comparison.
    pub sentences: Vec<String>,
}

/// The whole answer, by topic: comparisons where there are any, else the level of each scenario.
#[must_use]
pub fn paragraphs(story: &Story) -> Vec<Paragraph> {
    let topics = Topic::ALL.iter().map(|&topic| Paragraph {
        title: topic.title().to_owned(),
        sentences: figures(story.results)
            .filter(|(figure, _)| figure.topic == topic)
            .flat_map(|(figure, cell)| sentences(story, figure, cell))
            .chain(
                (topic == Topic::Cost)
                    .then(|| per_night::sentences(story))
                    .into_iter()
                    .flatten(),
            )
            .collect(),
    });
    topics
        .filter(|paragraph| !paragraph.sentences.is_empty())
        .collect()
}

/// Over which period the sentences speak, and from when the scenarios differ.
#[must_use]
pub fn period(story: &Story) -> String {
    let design = &story.results.design;
    let (from, to) = (words::date(design.start), words::date(design.end()));
    let asked = design.main_pairs().map(|pair| design.pairs[pair].scenario);
    let first = asked
        .filter_map(|arm| story.portraits.get(arm)?.differs_from)
        .min();
    match first {
        Some(first) if first > design.start => tell!(
            "All figures cover {from} to {to}. The scenarios differ from {first} on; averages and totals include the time before, when they are the same.",
            from,
            to,
            first = words::date(first)
        ),
        _ => tell!("All figures cover {from} to {to}.", from, to),
    }
}

fn sentences(story: &Story, figure: KeyFigure, cell: usize) -> Vec<String> {
    let pairs: Vec<usize> = story.results.design.main_pairs().collect();
    if pairs.is_empty() {
        let arms = 0..story.results.design.arms.len();
        return arms
            .map(|arm| level_sentence(story, figure, cell, arm))
            .collect();
    }
    pairs
        .into_iter()
        .map(|pair| pair_sentence(story, figure, cell, pair))
        .collect()
}

fn pair_sentence(story: &Story, figure: KeyFigure, cell: usize, pair: usize) -> String {
    let design = &story.results.design;
    let comparison = &story.answers.comparisons[pair][cell];
    let pair = design.pairs[pair];
    let label = label(story, figure, cell);
    let subject = subject(story, cell, &label, pair.base, pair.scenario);
    let summary = |arm: usize| &story.answers.summaries[arm][cell];
    if let Some(sentence) = about_one_side(story, &subject, cell, pair) {
        return sentence;
    }
    let influences = if comparison.direction_is_clear() {
        Vec::new()
    } else {
        named(story, story.inputs.influence(story.results, pair, cell))
    };
    let levels = [pair.base, pair.scenario].map(|arm| summary(arm).spread.p50);
    headline(&subject, comparison, levels, &influences)
}

/// The sentence for a queue that nobody joins under one scenario or both.
fn about_one_side(story: &Story, subject: &Subject, cell: usize, pair: Pair) -> Option<String> {
    let summary = |arm: usize| &story.answers.summaries[arm][cell];
    let has_nobody = |arm: usize| is_of_registered(subject.metric) && summary(arm).replicates == 0;
    let one = |arm: usize, empty: &str| {
        let title = story.title(arm);
        one_sided(
            &Subject {
                scenario: title,
                ..*subject
            },
            summary(arm),
            empty,
        )
    };
    match (has_nobody(pair.base), has_nobody(pair.scenario)) {
        (false, false) => None,
        (true, false) => Some(one(pair.scenario, subject.base)),
        (false, true) => Some(one(pair.base, subject.scenario)),
        (true, true) => Some(tell!(
            "{label}: nobody is in this queue under {base} or {scenario}.",
            label = subject.label,
            base = subject.base,
            scenario = subject.scenario
        )),
    }
}

/// Whether a metric is blank where nobody joined a queue, rather than where a wait is not over.
pub(super) fn is_of_registered(metric: &metric::Metric) -> bool {
    metric.unit == "share of registered"
}

fn level_sentence(story: &Story, figure: KeyFigure, cell: usize, arm: usize) -> String {
    let label = label(story, figure, cell);
    if is_of_registered(&metric::ALL[story.results.cells[cell].metric])
        && story.answers.summaries[arm][cell].replicates == 0
    {
        let scenario = story.title(arm);
        return tell!(
            "{label}: nobody is in this queue under {scenario}.",
            label,
            scenario
        );
    }
    level(
        &subject(story, cell, &label, arm, arm),
        &story.answers.summaries[arm][cell],
    )
}

pub(super) fn subject<'a>(
    story: &'a Story,
    cell: usize,
    label: &'a str,
    base: usize,
    scenario: usize,
) -> Subject<'a> {
    Subject {
        period: None,
        base: story.title(base),
        scenario: story.title(scenario),
        metric: &metric::ALL[story.results.cells[cell].metric],
        label,
    }
}

pub(super) fn label(story: &Story, figure: KeyFigure, cell: usize) -> String {
    let metric = &metric::ALL[story.results.cells[cell].metric];
    cell_label(metric, figure.statistic, group_label(figure.group))
}

/// Words for a group, exit, payer or channel; none for all of them together.
#[must_use]
pub fn group_label(group: &str) -> Option<&str> {
    (group != "all").then(|| metric::group_label(group))
}

/// The same influences under the labels people read.
pub(super) fn named(story: &Story, influences: Vec<Influence>) -> Vec<Influence> {
    let renamed = |influence: Influence| Influence {
        name: input_label(story.parameters, story.world, &influence.name),
        ..influence
    };
    influences.into_iter().map(renamed).collect()
}

/// A drawn input in words: the parameter's label, with the cell where cells are drawn one by one.
pub(super) fn input_label(parameters: &[Parameter], world: &World, input: &str) -> String {
    let Some(parameter) = parameter_of(parameters, input) else {
        return input.to_owned();
    };
    match input.split_once('/') {
        Some((_, cell)) if parameter.independent => {
            format!("{} ({})", say(&parameter.label), cell_words(world, cell))
        }
        _ => say(&parameter.label).to_owned(),
    }
}

/// A cell such as `venezuela/tijuana` in words.
#[must_use]
pub fn cell_words(world: &World, cell: &str) -> String {
    let told = |name: &str| {
        let origin = world
            .origin(name)
            .map(|origin| say(&world.origins[origin].label).to_owned());
        let place = world
            .place(name)
            .map(|place| say(&world.places[place].label).to_owned());
        origin.or(place).unwrap_or_else(|| name.to_owned())
    };
    let parts: Vec<String> = cell.split(['.', '/']).map(told).collect();
    words::list(&parts)
}
