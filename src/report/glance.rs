//! The report on one sheet: the figures that decide most, in sentences.

use serde::Serialize;

use super::Story;
use super::answer::{label, subject};
use crate::analysis::headline::{Brief, brief, brief_level};
use crate::analysis::key::{KeyFigure, figures};
use crate::analysis::words;
use crate::text::{self, key};

/// The figures of the first page, set before any result: a queue, nights without a roof, deaths, and the yardsticks of
/// both policy families.
const LEAD: [(&str, &str); 7] = [
    ("people-waiting", "us"),
    ("unsheltered-nights", "all"),
    ("deaths", "all"),
    ("undetected-entries", "all"),
    ("encounters-between-ports", "all"),
    ("lawful-admissions", "all"),
    ("outlay", "all"),
];

/// Fewer futures than this leave ranges and shares rough.
const FEW: usize = 50;

/// What the first page says of one comparison, or of one scenario where nothing is compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Glance {
    /// "Legal pathways, compared with Status quo".
    pub title: String,
    /// One sentence for each figure whose direction is clear, or for each level.
    pub sentences: Vec<String>,
    /// Figures whose direction depends on assumptions, in one sentence; may be empty.
    pub open: String,
    /// Figures that cannot be compared or do not differ, in sentences.
    pub others: Vec<String>,
}

/// The first page: one part a comparison, or one a scenario.
#[must_use]
pub fn glances(story: &Story) -> Vec<Glance> {
    let design = &story.results.design;
    let pairs: Vec<usize> = design.main_pairs().collect();
    if pairs.is_empty() {
        return (0..design.arms.len())
            .map(|arm| level(story, arm))
            .collect();
    }
    pairs
        .into_iter()
        .map(|pair| compared(story, pair))
        .collect()
}

/// What a reader has to know of the number of futures; nothing if they are many.
#[must_use]
pub fn caution(story: &Story) -> Option<String> {
    let count = story.results.replicates.len();
    (count < FEW).then(|| {
        tell!("Only {count} futures were simulated: ranges and shares are rough, and the next run with another seed will give others.", count)
    })
}

fn leads<'a>(story: &'a Story<'a>) -> impl Iterator<Item = (KeyFigure, usize)> + 'a {
    let is_lead = |figure: &KeyFigure| LEAD.contains(&(figure.metric, figure.group));
    figures(story.results).filter(move |(figure, _)| is_lead(figure))
}

fn level(story: &Story, arm: usize) -> Glance {
    let sentence = |(figure, cell): (KeyFigure, usize)| {
        let label = label(story, figure, cell);
        brief_level(
            &subject(story, cell, &label, arm, arm),
            &story.answers.summaries[arm][cell],
        )
    };
    Glance {
        title: story.title(arm).to_owned(),
        sentences: leads(story).map(sentence).collect(),
        open: String::new(),
        others: Vec::new(),
    }
}

fn compared(story: &Story, pair: usize) -> Glance {
    let design = &story.results.design;
    let comparisons = &story.answers.comparisons[pair];
    let pair = design.pairs[pair];
    let (mut sentences, mut open, mut same, mut blank) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (figure, cell) in leads(story) {
        let label = label(story, figure, cell);
        let subject = subject(story, cell, &label, pair.base, pair.scenario);
        match brief(&subject, &comparisons[cell]) {
            Brief::Clear(sentence) => sentences.push(sentence),
            Brief::Open(words) => open.push(words),
            Brief::Same => same.push(words::lower_first(&label)),
            Brief::Blank => blank.push(words::lower_first(&label)),
        }
    }
    let about = |what: &str, labels: &[String]| {
        (!labels.is_empty()).then(|| text::fill(what, &[("figures", &words::list(labels))]))
    };
    Glance {
        title: tell!(
            "{scenario}, compared with {base}",
            scenario = story.title(pair.scenario),
            base = story.title(pair.base)
        ),
        sentences,
        open: about(
            key("The direction depends on assumptions for {figures}."),
            &open,
        )
        .unwrap_or_default(),
        others: [
            about(key("In every future the same: {figures}."), &same),
            about(
                key("Cannot be compared, since some futures have no value: {figures}."),
                &blank,
            ),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}
