//! `backtest`: forecasts from months of the past, scored against what was then published.

mod fits;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use clap::Args;
use clap_complete::ArgValueCompleter;

use super::complete;
use super::simulate::{announce, command_line, threads};
use super::{Failure, progress, terminal};
use crate::backtest::{Era, Forecast, Row, Run, eras, held, months_after};
use crate::chart::{Original, Provenance};
use crate::experiment::hindcast::Target;
use crate::export::{Permission, RunFolder, manifest};
use crate::observation::{self, Observations};
use crate::report::backtest::{
    KEY, Scored, eras_csv, figures, group_table, markdown, rows_csv, scores_csv, sentences,
    series_table,
};
use crate::scenario::{self, Diagnostics, Listing, Overrides, Scenario};
use crate::time::{Date, plus_days};
use crate::uncertainty::Calibration;
use fits::Fits;

/// Arguments of `backtest`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[allow(clippy::struct_excessive_bools)] // each is a switch of its own
pub struct BacktestArgs {
    /// An era (metering, remain-in-mexico, title-42, cbp-one), `all` of them, or a scenario
    #[arg(value_name = "ERA|SCENARIO", default_value = "cbp-one")]
    pub what: String,
    /// Score the counts of this file instead of the project's
    #[arg(long, value_name = "FILE")]
    pub observations: Option<PathBuf>,
    /// Lay a dated policy over the scenario: a bundled policy, or a file ending in .toml; repeatable
    #[arg(long, value_name = "POLICY", add = ArgValueCompleter::new(complete::policies))]
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

const EXAMPLES: &str = "\
Examples:
  garita backtest cbp-one
  garita backtest all --replicates 400 --out output/backtest
  garita backtest cbp-one --members 50 --rounds 2          quick and rough
  garita backtest status-quo --observations my-counts.csv --policy what-changed.toml

A file of counts has the layout of data/observations.csv; `garita list observations` shows what is read.";

/// The farthest month of a forecast from the last day known.
const HORIZON: i32 = 12;

/// What a backtest stands on.
struct Job<'a> {
    args: &'a BacktestArgs,
    /// Counts to be scored.
    observations: Observations,
    /// Counts that naive forecasts look back on.
    history: Vec<Target>,
    run: Run<'a>,
    fits: Fits<'a>,
}

/// `garita backtest`.
pub fn backtest(args: &BacktestArgs) -> Result<(), Failure> {
    let eras = eras().map_err(Failure::Run)?;
    let chosen: Vec<&Era> = eras
        .iter()
        .filter(|era| args.what == "all" || era.name == args.what)
        .collect();
    let scenario = if chosen.is_empty() {
        Some(forward(args, &eras)?)
    } else {
        None
    };
    let catalogue =
        scenario::catalogue().map_err(|found| Failure::Run(found.render(100, false)))?;
    let own = observation::bundled().map_err(Failure::Run)?;
    let observations = match &args.observations {
        Some(path) => read(path)?,
        None => own.clone(),
    };
    let default = || PathBuf::from("output").join(format!("backtest-{}", stem(&args.what)));
    let permission = Permission {
        force: args.force,
        resume: false,
    };
    let folder = RunFolder::create(&args.out.clone().unwrap_or_else(default), permission)?;
    let bar = progress::bar(0, "runs", args.quiet);
    let tick = || bar.inc(1);
    let run = Run {
        catalogue,
        seed: args.seed,
        replicates: args.replicates,
        stop: progress::stop_flag(),
        finished: &tick,
    };
    let mut history = own.targets;
    history.extend(observations.targets.iter().cloned());
    let mut job = Job {
        args,
        observations,
        history,
        run,
        fits: Fits::new(args, run, &eras, &bar),
    };
    let scored = threads(args.threads)?.install(|| match &scenario {
        Some(scenario) => job.scenario(scenario, &bar).map(|scored| vec![scored]),
        None => chosen.iter().map(|era| job.era(era, &bar)).collect(),
    });
    bar.finish_and_clear();
    let scored = scored?;
    write(&job, &scored, &folder)?;
    let path = folder.finish()?.display().to_string();
    say(&scored, args);
    announce(&[], &path, "backtest.md", args.quiet);
    Ok(())
}

/// The scenario that is named instead of an era.
fn forward(args: &BacktestArgs, eras: &[Era]) -> Result<Scenario, Failure> {
    let known = scenario::bundled_names().contains(&args.what)
        || Path::new(&args.what)
            .extension()
            .is_some_and(|end| end == "toml");
    if !known {
        let names: Vec<&str> = eras.iter().map(|era| era.name.as_str()).collect();
        let near = scenario::nearest(&args.what, names.iter().copied());
        let near = near.map_or_else(String::new, |near| format!("did you mean `{near}`? "));
        return Err(Failure::Input(format!(
            "there is no era or scenario `{}`\n  help: {near}eras: {}; `all`; or a scenario, see `garita list scenarios`",
            args.what.chars().take(80).collect::<String>(),
            names.join(", ")
        )));
    }
    load(&args.what, args)
}

