//! An earlier result, opened to be run again: its manifest, its resolved scenarios and its tables.

use std::fs;
use std::path::{Path, PathBuf};

use super::manifest::{
    self, Asked, COMMIT, GENERATOR, Manifest, Precision, Role, Size, SizedPackage, VERSION, sha256,
};
use crate::analysis::dose::{Dose, Package};
use crate::checks::Goals;
use crate::experiment::{Arm, Design, pairs};
use crate::lever::Lever;
use crate::scenario::{self, Scenario, planned};
use crate::text::Lang;

/// Why an earlier result cannot be run again; each message names the file and what is wrong in it.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    /// There is nothing of that name.
    #[error("there is no {}\n  help: name a result folder, its manifest.json or one of its charts", .0.display())]
    Missing(PathBuf),
    /// There is no record of a run where it should be.
    #[error("{} holds no result: there is no {}\n  help: name a result folder, its manifest.json or one of its charts", .asked.display(), .manifest.display())]
    Nothing {
        /// What was asked for.
        asked: PathBuf,
        /// Where the record should be.
        manifest: PathBuf,
    },
    /// A file that the record names cannot be read.
    #[error("{} cannot be read: {reason}\n  help: {} names it as `{field}`; without it the result cannot be run again", .file.display(), manifest::NAME)]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Field of the record that names it.
        field: String,
        /// What the operating system says.
        reason: std::io::Error,
    },
    /// The record is not one of ours, or something is missing in it.
    #[error("{} cannot be used: {reason}\n  help: a result can be run again only with the record that its run left", .file.display())]
    Broken {
        /// The record.
        file: PathBuf,
        /// What is missing or wrong.
        reason: String,
    },
    /// A resolved scenario, its fits, or the goals, are not those of the run.
    #[error("{} was changed after the run: its SHA-256 is {found}, but `{field}` in {} is {expected}\n  help: put the file of the run back; a changed one makes a new run", .file.display(), manifest::NAME)]
    Edited {
        /// The file.
        file: PathBuf,
        /// Field of the record that holds its hash.
        field: String,
        /// Hash of what is there.
        found: String,
        /// Hash of what was run.
        expected: String,
    },
    /// A resolved scenario, or the goals, do not load, although they are those of the run.
    #[error("{} cannot be loaded by this version of the program\n{problems}", .file.display())]
    Unloadable {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        problems: String,
    },
    /// It is an analysis that chose its next step by what it found, or asked an earlier result: its command makes it again.
    #[error("{} is the record of `garita {analysis}`, which is made again by its own command:\n  {command}\n  help: its tables are the same if `result_hash` is {hash} again", .file.display())]
    Analysis {
        /// The record.
        file: PathBuf,
        /// Name of the analysis.
        analysis: String,
        /// The command line that made it.
        command: String,
        /// The hash over its tables.
        hash: String,
    },
    /// Another version of the program made the result.
    #[error("{} was made by garita {theirs}, and this is garita {ours}: another version may give other numbers\n  help: use that version, or try all the same with --force", .file.display())]
    OtherProgram {
        /// The record.
        file: PathBuf,
        /// What made it.
        theirs: String,
        /// What this is.
        ours: String,
    },
}

/// A result folder with everything needed to run it again.
#[derive(Debug)]
pub struct Saved {
    /// The folder.
    pub folder: PathBuf,
    /// The scenarios as they were run, in the order of the design's arms.
    pub scenarios: Vec<Scenario>,
    /// The goals that were set.
    pub goals: Option<Goals>,
    /// Who took part, how often, from which seed.
    pub design: Design,
    manifest: Manifest,
}

impl Saved {
    /// Opens a result by its folder, its manifest or one of its charts. What another version of the program made
    /// is refused unless `force` says otherwise.
    ///
    /// # Errors
    /// If anything that is needed is missing, was changed, or is of another version.
    pub fn open(asked: &Path, force: bool) -> Result<Self, SavedError> {
        let path = manifest_of(asked);
        let manifest = read(asked, &path)?;
        if let (Some(analysis), None) = (&manifest.analysis, &manifest.asked) {
            return Err(SavedError::Analysis {
                analysis: analysis.clone(),
                command: crate::text::typed(manifest.command()),
                hash: manifest.result_hash().to_owned(),
                file: path,
            });
        }
        if !force {
            refuse_other_programs(&path, &manifest)?;
        }
        Self::of(&path, manifest)
    }

