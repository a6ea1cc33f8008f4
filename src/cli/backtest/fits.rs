//! Fits of eras up to a day, kept in files: they take long, and the same ones are asked for again.

use std::path::{Path, PathBuf};

use indicatif::ProgressBar;

use super::super::{Failure, terminal};
use super::BacktestArgs;
use super::{broken, load, stopped};
use crate::backtest::{Era, Run, fit, held, until};
use crate::calibrate::{Settings, settings};
use crate::experiment::hindcast::{self, Target};
use crate::export::manifest::sha256;
use crate::scenario::input_hash;
use crate::time::Date;
use crate::uncertainty::Calibration;

/// Where fits are kept, and how they are made.
pub struct Fits<'a> {
    args: &'a BacktestArgs,
    run: Run<'a>,
    eras: &'a [Era],
    bar: &'a ProgressBar,
    /// Name and text of every fit that was used.
    used: Vec<(String, String)>,
}

impl<'a> Fits<'a> {
    /// No fit yet.
    pub fn new(
        args: &'a BacktestArgs,
        run: Run<'a>,
        eras: &'a [Era],
        bar: &'a ProgressBar,
    ) -> Self {
        Fits {
            args,
            run,
            eras,
            bar,
            used: Vec::new(),
        }
    }

    /// Name and text of every fit that was used.
    pub fn used(&self) -> &[(String, String)] {
        &self.used
    }

    /// The fit of an era at its last origin.
    pub fn last_of(&mut self, name: &str) -> Result<Calibration, Failure> {
        let eras = self.eras;
        let era = eras.iter().find(|era| era.name == name);
        let era = era.ok_or_else(|| Failure::Run(format!("there is no era `{name}`")))?;
        let origin = era.origins.iter().max();
        let origin = origin.ok_or_else(|| Failure::Run(format!("`{name}` has no origin")))?;
        self.of(era, *origin)
    }

    /// The fit of an era to the counts up to a day: from its file if that was made with the same settings.
    pub fn of(&mut self, era: &Era, origin: Date) -> Result<Calibration, Failure> {
        let (settings, text) = self.settings(era, origin)?;
        let name = format!("{}-{:04}-{:02}", era.name, origin.year(), origin.month());
        let targets = hindcast::targets()
            .map_err(|error| Failure::Run(format!("published counts: {error}")))?;
        let head = format!(
            "# fits of `garita backtest`, settings and counts {}\n",
            identity(&settings, &text, &targets)
        );
        let path = self.folder().join(format!("{name}.csv"));
        let kept = std::fs::read_to_string(&path).ok();
        let kept = kept.filter(|text| text.starts_with(&head));
        let text = match kept {
            Some(text) => text,
            None => format!(
                "{head}{}",
                self.fitted(&settings, &targets, &name)?.to_csv()
            ),
        };
        self.keep(&path, &text)?;
        let calibration = Calibration::parse(&name, &text)
            .map_err(|error| Failure::Run(format!("{}: {error}", path.display())))?;
        let file = format!("{name}.csv");
        if !self.used.iter().any(|(used, _)| *used == file) {
            self.used.push((file, text));
        }
        Ok(calibration)
    }

    fn folder(&self) -> PathBuf {
        self.args.fits.clone()
    }

    fn fitted(
        &self,
        settings: &Settings,
        targets: &[Target],
        name: &str,
    ) -> Result<Calibration, Failure> {
        if !self.args.quiet {
            terminal::note(&format!(
                "fitting {name}: {} members, {} rounds",
                settings.members, settings.rounds
            ));
        }
        self.bar
            .inc_length(settings.members * u64::from(settings.rounds));
        let fitted = fit(settings, targets, name, &self.run).map_err(Failure::Run)?;
        fitted.ok_or_else(stopped)
    }

    /// Whoever looks sees a whole file or none.
    fn keep(&self, path: &Path, text: &str) -> Result<(), Failure> {
        let failed = |error: std::io::Error| {
            Failure::Run(format!(
                "cannot keep {}: {error}\n  help: choose a folder you may write to with --fits",
                path.display()
            ))
        };
        std::fs::create_dir_all(self.folder()).map_err(failed)?;
        let partial = path.with_extension("csv.partial");
        std::fs::write(&partial, text).map_err(failed)?;
        std::fs::rename(&partial, path).map_err(failed)
    }

    /// The settings of a fit, and their text.
    fn settings(&self, era: &Era, origin: Date) -> Result<(Settings, String), Failure> {
        let (text, read) = read(&era.calibration)?;
        let mut scenario = load(&era.scenario, self.args)?;
        scenario.calibration = None;
        let settings = Settings {
            scenario: held(
                &until(&scenario, origin),
                origin,
                &self.run.catalogue.levers,
            ),
            from: era.fit_from,
            to: origin,
            members: self.args.members.unwrap_or(read.members),
            rounds: self.args.rounds.unwrap_or(read.rounds),
            ..read
        };
        Ok((settings, text))
    }
}

/// The error of published counts that the settings of a calibration state.
pub fn error(calibration: &str) -> Result<impl Fn(&Target) -> f64 + use<>, Failure> {
    let (_, settings) = read(calibration)?;
    // The error of a count as such: not grown with its age, which is a matter of fitting.
    let settings = Settings {
        error_doubles_after: None,
        ..settings
    };
    Ok(move |target: &Target| settings.error(target))
}

/// Settings inside the program, with their text.
fn read(name: &str) -> Result<(String, Settings), Failure> {
    let settings = settings::bundled(name)
        .ok_or_else(|| Failure::Input(format!("there are no settings calibrations/{name}.toml")))?
        .map_err(|found| broken(&found))?;
    Ok((settings.to_toml(&settings.scenario_name), settings))
}

/// A digest of everything that a fit follows from, apart from the program.
fn identity(settings: &Settings, text: &str, targets: &[Target]) -> String {
    let known = targets
        .iter()
        .filter(|target| target.period_to <= settings.to);
    let counts: Vec<(&str, f64)> = known
        .map(|target| (target.id.as_str(), target.observed))
        .collect();
    let facts = format!(
        "{} {} {} {} {} {} {} {text} {counts:?}",
        env!("CARGO_PKG_VERSION"),
        input_hash(&settings.scenario),
        settings.from,
        settings.to,
        settings.members,
        settings.rounds,
        settings.seed
    );
    sha256(facts.as_bytes())
}
