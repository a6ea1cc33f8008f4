//! `reproduce`: an earlier result run again from what it saved, and held against its tables.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use clap::Args;

use super::simulate::{command_line, threads, write};
use super::{Failure, outlay, progress, terminal};
use crate::analysis::Answers;
use crate::chart;
use crate::experiment::{self, Results};
use crate::export::{self, Permission, RunFolder, Saved, SavedError, manifest};
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
pictures, the tables behind them in charts/ and report.md are not. Exit code 0: every table is identical; 1: one is not;
2: something that is needed is missing or was changed.";

/// `garita reproduce`.
pub fn reproduce(args: &ReproduceArgs) -> Result<(), Failure> {
    let saved = Saved::open(&args.result, args.force)?;
    refuse_other_runs(&args.result, &saved)?;
    threads(args.threads)?.install(|| again(&saved, args))
}

/// A chart says in its text which result it shows.
fn refuse_other_runs(asked: &Path, saved: &Saved) -> Result<(), Failure> {
    if asked.extension().is_none_or(|end| end != "png") {
        return Ok(());
    }
    let texts = chart::texts(&std::fs::read(asked)?).unwrap_or_default();
    let result = texts
        .iter()
        .find(|(keyword, _)| keyword == "garita:result")
        .map(|(_, text)| text.trim_start_matches("sha256:"));
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
fn again(saved: &Saved, args: &ReproduceArgs) -> Result<(), Failure> {
    let started = jiff::Timestamp::now();
    let permission = Permission {
        force: args.force,
        resume: false,
    };
    let target = args.out.as_deref();
    let folder = target.map(|out| RunFolder::create(out, permission));
    let folder = folder.transpose()?;
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
    };
    tables.extend(further_tables(saved, &writer)?);
    if let Some(folder) = folder {
        // Drawn and reported like any other results.
        write(&writer, &folder, args.quiet)?;
        let path = folder.finish()?;
        terminal::note(&format!("the new run is in {}", path.display()));
    }
    compare(saved, &tables, &hash)
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
