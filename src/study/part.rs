//! The file that a shard leaves: finished replicates, with everything that is needed to make results of them elsewhere.
//!
//! ```text
//! line "garita shard 2"
//! length of what follows, eight bytes, the lowest first
//! what it is a shard of: JSON (program, shard, seed, replicates, scenarios in full, goals, places, command, what an analysis asks)
//! the replicates, as the ensemble writes them
//! SHA-256 of all of that
//! ```

use std::fs::{self, File};
use std::io::{self, BufReader, Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::packed::Packed;
use super::{Cast, Shard, Study, StudyError, Wishes};
use crate::experiment::{Arm, CHECKSUM, Ensemble, Plan, Summed, pairs};
use crate::export::ScenarioFile;
use crate::export::folder::PART_MARK;
use crate::export::manifest::{Asked, COMMIT, GENERATOR, GOALS, VERSION};
use crate::scenario::{self, Scenario};
use crate::text::Lang;

/// What a part is a part of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Header {
    pub program: String,
    pub generator: String,
    pub shard: Shard,
    pub seed: u64,
    /// How many replicates the whole run has.
    pub replicates: usize,
    /// Their numbers where they are not simply the first ones.
    pub numbers: Option<Vec<u64>>,
    pub members: Vec<Member>,
    /// Position of the scenario that the others are compared with, if they are.
    pub base: Option<usize>,
    /// Text of the file of goals.
    pub goals: Option<String>,
    pub places: Vec<String>,
    /// Usual name of the result folder.
    pub folder: String,
    /// The command line that makes the same results in one process.
    pub command: Vec<String>,
    /// Language of charts and report where it is not English.
    #[serde(default, skip_serializing_if = "Lang::is_english")]
    pub lang: Lang,
    /// What an analysis asks, if it is the part of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
}

/// A scenario with its role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Member {
    pub scenario: Copied,
    pub reference: bool,
    /// The scenario against which its changes are told.
    pub origin: Option<Copied>,
}

/// A scenario written out in full.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Copied {
    pub name: String,
    layers: Vec<String>,
    pub text: String,
    /// Fits from a file of the user's own: the name that was given, file name, and text.
    fits: Option<(String, String, String)>,
}

impl Copied {
    fn of(scenario: &Scenario) -> Self {
        let file = ScenarioFile::of(scenario);
        let given = scenario.calibration.as_ref().map(|fits| fits.name.clone());
        let inside = |path: String| path.trim_start_matches("scenarios/").to_owned();
        Self {
            name: file.name,
            layers: file.layers,
            text: file.text,
            fits: file
                .fits
                .map(|(path, text)| (given.unwrap_or_default(), inside(path), text)),
        }
    }

    /// Loads the scenario; files that it names are put in a folder of its own inside `place` for that.
    fn load(&self, place: &Path) -> Result<Scenario, StudyError> {
        let beside = tempfile::tempdir_in(place)?;
        if let Some((_, file, text)) = &self.fits {
            fs::write(beside.path().join(file), text)?;
        }
        let mut loaded = scenario::load_frozen(&self.name, &self.text, beside.path())?;
        loaded.name.clone_from(&self.name);
        loaded.layers.clone_from(&self.layers);
        if let (Some((given, ..)), Some(fits)) = (&self.fits, &mut loaded.calibration) {
            Arc::make_mut(fits).name.clone_from(given);
        }
        Ok(loaded)
    }
}

impl Header {
    fn of(study: &Study, shard: Shard, command: &[String]) -> Self {
        let design = &study.design;
        let first = 0..design.replicates.len() as u64;
        let simply_the_first = design.replicates.iter().copied().eq(first);
        let member = |(scenario, arm): (&Scenario, &Arm)| Member {
            scenario: Copied::of(scenario),
            reference: arm.reference,
            origin: scenario.origin().map(Copied::of),
        };
        let members = study.cast.scenarios.iter().zip(&design.arms).map(member);
        Self {
            program: program(),
            generator: GENERATOR.to_owned(),
            shard,
            seed: design.seed,
            replicates: design.replicates.len(),
            numbers: (!simply_the_first).then(|| design.replicates.clone()),
            members: members.collect(),
            base: design.pairs.first().map(|pair| pair.base),
            goals: study.goals.as_ref().and_then(|goals| goals.text.clone()),
            places: study.places.clone(),
            folder: study.cast.folder.clone(),
            command: command.to_vec(),
            lang: study.lang,
            asked: study.asked.clone(),
        }
    }

    /// The header as JSON, with the lines that scenarios share written once.
    fn to_json(&self) -> io::Result<Vec<u8>> {
        let mut short = self.clone();
        let texts = short
            .copies_mut()
            .map(|copy| std::mem::take(&mut copy.text));
        let texts: Vec<String> = texts.collect();
        let packed = Packed::of(texts.iter().map(String::as_str));
        Ok(serde_json::to_vec(&(short, packed))?)
    }

