//! The file that says what is fitted to what: `calibrations/NAME.toml`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::findings::family;
use super::kept::checksum;
use crate::experiment::hindcast::{self, Target};
use crate::lever::{Family, Lever};
use crate::scenario::{
    Diagnostics, Fields, Listing, Located, Meaning, Node, Overrides, Problem, Reader, Scenario,
    StartState, Text, bundled_calibration, bundled_settings, input_hash, load, nearest,
    read_tables, settings_text,
};
use crate::time::{Date, month_number};

const KEYS: [&str; 11] = [
    "title",
    "summary",
    "scenario",
    "from",
    "to",
    "parameters",
    "errors",
    "error-doubles-after",
    "members",
    "rounds",
    "seed",
];

/// What a calibration fits, and to what.
#[derive(Clone, Debug)]
pub struct Settings {
    /// One line for people.
    pub title: String,
    /// One paragraph for people.
    pub summary: String,
    /// The past that is run, without a calibration of its own.
    pub scenario: Scenario,
    /// How the file names it: a bundled name or a path.
    pub scenario_name: String,
    /// First day of the window whose counts are used.
    pub from: Date,
    /// Last day of the window.
    pub to: Date,
    /// Parameters that are fitted, besides the monthly steps.
    pub parameters: Vec<String>,
    /// Standard error of the log of a count, by metric or the part of its name before the point:
    /// how far published and simulated counts of the same world may be apart. `default` for the rest.
    pub errors: BTreeMap<String, f64>,
    /// Months of age, counted back from the end of the window, after which the error of a count doubles: a forecast
    /// starts from the last months. None: all months count alike.
    pub error_doubles_after: Option<f64>,
    /// Members of the ensemble: how many fits there will be.
    pub members: u64,
    /// Rounds in which the counts are taken in.
    pub rounds: u32,
    /// Seed of all chance.
    pub seed: u64,
}

impl Settings {
    /// Reads a text; a scenario in a file of its own is looked up in `folder`.
    ///
    /// # Errors
    /// Every problem of the file, each at its line.
    pub fn read(text: &Text, folder: &Path) -> Result<Settings, Diagnostics> {
        let mut problems = Vec::new();
        let mut draft = None;
        read_tables(text, &mut problems, |reader, root| {
            draft = Draft::read(reader, root);
        });
        let settings = draft.and_then(|draft| draft.settle(folder, &mut problems));
        match settings {
            Some(settings) if problems.is_empty() => Ok(settings),
            _ => Err(Diagnostics::new(problems)),
        }
    }

    /// The settings with changes of the command line.
    ///
    /// # Errors
    /// A sentence if the window is not within the scenario.
    pub fn changed(mut self, changes: &Changes) -> Result<Settings, String> {
        self.from = changes.from.unwrap_or(self.from);
        self.to = changes.to.unwrap_or(self.to);
        self.members = changes.members.unwrap_or(self.members);
        self.rounds = changes.rounds.unwrap_or(self.rounds);
        self.seed = changes.seed.unwrap_or(self.seed);
        match outside(self.from, self.to, &self.scenario) {
            None => Ok(self),
            Some(message) => Err(format!("{message}\n  help: {WINDOW}")),
        }
    }

    /// The file that says the same, for the scenario of this name or path.
    #[must_use]
    pub fn to_toml(&self, scenario: &str) -> String {
        let quoted = |text: &str| toml::Value::from(text).to_string();
        let mut text = String::new();
        let mut line = |key: &str, value: String| {
            let _ = writeln!(text, "{key} = {value}");
        };
        line("title", quoted(&self.title));
        if !self.summary.is_empty() {
            line("summary", quoted(&self.summary));
        }
        line("scenario", quoted(scenario));
        line("from", self.from.to_string());
        line("to", self.to.to_string());
        let names: Vec<String> = self
            .parameters
            .iter()
            .map(|name| format!("\n  {},", quoted(name)))
            .collect();
        line("parameters", format!("[{}\n]", names.concat()));
        line("members", self.members.to_string());
        line("rounds", self.rounds.to_string());
        line("seed", self.seed.to_string());
        if let Some(months) = self.error_doubles_after {
            line("error-doubles-after", months.to_string());
        }
        if !self.errors.is_empty() {
            text.push_str("\n[errors]\n");
        }
        for (metric, error) in &self.errors {
            let _ = writeln!(text, "{} = {error}", quoted(metric));
        }
        text
    }

    /// Hash of everything that decides the result.
    #[must_use]
    pub fn hash(&self) -> String {
        let text = self.to_toml(&input_hash(&self.scenario));
        checksum(&format!("{}\n{text}", env!("CARGO_PKG_VERSION")))
    }

