//! The record of what made a result folder.

use std::fmt::Write;
use std::io::Read as _;
use std::path::Path;
use std::{fs, io};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::RunFolder;
use crate::analysis::dose::{Dose, Package};
use crate::experiment::{Design, Results};
use crate::scenario::{Scenario, resolved_fits, resolved_toml};
use crate::text::Lang;

/// Name of the record in a result folder.
pub const NAME: &str = "manifest.json";

/// Name of the goals in a result folder.
pub const GOALS: &str = "goals.toml";

/// Version of this program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Commit this program was built from, if the build knew it.
pub const COMMIT: Option<&str> = option_env!("GARITA_COMMIT");

/// How chance is generated: results of another method are not comparable bit by bit.
pub const GENERATOR: &str = "keyed uniforms through exact inverse distribution functions";

/// Everything needed to make the results again, and to see whether they are the same.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    pub(super) program: String,
    pub(super) version: String,
    pub(super) commit: Option<String>,
    /// The command line, first the program's name.
    command: Vec<String>,
    /// Language of charts and report where it is not English.
    #[serde(default, skip_serializing_if = "Lang::is_english")]
    pub(super) lang: Lang,
    pub(super) generator: String,
    pub(super) seed: u64,
    period_from: String,
    period_to: String,
    pub(super) replicates: Replicates,
    /// What was asked for with `--precision`, and what came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) precision: Option<Precision>,
    /// Name of the scenario that the others are compared with, if they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) base: Option<String>,
    pub(super) scenarios: Vec<Entry>,
    /// Packages at growing size, if that was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) packages: Vec<SizedPackage>,
    /// Settings that could not grow with their package, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) remarks: Vec<String>,
    /// Name of the analysis, if it is more than a run or a comparison.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) analysis: Option<String>,
    /// What the analysis asked, if that alone says what is run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) asked: Option<Asked>,
    /// The goals that the user set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) goals: Option<SavedFile>,
    /// SHA-256 over the tables; does not depend on machine, threads or clock.
    result_hash: String,
    started: String,
    finished: String,
}

/// What an analysis asks of scenarios.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// Scenarios as they were named.
    pub about: Vec<String>,
    /// The question, as the analysis writes it: this layer does not look inside.
    pub question: serde_json::Value,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Replicates {
    planned: usize,
    pub(super) finished: usize,
    complete: bool,
    /// Their numbers where they are not simply the first ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) numbers: Option<Vec<u64>>,
}

/// A wish for precision and how far it was met; the number of replicates follows from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Precision {
    /// Half the interval of every key figure, relative, that was asked for.
    pub asked: f64,
    /// The most replicates that were allowed.
    pub most: u64,
    /// Whether every key figure is that tight.
    pub reached: bool,
    /// The widest key figure.
    pub widest: String,
    /// Half its interval, relative.
    pub width: f64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) name: String,
    title: String,
    pub(super) role: Role,
    /// Policy layers laid over it, the first one lowest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) layers: Vec<String>,
    pub(super) file: String,
    pub(super) sha256: String,
    /// Fits that it takes from a file of the user's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) fits: Option<SavedFile>,
}

/// A package and the sizes at which it was run, as multiples of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SizedPackage {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) sizes: Vec<Size>,
}

/// A size of a package.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Size {
    /// Every digit, as a text: numbers in JSON may lose the last one.
    pub(super) size: String,
    /// Position among the scenarios.
    pub(super) scenario: usize,
}

/// A file that is saved beside the results because they rest on it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SavedFile {
    pub(super) file: String,
    pub(super) sha256: String,
}

impl SavedFile {
    fn of(file: String, text: &str) -> Self {
        Self {
            file,
            sha256: sha256(text.as_bytes()),
        }
    }
}

/// Part that a scenario takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Role {
    /// Drawn in grey although nobody asked to compare it.
    Reference,
    /// Asked for.
    Compared,
}

