//! The command line as people type it.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::ArgValueCompleter;

use super::calibrate::CalibrateArgs;
use super::chart::ChartArgs;
use super::explore::ExploreArgs;
use super::goal::GoalArgs;
use super::merge::MergeArgs;
use super::report::ReportArgs;
use super::reproduce::ReproduceArgs;
use super::search::SearchArgs;
use super::sensitivity::SensitivityArgs;
use super::shell;
use super::sweep::SweepArgs;
use super::warn::WarnArgs;

use crate::decide::measure::USUAL;
use crate::scenario::Overrides;
use crate::study::Shard;
use crate::text::Lang;
use crate::time::Date;

/// Policy scenario simulator for migration at the U.S.–Mexico border: queues, shelters, risk and cost,
/// compared fairly under uncertainty.
#[derive(Debug, Parser)]
#[command(name = "garita", version, arg_required_else_help = true, max_term_width = 110, after_help = MAIN_EXAMPLES)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const MAIN_EXAMPLES: &str = "\
Examples:
  garita compare enforcement-only legal-pathways   two policy families: charts, tables and a report
  garita list scenarios                            what can be run
  garita init my-policy                            a commented scenario file to start from
  garita describe legal-pathways                   what a scenario changes, from when, how fast

Results go to output/<name>/. Exit code 0: done; 1: failed while running; 2: bad input, nothing written.";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Simulate one or more scenarios: charts and tables
    #[command(after_help = RUN_EXAMPLES)]
    Run(RunArgs),
    /// Compare scenarios in the same simulated futures: paired differences, charts, tables and a report
    #[command(after_help = COMPARE_EXAMPLES)]
    Compare(CompareArgs),
    /// Bring the parts of a run together that was split with --shard: the same results as in one process
    Merge(MergeArgs),
    /// Run packages of levers at growing size: each key figure against planned and simulated outlay
    #[command(after_help = OUTLAY_EXAMPLES)]
    Outlay(OutlayArgs),
    /// Find which uncertain inputs move an answer, and how much of its variance each makes
    Sensitivity(SensitivityArgs),
    /// Hold many portfolios of levers against many states of the world: which stand up, where they fail
    Explore(ExploreArgs),
    /// Find portfolios of levers of which none beats another in every objective
    Search(SearchArgs),
    /// Find the value of a lever that meets a target under uncertainty
    Goal(GoalArgs),
    /// Run a scenario at many values of levers and uncertain inputs: what changes with them
    Sweep(SweepArgs),
    /// Tell how likely it is, by date, that shelters pass capacity or a list passes a length
    Warn(WarnArgs),
    /// List what there is: scenarios, policies, levers, parameters, metrics, places, observations, calibrations or transitions
    #[command(after_help = LIST_EXAMPLES)]
    List(ListArgs),
    /// Say in plain words what a scenario changes, from when and how fast
    #[command(after_help = DESCRIBE_EXAMPLES)]
    Describe(DescribeArgs),
    /// Check files: every problem at once, each pointing at its line; run checks of the model with --run
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckArgs),
    /// Print the JSON Schema of scenario files, for editors
    #[command(after_help = SCHEMA_EXAMPLES)]
    Schema,
    /// Run the past under dated policy and hold it against published counts, misses included
    #[command(after_help = HINDCAST_EXAMPLES)]
    Hindcast(HindcastArgs),
    /// Fit uncertain inputs to published counts: a set of fits that scenarios can start from
    #[command(after_help = CALIBRATE_EXAMPLES)]
    Calibrate(CalibrateArgs),
    /// Forecast months of the past from the months before them, and score each against what was published
    #[command(after_help = BACKTEST_EXAMPLES)]
    Backtest(BacktestArgs),
    /// Draw a chart of an earlier result again, without simulating: other days, places, size, style or title
    Chart(ChartArgs),
    /// Write the report of an earlier result again, without simulating: with a template of your own if you want
    Report(ReportArgs),
    /// Run an earlier result again from what it saved, and say whether its tables, or a chart, are the same
    Reproduce(ReproduceArgs),
    /// Write a commented scenario file to start from; it changes nothing until you edit it
    #[command(after_help = INIT_EXAMPLES)]
    Init(InitArgs),
    /// Let a shell complete commands, options, scenarios, levers and parameters
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions(CompletionsArgs),
    /// Manual pages: print one, or write all of them to a folder
    #[command(after_help = MAN_EXAMPLES)]
    Man(ManArgs),
}