    /// Reads what [`Header::to_json`] wrote; nothing if it is something else.
    fn from_json(json: &[u8]) -> Option<Self> {
        let (mut header, packed): (Self, Packed) = serde_json::from_slice(json).ok()?;
        let copies = header.copies_mut().count();
        if copies != packed.count() {
            return None;
        }
        for (number, copy) in header.copies_mut().enumerate() {
            copy.text = packed.text(number)?;
        }
        Some(header)
    }

    /// Every scenario written out in full, in a fixed order.
    fn copies_mut(&mut self) -> impl Iterator<Item = &mut Copied> {
        let members = self.members.iter_mut();
        members.flat_map(|member| std::iter::once(&mut member.scenario).chain(&mut member.origin))
    }

    /// Numbers of the replicates of the whole run.
    pub fn all_replicates(&self) -> Vec<u64> {
        let numbers = self.numbers.clone();
        numbers.unwrap_or_else(|| (0..self.replicates as u64).collect())
    }

    /// The study, put together from what the part carries.
    pub fn study(&self) -> Result<Study, StudyError> {
        let place = tempfile::tempdir()?;
        let scenarios = self.members.iter().map(|one| one.load(place.path()));
        let scenarios: Vec<Scenario> = scenarios.collect::<Result<_, StudyError>>()?;
        let goals = self.goals.as_ref().map(|text| {
            let file = place.path().join(GOALS);
            fs::write(&file, text).map(|()| file)
        });
        let arm = |(member, scenario): (&Member, &Scenario)| Arm {
            name: scenario.name.clone(),
            title: scenario.title.clone(),
            reference: member.reference,
        };
        let arms: Vec<Arm> = self.members.iter().zip(&scenarios).map(arm).collect();
        let base = self.base.filter(|&base| base < arms.len());
        let cast = Cast {
            pairs: base.map_or_else(Vec::new, |base| pairs(&arms, base)),
            arms,
            scenarios,
            folder: self.folder.clone(),
            notes: Vec::new(),
        };
        let wishes = Wishes {
            lang: self.lang,
            seed: self.seed,
            replicates: self.all_replicates(),
            check: false,
            goals: goals.transpose()?,
            places: self.places.clone(),
        };
        let study = Study::new(cast, &wishes)?;
        Ok(Study {
            asked: self.asked.clone(),
            ..study
        })
    }

    /// In what another part is not of the same run, in words; nothing if it is.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let mut found = Vec::new();
        let mut differs = |what: &str, theirs: String, ours: String| {
            if theirs != ours {
                found.push(format!("{what}: {theirs} there, {ours} here"));
            }
        };
        let names = |header: &Self| {
            let names = header.members.iter().map(|member| &member.scenario.name);
            names.cloned().collect::<Vec<_>>().join(", ")
        };
        let program = |header: &Self| header.program.clone();
        differs("program", program(other), program(self));
        differs("seed", other.seed.to_string(), self.seed.to_string());
        let counted = |header: &Self| header.replicates.to_string();
        differs("replicates", counted(other), counted(self));
        let of = |header: &Self| header.shard.of.to_string();
        differs("parts", of(other), of(self));
        let analysis = |header: &Self| -> String {
            let asked = header.asked.as_ref();
            let name = asked.and_then(|asked| asked.question.get("analysis")?.as_str());
            name.unwrap_or("none").to_owned()
        };
        differs("analysis", analysis(other), analysis(self));
        differs("scenarios", names(other), names(self));
        if names(other) == names(self) {
            let members = self.members.iter().zip(&other.members);
            for (ours, _) in members.filter(|(ours, theirs)| ours != theirs) {
                found.push(format!("`{}` says something else", ours.scenario.name));
            }
        }
        let is_other_question = analysis(other) == analysis(self) && self.asked != other.asked;
        let others = [
            (is_other_question, "what is asked (options of the command)"),
            (
                self.numbers != other.numbers,
                "the numbers of the replicates",
            ),
            (
                self.base != other.base,
                "which scenario is compared with which",
            ),
            (self.goals != other.goals, "the goals"),
            (self.places != other.places, "the places drawn city by city"),
            (self.lang != other.lang, "the language of charts and report"),
            (self.generator != other.generator, "how chance is generated"),
        ];
        let others = others.into_iter().filter(|(differ, _)| *differ);
        found.extend(others.map(|(_, what)| format!("{what} differ")));
        found
    }
}

impl Member {
    /// Loads the scenario, and the one against which its changes are told.
    fn load(&self, place: &Path) -> Result<Scenario, StudyError> {
        let mut scenario = self.scenario.load(place)?;
        let origin = self.origin.as_ref().map(|origin| origin.load(place));
        scenario.ancestors = origin.transpose()?.into_iter().collect();
        Ok(scenario)
    }
}