    /// The same fit with counts up to `last` only, by somebody who knows policy but not the future: what happens
    /// outside every policy is held from the next day on at what it was.
    #[must_use]
    pub fn up_to(&self, last: Date, levers: &[Lever]) -> Settings {
        let mut earlier = self.clone();
        earlier.to = last;
        earlier.scenario.policy.hold(levers, Family::Outside, last);
        earlier
    }

    /// The standard error of the log of a published count: of its metric, grown with its age.
    #[must_use]
    pub fn error(&self, target: &Target) -> f64 {
        let metric = target.metric.as_str();
        let known = [metric, family(metric), "default"].map(|key| self.errors.get(key).copied());
        let error = known.into_iter().flatten().next();
        let age = month_number(self.to) - month_number(target.period_to);
        let doublings = self
            .error_doubles_after
            .map_or(0.0, |months| f64::from(age) / months);
        error.unwrap_or(DEFAULT_ERROR) * libm::exp2(doublings)
    }
}

/// Standard error of the log of a count where the file gives none.
const DEFAULT_ERROR: f64 = 0.1;

/// What the command line changes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Changes {
    /// First day of the window.
    pub from: Option<Date>,
    /// Last day of the window.
    pub to: Option<Date>,
    /// Members of the ensemble.
    pub members: Option<u64>,
    /// Rounds.
    pub rounds: Option<u32>,
    /// Seed of all chance.
    pub seed: Option<u64>,
}

/// A file as it stands.
struct Draft {
    title: String,
    summary: String,
    scenario: Option<Located<String>>,
    from: Option<Located<Date>>,
    to: Option<Located<Date>>,
    parameters: Vec<Located<String>>,
    errors: Vec<Located<(String, f64)>>,
    error_doubles_after: Option<f64>,
    members: f64,
    rounds: f64,
    seed: f64,
}

impl Draft {
    fn read(reader: &mut Reader, root: &Node) -> Option<Draft> {
        let fields = reader.fields(root, "settings of a calibration", &KEYS)?;
        for key in ["scenario", "from", "to", "parameters"] {
            if fields.get(key).is_none() {
                reader.report(
                    root.span(),
                    Problem::new(format!("`{key}` is missing")).help(
                        "needed are scenario, from, to and parameters; see docs/calibration.md",
                    ),
                );
            }
        }
        let text = |reader: &mut Reader, key: &str| {
            let node = fields.get(key)?;
            reader.string(node, &format!("`{key}`"))
        };
        let date = |reader: &mut Reader, key: &str| {
            let node = fields.get(key)?;
            reader.date(node, &format!("`{key}`"))
        };
        Some(Draft {
            title: text(reader, "title")
                .map(|title| title.value)
                .unwrap_or_default(),
            summary: text(reader, "summary")
                .map(|summary| summary.value)
                .unwrap_or_default(),
            scenario: text(reader, "scenario"),
            from: date(reader, "from"),
            to: date(reader, "to"),
            parameters: fields
                .get("parameters")
                .and_then(|node| reader.strings(node, "`parameters`"))
                .unwrap_or_default(),
            errors: errors(reader, &fields),
            error_doubles_after: number(reader, &fields, "error-doubles-after", [0.1, 1000.0]),
            members: number(reader, &fields, "members", [20.0, 2000.0]).unwrap_or(300.0),
            rounds: number(reader, &fields, "rounds", [1.0, 20.0]).unwrap_or(4.0),
            seed: number(reader, &fields, "seed", [0.0, 9e15]).unwrap_or(1.0),
        })
    }

    fn settle(self, folder: &Path, problems: &mut Vec<Problem>) -> Option<Settings> {
        let scenario = self.scenario?;
        let is_file = Path::new(&scenario.value)
            .extension()
            .is_some_and(|extension| extension == "toml");
        let name = if is_file {
            folder.join(&scenario.value).display().to_string()
        } else {
            scenario.value.clone()
        };
        let mut past = match load(&name, &Overrides::default()) {
            Ok(past) => past,
            Err(found) => {
                problems.extend(found.problems);
                return None;
            }
        };
        past.calibration = None;
        let (from, to) = (self.from?, self.to?);
        if let Some(message) = outside(from.value, to.value, &past) {
            let at_fault = if to.value > past.end { &to } else { &from };
            problems.push(Problem::new(message).help(WINDOW).located(at_fault));
        }
        problems.extend(self.errors.iter().filter_map(|name| unknown(name, &past)));
        for name in &self.parameters {
            if !past.parameters.iter().any(|known| known.name == name.value) {
                let names = past.parameters.iter().map(|known| known.name.as_str());
                let problem = Problem::new(format!("there is no parameter `{}`", name.value));
                problems.push(match nearest(&name.value, names) {
                    Some(near) => problem
                        .help(format!("did you mean `{near}`?"))
                        .located(name),
                    None => problem
                        .help("`garita list parameters` shows all")
                        .located(name),
                });
            }
        }
        Some(Settings {
            title: self.title,
            summary: self.summary,
            scenario: past,
            scenario_name: scenario.value,
            from: from.value,
            to: to.value,
            parameters: self.parameters.into_iter().map(|name| name.value).collect(),
            errors: self.errors.into_iter().map(|error| error.value).collect(),
            error_doubles_after: self.error_doubles_after,
            members: self.members as u64,
            rounds: self.rounds as u32,
            seed: self.seed as u64,
        })
    }
}

