//! `search`: portfolios of levers that serve several objectives at once, found round by round.

use clap::Args;
use clap_complete::ArgValueCompleter;

use super::batch::{self, BatchArgs};
use super::complete;
use super::decide::{axes, stem};
use super::explore::WantedArgs;
use super::simulate::threads;
use super::{Failure, terminal};
use crate::decide::arms::variants;
use crate::decide::search::{Rounds, Search};
use crate::decide::{Measure, Seeking};
use crate::scenario;
use crate::study::StudyError;

/// Arguments of `search`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct SearchArgs {
    /// A bundled name, or a file ending in .toml
    #[arg(value_name = "SCENARIO", add = ArgValueCompleter::new(complete::scenarios))]
    pub scenario: String,
    /// A lever and its range; with /STEPS only so many values of it are tried; repeatable
    #[arg(long, required = true, value_name = "SETTING=LOW..HIGH[/STEPS][@DATE]")]
    pub vary: Vec<String>,
    /// What is wanted.
    #[command(flatten)]
    pub wanted: WantedArgs,
    /// Most rounds; fewer are run if two of them add next to nothing
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=200))]
    pub rounds: u16,
    /// Portfolios tried in each round
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u16).range(2..=500))]
    pub portfolios: u16,
    /// Simulated futures of each portfolio
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u64).range(2..=1_000_000))]
    pub replicates: u64,
    /// Chance, changes, and where results go.
    #[command(flatten)]
    pub batch: BatchArgs,
}

const EXAMPLES: &str = "\
Examples:
  garita search status-quo --vary shelter-beds.built.tijuana=0..4000@2025-01-01 --vary port-appointments.slots-per-day=1000..5000@2025-01-01 --less unsheltered-nights --less outlay
  garita search status-quo --vary us-detection.staff=0.8..2/13@2025-01-01 --vary port-appointments.slots-per-day=1000..5000@2025-01-01 --budget 30e9 -n 50
  garita search legal-pathways --vary service-staff.legal-advisers=0..500 --less people-waiting:mean@us --more lawful-admissions --less outlay --rounds 20

Shows the portfolios of which none beats another in every objective, how surely each is among them, and whether more rounds would find
more. Without --less and --more, objectives are those of `garita explore`. Which portfolios are tried next depends on what came out
before, so a search cannot be split over machines with --shard; Ctrl-C keeps the rounds that are finished.";

/// `garita search`.
pub fn search(args: &SearchArgs) -> Result<(), Failure> {
    args.batch.refuse_shard("search")?;
    threads(args.batch.threads)?.install(|| {
        batch::seek(ask(args)?, &args.batch, |each| {
            let portfolios = usize::from(args.rounds) * usize::from(args.portfolios) + 1;
            format!(
                "up to {} rounds of {} portfolios in {} futures: about {}, less where scenarios share days or rounds add nothing, more on a busy machine",
                args.rounds,
                args.portfolios,
                args.replicates,
                terminal::duration(each * portfolios as f64)
            )
        })
    })
}

/// What is looked for; all ends of all ranges are read before anything is run.
pub fn ask(args: &SearchArgs) -> Result<Seeking, Failure> {
    let axes = axes(&args.vary)?;
    if let Some(axis) = axes.iter().find(|axis| !axis.is_setting()) {
        return Err(Failure::Input(format!(
            "`{}` is no lever: nobody can choose it\n  help: search over levers; `garita list levers` shows them",
            axis.name
        )));
    }
    let changes = args.batch.changes.overrides();
    let base = scenario::load(&args.scenario, &changes).map_err(StudyError::from)?;
    let wanted = args.wanted.wanted();
    let ends = [0, 1].map(|end| axes.iter().map(|axis| axis.range()[end]).collect());
    variants(&args.scenario, &changes, &axes, &ends)?;
    let search = Search {
        outlay: Measure::read("outlay", &base.world).map_err(Failure::Run)?,
        objectives: wanted.objectives(&base.world).map_err(Failure::Input)?,
        budget: args.wanted.budget,
        seed: args.batch.seed,
        axes,
        base,
    };
    let rounds = Rounds::new(
        search,
        (args.scenario.clone(), changes),
        (usize::from(args.rounds), usize::from(args.portfolios)),
    );
    Ok(Seeking::new(
        ("search", stem(&args.scenario)),
        (args.batch.seed, args.replicates),
        Box::new(rounds),
    ))
}
