//! Reading a file of checks: every problem at once, each at its line.

use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::runs::{Runs, Wanted};
use super::select::{self, AXES, Words};
use super::series::needed;
use super::{Check, Demand, Suite};
use crate::metric::Metric;
use crate::scenario::{
    Diagnostics, Fields, Located, Meaning, Node, Overrides, Problem, Reader, Text, read_tables,
};
use crate::time::Date;

/// Sorts of checks.
const SORTS: [&str; 4] = ["range", "conservation", "monotonicity", "agreement"];
const COMMON: [&str; 3] = ["name", "scenario", "until"];
const REPLICATES: u64 = 20;

/// Keys of a sort of check, besides those that all have.
fn own_keys(sort: &str) -> &'static [&'static str] {
    match sort {
        "range" => &[
            "metric",
            "statistic",
            "group",
            "place",
            "origin",
            "at-least",
            "at-most",
            "share",
        ],
        "monotonicity" => &[
            "metric",
            "statistic",
            "group",
            "place",
            "origin",
            "setting",
            "parameter",
            "from",
            "values",
            "direction",
        ],
        "agreement" => &[
            "metric",
            "origin",
            "series",
            "rows",
            "points",
            "published",
            "within",
            "covered",
        ],
        _ => &[],
    }
}

/// Whether a text has checks, readable or not.
pub fn has_checks(text: &Text) -> bool {
    has_any(text, &SORTS)
}

/// Whether a text has one of these keys, readable or not.
pub fn has_any(text: &Text, keys: &[&str]) -> bool {
    let (tree, _) = DeTable::parse_recoverable(text.text());
    tree.get_ref()
        .keys()
        .any(|key| keys.contains(&key.get_ref().as_ref()))
}

/// Reads a text; scenarios and series in files of their own are looked up in `folder`.
pub fn read(text: &Text, folder: &Path) -> Result<Suite, Diagnostics> {
    let mut problems = Vec::new();
    let mut elsewhere = Vec::new();
    let mut suite = None;
    read_tables(text, &mut problems, |reader, root| {
        let mut builder = Builder {
            folder,
            scenario: None,
            until: None,
            runs: Runs::default(),
            checks: Vec::new(),
            problems: Vec::new(),
        };
        suite = builder.suite(reader, root);
        elsewhere = builder.problems;
    });
    problems.extend(elsewhere);
    match suite {
        Some(suite) if problems.is_empty() => Ok(suite),
        _ => Err(Diagnostics::new(problems)),
    }
}

/// Collects checks and the runs that they need.
pub struct Builder<'f> {
    pub folder: &'f Path,
    /// Scenario of checks that name none.
    scenario: Option<Located<String>>,
    /// Last day of checks that name none.
    until: Option<Located<Date>>,
    pub runs: Runs,
    checks: Vec<(usize, Check)>,
    pub problems: Vec<Problem>,
}

/// What every check has.
pub struct Common {
    name: String,
    scenario: Located<String>,
    until: Option<Located<Date>>,
    /// A key could not be read: what seems to be missing may be there.
    pub misspelt: bool,
}

