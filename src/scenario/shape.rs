//! The shapes of `[levers]` and `[parameters]` in a scenario file.

use super::catalogue::Catalogue;
use super::diagnostic::{Located, Problem};
use super::number::Meaning;
use super::read::{Fields, Node, Reader};
use crate::distribution::Quantity;
use crate::lever::SettingRecord;
use crate::parameter::{Grade, Parameter};
use crate::setting::Setting;
use crate::time::Date;
use crate::world::Scope;
use std::ops::Range;
use toml::de::DeValue;

/// The longest list of dated steps that is read.
const MOST_STEPS: usize = 1000;

/// One `[levers.NAME]` block.
#[derive(Clone, Debug)]
pub struct LeverShape {
    /// Name of the lever.
    pub name: Located<String>,
    /// Source of every setting in the block that has none of its own.
    pub source: Option<Located<String>>,
    /// Reasoning for every setting in the block that has none of its own.
    pub note: Option<String>,
    /// The settings moved.
    pub settings: Vec<SettingShape>,
}

/// A cell by name (none: all cells) and its steps.
pub type CellSteps = (Option<Located<String>>, Vec<Located<StepShape>>);

/// One setting of a lever block.
#[derive(Clone, Debug)]
pub struct SettingShape {
    /// Which setting, located at its key.
    pub setting: Located<Setting>,
    /// Steps by cell in the order of the file; no name means all cells.
    pub cells: Vec<CellSteps>,
    /// Its own source.
    pub source: Option<Located<String>>,
    /// Its own reasoning.
    pub note: Option<String>,
}

/// One dated step, perhaps relative to the value in force.
#[derive(Clone, Copy, Debug)]
pub struct StepShape {
    /// First day; none means from the start.
    pub from: Option<Date>,
    /// What happens to the value.
    pub change: Change,
    /// Days of the ramp.
    pub ramp_days: u32,
    /// First day after.
    pub until: Option<Date>,
}

/// What a step does to a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    /// Sets it.
    Set(f64),
    /// Multiplies the value in force.
    Times(f64),
    /// Adds to the value in force.
    Add(f64),
}

/// One parameter changed by a scenario file.
#[derive(Clone, Debug)]
pub struct ParameterShape {
    /// Name of the parameter.
    pub name: Located<String>,
    /// A new value for every cell.
    pub value: Option<Quantity>,
    /// New values of single cells.
    pub by: Vec<(Located<String>, Quantity)>,
    /// Cells drawn one by one.
    pub independent: Option<bool>,
    /// New grade of evidence.
    pub grade: Option<Grade>,
    /// Where the new value comes from.
    pub source: Option<Located<String>>,
    /// Reasoning.
    pub note: Option<String>,
}

impl Reader {
    /// Reads `source` and `note`: the source must be a known key, and an assumption needs its reasoning.
    pub fn source_and_note(
        &mut self,
        fields: &Fields,
        catalogue: &Catalogue,
    ) -> (Option<Located<String>>, Option<String>) {
        let source = fields
            .get("source")
            .and_then(|node| self.string(node, "`source`"));
        let note = fields
            .get("note")
            .and_then(|node| self.string(node, "`note`"))
            .map(|note| note.value);
        if let Some(source) = &source {
            let known = source.value == "assumption" || catalogue.source(&source.value).is_some();
            if !known {
                let keys = catalogue.sources.iter().map(|source| source.key.as_str());
                let near = super::diagnostic::nearest(&source.value, keys);
                let advice = near.map_or(String::new(), |near| format!("did you mean `{near}`? "));
                let problem = Problem::new(format!("unknown source `{}`", source.value)).help(format!(
                    "{advice}a source is a key of data/sources.toml, or \"assumption\" with the reasoning in `note`"
                ));
                self.report(source.span.clone(), problem);
            } else if source.value == "assumption"
                && note.as_deref().unwrap_or_default().trim().is_empty()
            {
                let problem = Problem::new("an assumption needs its reasoning")
                    .help("add note = \"why this value is assumed\"");
                self.report(source.span.clone(), problem);
            }
        }
        (source, note)
    }

