//! An analysis of scenarios in one plan of futures: run in parts, answered when all are there.

use std::path::PathBuf;
use std::sync::Arc;

use garita::cli;
use garita::decide::Inquiry;
use garita::export::{Permission, RunFolder};
use garita::study::{Part, Shard};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyType};

use crate::attended::attended;
use crate::errors::{FolderError, GaritaError, failed, folder_error, study_error};
use crate::experiment::{Experiment, unusable};

/// An analysis, asked for as on the command line: `sweep`, `sensitivity`, `explore`, `warn` or `compare --attribute`.
///
/// `Analysis(["warn", "status-quo", "-n", "100"])` simulates nothing yet. `part()` runs some of its futures and returns bytes,
/// `answer()` puts parts together and writes the result folder: the same bytes as the program in one process.
#[pyclass(frozen, module = "garita_sim")]
pub struct Analysis {
    pub inquiry: Inquiry,
    pub experiment: Experiment,
    command: Vec<String>,
}

#[pymethods]
impl Analysis {
    /// Reads what is asked: the words of the command line after `garita`, without those that say how a process works (`--out`,
    /// `--force`, `--threads`, `--resume`, `--quiet`, `--shard`).
    #[new]
    fn new(py: Python<'_>, arguments: Vec<String>) -> PyResult<Self> {
        let inquiry = attended(py, 0, 0, None, |_| cli::inquiry(&arguments))?;
        let inquiry = inquiry.map_err(failed)?;
        let program = std::iter::once("garita".to_owned());
        Ok(Self::of(inquiry, program.chain(arguments).collect()))
    }

    /// Number of futures that every scenario meets.
    #[getter]
    fn replicates(&self) -> usize {
        self.inquiry.study.design.replicates.len()
    }

    /// Names of everything that is run.
    #[getter]
    fn scenarios(&self) -> Vec<String> {
        let arms = self.inquiry.study.design.arms.iter();
        arms.map(|arm| arm.name.clone()).collect()
    }

    /// Usual name of the result folder.
    #[getter]
    fn name(&self) -> &str {
        &self.inquiry.study.cast.folder
    }

    /// Runs part `number` of `of`, counted from 1, and returns it as bytes: for `answer()`, or for a file that
    /// `garita merge` reads.
    #[pyo3(signature = (number, of, *, threads=None, progress=None))]
    fn part<'py>(
        &self,
        py: Python<'py>,
        number: u64,
        of: u64,
        threads: Option<usize>,
        progress: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        self.experiment.part(py, number, of, threads, progress)
    }

    /// Whether bytes are part `number` of `of`, whole; False if they are damaged or another part.
    ///
    /// Raises PartError if they belong to another question, seed or version.
    fn holds(&self, py: Python<'_>, part: Vec<u8>, number: u64, of: u64) -> PyResult<bool> {
        self.experiment.holds(py, part, number, of)
    }

    /// Puts the parts together, in any order, writes the result folder, which appears whole or not at all, and returns
    /// its path and the answers in sentences. `parts` may be a generator, which is read bit by bit.
    #[pyo3(signature = (parts, folder, *, force=false))]
    fn answer(
        &self,
        py: Python<'_>,
        parts: &Bound<'_, PyAny>,
        folder: PathBuf,
        force: bool,
    ) -> PyResult<(PathBuf, Vec<String>)> {
        let started = jiff::Timestamp::now();
        let permission = Permission {
            force,
            resume: false,
        };
        let folder =
            RunFolder::create(&folder, permission).map_err(|error| folder_error(&error))?;
        let results = self.experiment.together(py, parts)?;
        let written = attended(py, 0, 0, None, |_| {
            let answers = self
                .inquiry
                .write(&results, &self.command, started, &folder);
            let answers = answers.map_err(|error| GaritaError::new_err(error.to_string()))?;
            let path = folder
                .finish()
                .map_err(|error| FolderError::new_err(error.to_string()))?;
            PyResult::Ok((path, answers))
        })?;
        written.map(|(path, answers)| (path, plain(&answers)))
    }

    fn __repr__(&self) -> String {
        self.command.join(" ")
    }

    /// Travels as a part without replicates, which carries all that is needed.
    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        let thaw = py.get_type::<Self>().getattr("_frozen")?;
        let part = self.experiment.written_empty(Shard::ALL)?;
        Ok((thaw, (PyBytes::new(py, &part),)))
    }

    #[classmethod]
    fn _frozen(_: &Bound<'_, PyType>, part: Vec<u8>) -> PyResult<Self> {
        let part = Part::of_bytes("the analysis", part);
        let part = part.map_err(|error| unusable("the analysis", &error))?;
        let inquiry = part.study().and_then(Inquiry::again);
        let inquiry = inquiry.map_err(|error| study_error(&error))?;
        Ok(Self::of(inquiry, part.command().to_vec()))
    }
}

impl Analysis {
    /// An analysis, and the command line that makes it again.
    pub fn of(inquiry: Inquiry, command: Vec<String>) -> Self {
        Self {
            experiment: Experiment::new_of(Arc::clone(&inquiry.study), command.clone()),
            inquiry,
            command,
        }
    }
}

/// Sentences without the marks of Markdown.
pub fn plain(sentences: &[String]) -> Vec<String> {
    sentences.iter().map(|one| one.replace("**", "")).collect()
}
