//! `run` and `compare`: from scenarios to a result folder.

use std::path::PathBuf;

use clap::Args;
use clap_complete::ArgValueCompleter;

use super::args::{ChangeArgs, EnsembleArgs, OutputArgs, TableFormat, shard};
use super::complete;
use super::gather::gather;
use super::{Failure, attribute, load, progress, shard, terminal};
use crate::analysis::Answers;
use crate::checks::Goals;
use crate::decide::measure::USUAL;
use crate::experiment::{Plan, Results};
use crate::export::{Permission, RunFolder};
use crate::report::{self, Table};
use crate::study::{Cast, Progress, Shard, Study, StudyError, Wishes, Writer};

/// Arguments of `run`.
#[derive(Debug, Args)]
#[command(after_help = RUN_EXAMPLES)]
pub struct RunArgs {
    /// Bundled names, or files ending in .toml; SCENARIO+POLICY lays a policy over one
    #[arg(required = true, value_name = "SCENARIO", add = ArgValueCompleter::new(complete::scenarios))]
    pub scenarios: Vec<String>,
    /// How to simulate.
    #[command(flatten)]
    pub ensemble: EnsembleArgs,
    /// Simulate only shard I of N and leave it as one file; `garita merge` makes the results of all N
    #[arg(long, value_name = "I/N", value_parser = shard, help_heading = "Simulation", conflicts_with = "only_replicate")]
    pub shard: Option<Shard>,
    /// What to change in every scenario.
    #[command(flatten)]
    pub changes: ChangeArgs,
    /// What to write, and where.
    #[command(flatten)]
    pub output: OutputArgs,
}

const RUN_EXAMPLES: &str = "\
Examples:
  garita run status-quo
  garita run my-scenario.toml --replicates 500 --out output/my-run
  garita run status-quo --with port-appointments-3000 --with shelter-2000
  garita run status-quo --set port-appointments.slots-per-day=3000@2025-01-01
  garita run status-quo --assume crossing.detection=0.8 --response off
  garita run status-quo --precision 5%
  garita run status-quo --replicates 5000 --resume
  garita run status-quo --goals my-goals.toml
  garita run status-quo --replicates 5000 --shard 1/3      on one of three machines; see garita merge --help

Ctrl-C stops within a second and keeps the futures that are finished; --resume goes on from there.";

/// Arguments of `compare`.
#[derive(Debug, Args)]
#[command(after_help = COMPARE_EXAMPLES)]
pub struct CompareArgs {
    /// Two or more bundled names, or files ending in .toml; or one, compared with itself as --set and --with change it
    #[arg(required = true, value_name = "SCENARIO", add = ArgValueCompleter::new(complete::scenarios))]
    pub scenarios: Vec<String>,
    /// Scenario that the others are compared with [default: the first]
    #[arg(long, value_name = "SCENARIO", add = ArgValueCompleter::new(complete::scenarios))]
    pub base: Option<String>,
    /// How to simulate.
    #[command(flatten)]
    pub ensemble: EnsembleArgs,
    /// Instead of the whole report: how much of the difference between two scenarios each lever accounts for
    #[arg(long, conflicts_with_all = ["goals", "places", "no_charts"])]
    pub attribute: bool,
    /// With --attribute, outcome looked at: METRIC, METRIC:STATISTIC or METRIC:STATISTIC@PLACE/GROUP; repeatable
    #[arg(long, requires = "attribute", value_name = "METRIC", default_values_t = USUAL.map(str::to_owned))]
    pub metric: Vec<String>,
    /// Simulate only shard I of N and leave it as one file; `garita merge` makes the results of all N
    #[arg(long, value_name = "I/N", value_parser = shard, help_heading = "Simulation", conflicts_with = "only_replicate")]
    pub shard: Option<Shard>,
    /// What to change in every scenario.
    #[command(flatten)]
    pub changes: ChangeArgs,
    /// What to write, and where.
    #[command(flatten)]
    pub output: OutputArgs,
}

