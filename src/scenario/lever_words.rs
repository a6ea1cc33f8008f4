//! Sentences about the moves of levers, made from their records.

use super::describe::{LeverChange, setting_record};
use super::words::{capitalized, date, list, number, unit_in_words};
use crate::lever::SettingRecord;
use crate::schedule::Step;
use crate::world::{Scope, World};

/// The sentences of all moves; moves of one setting that differ only in place and size share one.
pub fn sentences(changes: &[LeverChange]) -> Vec<String> {
    let kind = |change: &LeverChange| {
        (
            change.setting,
            change.from,
            change.until,
            change.ramp_days,
            change.value.total_cmp(&change.before),
        )
    };
    let mut groups: Vec<Vec<&LeverChange>> = Vec::new();
    for change in changes {
        match groups
            .iter_mut()
            .find(|group| kind(group[0]) == kind(change))
        {
            Some(group) => group.push(change),
            None => groups.push(vec![change]),
        }
    }
    groups
        .iter()
        .map(|group| shared_sentence(group).unwrap_or_else(|| group[0].sentence.clone()))
        .collect()
}

/// One sentence for several cells: "… rise over 180 days for Venezuela (20 to 60 a day); …".
fn shared_sentence(group: &[&LeverChange]) -> Option<String> {
    let [first, _, ..] = group else { return None };
    let record = setting_record(first.setting)?;
    let sizes: Vec<String> = group
        .iter()
        .map(|change| {
            let (before, value) = (plain(record, change.before), amounts(record, change.value));
            match first.from {
                Some(_) => format!("{} ({before} to {value})", change.cells),
                None => format!("{} {value} (instead of {before})", change.cells),
            }
        })
        .collect();
    let (sizes, s) = (sizes.join("; "), third_person(record));
    let Some(from) = first.from else {
        return Some(format!(
            "{} throughout: {sizes}.",
            capitalized(&noun(record))
        ));
    };
    let verb = match first.value.total_cmp(&first.before) {
        std::cmp::Ordering::Greater => "rise",
        std::cmp::Ordering::Less => "fall",
        std::cmp::Ordering::Equal => "stay",
    };
    let step = Step {
        from: first.from,
        value: first.value,
        ramp_days: first.ramp_days,
        until: first.until,
    };
    Some(format!(
        "From {} {} {verb}{s}{} {sizes}{}.",
        date(from),
        noun(record),
        ramp_words(&step),
        until_words(&step, s)
    ))
}

pub fn sentence(record: &SettingRecord, step: &Step, before: f64, cells: &str) -> String {
    let subject = subject(record, cells);
    let s = third_person(record);
    let Some(from) = step.from else {
        let verb = if s.is_empty() { "are" } else { "is" };
        return format!(
            "{} {verb} {} throughout instead of {}.",
            capitalized(&subject),
            amounts(record, step.value),
            plain(record, before)
        );
    };
    let movement = match step.value.total_cmp(&before) {
        std::cmp::Ordering::Equal => format!("stay{s} at {}", amounts(record, step.value)),
        _ if record.unit == "yes/no" => format!(
            "change{s} from {} to {}",
            plain(record, before),
            plain(record, step.value)
        ),
        order => {
            let verb = if order.is_gt() { "rise" } else { "fall" };
            format!(
                "{verb}{s} from {} to {}",
                plain(record, before),
                amounts(record, step.value)
            )
        }
    };
    let (ramp, until) = (ramp_words(step), until_words(step, s));
    format!("From {} {subject} {movement}{ramp}{until}.", date(from))
}

fn ramp_words(step: &Step) -> String {
    match step.ramp_days {
        0 => String::new(),
        days => format!(" over {} days", number(f64::from(days))),
    }
}

fn until_words(step: &Step, third_person: &str) -> String {
    let go = if third_person.is_empty() {
        "go"
    } else {
        "goes"
    };
    step.until.map_or(String::new(), |until| {
        format!(", and {go} back on {}", date(until))
    })
}

pub fn subject(record: &SettingRecord, cells: &str) -> String {
    if cells.is_empty() {
        noun(record)
    } else {
        format!("{} {cells}", noun(record))
    }
}

/// The label with its article, where English asks for one.
fn noun(record: &SettingRecord) -> String {
    let label = &record.label;
    let definite = ["share of ", "staffed share of ", "strictness of "];
    if definite.iter().any(|head| label.starts_with(head)) {
        format!("the {label}")
    } else {
        label.clone()
    }
}

/// The ending of a verb after the label: none if the label is a plural.
pub fn third_person(record: &SettingRecord) -> &'static str {
    let breaks = [
        " of ",
        " for ",
        " in ",
        " at ",
        " to ",
        " by ",
        " between ",
        " who ",
        " that ",
        " with ",
        " per ",
        " from ",
        " given ",
        " added",
        " enrolled",
        " removed",
        " returned",
        " watching",
        " through ",
        " covered ",
    ];
    let end = breaks
        .iter()
        .filter_map(|word| record.label.find(word))
        .min()
        .unwrap_or(record.label.len());
    let head = &record.label[..end];
    let plural = head.ends_with("people")
        || head.ends_with('s') && !head.ends_with("ss") && !head.ends_with("us");
    if plural { "" } else { "s" }
}

/// A value without its unit, as it stands before "to".
fn plain(record: &SettingRecord, value: f64) -> String {
    match record.unit.as_str() {
        "share" => format!("{} %", number(value * 100.0)),
        "yes/no" => (if value >= 0.5 { "yes" } else { "no" }).to_owned(),
        _ => number(value),
    }
}

/// A value with its unit; what is counted is left out if the label names it.
pub fn amounts(record: &SettingRecord, value: f64) -> String {
    let plain = plain(record, value);
    let (counted, rest) = record
        .unit
        .split_once('/')
        .map_or((record.unit.as_str(), None), |(counted, per)| {
            (counted, Some(per))
        });
    let named = record.label.contains(counted) || counted == "places";
    match (record.unit.as_str(), rest) {
        ("share" | "yes/no" | "index", _) => plain,
        ("times", _) => format!("{plain} times the base"),
        (_, Some(per)) if named => format!("{plain} a {per}"),
        (_, None) if named => plain,
        (unit, _) => format!("{plain} {}", unit_in_words(unit)),
    }
}

pub fn cell_words(scope: Scope, cells: &[usize], world: &World) -> String {
    let all = scope.cells(world);
    let label = |index: &usize| {
        let origin = all[*index].origin.map(|i| world.origins[i].label.clone());
        let place = all[*index].place.map(|i| world.places[i].label.clone());
        match (origin, place) {
            (Some(origin), Some(place)) => format!("{origin} in {place}"),
            (origin, place) => origin.or(place).unwrap_or_default(),
        }
    };
    let labels: Vec<String> = cells.iter().map(label).collect();
    let preposition = if scope == Scope::Place { "in" } else { "for" };
    let each = if labels.len() > 1 { "each of " } else { "" };
    format!("{preposition} {each}{}", list(&labels))
}
