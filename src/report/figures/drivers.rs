//! Which uncertain inputs a difference goes with, and how much of its variance they explain beside chance.

use super::{Drawing, figure, period};
use crate::analysis::compare::differences;
use crate::analysis::ends::{Ends, ends};
use crate::analysis::shares::{FEWEST, Scores, Shares};
use crate::analysis::{Estimate, Influence, key as key_figure, words};
use crate::chart::{Body, Interval, Split, SplitRow, Tornado, TornadoPanel, TornadoRow};
use crate::metric;
use crate::report::answer::{input_label, label};
use crate::report::assumptions::legible;
use crate::report::{Story, parameter_of, words_of_pair};
use crate::stats;
use crate::text::{key, say};

/// Key figures whose differences are looked into, by metric and group: of one comparison all, of several the first two.
const FIGURES: [(&str, &str); 5] = [
    ("people-waiting", "us"),
    ("unsheltered-nights", "all"),
    ("people-waiting", "protection"),
    ("deaths", "all"),
    ("outlay", "all"),
];

/// Inputs drawn for a difference at most.
const MOST_ROWS: usize = 4;

/// One difference that is looked into.
struct Question {
    pair: usize,
    cell: usize,
    figure: key_figure::KeyFigure,
}

/// The differences looked into, figure by figure.
fn questions(story: &Story) -> Vec<Question> {
    let pairs: Vec<usize> = story.results.design.main_pairs().collect();
    let wanted = if pairs.len() > 1 { 2 } else { FIGURES.len() };
    let wanted = FIGURES.iter().take(wanted).filter_map(|&(metric, group)| {
        key_figure::figures(story.results)
            .find(|(figure, _)| (figure.metric, figure.group) == (metric, group))
    });
    let question = |(figure, cell): (key_figure::KeyFigure, usize)| {
        pairs
            .iter()
            .map(move |&pair| Question { pair, cell, figure })
    };
    wanted.flat_map(question).collect()
}

impl Question {
    fn differences(&self, story: &Story) -> Vec<f64> {
        let pair = story.results.design.pairs[self.pair];
        let column = |arm| story.results.column(arm, self.cell);
        differences(&column(pair.base), &column(pair.scenario))
    }

    /// "Unsheltered nights: Legal pathways minus Enforcement only".
    fn title(&self, story: &Story) -> String {
        let label = words::capital_first(&label(story, self.figure, self.cell));
        format!("{label}: {}", words_of_pair(story, self.pair))
    }

    /// Whether every future has a difference, and not the same.
    fn varies(values: &[f64]) -> bool {
        stats::Moments::of(values).variance() > 0.0
    }
}

/// Both charts; none where nothing is compared.
pub(super) fn drivers(story: &Story) -> Vec<Drawing> {
    let questions = questions(story);
    if questions.is_empty() {
        return Vec::new();
    }
    let mut drawings = vec![tornado(story, &questions)];
    drawings.extend(split(story, &questions));
    drawings
}

fn tornado(story: &Story, questions: &[Question]) -> Drawing {
    let luck = story.results.luck();
    let panels = questions
        .iter()
        .map(|question| panel(story, question, &luck));
    let body = Tornado {
        ends: [
            say("futures with the input in its lowest fifth").to_owned(),
            say("futures with the input in its highest fifth").to_owned(),
        ],
        centre: say("mean of all futures").to_owned(),
        panels: panels.collect(),
    };
    let subtitle = tell!(
        "Mean difference in the same simulated futures, where an input is low and where it is high, {period}",
        period = period(story)
    );
    let notes = [
        say(
            "Shown are inputs whose rank correlation with the difference excludes zero, all inputs together with 95 % confidence, the strongest four. Whisker and range: 95 % interval of the mean.",
        ),
        say(
            "Other inputs differ between these futures, too: what a bar shows goes with the input, at the width of its range, and need not be its effect alone.",
        ),
    ];
    let figure = figure(
        story,
        say("Which uncertain inputs the differences go with"),
        subtitle,
        Body::Tornado(body),
        &notes,
    );
    Drawing {
        stem: "drivers",
        figure,
        alt: say("For each difference, bars from the mean of all futures to its mean where an input is low, and where it is high.").to_owned(),
    }
}

