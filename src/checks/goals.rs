//! Goals that a user sets: limits on metrics, and in how many futures each is met.

use std::fmt::Write as _;
use std::path::Path;

use super::file::{bounds, words};
use super::judge;
use super::select::{DAILY, Source, select};
use super::series::needed;
use crate::distribution::number_text;
use crate::experiment::{Results, Take, Watched};
use crate::metric::{self, Metric};
use crate::scenario::words::date;
use crate::scenario::{
    Aim, Diagnostics, Fields, Located, Node, Problem, Reader, Scenario, Text, read_tables,
};
use crate::stats::{Interval, proportion_interval};
use crate::time::{Date, days_between};

/// Keys of one goal.
const KEYS: [&str; 9] = [
    "name",
    "metric",
    "statistic",
    "group",
    "place",
    "origin",
    "from",
    "to",
    "at-least",
];
const AT_MOST: &str = "at-most";
const WHAT: &str = "[[goal]]";

/// The goals of a run.
#[derive(Clone, Debug, Default)]
pub struct Goals {
    /// One line for people; may be empty.
    pub title: String,
    /// The file, word for word; none if every goal is a limit in the `[goals]` of a scenario.
    pub text: Option<String>,
    list: Vec<Goal>,
    watched: Vec<Watched>,
}

/// A limit on a metric.
#[derive(Clone, Debug)]
struct Goal {
    name: String,
    /// What has to be met, in words.
    required: String,
    low: f64,
    high: f64,
    /// Everything that has to lie within the limits.
    values: Vec<Value>,
}

/// Where a value stands among the results of a replicate.
#[derive(Clone, Copy, Debug)]
enum Value {
    /// A number of the summary.
    Cell(usize),
    /// A number taken from some days.
    Watched(usize),
}

/// In how many futures of one scenario something is met.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Met {
    /// Futures in which it is.
    pub hits: usize,
    /// All futures.
    pub futures: usize,
    /// Their share, with Wilson's interval.
    pub share: Interval,
}

/// The days that a goal looks at, both included.
struct Window {
    days: [Date; 2],
    /// The file names one of them: the goal looks at these days instead of the whole run.
    said: bool,
}

impl Goals {
    /// Reads a file of goals for scenarios with the world and the days of this one.
    ///
    /// # Errors
    /// All problems of the file.
    pub fn load(file: &Path, scenario: &Scenario) -> Result<Self, Diagnostics> {
        let text = crate::scenario::read_text(file, "files of goals are short texts")?;
        let mut goals = Self {
            text: Some(text.text().to_owned()),
            ..Self::default()
        };
        goals.add(&text, scenario)?;
        Ok(goals)
    }

    /// The goals of a run: those of the file, if there is one, and every limit that a scenario sets in its
    /// `[goals]`. All count for every scenario, so that they can be compared; none if there is no goal.
    ///
    /// # Errors
    /// All problems of the file, or of the limits.
    pub fn of_run(
        file: Option<&Path>,
        scenarios: &[Scenario],
    ) -> Result<Option<Self>, Diagnostics> {
        let Some(first) = scenarios.first() else {
            return Ok(None);
        };
        let mut goals = match file {
            Some(file) => Self::load(file, first)?,
            None => Self::default(),
        };
        let limits = limits(scenarios);
        if !limits.is_empty() {
            goals.add(&Text::new("[goals]", &limits), first)?;
        }
        Ok((!goals.list.is_empty()).then_some(goals))
    }