/// One resolved scenario, as it is saved beside the results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioFile {
    /// Name of the scenario.
    pub name: String,
    /// Policy layers laid over it, the first one lowest.
    pub layers: Vec<String>,
    /// Its resolved file.
    pub text: String,
    /// Fits that it takes from a file of the user's own: path inside the result folder, and text.
    pub fits: Option<(String, String)>,
}

impl ScenarioFile {
    /// The file of a scenario.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Self {
        let beside = |(name, text)| (format!("scenarios/{name}"), text);
        Self {
            name: scenario.name.clone(),
            layers: scenario.layers.clone(),
            text: resolved_toml(scenario),
            fits: resolved_fits(scenario).map(beside),
        }
    }

    /// Writes it, with what it needs beside it.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn write(&self, folder: &RunFolder) -> io::Result<()> {
        folder.write(&self.path(), self.text.as_bytes())?;
        match &self.fits {
            Some((path, text)) => folder.write(path, text.as_bytes()),
            None => Ok(()),
        }
    }

    /// Where the file is saved inside the result folder.
    #[must_use]
    pub fn path(&self) -> String {
        format!("scenarios/{}.toml", self.name)
    }
}

/// When a run began and ended, in UTC.
#[derive(Copy, Clone, Debug)]
pub struct Times {
    /// Begin.
    pub started: jiff::Timestamp,
    /// End.
    pub finished: jiff::Timestamp,
}

impl Manifest {
    /// The record of a run; `files` in the order of the design's arms.
    #[must_use]
    pub fn new(
        results: &Results,
        command: &[String],
        files: &[ScenarioFile],
        result_hash: String,
        precision: Option<Precision>,
        times: Times,
    ) -> Self {
        let (design, finished) = (&results.design, &results.replicates);
        Self::of(
            design,
            finished,
            command,
            files,
            result_hash,
            precision,
            times,
        )
    }

    /// The record of a run of this design, of which the replicates with these numbers are finished.
    #[must_use]
    pub fn of(
        design: &Design,
        finished: &[u64],
        command: &[String],
        files: &[ScenarioFile],
        result_hash: String,
        precision: Option<Precision>,
        times: Times,
    ) -> Self {
        let simply_the_first = finished.iter().copied().eq(0..finished.len() as u64);
        let base = design.pairs.first().map(|pair| pair.base);
        let entries = design.arms.iter().zip(files).map(|(arm, file)| Entry {
            name: arm.name.clone(),
            title: arm.title.clone(),
            role: if arm.reference {
                Role::Reference
            } else {
                Role::Compared
            },
            layers: file.layers.clone(),
            file: file.path(),
            sha256: sha256(file.text.as_bytes()),
            fits: file
                .fits
                .as_ref()
                .map(|(path, text)| SavedFile::of(path.clone(), text)),
        });
        Self {
            program: "garita".to_owned(),
            version: VERSION.to_owned(),
            commit: COMMIT.map(str::to_owned),
            command: command.to_vec(),
            lang: Lang::English,
            generator: GENERATOR.to_owned(),
            seed: design.seed,
            period_from: design.start.to_string(),
            period_to: design.end().to_string(),
            replicates: Replicates {
                planned: design.replicates.len(),
                finished: finished.len(),
                complete: finished.len() >= design.replicates.len(),
                numbers: (!simply_the_first).then(|| finished.to_vec()),
            },
            precision,
            base: base.map(|base| design.arms[base].name.clone()),
            scenarios: entries.collect(),
            packages: Vec::new(),
            remarks: Vec::new(),
            analysis: None,
            asked: None,
            goals: None,
            result_hash,
            started: seconds(times.started),
            finished: seconds(times.finished),
        }
    }

    /// The record of a run with goals, given as the text of their file.
    #[must_use]
    pub fn with_goals(self, text: &str) -> Self {
        let goals = Some(SavedFile::of(GOALS.to_owned(), text));
        Self { goals, ..self }
    }

    /// The record of an analysis of this name, with its question if that alone says what is run.
    #[must_use]
    pub fn with_analysis(self, name: &str, asked: Option<Asked>) -> Self {
        Self {
            analysis: Some(name.to_owned()),
            asked,
            ..self
        }
    }