const COMPARE_EXAMPLES: &str = "\
Examples:
  garita compare enforcement-only legal-pathways
  garita compare status-quo status-quo+shelter-2000
  garita compare status-quo --set port-appointments.slots-per-day=3000@2025-01-01
  garita compare legal-pathways my-scenario.toml --base my-scenario.toml
  garita compare enforcement-only legal-pathways --replicates 400 --seed 7 --force
  garita compare status-quo legal-pathways --attribute

The first scenario is the base unless --base names another. The status quo is drawn in grey beside them.
One scenario alone is compared with itself: --set and --with then change the second of the two only.";

/// `garita run`.
pub fn run(args: &RunArgs) -> Result<(), Failure> {
    let cast = announced(Cast::of_run(&args.scenarios, &args.changes.overrides()))?;
    let asked = Asked::of(&args.ensemble, &args.output, args.shard)?;
    threads(args.ensemble.threads)?.install(|| simulate(cast, &asked))
}

/// `garita compare`.
pub fn compare(args: &CompareArgs) -> Result<(), Failure> {
    if args.attribute {
        return attribute::attribute(args);
    }
    let changes = args.changes.overrides();
    let cast = announced(match args.scenarios.as_slice() {
        [alone] if args.base.as_ref().is_none_or(|base| base == alone) => {
            Cast::of_change(alone, &changes)
        }
        names => Cast::of_comparison(names, args.base.as_deref(), &changes),
    })?;
    let asked = Asked::of(&args.ensemble, &args.output, args.shard)?;
    threads(args.ensemble.threads)?.install(|| simulate(cast, &asked))
}

/// Says how the scenarios were brought together, if they were.
pub fn announced(cast: Result<Cast, StudyError>) -> Result<Cast, Failure> {
    let cast = cast?;
    cast.notes.iter().for_each(|note| terminal::note(note));
    Ok(cast)
}

/// What is asked for beside the scenarios.
struct Asked<'a> {
    ensemble: &'a EnsembleArgs,
    output: &'a OutputArgs,
    shard: Option<Shard>,
}

impl<'a> Asked<'a> {
    fn of(
        ensemble: &'a EnsembleArgs,
        output: &'a OutputArgs,
        shard: Option<Shard>,
    ) -> Result<Self, Failure> {
        if output.format == TableFormat::Parquet && !cfg!(feature = "parquet") {
            return Err(Failure::Input(
                "this program was built without Parquet\n  help: build it with cargo install --path . --features parquet, or leave out --format: the .csv tables hold the same".to_owned(),
            ));
        }
        if shard.is_some() {
            shard::refuse_precision(ensemble)?;
        }
        Ok(Self {
            ensemble,
            output,
            shard,
        })
    }
}

/// Simulates the cast, and writes the result folder or the part of a shard.
fn simulate(cast: Cast, asked: &Asked) -> Result<(), Failure> {
    let started = jiff::Timestamp::now();
    let Asked {
        ensemble, output, ..
    } = *asked;
    let wishes = Wishes {
        goals: output.goals.clone(),
        places: output.places.clone(),
        lang: output.language.lang,
        ..wishes(ensemble)
    };
    let study = Study::new(cast, &wishes)?;
    let (plan, design) = (study.plan(), &study.design);
    if let Some(shard) = asked.shard {
        remark(&study, &plan, output.quiet);
        let place = shard::Place {
            out: output.out.as_deref(),
            force: output.force,
            quiet: output.quiet,
        };
        return shard::simulate(&study, &plan, shard, ensemble, &place);
    }
    let folder = RunFolder::create(
        &folder_of(output, &study),
        Permission {
            force: output.force,
            resume: ensemble.resume,
        },
    )?;
    remark(&study, &plan, output.quiet);
    let wanted = &design.replicates;
    let gathered = gather(&plan, design, wanted, ensemble, &folder, output.quiet)?;
    let (results, precision) = gathered.results()?;
    let writer = Writer {
        study: &study,
        results: &results,
        answers: &Answers::of(&results),
        precision,
        command: &command_line(),
        started,
        charts: !output.no_charts,
        parquet: output.format == TableFormat::Parquet,
    };
    let shown = show(&writer, folder, output.quiet)?;
    announce(&shown.0, &shown.1, "report.html", output.quiet);
    Ok(())
}

