//! The Python module `garita_sim`: what the program does, as objects. All logic is in the crate `garita`; this crate
//! turns Python values into its inputs and its results into tables.

mod analysis;
mod attended;
mod errors;
mod experiment;
mod result;
mod scenario;
mod seeking;
mod table;

use garita::export::manifest::{COMMIT, VERSION};
use garita::scenario as engine;
use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;

/// The compiled part of `garita_sim`.
#[pymodule]
mod _native {
    #[pymodule_export]
    use crate::analysis::Analysis;
    #[pymodule_export]
    use crate::errors::{FolderError, GaritaError, PartError, ScenarioError, SimulationError};
    #[pymodule_export]
    use crate::experiment::{Experiment, merge_files};
    #[pymodule_export]
    use crate::result::RunResult;
    #[pymodule_export]
    use crate::scenario::Scenario;
    #[pymodule_export]
    use crate::seeking::Seeking;
    #[pymodule_export]
    use crate::table::Table;
    #[pymodule_export]
    use crate::{build, listing, version};
}

/// Version of the engine.
#[pyfunction]
fn version() -> &'static str {
    VERSION
}

/// Version and commit of the engine: parts of a run fit together if this is equal.
#[pyfunction]
fn build() -> String {
    format!("{VERSION} ({})", COMMIT.unwrap_or("unknown commit"))
}

/// The list of that name.
#[pyfunction]
fn listing(name: &str) -> PyResult<table::Table> {
    let listing = match name {
        "scenarios" => engine::list_scenarios(),
        "policies" => engine::list_policies(),
        "levers" => engine::list_levers(),
        "parameters" => engine::list_parameters(),
        "places" => engine::list_places(),
        "metrics" => Ok(engine::list_metrics()),
        _ => return Err(PyKeyError::new_err(format!("there is no list `{name}`"))),
    };
    let listing = listing.map_err(|problems| errors::scenario_error(&problems))?;
    table::Table::from_rows(name, &listing.header, &listing.rows)
}
