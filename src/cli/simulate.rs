//! `run` and `compare`: from scenarios to a result folder.

use std::path::PathBuf;
use std::sync::atomic::Ordering;

use super::args::{CompareArgs, EnsembleArgs, OutputArgs, RunArgs};
use super::cast::Cast;
use super::{Failure, progress, terminal};
use crate::analysis::{Answers, Inputs};
use crate::experiment::{self, Design, Plan, Results, Watch};
use crate::export::manifest::{self, Manifest, Times};
use crate::export::{self, RunFolder, ScenarioFile};
use crate::report::answer::paragraphs;
use crate::report::{self, Picture, Portrait, Story, figures};
use crate::scenario::{self, Catalogue, Scenario, changes, resolved_toml};

/// `garita run`.
pub fn run(args: &RunArgs) -> Result<(), Failure> {
    let cast = Cast::of_run(&args.scenarios, &args.changes)?;
    simulate(&cast, &args.ensemble, &args.output)
}

/// `garita compare`.
pub fn compare(args: &CompareArgs) -> Result<(), Failure> {
    let cast = Cast::of_comparison(&args.scenarios, args.base.as_deref(), &args.changes)?;
    simulate(&cast, &args.ensemble, &args.output)
}

/// Simulates the cast and writes the result folder.
fn simulate(cast: &Cast, ensemble: &EnsembleArgs, output: &OutputArgs) -> Result<(), Failure> {
    let started = jiff::Timestamp::now();
    let places = known_places(cast, &output.places)?;
    let catalogue = scenario::catalogue()
        .map_err(|problems| Failure::Run(problems.render(terminal::width(), false)))?;
    let plan = Plan::new(&cast.scenarios, catalogue, ensemble.seed, ensemble.check);
    let target = output
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from("output").join(&cast.folder));
    let folder = RunFolder::create(&target, output.force)?;
    print_warnings(cast, output.quiet);
    let results = run_ensemble(
        &plan,
        design(cast, ensemble),
        ensemble.threads,
        output.quiet,
    )?;
    if results.replicates.is_empty() {
        return Err(Failure::Run(
            "stopped before the first replicate was done; nothing written".to_owned(),
        ));
    }
    let answers = Answers::of(&results);
    let writer = Writer {
        cast,
        folder: &folder,
        results: &results,
        answers: &answers,
        places: &places,
        catalogue,
    };
    let summary = writer.write(started, output)?;
    let path = folder.finish()?;
    announce(
        &results,
        &summary,
        &path.display().to_string(),
        output.quiet,
    )
}

fn design(cast: &Cast, ensemble: &EnsembleArgs) -> Design {
    let first = &cast.scenarios[0];
    Design {
        seed: ensemble.seed,
        replicates: ensemble
            .only_replicate
            .map_or_else(|| (0..ensemble.replicates).collect(), |k| vec![k]),
        start: first.start,
        days: first.days(),
        arms: cast.arms.clone(),
        pairs: cast.pairs.clone(),
    }
}

/// Names given with `--places`, all of which must exist.
fn known_places(cast: &Cast, wanted: &[String]) -> Result<Vec<String>, Failure> {
    let names: Vec<&str> = cast.scenarios[0]
        .world
        .places
        .iter()
        .map(|place| place.name.as_str())
        .collect();
    match wanted.iter().find(|name| !names.contains(&name.as_str())) {
        Some(unknown) => Err(Failure::Input(format!(
            "unknown place `{unknown}`\n  help: one of {}",
            names.join(", ")
        ))),
        None if wanted.is_empty() => Ok(names.into_iter().map(str::to_owned).collect()),
        None => Ok(wanted.to_vec()),
    }
}

fn print_warnings(cast: &Cast, quiet: bool) {
    let warnings = cast
        .scenarios
        .iter()
        .flat_map(|scenario| &scenario.warnings);
    for warning in warnings.filter(|_| !quiet) {
        terminal::note(&warning.render(terminal::width(), terminal::colour()));
    }
}

/// Runs the ensemble on the wanted threads, with a bar, until done or stopped.
fn run_ensemble(
    plan: &Plan,
    design: Design,
    threads: Option<u16>,
    quiet: bool,
) -> Result<Results, Failure> {
    let bar = progress::bar(design.replicates.len(), quiet);
    let watch = Watch {
        stop: progress::stop_flag(),
        finished: &|| bar.inc(1),
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads.map_or(0, usize::from))
        .build();
    let pool = pool.map_err(|error| Failure::Run(format!("cannot start the threads: {error}")))?;
    let results = pool.install(|| experiment::run(plan, design, &watch));
    bar.finish_and_clear();
    Ok(results?)
}

