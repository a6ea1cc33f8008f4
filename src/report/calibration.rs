//! A calibration in words, as a table and as charts.

pub mod charts;

use std::fmt::Write as _;

use super::Table;
use crate::analysis::words::{self, capital_first};
use crate::calibrate::findings::{Closeness, InputRow, Three, closeness};
use crate::calibrate::{Findings, Fitted, Settings};
use crate::distribution::number_text;
use crate::text::say;

/// What a report of a calibration is made from.
pub struct Calibrated<'a> {
    /// Name of the calibration.
    pub name: &'a str,
    /// What was fitted to what.
    pub settings: &'a Settings,
    /// Prior, fits and what they simulate.
    pub fitted: &'a Fitted,
    /// The same summed up.
    pub findings: &'a Findings,
}

/// Names in a list before "and … more".
const NAMED: usize = 10;

/// How close the counts are, metric by metric, with all of them in the last row.
#[must_use]
pub fn table(findings: &Findings) -> Table {
    let heads = [
        "published counts of",
        "counts",
        "in 90 % before",
        "after",
        "median off by before",
        "after",
    ];
    let cells = |name: String, [before, after]: [Closeness; 2]| {
        vec![
            name,
            before.counts.to_string(),
            words::share(before.share()),
            words::share(after.share()),
            factor(before),
            factor(after),
        ]
    };
    let mut rows: Vec<Vec<String>> = findings
        .metrics()
        .into_iter()
        .map(|metric| cells(metric_label(metric), closeness(&findings.of_metric(metric))))
        .collect();
    rows.push(cells("All".to_owned(), closeness(&findings.counts.iter())));
    Table {
        head: heads.map(str::to_owned).to_vec(),
        rows,
    }
}

/// "× 1.20": the median is that much too high or too low, in the geometric mean.
fn factor(closeness: Closeness) -> String {
    format!("× {}", words::number(closeness.factor(), 2))
}

/// What a reader has to know before using the fits, worst first.
#[must_use]
pub fn warnings(findings: &Findings) -> Vec<String> {
    let mut warnings = Vec::new();
    let edge: Vec<&InputRow> = findings.at_edge().collect();
    let (steps, numbers): (Vec<&InputRow>, Vec<&InputRow>) =
        edge.into_iter().partition(|row| row.is_step());
    if !numbers.is_empty() {
        warnings.push(format!(
            "At the edge of its range: the counts pull it there, so the range or the model is in doubt. {}.",
            some(&grouped(&numbers))
        ));
    }
    if !steps.is_empty() {
        warnings.push(format!(
            "Demand, or the use of the list, moved by more than two of its standard deviations in a month, or the model lacks a cause. {}.",
            some(&grouped(&steps))
        ));
    }
    let (missed, all) = (findings.missed().count(), findings.counts.len());
    if too_many(missed, all) {
        warnings.push(format!(
            "{missed} of {all} published counts lie outside the 90 % of fits and the error allowed for, where a tenth is expected. {}.",
            some(&missed_names(findings))
        ));
    }
    let blind: Vec<&InputRow> = findings.uninformed().collect();
    if !blind.is_empty() {
        warnings.push(format!(
            "Not informed by the counts, so that the fits hold the range that went in: {} inputs. {}.",
            blind.len(),
            some(&grouped(&blind))
        ));
    }
    warnings
}

/// More than a tenth, by more than chance.
fn too_many(missed: usize, all: usize) -> bool {
    let all = all as f64;
    missed as f64 > 0.1 * all + 2.0 * libm::sqrt(0.09 * all)
}

fn missed_names(findings: &Findings) -> Vec<String> {
    findings.missed().map(|row| row.target.id.clone()).collect()
}

/// Inputs by name, with their cells in brackets.
fn grouped(rows: &[&InputRow]) -> Vec<String> {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for row in rows {
        let cell = Some(row.cell.as_str()).filter(|cell| !cell.is_empty());
        match groups.iter_mut().find(|(name, _)| *name == row.name) {
            Some((_, cells)) => cells.extend(cell),
            None => groups.push((&row.name, cell.into_iter().collect())),
        }
    }
    let words = |(name, cells): (&str, Vec<&str>)| {
        if cells.is_empty() {
            name.to_owned()
        } else {
            format!("{name} ({})", cells.join(", "))
        }
    };
    groups.into_iter().map(words).collect()
}

/// The first few of many names.
fn some(names: &[String]) -> String {
    let first = &names[..names.len().min(NAMED)];
    match names.len() - first.len() {
        0 => first.join("; "),
        more => format!("{}; and {more} more", first.join("; ")),
    }
}

