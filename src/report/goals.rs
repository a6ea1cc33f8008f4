//! In how many futures of each scenario the goals that a user set are met.

use std::io;

use super::rows::Table;
use crate::analysis::words;
use crate::checks::{Goals, Met};
use crate::experiment::Results;
use crate::text::{key, say, say_title};

/// Name of the row for every goal at once.
const TOGETHER: &str = key("All of them together");

/// Name of the table in the result folder.
pub const FILE: &str = "goals.csv";

/// One row per goal, last all of them together: what is required, then the share of futures by scenario.
#[must_use]
pub fn table(goals: &Goals, results: &Results) -> Table {
    let arms = &results.design.arms;
    let titles = arms.iter().map(|arm| say_title(&arm.title).into_owned());
    let mut table = Table::new(&[say("Goal"), say("Met where")], titles);
    let judged: Vec<Vec<Met>> = (0..arms.len())
        .map(|arm| goals.judge(results, arm))
        .collect();
    for (index, (name, required)) in rows(goals).into_iter().enumerate() {
        let mut row = vec![name, required];
        row.extend(judged.iter().map(|met| share(&met[index])));
        table.rows.push(row);
    }
    table
}

/// The table for programs.
///
/// # Errors
/// Never in practice: the table is written to memory.
pub fn csv(goals: &Goals, results: &Results) -> io::Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record([
        "scenario", "goal", "required", "futures", "met", "share", "ci_low", "ci_high",
    ])?;
    for (arm, scenario) in results.design.arms.iter().enumerate() {
        for ((name, required), met) in rows(goals).into_iter().zip(goals.judge(results, arm)) {
            let Met {
                hits,
                futures,
                share,
            } = met;
            let numbers = [share.estimate, share.low, share.high];
            let mut row = vec![scenario.name.clone(), name, required];
            row.extend([futures.to_string(), hits.to_string()]);
            row.extend(numbers.map(|number| number.to_string()));
            table.write_record(row)?;
        }
    }
    table.into_inner().map_err(csv::IntoInnerError::into_error)
}

/// Names and requirements, with the row for all goals at once.
fn rows(goals: &Goals) -> Vec<(String, String)> {
    let own = goals.demands();
    let own = own.map(|(name, required)| (name.to_owned(), required.to_owned()));
    own.chain([(say(TOGETHER).to_owned(), String::new())])
        .collect()
}

/// "in 84 % (71 % to 92 %)".
fn share(met: &Met) -> String {
    let Met { share, .. } = met;
    tell!(
        "{share} ({low} to {high})",
        share = words::share(share.estimate),
        low = words::share(share.low),
        high = words::share(share.high)
    )
}
