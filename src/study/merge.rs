//! Parts of a run, brought together again.

use std::collections::BTreeMap;

use super::part::program;
use super::{Part, Study, StudyError};
use crate::experiment::{Ensemble, PartError, Results, Shelf};

/// What parts come to: the same as the run in one process.
pub struct Merged {
    /// What was asked.
    pub study: Study,
    /// What came out.
    pub results: Results,
    /// The command line that makes the same results in one process.
    pub command: Vec<String>,
}

/// Why parts cannot be merged; each message names the file.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// There are none.
    #[error("no part is named\n  help: name the files that the shards left, or their folder")]
    Nothing,
    /// Another program made one.
    #[error(
        "{name} was made by {theirs}, and this is {ours}: another version may give other numbers\n  help: merge with the version that made the parts"
    )]
    OtherProgram {
        /// The part.
        name: String,
        /// What made it.
        theirs: String,
        /// What this is.
        ours: String,
    },
    /// Two are not of the same run.
    #[error("{other} does not belong with {first} ({})\n  help: merge only parts of one command, which differ in --shard alone", .differences.join("; "))]
    Apart {
        /// The part with the lowest number.
        first: String,
        /// The part that is not of its run.
        other: String,
        /// What differs.
        differences: Vec<String>,
    },
    /// One is there twice.
    #[error(
        "part {number} of {of} is there twice: {first} and {second}\n  help: name each part once"
    )]
    Twice {
        /// Its number.
        number: u64,
        /// How many there have to be.
        of: u64,
        /// One file.
        first: String,
        /// The other.
        second: String,
    },
    /// Some are missing.
    #[error("{} missing\n  help: make {} with --shard {}/{of}", missing(.numbers, *.of), if .numbers.len() == 1 { "it" } else { "each" }, .numbers[0])]
    Missing {
        /// Their numbers.
        numbers: Vec<u64>,
        /// How many there have to be.
        of: u64,
    },
    /// The replicates of one are not those of its shard.
    #[error("{name} cannot be merged: {reason}")]
    Wrong {
        /// The part.
        name: String,
        /// What is wrong with it.
        reason: PartError,
    },
    /// The scenarios of the parts cannot be loaded, or a part cannot be read any more.
    #[error(transparent)]
    Study(#[from] StudyError),
    /// A part cannot be read any more.
    #[error("the parts cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
}

/// Most missing parts that are named one by one.
const MOST_NAMED: usize = 10;

fn missing(numbers: &[u64], of: u64) -> String {
    let named = numbers.iter().take(MOST_NAMED).map(u64::to_string);
    let named: Vec<String> = named.collect();
    match (numbers.len(), named.split_last()) {
        (1, _) => format!("part {} of {of} is", numbers[0]),
        (2..=MOST_NAMED, Some((last, others))) => {
            format!("parts {} and {last} of {of} are", others.join(", "))
        }
        (count, _) => format!("parts {}, … ({count} parts) of {of} are", named.join(", ")),
    }
}

/// All parts of one run, by number.
pub struct Parts<'a>(Vec<&'a Part>);

impl<'a> Parts<'a> {
    /// The parts of a run, given in any order.
    ///
    /// # Errors
    /// If they are of several runs or of another program, one is there twice, or one is missing.
    pub fn of_one_run(parts: &'a [Part]) -> Result<Self, MergeError> {
        in_order(parts).map(Self)
    }

    /// Usual name of the result folder.
    #[must_use]
    pub fn folder(&self) -> &str {
        &self.0[0].header.folder
    }

    /// What was asked, put together from what the parts carry.
    ///
    /// # Errors
    /// If the scenarios cannot be loaded.
    pub fn study(&self) -> Result<Study, StudyError> {
        self.0[0].header.study()
    }

    /// The command line that makes the same results in one process.
    #[must_use]
    pub fn command(&self) -> &[String] {
        &self.0[0].header.command
    }

    /// What the run in one process comes to; values of replicates are put on the shelf.
    ///
    /// # Errors
    /// If the parts are of an analysis, or one does not hold the replicates of its shard or cannot be read any more.
    pub fn merge(self, place: Shelf) -> Result<Merged, MergeError> {
        let study = self.study()?;
        if study.asked.is_some() {
            return Err(MergeError::Study(StudyError::Asked(
                "these are parts of an analysis, not of a run\n  help: `garita merge` makes its answer of them".to_owned(),
            )));
        }
        Ok(Merged {
            results: self.results(&study, place)?,
            command: self.command().to_vec(),
            study,
        })
    }

    /// The results of this study: [`Parts::study`], or that with what its analysis adds.
    ///
    /// # Errors
    /// As [`Parts::merge`].
    pub fn results(&self, study: &Study, place: Shelf) -> Result<Results, MergeError> {
        let plan = study.plan();
        let ensemble = Ensemble::on(place, &plan, &study.design);
        let mut expected = 0;
        for part in &self.0 {
            let wrong = |reason| MergeError::Wrong {
                name: part.name.clone(),
                reason,
            };
            ensemble.absorb(part.replicates()?).map_err(wrong)?;
            expected += part.shard().replicates(&study.design.replicates).len();
            if ensemble.done().len() != expected {
                return Err(wrong(PartError::Damaged));
            }
        }
        Ok(ensemble.finish(study.design.replicates.clone())?)
    }
}

/// Merges all parts of a run, given in any order, to the results of the run in one process.
///
/// # Errors
/// As [`Parts::of_one_run`] and [`Parts::merge`].
pub fn merge(parts: &[Part]) -> Result<Merged, MergeError> {
    Parts::of_one_run(parts)?.merge(Shelf::default())
}

/// The parts by number, if they are all of one run of this program and none is missing.
fn in_order(parts: &[Part]) -> Result<Vec<&Part>, MergeError> {
    let mut by_number: BTreeMap<u64, &Part> = BTreeMap::new();
    let first = parts.iter().min_by_key(|part| part.shard());
    let first = first.ok_or(MergeError::Nothing)?;
    for part in parts {
        if part.header.program != program() {
            return Err(MergeError::OtherProgram {
                name: part.name.clone(),
                theirs: part.header.program.clone(),
                ours: program(),
            });
        }
        let differences = first.header.differences(&part.header);
        if !differences.is_empty() {
            return Err(MergeError::Apart {
                first: first.name.clone(),
                other: part.name.clone(),
                differences,
            });
        }
        let Some(twin) = by_number.insert(part.shard().number, part) else {
            continue;
        };
        return Err(MergeError::Twice {
            number: part.shard().number,
            of: part.shard().of,
            first: twin.name.clone(),
            second: part.name.clone(),
        });
    }
    let of = first.shard().of;
    let numbers: Vec<u64> = (1..=of)
        .filter(|number| !by_number.contains_key(number))
        .collect();
    if !numbers.is_empty() {
        return Err(MergeError::Missing { numbers, of });
    }
    Ok(by_number.into_values().collect())
}
