//! Sentences about the moves of levers, made from their records.

use std::cmp::Ordering;

use super::describe::{LeverChange, setting_record};
use super::words::{capitalized, date, list, number, unit_in_words, yes_or_no};
use crate::lever::SettingRecord;
use crate::schedule::Step;
use crate::text::{key, say};
use crate::world::{Scope, World};

/// How long a value lasts that no date changes.
const THROUGHOUT: &str = key("throughout");

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
    // Moves of one number are read in the order of their dates.
    let setting =
        |group: &[&LeverChange]| changes.iter().position(|c| c.setting == group[0].setting);
    groups.sort_by_key(|group| (setting(group), group[0].from));
    groups
        .iter()
        .map(|group| {
            let lasting = lasting(group, changes);
            shared_sentence(group, lasting)
                .or_else(|| first_value(group[0], lasting))
                .unwrap_or_else(|| group[0].sentence.clone())
        })
        .collect()
}

/// How long a value without a date lasts: until the first dated move in one of the same cells.
fn lasting(group: &[&LeverChange], changes: &[LeverChange]) -> &'static str {
    let moved = |first: &&LeverChange| {
        let later = |change: &LeverChange| {
            (change.setting, &change.cells) == (first.setting, &first.cells)
                && change.from.is_some()
        };
        changes.iter().any(later)
    };
    if group.iter().any(moved) {
        key("at first")
    } else {
        THROUGHOUT
    }
}

fn first_value(change: &LeverChange, lasting: &str) -> Option<String> {
    let record = setting_record(change.setting)?;
    let dateless = change.from.is_none() && lasting != THROUGHOUT;
    dateless.then(|| constant(record, change.value, change.before, &change.cells, lasting))
}

/// One sentence for several cells: "… rise over 180 days for Venezuela (20 to 60 a day); …".
fn shared_sentence(group: &[&LeverChange], lasting: &str) -> Option<String> {
    let [first, _, ..] = group else { return None };
    let record = setting_record(first.setting)?;
    let sizes: Vec<String> = group
        .iter()
        .map(|change| {
            let (before, value) = (plain(record, change.before), amounts(record, change.value));
            match first.from {
                Some(_) => tell!(
                    "{cells} ({before} to {value})",
                    cells = change.cells,
                    before,
                    value
                ),
                None => tell!(
                    "{cells} {value} (instead of {before})",
                    cells = change.cells,
                    value,
                    before
                ),
            }
        })
        .collect();
    let (sizes, s) = (sizes.join("; "), third_person(record));
    let Some(from) = first.from else {
        return Some(tell!(
            "{lever} {lasting}: {sizes}.",
            lever = capitalized(&noun(record)),
            lasting = say(lasting),
            sizes
        ));
    };
    let step = Step {
        from: first.from,
        value: first.value,
        ramp_days: first.ramp_days,
        until: first.until,
    };
    Some(tell!(
        "From {from} {lever} {moves}{ramp} {sizes}{until}.",
        from = date(from),
        lever = noun(record),
        moves = movement(first.value.total_cmp(&first.before), s),
        ramp = ramp_words(&step),
        sizes,
        until = until_words(&step, s)
    ))
}

pub fn sentence(record: &SettingRecord, step: &Step, before: f64, cells: &str) -> String {
    let subject = subject(record, cells);
    let s = third_person(record);
    let Some(from) = step.from else {
        return constant(record, step.value, before, cells, THROUGHOUT);
    };
    let movement = match step.value.total_cmp(&before) {
        Ordering::Equal => tell!(
            "{stays} at {value}",
            stays = movement(Ordering::Equal, s),
            value = amounts(record, step.value)
        ),
        order if record.unit == "yes/no" => {
            let again = step.until.map_or(String::new(), |until| {
                tell!(
                    ", and {opens} again on {day}",
                    opens = opening(order.reverse(), s),
                    day = date(until)
                )
            });
            return tell!(
                "From {from} {lever} {moves}.",
                from = date(from),
                lever = subject,
                moves = format!("{}{again}", opening(order, s))
            );
        }
        order => tell!(
            "{rises} from {before} to {value}",
            rises = movement(order, s),
            before = plain(record, before),
            value = amounts(record, step.value)
        ),
    };
    let (ramp, until) = (ramp_words(step), until_words(step, s));
    tell!(
        "From {from} {lever} {moves}.",
        from = date(from),
        lever = subject,
        moves = format!("{movement}{ramp}{until}")
    )
}