/// The folder asked for, or the usual one.
fn folder_of(output: &OutputArgs, study: &Study) -> PathBuf {
    let usual = || PathBuf::from("output").join(&study.cast.folder);
    output.out.clone().unwrap_or_else(usual)
}

/// Says before a run what stands out in its scenarios.
pub fn remark(study: &Study, plan: &Plan, quiet: bool) {
    print_warnings(&study.cast, quiet);
    if !quiet {
        load::remark(plan, &study.cast);
    }
}

/// Writes results, shows their folder and says how the goals are met; returns the sentences for the terminal, and where
/// the folder is.
pub fn show(
    writer: &Writer,
    folder: RunFolder,
    quiet: bool,
) -> Result<(Vec<String>, String), Failure> {
    let sentences = write(writer, &folder, quiet).map_err(|failure| failure.kept(&folder))?;
    let path = folder.finish()?;
    if let Some(goals) = writer.study.goals.as_ref().filter(|_| !quiet) {
        say_goals(goals, writer.results);
    }
    Ok((sentences, path.display().to_string()))
}

/// Writes the result folder under a progress bar for the charts; returns the sentences for the terminal.
pub fn write(writer: &Writer, folder: &RunFolder, quiet: bool) -> Result<Vec<String>, Failure> {
    let bar = progress::bar(0, "charts", quiet);
    let progress = Progress {
        stop: progress::stop_flag(),
        charts: &|count| bar.set_length(count as u64),
        chart: &|| bar.inc(1),
        ..Progress::silent()
    };
    let written = writer.write(folder, &progress);
    bar.finish_and_clear();
    Ok(written?)
}

/// In how many futures of each scenario the goals are met.
fn say_goals(goals: &Goals, results: &Results) {
    let Table { mut head, mut rows } = report::goals::table(goals, results);
    // What each requires is in the file and in the report; a window has no room for it.
    head.remove(1);
    for row in &mut rows {
        row.remove(1);
    }
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    terminal::say(&format!(
        "{}: share of futures that meet them (95 % interval)\n",
        terminal::bold("The goals you set")
    ));
    terminal::say(&format!(
        "{}\n",
        terminal::table(&head, terminal::apart(rows))
    ));
}

/// What the options for simulating ask for.
pub fn wishes(ensemble: &EnsembleArgs) -> Wishes {
    let most = match ensemble.precision {
        Some(_) => ensemble.max_replicates,
        None => ensemble.replicates,
    };
    let alone = ensemble.only_replicate;
    Wishes {
        seed: ensemble.seed,
        replicates: alone.map_or_else(|| (0..most).collect(), |k| vec![k]),
        check: ensemble.check,
        ..Wishes::default()
    }
}

/// Remarks on the scenarios, unless nobody wants to read them.
pub fn print_warnings(cast: &Cast, quiet: bool) {
    let warnings = cast
        .scenarios
        .iter()
        .flat_map(|scenario| &scenario.warnings);
    for warning in warnings.filter(|_| !quiet) {
        terminal::note(&warning.render(terminal::width(), terminal::colour()));
    }
}

/// The threads asked for; all cores if none are.
pub fn threads(wanted: Option<u16>) -> Result<rayon::ThreadPool, Failure> {
    let wanted = wanted.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(wanted).build();
    pool.map_err(|error| Failure::Run(format!("cannot start the threads: {error}")))
}

/// Says what came out, where it is, and what to open first.
pub fn announce(sentences: &[String], path: &str, open: &str, quiet: bool) {
    if !quiet {
        for sentence in sentences {
            terminal::say(&terminal::wrap(sentence, "- ", terminal::width()));
        }
        terminal::say(&format!("\nMore in {path}/{open}\n"));
    }
    terminal::say(path);
}

/// The command line, first the program's plain name instead of a path of this machine.
pub fn command_line() -> Vec<String> {
    std::iter::once("garita".to_owned())
        .chain(std::env::args().skip(1).filter(|word| word != "--resume"))
        .collect()
}