fn load(name: &str, args: &BacktestArgs) -> Result<Scenario, Failure> {
    let changes = Overrides {
        with: args.policy.clone(),
        ..Overrides::default()
    };
    scenario::load(name, &changes).map_err(|found| broken(&found))
}

fn broken(found: &Diagnostics) -> Failure {
    Failure::Input(found.render(terminal::width(), terminal::colour()))
}

/// Published counts of a file, with a note on series that no metric stands for.
fn read(path: &Path) -> Result<Observations, Failure> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::Input(format!(
            "cannot read {name}: {error}\n  help: a table in the layout of data/observations.csv is wanted"
        ))
    })?;
    let rows = observation::read(&text, &name).map_err(Failure::Input)?;
    let mapping = observation::mapping().map_err(Failure::Run)?;
    let found = observation::derive(&rows, &mapping);
    if !found.unmapped.is_empty() {
        let series: Vec<String> = found
            .unmapped
            .iter()
            .map(|(series, rows)| format!("{series} ({rows})"))
            .collect();
        let note = format!(
            "no metric stands for these series; their rows are skipped: {}",
            series.join(", ")
        );
        terminal::note(&terminal::wrap(&note, "note: ", terminal::width()));
    }
    if found.targets.is_empty() {
        return Err(Failure::Input(format!(
            "{name} holds no count that the model can be held against\n  help: `garita list observations` shows series, origins and periods that are read"
        )));
    }
    Ok(found)
}

impl Job<'_> {
    /// Every forecast of an era, then the era with the parameters of another.
    fn era(&mut self, era: &Era, bar: &indicatif::ProgressBar) -> Result<Scored, Failure> {
        let scenario = load(&era.scenario, self.args)?;
        let to = self
            .args
            .until
            .map_or(era.score_to, |until| until.min(era.score_to));
        let mut rows = Vec::new();
        let mut members = BTreeMap::new();
        let error = fits::error(&era.calibration)?;
        let error = (!self.args.no_count_errors).then_some(&error as &dyn Fn(&Target) -> f64);
        let levers = &self.run.catalogue.levers;
        for origin in &era.origins {
            let fits = self.fits.of(era, *origin)?;
            members.insert(era.name.clone(), fits.len());
            bar.inc_length(self.args.replicates);
            rows.extend(self.rows(&Forecast {
                era: &era.name,
                parameters: &era.name,
                scenario: &held(&scenario, *origin, levers),
                fits: &fits,
                fit_from: Some(era.fit_from),
                origin: *origin,
                from: era.score_from,
                to: months_after(*origin, HORIZON).min(to),
                observations: &self.observations,
                history: &self.history,
                error,
            })?);
        }
        if let Some(other) = era.parameters_of.as_ref().filter(|_| !self.args.no_other) {
            let fits = self.fits.last_of(other)?.parameters_only();
            let (fits, _) = fits.for_parameters(&scenario.parameters, &scenario.world);
            members.insert(other.clone(), fits.len());
            bar.inc_length(self.args.replicates);
            let origin = plus_days(era.score_from, -1);
            rows.extend(self.rows(&Forecast {
                era: &era.name,
                parameters: other,
                scenario: &held(&scenario, origin, levers),
                fits: &fits,
                fit_from: None,
                origin,
                from: era.score_from,
                to,
                observations: &self.observations,
                history: &self.history,
                error,
            })?);
        }
        Ok(Scored {
            name: era.name.clone(),
            title: era.title.clone(),
            rows,
            replicates: self.args.replicates,
            members,
        })
    }

    /// A scenario from its first day on, with the fits that it names.
    fn scenario(
        &self,
        scenario: &Scenario,
        bar: &indicatif::ProgressBar,
    ) -> Result<Scored, Failure> {
        let fits = scenario.calibration.as_deref().cloned();
        let fits = fits.unwrap_or_else(|| Calibration::new("none", Vec::new(), Vec::new()));
        bar.inc_length(self.args.replicates);
        let known = !self.args.no_count_errors && !fits.is_empty();
        let error = known.then(|| fits::error(&fits.name)).transpose()?;
        let forecast = Forecast {
            era: &scenario.name,
            parameters: &scenario.name,
            scenario,
            fits: &fits,
            fit_from: None,
            origin: plus_days(scenario.start, -1),
            from: scenario.start,
            to: self
                .args
                .until
                .map_or(scenario.end, |until| until.min(scenario.end)),
            observations: &self.observations,
            history: &self.history,
            error: error.as_ref().map(|error| error as &dyn Fn(&Target) -> f64),
        };
        let rows = self.rows(&forecast)?;
        if rows.is_empty() {
            return Err(nothing(scenario, forecast.to, &self.observations));
        }
        Ok(Scored {
            name: scenario.name.clone(),
            title: scenario.title.clone(),
            rows,
            replicates: self.args.replicates,
            members: BTreeMap::from([(scenario.name.clone(), fits.len())]),
        })
    }

    fn rows(&self, forecast: &Forecast) -> Result<Vec<Row>, Failure> {
        let rows = forecast.rows(&self.run).map_err(Failure::Run)?;
        rows.ok_or_else(stopped)
    }
}