    /// Opens the result of a run or of an analysis, by whatever version of the program, to ask its tables anew.
    ///
    /// # Errors
    /// If anything that is needed is missing or was changed.
    pub fn open_tables(asked: &Path) -> Result<Self, SavedError> {
        let path = manifest_of(asked);
        let manifest = read(asked, &path)?;
        Self::of(&path, manifest)
    }

    fn of(path: &Path, manifest: Manifest) -> Result<Self, SavedError> {
        let folder = path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
        let positions = 0..manifest.scenarios.len();
        let scenarios: Result<Vec<Scenario>, SavedError> = positions
            .map(|position| scenario(&folder, &manifest, position))
            .collect();
        let scenarios = scenarios?;
        let goals = goals(&folder, &manifest, &scenarios)?;
        let mut design = design(path, &manifest, &scenarios)?;
        design.watched = goals
            .as_ref()
            .map_or_else(Vec::new, |goals| goals.watched().to_vec());
        Ok(Self {
            folder,
            scenarios,
            goals,
            design,
            manifest,
        })
    }

    /// The analysis that it is the result of, if it is one.
    #[must_use]
    pub fn analysis(&self) -> Option<&str> {
        self.manifest.analysis.as_deref()
    }

    /// What the analysis asked, if it is one that can be run again.
    #[must_use]
    pub fn asked(&self) -> Option<&Asked> {
        self.manifest.asked.as_ref()
    }

    /// The hash over the tables of the run.
    #[must_use]
    pub fn result_hash(&self) -> &str {
        self.manifest.result_hash()
    }

    /// The folder as people would type it.
    #[must_use]
    pub fn place(&self) -> String {
        if self.folder.as_os_str().is_empty() {
            ".".to_owned()
        } else {
            self.folder.display().to_string()
        }
    }

    /// Language of its charts and report.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.manifest.lang
    }

    /// What was asked for with `--precision`, and what came of it.
    #[must_use]
    pub fn precision(&self) -> Option<Precision> {
        self.manifest.precision.clone()
    }

    /// Packages at growing size, with planned outlay at the unit costs of `levers`; empty for other results.
    #[must_use]
    pub fn packages(&self, levers: &[Lever]) -> Vec<Package> {
        let base = self.scenarios.first();
        let dose = |size: &Size| {
            let planned = planned(self.scenarios.get(size.scenario)?, base?, levers);
            Some(Dose {
                size: size.size.parse().ok()?,
                arm: size.scenario,
                planned: planned.over_run(),
            })
        };
        let package = |sized: &SizedPackage| Package {
            name: sized.name.clone(),
            title: sized.title.clone(),
            doses: sized.sizes.iter().filter_map(dose).collect(),
        };
        self.manifest.packages.iter().map(package).collect()
    }

    /// Remarks on settings that could not grow with their package.
    #[must_use]
    pub fn remarks(&self) -> &[String] {
        &self.manifest.remarks
    }

    /// The command line of the run, first the program's name.
    #[must_use]
    pub fn command(&self) -> &[String] {
        self.manifest.command()
    }

    /// In which way a table in the folder is not `fresh`, in words; nothing if they are the same bytes.
    #[must_use]
    pub fn difference(&self, name: &str, fresh: &[u8]) -> Option<String> {
        match fs::read(self.folder.join(name)) {
            Ok(saved) if saved == fresh => None,
            Ok(saved) => Some(first_difference(name, &saved, fresh)),
            Err(error) => Some(format!("{name} cannot be read ({error})")),
        }
    }
}

/// Where the record of a result is: inside a folder, beside a file, or one up from a chart.
fn manifest_of(asked: &Path) -> PathBuf {
    if asked.is_dir() {
        return asked.join(manifest::NAME);
    }
    if asked.file_name().is_some_and(|name| name == manifest::NAME) {
        return asked.to_owned();
    }
    let beside = asked.with_file_name(manifest::NAME);
    let folder = asked.parent().unwrap_or(Path::new(""));
    if beside.exists() {
        beside
    } else if folder.file_name().is_some() {
        folder.with_file_name(manifest::NAME)
    } else {
        Path::new("..").join(manifest::NAME)
    }
}

