//! `sweep`: grids and other designs over levers and uncertain inputs.

use clap::Args;
use clap_complete::ArgValueCompleter;

use super::decide::{Analysis, CommonArgs, axes};
use super::simulate::threads;
use super::{Failure, shell};
use crate::decide::measure::USUAL;
use crate::decide::sweep::Sweep;

/// Arguments of `sweep`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct SweepArgs {
    /// A bundled name, or a file ending in .toml
    #[arg(value_name = "SCENARIO", add = ArgValueCompleter::new(shell::scenarios))]
    pub scenario: String,
    /// What varies: SETTING or PARAMETER, then =LOW..HIGH, =LOW..HIGH/STEPS or =A,B,C, then @DATE for a setting; repeatable
    #[arg(long, required = true, value_name = "NAME=VALUES[@DATE]")]
    pub vary: Vec<String>,
    /// Outcome looked at: METRIC, METRIC:STATISTIC or METRIC:STATISTIC@PLACE/GROUP; repeatable
    #[arg(long, value_name = "METRIC", default_values_t = USUAL.map(str::to_owned))]
    pub metric: Vec<String>,
    /// How to simulate, what to change, where to write.
    #[command(flatten)]
    pub common: CommonArgs,
}

const EXAMPLES: &str = "\
Examples:
  garita sweep status-quo --vary port-appointments.slots-per-day=1000..5000/5@2025-01-01
  garita sweep status-quo --vary shelter-beds.built.tijuana=0,1000,2000 --vary crossing.detection=0.6..0.9/4
  garita sweep legal-pathways --vary us-detection.staff=0.5..2 --metric deaths --metric unsheltered-nights@tijuana -n 100

Every point meets the same simulated futures. points.csv has a row for each point and outcome.";

/// `garita sweep`.
pub fn sweep(args: &SweepArgs) -> Result<(), Failure> {
    let axes = axes(&args.vary)?;
    let points = Sweep::grid(&axes);
    let changes = args.common.changes.overrides();
    threads(args.common.ensemble.threads)?.install(|| {
        let sweep = Sweep::new(&args.scenario, &changes, axes, points, &args.metric)?;
        let analysis = Analysis::of(
            "sweep",
            &[&args.scenario],
            sweep.scenarios.clone(),
            &args.common,
        )?;
        let analysis = analysis.watching(&sweep.measures);
        let results = analysis.run()?;
        analysis.write(sweep.found(&results)?, &results)
    })
}
