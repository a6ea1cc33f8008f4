//! The files of a backtest: every row, every score, and the page.

use std::fmt::Write as _;
use std::io;

use super::{KEY, Scored, group_table, groups, sentences, series_table};
use crate::backtest::{Row, Score, Standing, by_series};
use crate::scenario::Listing;

/// Every row with its forecast and the naive ones.
///
/// # Errors
/// If a row cannot be written.
pub fn rows_csv(all: &[Scored]) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "era",
        "parameters",
        "origin",
        "lead_months",
        "standing",
        "metric",
        "origin_of_people",
        "period_from",
        "period_to",
        "published",
        "unit",
        "p05",
        "p25",
        "p50",
        "p75",
        "p95",
        "mean",
        "crps",
        "rank",
        "last_value",
        "last_value_crps",
        "last_value_distance",
        "last_year",
        "last_year_crps",
        "last_year_distance",
        "moving_average",
        "moving_average_crps",
        "moving_average_distance",
        "source",
        "note",
    ])?;
    for row in all.iter().flat_map(|scored| &scored.rows) {
        writer.write_record(cells(row))?;
    }
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}

fn cells(row: &Row) -> Vec<String> {
    let target = &row.target;
    let mut cells = vec![
        row.era.clone(),
        row.parameters.clone(),
        row.origin.to_string(),
        row.lead.to_string(),
        row.standing.name().to_owned(),
        target.metric.clone(),
        target.origin.clone(),
        target.period_from.to_string(),
        target.period_to.to_string(),
        number(target.observed),
        target.unit.clone(),
    ];
    cells.extend(row.quantiles.map(number));
    cells.extend([row.mean, row.crps, row.rank].map(number));
    for naive in &row.naive {
        let values = naive.map_or([f64::NAN; 3], |naive| {
            [naive.point, naive.crps, naive.distance]
        });
        cells.extend(values.map(number));
    }
    cells.push(target.source.clone());
    cells.push(match &row.standing {
        Standing::PolicySet(why) => format!("{}; {why}", target.note),
        Standing::HeldBack | Standing::Fitted => target.note.clone(),
    });
    cells
}

/// Scores by group of rows and series.
///
/// # Errors
/// If a row cannot be written.
pub fn scores_csv(all: &[Scored]) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "era",
        "group",
        "metric",
        "origin_of_people",
        "counts",
        "in_50",
        "in_90",
        "below_90",
        "above_90",
        "relative_difference",
        "bias",
        "crps",
        "ratio_last_value",
        "ratio_last_year",
        "ratio_moving_average",
        "ratio_last_value_point",
        "ratio_last_year_point",
        "ratio_moving_average_point",
    ])?;
    for scored in all {
        for (group, rows) in groups(scored) {
            for ((metric, origin), rows) in by_series(&rows) {
                let Some(score) = Score::of(&rows) else {
                    continue;
                };
                let mut cells = vec![scored.name.clone(), group.trim().to_owned(), metric, origin];
                cells.push(score.rows.to_string());
                cells.extend([score.half, score.ninety].map(number));
                cells.extend([score.outside.0, score.outside.1].map(|count| count.to_string()));
                cells.extend([score.difference, score.bias, score.crps].map(number));
                let ratios = score.ratio.iter().chain(&score.point_ratio);
                cells.extend(ratios.map(|ratio| ratio.map_or_else(String::new, number)));
                writer.write_record(cells)?;
            }
        }
    }
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}

/// Six figures are more than the counts hold.
fn number(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    let rounded = (value * 1e6).round() / 1e6;
    rounded.to_string()
}

/// The page: what the rows say, tables, and the charts named.
#[must_use]
pub fn markdown(all: &[Scored], charts: &[(String, String)], how: &str) -> String {
    let mut page = String::from("# Backtest\n\n");
    let _ = writeln!(page, "{how}\n");
    for scored in all {
        let _ = writeln!(page, "## {}\n", scored.title);
        for sentence in sentences(scored) {
            let _ = writeln!(page, "- {sentence}");
        }
        let _ = writeln!(page, "\n{}", table(&group_table(scored)));
        let _ = writeln!(page, "{KEY}\n\nAfter the fit window, by series:\n");
        let _ = writeln!(page, "{}", table(&series_table(&scored.headline())));
        for (stem, title) in charts
            .iter()
            .filter(|(stem, _)| stem.starts_with(&scored.name))
        {
            let _ = writeln!(page, "![{title}](charts/{stem}.png)\n");
        }
    }
    page
}

fn table(listing: &Listing) -> String {
    let mut text = format!(
        "| {} |\n|{}\n",
        listing.header.join(" | "),
        "---|".repeat(listing.header.len())
    );
    for row in &listing.rows {
        let cells: Vec<&str> = row.iter().map(|cell| cell.trim()).collect();
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    text
}
