//! Everything a result folder holds, in the order in which it is written.

use std::io;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::args::OutputArgs;
use super::cast::{Cast, REFERENCE};
use super::{Failure, progress};
use crate::analysis::{Answers, Inputs};
use crate::chart;
use crate::checks::Goals;
use crate::experiment::Results;
use crate::export::manifest::{self, Manifest, Precision, Times};
use crate::export::{self, RunFolder, ScenarioFile};
use crate::lever::Sign;
use crate::report::answer::{paragraphs, period};
use crate::report::figures::{self, Drawing};
use crate::report::validation::Footing;
use crate::report::{self, Picture, Portrait, Story};
use crate::scenario::{Catalogue, Planned, Scenario, changes, planned};

/// Writes everything a result folder holds.
pub struct Writer<'a> {
    /// Who took part.
    pub cast: &'a Cast,
    /// What came out.
    pub results: &'a Results,
    /// What it says.
    pub answers: &'a Answers,
    /// What was asked for with `--precision`, and what came of it.
    pub precision: Option<Precision>,
    /// Cities wanted.
    pub places: &'a [String],
    /// Goals that the user set.
    pub goals: Option<&'a Goals>,
    /// Records of levers and sources.
    pub catalogue: &'a Catalogue,
}

impl Writer<'_> {
    /// Writes scenarios, tables, charts, report and manifest; returns the sentences for the terminal.
    pub fn write(
        &self,
        folder: &RunFolder,
        started: jiff::Timestamp,
        output: &OutputArgs,
    ) -> Result<Vec<String>, Failure> {
        let files: Vec<ScenarioFile> = self.cast.scenarios.iter().map(ScenarioFile::of).collect();
        for file in &files {
            file.write(folder)?;
        }
        let result_hash = export::write_tables(folder, self.results, self.answers)?;
        stop_here()?;
        let command = command_line();
        let inputs = Inputs::of(self.results);
        let portraits = self.portraits();
        let mut story = Story {
            command: &command,
            result_hash: &result_hash,
            ..self.story(&inputs, &portraits)
        };
        let pictures = if output.no_charts {
            Vec::new()
        } else {
            self.draw(&story, folder, output.quiet)?
        };
        story.pictures = &pictures;
        let text = report::markdown(&story)
            .map_err(|error| Failure::Run(format!("cannot write the report: {error}")))?;
        folder.write("report.md", text.as_bytes())?;
        for (name, table) in report_tables(&story)? {
            folder.write(name, &table)?;
        }
        if let Some(text) = self.goals.and_then(|goals| goals.text.as_ref()) {
            folder.write(manifest::GOALS, text.as_bytes())?;
        }
        let first = paragraphs(&story).into_iter().take(2);
        let sentences = std::iter::once(period(&story))
            .chain(first.flat_map(|paragraph| paragraph.sentences))
            .collect();
        let times = Times {
            started,
            finished: jiff::Timestamp::now(),
        };
        let manifest = Manifest::new(
            self.results,
            &command,
            &files,
            result_hash.clone(),
            self.precision.clone(),
            times,
        );
        let manifest = match self.goals.and_then(|goals| goals.text.as_ref()) {
            Some(text) => manifest.with_goals(text),
            None => manifest,
        };
        let json = manifest
            .to_json()
            .map_err(|error| Failure::Run(format!("cannot write the manifest: {error}")))?;
        folder.write(manifest::NAME, json.as_bytes())?;
        Ok(sentences)
    }

    /// The tables that stand beside the report, by file name.
    pub fn report_tables(&self) -> io::Result<Vec<(&'static str, Vec<u8>)>> {
        let inputs = Inputs::of(self.results);
        report_tables(&self.story(&inputs, &self.portraits()))
    }

    /// What is told, before pictures are drawn and the tables have a hash.
    fn story<'s>(&'s self, inputs: &'s Inputs, portraits: &'s [Portrait]) -> Story<'s> {
        let first = &self.cast.scenarios[0];
        Story {
            results: self.results,
            answers: self.answers,
            inputs,
            portraits,
            world: &first.world,
            places: self.places,
            parameters: &first.parameters,
            sources: &self.catalogue.sources,
            pictures: &[],
            command: &[],
            result_hash: "",
            goals: self.goals,
        }
    }

    fn portraits(&self) -> Vec<Portrait> {
        let base = self.results.design.pairs.first().map(|pair| pair.base);
        let base = base.map(|base| &self.cast.scenarios[base]);
        let moved = |scenario: &Scenario, sign| {
            report::levers::moved(scenario, &self.catalogue.levers, sign)
        };
        let portrait = |scenario: &Scenario| Portrait {
            differs_from: base.and_then(|base| report::levers::differs_from(scenario, base)),
            assumed: moved(scenario, Sign::Assumed),
            emerging: moved(scenario, Sign::Emerges),
            summary: scenario.summary.clone(),
            policy_date: scenario.policy_date,
            differences: scenario
                .origin()
                .map_or_else(Vec::new, |origin| changes(scenario, origin)),
            planned: self.planned(scenario),
            footing: Footing::of(scenario, &self.catalogue.world),
        };
        self.cast.scenarios.iter().map(portrait).collect()
    }

    /// What the levers of a scenario would cost beyond the status quo, or beyond the base where that takes no part.
    fn planned(&self, scenario: &Scenario) -> Option<Planned> {
        let named = |name: &str| self.cast.scenarios.iter().find(|one| one.name == name);
        let base = self.results.design.pairs.first().map(|pair| pair.base);
        let beyond = named(REFERENCE).or(base.map(|base| &self.cast.scenarios[base]))?;
        (beyond.name != scenario.name).then(|| planned(scenario, beyond, &self.catalogue.levers))
    }

    /// Draws the charts side by side, until done or stopped.
    fn draw(
        &self,
        story: &Story,
        folder: &RunFolder,
        quiet: bool,
    ) -> Result<Vec<Picture>, Failure> {
        let levers = report::levers::bars(&self.cast.scenarios, &self.catalogue.levers);
        let drawings = figures::all(story, &levers);
        let provenance = figures::provenance(story);
        let folder = folder.path("charts");
        std::fs::create_dir_all(&folder)?;
        let bar = progress::bar(drawings.len(), "charts", quiet);
        let draw = |drawing: &Drawing| -> io::Result<Option<Picture>> {
            if progress::stop_flag().load(Ordering::Relaxed) {
                return Ok(None);
            }
            chart::write(&drawing.figure, &folder, drawing.stem, &provenance)?;
            bar.inc(1);
            Ok(Some(drawing.picture()))
        };
        let pictures: io::Result<Vec<Option<Picture>>> = drawings.par_iter().map(draw).collect();
        bar.finish_and_clear();
        let pictures: Vec<Picture> = pictures?.into_iter().flatten().collect();
        stop_here()?;
        Ok(pictures)
    }
}

/// What is planned, what is assumed and which goals are met, as tables.
fn report_tables(story: &Story) -> io::Result<Vec<(&'static str, Vec<u8>)>> {
    let mut tables = Vec::new();
    if let Some(table) = report::planned::csv(story)? {
        tables.push(("plan.csv", table));
    }
    tables.push(("assumptions.csv", report::assumptions::csv(story)?));
    if let Some(goals) = story.goals {
        tables.push((
            report::goals::FILE,
            report::goals::csv(goals, story.results)?,
        ));
    }
    Ok(tables)
}

/// Fails if somebody asked to stop.
fn stop_here() -> Result<(), Failure> {
    if progress::stop_flag().load(Ordering::Relaxed) {
        return Err(Failure::Run(
            "stopped before everything was written; nothing is shown".to_owned(),
        ));
    }
    Ok(())
}

/// The command line, first the program's plain name instead of a path of this machine.
pub fn command_line() -> Vec<String> {
    std::iter::once("garita".to_owned())
        .chain(std::env::args().skip(1))
        .collect()
}
