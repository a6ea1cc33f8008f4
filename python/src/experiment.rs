//! An experiment: scenarios × replicates from one seed, run whole or in parts.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use garita::experiment::{Ensemble, Plan, Results};
use garita::study::{Cast, Merged, Part, REFERENCE, Shard, Study, Unusable, Wishes};
use pyo3::exceptions::{PyTypeError, PyUserWarning};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyType};

use crate::attended::attended;
use crate::errors::{PartError, ScenarioError, disk_error, simulation_error, study_error};
use crate::result::RunResult;
use crate::scenario::{Scenario, date_of, quoted};

/// Scenarios and everything that their results depend on: seed, number of replicates, who is compared with whom.
///
/// `run()` and `compare()` make one and run it. By itself it serves to run parts in several processes: `part()` runs
/// some replicates and returns bytes, `merge()` puts parts together. The result is the same bytes as of `run()`.
#[pyclass(frozen, module = "garita_sim")]
pub struct Experiment {
    study: Arc<Study>,
    /// What made it: the Python expression, or the command line of the program.
    command: Vec<String>,
    plan: OnceLock<Plan>,
}

#[pymethods]
impl Experiment {
    /// Brings scenarios together: names, paths or Scenario objects.
    ///
    /// With `compare`, the others are compared with `base`, or with the first, and the status quo joins for
    /// orientation. `until` moves the last day of all; those that end sooner than another run on to the same day.
    #[new]
    #[pyo3(signature = (scenarios, *, compare=true, base=None, replicates=50, seed=1, until=None, places=Vec::new(), goals=None))]
    #[expect(
        clippy::too_many_arguments,
        reason = "each is a keyword that people know from the program"
    )]
    fn new(
        py: Python<'_>,
        scenarios: Vec<Bound<'_, PyAny>>,
        compare: bool,
        base: Option<Bound<'_, PyAny>>,
        replicates: u64,
        seed: u64,
        until: Option<Bound<'_, PyAny>>,
        places: Vec<String>,
        goals: Option<PathBuf>,
    ) -> PyResult<Self> {
        let mut asked = given(scenarios)?;
        if replicates == 0 {
            return Err(ScenarioError::new_err(
                "a run needs at least one replicate\n  help: 50 show the range of futures, 200 are surer of the mean",
            ));
        }
        if let Some(base) = base {
            let base = one(&base)?;
            let name = base.get().name_of().to_owned();
            asked.retain(|scenario| scenario.get().name_of() != name);
            asked.insert(0, base);
        }
        let mut code = code(compare, &asked, replicates, seed);
        let named = |scenario: &Py<Scenario>| scenario.get().name_of() == REFERENCE;
        let reference = compare && !asked.iter().any(named);
        if reference {
            let reference = py
                .get_type::<Scenario>()
                .call_method1("load", (REFERENCE,))?;
            asked.insert(0, one(&reference)?);
        }
        if let Some(day) = until {
            let day = date_of(&day)?;
            code.argue("until", &quoted(&day.to_string()));
            for scenario in &mut asked {
                *scenario = Py::new(py, scenario.get().until_day(day)?)?;
            }
        }
        run_on_together(py, &mut asked)?;
        if !places.is_empty() {
            let named: Vec<String> = places.iter().map(|place| quoted(place)).collect();
            code.argue("places", &format!("[{}]", named.join(", ")));
        }
        if let Some(goals) = &goals {
            code.argue("goals", &quoted(&goals.display().to_string()));
        }
        let wishes = Wishes {
            seed,
            replicates: (0..replicates).collect(),
            places,
            goals,
            ..Wishes::default()
        };
        let loaded = asked
            .iter()
            .map(|scenario| scenario.get().inner().clone())
            .collect();
        let cast = if compare {
            Cast::of_comparison_between(loaded, reference)
        } else {
            Cast::of_scenarios(loaded)
        };
        let study = cast.and_then(|cast| Study::new(cast, &wishes));
        Ok(Self::new_of(
            Arc::new(study.map_err(|error| study_error(&error))?),
            vec![code.0],
        ))
    }

    /// Names of the scenarios, in the order of the tables.
    #[getter]
    fn scenarios(&self) -> Vec<String> {
        let arms = self.study.design.arms.iter();
        arms.map(|arm| arm.name.clone()).collect()
    }

    /// Number of replicates.
    #[getter]
    fn replicates(&self) -> usize {
        self.study.design.replicates.len()
    }

    /// Seed of all chance.
    #[getter]
    fn seed(&self) -> u64 {
        self.study.design.seed
    }

    /// Runs every replicate on `threads` threads, all cores if none are named.
    ///
    /// `progress(done, total)` is called in this thread from time to time. Ctrl-C stops within a second.
    #[pyo3(signature = (*, threads=None, progress=None))]
    fn run(
        &self,
        py: Python<'_>,
        threads: Option<usize>,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<RunResult> {
        let started = jiff::Timestamp::now();
        let wanted = &self.study.design.replicates;
        let results = attended(
            py,
            threads.unwrap_or(0),
            wanted.len(),
            progress,
            |progress| {
                let ensemble = self.ensemble();
                let simulated = ensemble.simulate(wanted, &progress.watch());
                simulated.map_err(|error| simulation_error(&error))?;
                finished(ensemble, wanted)
            },
        )??;
        Ok(RunResult::new(
            Arc::clone(&self.study),
            results,
            started,
            self.command.clone(),
        ))
    }

    /// Runs part `number` of `of`, counted from 1, and returns it as bytes: for `merge()`, or for a file that
    /// `garita merge` reads.
    #[pyo3(signature = (number, of, *, threads=None, progress=None))]
    pub fn part<'py>(
        &self,
        py: Python<'py>,
        number: u64,
        of: u64,
        threads: Option<usize>,
        progress: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let shard = shard(number, of)?;
        let mine = shard.replicates(&self.study.design.replicates);
        let part = attended(py, threads.unwrap_or(0), mine.len(), progress, |progress| {
            let ensemble = self.ensemble();
            let simulated = ensemble.simulate(&mine, &progress.watch());
            simulated.map_err(|error| simulation_error(&error))?;
            self.written(&ensemble, shard)
        })?;
        Ok(PyBytes::new(py, &part?))
    }

    /// Puts the parts of this experiment together, in any order; `parts` may be a generator, which is read bit by bit.
    ///
    /// Raises PartError for a part of another experiment, seed or version, for one that is damaged or there twice, and
    /// if replicates are missing.
    fn merge(&self, py: Python<'_>, parts: &Bound<'_, PyAny>) -> PyResult<RunResult> {
        let started = jiff::Timestamp::now();
        Ok(RunResult::new(
            Arc::clone(&self.study),
            self.together(py, parts)?,
            started,
            self.command.clone(),
        ))
    }

    /// Whether bytes are part `number` of `of`, whole; False if they are damaged or another part.
    ///
    /// Raises PartError if they belong to another experiment, seed or version.
    pub fn holds(&self, py: Python<'_>, part: Vec<u8>, number: u64, of: u64) -> PyResult<bool> {
        let mine = shard(number, of)?.replicates(&self.study.design.replicates);
        let ensemble = self.ensemble();
        match Part::of_bytes("the part", part) {
            Err(Unusable::Unreadable(error)) => Err(error.into()),
            Err(Unusable::Damaged | Unusable::Foreign) => Ok(false),
            Ok(part) => {
                py.detach(|| absorb(&ensemble, &part))?;
                Ok(ensemble.done() == mine)
            }
        }
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
        let part = self.written_empty(Shard::ALL)?;
        Ok((thaw, (PyBytes::new(py, &part),)))
    }

    #[classmethod]
    fn _frozen(_: &Bound<'_, PyType>, part: Vec<u8>) -> PyResult<Self> {
        let part = Part::of_bytes("the experiment", part);
        let part = part.map_err(|error| unusable("the experiment", &error))?;
        let study = part.study().map_err(|error| study_error(&error))?;
        Ok(Self::new_of(Arc::new(study), part.command().to_vec()))
    }
}

