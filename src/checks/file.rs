//! Reading a file of checks: every problem at once, each at its line.

use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::runs::{Runs, Wanted};
use super::select::{self, AXES, Words};
use super::series::{self, COLUMNS, Columns, Subject, needed};
use super::{Check, Demand, Direction, Suite};
use crate::experiment::hindcast::{self, Target};
use crate::lever;
use crate::metric::Metric;
use crate::scenario::{
    Diagnostics, Fields, Located, Meaning, Node, Overrides, Problem, Reader, Text, catalogue,
    meaning, read_tables,
};
use crate::setting::Setting;
use crate::time::Date;

/// Sorts of checks.
const SORTS: [&str; 4] = ["range", "conservation", "monotonicity", "agreement"];
const COMMON: [&str; 3] = ["name", "scenario", "until"];
const REPLICATES: u64 = 20;

/// Whether a text has checks, readable or not.
pub fn has_checks(text: &Text) -> bool {
    let (tree, _) = DeTable::parse_recoverable(text.text());
    tree.get_ref()
        .keys()
        .any(|key| SORTS.contains(&key.get_ref().as_ref()))
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
struct Builder<'f> {
    folder: &'f Path,
    /// Scenario of checks that name none.
    scenario: Option<Located<String>>,
    /// Last day of checks that name none.
    until: Option<Located<Date>>,
    runs: Runs,
    checks: Vec<(usize, Check)>,
    problems: Vec<Problem>,
}

/// What every check has.
struct Common {
    name: String,
    scenario: Located<String>,
    until: Option<Located<Date>>,
}

