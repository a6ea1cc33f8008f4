//! A first file of one's own: what `garita init` writes, made from the records.

use super::words::number;
use super::{Catalogue, Scenario};
use crate::lever::{Family, Lever, SettingRecord};
use crate::parameter::Parameter;
use crate::time::{Date, plus_days};
use std::fmt::Write as _;

/// Mark in front of a line that takes effect once the mark is removed; remarks start with `## `.
pub const SWITCHED_OFF: char = '#';

/// A scenario file that extends `parent`, changes nothing as it stands, and holds one example of every
/// lever, of a parameter and of a goal, each on one line that only needs its `#` removed.
///
/// `extends` is the name or path by which the new file finds the parent.
#[must_use]
pub fn starter(name: &str, extends: &str, parent: &Scenario, catalogue: &Catalogue) -> String {
    let mut out = String::new();
    head(&mut out, name, extends, parent);
    let from = example_date(parent);
    for (word, family) in Family::NAMES {
        let _ = writeln!(out, "\n## ---- Levers: {}", word.replace('-', " "));
        let members = catalogue
            .levers
            .iter()
            .filter(|lever| lever.family == family);
        members.for_each(|lever| lever_lines(&mut out, lever, parent, from));
    }
    parameter_lines(&mut out, parent);
    goal_lines(&mut out);
    out
}

/// What to type next, each command with what it tells, in two columns.
fn commands(name: &str, extends: &str) -> String {
    let rows = [
        (
            format!("garita check {name}.toml"),
            "every problem at once, at its line",
        ),
        (
            format!("garita describe {name}.toml"),
            "what the file changes, in plain words",
        ),
        (
            format!("garita compare {extends} {name}.toml"),
            "what difference it makes",
        ),
        (
            "garita list levers".to_owned(),
            "every lever with unit, range and source",
        ),
    ];
    let widest = rows
        .iter()
        .map(|(command, _)| command.chars().count())
        .max();
    let widest = widest.unwrap_or_default();
    let lines = rows.map(|(command, tells)| format!("##   {command:widest$}   {tells}\n"));
    lines.concat()
}

fn head(out: &mut String, name: &str, extends: &str, parent: &Scenario) {
    let title = super::words::capitalized(&name.replace(['-', '_'], " "));
    let commands = commands(name, extends);
    let _ = write!(
        out,
        "\
## A scenario of your own. It changes nothing yet: every example below is switched off by a `#` at the
## start of its line. Remove the `#`, put in your value and date, and say where it comes from.
##
{commands}##
## Lines starting with `##` are remarks and can be deleted.

title   = \"{title}\"
summary = \"As {parent_title}; say here in a sentence or two what changes, and why.\"
extends = \"{extends}\"

## The run goes from {start} to {end} under the policy of {policy}. A later last day:
{SWITCHED_OFF}end = {later}
",
        parent_title = parent.title.replace(['"', '\\'], "'"),
        extends = extends.replace('\\', "\\\\").replace('"', "\\\""),
        start = parent.start,
        end = parent.end,
        policy = parent.policy_date,
        later = plus_days(parent.end, 365),
    );
}

/// A day on which the examples take effect: early in the run, so that they matter, and not at once.
fn example_date(parent: &Scenario) -> Date {
    let days = i32::try_from(parent.days()).unwrap_or(i32::MAX);
    plus_days(parent.start, (days / 2).min(122))
}

fn lever_lines(out: &mut String, lever: &Lever, parent: &Scenario, from: Date) {
    let _ = writeln!(out, "\n## {}: {}", lever.label, lever.description);
    for record in &lever.settings {
        let _ = writeln!(
            out,
            "## {}: {}, from {} to {}; {} does nothing",
            record.label,
            unit(record),
            number(record.range[0]),
            number(record.range[1]),
            number(record.reference),
        );
        // The example speaks for the first cell, where the setting has cells.
        let cell = record.setting.scope().cells(&parent.world)[0];
        let now = parent.policy.value_on(record.setting, cell, from);
        let step = format!(
            "[ {{ from = {from}, value = {} }} ]",
            example_value(record, now)
        );
        let steps = match cell.name(&parent.world) {
            name if name.is_empty() => step,
            name => format!("{{ \"{name}\" = {step} }}"),
        };
        let _ = writeln!(
            out,
            "{SWITCHED_OFF}levers.{} = {{ steps = {steps}, source = \"assumption\", note = \"your reasoning\" }}",
            record.setting.name(),
        );
    }
}

