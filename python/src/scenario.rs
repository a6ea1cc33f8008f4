//! A scenario that Python code changes step by step; every step is checked as the program checks an option.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use garita::scenario::{self as engine, Overrides, Spec};
use garita::time::Date;
use pyo3::prelude::*;
use pyo3::types::PyType;
use tempfile::TempDir;

use crate::errors::{ScenarioError, scenario_error};

/// Where the words of a scenario come from.
#[derive(Clone)]
enum Origin {
    /// A bundled name or a path, perhaps with policy layers: `status-quo+shelter-2000`.
    Name(String),
    /// A text, with the folder in which the files that it names are looked for.
    Text {
        name: String,
        text: String,
        folder: Option<Arc<TempDir>>,
    },
}

/// What a frozen copy consists of: name, text, fits of one's own.
type Frozen = (String, String, Option<String>);

/// A policy scenario: dated levers, assumptions, and the days that are simulated.
///
/// A scenario never changes. Each method that changes something returns a new scenario, checked at once.
///
/// >>> more = Scenario.load("status-quo").set("port-appointments.slots-per-day", 2900, at="2024-07-01")
/// >>> more = more.named("more-appointments", title="More appointments")
#[pyclass(frozen, module = "garita_sim")]
pub struct Scenario {
    origin: Origin,
    overrides: Overrides,
    inner: engine::Scenario,
    /// The Python expression that makes it again.
    code: String,
}

#[pymethods]
impl Scenario {
    /// Loads a scenario: a bundled name, or a path ending in `.toml`, with policy layers after `+`.
    ///
    /// Raises ScenarioError with every problem of the file at once, each with its line.
    #[classmethod]
    #[pyo3(signature = (name))]
    fn load(_: &Bound<'_, PyType>, name: PathBuf) -> PyResult<Self> {
        let name = name.display().to_string();
        let code = format!("Scenario.load({})", quoted(&name));
        Self::new(Origin::Name(name), Overrides::default(), code)
    }

    /// Reads a scenario from a TOML text in the format of scenario files.
    ///
    /// `name` stands in tables and names files. Paths in the text start in the working folder.
    #[classmethod]
    #[pyo3(signature = (text, name))]
    fn from_toml(_: &Bound<'_, PyType>, text: String, name: String) -> PyResult<Self> {
        let code = format!("Scenario.from_toml(text, {})", quoted(&name));
        let origin = Origin::Text {
            name: usable(name)?,
            text,
            folder: None,
        };
        Self::new(origin, Overrides::default(), code)
    }

    /// Sets a lever: `set("port-appointments.slots-per-day", 3000, at="2025-01-01")`.
    ///
    /// `at` is the first day on which it holds, a date or a text; without it, it holds throughout. `cell` names one
    /// place or origin where the lever differs by that. The same as `--set` of the program.
    #[pyo3(signature = (setting, value, at=None, cell=None))]
    fn set(
        &self,
        setting: &str,
        value: &Bound<'_, PyAny>,
        at: Option<&Bound<'_, PyAny>>,
        cell: Option<&str>,
    ) -> PyResult<Self> {
        let (value, date) = (text_of(value)?, at.map(text_of).transpose()?);
        let code = Call::new("set", setting, &value)
            .with("at", date.as_deref())
            .with("cell", cell);
        let from = date.map_or_else(String::new, |date| format!("@{date}"));
        let option = format!("{}={value}{from}", with_cell(setting, cell));
        self.with(&code.0, |overrides| overrides.set.push(option))
    }

    /// Fixes an uncertain input at a value: `assume("crossing.detection", 0.7)`. The same as `--assume`.
    #[pyo3(signature = (parameter, value, cell=None))]
    fn assume(
        &self,
        parameter: &str,
        value: &Bound<'_, PyAny>,
        cell: Option<&str>,
    ) -> PyResult<Self> {
        let value = text_of(value)?;
        let code = Call::new("assume", parameter, &value).with("cell", cell);
        let option = format!("{}={value}", with_cell(parameter, cell));
        self.with(&code.0, |overrides| overrides.assume.push(option))
    }

    /// Lays a policy over the scenario: a name of `policies()`, or a path. The same as `--with`.
    fn with_policy(&self, policy: String) -> PyResult<Self> {
        let code = format!(".with_policy({})", quoted(&policy));
        self.with(&code, |overrides| overrides.with.push(policy))
    }

