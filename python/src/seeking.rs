//! What `goal` and `search` look for: each step is an analysis of its own, chosen by what came out before.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use garita::cli;
use garita::decide;
use garita::export::{Permission, RunFolder};
use pyo3::prelude::*;

use crate::analysis::{Analysis, plain};
use crate::attended::attended;
use crate::errors::{FolderError, failed, folder_error, study_error};

/// Something that is looked for step by step, asked for as on the command line: `goal` or `search`.
///
/// `next()` gives the analysis that is to be run next, or None when no more is needed; `take()` takes its parts; `answer()`
/// writes the result folder: the same bytes as the program in one process.
#[pyclass(frozen, module = "garita_sim")]
pub struct Seeking {
    inner: Mutex<decide::Seeking>,
    command: Vec<String>,
    started: jiff::Timestamp,
}

#[pymethods]
impl Seeking {
    /// Reads what is asked: the words of the command line after `garita`, without those that say how a process works.
    #[new]
    fn new(py: Python<'_>, arguments: Vec<String>) -> PyResult<Self> {
        let seeking = attended(py, 0, 0, None, |_| cli::seeking(&arguments))?;
        let seeking = seeking.map_err(failed)?;
        let program = std::iter::once("garita".to_owned());
        Ok(Self {
            inner: Mutex::new(seeking),
            command: program.chain(arguments).collect(),
            started: jiff::Timestamp::now(),
        })
    }

    /// Usual name of the result folder.
    #[getter]
    fn name(&self) -> String {
        self.lock().folder()
    }

    /// The analysis that is to be run next; None when no more is needed.
    fn next(&self, py: Python<'_>) -> PyResult<Option<Analysis>> {
        let step = attended(py, 0, 0, None, |_| self.lock().next_step())?;
        let step = step.map_err(|error| study_error(&error))?;
        Ok(step.map(|step| Analysis::of(step, self.command.clone())))
    }

    /// Takes all parts of what was to be run next, in any order; returns in words what was run.
    fn take(&self, py: Python<'_>, step: &Analysis, parts: &Bound<'_, PyAny>) -> PyResult<String> {
        let results = step.experiment.together(py, parts)?;
        Ok(py.detach(|| self.lock().take(&step.inquiry, results)))
    }

    /// Writes the result folder, which appears whole or not at all, and returns its path and the answers in sentences.
    #[pyo3(signature = (folder, *, force=false))]
    fn answer(
        &self,
        py: Python<'_>,
        folder: PathBuf,
        force: bool,
    ) -> PyResult<(PathBuf, Vec<String>)> {
        let permission = Permission {
            force,
            resume: false,
        };
        let folder =
            RunFolder::create(&folder, permission).map_err(|error| folder_error(&error))?;
        attended(py, 0, 0, None, |_| {
            let answers = self.lock().write(&self.command, self.started, &folder);
            let answers = answers.map_err(|error| study_error(&error))?;
            let path = folder
                .finish()
                .map_err(|error| FolderError::new_err(error.to_string()))?;
            PyResult::Ok((path, plain(&answers)))
        })?
    }

    fn __repr__(&self) -> String {
        self.command.join(" ")
    }
}

impl Seeking {
    fn lock(&self) -> MutexGuard<'_, decide::Seeking> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