fn unit(record: &SettingRecord) -> String {
    let scope = record.setting.scope();
    let by = match (scope.has_origin(), scope.has_place()) {
        (true, _) => ", by origin",
        (_, true) => ", by place",
        _ => "",
    };
    format!("{}{by}", record.unit)
}

/// A value inside the range that differs from the one in force: a tenth of the way to the far end of the range.
fn example_value(record: &SettingRecord, now: f64) -> String {
    let [low, high] = record.range;
    if record.unit == "yes/no" {
        return number(1.0 - now);
    }
    let far = if high - now >= now - low { high } else { low };
    let exact = now + (far - now) / 10.0;
    let tidy = if exact.abs() >= 20.0 {
        exact.round()
    } else {
        (exact * 100.0).round() / 100.0
    };
    format!("{}", tidy.clamp(low, high))
}

fn parameter_lines(out: &mut String, parent: &Scenario) {
    out.push_str(
        "\n## ---- What nature and behaviour decide (`garita list parameters`)\n\
         ## A number is known; a range is drawn once for each simulated future.\n",
    );
    let free = |parameter: &&Parameter| !parameter.is_fixed() && parameter.by.is_empty();
    let example = parent.parameters.iter().find(free);
    if let Some(parameter) = example {
        let (low, high) = parameter.value.range();
        let _ = writeln!(
            out,
            "\n## {}: {}\n{SWITCHED_OFF}parameters.{} = {{ low = {low:?}, high = {high:?} }}",
            parameter.label, parameter.unit, parameter.name,
        );
    }
}

fn goal_lines(out: &mut String) {
    out.push_str(
        "\n## ---- Your aims (`garita list metrics`): the report then says in what share of futures each is met\n\n",
    );
    let _ = writeln!(out, "{SWITCHED_OFF}goals.unsheltered-nights = \"lower\"");
    let _ = writeln!(
        out,
        "{SWITCHED_OFF}goals.nights-over-capacity = {{ at-most = 100 }}"
    );
}

#[cfg(test)]
mod tests {
    use super::super::{Overrides, bundled_names, catalogue, changes, load, load_text};
    use super::*;

    fn text_of(name: &str) -> (Scenario, String) {
        let parent = load(name, &Overrides::default()).unwrap();
        let text = starter("mine", name, &parent, catalogue().unwrap());
        (parent, text)
    }

    #[test]
    fn a_starter_changes_nothing() {
        for parent in bundled_names() {
            let (parent, text) = text_of(&parent);
            let mine = load_text("mine", &text, &Overrides::default())
                .unwrap_or_else(|found| panic!("{}", found.render(120, false)));
            assert_eq!(changes(&mine, &parent), Vec::<String>::new());
            assert!(mine.warnings.is_empty() && mine.goals.is_empty());
        }
    }

    /// The text with one switched-off line switched on, for each such line.
    fn variants(text: &str) -> Vec<(String, String)> {
        let off = |line: &str| line.starts_with(SWITCHED_OFF) && !line.starts_with("##");
        let lines: Vec<&str> = text.lines().collect();
        let with = |on: usize| {
            let line = |(index, line): (usize, &&str)| {
                let line = if index == on { &line[1..] } else { line };
                format!("{line}\n")
            };
            lines.iter().enumerate().map(line).collect::<String>()
        };
        let numbers = (0..lines.len()).filter(|&index| off(lines[index]));
        numbers
            .map(|index| (lines[index][1..].to_owned(), with(index)))
            .collect()
    }

    #[test]
    fn every_example_is_valid_and_does_something() {
        let (parent, text) = text_of("status-quo");
        let variants = variants(&text);
        let settings = catalogue()
            .unwrap()
            .levers
            .iter()
            .map(|lever| lever.settings.len());
        assert_eq!(variants.len(), settings.sum::<usize>() + 4);
        for (line, text) in variants {
            let mine = load_text("mine", &text, &Overrides::default())
                .unwrap_or_else(|found| panic!("{line}\n{}", found.render(120, false)));
            let differs = !changes(&mine, &parent).is_empty() || !mine.goals.is_empty();
            assert!(differs || line.starts_with("end"), "{line} changes nothing");
        }
    }

    #[test]
    fn every_family_has_an_example() {
        let (_, text) = text_of("legal-pathways");
        for (word, _) in Family::NAMES {
            assert!(
                text.contains(&format!("Levers: {}", word.replace('-', " "))),
                "{word}"
            );
        }
    }
}
