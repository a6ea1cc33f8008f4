//! `run` and `compare`: from scenarios to a result folder.

use std::path::PathBuf;

use super::args::{CompareArgs, EnsembleArgs, OutputArgs, RunArgs};
use super::gather::{Gathered, gather};
use super::{Failure, load, progress, terminal};
use crate::analysis::Answers;
use crate::checks::Goals;
use crate::experiment::Results;
use crate::export::{Permission, RunFolder};
use crate::report::{self, Table};
use crate::study::{Cast, Progress, Study, StudyError, Wishes, Writer};

/// `garita run`.
pub fn run(args: &RunArgs) -> Result<(), Failure> {
    let cast = announced(Cast::of_run(&args.scenarios, &args.changes.overrides()))?;
    threads(args.ensemble.threads)?.install(|| simulate(cast, &args.ensemble, &args.output))
}

/// `garita compare`.
pub fn compare(args: &CompareArgs) -> Result<(), Failure> {
    let changes = args.changes.overrides();
    let cast = Cast::of_comparison(&args.scenarios, args.base.as_deref(), &changes);
    let cast = announced(cast)?;
    threads(args.ensemble.threads)?.install(|| simulate(cast, &args.ensemble, &args.output))
}

/// Says how the scenarios were brought together, if they were.
pub fn announced(cast: Result<Cast, StudyError>) -> Result<Cast, Failure> {
    let cast = cast?;
    cast.notes.iter().for_each(|note| terminal::note(note));
    Ok(cast)
}

/// Simulates the cast and writes the result folder.
fn simulate(cast: Cast, ensemble: &EnsembleArgs, output: &OutputArgs) -> Result<(), Failure> {
    let started = jiff::Timestamp::now();
    let wishes = Wishes {
        goals: output.goals.clone(),
        places: output.places.clone(),
        ..wishes(ensemble)
    };
    let study = Study::new(cast, &wishes)?;
    let plan = study.plan();
    let target = output
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from("output").join(&study.cast.folder));
    let permission = Permission {
        force: output.force,
        resume: ensemble.resume,
    };
    let folder = RunFolder::create(&target, permission)?;
    print_warnings(&study.cast, output.quiet);
    if !output.quiet {
        load::remark(&plan, &study.cast);
    }
    let Gathered { results, precision } = gather(&study, &plan, ensemble, &folder, output.quiet)?;
    let writer = Writer {
        study: &study,
        results: &results,
        answers: &Answers::of(&results),
        precision,
        command: &command_line(),
        started,
        charts: !output.no_charts,
    };
    let sentences =
        write(&writer, &folder, output.quiet).map_err(|failure| failure.kept(&folder))?;
    let path = folder.finish()?;
    if let Some(goals) = study.goals.as_ref().filter(|_| !output.quiet) {
        say_goals(goals, &results);
    }
    announce(
        &sentences,
        &path.display().to_string(),
        "report.md",
        output.quiet,
    );
    Ok(())
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
        .chain(std::env::args().skip(1))
        .collect()
}