/// Writes everything a result folder holds.
struct Writer<'a> {
    cast: &'a Cast,
    folder: &'a RunFolder,
    results: &'a Results,
    answers: &'a Answers,
    places: &'a [String],
    catalogue: &'a Catalogue,
}

impl Writer<'_> {
    /// Writes scenarios, tables, charts, report and manifest; returns the sentences for the terminal.
    fn write(&self, started: jiff::Timestamp, output: &OutputArgs) -> Result<Vec<String>, Failure> {
        let files = self.scenario_files();
        for file in &files {
            self.folder.write(&file.path(), file.text.as_bytes())?;
        }
        let result_hash = export::write_tables(self.folder, self.results, self.answers)?;
        let command = command_line();
        let inputs = Inputs::of(self.results);
        let portraits = self.portraits();
        let first = &self.cast.scenarios[0];
        let mut story = Story {
            results: self.results,
            answers: self.answers,
            inputs: &inputs,
            portraits: &portraits,
            world: &first.world,
            places: self.places,
            parameters: &first.parameters,
            sources: &self.catalogue.sources,
            pictures: &[],
            command: &command,
            result_hash: &result_hash,
        };
        let pictures = if output.no_charts {
            Vec::new()
        } else {
            self.draw(&story, output.quiet)?
        };
        story.pictures = &pictures;
        let text = report::markdown(&story)
            .map_err(|error| Failure::Run(format!("cannot write the report: {error}")))?;
        self.folder.write("report.md", text.as_bytes())?;
        self.folder
            .write("assumptions.csv", &report::assumptions::csv(&story)?)?;
        let sentences = paragraphs(&story)
            .into_iter()
            .take(2)
            .flat_map(|paragraph| paragraph.sentences)
            .collect();
        let times = Times {
            started,
            finished: jiff::Timestamp::now(),
        };
        let manifest = Manifest::new(self.results, &command, &files, result_hash.clone(), times);
        let json = manifest
            .to_json()
            .map_err(|error| Failure::Run(format!("cannot write the manifest: {error}")))?;
        self.folder.write(manifest::NAME, json.as_bytes())?;
        Ok(sentences)
    }

    fn scenario_files(&self) -> Vec<ScenarioFile> {
        let file = |scenario: &Scenario| ScenarioFile {
            name: scenario.name.clone(),
            text: resolved_toml(scenario),
        };
        self.cast.scenarios.iter().map(file).collect()
    }

    fn portraits(&self) -> Vec<Portrait> {
        let portrait = |scenario: &Scenario| Portrait {
            summary: scenario.summary.clone(),
            policy_date: scenario.policy_date,
            differences: report::levers::origin(scenario)
                .map_or_else(Vec::new, |origin| changes(scenario, origin)),
        };
        self.cast.scenarios.iter().map(portrait).collect()
    }

    /// Draws the charts one by one, until done or stopped.
    fn draw(&self, story: &Story, quiet: bool) -> Result<Vec<Picture>, Failure> {
        let levers = report::levers::bars(&self.cast.scenarios, &self.catalogue.levers);
        let drawings = figures::all(story, &levers);
        let provenance = figures::provenance(story);
        let folder = self.folder.path("charts");
        std::fs::create_dir_all(&folder)?;
        let bar = progress::bar(drawings.len(), quiet);
        bar.set_message("charts");
        let mut pictures = Vec::new();
        for drawing in drawings {
            if progress::stop_flag().load(Ordering::Relaxed) {
                break;
            }
            crate::chart::write(&drawing.figure, &folder, drawing.stem, &provenance)?;
            pictures.push(drawing.picture());
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(pictures)
    }
}

/// The command line, first the program's plain name instead of a path of this machine.
fn command_line() -> Vec<String> {
    std::iter::once("garita".to_owned())
        .chain(std::env::args().skip(1))
        .collect()
}

/// Says what came out, and where it is.
fn announce(
    results: &Results,
    sentences: &[String],
    path: &str,
    quiet: bool,
) -> Result<(), Failure> {
    if !quiet {
        for sentence in sentences {
            terminal::say(&terminal::wrap(sentence, "- ", terminal::width()));
        }
        terminal::say(&format!("\nMore in {path}/report.md\n"));
    }
    terminal::say(path);
    if !results.interrupted() {
        return Ok(());
    }
    let (done, planned) = (results.replicates.len(), results.design.replicates.len());
    Err(Failure::Run(format!(
        "stopped early: the results hold {done} of {planned} replicates and say so\n  help: run the same command with --force for all of them"
    )))
}