fn errors(reader: &mut Reader, fields: &Fields) -> Vec<Located<(String, f64)>> {
    let Some(table) = fields
        .get("errors")
        .and_then(|node| reader.table(node, "`errors`"))
    else {
        return Vec::new();
    };
    let mut errors = Vec::new();
    for (metric, span, node) in table.entries {
        let meaning = Meaning {
            name: metric,
            unit: "log standard error",
            range: [0.001, 3.0],
        };
        if let Some(error) = reader.number(node, meaning) {
            errors.push(reader.locate(span, (metric.to_owned(), error)));
        }
    }
    errors
}

/// A name under `[errors]` that no published count can have.
fn unknown(error: &Located<(String, f64)>, past: &Scenario) -> Option<Problem> {
    let name = error.value.0.as_str();
    let mut known = vec!["default".to_owned()];
    for metric in hindcast::metrics(&past.world) {
        known.push(family(&metric).to_owned());
        known.push(metric);
    }
    known.dedup();
    if known.iter().any(|one| one == name) {
        return None;
    }
    let problem = Problem::new(format!("no published count is of `{name}`"));
    let help = match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known: {}", known.join(", ")),
    };
    Some(problem.help(help).located(error))
}

/// What a window must be.
const WINDOW: &str =
    "counts from the first to the last day of the window are fitted; both days must be simulated";

/// Why a window does not fit a scenario.
fn outside(from: Date, to: Date, past: &Scenario) -> Option<String> {
    let first = first_day(past);
    if from > to {
        Some(format!(
            "the window ends on {to}, before it begins on {from}"
        ))
    } else if from < first || to > past.end {
        Some(format!(
            "the window {from} to {to} is not within `{}`, which runs from {first} to {}",
            past.name, past.end
        ))
    } else {
        None
    }
}

/// The first day that is simulated, by the scenario or by those that it follows.
fn first_day(scenario: &Scenario) -> Date {
    match &scenario.start_state {
        StartState::Handover(past) => first_day(past),
        StartState::Empty | StartState::Stocks => scenario.start,
    }
}

fn number(reader: &mut Reader, fields: &Fields, name: &str, range: [f64; 2]) -> Option<f64> {
    let meaning = Meaning {
        name,
        unit: "",
        range,
    };
    fields
        .get(name)
        .and_then(|node| reader.number(node, meaning))
}

/// The settings inside the program of this name; none if there are none.
///
/// # Errors
/// Problems in the embedded file, which a released program does not have.
#[must_use]
pub fn bundled(name: &str) -> Option<Result<Settings, Diagnostics>> {
    let text = settings_text(name)?;
    let text = Text::new(&format!("{name}.toml"), text);
    Some(Settings::read(&text, Path::new("")))
}

/// Every calibration whose settings come with the program, and whether its fits do.
///
/// # Errors
/// Problems in the embedded files, which a released program does not have.
pub fn list() -> Result<Listing, Diagnostics> {
    let row = |name: String| {
        let settings = bundled(&name).unwrap_or_else(|| Err(Diagnostics::new(Vec::new())))?;
        let fits = bundled_calibration(&name).map_or_else(
            || "not fitted yet".to_owned(),
            |fits| format!("{} fits of {} inputs", fits.len(), fits.inputs().count()),
        );
        Ok(vec![
            name,
            settings.title,
            settings.scenario_name,
            settings.from.to_string(),
            settings.to.to_string(),
            settings.members.to_string(),
            settings.rounds.to_string(),
            fits,
        ])
    };
    Ok(Listing {
        header: vec![
            "calibration",
            "title",
            "scenario",
            "from",
            "to",
            "members",
            "rounds",
            "fits",
        ],
        rows: bundled_settings()
            .into_iter()
            .map(row)
            .collect::<Result<_, Diagnostics>>()?,
    })
}
