//! Reference pages of the documentation, made from the records and from measured tables: nothing typed twice.

pub mod scenarios;

use std::fmt::Write;

use crate::metric;
use crate::parameter::{Grade, Parameter};
use crate::scenario::{Catalogue, Listing, list_parameters};

/// What stands at the top of every generated page.
fn head(title: &str, about: &str) -> String {
    format!("# {title}\n\n{about}\n\n")
}

/// A Markdown table.
fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: Vec<String>| {
        let cells: Vec<String> = cells
            .iter()
            .map(|cell| cell.replace('|', "\\|").replace('\n', " "))
            .collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let mut text = line(head.iter().map(|&cell| cell.to_owned()).collect());
    let _ = writeln!(text, "|{}", "---|".repeat(head.len()));
    text.extend(rows.into_iter().map(line));
    text
}

/// The page of metrics.
#[must_use]
pub fn metrics() -> String {
    let mut page = head(
        "Metrics",
        "What Garita measures (M of XLRM). `lower` marks the harms of which everybody wants less; every other metric is neutral: \
         whether more or fewer is better is for the reader to say. Made from the records by the program.",
    );
    let rows = metric::ALL.iter().map(|metric| {
        vec![
            format!("`{}`", metric.name),
            metric.label.to_owned(),
            metric.unit.to_owned(),
            metric.direction.name().to_owned(),
            metric.reading.to_owned(),
        ]
    });
    page += &table(
        &["metric", "label", "unit", "direction", "how to read it"],
        rows,
    );
    page
}

/// The page of parameters: every input that nature or behaviour decides.
///
/// # Panics
///
/// If the embedded records are broken, which a test excludes.
#[must_use]
pub fn parameters(catalogue: &Catalogue) -> String {
    let count = |grade: Grade| {
        let of_grade = catalogue.parameters.iter().filter(|one| one.grade == grade);
        of_grade.count()
    };
    let mut page = head(
        "Parameters",
        &format!(
            "Every input that nature or behaviour decides (X of XLRM): {} in all, {} measured, {} estimated, {} of judgement. A range is drawn once per \
             replicate into a state of the world. `garita list sources` is in [data/sources.toml](../data/sources.toml); a scenario file can change any of \
             them under `[parameters]`. Made from the records by the program.",
            catalogue.parameters.len(),
            count(Grade::Measured),
            count(Grade::Estimated),
            count(Grade::Judgement),
        ),
    );
    let values: Listing = list_parameters().unwrap_or_default();
    let mut group = "";
    for (parameter, value) in catalogue.parameters.iter().zip(&values.rows) {
        let of = parameter.name.split('.').next().unwrap_or_default();
        if of != group {
            let _ = write!(page, "\n## {of}\n\n{}", table(&COLUMNS, []));
            group = of;
        }
        page += &row(parameter, &value[2]);
    }
    page
}

const COLUMNS: [&str; 7] = [
    "parameter",
    "what it is",
    "value",
    "unit",
    "grade",
    "source",
    "note",
];

fn row(parameter: &Parameter, value: &str) -> String {
    let scope = match parameter.scope.name() {
        "national" => String::new(),
        scope => format!(" (by {scope})"),
    };
    let cells = [
        format!("`{}`{scope}", parameter.name),
        parameter.label.clone(),
        value.to_owned(),
        parameter.unit.clone(),
        parameter.grade.name().to_owned(),
        format!("`{}`", parameter.source),
        parameter.note.clone(),
    ];
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}