const OUTLAY_EXAMPLES: &str = "\
Examples:
  garita outlay enforcement-only-equal legal-pathways-equal
  garita outlay legal-pathways my-package.toml --doses 25,50,100 --replicates 200

Every size of every package meets the same simulated futures. The base, 0 %, is always run.";

/// Arguments of `outlay`.
#[derive(Debug, Args)]
pub struct OutlayArgs {
    /// Packages: bundled names, or files ending in .toml, that differ from the base in levers only
    #[arg(required = true, value_name = "SCENARIO")]
    pub scenarios: Vec<String>,
    /// Sizes in percent of each package, separated by commas
    #[arg(long, value_name = "PERCENT", value_delimiter = ',', value_parser = size, default_value = "0,50,100,150")]
    pub doses: Vec<f64>,
    /// Scenario from which the packages grow
    #[arg(long, value_name = "SCENARIO", default_value = "status-quo")]
    pub base: String,
    /// How to simulate.
    #[command(flatten)]
    pub ensemble: EnsembleArgs,
    /// What to change in every scenario.
    #[command(flatten)]
    pub changes: ChangeArgs,
    /// Result folder [default: `output/outlay-NAMES-OF-THE-PACKAGES`]
    #[arg(short, long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Replace earlier results in that folder
    #[arg(long)]
    pub force: bool,
    /// In which language.
    #[command(flatten)]
    pub language: LanguageArgs,
    /// No progress bar and no summary; only the path of the result folder on stdout
    #[arg(short, long)]
    pub quiet: bool,
}

/// A size in percent, with or without the sign, as a multiple of the package.
fn size(text: &str) -> Result<f64, String> {
    let number = text.trim().trim_end_matches('%').trim();
    match number.parse::<f64>() {
        Ok(percent) if (0.0..=1000.0).contains(&percent) => Ok(percent / 100.0),
        _ => Err("a size is a percentage from 0 to 1000, such as 50 or 150".to_owned()),
    }
}

const INIT_EXAMPLES: &str = "\
Examples:
  garita init my-policy
  garita init more-visas --from legal-pathways
  garita init two-steps --from my-policy.toml

An existing file is never overwritten.";

/// Arguments of `init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// Name of the scenario; NAME.toml is written to this folder
    pub name: String,
    /// Scenario to start from: a bundled name, or a file ending in .toml
    #[arg(long, value_name = "SCENARIO", default_value = "status-quo", add = ArgValueCompleter::new(shell::scenarios))]
    pub from: String,
}

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  garita completions bash >> ~/.bashrc
  garita completions zsh >> ~/.zshrc
  garita completions fish > ~/.config/fish/completions/garita.fish
  garita completions powershell >> $PROFILE

Takes effect in the next shell; `garita` has to be on the path.";

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// Which shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// Shells that can ask the program what may follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// GNU Bash.
    Bash,
    /// Z shell.
    Zsh,
    /// Fish.
    Fish,
    /// `PowerShell`.
    Powershell,
    /// Elvish.
    Elvish,
}

impl Shell {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Shell::Bash => "bash",
            Shell::Zsh => "zsh",
            Shell::Fish => "fish",
            Shell::Powershell => "powershell",
            Shell::Elvish => "elvish",
        }
    }
}

const MAN_EXAMPLES: &str = "\
Examples:
  garita man | man -l -
  garita man compare | man -l -
  garita man --out ~/.local/share/man/man1";

/// Arguments of `man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Page of one command [default: the page of the program]
    pub command: Option<String>,
    /// Write every page to this folder
    #[arg(short, long, value_name = "FOLDER", conflicts_with = "command")]
    pub out: Option<PathBuf>,
    /// Replace pages that are there
    #[arg(long, requires = "out")]
    pub force: bool,
}

const HINDCAST_EXAMPLES: &str = "\
Examples:
  garita hindcast
  garita hindcast --all --replicates 400 --seed 7
  garita hindcast title-42-2020-2023

Exit code 1 if the median of the simulated futures misses a target.";

