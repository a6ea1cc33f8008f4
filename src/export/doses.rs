//! The table of packages at growing size: a row for each package, size and key figure.

use std::io::{self, Write};

use super::tables::{field, quantiles};
use crate::analysis::Spread;
use crate::analysis::dose::{Package, response};
use crate::experiment::Results;
use crate::metric;

/// Writes the table; differences are to `base`, in the same futures, over the whole run.
///
/// # Errors
/// If `out` fails.
pub fn doses(
    out: &mut dyn Write,
    results: &Results,
    base: usize,
    packages: &[Package],
) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    let spread = |name: &str| {
        ["p05", "p25", "p50", "p75", "p95"].map(|quantile| format!("{name}_{quantile}"))
    };
    let heads = ["package", "dose_percent", "scenario", "planned_outlay_usd"];
    let mut head: Vec<String> = heads.map(str::to_owned).to_vec();
    head.extend(spread("outlay_difference_usd"));
    head.extend(["metric", "statistic", "group", "unit"].map(str::to_owned));
    head.extend(spread("level"));
    head.extend(spread("difference"));
    table.write_record(head)?;
    for package in packages {
        for &dose in &package.doses {
            let Some(response) = response(results, base, dose) else {
                continue;
            };
            for (figure, cell, comparison) in &response.figures {
                let unit = metric::ALL[results.cells[*cell].metric].unit;
                let scenario = &results.design.arms[dose.arm].name;
                let mut row = vec![
                    package.name.clone(),
                    field(dose.size * 100.0),
                    scenario.clone(),
                    field(dose.planned),
                ];
                let level = Spread::of(&results.column(dose.arm, *cell));
                let numbers = |spread: &Spread| quantiles(spread).map(field);
                row.extend(numbers(&response.outlay.spread));
                let words = [figure.metric, figure.statistic, figure.group, unit];
                row.extend(words.map(str::to_owned));
                row.extend(numbers(&level));
                row.extend(numbers(&comparison.spread));
                table.write_record(row)?;
            }
        }
    }
    table.flush()
}