    /// Reads `[levers]`.
    pub fn levers(&mut self, table: &Node, catalogue: &Catalogue) -> Vec<LeverShape> {
        let Some(fields) = self.table(table, "`levers`") else {
            return Vec::new();
        };
        let mut levers = Vec::new();
        for (name, span, node) in fields.entries {
            let Some(lever) = catalogue.levers.iter().find(|lever| lever.name == name) else {
                let names = catalogue.levers.iter().map(|lever| lever.name.as_str());
                self.unknown(span, "lever", name, "", names);
                continue;
            };
            let Some(fields) = self.table(node, &format!("[levers.{name}]")) else {
                continue;
            };
            let mut allowed: Vec<&str> = lever
                .settings
                .iter()
                .map(SettingRecord::short_name)
                .collect();
            allowed.extend(["source", "note"]);
            self.refuse_others(&fields, &format!("[levers.{name}]"), &allowed);
            let (source, note) = self.source_and_note(&fields, catalogue);
            let settings = fields.entries.iter().filter_map(|(key, span, node)| {
                let record = lever
                    .settings
                    .iter()
                    .find(|record| record.short_name() == *key)?;
                Some(self.setting(node, span.clone(), record, catalogue))
            });
            let settings = settings.collect();
            levers.push(LeverShape {
                name: self.locate(span, name.to_owned()),
                source,
                note,
                settings,
            });
        }
        levers
    }

    fn setting(
        &mut self,
        node: &Node,
        key: Range<usize>,
        record: &SettingRecord,
        catalogue: &Catalogue,
    ) -> SettingShape {
        let mut shape = SettingShape {
            setting: self.locate(key, record.setting),
            cells: Vec::new(),
            source: None,
            note: None,
        };
        match node.get_ref() {
            DeValue::Table(table) if table.contains_key("steps") => {
                let what = format!("`{}`", record.setting.name());
                if let Some(fields) = self.fields(node, &what, &["steps", "source", "note"]) {
                    (shape.source, shape.note) = self.source_and_note(&fields, catalogue);
                    shape.cells = fields
                        .get("steps")
                        .map(|node| self.cells(node, record))
                        .unwrap_or_default();
                }
            }
            _ => shape.cells = self.cells(node, record),
        }
        shape
    }

    /// Steps for all cells, or a table `{ all = …, tijuana = … }`.
    fn cells(&mut self, node: &Node, record: &SettingRecord) -> Vec<CellSteps> {
        let name = record.setting.name();
        let whole = match node.get_ref() {
            DeValue::Table(_) => self
                .table(node, name)
                .is_some_and(|fields| fields.has_any(&STEP_KEYS)),
            _ => true,
        };
        if whole {
            return vec![(None, self.steps(node, record))];
        }
        let Some(fields) = self.table(node, name) else {
            return Vec::new();
        };
        if record.setting.scope() == Scope::National {
            let problem = Problem::new(format!("`{name}` is one number for the whole country"))
                .label("has no origins or places")
                .help("write a number, a step { from = 2025-01-01, value = … } or a list of steps");
            self.report(node.span(), problem);
            return Vec::new();
        }
        let cells = fields.entries.into_iter().map(|(key, span, node)| {
            let cell = (key != "all").then(|| self.locate(span, key.to_owned()));
            (cell, self.steps(node, record))
        });
        cells.collect()
    }

    fn steps(&mut self, node: &Node, record: &SettingRecord) -> Vec<Located<StepShape>> {
        match node.get_ref() {
            DeValue::Table(_) => self.step(node, record).into_iter().collect(),
            DeValue::Array(array) if array.len() > MOST_STEPS => {
                let problem = Problem::new(format!(
                    "`{}` has {} steps",
                    record.setting.name(),
                    array.len()
                ));
                self.report(
                    node.span(),
                    problem.label(format!("at most {MOST_STEPS} are read")),
                );
                Vec::new()
            }
            DeValue::Array(array) => {
                if let Some(odd) = array
                    .iter()
                    .find(|node| !matches!(node.get_ref(), DeValue::Table(_)))
                {
                    let problem = Problem::new(format!(
                        "each step of `{}` is a table with a date and a value",
                        record.setting.name()
                    ));
                    let help =
                        "write [ { from = 2025-01-01, value = 1 }, … ], or one number without [ ]";
                    self.report(odd.span(), problem.help(help));
                    return Vec::new();
                }
                let steps: Vec<_> = array
                    .iter()
                    .filter_map(|node| self.step(node, record))
                    .collect();
                self.check_order(&steps, record);
                steps
            }
            _ => {
                let value = self.number(node, meaning(record));
                let step = |value| StepShape {
                    from: None,
                    change: Change::Set(value),
                    ramp_days: 0,
                    until: None,
                };
                value
                    .map(|value| self.locate(node.span(), step(value)))
                    .into_iter()
                    .collect()
            }
        }
    }