impl Experiment {
    /// A study, and what made it.
    pub fn new_of(study: Arc<Study>, command: Vec<String>) -> Self {
        Self {
            study,
            command,
            plan: OnceLock::new(),
        }
    }

    /// An ensemble of which nothing is done; the scenarios are made ready once for any number of them.
    fn ensemble(&self) -> Ensemble<'_, Plan> {
        Ensemble::new(
            self.plan.get_or_init(|| self.study.plan()),
            &self.study.design,
        )
    }

    /// The results of parts, given in any order.
    pub fn together(&self, py: Python<'_>, parts: &Bound<'_, PyAny>) -> PyResult<Results> {
        let wanted = &self.study.design.replicates;
        let ensemble = self.ensemble();
        for (index, part) in parts.try_iter()?.enumerate() {
            let part = part?.cast::<PyBytes>()?.as_bytes().to_vec();
            let name = format!("part {} of those given", index + 1);
            py.detach(|| add(&ensemble, &name, part))?;
            py.check_signals()?;
        }
        complete(wanted, &ensemble.done())?;
        py.detach(|| finished(ensemble, wanted))
    }

    /// A part without replicates: all that is needed to run some.
    pub fn written_empty(&self, shard: Shard) -> PyResult<Vec<u8>> {
        self.written(&self.ensemble(), shard)
    }

    fn written(&self, ensemble: &Ensemble<'_, Plan>, shard: Shard) -> PyResult<Vec<u8>> {
        let mut part = Vec::new();
        self.study
            .write_part(ensemble, shard, &self.command, &mut part)?;
        Ok(part)
    }
}

