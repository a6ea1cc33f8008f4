//! A scenario in plain words, made from its records: what differs from its parent, from when, how fast.

use std::cmp::Ordering;

use super::lever_words::{
    amounts, cell_words, movement, sentence, sentences, subject, third_person,
};
use super::words::{capitalized, date, list, number};
use super::{Scenario, StartState, catalogue};
use crate::distribution::Quantity;
use crate::lever::{SettingRecord, record};
use crate::parameter::Parameter;
use crate::schedule::{Schedule, Step};
use crate::setting::Setting;
use crate::text::say;
use crate::time::Date;
use crate::world::World;

/// One dated move of a lever, for sentences and for bars under a time axis.
#[derive(Clone, Debug, PartialEq)]
pub struct LeverChange {
    /// Which number moves.
    pub setting: Setting,
    /// What it is, in words.
    pub label: String,
    /// Where: `in Tijuana and Reynosa`, `for Venezuela`; empty if everywhere.
    pub cells: String,
    /// First day; none means throughout.
    pub from: Option<Date>,
    /// First day on which it no longer holds.
    pub until: Option<Date>,
    /// Days of the ramp.
    pub ramp_days: u32,
    /// The value before.
    pub before: f64,
    /// The value after.
    pub value: f64,
    /// The whole move as a sentence.
    pub sentence: String,
}

/// The scenario in plain words: what it is, and what differs from its parent and its base.
#[must_use]
pub fn describe(scenario: &Scenario) -> String {
    let mut parts = vec![format!("{} ({})", scenario.title, scenario.name)];
    if !scenario.summary.trim().is_empty() {
        parts.push(scenario.summary.trim().to_owned());
    }
    parts.push(frame(scenario));
    if let Some(parent) = scenario.parent() {
        parts.push(difference(scenario, parent));
        let base = scenario.base().filter(|base| base.name != parent.name);
        parts.extend(base.map(|base| difference(scenario, base)));
    } else {
        parts.push(away_from_reference(scenario));
    }
    if !scenario.overrides.is_empty() {
        parts.push(format!(
            "Changed on the command line: {}.",
            scenario.overrides.join(" ")
        ));
    }
    parts.join("\n\n")
}

/// Policy date, horizon and start in sentences.
fn frame(scenario: &Scenario) -> String {
    let start = match &scenario.start_state {
        StartState::Empty => "It starts with nobody waiting.".to_owned(),
        StartState::Stocks => "It starts from estimated stocks.".to_owned(),
        StartState::Handover(earlier) => format!(
            "It starts where `{}` ends, which runs from {} to {}.",
            earlier.name,
            date(earlier.start),
            date(earlier.end)
        ),
    };
    format!(
        "Policy as of {}. The run goes from {} to {}. {start}",
        date(scenario.policy_date),
        date(scenario.start),
        date(scenario.end)
    )
}

fn difference(scenario: &Scenario, other: &Scenario) -> String {
    let changes = changes(scenario, other);
    if changes.is_empty() {
        return format!("Nothing differs from `{}`.", other.name);
    }
    bullets(&format!("What differs from `{}`:", other.name), &changes)
}

fn away_from_reference(scenario: &Scenario) -> String {
    let moved = moves(scenario, |setting, _| {
        Some(Schedule::constant(reference(setting)))
    });
    let moved: Vec<LeverChange> = moved
        .into_iter()
        .map(|change| in_force_at_first(change, scenario.start))
        .collect();
    let sentences = sentences(&moved);
    if sentences.is_empty() {
        return "Every lever stays at its reference value.".to_owned();
    }
    bullets("Levers away from their reference values:", &sentences)
}

/// A value that holds from the first day on did not move there: the run knows no other before.
fn in_force_at_first(change: LeverChange, start: Date) -> LeverChange {
    let at_once = change.ramp_days == 0 && change.until.is_none();
    let Some(record) = setting_record(change.setting).filter(|_| at_once) else {
        return change;
    };
    if change.from.is_none_or(|from| from > start) {
        return change;
    }
    lever_change(
        record,
        &Step::always(change.value),
        change.before,
        &change.cells,
    )
}

fn reference(setting: Setting) -> f64 {
    setting_record(setting).map_or(0.0, |record| record.reference)
}

fn bullets(head: &str, lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| format!("  • {line}")).collect();
    format!("{head}\n{}", lines.join("\n"))
}

