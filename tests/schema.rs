//! The JSON Schema for editors: committed as generated, true to every good file, and strict with
//! broken ones where one line is enough to see that they are broken.

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

const COMMITTED: &str = "docs/scenario.schema.json";

fn validator() -> (Schemas, SchemaIndex) {
    let schema: Value = serde_json::from_str(&garita::scenario::schema().unwrap()).unwrap();
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.add_resource("memory:scenario", schema).unwrap();
    let index = compiler.compile("memory:scenario", &mut schemas).unwrap();
    (schemas, index)
}

/// A TOML text as editors see it: dates are texts. `None` if it is not valid TOML.
fn document(text: &str) -> Option<Value> {
    Some(json(toml::Value::Table(toml::from_str(text).ok()?)))
}

fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(items) => items.into_iter().map(json).collect(),
        toml::Value::Table(table) => table
            .into_iter()
            .map(|(key, value)| (key, json(value)))
            .collect(),
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(yes) => yes.into(),
    }
}

fn toml_files(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(toml_files(path.to_str().unwrap()));
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn the_committed_schema_is_the_programs_own() {
    let fresh = garita::scenario::schema().unwrap();
    if std::env::var_os("GARITA_UPDATE").is_some() {
        fs::write(COMMITTED, &fresh).unwrap();
    }
    let committed = fs::read_to_string(COMMITTED).unwrap_or_default();
    assert!(
        committed == fresh,
        "{COMMITTED} is out of date; GARITA_UPDATE=1 renews it"
    );
}

#[test]
fn every_good_file_fits_the_schema() {
    let (schemas, index) = validator();
    let files = [toml_files("scenarios"), toml_files("policies")].concat();
    let read = |path: &PathBuf| {
        (
            path.display().to_string(),
            fs::read_to_string(path).unwrap(),
        )
    };
    let mut texts: Vec<(String, String)> = files.iter().map(read).collect();
    for page in ["README.md", "docs/scenario-files.md"] {
        let page_text = fs::read_to_string(page).unwrap();
        for block in page_text.split("```toml\n").skip(1) {
            let block = block.split("```").next().unwrap();
            if block.contains("title") {
                texts.push((page.to_owned(), block.to_owned()));
            }
        }
    }
    for name in ["status-quo", "legal-pathways+shelter-2000"] {
        let scenario =
            garita::scenario::load(name, &garita::scenario::Overrides::default()).unwrap();
        texts.push((
            format!("frozen {name}"),
            garita::scenario::resolved_toml(&scenario),
        ));
    }
    assert!(texts.len() >= 20);
    for (name, text) in texts {
        let document = document(&text).unwrap_or_else(|| panic!("{name} is not TOML"));
        if let Err(error) = schemas.validate(&document, index) {
            panic!("{name}: {error:#}");
        }
    }
}

/// Broken files whose fault one line cannot show: the order of dates, sums, other files, what a
/// name stands for, a text that is empty or none at all. Only `garita check` sees them.
const BEYOND: &[&str] = &[
    "cycle-of-three",
    "cycle",
    "empty",
    "end-before-start",
    "extends-itself",
    "far-too-large",
    "handover-circle",
    "handover-leaves-a-gap",
    "handover-overlaps",
    "handover-to-itself",
    "longer-than-a-century",
    "missing-file",
    "missing-keys",
    "new-place-without-position",
    "no-source",
    "not-utf8",
    "parent-empty",
    "parent-not-toml",
    "place-like",
    "range-upside-down",
    "relative-out-of-range",
    "remark-change-after-the-end",
    "remark-parameters-before-handover",
    "remark-until-without-effect",
    "remarks-only",
    "shares-above-one",
    "start-without-handover",
    "steps-on-one-day",
    "steps-out-of-order",
    "unknown-origin",
    "unknown-place",
    "until-before-from",
    "utf-16",
];

#[test]
fn broken_files_do_not_fit_unless_the_fault_spans_lines() {
    let (schemas, index) = validator();
    let mut passed = Vec::new();
    let mut refused = 0;
    for path in toml_files("tests/data/invalid")
        .iter()
        .filter(|path| path.parent() == Some(Path::new("tests/data/invalid")))
    {
        let text = fs::read_to_string(path).unwrap_or_default();
        let fits =
            document(&text).is_some_and(|document| schemas.validate(&document, index).is_ok());
        if fits {
            passed.push(path.file_stem().unwrap().to_string_lossy().into_owned());
        } else {
            refused += 1;
        }
    }
    assert_eq!(passed, BEYOND);
    assert!(refused >= 40, "{refused}");
}
