//! `check`: files are read with every problem told; with `--run`, checks are held against the model.

use std::path::{Path, PathBuf};

use clap::Args;

use super::args::Format;
use super::{Failure, listed, listing, progress, terminal};
use crate::checks::{self, BUNDLED, Goals, Suite, Verdict};
use crate::experiment::Watch;
use crate::scenario::{self, Diagnostics, Listing, Overrides};
use crate::study::REFERENCE;

/// Arguments of `check`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct CheckArgs {
    /// Scenario files, policy layers, files of checks or of goals; `model` names the checks that come with the program
    #[arg(required_unless_present = "run", value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Simulate, and hold the checks of the files against what comes out [default file: model]
    #[arg(long)]
    pub run: bool,
    /// Simulated futures of each scenario [default: as the file says]
    #[arg(short = 'n', long, value_name = "N", requires = "run", value_parser = clap::value_parser!(u64).range(2..=1_000_000))]
    pub replicates: Option<u64>,
    /// Seed of all chance [default: as the file says]
    #[arg(long, value_name = "SEED", requires = "run")]
    pub seed: Option<u64>,
    /// Verdicts for people, or for programs
    #[arg(long, value_enum, default_value_t = Format::Text, requires = "run")]
    pub format: Format,
}

const EXAMPLES: &str = "\
Examples:
  garita check my-scenario.toml
  garita check scenarios/*.toml
  garita check --run                     the checks of the model that come with the program
  garita check --run my-checks.toml

Exit code 1 if a check that was run fails.";

/// `garita check`.
pub fn check(args: &CheckArgs) -> Result<(), Failure> {
    if args.run {
        return run(args);
    }
    let files = args.files.iter().cloned();
    let (goals, files): (Vec<PathBuf>, Vec<PathBuf>) =
        files.partition(|file| checks::is_goals(file));
    let (checks, scenarios): (Vec<PathBuf>, Vec<PathBuf>) =
        files.into_iter().partition(|file| checks::is_checks(file));
    let looked = both(listing::check(&scenarios), check_goals(&goals));
    let suites = load(&checks);
    if let Ok(suites) = &suites {
        for (file, suite) in checks.iter().zip(suites) {
            explain(file, suite);
        }
    }
    both(looked, suites.map(|_| ()))
}

/// The problems of both, if both have some.
fn both(first: Result<(), Failure>, second: Result<(), Failure>) -> Result<(), Failure> {
    match (first, second) {
        (Err(Failure::Input(first)), Err(Failure::Input(second))) => {
            Err(Failure::Input(format!("{first}\n{second}")))
        }
        (first, second) => first.and(second),
    }
}

/// Files of goals are read for the world and the days of the status quo.
fn check_goals(files: &[PathBuf]) -> Result<(), Failure> {
    let told = |found: &Diagnostics| found.render(terminal::width(), terminal::colour());
    let mut problems = Vec::new();
    for file in files {
        let scenario = scenario::load(REFERENCE, &Overrides::default())
            .map_err(|found| Failure::Run(told(&found)))?;
        match Goals::load(file, &scenario) {
            Ok(goals) => terminal::say(&format!(
                "{}: {} good for the places and days of {REFERENCE}; count futures with --goals of run or compare",
                file.display(),
                match goals.demands().count() {
                    1 => "1 goal,".to_owned(),
                    count => format!("{count} goals,"),
                }
            )),
            Err(found) => problems.push(told(&found)),
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Failure::Input(problems.join("\n")))
    }
}

/// Reads every file, or tells the problems of all.
fn load(files: &[PathBuf]) -> Result<Vec<Suite>, Failure> {
    let mut suites = Vec::new();
    let mut problems = Vec::new();
    for file in files {
        match Suite::load(file) {
            Ok(suite) => suites.push(suite),
            Err(found) => problems.push(found.render(terminal::width(), terminal::colour())),
        }
    }
    if problems.is_empty() {
        Ok(suites)
    } else {
        Err(Failure::Input(problems.join("\n")))
    }
}

/// Says what would be checked.
fn explain(file: &Path, suite: &Suite) {
    let rows: Vec<Vec<String>> = suite
        .demands()
        .map(|(name, required)| vec![name.to_owned(), required])
        .collect();
    let count = rows.len();
    terminal::say(&format!("{}: good ({})", file.display(), suite.title));
    terminal::say(&terminal::table(
        &["check", "required"],
        terminal::apart(rows),
    ));
    terminal::say(&format!(
        "{count} checks; with --run, {} scenarios and variants in {} futures each (seed {}).",
        suite.runs(),
        suite.replicates,
        suite.seed
    ));
}

/// Runs the checks of every file, of the program's own if none is named.
fn run(args: &CheckArgs) -> Result<(), Failure> {
    let own = [PathBuf::from(BUNDLED)];
    let files = if args.files.is_empty() {
        &own[..]
    } else {
        &args.files
    };
    let mut suites = load(files)?;
    let mut verdicts = Vec::new();
    for suite in &mut suites {
        suite.replicates = args.replicates.unwrap_or(suite.replicates);
        suite.seed = args.seed.unwrap_or(suite.seed);
        let judged = judge(suite)?;
        if args.format == Format::Text {
            show(suite, &judged);
        }
        verdicts.extend(judged);
    }
    if args.format != Format::Text {
        let listing = Listing {
            header: HEAD.to_vec(),
            rows: verdicts.iter().map(row).collect(),
        };
        terminal::say(&listed::text(&listing, None, args.format)?);
    }
    let failed = verdicts.iter().filter(|verdict| !verdict.passes);
    let failed: Vec<&str> = failed.map(|verdict| verdict.name.as_str()).collect();
    if failed.is_empty() {
        Ok(())
    } else {
        Err(Failure::Run(format!("fails: {}", failed.join("; "))))
    }
}

/// Simulates what the checks of one file need, with a bar, and judges them.
fn judge(suite: &Suite) -> Result<Vec<Verdict>, Failure> {
    let replicates = usize::try_from(suite.replicates).unwrap_or(usize::MAX);
    let things = format!("futures of {} scenarios and variants", suite.runs());
    let bar = progress::bar(replicates, &things, false);
    let watch = Watch {
        stop: progress::stop_flag(),
        finished: &|| bar.inc(1),
        keeper: None,
    };
    let samples = suite.simulate(&watch);
    bar.finish_and_clear();
    let samples = samples.map_err(|stopped| Failure::Run(stopped.to_string()))?;
    Ok(suite.judge(&samples))
}

/// Prints the verdicts as a table and counts them.
fn show(suite: &Suite, verdicts: &[Verdict]) {
    let rows = verdicts.iter().map(row).collect();
    let passed = verdicts.iter().filter(|verdict| verdict.passes).count();
    terminal::say(&format!("{}\n", terminal::bold(&suite.title)));
    terminal::say(&coloured(&terminal::table(&HEAD, terminal::apart(rows))));
    terminal::say(&format!(
        "\n{passed} of {} checks pass ({} futures, seed {}).",
        verdicts.len(),
        suite.replicates,
        suite.seed
    ));
}

const HEAD: [&str; 4] = ["verdict", "check", "required", "found"];
const PASSES: &str = "passes";
const FAILS: &str = "FAILS";

fn row(verdict: &Verdict) -> Vec<String> {
    let word = if verdict.passes { PASSES } else { FAILS };
    vec![
        word.to_owned(),
        verdict.name.clone(),
        verdict.required.clone(),
        verdict.found.clone(),
    ]
}

/// The table with its verdicts, which open their lines, in green and red on a terminal.
fn coloured(table: &str) -> String {
    let line = |line: &str| {
        let text = line.trim_start();
        let margin = &line[..line.len() - text.len()];
        let green = text
            .strip_prefix(PASSES)
            .map(|rest| (terminal::green(PASSES), rest));
        let red = || {
            text.strip_prefix(FAILS)
                .map(|rest| (terminal::red(FAILS), rest))
        };
        green.or_else(red).map_or_else(
            || line.to_owned(),
            |(verdict, rest)| format!("{margin}{verdict}{rest}"),
        )
    };
    table.lines().map(line).collect::<Vec<_>>().join("\n")
}
