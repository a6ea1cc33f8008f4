//! JSON Schema of scenario files, for editors: made from the records, so that every lever, parameter,
//! unit and range in it is the program's own.
//!
//! It checks shape, types, ranges and names one by one. What spans several lines (order of dates,
//! shares of one whole, inheritance) only `garita check` sees.

use super::Diagnostics;
use super::catalogue::{Catalogue, catalogue};
use super::chain::bundled_names;
use super::file::KEYS;
use crate::lever::{Lever, SettingRecord};
use crate::parameter::{Grade, Parameter};
use crate::world::Scope;
use serde_json::{Map, Value, json};

/// A name of an origin, a place, or a pair of both.
const NAME: &str = "^[a-z0-9-]{1,60}$";
const CELL: &str = "^[a-z0-9-]{1,60}(/[a-z0-9-]{1,60})?$";
/// Keys of a step and of a sourced value, which are no names of cells.
const RESERVED: [&str; 9] = [
    "from", "value", "times", "add", "ramp", "until", "steps", "source", "note",
];

/// The JSON Schema (draft 7) of scenario files and policy layers, as text.
///
/// # Errors
///
/// Problems in the embedded files, which a released program does not have.
pub fn schema() -> Result<String, Diagnostics> {
    let catalogue = catalogue()?;
    let mut schema = Schema::default();
    let mut root = root(&mut schema, catalogue);
    root["definitions"] = Value::Object(schema.definitions);
    Ok(printed(&root, 0) + "\n")
}

/// Definitions that many keys share, by name.
#[derive(Default)]
struct Schema {
    definitions: Map<String, Value>,
}