/// The results of the files of parts, all of one run, made here or by the program with `--shard`.
#[pyfunction]
pub fn merge_files(py: Python<'_>, files: Vec<PathBuf>) -> PyResult<RunResult> {
    let started = jiff::Timestamp::now();
    let merged = attended(py, 0, files.len(), None, |_| {
        let open = |file: &PathBuf| {
            Part::open(file).map_err(|error| unusable(&file.display().to_string(), &error))
        };
        let parts = files.iter().map(open).collect::<PyResult<Vec<Part>>>()?;
        garita::study::merge(&parts).map_err(|error| PartError::new_err(error.to_string()))
    })?;
    let Merged {
        study,
        results,
        command,
    } = merged?;
    Ok(RunResult::new(Arc::new(study), results, started, command))
}

/// The results of an ensemble whose replicates are done.
fn finished(ensemble: Ensemble<'_, Plan>, wanted: &[u64]) -> PyResult<Results> {
    let results = ensemble.finish(wanted.to_vec());
    results.map_err(|error| disk_error(&error))
}

/// Adds a part to an ensemble.
fn add(ensemble: &Ensemble<'_, Plan>, name: &str, part: Vec<u8>) -> PyResult<()> {
    let part = Part::of_bytes(name, part).map_err(|error| unusable(name, &error))?;
    absorb(ensemble, &part)
}

fn absorb(ensemble: &Ensemble<'_, Plan>, part: &Part) -> PyResult<()> {
    let absorbed = ensemble.absorb(part.replicates()?);
    absorbed.map_err(|unfit| PartError::new_err(format!("{} cannot be used: {unfit}", part.name)))
}

/// A part that cannot be used.
pub fn unusable(name: &str, error: &Unusable) -> PyErr {
    PartError::new_err(format!("{name} {error}"))
}

/// Shard `number` of `of`.
fn shard(number: u64, of: u64) -> PyResult<Shard> {
    let text = format!("{number}/{of}");
    text.parse().map_err(|_| {
        PartError::new_err(format!(
            "there is no part {number} of {of}\n  help: parts are counted from 1"
        ))
    })
}

/// Scenarios as people give them; one that is forgotten in a list is no list of letters.
fn given(scenarios: Vec<Bound<'_, PyAny>>) -> PyResult<Vec<Py<Scenario>>> {
    if scenarios.is_empty() {
        return Err(ScenarioError::new_err(
            "no scenario is named\n  help: name one, such as status-quo",
        ));
    }
    scenarios.iter().map(one).collect()
}

/// A scenario, or its name or path.
fn one(scenario: &Bound<'_, PyAny>) -> PyResult<Py<Scenario>> {
    if let Ok(scenario) = scenario.cast::<Scenario>() {
        return Ok(scenario.clone().unbind());
    }
    let py = scenario.py();
    let loaded = py.get_type::<Scenario>().call_method1("load", (scenario,));
    let loaded = loaded.map_err(|error| {
        if error.is_instance_of::<PyTypeError>(py) {
            PyTypeError::new_err(format!("{scenario} is no scenario\n  help: give a name, a path ending in .toml, or a Scenario"))
        } else {
            error
        }
    })?;
    Ok(loaded.cast_into::<Scenario>()?.unbind())
}

/// Lets those that end sooner run on to the last day of the longest, with a warning.
fn run_on_together(py: Python<'_>, scenarios: &mut [Py<Scenario>]) -> PyResult<()> {
    let Some(last) = scenarios
        .iter()
        .map(|scenario| scenario.get().inner().end)
        .max()
    else {
        return Ok(());
    };
    for scenario in scenarios
        .iter_mut()
        .filter(|scenario| scenario.get().inner().end < last)
    {
        let message = format!(
            "`{}` runs on to {last}, the last day of the longest scenario",
            scenario.get().name_of()
        );
        let message = std::ffi::CString::new(message)?;
        PyErr::warn(py, &py.get_type::<PyUserWarning>(), &message, 1)?;
        *scenario = Py::new(py, scenario.get().until_day(last)?)?;
    }
    Ok(())
}

/// The call that makes the same results again, for report and manifest.
struct Code(String);

impl Code {
    /// Adds an argument by name.
    fn argue(&mut self, name: &str, value: &str) {
        let call = self.0.trim_end_matches(')');
        self.0 = format!("{call}, {name}={value})");
    }
}

fn code(compare: bool, scenarios: &[Py<Scenario>], replicates: u64, seed: u64) -> Code {
    let named = scenarios.iter().map(|scenario| scenario.get().short_code());
    let named = named.collect::<Vec<_>>().join(", ");
    let call = if compare { "compare" } else { "run" };
    Code(format!(
        "garita_sim.{call}([{named}], replicates={replicates}, seed={seed})"
    ))
}

/// Fails with the first replicate that no part holds.
fn complete(wanted: &[u64], done: &[u64]) -> PyResult<()> {
    let missing: Vec<u64> = wanted
        .iter()
        .copied()
        .filter(|k| done.binary_search(k).is_err())
        .collect();
    match missing.first() {
        None => Ok(()),
        Some(first) => Err(PartError::new_err(format!(
            "{} of {} replicates are in no part, replicate {first} first\n  help: run the parts that are missing",
            missing.len(),
            wanted.len()
        ))),
    }
}
