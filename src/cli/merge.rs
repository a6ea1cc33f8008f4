//! `merge`: the parts that shards left, brought together to the results of one process.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::Failure;
use super::args::language;
use super::decide::finish;
use super::gather::shelf;
use super::simulate::{announce, show, threads};
use crate::analysis::Answers;
use crate::decide::Inquiry;
use crate::export::{Permission, RunFolder};
use crate::study::{MergeError, Merged, Part, Parts, Writer};
use crate::text::Lang;

/// Arguments of `merge`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct MergeArgs {
    /// Files of all parts of one run, in any order, or the folder that holds them
    #[arg(required = true, value_name = "PART")]
    pub parts: Vec<PathBuf>,
    /// Result folder [default: `output/NAMES-OF-THE-SCENARIOS`]
    #[arg(short, long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Replace earlier results in that folder
    #[arg(long)]
    pub force: bool,
    /// Draw no charts
    #[arg(long)]
    pub no_charts: bool,
    /// Language of charts and report, en or es [default: that of the parts]
    #[arg(long, value_name = "LANGUAGE", value_parser = language(), hide_possible_values = true)]
    pub lang: Option<Lang>,
    /// Threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// No progress bar and no summary; only the path of the result folder on stdout
    #[arg(short, long)]
    pub quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  garita compare enforcement-only legal-pathways -n 1000 --shard 1/3 --out parts/1.part
  garita compare enforcement-only legal-pathways -n 1000 --shard 2/3 --out parts/2.part
  garita compare enforcement-only legal-pathways -n 1000 --shard 3/3 --out parts/3.part
  garita merge parts

The parts of `sweep`, `sensitivity`, `explore`, `warn` and `compare --attribute` are merged in the same way. The shards may run on different
machines. Tables, charts and report are the same bytes as without --shard, and quote the command that makes them in one
process. A part carries scenarios, fits and goals: merging needs nothing else.";

/// `garita merge`.
pub fn merge(args: &MergeArgs) -> Result<(), Failure> {
    threads(args.threads)?.install(|| together(args))
}

fn together(args: &MergeArgs) -> Result<(), Failure> {
    let started = jiff::Timestamp::now();
    let parts = opened(&files(&args.parts)?)?;
    let parts = Parts::of_one_run(&parts)?;
    let analysis = parts.study()?;
    if analysis.asked.is_some() {
        return analysed(args, &parts, &Inquiry::again(analysis)?, started);
    }
    let folder = folder(args, &parts)?;
    let Merged {
        mut study,
        results,
        mut command,
    } = parts.merge(shelf(&folder)?)?;
    if let Some(lang) = args.lang.filter(|lang| *lang != study.lang) {
        study.lang = lang;
        command.extend(["--lang", lang.code()].map(str::to_owned));
    }
    let writer = Writer {
        study: &study,
        results: &results,
        answers: &Answers::of(&results),
        precision: None,
        command: &command,
        started,
        charts: !args.no_charts,
        parquet: false,
    };
    let (sentences, path) = show(&writer, folder, args.quiet)?;
    announce(&sentences, &path, "report.html", args.quiet);
    Ok(())
}

/// The answer of an analysis, from all of its parts.
fn analysed(
    args: &MergeArgs,
    parts: &Parts,
    inquiry: &Inquiry,
    started: jiff::Timestamp,
) -> Result<(), Failure> {
    let typed = [
        ("--no-charts", args.no_charts),
        ("--lang", args.lang.is_some()),
    ];
    if let Some((option, _)) = typed.iter().find(|(_, typed)| *typed) {
        return Err(Failure::Input(format!(
            "{option} is for parts of `run` and `compare`, and these are of an analysis\n  help: leave out {option}"
        )));
    }
    let folder = folder(args, parts)?;
    let results = parts.results(&inquiry.study, shelf(&folder)?)?;
    finish(
        inquiry,
        &results,
        parts.command(),
        (folder, started),
        args.quiet,
    )
}

/// The folder in which the results will appear.
fn folder(args: &MergeArgs, parts: &Parts) -> Result<RunFolder, Failure> {
    let usual = || PathBuf::from("output").join(parts.folder());
    let permission = Permission {
        force: args.force,
        resume: false,
    };
    let target = args.out.clone().unwrap_or_else(usual);
    Ok(RunFolder::create(&target, permission)?)
}

/// The files named, and those ending in `.part` of folders named.
fn files(named: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in named {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let mut inside = parts_in(path).map_err(|error| {
            Failure::Input(format!("{} cannot be read: {error}", path.display()))
        })?;
        if inside.is_empty() {
            return Err(Failure::Input(format!(
                "there is no part in {}\n  help: parts are files ending in .part",
                path.display()
            )));
        }
        inside.sort();
        files.append(&mut inside);
    }
    Ok(files)
}

fn parts_in(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut parts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() && path.extension().is_some_and(|end| end == "part") {
            parts.push(path);
        }
    }
    Ok(parts)
}

/// The parts, or every problem with them.
fn opened(files: &[PathBuf]) -> Result<Vec<Part>, Failure> {
    let (mut parts, mut problems) = (Vec::new(), Vec::new());
    for file in files {
        match Part::open(file) {
            Ok(part) => parts.push(part),
            Err(error) => problems.push(format!("{} {error}", file.display())),
        }
    }
    if problems.is_empty() {
        Ok(parts)
    } else {
        Err(Failure::Input(problems.join("\n")))
    }
}

impl From<MergeError> for Failure {
    fn from(error: MergeError) -> Self {
        match error {
            MergeError::Study(error) => error.into(),
            MergeError::Unreadable(_) => Self::Run(error.to_string()),
            _ => Self::Input(error.to_string()),
        }
    }
}