    /// Says whether departures respond to policy. The same as `--response`.
    fn response(&self, on: bool) -> PyResult<Self> {
        let code = format!(".response({})", if on { "True" } else { "False" });
        self.with(&code, |overrides| overrides.response = Some(on))
    }

    /// Moves the last day of the run, a date or a text. The same as `--until`.
    fn until(&self, day: &Bound<'_, PyAny>) -> PyResult<Self> {
        self.until_day(date_of(day)?)
    }

    /// The same scenario under a name of its own, to run beside the one it was made from.
    ///
    /// `title` stands in charts, `summary` in the report; both are made from the changes if they are left out.
    #[pyo3(signature = (name, title=None, summary=None))]
    fn named(
        &self,
        name: String,
        title: Option<String>,
        summary: Option<String>,
    ) -> PyResult<Self> {
        let name = usable(name)?;
        let Origin::Name(spec) = &self.origin else {
            return Err(ScenarioError::new_err(
                "this scenario comes from a text, which has its name already\n  help: give from_toml() another name, or change the title in the text",
            ));
        };
        let title = title.unwrap_or_else(|| format!("{} ({name})", self.inner.title));
        let summary = summary.unwrap_or_else(|| self.differences());
        let Spec { scenario, layers } = Spec::parse(spec, &self.overrides.with);
        let extends = if Path::new(&scenario)
            .extension()
            .is_some_and(|end| end == "toml")
        {
            std::path::absolute(&scenario)?.display().to_string()
        } else {
            scenario
        };
        let line = |key: &str, value: &str| format!("{key} = {}\n", quoted(value));
        let text = [
            line("title", &title),
            line("summary", &summary),
            line("extends", &extends),
        ]
        .concat();
        let overrides = Overrides {
            with: layers,
            ..self.overrides.clone()
        };
        let code = format!("{}.named({})", self.code, quoted(&name));
        let code = Call(code)
            .with("title", Some(&title))
            .with("summary", Some(&summary));
        let folder = None;
        Self::new(Origin::Text { name, text, folder }, overrides, code.0)
    }

    /// What the scenario changes, from when and how fast, in plain words.
    fn describe(&self) -> String {
        engine::describe(&self.inner)
    }

    /// The complete scenario as a TOML text, without parents: a frozen copy that loads back to the same.
    fn to_toml(&self) -> String {
        engine::resolved_toml(&self.inner)
    }

    /// Name in tables and files.
    #[getter]
    fn name(&self) -> &str {
        &self.inner.name
    }

    /// One line for people.
    #[getter]
    fn title(&self) -> &str {
        &self.inner.title
    }

    /// One paragraph for people: what changes, and why.
    #[getter]
    fn summary(&self) -> &str {
        &self.inner.summary
    }

    /// First simulated day, as `2024-03-01`.
    #[getter]
    fn start(&self) -> String {
        self.inner.start.to_string()
    }

    /// Last simulated day.
    #[getter]
    fn end(&self) -> String {
        self.inner.end.to_string()
    }

    /// Remarks that do not stop a run.
    #[getter]
    fn warnings(&self) -> Vec<String> {
        let warnings = self.inner.warnings.iter();
        warnings
            .map(|warning| warning.message().to_owned())
            .collect()
    }

    /// The code that makes it again.
    fn __repr__(&self) -> &str {
        &self.code
    }

    fn __eq__(&self, other: &Self) -> bool {
        engine::input_hash(&self.inner) == engine::input_hash(&other.inner)
    }

    fn __hash__(&self) -> u64 {
        let hash = engine::input_hash(&self.inner);
        hash.get(..16)
            .and_then(|hex| u64::from_str_radix(hex, 16).ok())
            .unwrap_or_default()
    }

    /// Copies between processes are frozen: they need no file, give the same numbers, and no longer know their parents.
    fn __reduce__(&self, py: Python<'_>) -> PyResult<(Py<PyAny>, Frozen)> {
        let thaw = py.get_type::<Self>().getattr("_frozen")?;
        let fits = engine::resolved_fits(&self.inner).map(|(_, fits)| fits);
        let arguments = (self.inner.name.clone(), self.to_toml(), fits);
        Ok((thaw.unbind(), arguments))
    }

