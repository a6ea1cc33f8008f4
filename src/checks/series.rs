//! The counts that an agreement is held against: points in the file, a file of counts, or published rows.

use std::path::Path;

use serde::Deserialize;

use crate::experiment::hindcast::{self, Target};
use crate::scenario::{Fields, Located, Meaning, Node, Problem, Reader, read_text};
use crate::time::Date;

/// Keys of which an agreement has exactly one.
pub const KEYS: [&str; 3] = ["points", "series", "published"];

/// Any finite number.
pub fn any(name: &str) -> Meaning<'_> {
    Meaning {
        name,
        unit: "the metric's unit",
        range: [f64::MIN, f64::MAX],
    }
}

/// What the counts are of.
pub struct Subject {
    /// Metric as [`hindcast::metrics`] names it.
    pub metric: String,
    /// Origin, several joined by `+`, or `all`.
    pub origin: String,
}

impl Subject {
    fn target(&self, from: Date, to: Date, observed: f64) -> Target {
        Target {
            id: String::new(),
            metric: self.metric.clone(),
            origin: self.origin.clone(),
            period_from: from,
            period_to: to,
            observed,
            unit: String::new(),
            tolerance: None,
            source: String::new(),
            note: String::new(),
        }
    }
}

/// `points = [ { from, to, value }, … ]`.
pub fn points(reader: &mut Reader, node: &Node, subject: &Subject) -> Option<Vec<Target>> {
    let list = reader.list(node, "`points`")?;
    if list.is_empty() {
        reader.report(
            node.span(),
            Problem::new("`points` is empty").help("give at least one { from, to, value }"),
        );
        return None;
    }
    let read: Vec<Option<Target>> = list
        .iter()
        .map(|node| point(reader, node, subject))
        .collect();
    read.into_iter().collect()
}

fn point(reader: &mut Reader, node: &Node, subject: &Subject) -> Option<Target> {
    let fields = reader.fields(node, "a point", &["from", "to", "value"])?;
    let [from, to, value] =
        ["from", "to", "value"].map(|key| needed(reader, &fields, key, "a point"));
    let from = from.and_then(|node| reader.date(node, "`from`"));
    let to = to.and_then(|node| reader.date(node, "`to`"));
    let value = value.and_then(|node| reader.any_number(node, any("value")));
    let (from, to, value) = (from?, to?, value?);
    if to.value < from.value {
        reader.report(to.span, Problem::new("a point ends before it begins"));
        return None;
    }
    Some(subject.target(from.value, to.value, value))
}

/// The value of a key that must be there.
pub fn needed<'t>(
    reader: &mut Reader,
    fields: &Fields<'t>,
    key: &str,
    what: &str,
) -> Option<&'t Node<'t>> {
    let found = fields.get(key);
    if found.is_none() && !reader.is_broken() {
        reader.report(
            fields.span.clone(),
            Problem::new(format!("`{key}` is missing from {what}")),
        );
    }
    found
}

/// Published rows by their ids.
pub fn published(reader: &mut Reader, node: &Node) -> Option<Vec<Target>> {
    let ids = reader.strings(node, "`published`")?;
    let known = hindcast::targets().unwrap_or_default();
    let mut found = Vec::new();
    for id in &ids {
        let row = known.iter().find(|target| target.id == id.value);
        if row.is_none() {
            let ids = known.iter().map(|target| target.id.as_str());
            reader.unknown(id.span.clone(), "published row", &id.value, "", ids);
        }
        found.extend(row.cloned());
    }
    if ids.is_empty() {
        reader.report(
            node.span(),
            Problem::new("`published` is empty")
                .help("name at least one row of data/gate.csv or data/eras.csv"),
        );
    }
    (!found.is_empty() && found.len() == ids.len()).then_some(found)
}

/// A row of a file in the layout of `data/observations.csv`; only dates and value are needed.
#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    series: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    origin: String,
    period_start: Date,
    period_end: Date,
    value: f64,
}

/// Rows wanted of a file: those whose columns have these values.
pub type Columns = [Option<Located<String>>; 3];

/// Columns by which rows can be told apart.
pub const COLUMNS: [&str; 3] = ["series", "place", "origin"];

/// The counts of a file, beside the file of checks.
pub fn file(
    reader: &mut Reader,
    name: &Located<String>,
    folder: &Path,
    columns: &Columns,
    subject: &Subject,
) -> Option<Vec<Target>> {
    match rows(&folder.join(&name.value), columns) {
        Ok(rows) => Some(
            rows.iter()
                .map(|row| subject.target(row.period_start, row.period_end, row.value))
                .collect(),
        ),
        Err(problem) => {
            reader.report(name.span.clone(), problem);
            None
        }
    }
}

fn rows(path: &Path, columns: &Columns) -> Result<Vec<Row>, Problem> {
    let shown = path.display();
    let text = read_text(
        path,
        "a series is a table in CSV with the columns of data/observations.csv",
    )?;
    let mut csv = csv::Reader::from_reader(text.text().as_bytes());
    let mut rows: Vec<Row> = Vec::new();
    for row in csv.deserialize() {
        let row: Row = row.map_err(|error| {
            Problem::new(format!("cannot read {shown}: {error}"))
                .help("columns period_start, period_end (year-month-day) and value; series, place and origin if there are several")
        })?;
        let line = rows.len() + 2;
        if row.period_end < row.period_start || !row.value.is_finite() {
            return Err(Problem::new(format!(
                "row {line} of {shown} has no period or no value"
            )));
        }
        rows.push(row);
    }
    rows.retain(|row| {
        let found = [&row.series, &row.place, &row.origin];
        columns
            .iter()
            .zip(found)
            .all(|(wanted, found)| wanted.as_ref().is_none_or(|wanted| wanted.value == *found))
    });
    if rows.is_empty() {
        return Err(Problem::new(format!("no row of {shown} is wanted"))
            .help("see `rows` and the columns series, place and origin of the file"));
    }
    one_series(&rows, &shown.to_string())?;
    Ok(rows)
}

/// Counts of different things cannot be held against one metric.
fn one_series(rows: &[Row], shown: &str) -> Result<(), Problem> {
    let columns: [fn(&Row) -> &str; 3] = [|row| &row.series, |row| &row.place, |row| &row.origin];
    for (name, column) in COLUMNS.into_iter().zip(columns) {
        let mut values: Vec<&str> = rows.iter().map(column).collect();
        values.sort_unstable();
        values.dedup();
        if let [first, second, ..] = values[..] {
            let problem = Problem::new(format!("{shown} has rows of several {name} values"));
            return Err(problem.label("which one?").help(format!(
                "choose with rows = {{ {name} = \"{first}\" }}; another is \"{second}\""
            )));
        }
    }
    Ok(())
}
