//! Everything a result folder holds, in the order in which it is written.

use std::io;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::{Progress, REFERENCE, Study, StudyError};
use crate::analysis::{Answers, Inputs};
use crate::chart::Original;
use crate::experiment::Results;
use crate::export::manifest::{self, Manifest, Precision, Times};
use crate::export::{self, RunFolder, ScenarioFile};
use crate::lever::Sign;
use crate::report::answer::{paragraphs, period};
use crate::report::figures::{self, Drawing};
use crate::report::html;
use crate::report::validation::Footing;
use crate::report::{self, Picture, Portrait, Story};
use crate::scenario::{Planned, Scenario, changes, planned};
use crate::text;

/// Writes everything a result folder holds.
pub struct Writer<'a> {
    /// What was asked.
    pub study: &'a Study,
    /// What came out.
    pub results: &'a Results,
    /// What it says.
    pub answers: &'a Answers,
    /// What was asked for with `--precision`, and what came of it.
    pub precision: Option<Precision>,
    /// The command line, first the program's name; report, charts and manifest quote it.
    pub command: &'a [String],
    /// When the run began.
    pub started: jiff::Timestamp,
    /// Whether charts are drawn.
    pub charts: bool,
    /// Whether tables are written as Parquet, too; does nothing in a build without the feature `parquet`.
    pub parquet: bool,
}

