//! What an analysis found, as a result folder.

use std::io;

use rayon::prelude::*;

use crate::chart::{Original, Provenance};
use crate::experiment::Design;
use crate::export::manifest::{self, Asked, Manifest, Times};
use crate::export::{RunFolder, ScenarioFile, hash_of};
use crate::parameter::Parameter;
use crate::report::Picture;
use crate::report::figures::{Drawing, maker_version, publishers};
use crate::report::finding::{Finding, Maker, markdown};
use crate::report::html;
use crate::scenario::{Scenario, Source};

/// Fewer futures than this are a first look. A convention, not a bound: over 1,000 futures of `status-quo`, 95 % intervals from 5
/// of them held in 74 to 90 % of samples, those from 50 in 80 to 92 %, by key figure; but they are more than four times as wide (Student).
const FEW: usize = 20;

/// Everything an analysis leaves.
pub struct Found {
    /// What it says.
    pub finding: Finding,
    /// Its charts.
    pub drawings: Vec<Drawing>,
    /// Its tables by file name.
    pub tables: Vec<(&'static str, Vec<u8>)>,
}

impl Found {
    /// The machine-independent hash over its tables.
    #[must_use]
    pub fn hash(&self) -> String {
        hash_of(&self.tables)
    }

    /// Says so where futures are a first look only.
    #[must_use]
    pub(super) fn with_caution(mut self, futures: usize) -> Self {
        if futures < FEW {
            self.finding.answers.push(format!(
                "These are {futures} futures, a first look: with so few, intervals are wide and an order can turn over. Run {FEW} or more before you rely on it; a hundred say much more."
            ));
        }
        self
    }

    /// What a chart is drawn from, by its name.
    #[must_use]
    pub fn original(self, name: &str, made: &Made) -> Option<Original> {
        let provenance = provenance(made, &self.hash());
        let mut drawings = self.drawings.into_iter();
        let drawing = drawings.find(|drawing| drawing.stem == name)?;
        Some(Original::new(drawing.figure, provenance))
    }
}

/// What made an analysis.
pub struct Made<'a> {
    /// Name of the analysis, as on the command line.
    pub analysis: &'static str,
    /// Names of the scenarios that the user named.
    pub about: Vec<String>,
    /// What was asked, if that alone says what is run.
    pub asked: Option<&'a Asked>,
    /// Every scenario that was run, in the order of the design's arms.
    pub scenarios: &'a [Scenario],
    /// Who was run, how often, from which seed.
    pub design: &'a Design,
    /// Numbers of the futures that are finished.
    pub finished: &'a [u64],
    /// Publications that the evidence cites.
    pub sources: &'a [Source],
    /// The command line, first the program's name.
    pub command: &'a [String],
    /// When it began.
    pub started: jiff::Timestamp,
}

/// Writes scenarios, tables, charts, report and manifest into a folder.
///
/// # Errors
/// If a file cannot be written.
pub fn write(found: Found, made: &Made, folder: &RunFolder) -> io::Result<()> {
    let files: Vec<ScenarioFile> = made.scenarios.iter().map(ScenarioFile::of).collect();
    for file in &files {
        file.write(folder)?;
    }
    let result_hash = found.hash();
    for (name, table) in &found.tables {
        folder.write(name, table)?;
    }
    let pictures = draw(found.drawings, &provenance(made, &result_hash), folder)?;
    let maker = Maker {
        command: made.command,
        version: &maker_version(),
        seed: made.design.seed,
        futures: made.finished.len(),
        result_hash: &result_hash,
    };
    let text = markdown(&found.finding, &pictures, &maker);
    folder.write("report.md", text.as_bytes())?;
    folder.write(
        "report.html",
        html::page(&text, &html::charts(&folder.path("charts"))?).as_bytes(),
    )?;
    let times = Times {
        started: made.started,
        finished: jiff::Timestamp::now(),
    };
    let manifest = Manifest::of(
        made.design,
        made.finished,
        made.command,
        &files,
        result_hash,
        None,
        times,
    );
    let json = manifest
        .with_analysis(made.analysis, made.asked.cloned())
        .to_json();
    folder.write(manifest::NAME, json.map_err(io::Error::other)?.as_bytes())
}

fn provenance(made: &Made, result_hash: &str) -> Provenance {
    let parameters: &[Parameter] = made
        .scenarios
        .first()
        .map_or(&[], |first| &first.parameters);
    Provenance {
        version: maker_version(),
        command: crate::text::typed(made.command),
        scenarios: made.about.clone(),
        replicates: made.finished.len() as u64,
        seed: made.design.seed,
        policy: String::new(),
        sources: publishers(parameters, made.sources, "the scenarios beside it"),
        edited: false,
        extra: vec![("result".to_owned(), format!("sha256:{result_hash}"))],
    }
}

/// Draws the charts side by side.
fn draw(
    drawings: Vec<Drawing>,
    provenance: &Provenance,
    folder: &RunFolder,
) -> io::Result<Vec<Picture>> {
    let charts = folder.path("charts");
    std::fs::create_dir_all(&charts)?;
    let draw = |drawing: Drawing| -> io::Result<Picture> {
        let picture = drawing.picture();
        Original::new(drawing.figure, provenance.clone()).write(&charts, drawing.stem)?;
        Ok(picture)
    };
    drawings.into_par_iter().map(draw).collect()
}