    /// The record of a run of packages at growing size, with remarks on settings that could not grow.
    #[must_use]
    pub fn with_packages(self, packages: &[Package], remarks: &[String]) -> Self {
        let size = |dose: &Dose| Size {
            size: dose.size.to_string(),
            scenario: dose.arm,
        };
        let sized = |package: &Package| SizedPackage {
            name: package.name.clone(),
            title: package.title.clone(),
            sizes: package.doses.iter().map(size).collect(),
        };
        let packages = packages.iter().map(sized).collect();
        Self {
            packages,
            remarks: remarks.to_vec(),
            ..self
        }
    }

    /// The record of a run whose charts and report are in this language.
    #[must_use]
    pub fn in_language(self, lang: Lang) -> Self {
        Self { lang, ..self }
    }

    /// The command line, first the program's name.
    #[must_use]
    pub fn command(&self) -> &[String] {
        &self.command
    }

    /// The record as JSON.
    ///
    /// # Errors
    /// Never in practice: every field is plain text or a number.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }

    /// The hash over the tables.
    #[must_use]
    pub fn result_hash(&self) -> &str {
        &self.result_hash
    }
}

/// What made a calibration.
#[derive(Clone, Copy, Debug)]
pub struct CalibrationFacts<'a> {
    /// Name of the calibration.
    pub name: &'a str,
    /// The command line, first the program's name.
    pub command: &'a [String],
    /// Hash of settings and scenario.
    pub settings_hash: &'a str,
    /// Seed.
    pub seed: u64,
    /// Members.
    pub members: u64,
    /// Rounds.
    pub rounds: u32,
    /// Tables by file name.
    pub tables: &'a [(String, Vec<u8>)],
    /// Hash over the tables.
    pub result_hash: &'a str,
    /// Begin.
    pub started: jiff::Timestamp,
}

/// The record of a calibration as JSON.
#[must_use]
pub fn of_calibration(facts: &CalibrationFacts) -> String {
    let tables: serde_json::Map<String, serde_json::Value> = facts
        .tables
        .iter()
        .map(|(name, bytes)| (name.clone(), sha256(bytes).into()))
        .collect();
    let record = serde_json::json!({
        "program": "garita",
        "version": VERSION,
        "commit": COMMIT,
        "command": facts.command,
        "generator": GENERATOR,
        "calibration": facts.name,
        "settings": "settings.toml",
        "settings_hash": facts.settings_hash,
        "seed": facts.seed,
        "members": facts.members,
        "rounds": facts.rounds,
        "tables": tables,
        "result_hash": facts.result_hash,
        "started": seconds(facts.started),
        "finished": seconds(jiff::Timestamp::now()),
    });
    format!("{record:#}\n")
}

fn seconds(time: jiff::Timestamp) -> String {
    format!("{time:.0}")
}

/// Whether a file is a manifest written by this program.
#[must_use]
pub fn is_ours(path: &Path) -> bool {
    let text = fs::read_to_string(path).unwrap_or_default();
    let value: Option<serde_json::Value> = serde_json::from_str(&text).ok();
    value.is_some_and(|value| value["program"] == "garita")
}

/// SHA-256 as lower-case hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Hash over named tables.
#[derive(Default)]
pub struct ResultHash(Sha256);

impl ResultHash {
    /// Adds one table. Name and length go in, so that no two sets of tables look alike.
    pub fn add(&mut self, name: &str, contents: &[u8]) {
        self.0.update(format!("{name} {}\n", contents.len()));
        self.0.update(contents);
    }

    /// Adds the table that a file holds.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn add_file(&mut self, name: &str, file: &Path) -> io::Result<()> {
        let mut file = fs::File::open(file)?;
        self.0
            .update(format!("{name} {}\n", file.metadata()?.len()));
        let mut piece = vec![0; 1 << 16];
        loop {
            match file.read(&mut piece)? {
                0 => return Ok(()),
                read => self.0.update(&piece[..read]),
            }
        }
    }

    /// The hash of everything added.
    #[must_use]
    pub fn finish(self) -> String {
        hexadecimal(&self.0.finalize())
    }
}
