//! What came out of an experiment: four tables, and the result folder of the program.

use std::path::PathBuf;
use std::sync::Arc;

use garita::analysis::Answers;
use garita::experiment::Results;
use garita::export::{self, Permission, RunFolder, tables};
use garita::study::{Study, StudyError, Writer};
use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

use crate::attended::attended;
use crate::errors::{folder_error, study_error};
use crate::table::Table;

/// Results of an experiment: tables, and a folder with charts and a report.
///
/// >>> result = garita_sim.compare(["enforcement-only", "legal-pathways"])
/// >>> result.compare.to_pandas()
/// >>> result.save("output/my-comparison")
#[pyclass(frozen, module = "garita_sim", name = "Result")]
pub struct RunResult {
    study: Arc<Study>,
    results: Results,
    answers: Answers,
    started: jiff::Timestamp,
    command: Vec<String>,
    made: [PyOnceLock<Py<Table>>; tables::ALL.len()],
}

#[pymethods]
impl RunResult {
    /// Every metric of every scenario: mean with its 95 % interval (precision), then quantiles over futures (spread).
    #[getter]
    fn summary(&self, py: Python<'_>) -> PyResult<Py<Table>> {
        self.table(py, "summary")
    }

    /// Every paired difference, scenario − base.
    #[getter]
    fn compare(&self, py: Python<'_>) -> PyResult<Py<Table>> {
        self.table(py, "compare")
    }

    /// The series by day: whole system every day, places every week.
    #[getter]
    fn daily(&self, py: Python<'_>) -> PyResult<Py<Table>> {
        self.table(py, "daily")
    }

    /// One row per scenario and replicate: key figures, then the state of the world that was drawn.
    #[getter]
    fn replicates(&self, py: Python<'_>) -> PyResult<Py<Table>> {
        self.table(py, "replicates")
    }

    /// A table by name: `summary`, `compare`, `daily` or `replicates`.
    fn table(&self, py: Python<'_>, name: &str) -> PyResult<Py<Table>> {
        let names = tables::ALL.map(|(file, _)| file.trim_end_matches(".csv"));
        let Some(index) = names.iter().position(|one| *one == name) else {
            let message = format!("there is no table `{name}`; there are {}", names.join(", "));
            return Err(PyKeyError::new_err(message));
        };
        let table = self.made[index].get_or_try_init(py, || {
            Py::new(py, py.detach(|| self.make(index, names[index]))?)
        })?;
        Ok(table.clone_ref(py))
    }

    /// SHA-256 over the tables, as in the manifest: equal results have equal hashes.
    fn result_hash(&self, py: Python<'_>) -> PyResult<String> {
        let tables = py.detach(|| export::all_tables(&self.results, &self.answers))?;
        Ok(export::hash_of(&tables))
    }

    /// Writes the result folder of the program: tables, charts, report, scenarios and manifest. Returns its path.
    ///
    /// The folder appears whole or not at all. An existing one is replaced only with `force`, and only if it holds
    /// results of Garita; otherwise FolderError says so.
    #[pyo3(signature = (folder, *, charts=true, force=false))]
    fn save(
        &self,
        py: Python<'_>,
        folder: PathBuf,
        charts: bool,
        force: bool,
    ) -> PyResult<PathBuf> {
        let permission = Permission {
            force,
            resume: false,
        };
        let folder =
            RunFolder::create(&folder, permission).map_err(|error| folder_error(&error))?;
        let writer = Writer {
            study: &self.study,
            results: &self.results,
            answers: &self.answers,
            precision: None,
            command: &self.command,
            started: self.started,
            charts,
            parquet: false,
        };
        let written = attended(py, 0, 0, None, |progress| {
            writer.write(&folder, progress)?;
            folder.finish().map_err(StudyError::from)
        })?;
        written.map_err(|error| study_error(&error))
    }

    fn __repr__(&self) -> String {
        self.command.join(" ")
    }
}

impl RunResult {
    /// Results with what they say; `command` is what makes them again.
    pub fn new(
        study: Arc<Study>,
        results: Results,
        started: jiff::Timestamp,
        command: Vec<String>,
    ) -> Self {
        Self {
            answers: Answers::of(&results),
            study,
            results,
            started,
            command,
            made: std::array::from_fn(|_| PyOnceLock::new()),
        }
    }

    fn make(&self, index: usize, name: &str) -> PyResult<Table> {
        let (_, write) = tables::ALL[index];
        let mut csv = Vec::new();
        write(&mut csv, &self.results, &self.answers)?;
        Table::from_csv(name, csv)
    }
}
