//! `calibrate`: published counts narrow what is uncertain, and scenarios start from what they leave.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use clap::Args;
use clap_complete::ArgValueCompleter;
use indicatif::ProgressBar;

use super::complete;
use super::simulate::{announce, command_line, threads};
use super::{Failure, listed, listing, progress, terminal};
use crate::calibrate::{self, Changes, Findings, Fitted, Fitting, Kept, KeptError, Settings};
use crate::chart::Original;
use crate::experiment::hindcast;
use crate::export::manifest::{self, ResultHash, VERSION};
use crate::export::{Permission, RunFolder, ScenarioFile, calibration};
use crate::report::calibration::{self as report, Calibrated};
use crate::scenario::{self, Catalogue, Text, nearest};
use crate::time::Date;
use crate::uncertainty::Calibration;

/// Arguments of `calibrate`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct CalibrateArgs {
    /// A bundled calibration, or a file of settings ending in .toml [default: list them]
    #[arg(value_name = "CALIBRATION", add = ArgValueCompleter::new(complete::calibrations))]
    pub calibration: Option<String>,
    /// First day of the window whose counts are fitted [default: as the settings say]
    #[arg(long, value_name = "DATE")]
    pub from: Option<Date>,
    /// Last day of that window [default: as the settings say]
    #[arg(long, value_name = "DATE")]
    pub to: Option<Date>,
    /// How many fits [default: as the settings say]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(20..=2000))]
    pub members: Option<u64>,
    /// In how many rounds the counts are taken in [default: as the settings say]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=20))]
    pub rounds: Option<u32>,
    /// Seed of all chance [default: as the settings say]
    #[arg(long, value_name = "SEED")]
    pub seed: Option<u64>,
    /// Threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Result folder [default: `output/calibration-NAME`]
    #[arg(short, long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Go on with a calibration that was stopped or killed; give the same command again
    #[arg(long)]
    pub resume: bool,
    /// Replace earlier results in that folder
    #[arg(long)]
    pub force: bool,
    /// No progress bar and no summary; only the path of the result folder on stdout
    #[arg(short, long)]
    pub quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  garita calibrate                                 which calibrations there are
  garita calibrate cbp-one-2023
  garita calibrate cbp-one-2023 --to 2023-12-31 --out output/half-a-year
  garita calibrate my-settings.toml --members 100 --rounds 2

A scenario uses the fits with `calibration = \"FOLDER/NAME.csv\"`: see docs/calibration.md.
Ctrl-C keeps the rounds that are finished; --resume goes on from there.";

/// `garita calibrate`.
pub fn calibrate(args: &CalibrateArgs) -> Result<(), Failure> {
    let Some(wanted) = &args.calibration else {
        let listing = calibrate::list().map_err(|found| problems(&found))?;
        let layout = listing::layout(listing::What::Calibrations);
        terminal::say(&listed::text(
            &listing,
            layout.as_ref(),
            super::args::Format::Text,
        )?);
        return Ok(());
    };
    let (name, settings) = read(wanted)?;
    let settings = settings
        .changed(&Changes {
            from: args.from,
            to: args.to,
            members: args.members,
            rounds: args.rounds,
            seed: args.seed,
        })
        .map_err(Failure::Input)?;
    threads(args.threads)?.install(|| fit(&name, &settings, args))
}

/// The settings of a bundled calibration, or of a file, with the name of the calibration.
fn read(wanted: &str) -> Result<(String, Settings), Failure> {
    let path = Path::new(wanted);
    if path.extension().is_none_or(|extension| extension != "toml") {
        let found = calibrate::bundled(wanted).ok_or_else(|| unknown(wanted))?;
        return Ok((wanted.to_owned(), found.map_err(|found| problems(&found))?));
    }
    let text: Text = scenario::read_text(path, "settings of calibrations are short texts")
        .map_err(|problem| problems(&scenario::Diagnostics::new(vec![problem])))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let settings = Settings::read(&text, folder).map_err(|found| problems(&found))?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    Ok((name.into_owned(), settings))
}

fn problems(found: &scenario::Diagnostics) -> Failure {
    Failure::Input(found.render(terminal::width(), terminal::colour()))
}

fn unknown(wanted: &str) -> Failure {
    let names = scenario::bundled_settings();
    let shown: String = wanted.chars().take(80).collect();
    let help = match nearest(wanted, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "known: {}; or a file of settings that ends in .toml",
            names.join(", ")
        ),
    };
    Failure::Input(format!("there is no calibration `{shown}`\n  help: {help}"))
}

