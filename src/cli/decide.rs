//! What `sweep`, `goal`, `explore` and the other analyses have in common: options, running, writing.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::args::{ChangeArgs, EnsembleArgs};
use super::gather::gather;
use super::simulate::{announce, command_line, wishes};
use super::{Failure, terminal};
use crate::decide::{self, Axis, Found, Made, Measure, measure};
use crate::experiment::{Design, Plan, Results, States, Watched};
use crate::export::{Kept, Permission, RunFolder, Saved, SavedError};
use crate::scenario::{self, Catalogue, Scenario};
use crate::study::{Cast, REPLICATES, Study};

/// How to simulate, what to change in every scenario, and where results go.
#[derive(Clone, Debug, Args)]
pub struct CommonArgs {
    /// How to simulate.
    #[command(flatten)]
    pub ensemble: EnsembleArgs,
    /// What to change in every scenario.
    #[command(flatten)]
    pub changes: ChangeArgs,
    /// Result folder [default: `output/COMMAND-SCENARIO`]
    #[arg(short, long, value_name = "FOLDER", help_heading = "Output")]
    pub out: Option<PathBuf>,
    /// Replace earlier results there
    #[arg(long, help_heading = "Output")]
    pub force: bool,
    /// No progress bar and no summary; only the path of the result folder on stdout
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}

impl CommonArgs {
    /// Refuses options that choose futures, for analyses whose design does.
    pub fn refuse_choice_of_futures(&self) -> Result<(), Failure> {
        let EnsembleArgs {
            precision,
            only_replicate,
            replicates,
            ..
        } = &self.ensemble;
        let typed = if precision.is_some() {
            "--precision"
        } else if only_replicate.is_some() {
            "--only-replicate"
        } else if *replicates != REPLICATES {
            "--replicates"
        } else {
            return Ok(());
        };
        Err(Failure::Input(format!(
            "{typed} does not go with sensitivity: its design says which futures are run\n  help: more of them come with --trajectories, --rows and --chances"
        )))
    }
}

/// The records of the program.
pub fn catalogue() -> Result<&'static Catalogue, Failure> {
    scenario::catalogue()
        .map_err(|problems| Failure::Run(problems.render(terminal::width(), false)))
}

/// The axes that were typed.
pub fn axes(typed: &[String]) -> Result<Vec<Axis>, Failure> {
    let catalogue = catalogue()?;
    let axes: Result<Vec<Axis>, String> = typed
        .iter()
        .map(|text| Axis::read(text, catalogue))
        .collect();
    axes.map_err(Failure::Input)
}

/// An analysis under way: many scenarios side by side, without daily series.
pub struct Analysis<'a> {
    /// Name of the command.
    pub name: &'static str,
    /// What was asked beside the scenarios.
    pub common: &'a CommonArgs,
    about: Vec<String>,
    study: Study,
    folder: RunFolder,
    started: jiff::Timestamp,
}

impl<'a> Analysis<'a> {
    /// Makes ready to run scenarios side by side; nothing is simulated yet.
    pub fn of(
        name: &'static str,
        about: &[&str],
        scenarios: Vec<Scenario>,
        common: &'a CommonArgs,
    ) -> Result<Self, Failure> {
        let started = jiff::Timestamp::now();
        let about: Vec<String> = about.iter().map(|&name| stem(name)).collect();
        let usual = PathBuf::from("output").join(format!("{name}-{}", about.join("-and-")));
        let cast = Cast::of_scenarios(scenarios)?;
        let mut study = Study::new(cast, &wishes(&common.ensemble))?;
        study.daily = false;
        let permission = Permission {
            force: common.force,
            resume: common.ensemble.resume,
        };
        let folder = RunFolder::create(&common.out.clone().unwrap_or(usual), permission)?;
        Ok(Self {
            name,
            common,
            about,
            study,
            folder,
            started,
        })
    }

    /// The same in states of the world that a design chooses, which says how many futures there are.
    pub fn in_states(mut self, states: States) -> Self {
        self.study.design.replicates = (0..states.replicates()).collect();
        self.study.states = Some(states);
        self
    }

    /// The same with the numbers of single days that these measures need.
    pub fn watching(mut self, measures: &[Measure]) -> Self {
        let design = &mut self.study.design;
        design.watched = measure::watched(measures, design.days);
        self
    }