    #[classmethod]
    fn _frozen(
        _: &Bound<'_, PyType>,
        name: String,
        text: String,
        fits: Option<&str>,
    ) -> PyResult<Self> {
        let folder = fits.map(|fits| beside(&name, fits)).transpose()?;
        let code = format!("Scenario.from_toml(text, {})", quoted(&name));
        Self::new(
            Origin::Text { name, text, folder },
            Overrides::default(),
            code,
        )
    }
}

impl Scenario {
    fn new(origin: Origin, overrides: Overrides, code: String) -> PyResult<Self> {
        let inner = match &origin {
            Origin::Name(name) => engine::load(name, &overrides),
            Origin::Text { name, text, folder } => {
                let folder = folder.as_ref().map(|folder| folder.path());
                engine::load_text_from(name, text, folder, &overrides)
            }
        };
        Ok(Self {
            inner: inner.map_err(|problems| scenario_error(&problems))?,
            origin,
            overrides,
            code,
        })
    }

    /// The scenario with further options; `code` is the call that gives them.
    fn with(&self, code: &str, change: impl FnOnce(&mut Overrides)) -> PyResult<Self> {
        let mut overrides = self.overrides.clone();
        change(&mut overrides);
        Self::new(self.origin.clone(), overrides, self.code.clone() + code)
    }

    /// The scenario run on to, or cut off at, a day.
    pub fn until_day(&self, end: Date) -> PyResult<Self> {
        let code = format!(".until(\"{end}\")");
        self.with(&code, |overrides| overrides.until = Some(end))
    }

    /// The Python expression that makes it again: a name or path alone where nothing was changed.
    pub fn short_code(&self) -> String {
        match &self.origin {
            Origin::Name(name) if self.overrides.is_empty() && self.overrides.with.is_empty() => {
                quoted(name)
            }
            _ => self.code.clone(),
        }
    }

    /// Name in tables and files.
    pub fn name_of(&self) -> &str {
        &self.inner.name
    }

    /// What the engine runs.
    pub fn inner(&self) -> &engine::Scenario {
        &self.inner
    }

    /// What was changed by code, in a sentence.
    fn differences(&self) -> String {
        let words = self.overrides.words().join(", ").replace("--", "");
        format!("{}, with these changes: {words}.", self.inner.title)
    }
}

/// A folder with the fits that a frozen copy looks for beside it; it goes with the last copy.
fn beside(name: &str, fits: &str) -> std::io::Result<Arc<TempDir>> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join(format!("{name}.csv")), fits)?;
    Ok(Arc::new(folder))
}

/// A name that is good for a file and a table.
fn usable(name: String) -> PyResult<String> {
    let good = |c: char| c.is_ascii_alphanumeric() || "-_.+".contains(c);
    if !name.is_empty() && !name.starts_with('.') && name.chars().all(good) {
        return Ok(name);
    }
    Err(ScenarioError::new_err(format!(
        "`{name}` cannot name a scenario\n  help: use letters, digits and hyphens, such as more-appointments"
    )))
}

fn with_cell(name: &str, cell: Option<&str>) -> String {
    match cell {
        Some(cell) => format!("{name}.{cell}"),
        None => name.to_owned(),
    }
}

/// A call that changes a scenario, as code.
struct Call(String);

impl Call {
    fn new(method: &str, name: &str, value: &str) -> Self {
        let number = value.parse::<f64>().is_ok();
        let value = if number {
            value.to_owned()
        } else {
            quoted(value)
        };
        Self(format!(".{method}({}, {value})", quoted(name)))
    }

    fn with(mut self, key: &str, value: Option<&str>) -> Self {
        if let Some(value) = value {
            self.0.pop();
            self.0 = format!("{}, {key}={})", self.0, quoted(value));
        }
        self
    }
}

/// A day, from a date or a text.
pub fn date_of(day: &Bound<'_, PyAny>) -> PyResult<Date> {
    let text = text_of(day)?;
    text.parse().map_err(|_| {
        ScenarioError::new_err(format!(
            "`{text}` is not a date\n  help: write year-month-day, for example 2025-12-31"
        ))
    })
}

/// A number, a date or a text as people would type it.
fn text_of(value: &Bound<'_, PyAny>) -> PyResult<String> {
    Ok(value.str()?.to_string())
}

/// A text in quotation marks, for TOML and for Python.
pub fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.extend(escaped(c)),
            c => out.push(c),
        }
    }
    out + "\""
}

/// `\u000a` for a line break, and so on.
fn escaped(c: char) -> Vec<char> {
    format!("\\u{:04x}", u32::from(c)).chars().collect()
}