/// Everything in which a scenario differs from another, one sentence each.
#[must_use]
pub fn changes(scenario: &Scenario, other: &Scenario) -> Vec<String> {
    let mut sentences = sentences(&lever_changes(scenario, other));
    sentences.extend(frame_changes(scenario, other));
    sentences.extend(world_changes(&scenario.world, &other.world));
    sentences.extend(parameter_changes(scenario, other));
    sentences
}

/// Every move of a lever that another scenario does not make.
#[must_use]
pub fn lever_changes(scenario: &Scenario, other: &Scenario) -> Vec<LeverChange> {
    moves(scenario, |setting, cell| {
        let position = setting
            .scope()
            .cells(&other.world)
            .iter()
            .position(|c| c.name(&other.world) == cell)?;
        Some(other.policy.setting(setting).schedules[position].clone())
    })
}

/// Moves of every setting against the schedule that `theirs` gives for a cell by name.
fn moves(
    scenario: &Scenario,
    theirs: impl Fn(Setting, &str) -> Option<Schedule>,
) -> Vec<LeverChange> {
    let mut found = Vec::new();
    for &setting in Setting::ALL {
        let Some(record) = setting_record(setting) else {
            continue;
        };
        // Cells that make the same move share a sentence.
        let mut groups: Vec<(Schedule, Schedule, Vec<usize>)> = Vec::new();
        let schedules = &scenario.policy.setting(setting).schedules;
        for (index, cell) in setting
            .scope()
            .cells(&scenario.world)
            .into_iter()
            .enumerate()
        {
            let Some(other) = theirs(setting, &cell.name(&scenario.world)) else {
                continue;
            };
            let ours = &schedules[index];
            if ours
                .first_difference(&other, scenario.start, scenario.end)
                .is_none()
            {
                continue;
            }
            match groups.iter_mut().find(|(a, b, _)| a == ours && *b == other) {
                Some((_, _, cells)) => cells.push(index),
                None => groups.push((ours.clone(), other, vec![index])),
            }
        }
        for (ours, other, cells) in groups {
            let cells = if cells.len() == schedules.len() {
                String::new()
            } else {
                cell_words(setting.scope(), &cells, &scenario.world)
            };
            found.extend(schedule_moves(
                record,
                &ours,
                &other,
                &cells,
                scenario.start,
            ));
        }
    }
    found
}

fn schedule_moves(
    record: &SettingRecord,
    ours: &Schedule,
    theirs: &Schedule,
    cells: &str,
    start: Date,
) -> Vec<LeverChange> {
    let new = ours
        .steps
        .iter()
        .enumerate()
        .filter(|(_, step)| !theirs.steps.contains(step));
    let mut moves: Vec<LeverChange> = new
        .map(|(index, step)| {
            let earlier = Schedule {
                reference: ours.reference,
                steps: ours.steps[..index].to_vec(),
            };
            let before = step
                .from
                .map_or_else(|| theirs.value_on(start), |from| earlier.value_on(from));
            lever_change(record, step, before, cells)
        })
        // A step that repeats the value in force is no move.
        .filter(|change| change.value.total_cmp(&change.before).is_ne())
        .collect();
    if moves.is_empty() {
        // A later change of the other scenario is missing here.
        let value = ours.steps.last().map_or(ours.reference, |step| step.value);
        let mut change = lever_change(record, &Step::always(value), value, cells);
        change.sentence = tell!(
            "{lever} {stays} at {value}.",
            lever = capitalized(&subject(record, cells)),
            stays = movement(Ordering::Equal, third_person(record)),
            value = amounts(record, value)
        );
        moves.push(change);
    }
    moves
}

fn lever_change(record: &SettingRecord, step: &Step, before: f64, cells: &str) -> LeverChange {
    LeverChange {
        setting: record.setting,
        label: record.label.clone(),
        cells: cells.to_owned(),
        from: step.from,
        until: step.until,
        ramp_days: step.ramp_days,
        before,
        value: step.value,
        sentence: sentence(record, step, before, cells),
    }
}

