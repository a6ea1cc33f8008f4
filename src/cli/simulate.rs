//! `run` and `compare`: from scenarios to a result folder.

use std::path::PathBuf;

use super::args::{CompareArgs, EnsembleArgs, OutputArgs, RunArgs, TableFormat};
use super::gather::gather;
use super::{Failure, attribute, load, progress, shard, terminal};
use crate::analysis::Answers;
use crate::checks::Goals;
use crate::experiment::{Plan, Results};
use crate::export::{Permission, RunFolder};
use crate::report::{self, Table};
use crate::study::{Cast, Progress, Shard, Study, StudyError, Wishes, Writer};

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
    let cast = Cast::of_comparison(&args.scenarios, args.base.as_deref(), &changes);
    let cast = announced(cast)?;
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
