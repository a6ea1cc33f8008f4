//! What `sweep`, `goal`, `explore` and the other analyses have in common: options, running, writing.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::args::{ChangeArgs, EnsembleArgs};
use super::gather::gather;
use super::shard::{self, Place};
use super::simulate::{announce, command_line, wishes};
use super::{Failure, terminal};
use crate::decide::arms::is_made;
use crate::decide::{self, Axis, Found, Inquiry, Made, Measure, Question};
use crate::experiment::{Design, Plan, Results};
use crate::export::tables;
use crate::export::{Kept, Permission, RunFolder, Saved, SavedError};
use crate::scenario::{self, Catalogue, Scenario};
use crate::study::{REPLICATES, Shard};

/// How to simulate, what to change in every scenario, and where results go.
#[derive(Clone, Debug, Args)]
pub struct CommonArgs {
    /// How to simulate.
    #[command(flatten)]
    pub ensemble: EnsembleArgs,
    /// What to change in every scenario.
    #[command(flatten)]
    pub changes: ChangeArgs,
    /// Simulate only shard I of N and leave it as one file; `garita merge` makes the results of all N
    #[arg(long, value_name = "I/N", value_parser = super::args::shard, help_heading = "Simulation", conflicts_with = "only_replicate")]
    pub shard: Option<Shard>,
    /// Result folder [default: `output/COMMAND-SCENARIO`]; with --shard the file of the part [default: `output/COMMAND-SCENARIO.parts/I-of-N.part`]
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

/// A question to scenarios that were made for it; `about` are the names that were typed.
pub fn inquiry(
    question: Question,
    about: &[String],
    scenarios: Vec<Scenario>,
    common: &CommonArgs,
) -> Result<Inquiry, Failure> {
    let about = about.iter().map(|name| stem(name)).collect();
    let wishes = wishes(&common.ensemble);
    Ok(Inquiry::new(question, about, scenarios, &wishes)?)
}

/// Runs every scenario in every future and writes the answer; or runs a shard and leaves its part.
pub fn carry_out(inquiry: &Inquiry, common: &CommonArgs) -> Result<(), Failure> {
    let started = jiff::Timestamp::now();
    let (study, quiet) = (&inquiry.study, common.quiet);
    let (plan, design) = (study.plan(), &study.design);
    if let Some(shard) = common.shard {
        shard::refuse_precision(&common.ensemble)?;
        let wanted = shard.replicates(&design.replicates);
        say_how_long(&plan, design, &wanted, quiet)?;
        let place = Place {
            out: common.out.as_deref(),
            force: common.force,
            quiet,
        };
        return shard::simulate(study, &plan, shard, &common.ensemble, &place);
    }
    let usual = || PathBuf::from("output").join(&study.cast.folder);
    let permission = Permission {
        force: common.force,
        resume: common.ensemble.resume,
    };
    let folder = RunFolder::create(&common.out.clone().unwrap_or_else(usual), permission)?;
    let wanted = &design.replicates;
    say_how_long(&plan, design, wanted, quiet)?;
    let gathered = gather(&plan, design, wanted, &common.ensemble, &folder, quiet)?;
    let results = gathered.results()?.0;
    finish(inquiry, &results, &command_line(), (folder, started), quiet)
}

/// Writes what the results say, shows the folder and says the answer.
pub fn finish(
    inquiry: &Inquiry,
    results: &Results,
    command: &[String],
    (folder, started): (RunFolder, jiff::Timestamp),
    quiet: bool,
) -> Result<(), Failure> {
    let written = inquiry.write(results, command, started, &folder);
    let answers = written.map_err(|error| Failure::from(error).kept(&folder))?;
    show(&answers, folder, quiet)
}

/// How long so many runs may take, by the clock of one.
pub fn seconds(plan: &Plan, future: u64, runs: usize) -> Result<f64, Failure> {
    let clock = Instant::now();
    plan.record(0, future).map_err(Failure::Run)?;
    Ok(clock.elapsed().as_secs_f64() * runs as f64 / rayon::current_num_threads() as f64)
}

/// Says how much there is to do, and how long that may take by the clock of one run.
pub fn say_how_long(
    plan: &Plan,
    design: &Design,
    wanted: &[u64],
    quiet: bool,
) -> Result<(), Failure> {
    let Some(&first) = wanted.first().filter(|_| !quiet) else {
        return Ok(());
    };
    let (arms, futures) = (design.arms.len(), wanted.len());
    let seconds = seconds(plan, first, arms * futures)?;
    terminal::note(&format!(
        "{arms} scenario{} in {futures} futures: about {}, less where scenarios share days, more on a busy machine",
        if arms == 1 { "" } else { "s" },
        terminal::duration(seconds)
    ));
    Ok(())
}

/// The values of an earlier result, to be asked anew.
pub fn kept(folder: &Path) -> Result<Kept, Failure> {
    let input = |error: SavedError| Failure::Input(error.to_string());
    let saved = Saved::open_tables(folder).map_err(input)?;
    if !saved.folder.join(tables::REPLICATES).exists() {
        return Err(Failure::Input(format!(
            "{} holds no values of single futures: there is no {}\n  help: name the result folder of `compare`, `sweep` or `explore`",
            saved.place(),
            tables::REPLICATES
        )));
    }
    Kept::of(saved).map_err(input)
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

/// Names of the scenarios of an earlier result but for those that it made itself.
pub fn named(scenarios: &[Scenario]) -> Vec<String> {
    let own = scenarios.iter().filter(|scenario| !is_made(scenario));
    own.map(|scenario| scenario.name.clone()).collect()
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
        asked: None,
        scenarios,
        design,
        finished: &design.replicates,
        sources: &catalogue()?.sources,
        command: &command_line(),
        started,
    };
    let written = decide::write(found, &made, &folder);
    written.map_err(|error| Failure::from(error).kept(&folder))?;
    show(&answers, folder, quiet)
}

/// Shows the folder and says the answer.
pub fn show(answers: &[String], folder: RunFolder, quiet: bool) -> Result<(), Failure> {
    let path = folder.finish()?.display().to_string();
    announce(&plain(answers), &path, "report.html", quiet);
    Ok(())
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