fn read(asked: &Path, path: &Path) -> Result<Manifest, SavedError> {
    if !asked.exists() {
        return Err(SavedError::Missing(asked.to_owned()));
    }
    let text = fs::read_to_string(path).map_err(|_| SavedError::Nothing {
        asked: asked.to_owned(),
        manifest: path.to_owned(),
    })?;
    let broken = |reason: String| SavedError::Broken {
        file: path.to_owned(),
        reason,
    };
    let manifest: Manifest =
        serde_json::from_str(&text).map_err(|error| broken(error.to_string()))?;
    if manifest.program != "garita" {
        return Err(broken(format!(
            "`program` is \"{}\", not \"garita\"",
            manifest.program
        )));
    }
    if manifest.scenarios.is_empty() {
        return Err(broken("`scenarios` is empty".to_owned()));
    }
    Ok(manifest)
}

fn refuse_other_programs(path: &Path, manifest: &Manifest) -> Result<(), SavedError> {
    let theirs = (manifest.version.as_str(), manifest.commit.as_deref());
    let known = theirs.1.is_some() && COMMIT.is_some();
    let same_commit = !known || theirs.1 == COMMIT;
    if theirs.0 == VERSION && same_commit && manifest.generator == GENERATOR {
        return Ok(());
    }
    let words = |(version, commit): (&str, Option<&str>)| match commit {
        Some(commit) => format!("{version} (commit {commit})"),
        None => version.to_owned(),
    };
    Err(SavedError::OtherProgram {
        file: path.to_owned(),
        theirs: words(theirs),
        ours: words((VERSION, COMMIT)),
    })
}

/// A file that the record names, which has to be the one that was run.
fn unchanged(
    folder: &Path,
    name: &str,
    expected: &str,
    field: &dyn Fn(&str) -> String,
) -> Result<(PathBuf, String), SavedError> {
    let file = folder.join(name);
    let text = fs::read_to_string(&file).map_err(|reason| SavedError::Unreadable {
        file: file.clone(),
        field: field("file"),
        reason,
    })?;
    let found = sha256(text.as_bytes());
    if found == expected {
        return Ok((file, text));
    }
    Err(SavedError::Edited {
        file,
        field: field("sha256"),
        found,
        expected: expected.to_owned(),
    })
}

/// One resolved scenario.
fn scenario(folder: &Path, manifest: &Manifest, position: usize) -> Result<Scenario, SavedError> {
    let entry = &manifest.scenarios[position];
    let field = |name: &str| format!("scenarios[{position}].{name}");
    let (file, text) = unchanged(folder, &entry.file, &entry.sha256, &field)?;
    if let Some(fits) = &entry.fits {
        unchanged(folder, &fits.file, &fits.sha256, &|name: &str| {
            field(&format!("fits.{name}"))
        })?;
    }
    let beside = file.parent().unwrap_or(Path::new(""));
    let loaded = scenario::load_frozen(&entry.name, &text, beside);
    let mut loaded = loaded.map_err(|problems| SavedError::Unloadable {
        file,
        problems: problems.to_string(),
    })?;
    loaded.name.clone_from(&entry.name);
    loaded.layers.clone_from(&entry.layers);
    Ok(loaded)
}

/// The goals of the run, if it had any.
fn goals(
    folder: &Path,
    manifest: &Manifest,
    scenarios: &[Scenario],
) -> Result<Option<Goals>, SavedError> {
    let field = |name: &str| format!("goals.{name}");
    let file = match &manifest.goals {
        Some(entry) => Some(unchanged(folder, &entry.file, &entry.sha256, &field)?.0),
        None => None,
    };
    let goals = Goals::of_run(file.as_deref(), scenarios);
    goals.map_err(|problems| SavedError::Unloadable {
        file: file.unwrap_or_else(|| folder.join(manifest::NAME)),
        problems: problems.to_string(),
    })
}