/// "rise", "fall" or "stay", with the ending that the lever asks for.
pub fn movement(order: Ordering, ending: &str) -> &'static str {
    match (order, ending.is_empty()) {
        (Ordering::Greater, true) => say("rise"),
        (Ordering::Greater, false) => say("rises"),
        (Ordering::Less, true) => say("fall"),
        (Ordering::Less, false) => say("falls"),
        (Ordering::Equal, true) => say("stay"),
        (Ordering::Equal, false) => say("stays"),
    }
}

/// "open" or "close", for what is one or the other.
fn opening(order: Ordering, ending: &str) -> &'static str {
    match (order.is_gt(), ending.is_empty()) {
        (true, true) => say("open"),
        (true, false) => say("opens"),
        (false, true) => say("close"),
        (false, false) => say("closes"),
    }
}

/// A value without a date in a sentence.
fn constant(record: &SettingRecord, value: f64, before: f64, cells: &str, lasting: &str) -> String {
    let verb = if third_person(record).is_empty() {
        "are"
    } else {
        "is"
    };
    tell!(
        "{lever} {is} {value} {lasting} instead of {before}.",
        lever = capitalized(&subject(record, cells)),
        is = verb,
        value = amounts(record, value),
        lasting = say(lasting),
        before = plain(record, before)
    )
}

fn ramp_words(step: &Step) -> String {
    match step.ramp_days {
        0 => String::new(),
        days => tell!(" over {days} days", days = number(f64::from(days))),
    }
}

fn until_words(step: &Step, third_person: &str) -> String {
    let go = if third_person.is_empty() {
        "go"
    } else {
        "goes"
    };
    step.until.map_or(String::new(), |until| {
        tell!(", and {go} back on {day}", go, day = date(until))
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
    let is_definite = definite.iter().any(|head| label.starts_with(head));
    if is_definite {
        tell!("the {label}", label = say(label))
    } else {
        say(label).to_owned()
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
        "yes/no" => yes_or_no(value).to_owned(),
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
        ("share" | "yes/no", _) => plain,
        ("index", _) => {
            let [low, high] = record.range.map(number);
            tell!("{n} on a scale from {low} to {high}", n = plain, low, high)
        }
        ("times", _) => tell!("{n} times the base", n = plain),
        (_, Some(per)) if named => tell!("{n} a {unit}", n = plain, unit = say(per)),
        (_, None) if named => plain,
        (unit, _) => format!("{plain} {}", unit_in_words(unit)),
    }
}

pub fn cell_words(scope: Scope, cells: &[usize], world: &World) -> String {
    let all = scope.cells(world);
    let label = |index: &usize| {
        let origin = all[*index].origin.map(|i| say(&world.origins[i].label));
        let place = all[*index].place.map(|i| say(&world.places[i].label));
        match (origin, place) {
            (Some(origin), Some(place)) => tell!("{origin} in {place}", origin, place),
            (origin, place) => origin.or(place).unwrap_or_default().to_owned(),
        }
    };
    let labels: Vec<String> = cells.iter().map(label).collect();
    let names = list(&labels);
    match (scope == Scope::Place, labels.len() > 1) {
        (true, false) => tell!("in {names}", names),
        (true, true) => tell!("in each of {names}", names),
        (false, false) => tell!("for {names}", names),
        (false, true) => tell!("for each of {names}", names),
    }
}
