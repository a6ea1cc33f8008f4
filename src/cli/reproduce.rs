//! `reproduce`: an earlier result run again from what it saved, and held against its tables.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use clap::Args;

use super::simulate::{command_line, threads, write};
use super::{Failure, outlay, progress, terminal};
use crate::analysis::Answers;
use crate::chart::{self, Original, View};
use crate::decide::Inquiry;
use crate::experiment::{self, Results};
use crate::export::{self, Permission, RunFolder, Saved, SavedError, manifest};
use crate::report::doses::Doses;
use crate::study::{Progress, Study, Writer};

/// Arguments of `reproduce`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ReproduceArgs {
    /// A result folder, its manifest.json, or one of its charts
    #[arg(value_name = "RESULT")]
    pub result: PathBuf,
    /// Write the new run to this folder, too, with charts and report
    #[arg(short, long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Try although another version of the program made the result; replace earlier results in the folder of --out
    #[arg(long)]
    pub force: bool,
    /// Threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// No progress bar
    #[arg(short, long)]
    pub quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  garita reproduce output/status-quo
  garita reproduce output/enforcement-only-vs-legal-pathways/charts/key-figures.png
  garita reproduce output/status-quo/manifest.json --out output/again

Seed, futures and scenarios are those that the result saved. Every table in the folder is compared (files ending in .csv);
of a chart (.png), drawn by its run or by `garita chart`, every dot of the picture, too. Exit code 0: everything is identical;
1: something is not; 2: something that is needed is missing or was changed.";

/// `garita reproduce`.
pub fn reproduce(args: &ReproduceArgs) -> Result<(), Failure> {
    let saved = Saved::open(&args.result, args.force)?;
    let picture = asked_picture(&args.result, &saved)?;
    threads(args.threads)?.install(|| match saved.asked() {
        Some(_) => asked_again(&saved, picture.as_ref(), args),
        None => again(&saved, picture.as_ref(), args),
    })
}

/// A picture, and what its texts say of how it was drawn.
struct Picture {
    file: PathBuf,
    bytes: Vec<u8>,
    /// Name of the chart.
    name: String,
    /// What somebody chose when drawing it again.
    view: View,
}

/// The picture asked for, if one was: its texts say which result and which chart it shows.
fn asked_picture(asked: &Path, saved: &Saved) -> Result<Option<Picture>, Failure> {
    if asked.extension().is_none_or(|end| end != "png") {
        return Ok(None);
    }
    let bytes = std::fs::read(asked)?;
    let texts = chart::texts(&bytes).unwrap_or_default();
    let said = |wanted: &str| {
        let mut texts = texts.iter();
        let text = texts.find(|(keyword, _)| keyword == wanted);
        text.map(|(_, text)| text.as_str())
    };
    refuse_other_runs(asked, said("garita:result"), saved)?;
    let view = said("garita:view").map_or_else(|| Ok(View::default()), serde_json::from_str);
    let view = view.map_err(|error| {
        Failure::Input(format!(
            "the text `garita:view` in {} cannot be read: {error}",
            asked.display()
        ))
    })?;
    Ok(Some(Picture {
        file: asked.to_owned(),
        name: said("garita:chart").unwrap_or_default().to_owned(),
        bytes,
        view,
    }))
}

/// A chart says in its text which result it shows.
fn refuse_other_runs(asked: &Path, result: Option<&str>, saved: &Saved) -> Result<(), Failure> {
    let result = result.map(|text| text.trim_start_matches("sha256:"));
    match result {
        Some(result) if result == saved.result_hash() => Ok(()),
        Some(result) => Err(Failure::Input(format!(
            "{} was drawn by another run than the one in {}: its result hash is {result}, but `result_hash` in {} is {}\n  help: name the folder of the result that drew it",
            asked.display(),
            saved.place(),
            manifest::NAME,
            saved.result_hash(),
        ))),
        None => Err(Failure::Input(format!(
            "{} does not say which run drew it: it has no text `garita:result`\n  help: name the result folder, or its manifest.json",
            asked.display()
        ))),
    }
}

/// Runs the result again, writes it if wanted, and compares.
fn again(saved: &Saved, picture: Option<&Picture>, args: &ReproduceArgs) -> Result<(), Failure> {
    let started = jiff::Timestamp::now();
    let folder = target(args)?;
    let study = Study::again(saved)?;
    let results = simulate(&study, args.quiet)?;
    let answers = Answers::of(&results);
    let mut tables = export::all_tables(&results, &answers)?;
    let hash = export::hash_of(&tables);
    let writer = Writer {
        study: &study,
        results: &results,
        answers: &answers,
        precision: saved.precision(),
        command: &command_line(),
        started,
        charts: true,
        parquet: false,
    };
    tables.extend(further_tables(saved, &writer)?);
    if let Some(folder) = folder {
        // Drawn and reported like any other results.
        write(&writer, &folder, args.quiet)?;
        shown(folder)?;
    }
    compare(saved, &tables, &hash)?;
    match picture {
        Some(asked) => same_picture(asked, original(saved, &writer, asked)),
        None => Ok(()),
    }
}

/// Runs an analysis again, writes it if wanted, and compares.
fn asked_again(
    saved: &Saved,
    picture: Option<&Picture>,
    args: &ReproduceArgs,
) -> Result<(), Failure> {
    let started = jiff::Timestamp::now();
    let folder = target(args)?;
    let inquiry = Inquiry::again(Study::again(saved)?)?;
    let results = simulate(&inquiry.study, args.quiet)?;
    let found = inquiry.found(&results)?;
    if let Some(folder) = folder {
        inquiry.write(&results, &command_line(), started, &folder)?;
        shown(folder)?;
    }
    compare(saved, &found.tables, &found.hash())?;
    let made = inquiry.made(&results, saved.command(), started);
    match picture {
        Some(asked) => same_picture(asked, found.original(&asked.name, &made)),
        None => Ok(()),
    }
}