/// Arguments of `hindcast`.
#[derive(Debug, Args)]
pub struct HindcastArgs {
    /// A scenario of the past: a bundled name or a .toml file
    #[arg(value_name = "SCENARIO", default_value = "cbp-one-2023-2024")]
    pub scenario: String,
    /// Simulated futures
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..))]
    pub replicates: u64,
    /// Seed of all chance
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Show the rows that only inform, too
    #[arg(long)]
    pub all: bool,
    /// Fix an uncertain input
    #[arg(long, value_name = "PARAMETER=VALUE", add = ArgValueCompleter::new(shell::parameters))]
    pub assume: Vec<String>,
}

const CALIBRATE_EXAMPLES: &str = "\
Examples:
  garita calibrate                                 which calibrations there are
  garita calibrate cbp-one-2023
  garita calibrate cbp-one-2023 --to 2023-12-31 --out output/half-a-year
  garita calibrate my-settings.toml --members 100 --rounds 2

A scenario uses the fits with `calibration = \"FOLDER/NAME.csv\"`: see docs/calibration.md.
Ctrl-C keeps the rounds that are finished; --resume goes on from there.";
const BACKTEST_EXAMPLES: &str = "\
Examples:
  garita backtest cbp-one
  garita backtest all --replicates 400 --out output/backtest
  garita backtest cbp-one --members 50 --rounds 2          quick and rough
  garita backtest status-quo --observations my-counts.csv --policy what-changed.toml

A file of counts has the layout of data/observations.csv; `garita list observations` shows what is read.";