    /// The same with these numbers of single days.
    pub fn looking_for(mut self, watched: Vec<Watched>) -> Self {
        self.study.design.watched = watched;
        self
    }

    /// Runs every scenario in every future, after saying how long it may take.
    pub fn run(&self) -> Result<Results, Failure> {
        let (plan, design) = (self.study.plan(), &self.study.design);
        if !self.common.quiet {
            self.say_how_long(&plan)?;
        }
        let CommonArgs {
            ensemble, quiet, ..
        } = self.common;
        let gathered = gather(
            &plan,
            design,
            &design.replicates,
            ensemble,
            &self.folder,
            *quiet,
        )?;
        Ok(gathered.results()?.0)
    }

    /// Says how much there is to do, and how long that may take by the clock of one run.
    fn say_how_long(&self, plan: &Plan) -> Result<(), Failure> {
        let design = &self.study.design;
        let (arms, futures) = (design.arms.len(), design.replicates.len());
        let clock = Instant::now();
        plan.record(0, design.replicates[0]).map_err(Failure::Run)?;
        let runs = arms as f64 * futures as f64;
        let seconds = clock.elapsed().as_secs_f64() * runs / rayon::current_num_threads() as f64;
        terminal::note(&format!(
            "{arms} scenario{} in {futures} futures: about {}, less where scenarios share days, more on a busy machine",
            if arms == 1 { "" } else { "s" },
            terminal::duration(seconds)
        ));
        Ok(())
    }

    /// Writes what was found, shows the folder and says the answer.
    pub fn write(self, found: Found, results: &Results) -> Result<(), Failure> {
        let run = (self.study.cast.scenarios.as_slice(), &results.design);
        let place = (self.folder, self.started);
        let asked = (self.name, self.about);
        write_found(asked, found, run, place, self.common.quiet)
    }
}

/// The values of an earlier result, to be asked anew.
pub fn kept(folder: &Path) -> Result<Kept, Failure> {
    let input = |error: SavedError| Failure::Input(error.to_string());
    Kept::of(Saved::open_tables(folder).map_err(input)?).map_err(input)
}

/// Refuses outcomes that an earlier result does not hold.
pub fn refuse_not_held<'m>(
    kept: &Kept,
    measures: impl IntoIterator<Item = &'m Measure>,
) -> Result<(), Failure> {
    for measure in measures {
        let cell = measure.cell().ok_or_else(|| {
            Failure::Input(format!(
                "`{}` is read off daily values, which an earlier result does not hold for every future\n  help: leave --from out to simulate",
                measure.name
            ))
        })?;
        kept.holds(cell).map_err(Failure::Input)?;
    }
    Ok(())
}

/// Name of a result folder.
pub fn folder_name(folder: &Path) -> String {
    let name = folder
        .components()
        .rev()
        .find_map(|part| Some(part.as_os_str().to_str()?.to_owned()));
    name.unwrap_or_else(|| "result".to_owned())
}

/// Writes what an analysis of these scenarios found, shows the folder and says the answer.
pub fn write_found(
    (analysis, about): (&'static str, Vec<String>),
    found: Found,
    (scenarios, design): (&[Scenario], &Design),
    (folder, started): (RunFolder, jiff::Timestamp),
    quiet: bool,
) -> Result<(), Failure> {
    let answers = found.finding.answers.clone();
    let made = Made {
        analysis,
        about,
        scenarios,
        design,
        finished: &design.replicates,
        sources: &catalogue()?.sources,
        command: &command_line(),
        started,
    };
    let written = decide::write(found, &made, &folder);
    written.map_err(|error| Failure::from(error).kept(&folder))?;
    let path = folder.finish()?.display().to_string();
    announce(&plain(&answers), &path, "report.html", quiet);
    Ok(())
}

/// Names as they were typed.
pub fn names(typed: &[String]) -> Vec<&str> {
    typed.iter().map(String::as_str).collect()
}

/// A scenario as people name it: the bundled name, or the file's without folder and ending.
pub fn stem(name: &str) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.trim_end_matches(".toml").to_owned()
}

/// Sentences without the marks of Markdown.
fn plain(sentences: &[String]) -> Vec<String> {
    sentences
        .iter()
        .map(|sentence| sentence.replace("**", ""))
        .collect()
}
