//! Layer 6: results as files that answer "what made this?" by themselves, years later.
//!
//! [`RunFolder`] builds the folder out of sight and shows it only when it is whole; [`tables`] writes the
//! four CSV files; [`doses`](mod@doses) one more for packages at growing size; [`manifest`] records what made them.

pub mod doses;
pub mod folder;
pub mod manifest;
pub mod tables;

pub use doses::doses;
pub use folder::{FolderError, Permission, RunFolder};
pub use manifest::{Manifest, ScenarioFile};

use crate::analysis::Answers;
use crate::experiment::Results;

/// Writes the tables of a run and returns the machine-independent hash over them.
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
        let mut bytes = Vec::new();
        table(&mut bytes, results, answers)?;
        hash.add(name, &bytes);
        folder.write(name, &bytes)?;
    }
    Ok(hash.finish())
}