fn panel(story: &Story, question: &Question, luck: &[f64]) -> TornadoPanel {
    let metric = &metric::ALL[story.results.cells[question.cell].metric];
    let money = metric.unit == "USD";
    let factor = if money { 1e-6 } else { 1.0 };
    let answers: Vec<f64> = question
        .differences(story)
        .into_iter()
        .map(|difference| factor * difference)
        .collect();
    let influences = story.inputs.rank(&answers);
    let resolved: Vec<Influence> = influences.into_iter().filter(Influence::resolved).collect();
    let mut rows: Vec<(f64, TornadoRow)> = resolved
        .iter()
        .take(MOST_ROWS)
        .filter_map(|influence| row(story, influence, &answers, luck))
        .collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    TornadoPanel {
        title: question.title(story),
        unit: say(if money {
            key("million U.S. dollars")
        } else {
            metric.unit
        })
        .to_owned(),
        decimals: if money { 1 } else { metric.decimals },
        centre: Estimate::of(&answers, luck).mean,
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        empty: if Question::varies(&answers) {
            say("No single input stands out from chance in this many futures.").to_owned()
        } else {
            say("The same in every future, or some future has no value: nothing to explain.")
                .to_owned()
        },
    }
}

/// One input, and how far its ends are apart.
fn row(
    story: &Story,
    influence: &Influence,
    answers: &[f64],
    luck: &[f64],
) -> Option<(f64, TornadoRow)> {
    let (_, input) = story
        .inputs
        .each()
        .find(|(name, _)| **name == influence.name)?;
    let Ends { low, high, limits } = ends(&input, answers, luck);
    let parameter = parameter_of(story.parameters, &influence.name);
    let grade = parameter.map_or(String::new(), |parameter| {
        format!("{}; ", say(parameter.grade.name()))
    });
    let unit = parameter.map_or("", |parameter| say(&parameter.unit));
    let [below, above] = limits.map(legible);
    let detail = tell!(
        "{grade}low: up to {below}, high: from {above} {unit}",
        grade,
        below,
        above,
        unit
    );
    let interval = |end: Estimate| Interval::new(end.low, end.mean, end.high);
    let row = TornadoRow {
        label: words::capital_first(&input_label(story.parameters, story.world, &influence.name)),
        detail: detail.trim_end().to_owned(),
        low: interval(low),
        high: interval(high),
    };
    Some(((high.mean - low.mean).abs(), row))
}

/// Shares of the variance of each difference; none where no difference can be split.
fn split(story: &Story, questions: &[Question]) -> Option<Drawing> {
    let luck = story.results.luck();
    if luck.len() < FEWEST {
        return None;
    }
    let scores = Scores::of(story.inputs.each().map(|(_, column)| column));
    let row = |question: &Question| {
        let shares = scores.shares(&luck, &question.differences(story))?;
        Some(split_row(question.title(story), &shares))
    };
    let rows: Vec<SplitRow> = questions.iter().filter_map(row).collect();
    if rows.is_empty() {
        return None;
    }
    let parts = [
        say("uncertain inputs that stand out"),
        say("luck of demand"),
        say("chance, and what this many futures cannot tell apart"),
    ];
    let body = Split {
        parts: parts.map(str::to_owned).to_vec(),
        rows,
    };
    let subtitle = tell!(
        "Shares of the variance of the difference between simulated futures, {period}",
        period = period(story)
    );
    let notes = [say(
        "Explained is what a sum of effects of the inputs that stand out foretells in futures it was not fitted to; a line that foretells worse than the mean explains nothing. More futures move shares from the last part to the first. In small print: 95 % intervals.",
    )];
    let figure = figure(
        story,
        say("Where the range of the differences comes from"),
        subtitle,
        Body::Split(body),
        &notes,
    );
    Some(Drawing {
        stem: "variance",
        figure,
        alt: say("A bar for each difference, cut into the shares of its variance that go with uncertain inputs, with the luck of demand, and with neither.").to_owned(),
    })
}

fn split_row(label: String, shares: &Shares) -> SplitRow {
    let percent = |share: f64| words::number(100.0 * share, 0);
    let range = |interval: &stats::Interval| {
        let (low, high) = (interval.low.max(0.0), interval.high.min(1.0));
        tell!(
            "{low} to {high} %",
            low = percent(low),
            high = percent(high)
        )
    };
    SplitRow {
        label,
        detail: tell!(
            "inputs {inputs}, luck of demand {luck}",
            inputs = range(&shares.inputs),
            luck = range(&shares.luck)
        ),
        shares: vec![shares.inputs.estimate, shares.luck.estimate, shares.rest()],
    }
}
