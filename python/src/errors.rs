//! What can go wrong, as exceptions with the program's own words.

use garita::cli::Failure;
use garita::experiment::SimulationError as Failed;
use garita::export::FolderError as Refused;
use garita::scenario::Diagnostics;
use garita::study::StudyError;
use pyo3::create_exception;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;

/// Columns of a message: a page, as the program writes off a terminal.
const WIDTH: usize = 100;

create_exception!(
    garita_sim,
    GaritaError,
    PyException,
    "Something that Garita could not do; the message says what would work."
);
create_exception!(
    garita_sim,
    ScenarioError,
    GaritaError,
    "A scenario, or a change to one, that does not fit: where, what was found, what would be accepted."
);
create_exception!(
    garita_sim,
    SimulationError,
    GaritaError,
    "A replicate that could not be simulated."
);
create_exception!(
    garita_sim,
    FolderError,
    GaritaError,
    "A result folder that cannot be made."
);
create_exception!(
    garita_sim,
    PartError,
    GaritaError,
    "Parts of a run that do not belong together, are damaged, or leave out replicates."
);

/// All problems of a scenario, each with its place.
pub fn scenario_error(problems: &Diagnostics) -> PyErr {
    ScenarioError::new_err(problems.render(WIDTH, false))
}

/// What stands in the way of a study.
pub fn study_error(error: &StudyError) -> PyErr {
    match error {
        StudyError::Problems(_) | StudyError::Asked(_) => ScenarioError::new_err(error.to_string()),
        StudyError::Simulation(failed) => simulation_error(failed),
        StudyError::Unwritten(_) => FolderError::new_err(error.to_string()),
        StudyError::Failed(_) | StudyError::Stopped => GaritaError::new_err(error.to_string()),
    }
}

/// A replicate that failed.
pub fn simulation_error(error: &Failed) -> PyErr {
    SimulationError::new_err(error.to_string())
}

/// A result folder that cannot be made; options of the program are keywords here.
pub fn folder_error(error: &Refused) -> PyErr {
    let words = error.to_string();
    let words = words
        .replace("with --out", "as `folder`")
        .replace("with --force", "with force=True");
    FolderError::new_err(words.replace("--force", "force=True"))
}

/// Values of replicates that cannot be put down or read back.
pub fn disk_error(error: &std::io::Error) -> PyErr {
    GaritaError::new_err(format!(
        "the values of the replicates cannot be kept: {error}"
    ))
}

/// What the command line would refuse, or could not do.
pub fn failed(failure: Failure) -> PyErr {
    match failure {
        Failure::Input(message) => ScenarioError::new_err(message),
        Failure::Run(message) => GaritaError::new_err(message),
    }
}