    fn step(&mut self, node: &Node, record: &SettingRecord) -> Option<Located<StepShape>> {
        let name = record.setting.name();
        let fields = self.fields(node, &format!("a step of `{name}`"), &STEP_KEYS)?;
        let from = fields.get("from").map(|node| self.date(node, "`from`"));
        let until = fields.get("until").map(|node| self.date(node, "`until`"));
        let start = from
            .as_ref()
            .and_then(|from| from.as_ref())
            .map(|from| from.value);
        let ramp = fields
            .get("ramp")
            .map(|node| self.duration(node, "`ramp`", start));
        // What could not be read is reported; without it the step cannot be used.
        if matches!(from, Some(None)) || matches!(until, Some(None)) || matches!(ramp, Some(None)) {
            return None;
        }
        let (from, until, ramp_days) =
            (from.flatten(), until.flatten(), ramp.flatten().unwrap_or(0));
        let change = self.change(&fields, node.span(), record)?;
        self.check_dates(&fields, from.as_ref(), until.as_ref(), change)?;
        let [from, until] = [from, until].map(|date| date.map(|date| date.value));
        Some(self.locate(
            node.span(),
            StepShape {
                from,
                change,
                ramp_days,
                until,
            },
        ))
    }

    fn change(
        &mut self,
        fields: &Fields,
        span: Range<usize>,
        record: &SettingRecord,
    ) -> Option<Change> {
        let name = record.setting.name();
        let free = |what| Meaning {
            name: what,
            range: [f64::MIN, f64::MAX],
            ..meaning(record)
        };
        match (fields.get("value"), fields.get("times"), fields.get("add")) {
            (Some(node), None, None) => self.number(node, meaning(record)).map(Change::Set),
            (None, Some(node), None) => self
                .any_number(
                    node,
                    Meaning {
                        unit: "times",
                        ..free("times")
                    },
                )
                .map(Change::Times),
            (None, None, Some(node)) => self.any_number(node, free("add")).map(Change::Add),
            _ if Reader::has_others(fields, &STEP_KEYS) => None, // a misspelt key is reported already
            _ => {
                let problem = Problem::new(format!("a step of `{name}` needs exactly one of `value`, `times` and `add`"))
                    .help("value = 3000 sets, times = 3 multiplies and add = 500 adds to the value in force");
                self.report(span, problem);
                None
            }
        }
    }

    fn check_dates(
        &mut self,
        fields: &Fields,
        from: Option<&Located<Date>>,
        until: Option<&Located<Date>>,
        change: Change,
    ) -> Option<()> {
        if let (Some(from), Some(until)) = (from, until)
            && until.value <= from.value
        {
            let problem = Problem::new(format!(
                "`until` ({}) is not after `from` ({})",
                until.value, from.value
            ))
            .label("the first day on which the step no longer holds");
            self.report(until.span.clone(), problem);
            return None;
        }
        let needs_from = if fields.get("ramp").is_some() {
            Some("a ramp")
        } else {
            None
        };
        let needs_from =
            needs_from.or((!matches!(change, Change::Set(_))).then_some("a relative change"));
        if let (Some(what), None) = (needs_from, from) {
            let problem = Problem::new(format!("{what} needs the day on which it starts"))
                .help("add from = 2025-01-01");
            self.report(fields.span.clone(), problem);
            return None;
        }
        Some(())
    }

    fn check_order(&mut self, steps: &[Located<StepShape>], record: &SettingRecord) {
        for pair in steps.windows(2) {
            if pair[1].value.from <= pair[0].value.from {
                let same = pair[1].value.from == pair[0].value.from;
                let what = if same {
                    "start on the same day"
                } else {
                    "are not in the order of their dates"
                };
                let problem = Problem::new(format!("steps of `{}` {what}", record.setting.name()))
                    .label("this step")
                    .help("write each step after the ones before it; a step without `from` comes first");
                self.report(pair[1].span.clone(), problem);
            } else if let (Some(until), Some(next)) = (pair[0].value.until, pair[1].value.from)
                && until > next
                && pair[1].value.until.is_none()
            {
                let message = format!(
                    "`until` ({until}) of this step has no effect: the next step begins on {next} and stays"
                );
                let problem = Problem::new(message).help(format!(
                    "leave `until` out, or begin the next step on {until}"
                ));
                self.report(pair[0].span.clone(), problem.warning());
            }
        }
    }