/// Arguments of `backtest`.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools)] // each is a switch of its own
pub struct BacktestArgs {
    /// An era (metering, remain-in-mexico, title-42, cbp-one), `all` of them, or a scenario
    #[arg(value_name = "ERA|SCENARIO", default_value = "cbp-one")]
    pub what: String,
    /// Score the counts of this file instead of the project's
    #[arg(long, value_name = "FILE")]
    pub observations: Option<PathBuf>,
    /// Lay a dated policy over the scenario: a bundled policy, or a file ending in .toml; repeatable
    #[arg(long, value_name = "POLICY", add = ArgValueCompleter::new(shell::policies))]
    pub policy: Vec<String>,
    /// Last day scored, such as the day before a policy that the scenario does not have
    #[arg(long, value_name = "DATE")]
    pub until: Option<Date>,
    /// Simulated futures of each forecast
    #[arg(short = 'n', long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u64).range(2..=1_000_000))]
    pub replicates: u64,
    /// Members of each fit [default: as the settings of the era's calibration say]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=2000))]
    pub members: Option<u64>,
    /// Rounds of each fit [default: as the settings say]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=20))]
    pub rounds: Option<u32>,
    /// Do not let futures carry the error of published counts that the settings of the calibration state
    #[arg(long)]
    pub no_count_errors: bool,
    /// Do not try the parameters of another era
    #[arg(long)]
    pub no_other: bool,
    /// Seed of all chance
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub seed: u64,
    /// Threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Folder in which fits are kept and found again
    #[arg(long, value_name = "FOLDER", default_value = "output/fits")]
    pub fits: PathBuf,
    /// Result folder [default: `output/backtest-ERA`]
    #[arg(short, long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Replace earlier results in that folder
    #[arg(long)]
    pub force: bool,
    /// Draw no charts
    #[arg(long)]
    pub no_charts: bool,
    /// No progress bar and no summary; only the path of the result folder on stdout
    #[arg(short, long)]
    pub quiet: bool,
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

const COMPARE_EXAMPLES: &str = "\
Examples:
  garita compare enforcement-only legal-pathways
  garita compare status-quo status-quo+shelter-2000
  garita compare legal-pathways my-scenario.toml --base my-scenario.toml
  garita compare enforcement-only legal-pathways --replicates 400 --seed 7 --force
  garita compare status-quo legal-pathways --attribute

The first scenario is the base unless --base names another. The status quo is drawn in grey beside them.";

const LIST_EXAMPLES: &str = "\
Examples:
  garita list
  garita list parameters
  garita list metrics | less
  garita list levers --format csv > levers.csv

`garita describe NAME` tells the rest about one of them.";

const DESCRIBE_EXAMPLES: &str = "\
Examples:
  garita describe legal-pathways
  garita describe status-quo+shelter-2000
  garita describe my-scenario.toml --set shelter-beds.built=500@2025-06-01";

const CHECK_EXAMPLES: &str = "\
Examples:
  garita check my-scenario.toml
  garita check scenarios/*.toml
  garita check --run                     the checks of the model that come with the program
  garita check --run my-checks.toml

Exit code 1 if a check that was run fails.";

const SCHEMA_EXAMPLES: &str = "\
Examples:
  garita schema > scenario.schema.json

Then write `#:schema ./scenario.schema.json` as first line of a scenario file: editors with TOML support
complete names and underline mistakes while you type.";

/// Arguments of `run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// Bundled names, or files ending in .toml; SCENARIO+POLICY lays a policy over one
    #[arg(required = true, value_name = "SCENARIO", add = ArgValueCompleter::new(shell::scenarios))]
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

/// Arguments of `compare`.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// Two or more bundled names, or files ending in .toml
    #[arg(required = true, num_args = 2.., value_name = "SCENARIO", add = ArgValueCompleter::new(shell::scenarios))]
    pub scenarios: Vec<String>,
    /// Scenario that the others are compared with [default: the first]
    #[arg(long, value_name = "SCENARIO", add = ArgValueCompleter::new(shell::scenarios))]
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

/// How to simulate.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Simulation")]
pub struct EnsembleArgs {
    /// Simulated futures of each scenario
    #[arg(short = 'n', long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub replicates: u64,
    /// Run as many futures as it takes until every key figure's mean is this tight, such as 2%
    #[arg(long, value_name = "PERCENT", value_parser = percent, conflicts_with_all = ["replicates", "only_replicate"])]
    pub precision: Option<f64>,
    /// With --precision: stop at this many futures, tight enough or not
    #[arg(long, value_name = "N", default_value_t = 1000, requires = "precision", value_parser = clap::value_parser!(u64).range(2..=1_000_000))]
    pub max_replicates: u64,
    /// Seed of all chance; the same seed gives the same results on any machine
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub seed: u64,
    /// Threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Check on every simulated day that nobody is lost or counted twice (a little slower)
    #[arg(long)]
    pub check: bool,
    /// Run only the replicate with this number (the first is 0)
    #[arg(long, value_name = "K", conflicts_with = "replicates")]
    pub only_replicate: Option<u64>,
    /// Go on with a run that was stopped or killed; give the same command again
    #[arg(long)]
    pub resume: bool,
}

/// A shard written as `2/5`.
pub(super) fn shard(text: &str) -> Result<Shard, String> {
    text.parse()
}

/// An amount of money: `25e9`, `25,000,000,000`, `25bn` or `500m`.
pub(super) fn dollars(text: &str) -> Result<f64, String> {
    let plain = text
        .trim()
        .trim_start_matches('$')
        .replace([',', '_', ' '], "");
    let lower = plain.to_lowercase();
    let units = [("bn", 1e9), ("b", 1e9), ("m", 1e6)];
    let unit = units.iter().find(|(name, _)| lower.ends_with(name));
    let (digits, unit) = unit.map_or((lower.as_str(), 1.0), |(name, unit)| {
        (lower.trim_end_matches(name), *unit)
    });
    match digits.parse::<f64>() {
        Ok(amount) if amount.is_finite() && amount >= 0.0 => Ok(amount * unit),
        _ => Err("write USD as 25e9, 25,000,000,000, 25bn or 500m".to_owned()),
    }
}

/// A share written as a percentage.
fn percent(text: &str) -> Result<f64, String> {
    let number = text.trim().strip_suffix('%').map(str::trim_end);
    let value = number.and_then(|number| number.parse::<f64>().ok());
    match value {
        Some(value) if (0.01..=50.0).contains(&value) => Ok(value / 100.0),
        _ => Err("write a percentage from 0.01% to 50%, such as 2%".to_owned()),
    }
}

/// What to change in every scenario.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Changes to every scenario")]
pub struct ChangeArgs {
    /// Lay a policy over each scenario named: see `garita list policies`, or a file ending in .toml; repeatable
    #[arg(long, value_name = "POLICY", add = ArgValueCompleter::new(shell::policies))]
    pub with: Vec<String>,
    /// Set a lever: LEVER.SETTING=VALUE or LEVER.SETTING=VALUE@DATE; repeatable
    #[arg(long, value_name = "SETTING=VALUE[@DATE]", add = ArgValueCompleter::new(shell::settings))]
    pub set: Vec<String>,
    /// Fix an uncertain input; repeatable
    #[arg(long, value_name = "PARAMETER=VALUE", add = ArgValueCompleter::new(shell::parameters))]
    pub assume: Vec<String>,
    /// Whether departures respond to policy
    #[arg(long, value_name = "on|off", default_value = "on")]
    pub response: Switch,
    /// Last day of every scenario, its policy going on as it is
    #[arg(long, value_name = "DATE")]
    pub until: Option<Date>,
}

impl ChangeArgs {
    /// The same for the reader of scenarios.
    #[must_use]
    pub fn overrides(&self) -> Overrides {
        Overrides {
            with: self.with.clone(),
            set: self.set.clone(),
            assume: self.assume.clone(),
            response: (self.response == Switch::Off).then_some(false),
            until: self.until,
        }
    }
}

/// On or off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// As the scenario says.
    #[default]
    On,
    /// Switched off.
    Off,
}

/// What to write, and where.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// Result folder [default: `output/NAMES-OF-THE-SCENARIOS`]; with --shard the file of the part [default: `output/NAMES.parts/I-of-N.part`]
    #[arg(short, long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Replace earlier results there
    #[arg(long)]
    pub force: bool,
    /// Draw no charts
    #[arg(long)]
    pub no_charts: bool,
    /// Tables as text, or as text and Parquet (needs a build with the feature `parquet`)
    #[arg(long, value_enum, default_value_t = TableFormat::Csv)]
    pub format: TableFormat,
    /// Places drawn and tabulated city by city, separated by commas [default: all]
    #[arg(long, value_name = "PLACE", value_delimiter = ',', add = ArgValueCompleter::new(shell::places))]
    pub places: Vec<String>,
    /// Goals that you set, beside limits that scenarios set themselves (`[goals]`): in how many futures of each scenario is each met
    #[arg(long, value_name = "FILE")]
    pub goals: Option<PathBuf>,
    /// In which language.
    #[command(flatten)]
    pub language: LanguageArgs,
    /// No progress bar and no summary; only the path of the result folder on stdout
    #[arg(short, long)]
    pub quiet: bool,
}

/// In which language charts and reports are.
#[derive(Clone, Debug, Default, Args)]
pub struct LanguageArgs {
    /// Language of charts and report, en or es; tables and the terminal stay English
    #[arg(long, value_name = "LANGUAGE", value_parser = language(), default_value = "en", hide_possible_values = true)]
    pub lang: Lang,
}

/// Reads the code of a language.
#[must_use]
pub fn language() -> impl TypedValueParser<Value = Lang> {
    let code = |code: String| Lang::named(&code).unwrap_or_default();
    PossibleValuesParser::new(Lang::CODES).map(code)
}

/// Arguments of `list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// What to list
    #[arg(value_enum, default_value_t = Listing::Scenarios)]
    pub what: Listing,
    /// For people, or every column for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// How a list is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people, at the width of the window.
    Text,
    /// Comma-separated values.
    Csv,
    /// An array of objects.
    Json,
}

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Listing {
    /// Bundled scenarios.
    Scenarios,
    /// Bundled policy layers, to lay over a scenario.
    Policies,
    /// What policy can steer.
    Levers,
    /// What nature and behaviour decide, with evidence grade and source.
    Parameters,
    /// What is measured.
    Metrics,
    /// Cities.
    Places,
    /// Published counts that the model can be held against.
    Observations,
    /// Every way people move from one stock to another.
    Transitions,
    /// Settings that fit uncertain inputs to published counts, and whether the fits are here.
    Calibrations,
}

/// How tables are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// Text.
    #[default]
    Csv,
    /// Text, and the same as Parquet.
    Parquet,
}

/// Arguments of `describe`.
#[derive(Debug, Args)]
pub struct DescribeArgs {
    /// A bundled name, or a file ending in .toml; SCENARIO+POLICY lays a policy over it
    #[arg(value_name = "SCENARIO", add = ArgValueCompleter::new(shell::scenarios))]
    pub scenario: String,
    /// What to change first.
    #[command(flatten)]
    pub changes: ChangeArgs,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
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

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_shows_examples() {
        for command in Cli::command().get_subcommands() {
            let help = command
                .get_after_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            assert!(
                help.contains("Examples:") && help.contains("garita"),
                "{}",
                command.get_name()
            );
        }
    }
}
