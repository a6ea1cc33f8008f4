//! Planned outlay beside what the simulation spends.

use std::io;

use super::Story;
use super::rows::{self, Table, change};
use crate::analysis::{Comparison, words};
use crate::metric;
use crate::scenario::Planned;
use crate::text::say;

/// Planned and simulated outlay beyond the status quo (or, without one, the base), by payer; empty where
/// no scenario plans to spend anything.
pub(super) fn table(story: &Story) -> Table {
    let arms = &story.results.design.arms;
    let plans: Vec<(usize, &Planned)> = story
        .portraits
        .iter()
        .enumerate()
        .filter_map(|(arm, portrait)| Some((arm, portrait.planned.as_ref()?)))
        .filter(|(_, plan)| !plan.lines.is_empty())
        .collect();
    let Some((_, first)) = plans.first() else {
        return Table::new(&[], []);
    };
    let Some(base) = arms.iter().position(|arm| arm.name == first.beyond) else {
        return Table::new(&[], []);
    };
    let titles = plans.iter().flat_map(|(arm, _)| {
        let scenario = story.title(*arm);
        [
            tell!("{scenario}: planned", scenario),
            tell!("{scenario}: simulated", scenario),
        ]
    });
    let mut table = Table::new(&[say("Payer")], titles);
    for payer in payers(story) {
        let mut row = vec![words::capital_first(&rows::payer(&payer))];
        for (arm, plan) in &plans {
            row.push(share_of(plan, &payer));
            row.push(simulated(story, base, *arm, &payer));
        }
        table.rows.push(row);
    }
    table
}

/// Public payers of the results, last all of them together.
fn payers(story: &Story) -> Vec<String> {
    let groups = story.results.cells.iter().filter(|key| {
        metric::ALL[key.metric].name == "outlay" && key.place == "all" && !key.group.contains(": ")
    });
    let mut payers: Vec<String> = groups.map(|key| key.group.clone()).collect();
    payers.sort_by_key(|payer| payer == "all");
    payers
}

/// What a payer is planned to pay over the whole run.
fn share_of(plan: &Planned, payer: &str) -> String {
    let whole = plan.whole();
    let usd = if payer == "all" {
        plan.total(&whole)
    } else {
        let own = plan
            .by_payer(&whole)
            .into_iter()
            .find(|(name, _)| *name == payer);
        own.map_or(0.0, |(_, usd)| usd)
    };
    words::dollars(usd)
}

/// What the simulation has the payer pay beyond the base: middle future and range.
fn simulated(story: &Story, base: usize, arm: usize, payer: &str) -> String {
    let Some(cell) = story.results.find_cell("outlay", "total", "all", payer) else {
        return "–".to_owned();
    };
    let column = |arm: usize| story.results.column(arm, cell);
    let compared = Comparison::of(&column(base), &column(arm), &story.results.luck());
    change(
        &compared.spread,
        &metric::ALL[story.results.cells[cell].metric],
    )
}

/// The plan of every scenario by setting and calendar year; nothing where no scenario plans to spend anything.
///
/// # Errors
/// Never in practice: the table is written to memory.
pub fn csv(story: &Story) -> io::Result<Option<Vec<u8>>> {
    let plans: Vec<&Planned> = story
        .portraits
        .iter()
        .filter_map(|portrait| portrait.planned.as_ref())
        .collect();
    if plans.iter().all(|plan| plan.lines.is_empty()) {
        return Ok(None);
    }
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(HEAD)?;
    let arms = &story.results.design.arms;
    for (arm, portrait) in arms.iter().zip(story.portraits) {
        let Some(plan) = &portrait.planned else {
            continue;
        };
        for (year, days) in plan.calendar_years() {
            for line in &plan.lines {
                table.write_record([
                    arm.name.as_str(),
                    plan.beyond.as_str(),
                    &year.to_string(),
                    line.setting.name(),
                    &line.payer,
                    &line.units_over(&days).to_string(),
                    line.unit.trim_start_matches("USD/"),
                    &line.usd.to_string(),
                    &line.usd_over(&days).to_string(),
                ])?;
            }
        }
    }
    let bytes = table
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    Ok(Some(bytes))
}

/// Columns of `plan.csv`.
const HEAD: [&str; 9] = [
    "scenario",
    "beyond",
    "year",
    "setting",
    "payer",
    "quantity",
    "unit",
    "usd_per_unit",
    "usd",
];