fn design(path: &Path, manifest: &Manifest, scenarios: &[Scenario]) -> Result<Design, SavedError> {
    let entries = manifest.scenarios.iter().zip(scenarios);
    let arms: Vec<Arm> = entries
        .map(|(entry, scenario)| Arm {
            name: entry.name.clone(),
            title: scenario.title.clone(),
            reference: entry.role == Role::Reference,
        })
        .collect();
    let pairs = match &manifest.base {
        None => Vec::new(),
        Some(base) => {
            let position = arms.iter().position(|arm| arm.name == *base);
            let position = position.ok_or_else(|| SavedError::Broken {
                file: path.to_owned(),
                reason: format!("`base` is \"{base}\", which is not among its scenarios"),
            })?;
            pairs(&arms, position)
        }
    };
    let replicates = &manifest.replicates;
    let numbers = replicates.numbers.clone();
    Ok(Design {
        seed: manifest.seed,
        replicates: numbers.unwrap_or_else(|| (0..replicates.finished as u64).collect()),
        start: scenarios[0].start,
        days: scenarios[0].days(),
        arms,
        pairs,
        watched: Vec::new(),
    })
}

/// Where two tables part: the line, what it is about, and the first column that differs.
fn first_difference(name: &str, saved: &[u8], fresh: &[u8]) -> String {
    let (saved, fresh) = (rows(saved), rows(fresh));
    let head = fresh.first().cloned().unwrap_or_default();
    let line = saved
        .iter()
        .zip(&fresh)
        .position(|(saved, fresh)| saved != fresh);
    let Some(line) = line else {
        return if saved.len() == fresh.len() {
            format!("{name} has the same values, written differently")
        } else {
            let (there, now) = (saved.len(), fresh.len());
            format!("{name} has {there} lines there and {now} now")
        };
    };
    let (old, new) = (&saved[line], &fresh[line]);
    let longest = old.len().max(new.len());
    let cell = |row: &[String], column: usize| row.get(column).cloned().unwrap_or_default();
    let column = (0..longest).find(|&column| cell(old, column) != cell(new, column));
    let column = column.unwrap_or_default();
    let words = new
        .iter()
        .take(column)
        .filter(|text| !text.is_empty() && *text != "all" && text.parse::<f64>().is_err());
    let about: Vec<&str> = words.map(String::as_str).collect();
    format!(
        "{name} differs first in line {} ({}): {} is {} there and {} now",
        line + 1,
        about.join(", "),
        head.get(column).map_or("a further column", String::as_str),
        shown(cell(old, column)),
        shown(cell(new, column))
    )
}

fn shown(cell: String) -> String {
    if cell.is_empty() {
        "empty".to_owned()
    } else {
        cell
    }
}

/// The rows of a table, heads included; what is no table has none.
fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    let rows = reader.byte_records().map_while(Result::ok);
    let texts = rows.map(|row| {
        row.iter()
            .map(|cell| String::from_utf8_lossy(cell).into_owned())
            .collect()
    });
    texts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_named_by_row_and_column() {
        let saved = b"scenario,metric,mean\na,deaths,1\nb,deaths,2\n";
        let fresh = b"scenario,metric,mean\na,deaths,1\nb,deaths,3\n";
        assert_eq!(
            first_difference("summary.csv", saved, fresh),
            "summary.csv differs first in line 3 (b, deaths): mean is 2 there and 3 now"
        );
        let shorter = b"scenario,metric,mean\na,deaths,1\n";
        assert!(first_difference("x", shorter, fresh).contains("has 2 lines there and 3 now"));
        let quoted = b"scenario,metric,mean\n\"a\",deaths,1\nb,deaths,3\n";
        assert!(first_difference("x", quoted, fresh).contains("written differently"));
    }

    #[test]
    fn a_chart_leads_to_the_folder_above_it() {
        assert_eq!(
            manifest_of(Path::new("out/charts/a.png")),
            Path::new("out/manifest.json")
        );
        assert_eq!(
            manifest_of(Path::new("a.png")),
            Path::new("../manifest.json")
        );
        assert_eq!(
            manifest_of(Path::new("charts/a.png")),
            Path::new("manifest.json")
        );
    }
}