/// Fits, and writes the result folder.
fn fit(name: &str, settings: &Settings, args: &CalibrateArgs) -> Result<(), Failure> {
    let started = jiff::Timestamp::now();
    let catalogue = scenario::catalogue()
        .map_err(|problems| Failure::Run(problems.render(terminal::width(), false)))?;
    let targets =
        hindcast::targets().map_err(|error| Failure::Run(format!("published counts: {error}")))?;
    let fitting = Fitting::new(settings, catalogue, &targets);
    if let Some(obstacle) = fitting.obstacle() {
        return Err(Failure::Input(format!(
            "{obstacle}\n  help: published counts are in data/gate.csv and data/eras.csv; choose another window with --from and --to"
        )));
    }
    let default = || PathBuf::from("output").join(format!("calibration-{name}"));
    let permission = Permission {
        force: args.force,
        resume: args.resume,
    };
    let folder = RunFolder::create(&args.out.clone().unwrap_or_else(default), permission)?;
    let under_way = UnderWay {
        name,
        settings,
        folder: &folder,
        kept: take_up(&folder, &settings.hash())?,
    };
    let (fitted, rounds) = under_way.run(fitting, args.quiet)?;
    let findings = Findings::of(&fitted, settings);
    let calibrated = Calibrated {
        name,
        settings,
        fitted: &fitted,
        findings: &findings,
    };
    write(&calibrated, &rounds, &folder, catalogue, started)?;
    let path = folder.finish()?;
    if !args.quiet {
        say(&calibrated);
    }
    announce(
        &report::sentences(&calibrated),
        &path.display().to_string(),
        "report.md",
        args.quiet,
    );
    Ok(())
}

/// The rounds that an earlier run kept; damaged ones are given up, with a note.
fn take_up(folder: &RunFolder, identity: &str) -> Result<Kept, Failure> {
    let Some(bytes) = folder.kept() else {
        return Ok(Kept::new(identity));
    };
    match Kept::read(&bytes, identity) {
        Ok(kept) => Ok(kept),
        Err(KeptError::Damaged) => {
            terminal::note("note: the rounds that were kept are damaged; starting over");
            folder.give_up()?;
            Ok(Kept::new(identity))
        }
        Err(KeptError::Foreign) => Err(Failure::Input(format!(
            "cannot go on: {}\n  help: give the command that began it, start over with --force, or choose another folder with --out",
            KeptError::Foreign
        ))),
    }
}

/// A calibration under way.
struct UnderWay<'a> {
    name: &'a str,
    settings: &'a Settings,
    folder: &'a RunFolder,
    kept: Kept,
}

impl UnderWay<'_> {
    /// Runs the rounds that are left and the fits once more; also returns the fits after each round.
    fn run(mut self, mut fitting: Fitting, quiet: bool) -> Result<(Fitted, Vec<String>), Failure> {
        let prior = fitting.calibration(self.name);
        if let Some(last) = self.kept.rounds.last() {
            let done = self.kept.rounds.len();
            let fits = Calibration::parse(self.name, last).map_err(Failure::Run)?;
            let round = u32::try_from(done).unwrap_or(u32::MAX);
            fitting.resume(round, &fits).map_err(Failure::Input)?;
            terminal::note(&format!("going on after {done} finished rounds"));
        }
        let members = self.settings.members as usize;
        let all = self.settings.rounds as usize + 1;
        let bar = progress::bar(members * all, "runs", quiet);
        bar.set_position((members * fitting.round() as usize) as u64);
        bar.reset_eta();
        let outcome = self.rounds(&mut fitting, &bar);
        bar.finish_and_clear();
        let after = outcome?;
        let fitted = Fitted {
            prior,
            calibration: fitting.calibration(self.name),
            errors: fitting.errors().to_vec(),
            before: self.kept.before(),
            after,
            targets: fitting.targets,
        };
        Ok((fitted, self.kept.rounds))
    }

    /// The rounds that are left; returns what the fits simulate of every count.
    fn rounds(
        &mut self,
        fitting: &mut Fitting,
        bar: &ProgressBar,
    ) -> Result<Vec<Vec<f64>>, Failure> {
        let stop = progress::stop_flag();
        loop {
            let simulated = fitting
                .simulate(stop, &|| bar.inc(1))
                .map_err(Failure::Run)?;
            let simulated = simulated.filter(|_| !stop.load(Ordering::Relaxed));
            let Some(simulated) = simulated else {
                return Err(self.stopped());
            };
            if fitting.round() == 0 {
                self.kept.set_before(&simulated);
            }
            if fitting.round() == self.settings.rounds {
                return Ok(simulated);
            }
            fitting.advance(&simulated).map_err(Failure::Run)?;
            self.kept
                .rounds
                .push(fitting.calibration(self.name).to_csv());
            if let Err(error) = self.folder.keep(&self.kept.bytes()) {
                bar.suspend(|| {
                    terminal::note(&format!(
                        "note: finished rounds cannot be kept ({error}); a calibration that is stopped starts over"
                    ));
                });
            }
        }
    }

    /// Says what is kept and how to go on.
    fn stopped(&self) -> Failure {
        Failure::Run(match self.kept.rounds.len() {
            0 => "stopped before the first round was done".to_owned(),
            done => format!(
                "stopped: {done} of {} rounds are finished and kept\n  help: give the same command with --resume to go on",
                self.settings.rounds
            ),
        })
    }
}