fn frame_changes(scenario: &Scenario, other: &Scenario) -> Vec<String> {
    let mut sentences = Vec::new();
    if (scenario.start, scenario.end) != (other.start, other.end) {
        let [from, to] = [scenario.start, scenario.end].map(date);
        sentences.push(tell!(
            "The run goes from {from} to {to} instead of {from_before} to {to_before}.",
            from,
            to,
            from_before = date(other.start),
            to_before = date(other.end)
        ));
    }
    let (ours, theirs) = (scenario.switches, other.switches);
    if ours.response != theirs.response {
        let said = if ours.response {
            say("Departures respond to policy.")
        } else {
            say("Departures do not respond to policy.")
        };
        sentences.push(said.to_owned());
    }
    if ours.appointment_list != theirs.appointment_list {
        sentences.push(tell!(
            "The appointment list is {ours} instead of {theirs}.",
            ours = say(ours.appointment_list.name()),
            theirs = say(theirs.appointment_list.name())
        ));
    }
    if ours.when_list_closes != theirs.when_list_closes {
        sentences.push(tell!(
            "When a list closes its names are handled by `{ours}` instead of `{theirs}`.",
            ours = ours.when_list_closes.name(),
            theirs = theirs.when_list_closes.name()
        ));
    }
    if scenario.offices != other.offices {
        sentences.push(say("Offices work on other days.").to_owned());
    }
    sentences
}

fn world_changes(ours: &World, theirs: &World) -> Vec<String> {
    let labels = |world: &World| {
        let origins = world.origins.iter().map(|origin| say(&origin.label));
        origins
            .chain(world.places.iter().map(|place| say(&place.label)))
            .map(str::to_owned)
            .collect::<Vec<String>>()
    };
    let (ours, theirs) = (labels(ours), labels(theirs));
    let without = |some: &[String], others: &[String]| -> Vec<String> {
        some.iter()
            .filter(|label| !others.contains(label))
            .cloned()
            .collect()
    };
    let (added, dropped) = (without(&ours, &theirs), without(&theirs, &ours));
    let mut sentences = Vec::new();
    if !added.is_empty() {
        sentences.push(tell!("Added: {names}.", names = list(&added)));
    }
    if !dropped.is_empty() {
        sentences.push(tell!("Left out: {names}.", names = list(&dropped)));
    }
    sentences
}

fn parameter_changes(scenario: &Scenario, other: &Scenario) -> Vec<String> {
    let mut sentences = Vec::new();
    for parameter in &scenario.parameters {
        let Some(theirs) = other.parameter(&parameter.name) else {
            continue;
        };
        if parameter.value != theirs.value {
            let (ours, theirs) = (
                quantity_words(parameter, &parameter.value),
                quantity_words(theirs, &theirs.value),
            );
            sentences.push(tell!(
                "{input} (`{name}`): {ours} instead of {theirs}.",
                input = capitalized(say(&parameter.label)),
                name = parameter.name,
                ours,
                theirs
            ));
        }
        for (cell, quantity) in &parameter.by {
            let before = theirs.by.get(cell).unwrap_or(&theirs.value);
            if before != quantity {
                let (ours, theirs) = (
                    quantity_words(parameter, quantity),
                    quantity_words(parameter, before),
                );
                sentences.push(tell!(
                    "{input} for {cell} (`{name}`): {ours} instead of {theirs}.",
                    input = capitalized(say(&parameter.label)),
                    cell,
                    name = parameter.name,
                    ours,
                    theirs
                ));
            }
        }
    }
    sentences
}

/// A quantity in words: `0.7`, `0.6 to 0.8`, `0.7 (0.6 to 0.8)`, with the unit.
pub fn quantity_words(parameter: &Parameter, quantity: &Quantity) -> String {
    let show = |value: f64| {
        if parameter.unit == "share" {
            format!("{} %", number(value * 100.0))
        } else {
            number(value)
        }
    };
    let (low, high) = quantity.range();
    let numbers = match quantity {
        Quantity::Fixed(value) => show(*value),
        Quantity::Uniform { .. } => tell!("{low} to {high}", low = show(low), high = show(high)),
        Quantity::Triangular { mode: middle, .. } | Quantity::LogNormal { median: middle, .. } => {
            tell!(
                "{share} ({low} to {high})",
                share = show(*middle),
                low = show(low),
                high = show(high)
            )
        }
    };
    match parameter.unit.as_str() {
        "share" | "index" | "yes/no" | "" => numbers,
        unit => format!("{numbers} {}", say(unit)),
    }
}

/// The record of a setting; none only if the embedded files are broken.
pub fn setting_record(setting: Setting) -> Option<&'static SettingRecord> {
    record(&catalogue().ok()?.levers, setting)
}
