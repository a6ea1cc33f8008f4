//! The assumptions behind an answer, weakest evidence first, with how far each moves it.

use serde::Serialize;

use super::answer::named;
use super::{Story, parameter_of};
use crate::analysis::headline::cell_label;
use crate::analysis::key::figures;
use crate::analysis::{Influence, words};
use crate::distribution::Quantity;
use crate::metric;
use crate::parameter::Parameter;
use crate::text::say;
use crate::world::Cell;

/// One uncertain input in the report.
#[derive(Debug, Serialize)]
pub struct Assumption {
    /// What it is.
    label: String,
    /// Name in files.
    name: String,
    /// 5 % to 95 % of its draws, with unit.
    range: String,
    /// Evidence grade.
    grade: &'static str,
    /// Key of the source.
    source: String,
    /// The key figure it moves most, if that can be told from chance.
    influence: String,
    #[serde(skip)]
    strength: f64,
}

impl Assumption {
    /// Whether it moves an answer more than chance would.
    pub(super) fn stands_out(&self) -> bool {
        self.strength > 0.0
    }
}

/// What drives one answer.
#[derive(Debug, Serialize)]
pub struct Driver {
    /// The key figure.
    pub(super) figure: String,
    /// Inputs tied to it, strongest first; empty if none stands out from chance.
    pub(super) inputs: String,
}

/// Every uncertain input: weakest grade first, within a grade the most influential first.
pub fn assumptions(story: &Story) -> Vec<Assumption> {
    let influences = story
        .results
        .design
        .main_pairs()
        .next()
        .map_or_else(Vec::new, |pair| key_influences(story, pair));
    let uncertain = story
        .parameters
        .iter()
        .filter(|parameter| is_uncertain(parameter));
    let mut found: Vec<(&Parameter, Assumption)> = uncertain
        .map(|parameter| (parameter, assumption(story, parameter, &influences)))
        .collect();
    found.sort_by(|(a, left), (b, right)| {
        a.grade
            .cmp(&b.grade)
            .then(right.strength.total_cmp(&left.strength))
            .then(a.name.cmp(&b.name))
    });
    found
        .into_iter()
        .map(|(_, assumption)| assumption)
        .collect()
}

/// Whether an input varies between futures.
pub(super) fn is_uncertain(parameter: &Parameter) -> bool {
    std::iter::once(&parameter.value)
        .chain(parameter.by.values())
        .any(|quantity| !matches!(quantity, Quantity::Fixed(_)))
}

/// Influences on every key figure's difference, with the figure's label.
fn key_influences(story: &Story, pair: usize) -> Vec<(String, Vec<Influence>)> {
    let pair = story.results.design.pairs[pair];
    let label = |cell: usize, statistic: &str, group: &str| {
        let metric = &metric::ALL[story.results.cells[cell].metric];
        cell_label(metric, statistic, super::answer::group_label(group))
    };
    figures(story.results)
        .map(|(figure, cell)| {
            let influences = story.inputs.influence(story.results, pair, cell);
            (label(cell, figure.statistic, figure.group), influences)
        })
        .collect()
}

fn assumption(
    story: &Story,
    parameter: &Parameter,
    influences: &[(String, Vec<Influence>)],
) -> Assumption {
    let of_this = |name: &str| parameter_of(std::slice::from_ref(parameter), name).is_some();
    let strongest = influences
        .iter()
        .flat_map(|(figure, inputs)| {
            inputs
                .iter()
                .filter(|input| of_this(&input.name))
                .map(move |input| (figure, input))
        })
        .filter(|(_, input)| input.resolved())
        .max_by(|(_, a), (_, b)| a.correlation.abs().total_cmp(&b.correlation.abs()));
    let influence = strongest.map_or_else(
        || say("does not stand out from chance").to_owned(),
        |(figure, input)| format!("{} ({})", words::lower_first(figure), correlation(input)),
    );
    Assumption {
        label: say(&parameter.label).to_owned(),
        name: parameter.name.clone(),
        range: range(story, parameter),
        grade: say(parameter.grade.name()),
        source: cited(story, &parameter.source),
        influence,
        strength: strongest.map_or(0.0, |(_, input)| input.correlation.abs()),
    }
}

