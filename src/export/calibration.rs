//! The tables of a calibration: every published count and every input, before and after.

use std::io::{self, Write};

use super::tables::field;
use crate::calibrate::Findings;
use crate::calibrate::findings::{CountRow, InputRow};

/// Writes `counts.csv`: every published count with what was simulated of it before and after.
///
/// # Errors
/// If `out` fails.
pub fn counts(out: &mut dyn Write, findings: &Findings) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    let mut head: Vec<String> = [
        "id",
        "metric",
        "origin",
        "period_from",
        "period_to",
        "unit",
        "source",
        "published",
        "log_error",
    ]
    .map(str::to_owned)
    .to_vec();
    head.extend(columns("before"));
    head.extend(columns("after"));
    table.write_record(head)?;
    for CountRow {
        target,
        error,
        before,
        after,
    } in &findings.counts
    {
        let mut row = vec![
            target.id.clone(),
            target.metric.clone(),
            target.origin.clone(),
            target.period_from.to_string(),
            target.period_to.to_string(),
            target.unit.clone(),
            target.source.clone(),
            field(target.observed),
            field(*error),
        ];
        row.extend(before.map(field));
        row.extend(after.map(field));
        table.write_record(row)?;
    }
    table.flush()
}

/// Writes `inputs.csv`: every fitted input in its own unit, and how far its score moved.
///
/// # Errors
/// If `out` fails.
pub fn inputs(out: &mut dyn Write, findings: &Findings) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    let mut head: Vec<String> = ["input", "label", "unit"].map(str::to_owned).to_vec();
    head.extend(columns("before"));
    head.extend(columns("after"));
    head.extend(["score_mean", "score_sd", "informed", "at_edge"].map(str::to_owned));
    table.write_record(head)?;
    for row in &findings.inputs {
        table.write_record(input(row))?;
    }
    table.flush()
}

fn input(row: &InputRow) -> Vec<String> {
    let word = |yes| (if yes { "yes" } else { "no" }).to_owned();
    let mut cells = vec![row.input.name(), row.label(), row.unit.clone()];
    cells.extend(row.before.map(field));
    cells.extend(row.after.map(field));
    cells.extend([
        field(row.mean),
        field(row.sd),
        word(row.informed()),
        word(row.at_edge()),
    ]);
    cells
}

/// Names of the columns of three quantiles.
fn columns(name: &str) -> [String; 3] {
    ["p05", "p50", "p95"].map(|quantile| format!("{name}_{quantile}"))
}