/// Version and commit of this program.
pub(super) fn program() -> String {
    format!("garita {VERSION} ({})", COMMIT.unwrap_or("unknown commit"))
}

impl Study {
    /// Writes what is finished of a shard, with everything that [`super::merge`] needs. `command` is the command line
    /// that makes the same results in one process; reports and charts quote it.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn write_part(
        &self,
        ensemble: &Ensemble<Plan>,
        shard: Shard,
        command: &[String],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let header = Header::of(self, shard, command).to_json()?;
        let mut out = Summed::new(out);
        out.write_all(PART_MARK)?;
        out.write_all(&(header.len() as u64).to_le_bytes())?;
        out.write_all(&header)?;
        ensemble.write_part(&mut out)?;
        out.seal()
    }
}

/// Why a file is no part that can be used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// It is something else.
    #[error(
        "is no part of a run: parts are written by `garita run`, `garita compare` and the analyses with --shard"
    )]
    Foreign,
    /// Not all of it is there, or not as it was written.
    #[error(
        "is damaged: not all of it is there, or not as it was written\n  help: make this part again"
    )]
    Damaged,
}

/// A part that was found whole.
pub struct Part {
    /// Its file, or what it is called in messages.
    pub name: String,
    pub(super) header: Header,
    source: Source,
    /// Where the replicates begin, and how many bytes they take.
    replicates: (u64, u64),
}

/// Where the bytes of a part are.
enum Source {
    File(PathBuf),
    Bytes(Vec<u8>),
}

impl Part {
    /// Opens the file of a part and reads all of it once to see that it is whole.
    ///
    /// # Errors
    /// If it cannot be read, is something else, or is damaged.
    pub fn open(path: &Path) -> Result<Self, Unusable> {
        Self::check(path.display().to_string(), Source::File(path.to_owned()))
    }

    /// A part as bytes; `name` is what it is called in messages.
    ///
    /// # Errors
    /// If it is something else, or is damaged.
    pub fn of_bytes(name: &str, bytes: Vec<u8>) -> Result<Self, Unusable> {
        Self::check(name.to_owned(), Source::Bytes(bytes))
    }

    /// Which shard it is.
    #[must_use]
    pub fn shard(&self) -> Shard {
        self.header.shard
    }

    fn check(name: String, source: Source) -> Result<Self, Unusable> {
        let length = source.length()?;
        let mut reader = Summed::new(source.reader()?);
        let mut mark = [0; PART_MARK.len()];
        reader
            .read_exact(&mut mark)
            .map_err(|_| Unusable::Foreign)?;
        if mark != *PART_MARK {
            return Err(Unusable::Foreign);
        }
        let short = |error: io::Error| match error.kind() {
            io::ErrorKind::UnexpectedEof => Unusable::Damaged,
            _ => Unusable::Unreadable(error),
        };
        let mut number = [0; 8];
        reader.read_exact(&mut number).map_err(short)?;
        let header_length = u64::from_le_bytes(number);
        let begin = (PART_MARK.len() as u64 + 8).checked_add(header_length);
        let begin = begin.ok_or(Unusable::Damaged)?;
        let body = length.checked_sub(begin.saturating_add(CHECKSUM as u64));
        let body = body.ok_or(Unusable::Damaged)?;
        let mut header = vec![0; header_length as usize];
        reader.read_exact(&mut header).map_err(short)?;
        io::copy(&mut (&mut reader).take(body), &mut io::sink())?;
        if !reader.sealed().map_err(short)? {
            return Err(Unusable::Damaged);
        }
        let header = Header::from_json(&header).ok_or(Unusable::Damaged)?;
        Ok(Self {
            name,
            header,
            source,
            replicates: (begin, body),
        })
    }

    /// The study that it is a part of, put together from what it carries.
    ///
    /// # Errors
    /// If the scenarios that it carries do not load, as those of another version may.
    pub fn study(&self) -> Result<Study, StudyError> {
        self.header.study()
    }

    /// The command line that makes the same results in one process.
    #[must_use]
    pub fn command(&self) -> &[String] {
        &self.header.command
    }

    /// The replicates, as the ensemble wrote them.
    ///
    /// # Errors
    /// If the file cannot be read any more.
    pub fn replicates(&self) -> io::Result<impl Read> {
        let (begin, length) = self.replicates;
        let mut reader = self.source.reader()?;
        io::copy(&mut (&mut reader).take(begin), &mut io::sink())?;
        Ok(reader.take(length))
    }
}

impl Source {
    fn length(&self) -> io::Result<u64> {
        match self {
            Self::File(path) => Ok(fs::metadata(path)?.len()),
            Self::Bytes(bytes) => Ok(bytes.len() as u64),
        }
    }

    fn reader(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(match self {
            Self::File(path) => Box::new(BufReader::new(File::open(path)?)),
            Self::Bytes(bytes) => Box::new(Cursor::new(bytes)),
        })
    }
}