fn stopped() -> Failure {
    Failure::Run(
        "stopped; fits that were finished are kept, and the same command goes on from them"
            .to_owned(),
    )
}

fn nothing(scenario: &Scenario, to: Date, observations: &Observations) -> Failure {
    let first = observations
        .targets
        .iter()
        .map(|target| target.period_from)
        .min();
    let last = observations
        .targets
        .iter()
        .map(|target| target.period_to)
        .max();
    let held = match (first, last) {
        (Some(first), Some(last)) => format!("the counts are of {first} to {last}"),
        _ => "there are no counts".to_owned(),
    };
    Failure::Input(format!(
        "no published count lies within {} to {to}, the days of `{}`; {held}\n  help: give counts of those days with --observations FILE",
        scenario.start, scenario.name
    ))
}

/// Tables, page, charts, fits and manifest.
fn write(job: &Job, scored: &[Scored], folder: &RunFolder) -> Result<(), Failure> {
    folder.write("backtest.csv", &rows_csv(scored)?)?;
    folder.write("scores.csv", &scores_csv(scored)?)?;
    folder.write(
        "eras.csv",
        &eras_csv(scored, &crate::text::typed(&command_line()))?,
    )?;
    for (name, text) in job.fits.used() {
        folder.write(&format!("fits/{name}"), text.as_bytes())?;
    }
    let mut charts = Vec::new();
    if !job.args.no_charts {
        let place = folder.path("charts");
        std::fs::create_dir_all(&place)?;
        let provenance = provenance(job.args, scored);
        for (stem, figure) in scored.iter().flat_map(figures) {
            if progress::stop_flag().load(Ordering::Relaxed) {
                return Err(stopped());
            }
            let title = figure.title.clone();
            Original::new(figure, provenance.clone()).write(&place, &stem)?;
            charts.push((stem, title));
        }
    }
    folder.write("backtest.md", markdown(scored, &charts, HOW).as_bytes())?;
    let facts = serde_json::json!({
        "program": "garita",
        "version": env!("CARGO_PKG_VERSION"),
        "command": command_line(),
        "seed": job.args.seed,
        "replicates": job.args.replicates,
        "observations": job.args.observations.as_ref().map(|path| path.display().to_string()),
    });
    folder.write(manifest::NAME, format!("{facts:#}\n").as_bytes())?;
    Ok(())
}

const HOW: &str = "Each forecast knows the published counts up to a day and the policy as it was, before and after. The score is \
the continuous ranked probability score (CRPS), shown as a share of that of naive forecasts made on the same day with a spread \
from their own past errors: below 1 is better. Only counts after the fit window from which no policy was set enter the headline.";

fn provenance(args: &BacktestArgs, scored: &[Scored]) -> Provenance {
    Provenance {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: crate::text::typed(&command_line()),
        scenarios: scored.iter().map(|scored| scored.name.clone()).collect(),
        replicates: args.replicates,
        seed: args.seed,
        ..Provenance::default()
    }
}

/// Tables and sentences for the terminal.
fn say(scored: &[Scored], args: &BacktestArgs) {
    if args.quiet {
        return;
    }
    for scored in scored {
        terminal::say(&terminal::bold(&scored.title));
        let series = grouped(&series_table(&scored.headline()));
        terminal::say(&plain(&series));
        terminal::say(&format!("\n{}\n", plain(&group_table(scored))));
        terminal::say(&format!("{}\n", terminal::wrap(KEY, "", terminal::width())));
        for sentence in sentences(scored) {
            terminal::say(&terminal::wrap(&sentence, "- ", terminal::width()));
        }
        terminal::say("");
    }
}

/// A list whose first column becomes a line of its own above the rows that share it.
fn grouped(listing: &Listing) -> Listing {
    let mut grouped = Listing {
        header: listing.header[1..].to_vec(),
        rows: Vec::new(),
    };
    let mut last = "";
    for row in &listing.rows {
        if row[0] != last {
            last = &row[0];
            grouped.rows.push(vec![row[0].clone()]);
        }
        let mut cells = row[1..].to_vec();
        cells[0] = format!("  {}", cells[0]);
        grouped.rows.push(cells);
    }
    grouped
}

/// Columns as wide as they need to be, numbers to the right: a line a row, however wide the window.
fn plain(listing: &Listing) -> String {
    let head: Vec<String> = listing
        .header
        .iter()
        .map(|head| (*head).to_owned())
        .collect();
    let rows = || std::iter::once(&head).chain(&listing.rows);
    let width = |column: usize| {
        let cells = rows().filter(|row| row.len() > 1);
        let cells = cells.filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let line = |row: &Vec<String>| {
        let cells = row.iter().enumerate().map(|(column, cell)| {
            let width = width(column);
            if column == 0 {
                format!("{cell:width$}")
            } else {
                format!("  {cell:>width$}")
            }
        });
        cells.collect::<String>().trim_end().to_owned()
    };
    rows().map(line).collect::<Vec<_>>().join("\n")
}

/// A name for a folder: no path, no extension.
fn stem(what: &str) -> String {
    let stem = Path::new(what).file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}