    /// Reads `[parameters]`: `crossing.detection = 0.7` or a table with value, by, source and note.
    pub fn parameters(&mut self, node: &Node, catalogue: &Catalogue) -> Vec<ParameterShape> {
        let mut found = Vec::new();
        if let Some(fields) = self.table(node, "`parameters`") {
            self.parameters_below("", fields, catalogue, &mut found);
        }
        found
    }

    fn parameters_below(
        &mut self,
        prefix: &str,
        fields: Fields,
        catalogue: &Catalogue,
        found: &mut Vec<ParameterShape>,
    ) {
        for (key, span, node) in fields.entries {
            let name = format!("{prefix}{key}");
            let inner = format!("{name}.");
            if let Some(parameter) = catalogue.parameter(&name) {
                found.extend(self.parameter(node, span, parameter, catalogue));
            } else if catalogue
                .parameters
                .iter()
                .any(|parameter| parameter.name.starts_with(&inner))
            {
                if let Some(fields) = self.table(node, &format!("[parameters.{name}]")) {
                    self.parameters_below(&inner, fields, catalogue, found);
                }
            } else {
                let names = catalogue
                    .parameters
                    .iter()
                    .map(|parameter| parameter.name.as_str());
                self.unknown(span, "parameter", &name, "", names);
            }
        }
    }

    fn parameter(
        &mut self,
        node: &Node,
        key: Range<usize>,
        record: &Parameter,
        catalogue: &Catalogue,
    ) -> Option<ParameterShape> {
        let name = record.name.as_str();
        let mut shape = ParameterShape {
            name: self.locate(key, name.to_owned()),
            value: None,
            by: Vec::new(),
            independent: None,
            grade: None,
            source: None,
            note: None,
        };
        let meaning = Meaning {
            name,
            unit: &record.unit,
            range: record.bounds,
        };
        let keys = ["value", "by", "independent", "grade", "source", "note"];
        let is_record =
            matches!(node.get_ref(), DeValue::Table(_)) && self.table(node, name)?.has_any(&keys);
        if !is_record {
            shape.value = Some(self.quantity(node, meaning)?);
            return Some(shape);
        }
        let fields = self.fields(node, &format!("[parameters.{name}]"), &keys)?;
        shape.value = fields
            .get("value")
            .and_then(|node| self.quantity(node, meaning));
        shape.by = fields
            .get("by")
            .map(|node| self.quantities_by_cell(node, meaning, record.scope))
            .unwrap_or_default();
        shape.independent = fields
            .get("independent")
            .and_then(|node| self.boolean(node, "`independent`"));
        shape.grade = fields
            .get("grade")
            .and_then(|node| self.choice(node, "`grade`", &Grade::NAMES));
        (shape.source, shape.note) = self.source_and_note(&fields, catalogue);
        Some(shape)
    }

    /// Reads `by = { tijuana = 0.3, … }`.
    pub fn quantities_by_cell(
        &mut self,
        node: &Node,
        meaning: Meaning,
        scope: Scope,
    ) -> Vec<(Located<String>, Quantity)> {
        let Some(fields) = self.table(node, "`by`") else {
            return Vec::new();
        };
        if scope == Scope::National {
            let problem = Problem::new(format!(
                "`{}` is one number for the whole country",
                meaning.name
            ))
            .label("has no origins or places")
            .help("write value = …");
            self.report(node.span(), problem);
            return Vec::new();
        }
        let mut by = Vec::new();
        for (key, span, node) in fields.entries {
            if let Some(quantity) = self.quantity(node, meaning) {
                by.push((self.locate(span, key.to_owned()), quantity));
            }
        }
        by
    }
}

const STEP_KEYS: [&str; 6] = ["from", "value", "times", "add", "ramp", "until"];

/// What the number of a setting is about.
pub fn meaning(record: &SettingRecord) -> Meaning<'_> {
    Meaning {
        name: record.setting.name(),
        unit: &record.unit,
        range: record.range,
    }
}
