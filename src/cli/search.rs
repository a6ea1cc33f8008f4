//! `search`: portfolios of levers that serve several objectives at once, found round by round.

use std::path::PathBuf;

use clap::Args;
use clap_complete::ArgValueCompleter;

use super::batch::{BatchArgs, Batches};
use super::complete;
use super::decide::{axes, stem, write_found};
use super::explore::WantedArgs;
use super::simulate::threads;
use super::{Failure, terminal};
use crate::decide::Measure;
use crate::decide::arms::{portfolio, variants};
use crate::decide::search::{Search, Trials};
use crate::scenario::{self, Scenario};
use crate::study::{Cast, StudyError};

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
before, so a search cannot be split over machines with --shard; a search that is stopped keeps nothing.";

/// `garita search`.
pub fn search(args: &SearchArgs) -> Result<(), Failure> {
    args.batch.refuse_shard("search")?;
    threads(args.batch.threads)?.install(|| look(args))
}

fn look(args: &SearchArgs) -> Result<(), Failure> {
    let started = jiff::Timestamp::now();
    let search = asked(args)?;
    let measures = search.measures();
    let batches = Batches {
        seed: args.batch.seed,
        replicates: args.replicates,
        measures: &measures,
        quiet: args.batch.quiet,
    };
    let usual = || PathBuf::from("output").join(format!("search-{}", stem(&args.scenario)));
    let folder = args.batch.folder(usual)?;
    say_how_long(args, &batches, &search.base)?;
    let (trials, mut design) = rounds(args, &search, &batches)?;
    let (found, scenarios) = search.found(&trials)?;
    design.arms = Cast::of_scenarios(scenarios.clone())?.arms;
    write_found(
        ("search", vec![stem(&args.scenario)]),
        found,
        (&scenarios, &design),
        (folder, started),
        args.batch.quiet,
    )
}

/// What is looked for; all ends of all ranges are read before anything is run.
fn asked(args: &SearchArgs) -> Result<Search, Failure> {
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
    Ok(Search {
        outlay: Measure::read("outlay", &base.world).map_err(Failure::Run)?,
        objectives: wanted.objectives(&base.world).map_err(Failure::Input)?,
        budget: args.wanted.budget,
        seed: args.batch.seed,
        axes,
        base,
    })
}

fn say_how_long(args: &SearchArgs, batches: &Batches, base: &Scenario) -> Result<(), Failure> {
    if args.batch.quiet {
        return Ok(());
    }
    let portfolios = usize::from(args.rounds) * usize::from(args.portfolios) + 1;
    let seconds = batches.seconds(base)? * portfolios as f64;
    terminal::note(&format!(
        "up to {} rounds of {} portfolios in {} futures: about {}, less where scenarios share days or rounds add nothing, more on a busy machine",
        args.rounds,
        args.portfolios,
        args.replicates,
        terminal::duration(seconds)
    ));
    Ok(())
}

/// Round after round, until one more would find little; how the last was run.
fn rounds(
    args: &SearchArgs,
    search: &Search,
    batches: &Batches,
) -> Result<(Trials, crate::experiment::Design), Failure> {
    let changes = args.batch.changes.overrides();
    let (mut trials, mut design) = (Trials::new(), None);
    for round in 1..=args.rounds {
        let values = search.next(&trials, usize::from(args.portfolios));
        if values.is_empty() || search.has_stopped(&trials) {
            break;
        }
        let mut scenarios = variants(&args.scenario, &changes, &search.axes, &values)?;
        for (number, scenario) in (trials.count() + 1..).zip(&mut scenarios) {
            scenario.name = portfolio(number);
        }
        let mut ran: Vec<(Scenario, Vec<f64>)> = scenarios.into_iter().zip(values).collect();
        if round == 1 {
            ran.insert(0, (search.base.clone(), Vec::new()));
        }
        let results = batches.run(ran.iter().map(|(one, _)| one.clone()).collect())?;
        search.take(&mut trials, ran, &results);
        design = Some(results.design);
        if !args.batch.quiet {
            terminal::note(&format!("round {round}: {} portfolios", trials.count()));
        }
    }
    let design = design.ok_or_else(|| Failure::Run("nothing was run".to_owned()))?;
    Ok((trials, design))
}