impl Writer<'_> {
    /// Writes scenarios, tables, charts, report and manifest; returns the sentences that say the main thing.
    ///
    /// # Errors
    /// If a file cannot be written, or somebody asked to stop.
    pub fn write(
        &self,
        folder: &RunFolder,
        progress: &Progress,
    ) -> Result<Vec<String>, StudyError> {
        let files: Vec<ScenarioFile> = self
            .study
            .cast
            .scenarios
            .iter()
            .map(ScenarioFile::of)
            .collect();
        for file in &files {
            file.write(folder)?;
        }
        let result_hash = export::write_tables(folder, self.results, self.answers)?;
        #[cfg(feature = "parquet")]
        if self.parquet {
            for (name, _) in export::tables::ALL {
                let csv = folder.path(name);
                export::parquet::convert(&csv, &csv.with_extension("parquet"))?;
            }
        }
        progress.stop_here()?;
        text::within(self.study.lang, || {
            self.publish(folder, &result_hash, progress)
        })?;
        let inputs = Inputs::of(self.results);
        let portraits = self.portraits();
        let story = self.story(&inputs, &portraits);
        for (name, table) in report_tables(&story)? {
            folder.write(name, &table)?;
        }
        let goals = self.study.goals.as_ref();
        let goals = goals.and_then(|goals| goals.text.as_ref());
        if let Some(text) = goals {
            folder.write(manifest::GOALS, text.as_bytes())?;
        }
        let first = paragraphs(&story).into_iter().take(2);
        let sentences = std::iter::once(period(&story))
            .chain(first.flat_map(|paragraph| paragraph.sentences))
            .collect();
        let times = Times {
            started: self.started,
            finished: jiff::Timestamp::now(),
        };
        let manifest = Manifest::new(
            self.results,
            self.command,
            &files,
            result_hash.clone(),
            self.precision.clone(),
            times,
        );
        let manifest = manifest.in_language(self.study.lang);
        let manifest = match goals {
            Some(text) => manifest.with_goals(text),
            None => manifest,
        };
        let json = manifest
            .to_json()
            .map_err(|error| StudyError::Failed(format!("cannot write the manifest: {error}")))?;
        folder.write(manifest::NAME, json.as_bytes())?;
        Ok(sentences)
    }

    /// Draws the charts and writes the report around them, in the language that is spoken.
    fn publish(
        &self,
        folder: &RunFolder,
        result_hash: &str,
        progress: &Progress,
    ) -> Result<(), StudyError> {
        let inputs = Inputs::of(self.results);
        let portraits = self.portraits();
        let mut story = Story {
            command: self.command,
            result_hash,
            ..self.story(&inputs, &portraits)
        };
        let pictures = if self.charts {
            self.draw(&story, folder, progress)?
        } else {
            Vec::new()
        };
        story.pictures = &pictures;
        let failed = |error: &dyn std::fmt::Display| {
            StudyError::Failed(format!("cannot write the report: {error}"))
        };
        let facts = report::facts(&story).map_err(|error| failed(&error))?;
        folder.write(report::FACTS, facts.to_string().as_bytes())?;
        let text = report::markdown(&facts).map_err(|error| failed(&error))?;
        folder.write("report.md", text.as_bytes())?;
        let page = html::page(&text, &html::charts(&folder.path("charts"))?);
        folder.write("report.html", page.as_bytes())?;
        Ok(())
    }

    /// The tables that stand beside the report, by file name.
    ///
    /// # Errors
    /// Never in practice: the tables are written to memory.
    pub fn report_tables(&self) -> io::Result<Vec<(&'static str, Vec<u8>)>> {
        let inputs = Inputs::of(self.results);
        report_tables(&self.story(&inputs, &self.portraits()))
    }

    /// What is told, before pictures are drawn and the tables have a hash.
    pub(super) fn story<'s>(&'s self, inputs: &'s Inputs, portraits: &'s [Portrait]) -> Story<'s> {
        let first = &self.study.cast.scenarios[0];
        Story {
            results: self.results,
            answers: self.answers,
            inputs,
            portraits,
            world: &first.world,
            places: &self.study.places,
            parameters: &first.parameters,
            sources: &self.study.catalogue.sources,
            pictures: &[],
            command: &[],
            result_hash: "",
            goals: self.study.goals.as_ref(),
        }
    }

    pub(super) fn portraits(&self) -> Vec<Portrait> {
        let base = self.results.design.pairs.first().map(|pair| pair.base);
        let base = base.map(|base| &self.study.cast.scenarios[base]);
        let moved = |scenario: &Scenario, sign| {
            report::levers::moved(scenario, &self.study.catalogue.levers, sign)
        };
        let portrait = |scenario: &Scenario| Portrait {
            differs_from: base.and_then(|base| report::levers::differs_from(scenario, base)),
            assumed: moved(scenario, Sign::Assumed),
            emerging: moved(scenario, Sign::Emerges),
            title: text::say_title(&scenario.title).into_owned(),
            summary: scenario.summary.clone(),
            policy_date: scenario.policy_date,
            differences: scenario
                .origin()
                .map_or_else(Vec::new, |origin| changes(scenario, origin)),
            planned: self.planned(scenario),
            footing: Footing::of(scenario, &self.study.catalogue.world),
        };
        self.study.cast.scenarios.iter().map(portrait).collect()
    }

    /// What the levers of a scenario would cost beyond the status quo, or beyond the base where that takes no part.
    fn planned(&self, scenario: &Scenario) -> Option<Planned> {
        let named = |name: &str| {
            self.study
                .cast
                .scenarios
                .iter()
                .find(|one| one.name == name)
        };
        let base = self.results.design.pairs.first().map(|pair| pair.base);
        let beyond = named(REFERENCE).or(base.map(|base| &self.study.cast.scenarios[base]))?;
        (beyond.name != scenario.name)
            .then(|| planned(scenario, beyond, &self.study.catalogue.levers))
    }

    /// Every chart, in the order of the report.
    pub(super) fn drawings(&self, story: &Story) -> Vec<Drawing> {
        let levers = report::levers::bars(&self.study.cast.scenarios, &self.study.catalogue.levers);
        figures::all(story, &levers)
    }

    /// What the chart `name` is drawn from, of results with this hash that a command line made; none if they have no such
    /// chart.
    #[must_use]
    pub fn original(&self, name: &str, command: &[String], result_hash: &str) -> Option<Original> {
        text::within(self.study.lang, || {
            let (inputs, portraits) = (Inputs::of(self.results), self.portraits());
            let story = Story {
                command,
                result_hash,
                ..self.story(&inputs, &portraits)
            };
            let mut drawings = self.drawings(&story).into_iter();
            let drawing = drawings.find(|drawing| drawing.stem == name)?;
            Some(Original::new(drawing.figure, figures::provenance(&story)))
        })
    }

    /// Draws the charts side by side, until done or stopped.
    fn draw(
        &self,
        story: &Story,
        folder: &RunFolder,
        progress: &Progress,
    ) -> Result<Vec<Picture>, StudyError> {
        let drawings = self.drawings(story);
        let provenance = figures::provenance(story);
        let folder = folder.path("charts");
        std::fs::create_dir_all(&folder)?;
        (progress.charts)(drawings.len());
        let draw = |drawing: Drawing| -> io::Result<Option<Picture>> {
            if progress.stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let picture = drawing.picture();
            Original::new(drawing.figure, provenance.clone()).write(&folder, drawing.stem)?;
            (progress.chart)();
            Ok(Some(picture))
        };
        let pictures: io::Result<Vec<Option<Picture>>> =
            drawings.into_par_iter().map(draw).collect();
        let pictures: Vec<Picture> = pictures?.into_iter().flatten().collect();
        progress.stop_here()?;
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
