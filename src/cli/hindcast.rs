//! `hindcast`: the past under dated policy, against published counts, misses included.

use clap::Args;
use clap_complete::ArgValueCompleter;

use super::complete;
use super::{Failure, terminal};
use crate::analysis::words;
use crate::experiment::Plan;
use crate::experiment::hindcast::{Row, compare};
use crate::scenario::{self, Overrides};

/// Arguments of `hindcast`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct HindcastArgs {
    /// A scenario of the past: a bundled name or a .toml file
    #[arg(value_name = "SCENARIO", default_value = "cbp-one-2023-2024")]
    pub scenario: String,
    /// Simulated futures
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..))]
    pub replicates: u64,
    /// Seed of all chance
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Show the rows that only inform, too
    #[arg(long)]
    pub all: bool,
    /// Fix an uncertain input
    #[arg(long, value_name = "PARAMETER=VALUE", add = ArgValueCompleter::new(complete::parameters))]
    pub assume: Vec<String>,
}

const EXAMPLES: &str = "\
Examples:
  garita hindcast
  garita hindcast --all --replicates 400 --seed 7
  garita hindcast title-42-2020-2023

Exit code 1 if the median of the simulated futures misses a target.";

/// `garita hindcast`.
pub fn hindcast(args: &HindcastArgs) -> Result<(), Failure> {
    let broken = |found: scenario::Diagnostics| {
        Failure::Input(found.render(terminal::width(), terminal::colour()))
    };
    let changes = Overrides {
        assume: args.assume.clone(),
        ..Overrides::default()
    };
    let past = scenario::load(&args.scenario, &changes).map_err(broken)?;
    let catalogue =
        scenario::catalogue().map_err(|found| Failure::Run(found.render(100, false)))?;
    let plan = Plan::new(std::slice::from_ref(&past), catalogue, args.seed, true);
    let rows = compare(&plan, &past, args.replicates).map_err(Failure::Run)?;
    let shown: Vec<&Row> = rows
        .iter()
        .filter(|row| args.all || row.target.tolerance.is_some())
        .collect();
    let head = [
        "target",
        "period",
        "published",
        "simulated median",
        "90 % of futures",
        "ratio",
        "within",
        "source",
    ];
    terminal::say(&terminal::table(
        &head,
        shown.iter().map(|row| cells(row)).collect(),
    ));
    verdict(&rows, args)
}

fn cells(row: &Row) -> Vec<String> {
    let target = &row.target;
    let number = |value: f64| words::number(value, if target.unit == "share" { 3 } else { 0 });
    let within = match (row.passes(), target.tolerance) {
        (Some(true), Some(tolerance)) => {
            format!("yes (±{} %)", words::number(100.0 * tolerance, 0))
        }
        (Some(false), Some(tolerance)) => {
            format!("NO (±{} %)", words::number(100.0 * tolerance, 0))
        }
        _ => "not a target".to_owned(),
    };
    vec![
        target.id.clone(),
        format!("{} to {}", target.period_from, target.period_to),
        number(target.observed),
        number(row.median),
        format!("{} to {}", number(row.range.0), number(row.range.1)),
        row.ratio()
            .map_or_else(|| "–".to_owned(), |ratio| words::number(ratio, 2)),
        within,
        target.source.clone(),
    ]
}

/// Says how many targets are met; fails if one is missed.
fn verdict(rows: &[Row], args: &HindcastArgs) -> Result<(), Failure> {
    let targets: Vec<&Row> = rows.iter().filter(|row| row.passes().is_some()).collect();
    let missed: Vec<&str> = targets
        .iter()
        .filter(|row| row.passes() == Some(false))
        .map(|row| row.target.id.as_str())
        .collect();
    let summary = format!(
        "{} of {} targets are met by the median of {} futures (seed {}).",
        targets.len() - missed.len(),
        targets.len(),
        args.replicates,
        args.seed,
    );
    terminal::say(&summary);
    if missed.is_empty() {
        Ok(())
    } else {
        Err(Failure::Run(format!("missed: {}", missed.join(", "))))
    }
}