/// Fits, rounds, settings, tables, report, charts and the manifest.
fn write(
    calibrated: &Calibrated,
    rounds: &[String],
    folder: &RunFolder,
    catalogue: &Catalogue,
    started: jiff::Timestamp,
) -> Result<(), Failure> {
    let Calibrated {
        name,
        settings,
        fitted,
        findings,
    } = *calibrated;
    let mut tables: Vec<(String, Vec<u8>)> = Vec::new();
    let fits = format!("{}{}", made_by(name, settings), fitted.calibration.to_csv());
    tables.push((format!("{name}.csv"), fits.into_bytes()));
    let (mut counts, mut inputs) = (Vec::new(), Vec::new());
    calibration::counts(&mut counts, findings)?;
    calibration::inputs(&mut inputs, findings)?;
    tables.push(("counts.csv".to_owned(), counts));
    tables.push(("inputs.csv".to_owned(), inputs));
    for (index, round) in rounds.iter().enumerate() {
        let file = format!("rounds/{}.csv", index + 1);
        tables.push((file, round.clone().into_bytes()));
    }
    let mut hash = ResultHash::default();
    for (file, bytes) in &tables {
        hash.add(file, bytes);
        folder.write(file, bytes)?;
    }
    let hash = hash.finish();
    write_settings(settings, folder)?;
    folder.write("report.md", report::text(calibrated).as_bytes())?;
    let charts = folder.path("charts");
    std::fs::create_dir_all(&charts)?;
    let command = command_line();
    let provenance = report::charts::provenance(calibrated, &command, &hash, &catalogue.sources);
    for (stem, figure) in report::charts::figures(calibrated) {
        Original::new(figure, provenance.clone()).write(&charts, &stem)?;
    }
    let manifest = manifest::of_calibration(&manifest::CalibrationFacts {
        name,
        command: &command,
        settings_hash: &settings.hash(),
        seed: settings.seed,
        members: settings.members,
        rounds: settings.rounds,
        tables: &tables,
        result_hash: &hash,
        started,
    });
    Ok(folder.write(manifest::NAME, manifest.as_bytes())?)
}

/// The settings with the changes of the command line; a scenario in a file is saved beside them.
fn write_settings(settings: &Settings, folder: &RunFolder) -> Result<(), Failure> {
    let bundled = scenario::bundled_names().contains(&settings.scenario_name);
    let name = if bundled {
        settings.scenario_name.clone()
    } else {
        let file = ScenarioFile::of(&settings.scenario);
        file.write(folder)?;
        file.path()
    };
    Ok(folder.write("settings.toml", settings.to_toml(&name).as_bytes())?)
}

/// The first lines of the table of fits.
fn made_by(name: &str, settings: &Settings) -> String {
    format!(
        "# {name}: fits made by `garita calibrate` (version {VERSION}); all are equally likely.\n\
         # Counts from {} to {}, {} members, {} rounds, seed {}.\n\
         # SHA-256 of settings and scenario: {}\n\
         # Scores: a number is the quantile of its range below which a standard normal number lies; a monthly step is the score itself.\n",
        settings.from,
        settings.to,
        settings.members,
        settings.rounds,
        settings.seed,
        settings.hash()
    )
}

/// The table of counts and what to beware of.
fn say(calibrated: &Calibrated) {
    let table = report::table(calibrated.findings);
    let head: Vec<&str> = table.head.iter().map(String::as_str).collect();
    terminal::say(&terminal::table(&head, table.rows));
    terminal::say("");
    for warning in report::warnings(calibrated.findings) {
        terminal::say(&terminal::wrap(&warning, "! ", terminal::width()));
    }
    terminal::say("");
}
