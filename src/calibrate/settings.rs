//! The file that says what is fitted to what: `calibrations/NAME.toml`.

use std::collections::BTreeMap;
use std::path::Path;

use include_dir::{Dir, include_dir};

use crate::experiment::hindcast::Target;
use crate::lever::{Family, Lever};
use crate::model::inputs::month_number;
use crate::scenario::{
    Diagnostics, Fields, Located, Meaning, Node, Overrides, Problem, Reader, Scenario, Text, load,
    nearest, read_tables,
};
use crate::time::Date;

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
    /// The past that is run, without a calibration of its own.
    pub scenario: Scenario,
    /// First day of the window whose counts are used.
    pub from: Date,
    /// Last day of the window.
    pub to: Date,
    /// Parameters that are fitted, besides the monthly steps of demand.
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
        let family = metric.split('.').next().unwrap_or(metric);
        let known = [metric, family, "default"].map(|key| self.errors.get(key).copied());
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

/// A file as it stands.
struct Draft {
    title: String,
    scenario: Option<Located<String>>,
    from: Option<Located<Date>>,
    to: Option<Located<Date>>,
    parameters: Vec<Located<String>>,
    errors: BTreeMap<String, f64>,
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
        let name = if scenario.value.ends_with(".toml") {
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
        if from.value > to.value || to.value > past.end {
            let problem = Problem::new(format!(
                "the window {} to {} is not within `{}`, which ends on {}",
                from.value, to.value, past.name, past.end
            ));
            problems.push(problem.located(&to));
        }
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
            scenario: past,
            from: from.value,
            to: to.value,
            parameters: self.parameters.into_iter().map(|name| name.value).collect(),
            errors: self.errors,
            error_doubles_after: self.error_doubles_after,
            members: self.members as u64,
            rounds: self.rounds as u32,
            seed: self.seed as u64,
        })
    }
}

fn errors(reader: &mut Reader, fields: &Fields) -> BTreeMap<String, f64> {
    let Some(table) = fields
        .get("errors")
        .and_then(|node| reader.table(node, "`errors`"))
    else {
        return BTreeMap::new();
    };
    let mut errors = BTreeMap::new();
    for (metric, _, node) in table.entries {
        let meaning = Meaning {
            name: metric,
            unit: "log standard error",
            range: [0.001, 3.0],
        };
        if let Some(error) = reader.number(node, meaning) {
            errors.insert(metric.to_owned(), error);
        }
    }
    errors
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

static BUNDLED: Dir = include_dir!("$CARGO_MANIFEST_DIR/calibrations");

/// The text of the settings inside the program.
#[must_use]
pub fn bundled(name: &str) -> Option<Text> {
    let path = format!("{name}.toml");
    let text = BUNDLED.get_file(&path)?.contents_utf8()?;
    Some(Text::new(&format!("calibrations/{path}"), text))
}