/// The folder for the new run, if one is wanted.
fn target(args: &ReproduceArgs) -> Result<Option<RunFolder>, Failure> {
    let permission = Permission {
        force: args.force,
        resume: false,
    };
    let out = args.out.as_deref();
    let folder = out.map(|out| RunFolder::create(out, permission));
    Ok(folder.transpose()?)
}

/// Shows the folder of the new run.
fn shown(folder: RunFolder) -> Result<(), Failure> {
    let path = folder.finish()?;
    terminal::note(&format!("the new run is in {}", path.display()));
    Ok(())
}

/// What the chart asked for is drawn from, as the new run has it.
fn original(saved: &Saved, writer: &Writer, asked: &Picture) -> Option<Original> {
    let packages = saved.packages(writer.study.levers());
    let command = saved.command();
    if packages.is_empty() {
        writer.original(&asked.name, command, saved.result_hash())
    } else {
        let doses = Doses {
            results: writer.results,
            base: outlay::BASE,
            packages: &packages,
            remarks: saved.remarks(),
        };
        if asked.name != outlay::CHART {
            return None;
        }
        Some(outlay::original(
            writer.study,
            &doses,
            command,
            saved.result_hash(),
        ))
    }
}

/// Says whether a picture is the one that the new run draws.
fn same_picture(asked: &Picture, original: Option<Original>) -> Result<(), Failure> {
    let file = asked.file.display();
    let different = |what: String| Err(Failure::Run(format!("different: {file}: {what}")));
    let Some(mut original) = original else {
        return different(format!("the run draws no chart `{}`", asked.name));
    };
    original.view = asked.view.clone();
    let (then, now) = (&asked.bytes, &original.png(&asked.name)?);
    if then == now {
        terminal::say(&format!(
            "identical: {file} is the chart `{}` of this run",
            asked.name
        ));
        return Ok(());
    }
    let ((width, height, old), (new_width, new_height, new)) =
        (chart::pixels(then)?, chart::pixels(now)?);
    if (width, height) != (new_width, new_height) {
        return different(format!(
            "it has {width} × {height} dots, the run draws {new_width} × {new_height}"
        ));
    }
    let dots = || old.chunks_exact(4).zip(new.chunks_exact(4)).enumerate();
    let changed = dots().filter(|(_, (old, new))| old != new).count();
    if let Some((first, _)) = dots().find(|(_, (old, new))| old != new) {
        let (x, y) = (first % width as usize, first / width as usize);
        return different(format!(
            "{changed} of its {} dots have another colour, the first at {x}, {y} from the upper left",
            old.len() / 4
        ));
    }
    let said = |bytes: &[u8]| chart::texts(bytes).unwrap_or_default();
    let (then, now) = (said(then), said(now));
    let another: Vec<&str> = now
        .iter()
        .filter(|fact| !then.contains(fact))
        .map(|(keyword, _)| keyword.as_str())
        .collect();
    different(format!(
        "the picture is the same, its texts are not: {}",
        another.join(", ")
    ))
}

/// The tables beside those of every run: that of packages at growing size, or those of the report.
fn further_tables(saved: &Saved, writer: &Writer) -> std::io::Result<Vec<(&'static str, Vec<u8>)>> {
    let packages = saved.packages(writer.study.levers());
    if packages.is_empty() {
        return writer.report_tables();
    }
    let mut table = Vec::new();
    export::doses(&mut table, writer.results, outlay::BASE, &packages)?;
    Ok(vec![(outlay::DOSES, table)])
}

fn simulate(study: &Study, quiet: bool) -> Result<Results, Failure> {
    let bar = progress::bar(study.design.replicates.len(), "replicates", quiet);
    let progress = Progress {
        stop: progress::stop_flag(),
        replicate: &|| bar.inc(1),
        ..Progress::silent()
    };
    let results = experiment::run(&study.plan(), study.design.clone(), &progress.watch());
    bar.finish_and_clear();
    let results = results?;
    if progress.stop.load(Ordering::Relaxed) {
        return Err(Failure::Run(
            "stopped before the run was done; nothing was compared".to_owned(),
        ));
    }
    Ok(results)
}

/// Says whether every table is the same, or which are not.
fn compare(saved: &Saved, tables: &[(&str, Vec<u8>)], hash: &str) -> Result<(), Failure> {
    let differences: Vec<String> = tables
        .iter()
        .filter_map(|(name, fresh)| saved.difference(name, fresh))
        .collect();
    let same_hash = hash == saved.result_hash();
    let place = saved.place();
    if same_hash && differences.is_empty() {
        let design = &saved.design;
        terminal::say(&format!(
            "identical: {place} holds the tables of {} of {} from seed {}, hash {}",
            counted(design.replicates.len(), "replicate"),
            counted(design.arms.len(), "scenario"),
            design.seed,
            &hash[..12],
        ));
        return Ok(());
    }
    let what = match (same_hash, differences.is_empty()) {
        (true, _) => "the run gives the recorded result, but tables were changed after it",
        (false, true) => "the tables are the same, but `result_hash` in manifest.json is another",
        (false, false) => "the run gives another result than the recorded one",
    };
    let lines: Vec<String> = differences
        .iter()
        .map(|difference| format!("\n  {difference}"))
        .collect();
    Err(Failure::Run(format!(
        "different: {place}: {what}{}",
        lines.concat()
    )))
}

fn counted(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

impl From<SavedError> for Failure {
    fn from(error: SavedError) -> Self {
        Self::Input(error.to_string())
    }
}