fn root(schema: &mut Schema, catalogue: &Catalogue) -> Value {
    schema.common(catalogue);
    let levers = catalogue
        .levers
        .iter()
        .map(|lever| (lever.name.clone(), schema.lever(lever)));
    let levers = table("What policy does; see `garita list levers`.", levers);
    let parameters = schema.parameters(catalogue);
    let metrics = crate::metric::ALL.iter();
    let goals = metrics.map(|metric| (metric.name.to_owned(), goal(metric.label, metric.unit)));
    let handover = json!({ "type": "object", "properties": { "handover": { "type": ["string", "object"],
        "description": "The scenario whose end is the start of this one; it runs first, in the same world." } },
        "required": ["handover"], "additionalProperties": false });
    let start_state = described(
        "Where people are on the first day.",
        json!({ "anyOf": [{ "enum": ["empty", "stocks"] }, handover] }),
    );
    let names = json!({ "type": "array", "items": { "type": "string", "pattern": NAME }, "minItems": 1, "uniqueItems": true });
    let of = |key: &str| match key {
        "title" => described("One line for people.", text()),
        "summary" => described("One paragraph for people: what changes, and why.", text()),
        "extends" => described(
            "The scenario to start from: a bundled name, or a file ending in .toml.",
            json!({ "type": "string", "anyOf": [{ "enum": bundled_names() }, { "pattern": "\\.toml$" }] }),
        ),
        "policy-date" => described(
            "Date as of which the policy in force was taken.",
            refer("date"),
        ),
        "start" => described("First day of the run.", refer("date")),
        "end" => described("Last day of the run, included.", refer("date")),
        "start-state" => start_state.clone(),
        "calibration" => described(
            "Set of fits that the uncertain numbers are taken from: a bundled name, a file ending in .csv, or \"none\".",
            text(),
        ),
        "switches" => switches(),
        "calendar" => calendar(),
        "origins" => described(
            "Which origins, in which order; see `garita list origins`.",
            names.clone(),
        ),
        "places" => described(
            "Which places, in which order; see `garita list places`.",
            names.clone(),
        ),
        "origin" => tables_by_name("Change or define an origin.", &origin()),
        "place" => tables_by_name("Change or define a place.", &place()),
        "levers" => levers.clone(),
        "parameters" => parameters.clone(),
        "goals" => table("Your aims, metric by metric.", goals.clone()),
        "lineage" => described(
            "Written by Garita into frozen copies.",
            json!({ "type": "array", "items": text() }),
        ),
        _ => described("Written by Garita into frozen copies.", text()),
    };
    let properties: Map<String, Value> =
        KEYS.iter().map(|&key| (key.to_owned(), of(key))).collect();
    let mut root = table(
        "A scenario file or policy layer of Garita; see docs/scenario-files.md.",
        properties,
    );
    root["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    root["title"] = json!("Garita scenario");
    root
}

impl Schema {
    fn common(&mut self, catalogue: &Catalogue) {
        let mut sources: Vec<&str> = catalogue
            .sources
            .iter()
            .map(|source| source.key.as_str())
            .collect();
        sources.push("assumption");
        sources.sort_unstable();
        sources.dedup();
        self.define(
            "source",
            described(
                "Key of data/sources.toml, or \"assumption\" with its reasoning in `note`.",
                json!({ "enum": sources }),
            ),
        );
        self.define(
            "note",
            described(
                "Reasoning, or how the number was read from the source.",
                text(),
            ),
        );
        self.define(
            "date",
            json!({ "type": "string", "pattern": "^\\s*[0-9]{4}-[0-9]{2}-[0-9]{2}\\s*$",
            "description": "A day: 2025-01-31." }),
        );
        self.define(
            "duration",
            json!({ "type": "string", "pattern": "^\\s*[0-9]+\\s*(day|week|month|year)s?\\s*$",
            "description": "\"180 days\", \"26 weeks\", \"6 months\" or \"2 years\"." }),
        );
        self.define("any-number", json!({ "anyOf": [{ "type": "number" }, { "type": "string", "pattern": "^\\s*[-+0-9.,_]+" }] }));
    }

    fn define(&mut self, name: &str, schema: Value) {
        self.definitions.insert(name.to_owned(), schema);
    }

    /// A number in a unit and range: plain, or as a text with its unit.
    fn number(&mut self, unit: &str, range: [f64; 2]) -> String {
        let name = format!(
            "{}-{}-{}",
            slug(unit),
            slug(&range[0].to_string()),
            slug(&range[1].to_string())
        );
        let plain =
            json!({ "type": "number", "minimum": neat(range[0]), "maximum": neat(range[1]) });
        let written = json!({ "type": "string", "pattern": unit_pattern(unit) });
        let mut kinds = vec![plain, written];
        if unit == "yes/no" {
            kinds.push(json!({ "type": "boolean" }));
        }
        self.define(&name, json!({ "description": format!("In {unit}, {} to {}.", neat(range[0]), neat(range[1])), "anyOf": kinds }));
        name
    }

    /// A number for all days, one step, or a list of steps.
    fn steps(&mut self, number: &str) -> String {
        let name = format!("steps-{number}");
        let step = format!("step-{number}");
        let change = |key: &str| json!({ "required": [key] });
        self.define(&step, json!({
            "type": "object",
            "description": "A dated change: exactly one of value, times and add.",
            "properties": {
                "from": described("First day.", refer("date")),
                "value": described("Sets.", refer(number)),
                "times": described("Multiplies the value in force.", refer("any-number")),
                "add": described("Adds to the value in force.", refer("any-number")),
                "ramp": described("How long the change takes, in a straight line.", refer("duration")),
                "until": described("First day on which it no longer holds.", refer("date")),
            },
            "oneOf": [change("value"), change("times"), change("add")],
            "dependencies": { "ramp": ["from"], "times": ["from"], "add": ["from"] },
            "additionalProperties": false,
        }));
        self.define(&name, json!({ "anyOf": [refer(number), refer(&step), { "type": "array", "items": refer(&step), "maxItems": 1000 }] }));
        name
    }

    fn setting(&mut self, record: &SettingRecord) -> Value {
        let number = self.number(&record.unit, record.range);
        let steps = self.steps(&number);
        let by_cells = record.setting.scope() != Scope::National;
        let name = format!("{}-{number}", if by_cells { "settings" } else { "setting" });
        let mut forms = vec![refer(&steps)];
        if by_cells {
            forms.push(by_cell(&refer(&steps)));
        }
        let mut sourced = json!({ "type": "object", "properties": { "steps": { "anyOf": forms.clone() }, "source": refer("source"), "note": refer("note") },
            "required": ["steps"], "additionalProperties": false });
        explain_assumptions(&mut sourced);
        forms.push(sourced);
        self.define(&name, json!({ "anyOf": forms }));
        let words = format!(
            "{}, in {} ({} to {}; does nothing at {}; one number {}). {}",
            super::words::capitalized(&record.label),
            record.unit,
            neat(record.range[0]),
            neat(record.range[1]),
            neat(record.reference),
            scope_words(record.setting.scope()),
            record.note
        );
        described(&words, refer(&name))
    }

    fn lever(&mut self, lever: &Lever) -> Value {
        let settings = lever.settings.iter();
        let mut keys: Map<String, Value> = settings
            .map(|record| (record.short_name().to_owned(), self.setting(record)))
            .collect();
        keys.insert("source".to_owned(), refer("source"));
        keys.insert("note".to_owned(), refer("note"));
        let mut schema = table(&format!("{} {}", lever.description, lever.mechanism), keys);
        explain_assumptions(&mut schema);
        schema
    }

    /// Parameters as nested tables: `crossing.detection` is `detection` within `crossing`.
    fn parameters(&mut self, catalogue: &Catalogue) -> Value {
        let mut root = table(
            "What nature or behaviour decides; see `garita list parameters`.",
            Map::new(),
        );
        for parameter in &catalogue.parameters {
            let leaf = self.parameter(parameter);
            let mut node = &mut root;
            let (groups, last) = parameter
                .name
                .rsplit_once('.')
                .unwrap_or(("", &parameter.name));
            for group in groups.split('.').filter(|group| !group.is_empty()) {
                let properties = &mut node["properties"];
                if properties.get(group).is_none() {
                    properties[group] = table("A group of parameters.", Map::new());
                }
                node = &mut properties[group];
            }
            node["properties"][last] = leaf;
        }
        root
    }

    fn parameter(&mut self, parameter: &Parameter) -> Value {
        let quantity = self.quantity(&parameter.unit, parameter.bounds);
        let by_cells = parameter.scope != Scope::National;
        let name = format!(
            "{}-{quantity}",
            if by_cells { "parameters" } else { "parameter" }
        );
        let grades: Vec<&str> = Grade::NAMES.iter().map(|(name, _)| *name).collect();
        let mut keys = json!({ "value": refer(&quantity), "independent": { "type": "boolean" }, "grade": { "enum": grades },
            "source": refer("source"), "note": refer("note") });
        if by_cells {
            keys["by"] = by_cell(&refer(&quantity));
        }
        let mut record = json!({ "type": "object", "properties": keys, "additionalProperties": false, "minProperties": 1 });
        explain_assumptions(&mut record);
        self.define(&name, json!({ "anyOf": [refer(&quantity), record] }));
        let words = format!(
            "{}, in {} ({} to {}; one number {}).",
            super::words::capitalized(&parameter.label),
            parameter.unit,
            neat(parameter.bounds[0]),
            neat(parameter.bounds[1]),
            scope_words(parameter.scope)
        );
        described(&words, refer(&name))
    }

    /// A number, or a range of numbers drawn once per future.
    fn quantity(&mut self, unit: &str, bounds: [f64; 2]) -> String {
        let number = self.number(unit, bounds);
        let name = format!("quantity-{number}");
        let range = |keys: &[&str]| {
            let properties: Map<String, Value> = keys
                .iter()
                .map(|&key| (key.to_owned(), refer(&number)))
                .collect();
            json!({ "type": "object", "properties": properties, "required": keys, "additionalProperties": false })
        };
        self.define(&name, json!({ "anyOf": [refer(&number), range(&["low", "high"]), range(&["low", "mode", "high"]), range(&["median", "low", "high"])] }));
        name
    }
}

/// An assumption needs its reasoning beside it.
fn explain_assumptions(schema: &mut Value) {
    schema["if"] =
        json!({ "properties": { "source": { "const": "assumption" } }, "required": ["source"] });
    schema["then"] = json!({ "required": ["note"] });
}

fn by_cell(inner: &Value) -> Value {
    json!({ "type": "object", "description": "By origin or place; `all` stands for those without an entry.",
        "propertyNames": { "pattern": CELL, "not": { "enum": RESERVED } }, "additionalProperties": inner })
}

fn goal(label: &str, unit: &str) -> Value {
    let limit = |key: &str| json!({ "type": "object", "properties": { key: refer("any-number") }, "required": [key], "additionalProperties": false });
    described(
        &format!("{label}, in {unit}."),
        json!({ "anyOf": [{ "enum": ["lower", "higher"] }, limit("at-most"), limit("at-least")] }),
    )
}

fn switches() -> Value {
    let keys = json!({
        "response": { "type": "boolean", "description": "Departures respond to policy." },
        "appointment-list": { "enum": ["national", "by-port"], "description": "One appointment list for all ports, or one each." },
        "when-list-closes": { "enum": ["freeze", "cancel"], "description": "Names on a list that closes are kept, or struck." },
    });
    json!({ "type": "object", "description": "Switches of the model.", "properties": keys, "additionalProperties": false })
}

fn calendar() -> Value {
    let days = json!({ "enum": ["weekdays", "every-day"] });
    json!({ "type": "object", "description": "Working days of offices.",
        "properties": { "us-offices": days, "mexican-offices": days }, "additionalProperties": false })
}

fn origin() -> Value {
    json!({ "type": "object", "properties": {
        "label": { "type": "string", "description": "Name for people." },
        "in-mexico": { "type": "boolean", "description": "At home in Mexico." },
        "like": { "type": "string", "pattern": NAME, "description": "A known origin whose parameters a new one takes over." },
    }, "additionalProperties": false })
}

fn place() -> Value {
    let degrees = |limit: i32| json!({ "type": "number", "minimum": -limit, "maximum": limit });
    json!({ "type": "object", "properties": {
        "label": { "type": "string", "description": "Name for people." },
        "border": { "type": "boolean", "description": "On the U.S. border." },
        "longitude": degrees(180),
        "latitude": degrees(90),
        "port": { "type": "string", "description": "U.S. port across from the city." },
        "field-office": { "type": "string", "description": "CBP field office of the port." },
        "sectors": { "type": "array", "items": { "type": "string" }, "description": "Border Patrol sectors." },
        "like": { "type": "string", "pattern": NAME, "description": "A known place whose parameters a new one takes over." },
        "share-of-like": described("How large it is beside the place it is like.", refer("share-0-1")),
    }, "dependentRequired": { "share-of-like": ["like"] }, "additionalProperties": false })
}

fn tables_by_name(description: &str, inner: &Value) -> Value {
    json!({ "type": "object", "description": description,
        "propertyNames": { "pattern": NAME, "not": { "enum": ["all", "national"] } }, "additionalProperties": inner })
}

fn table(description: &str, properties: impl IntoIterator<Item = (String, Value)>) -> Value {
    let properties: Map<String, Value> = properties.into_iter().collect();
    json!({ "type": "object", "description": description, "properties": properties, "additionalProperties": false })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn refer(name: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{name}") })
}

/// A schema with words; beside a reference, validators of draft 7 would not see them.
fn described(description: &str, schema: Value) -> Value {
    let mut schema = if schema.get("$ref").is_some() {
        json!({ "allOf": [schema] })
    } else {
        schema
    };
    schema["description"] = json!(description.trim());
    schema
}

fn scope_words(scope: Scope) -> &'static str {
    match scope {
        Scope::National => "in all",
        Scope::Origin => "or one by origin",
        Scope::Place => "or one by place",
        Scope::OriginPlace => "or one by origin and place",
    }
}

/// JSON with a line for whatever fits one, so that differences can be read.
fn printed(value: &Value, depth: usize) -> String {
    const WIDTH: usize = 160;
    let short = value.to_string();
    if short.len() <= WIDTH {
        return short;
    }
    let indent = "  ".repeat(depth);
    let inner = |value: &Value| printed(value, depth + 1);
    let (open, lines, close): (char, Vec<String>, char) = match value {
        Value::Object(map) => {
            let lines = map
                .iter()
                .map(|(key, value)| format!("{}: {}", json!(key), inner(value)));
            ('{', lines.collect(), '}')
        }
        Value::Array(items) => ('[', items.iter().map(inner).collect(), ']'),
        _ => return short,
    };
    let joint = format!(",\n{indent}  ");
    format!("{open}\n{indent}  {}\n{indent}{close}", lines.join(&joint))
}

/// Whole numbers without a point.
fn neat(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        json!(value as i64)
    } else {
        json!(value)
    }
}

fn slug(text: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    text.to_lowercase()
        .replace('-', "minus")
        .chars()
        .map(plain)
        .collect()
}

/// Texts like `"1,450 appointments/day"`, `"1,450 appointments a day"`, `"60 %"`.
fn unit_pattern(unit: &str) -> String {
    let stems: Vec<String> = unit
        .split('/')
        .map(|part| format!("{}s?", part.trim_end_matches('s').replace(' ', "\\s*")))
        .collect();
    let unit_words = stems.join("\\s*(/| per | a )\\s*");
    let percent = if unit == "share" { "|%" } else { "" };
    format!("^\\s*[-+]?[0-9][0-9.,_]*\\s*({unit_words}{percent})\\s*$")
}
