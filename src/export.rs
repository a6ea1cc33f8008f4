//! Layer 6: results as files that answer "what made this?" by themselves, years later.
//!
//! [`RunFolder`] builds the folder out of sight and shows it only when it is whole; [`tables`] writes the
//! four CSV files; [`doses`](mod@doses) one more for packages at growing size, [`calibration`] those of a
//! calibration; [`manifest`] records what made them,
//! [`saved`] reads that back, and [`kept`] the values of every future.

pub mod calibration;
pub mod doses;
pub mod folder;
pub mod kept;
pub mod manifest;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod saved;
pub mod tables;

pub use doses::doses;
pub use folder::{FolderError, Permission, RunFolder};
pub use kept::Kept;
pub use manifest::{Manifest, ScenarioFile};
pub use saved::{Saved, SavedError};

use crate::analysis::Answers;
use crate::experiment::Results;

/// Writes the tables of a run, row by row, and returns the machine-independent hash over them.
///
/// # Errors
/// If a file cannot be written.
pub fn write_tables(
    folder: &RunFolder,
    results: &Results,
    answers: &Answers,
) -> std::io::Result<String> {
    let mut hash = manifest::ResultHash::default();
    for (name, table) in tables::ALL {
        folder.write_with(name, |out| table(out, results, answers))?;
        hash.add_file(name, &folder.path(name))?;
    }
    Ok(hash.finish())
}

/// Every table of a run with its file name.
///
/// # Errors
/// Never in practice: the tables are written to memory.
pub fn all_tables(
    results: &Results,
    answers: &Answers,
) -> std::io::Result<Vec<(&'static str, Vec<u8>)>> {
    let written = |(name, table): (&'static str, tables::Table)| {
        let mut bytes = Vec::new();
        table(&mut bytes, results, answers).map(|()| (name, bytes))
    };
    tables::ALL.into_iter().map(written).collect()
}

/// The machine-independent hash over tables.
#[must_use]
pub fn hash_of(tables: &[(&str, Vec<u8>)]) -> String {
    let mut hash = manifest::ResultHash::default();
    for (name, bytes) in tables {
        hash.add(name, bytes);
    }
    hash.finish()
}