impl Builder<'_> {
    fn suite(&mut self, reader: &mut Reader, root: &Node) -> Option<Suite> {
        let keys = ["title", "scenario", "until", "replicates", "seed"];
        let fields = reader.fields(root, "a file of checks", &[&keys[..], &SORTS].concat())?;
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
        let own: &[&str] = match sort {
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
        };
        let what = format!("[[{sort}]]");
        let Some(fields) = reader.fields(item, &what, &[&COMMON[..], own].concat()) else {
            return;
        };
        let Some(common) = self.common(reader, &fields, &what) else {
            return;
        };
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
        })
    }

    /// The run of a check, with a change to its scenario and where that change was written.
    fn run(
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
        let share = share(reader, fields, "share");
        if !fields.has_any(&["at-least", "at-most"]) && !reader.is_broken() {
            let problem = Problem::new("[[range]] needs `at-least`, `at-most` or both");
            reader.report(fields.span.clone(), problem);
        }
        if let (Some(low), Some(high), Some(node)) = (low, high, fields.get("at-most"))
            && high < low
        {
            let problem = Problem::new(format!("no value is at least {low} and at most {high}"));
            reader.report(node.span(), problem);
        }
        let run = self.run(common, None)?;
        let (subject, values) = self.values(reader, &words, &[run])?;
        Some(Demand::Range {
            metric,
            subject,
            values,
            low: low.unwrap_or(f64::NEG_INFINITY),
            high: high.unwrap_or(f64::INFINITY),
            share: share.unwrap_or(1.0),
        })
    }

    /// The values that the words name, in each of the runs.
    fn values(
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

    fn monotonicity(
        &mut self,
        reader: &mut Reader,
        fields: &Fields,
        common: &Common,
    ) -> Option<Demand> {
        let what = "[[monotonicity]]";
        let chosen = words(reader, fields, what, false);
        let directions = [
            ("fewer", Direction::Fewer),
            ("more", Direction::More),
            ("same", Direction::Same),
        ];
        let direction = needed(reader, fields, "direction", what)
            .and_then(|node| reader.choice(node, "`direction`", &directions));
        let from = fields
            .get("from")
            .and_then(|node| reader.date(node, "`from`"));
        let lever = self.lever(reader, fields)?;
        let steps =
            needed(reader, fields, "values", what).and_then(|node| rising(reader, node, &lever));
        let ((metric, words), direction, steps) = (chosen?, direction?, steps?);
        let mut runs = Vec::new();
        for value in &steps {
            let change = lever.change(*value, from.as_ref().map(|from| from.value));
            runs.push(self.run(common, Some((change, &lever.name)))?);
        }
        let (subject, values) = self.values(reader, &words, &runs)?;
        Some(Demand::Monotonicity {
            metric,
            subject,
            what: lever.name.value,
            steps,
            values,
            direction,
        })
    }

    /// The setting or parameter that is moved.
    fn lever(&mut self, reader: &mut Reader, fields: &Fields) -> Option<Lever> {
        let catalogue = catalogue()
            .map_err(|found| self.problems.extend(found.problems))
            .ok()?;
        let (node, setting) = match (fields.get("setting"), fields.get("parameter")) {
            (Some(node), None) => (node, true),
            (None, Some(node)) => (node, false),
            _ => {
                let problem =
                    Problem::new("[[monotonicity]] needs exactly one of `setting` and `parameter`");
                reader.report(fields.span.clone(), problem);
                return None;
            }
        };
        if let (Some(from), false) = (fields.get("from"), setting) {
            let problem = Problem::new("a parameter has no date")
                .help("leave out `from`; only levers change on dates");
            reader.report(from.span(), problem);
        }
        let key = if setting { "setting" } else { "parameter" };
        let name = reader.string(node, &format!("`{key}`"))?;
        let settings = Setting::ALL
            .iter()
            .filter_map(|setting| lever::record(&catalogue.levers, *setting));
        let meanings: Vec<Meaning> = if setting {
            settings.map(meaning).collect()
        } else {
            let parameters = catalogue.parameters.iter();
            parameters
                .map(|known| Meaning {
                    name: &known.name,
                    unit: &known.unit,
                    range: known.bounds,
                })
                .collect()
        };
        // The longest name that fits: a place or origin may follow.
        let fits = |known: &&Meaning| {
            let rest = name.value.strip_prefix(known.name);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let Some(found) = meanings
            .iter()
            .filter(fits)
            .max_by_key(|known| known.name.len())
        else {
            reader.unknown(
                name.span.clone(),
                key,
                &name.value,
                "",
                meanings.iter().map(|known| known.name),
            );
            return None;
        };
        Some(Lever {
            unit: found.unit.to_owned(),
            range: found.range,
            setting,
            name,
        })
    }

    fn agreement(
        &mut self,
        reader: &mut Reader,
        fields: &Fields,
        common: &Common,
    ) -> Option<Demand> {
        let within = share(reader, fields, "within");
        let covered = share(reader, fields, "covered");
        if !fields.has_any(&["within", "covered"]) && !reader.is_broken() {
            let problem = Problem::new("[[agreement]] needs `within`, `covered` or both");
            reader.report(fields.span.clone(), problem.help(
                "within = \"15 %\": the median of futures is that near to every count; covered = 0.9: so many counts lie in the 90 % range of futures",
            ));
        }
        let run = self.run(common, None)?;
        let (targets, span) = self.targets(reader, fields, run)?;
        let points = targets.into_iter().map(|target| {
            let scenario = self.runs.scenario(run);
            if target.period_from < scenario.start || target.period_to > scenario.end {
                let problem = Problem::new(format!(
                    "{} to {} is not simulated: `{}` runs from {} to {}",
                    target.period_from,
                    target.period_to,
                    scenario.name,
                    scenario.start,
                    scenario.end
                ));
                reader.report(span.clone(), problem);
                return None;
            }
            Some(self.runs.want_target(run, target))
        });
        let points: Option<Vec<usize>> = points.collect();
        Some(Demand::Agreement {
            run,
            points: points?,
            within,
            covered,
        })
    }

    /// The counts of an agreement and where they are named.
    fn targets(
        &mut self,
        reader: &mut Reader,
        fields: &Fields,
        run: usize,
    ) -> Option<(Vec<Target>, std::ops::Range<usize>)> {
        let given: Vec<&str> = series::KEYS
            .into_iter()
            .filter(|key| fields.has_any(&[key]))
            .collect();
        let ([key], Some(node)) = (&given[..], given.first().and_then(|key| fields.get(key)))
        else {
            let problem = Problem::new(
                "[[agreement]] needs exactly one of `points`, `series` and `published`",
            );
            reader.report(fields.span.clone(), problem);
            return None;
        };
        let targets = if *key == "published" {
            for (key, span, _) in fields
                .entries
                .iter()
                .filter(|(key, ..)| ["metric", "origin", "rows"].contains(key))
            {
                let problem = Problem::new(format!("`{key}` comes with the published rows"));
                reader.report(span.clone(), problem.help("leave it out"));
            }
            series::published(reader, node)?
        } else {
            let subject = self.subject(reader, fields, run)?;
            if *key == "points" {
                series::points(reader, node, &subject)?
            } else {
                let name = reader.string(node, "`series`")?;
                let columns = columns(reader, fields);
                series::file(reader, &name, self.folder, &columns, &subject)?
            }
        };
        Some((targets, node.span()))
    }

    fn subject(&mut self, reader: &mut Reader, fields: &Fields, run: usize) -> Option<Subject> {
        let world = &self.runs.scenario(run).world;
        let metric = needed(reader, fields, "metric", "[[agreement]]")
            .and_then(|node| reader.string(node, "`metric`"))?;
        let known = hindcast::metrics(world);
        if !known.contains(&metric.value) {
            let known = known.iter().map(String::as_str);
            reader.unknown(
                metric.span.clone(),
                "metric",
                &metric.value,
                " that can be held against a series",
                known,
            );
            return None;
        }
        let origin = match fields.get("origin") {
            Some(node) => reader.string(node, "`origin`")?,
            None => {
                return Some(Subject {
                    metric: metric.value,
                    origin: "all".to_owned(),
                });
            }
        };
        for name in origin.value.split('+').filter(|name| *name != "all") {
            if world.origin(name).is_none() {
                let known = world.origins.iter().map(|origin| origin.name.as_str());
                reader.unknown(origin.span.clone(), "origin", name, "", known);
                return None;
            }
        }
        Some(Subject {
            metric: metric.value,
            origin: origin.value,
        })
    }
}

/// A setting or parameter that a check moves, with its place or origin.
struct Lever {
    name: Located<String>,
    setting: bool,
    unit: String,
    range: [f64; 2],
}

impl Lever {
    fn change(&self, value: f64, from: Option<Date>) -> Overrides {
        let assignment = format!("{}={value}", self.name.value);
        let mut change = Overrides::default();
        match from {
            Some(from) if self.setting => change.set.push(format!("{assignment}@{from}")),
            None if self.setting => change.set.push(assignment),
            _ => change.assume.push(assignment),
        }
        change
    }
}

/// Two or more numbers, each larger than the one before.
fn rising(reader: &mut Reader, node: &Node, lever: &Lever) -> Option<Vec<f64>> {
    let list = reader.list(node, "`values`")?;
    let meaning = Meaning {
        name: &lever.name.value,
        unit: &lever.unit,
        range: lever.range,
    };
    let values: Vec<Option<f64>> = list
        .iter()
        .map(|node| reader.number(node, meaning))
        .collect();
    let values: Vec<f64> = values.into_iter().collect::<Option<_>>()?;
    if values.len() < 2 || !values.is_sorted_by(|a, b| a < b) {
        let problem =
            Problem::new("`values` must be two or more numbers, each larger than the one before");
        reader.report(node.span(), problem);
        return None;
    }
    Some(values)
}

/// The metric of a check and what it says of statistic, group, place and origin.
fn words(
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

/// `rows = { series, place, origin }`.
fn columns(reader: &mut Reader, fields: &Fields) -> Columns {
    let rows = fields
        .get("rows")
        .and_then(|node| reader.fields(node, "`rows`", &COLUMNS));
    COLUMNS.map(|column| {
        let node = rows.as_ref()?.get(column)?;
        reader.string(node, &format!("`{column}`"))
    })
}

/// A share between 0 and 1, or a percentage in quotes.
fn share(reader: &mut Reader, fields: &Fields, key: &str) -> Option<f64> {
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