impl Builder<'_> {
    fn suite(&mut self, reader: &mut Reader, root: &Node) -> Option<Suite> {
        let keys = ["title", "scenario", "until", "replicates", "seed"];
        let keys = [&keys[..], &SORTS].concat();
        let fields = if reader.is_broken() {
            reader.table(root, "the file")?
        } else {
            reader.fields(root, "a file of checks", &keys)?
        };
        let mut text = |key: &str| {
            let node = fields.get(key)?;
            reader.string(node, &format!("`{key}`"))
        };
        let title = text("title").map(|title| title.value).unwrap_or_default();
        self.scenario = text("scenario");
        self.until = fields
            .get("until")
            .and_then(|node| reader.date(node, "`until`"));
        // Precision needs at least two futures.
        let replicates = whole(reader, &fields, "replicates", [2.0, 1e6]);
        let seed = whole(reader, &fields, "seed", [0.0, 9e15]);
        for (sort, _, node) in fields
            .entries
            .iter()
            .filter(|(key, ..)| SORTS.contains(key))
        {
            for item in reader.list(node, &format!("`{sort}`")).unwrap_or_default() {
                self.check(reader, sort, item);
            }
        }
        if !fields.has_any(&SORTS) && !reader.is_broken() {
            let problem = Problem::new("there is no check in this file");
            reader.report(
                0..0,
                problem.help(format!("begin one with [[{}]]", SORTS.join("]], [["))),
            );
        }
        self.checks.sort_by_key(|(start, _)| *start);
        Some(Suite {
            title,
            replicates: replicates.unwrap_or(REPLICATES),
            seed: seed.unwrap_or(1),
            checks: self.checks.drain(..).map(|(_, check)| check).collect(),
            runs: std::mem::take(&mut self.runs),
        })
    }

    fn check(&mut self, reader: &mut Reader, sort: &str, item: &Node) {
        let what = format!("[[{sort}]]");
        let keys = [&COMMON[..], own_keys(sort)].concat();
        let Some(fields) = reader.fields(item, &what, &keys) else {
            return;
        };
        let Some(mut common) = self.common(reader, &fields, &what) else {
            return;
        };
        common.misspelt = reader.is_broken() || Reader::has_others(&fields, &keys);
        let demand = match sort {
            "range" => self.range(reader, &fields, &common),
            "monotonicity" => self.monotonicity(reader, &fields, &common),
            "agreement" => self.agreement(reader, &fields, &common),
            _ => self
                .run(&common, None)
                .map(|run| Demand::Conservation { run }),
        };
        let Some(demand) = demand else { return };
        let check = Check {
            name: common.name,
            scenario: common.scenario.value,
            demand,
        };
        self.checks.push((item.span().start, check));
    }

    fn common(&mut self, reader: &mut Reader, fields: &Fields, what: &str) -> Option<Common> {
        let name =
            needed(reader, fields, "name", what).and_then(|node| reader.string(node, "`name`"));
        let scenario = match fields.get("scenario") {
            Some(node) => reader.string(node, "`scenario`"),
            None => self.scenario.clone(),
        };
        let until = match fields.get("until") {
            Some(node) => reader.date(node, "`until`"),
            None => self.until.clone(),
        };
        if scenario.is_none() && !fields.has_any(&["scenario"]) && !reader.is_broken() {
            let problem = Problem::new(format!("{what} has no scenario"));
            reader.report(
                fields.span.clone(),
                problem.help("name one here, or one for all checks at the top of the file"),
            );
        }
        let name = name?;
        if self
            .checks
            .iter()
            .any(|(_, check)| check.name == name.value)
        {
            let problem = Problem::new(format!("two checks are called \"{}\"", name.value));
            reader.report(
                name.span.clone(),
                problem.help("results are told apart by name"),
            );
        }
        Some(Common {
            name: name.value,
            scenario: scenario?,
            until,
            misspelt: false,
        })
    }

    /// The run of a check, with a change to its scenario and where that change was written.
    pub fn run(
        &mut self,
        common: &Common,
        change: Option<(Overrides, &Located<String>)>,
    ) -> Option<usize> {
        let (mut overrides, changed) = change.unzip();
        let overrides = overrides.get_or_insert_default();
        overrides.until = common.until.as_ref().map(|until| until.value);
        let place = |problem: Problem| match (problem.text_name(), changed, &common.until) {
            ("--until", _, Some(until)) => problem.located(until),
            (name, Some(changed), _) if name.starts_with("--") => problem.located(changed),
            ("", ..) => problem.located(&common.scenario),
            _ => problem,
        };
        self.runs.ask(
            &common.scenario,
            self.folder,
            overrides,
            place,
            &mut self.problems,
        )
    }

    fn range(&mut self, reader: &mut Reader, fields: &Fields, common: &Common) -> Option<Demand> {
        let (metric, words) = words(reader, fields, "[[range]]", true)?;
        let [low, high] = bounds(reader, fields, metric, "[[range]]", common.misspelt);
        let share = share(reader, fields, "share");
        let run = self.run(common, None)?;
        let (subject, values) = self.values(reader, &words, &[run])?;
        Some(Demand::Range {
            metric,
            subject,
            values,
            low,
            high,
            share: share.unwrap_or(1.0),
        })
    }

    /// The values that the words name, in each of the runs.
    pub fn values(
        &mut self,
        reader: &mut Reader,
        words: &Words,
        runs: &[usize],
    ) -> Option<(String, Vec<Wanted>)> {
        let (&first, _) = runs.split_first()?;
        // Variants of a scenario have the same world.
        let found = select::select(reader, words, &self.runs.scenario(first).world)?;
        let mut wanted = Vec::new();
        for &run in runs {
            for (source, label) in &found.values {
                wanted.push(self.runs.want(run, *source, label.clone()));
            }
        }
        Some((found.subject, wanted))
    }
}