/// What was fitted to what, and how close it came, in sentences.
#[must_use]
pub fn sentences(calibrated: &Calibrated) -> Vec<String> {
    let (settings, findings) = (calibrated.settings, calibrated.findings);
    let steps = findings.inputs.iter().filter(|row| row.is_step()).count();
    let informed = findings
        .inputs
        .iter()
        .filter(|row| !row.is_step() && row.informed())
        .count();
    let [before, after] = closeness(&findings.counts.iter());
    vec![
        format!(
            "{} numbers of the model and {steps} monthly steps of demand and of the use of the list were fitted to {} published counts, {} to {}, with {} members in {} rounds.",
            findings.inputs.len() - steps,
            findings.counts.len(),
            words::date(settings.from),
            words::date(settings.to),
            settings.members,
            settings.rounds
        ),
        format!(
            "Before, {} of the counts lay within the 90 % of members (and the error allowed for) and the median was off by a factor of {} on average; after, {} and {}.",
            words::share(before.share()),
            words::number(before.factor(), 2),
            words::share(after.share()),
            words::number(after.factor(), 2)
        ),
        format!(
            "The counts inform {informed} of the {} numbers: their scores keep less than 90 % of their standard deviation.",
            findings.inputs.len() - steps
        ),
    ]
}

/// `report.md`.
#[must_use]
pub fn text(calibrated: &Calibrated) -> String {
    let Calibrated {
        name,
        settings,
        findings,
        ..
    } = calibrated;
    let title = if settings.title.is_empty() {
        name
    } else {
        settings.title.as_str()
    };
    let mut text = format!("# {title}\n\n");
    if !settings.summary.is_empty() {
        let _ = writeln!(text, "{}\n", settings.summary);
    }
    for sentence in sentences(calibrated) {
        let _ = writeln!(text, "{sentence}");
    }
    text.push_str("\nThese counts were used in the fit: that they are matched is no evidence that others will be.\n");
    text.push_str("\n## How close the counts are\n\n");
    markdown(&mut text, &table(findings));
    text.push_str("\n\"In 90 %\": share of counts between the 5 % and the 95 % quantile of members, widened by the error that the settings allow for. \"Off by\": how much too high or too low the median is, in the geometric mean.\n");
    let missed = missed_names(findings);
    if !missed.is_empty() {
        let _ = writeln!(text, "\nOutside: {}.", missed.join("; "));
    }
    let warnings = warnings(findings);
    if !warnings.is_empty() {
        text.push_str("\n## Beware\n\n");
    }
    for warning in warnings {
        let _ = writeln!(text, "- {warning}");
    }
    text.push_str("\n## What moved most\n\n");
    markdown(&mut text, &moved(findings));
    text.push_str("\n![Inputs before and after](charts/inputs.png)\n\n![Inputs against each other](charts/pairs.png)\n");
    for metric in findings.metrics() {
        let _ = writeln!(
            text,
            "\n![{}](charts/{}.png)",
            metric_label(metric),
            stem(metric)
        );
    }
    let _ = write!(
        text,
        "\n## How to use it\n\nIn a scenario file beside this folder:\n\n```toml\ncalibration = \"{name}/{name}.csv\"\n```\n\n\
         Each simulated future then takes one fit; inputs that are not in the table keep their range. `settings.toml` makes the same fits again.\n"
    );
    text
}

fn markdown(text: &mut String, table: &Table) {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    text.push_str(&line(&table.head));
    text.push_str(&line(&vec!["---".to_owned(); table.head.len()]));
    for row in &table.rows {
        text.push_str(&line(row));
    }
}

/// Parameters that moved or narrowed most, at most ten.
fn moved(findings: &Findings) -> Table {
    let rows = most_informed(findings)
        .into_iter()
        .filter(|row| !row.is_step());
    Table {
        head: ["input", "unit", "before", "after"]
            .map(str::to_owned)
            .to_vec(),
        rows: rows
            .take(10)
            .map(|row| {
                vec![
                    row.label(),
                    row.unit.clone(),
                    range(&row.before),
                    range(&row.after),
                ]
            })
            .collect(),
    }
}

/// Inputs, those first whose scores the counts narrow most.
fn most_informed(findings: &Findings) -> Vec<&InputRow> {
    let mut rows: Vec<&InputRow> = findings.inputs.iter().collect();
    rows.sort_by(|a, b| a.left().total_cmp(&b.left()));
    rows
}

/// "0.55 (0.50 to 0.61)".
fn range(values: &Three) -> String {
    let [low, middle, high] = values.map(three_digits);
    format!("{middle} ({low} to {high})")
}

/// A number to three significant digits.
fn three_digits(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return words::number(value, 0);
    }
    let power = libm::floor(libm::log10(value.abs())) - 2.0;
    if power >= 0.0 {
        return words::rounded(value, 0);
    }
    let unit = libm::pow(10.0, -power);
    number_text((value * unit).round() / unit).replace('-', "−")
}

/// A metric of published counts in words.
#[must_use]
pub fn metric_label(metric: &str) -> String {
    match metric {
        "us-outcome-share" => say("Shares of what U.S. authorities decide").to_owned(),
        "list-length" => say("People on lists for appointments").to_owned(),
        "hearing-pending" => say("People waiting for a hearing").to_owned(),
        "mexican-detention-events" => say("Detentions by Mexican authorities").to_owned(),
        "returns-by-mexico" => say("Returns by Mexico").to_owned(),
        "remain-in-mexico-enrolled" => say("People enrolled in Remain in Mexico").to_owned(),
        other => {
            let words = capital_first(&other.replace('-', " "));
            say(&words).to_owned()
        }
    }
}

/// Name of the chart of a metric, without its ending.
fn stem(metric: &str) -> String {
    format!("counts-{metric}")
}