    fn add(&mut self, text: &Text, scenario: &Scenario) -> Result<(), Diagnostics> {
        let mut problems = Vec::new();
        read_tables(text, &mut problems, |reader, root| {
            self.read(reader, root, scenario);
        });
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Diagnostics::new(problems))
        }
    }

    /// What has to be taken from the days of every replicate to judge the goals.
    #[must_use]
    pub fn watched(&self) -> &[Watched] {
        &self.watched
    }

    /// Name of each goal and what it requires, in the order of the file.
    pub fn demands(&self) -> impl Iterator<Item = (&str, &str)> {
        self.list
            .iter()
            .map(|goal| (goal.name.as_str(), goal.required.as_str()))
    }

    /// In how many futures of an arm each goal is met, last all of them together.
    #[must_use]
    pub fn judge(&self, results: &Results, arm: usize) -> Vec<Met> {
        let futures = results.replicates.len();
        let mut together = vec![true; futures];
        let mut met = Vec::new();
        for goal in &self.list {
            let inside = goal.met(results, arm);
            for (all, inside) in together.iter_mut().zip(&inside) {
                *all &= inside;
            }
            met.push(Met::of(&inside));
        }
        met.push(Met::of(&together));
        met
    }

    fn read(&mut self, reader: &mut Reader, root: &Node, scenario: &Scenario) {
        let known = ["title", "goal"];
        let fields = if reader.is_broken() {
            reader.table(root, "the file")
        } else {
            reader.fields(root, "a file of goals", &known)
        };
        let Some(fields) = fields else { return };
        let title = fields.get("title");
        let title = title.and_then(|node| reader.string(node, "`title`"));
        if let Some(title) = title {
            self.title = title.value;
        }
        let list = fields
            .get("goal")
            .and_then(|node| reader.list(node, "`goal`"));
        let listed = list.unwrap_or_default();
        if listed.is_empty() && !reader.is_broken() {
            let problem = Problem::new("there is no goal in this file");
            reader.report(0..0, problem.help("begin one with [[goal]]"));
        }
        for item in listed {
            let goal = self.goal(reader, item, scenario);
            self.list.extend(goal);
        }
    }

    fn goal(&mut self, reader: &mut Reader, item: &Node, scenario: &Scenario) -> Option<Goal> {
        let keys = [&KEYS[..], &[AT_MOST]].concat();
        let fields = reader.fields(item, WHAT, &keys)?;
        let misspelt = reader.is_broken() || Reader::has_others(&fields, &keys);
        let name =
            needed(reader, &fields, "name", WHAT).and_then(|node| reader.string(node, "`name`"));
        let window = window(reader, &fields, scenario);
        let (metric, mut words) = words(reader, &fields, WHAT, true)?;
        let [low, high] = bounds(reader, &fields, metric, WHAT, misspelt);
        let window = window?;
        let take = if window.said {
            statistic(reader, &fields, metric, &mut words.axes[0], scenario)?
        } else {
            DAILY
        };
        let found = select(reader, &words, &scenario.world)?;
        let name = name?;
        if self.list.iter().any(|goal| goal.name == name.value) {
            let problem = Problem::new(format!("two goals are called \"{}\"", name.value));
            reader.report(
                name.span.clone(),
                problem.help("goals are told apart by name"),
            );
        }
        let subject = found.subject.replacen(DAILY, take, 1);
        let span = window
            .days
            .map(|day| days_between(scenario.start, day).max(0) as usize);
        let limits = judge::bounds(metric, low, high);
        let required = match window.days {
            [from, to] if window.said => {
                format!("{subject} {limits} from {} to {}", date(from), date(to))
            }
            _ => format!("{subject} {limits}"),
        };
        let values = found.values.iter().map(|(source, _)| *source);
        Some(Goal {
            name: name.value,
            required,
            low,
            high,
            values: values
                .flat_map(|source| self.wanted(source, span, take))
                .collect(),
        })
    }

    /// What of a source has to lie within the limits.
    fn wanted(&mut self, source: Source, [first, last]: [usize; 2], word: &str) -> Vec<Value> {
        let series = match source {
            Source::Cell(at) => return vec![Value::Cell(at)],
            Source::Series(at) => at,
        };
        let takes: &[Take] = match word {
            "mean" => &[Take::Mean],
            "total" => &[Take::Total],
            "peak" => &[Take::Highest],
            _ => &[Take::Lowest, Take::Highest],
        };
        let mut values = Vec::new();
        for &take in takes {
            let watched = Watched {
                series,
                first,
                last,
                take,
            };
            values.push(Value::Watched(self.watched.len()));
            self.watched.push(watched);
        }
        values
    }
}

impl Goal {
    /// Whether every value lies within the limits, in each future; one that is not reached does not.
    fn met(&self, results: &Results, arm: usize) -> Vec<bool> {
        let mut met = vec![true; results.replicates.len()];
        for value in &self.values {
            let column = match *value {
                Value::Cell(at) => results.column(arm, at),
                Value::Watched(at) => results.watched(arm, at),
            };
            for (met, value) in met.iter_mut().zip(column) {
                *met &= value >= self.low && value <= self.high;
            }
        }
        met
    }
}