/// The lowest and the highest value that `at-least` and `at-most` allow; one of them has to be there.
pub fn bounds(
    reader: &mut Reader,
    fields: &Fields,
    metric: &Metric,
    what: &str,
    misspelt: bool,
) -> [f64; 2] {
    let bound = |reader: &mut Reader, key: &'static str| {
        let node = fields.get(key)?;
        let unit = if metric.unit.starts_with("share") {
            "share"
        } else {
            metric.unit
        };
        reader.any_number(
            node,
            Meaning {
                name: key,
                unit,
                range: [f64::MIN, f64::MAX],
            },
        )
    };
    let (low, high) = (bound(reader, "at-least"), bound(reader, "at-most"));
    if !fields.has_any(&["at-least", "at-most"]) && !misspelt {
        let problem = Problem::new(format!("{what} needs `at-least`, `at-most` or both"));
        reader.report(fields.span.clone(), problem);
    }
    if let (Some(low), Some(high), Some(node)) = (low, high, fields.get("at-most"))
        && high < low
    {
        let problem = Problem::new(format!("no value is at least {low} and at most {high}"));
        reader.report(node.span(), problem);
    }
    [
        low.unwrap_or(f64::NEG_INFINITY),
        high.unwrap_or(f64::INFINITY),
    ]
}

/// The metric of a check and what it says of statistic, group, place and origin.
pub fn words(
    reader: &mut Reader,
    fields: &Fields,
    what: &str,
    several: bool,
) -> Option<(&'static Metric, Words)> {
    let name =
        needed(reader, fields, "metric", what).and_then(|node| reader.string(node, "`metric`"));
    let axes = AXES.map(|axis| {
        let node = fields.get(axis)?;
        reader.string(node, &format!("`{axis}`"))
    });
    let name = name?;
    let metric = select::metric_named(reader, &name)?;
    Some((
        metric,
        Words {
            metric: name,
            axes,
            several,
        },
    ))
}

/// A share between 0 and 1, or a percentage in quotes.
pub fn share(reader: &mut Reader, fields: &Fields, key: &str) -> Option<f64> {
    let node = fields.get(key)?;
    reader.number(
        node,
        Meaning {
            name: key,
            unit: "share",
            range: [0.0, 1.0],
        },
    )
}

/// A whole number within a range.
fn whole(reader: &mut Reader, fields: &Fields, key: &str, range: [f64; 2]) -> Option<u64> {
    let node = fields.get(key)?;
    if !matches!(node.get_ref(), DeValue::Integer(_)) {
        let problem = Problem::new(format!("`{key}` must be a whole number"));
        reader.report(
            node.span(),
            problem.help(format!("from {} to {}", range[0], range[1])),
        );
        return None;
    }
    let value = reader.number(
        node,
        Meaning {
            name: key,
            unit: "whole number",
            range,
        },
    )?;
    Some(value as u64)
}