/// A source as a link to its title; a kind of reasoning, such as `assumption`, as it is.
fn cited(story: &Story, key: &str) -> String {
    let found = story.sources.iter().find(|source| source.key == key);
    found.map_or_else(
        || say(key).to_owned(),
        |source| match source.url.as_str() {
            "" => say(key).to_owned(),
            url => format!("[{}]({url})", source.title.replace(['[', ']', '|'], " ")),
        },
    )
}

/// "0.62 to 0.81 share"; for cells that differ, the widest reach over cells.
fn range(story: &Story, parameter: &Parameter) -> String {
    let cells = parameter.scope.cells(story.world);
    let quantities: Vec<Quantity> = if cells.is_empty() {
        vec![parameter.quantity(Cell::default(), story.world)]
    } else {
        cells
            .into_iter()
            .map(|cell| parameter.quantity(cell, story.world))
            .collect()
    };
    let at = |quantity: &Quantity, q: f64| parameter.clamp(quantity.quantile(q));
    let low = quantities
        .iter()
        .map(|quantity| at(quantity, 0.05))
        .fold(f64::INFINITY, f64::min);
    let high = quantities
        .iter()
        .map(|quantity| at(quantity, 0.95))
        .fold(f64::NEG_INFINITY, f64::max);
    tell!(
        "{low} to {high} {unit}",
        low = legible(low),
        high = legible(high),
        unit = say(&parameter.unit)
    )
}

/// A number with as many digits as its size asks for; a small one with two significant digits.
pub(super) fn legible(value: f64) -> String {
    let decimals = match value.abs() {
        size if size >= 100.0 || size == 0.0 => 0,
        size if size >= 1.0 => 1,
        size if size >= 0.1 => 3,
        // 0.0123 → 3, 0.00123 → 4: one more than the place of the first digit.
        size => (1.0 - libm::floor(libm::log10(size))).min(9.0) as usize,
    };
    words::number(value, decimals)
}

/// What drives each key figure's difference: up to three inputs that stand out from chance.
pub(super) fn drivers(story: &Story, pair: usize) -> Vec<Driver> {
    key_influences(story, pair)
        .into_iter()
        .map(|(figure, influences)| {
            let resolved: Vec<Influence> = influences
                .into_iter()
                .filter(Influence::resolved)
                .take(3)
                .collect();
            let inputs: Vec<String> = named(story, resolved)
                .iter()
                .map(|input| {
                    format!(
                        "{} ({})",
                        words::lower_first(&input.name),
                        correlation(input)
                    )
                })
                .collect();
            let inputs = words::list(&inputs);
            Driver { figure, inputs }
        })
        .collect()
}

/// "+0.62, interval +0.41 to +0.77".
fn correlation(input: &Influence) -> String {
    let signed = |value: f64| {
        if value < 0.0 {
            words::number(value, 2)
        } else {
            format!("+{}", words::number(value, 2))
        }
    };
    tell!(
        "{correlation}, interval {low} to {high}",
        correlation = signed(input.correlation),
        low = signed(input.low),
        high = signed(input.high)
    )
}

/// Every assumption as a table file.
///
/// # Errors
/// If a row cannot be written.
pub fn csv(story: &Story) -> std::io::Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record([
        "parameter",
        "label",
        "range",
        "grade",
        "source",
        "influence",
    ])?;
    for row in assumptions(story) {
        let source = story
            .parameters
            .iter()
            .find(|parameter| parameter.name == row.name);
        let source = source.map_or("", |parameter| parameter.source.as_str());
        table.write_record([
            &row.name,
            &row.label,
            &row.range,
            row.grade,
            source,
            &row.influence,
        ])?;
    }
    table
        .into_inner()
        .map_err(|error| std::io::Error::other(error.to_string()))
}