impl Met {
    fn of(inside: &[bool]) -> Self {
        let hits = inside.iter().filter(|inside| **inside).count();
        Self {
            hits,
            futures: inside.len(),
            share: proportion_interval(hits as u64, inside.len() as u64),
        }
    }
}

/// The limits in the `[goals]` of scenarios, as the text of a file of goals; equal ones once.
fn limits(scenarios: &[Scenario]) -> String {
    let mut known: Vec<(&str, Aim)> = Vec::new();
    let mut text = String::new();
    for goal in scenarios.iter().flat_map(|scenario| &scenario.goals) {
        let (key, word, limit) = match goal.aim {
            Aim::AtMost(limit) => (AT_MOST, "at most", limit),
            Aim::AtLeast(limit) => ("at-least", "at least", limit),
            // A direction is no limit that can be met.
            Aim::Lower | Aim::Higher => continue,
        };
        if known.contains(&(&goal.metric, goal.aim)) {
            continue;
        }
        known.push((&goal.metric, goal.aim));
        let (metric, limit) = (&goal.metric, number_text(limit));
        let _ = writeln!(
            text,
            "[[goal]]\nname = \"{metric} {word} {limit}\"\nmetric = \"{metric}\"\n{key} = {limit}"
        );
    }
    text
}

/// The days that a goal looks at.
fn window(reader: &mut Reader, fields: &Fields, scenario: &Scenario) -> Option<Window> {
    let mut day = |key: &str, otherwise: Date| {
        let Some(node) = fields.get(key) else {
            return Some(otherwise);
        };
        let day = reader.date(node, &format!("`{key}`"))?;
        if day.value < scenario.start || day.value > scenario.end {
            let problem = Problem::new(format!("{} is not a day of the run", date(day.value)));
            let (start, end) = (scenario.start, scenario.end);
            let help = format!("the run goes from {start} to {end}; --until moves its end");
            reader.report(day.span, problem.help(help));
            return None;
        }
        Some(day.value)
    };
    let (from, to) = (day("from", scenario.start), day("to", scenario.end));
    let (from, to) = (from?, to?);
    if let (true, Some(node)) = (to < from, fields.get("to")) {
        let problem = Problem::new(format!("`to` is {to}, before `from`, {from}"));
        reader.report(node.span(), problem.help("both days count"));
        return None;
    }
    Some(Window {
        days: [from, to],
        said: fields.has_any(&["from", "to"]),
    })
}

/// What is made of the days between two dates. The words then ask for the daily series.
fn statistic(
    reader: &mut Reader,
    fields: &Fields,
    metric: &'static Metric,
    said: &mut Option<Located<String>>,
    scenario: &Scenario,
) -> Option<&'static str> {
    let own = |position: usize| metric::ALL[position].name == metric.name;
    let world = &scenario.world;
    let dates = fields.get("from").or(fields.get("to"))?.span();
    let series = metric::series(world);
    if !series.iter().any(|key| own(key.metric)) {
        let problem = Problem::new(format!("`{}` has no daily values", metric.name));
        let mut names: Vec<&str> = series
            .iter()
            .map(|key| metric::ALL[key.metric].name)
            .collect();
        names.sort_unstable();
        names.dedup();
        let help = format!(
            "leave out `from` and `to`, or look at one of {}",
            names.join(", ")
        );
        reader.report(dates, problem.help(help));
        return None;
    }
    let cells = metric::cells(world);
    let summed = |word: &str| {
        let mut cells = cells.iter().filter(|key| own(key.metric));
        cells.any(|key| key.statistic == word)
    };
    let usual = ["mean", "total"].into_iter().filter(|word| summed(word));
    let known: Vec<&'static str> = usual.chain(["peak", DAILY]).collect();
    let take = match said {
        None => known[0],
        Some(said) => {
            let found = known.iter().find(|name| **name == said.value);
            let Some(found) = found else {
                let place = format!(" of `{}` between two dates", metric.name);
                let names = known.iter().copied();
                reader.unknown(said.span.clone(), "statistic", &said.value, &place, names);
                return None;
            };
            found
        }
    };
    let span = said.as_ref().map_or(dates, |said| said.span.clone());
    *said = Some(reader.locate(span, DAILY.to_owned()));
    Some(take)
}
