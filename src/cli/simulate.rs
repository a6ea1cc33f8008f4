//! `run` and `compare`: from scenarios to a result folder.

use std::path::PathBuf;

use super::args::{CompareArgs, EnsembleArgs, OutputArgs, RunArgs};
use super::cast::Cast;
use super::gather::{Gathered, gather};
use super::writer::Writer;
use super::{Failure, load, terminal};
use crate::analysis::Answers;
use crate::checks::Goals;
use crate::experiment::{Design, Plan, Results, Watched};
use crate::export::{Permission, RunFolder};
use crate::report::{self, Table};
use crate::scenario::{self, Diagnostics};

/// `garita run`.
pub fn run(args: &RunArgs) -> Result<(), Failure> {
    let cast = Cast::of_run(&args.scenarios, &args.changes)?;
    threads(args.ensemble.threads)?.install(|| simulate(&cast, &args.ensemble, &args.output))
}

/// `garita compare`.
pub fn compare(args: &CompareArgs) -> Result<(), Failure> {
    let cast = Cast::of_comparison(&args.scenarios, args.base.as_deref(), &args.changes)?;
    threads(args.ensemble.threads)?.install(|| simulate(&cast, &args.ensemble, &args.output))
}

/// Simulates the cast and writes the result folder.
fn simulate(cast: &Cast, ensemble: &EnsembleArgs, output: &OutputArgs) -> Result<(), Failure> {
    let started = jiff::Timestamp::now();
    let places = known_places(cast, &output.places)?;
    let goals = load_goals(cast, output)?;
    let catalogue = scenario::catalogue()
        .map_err(|problems| Failure::Run(problems.render(terminal::width(), false)))?;
    let plan = Plan::new(&cast.scenarios, catalogue, ensemble.seed, ensemble.check);
    let target = output
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from("output").join(&cast.folder));
    let permission = Permission {
        force: output.force,
        resume: ensemble.resume,
    };
    let folder = RunFolder::create(&target, permission)?;
    print_warnings(cast, output.quiet);
    if !output.quiet {
        load::remark(&plan, cast);
    }
    let Gathered { results, precision } = gather(
        &plan,
        &Design {
            watched: watched(goals.as_ref()),
            ..design(cast, ensemble)
        },
        ensemble,
        &folder,
        output.quiet,
    )?;
    let answers = Answers::of(&results);
    let writer = Writer {
        cast,
        results: &results,
        answers: &answers,
        precision,
        places: &places,
        goals: goals.as_ref(),
        catalogue,
    };
    let summary = writer
        .write(&folder, started, output)
        .map_err(|failure| failure.kept(&folder))?;
    let path = folder.finish()?;
    if let Some(goals) = goals.filter(|_| !output.quiet) {
        say_goals(&goals, &results);
    }
    announce(
        &summary,
        &path.display().to_string(),
        "report.md",
        output.quiet,
    );
    Ok(())
}

/// The goals of the file asked for and the limits of the scenarios, which must fit the scenarios.
fn load_goals(cast: &Cast, output: &OutputArgs) -> Result<Option<Goals>, Failure> {
    let goals = Goals::of_run(output.goals.as_deref(), &cast.scenarios);
    let problems =
        |found: Diagnostics| Failure::Input(found.render(terminal::width(), terminal::colour()));
    goals.map_err(problems)
}

fn watched(goals: Option<&Goals>) -> Vec<Watched> {
    goals.map_or_else(Vec::new, |goals| goals.watched().to_vec())
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

/// The plan of the experiment that the options ask for.
pub fn design(cast: &Cast, ensemble: &EnsembleArgs) -> Design {
    let first = &cast.scenarios[0];
    let most = match ensemble.precision {
        Some(_) => ensemble.max_replicates,
        None => ensemble.replicates,
    };
    Design {
        seed: ensemble.seed,
        replicates: ensemble
            .only_replicate
            .map_or_else(|| (0..most).collect(), |k| vec![k]),
        start: first.start,
        days: first.days(),
        arms: cast.arms.clone(),
        pairs: cast.pairs.clone(),
        watched: Vec::new(),
    }
}

/// Names given with `--places`, all of which must exist.
fn known_places(cast: &Cast, wanted: &[String]) -> Result<Vec<String>, Failure> {
    let names: Vec<&str> = cast.scenarios[0]
        .world
        .places
        .iter()
        .map(|place| place.name.as_str())
        .collect();
    match wanted.iter().find(|name| !names.contains(&name.as_str())) {
        Some(unknown) => Err(Failure::Input(format!(
            "unknown place `{unknown}`\n  help: one of {}",
            names.join(", ")
        ))),
        None if wanted.is_empty() => Ok(names.into_iter().map(str::to_owned).collect()),
        None => Ok(wanted.to_vec()),
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
