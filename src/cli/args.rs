//! Arguments that commands share.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use clap_complete::ArgValueCompleter;

use super::complete;
use crate::scenario::Overrides;
use crate::study::Shard;
use crate::text::Lang;
use crate::time::Date;

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
    #[arg(long, value_name = "POLICY", add = ArgValueCompleter::new(complete::policies))]
    pub with: Vec<String>,
    /// Set a lever: LEVER.SETTING=VALUE or LEVER.SETTING=VALUE@DATE; repeatable
    #[arg(long, value_name = "SETTING=VALUE[@DATE]", add = ArgValueCompleter::new(complete::settings))]
    pub set: Vec<String>,
    /// Fix an uncertain input; repeatable
    #[arg(long, value_name = "PARAMETER=VALUE", add = ArgValueCompleter::new(complete::parameters))]
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
    #[arg(long, value_name = "PLACE", value_delimiter = ',', add = ArgValueCompleter::new(complete::places))]
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

/// How tables are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// Text.
    #[default]
    Csv,
    /// Text, and the same as Parquet.
    Parquet,
}
