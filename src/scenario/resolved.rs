//! A scenario written out in full: a frozen copy that needs no parent and loads back to the same.

use super::{Aim, Scenario, StartState};
use crate::distribution::number_text;
use crate::lever::SettingPolicy;
use crate::parameter::Parameter;
use crate::schedule::{Schedule, Step};
use crate::setting::Setting;
use crate::time::{OfficeDays, Offices};
use crate::world::{Origin, Place, World};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// The complete scenario as a TOML text that [`super::load`] reads back to the same scenario:
/// world, parameters and every lever, with the handed-over scenario inside. Fits from a file of the
/// user's own are expected beside it ([`resolved_fits`]).
#[must_use]
pub fn resolved_toml(scenario: &Scenario) -> String {
    let mut out = String::from("# A frozen copy written by Garita: complete, without parents.\n");
    heads(&mut out, scenario, "");
    world(&mut out, &scenario.world);
    for parameter in &scenario.parameters {
        write_parameter(&mut out, parameter);
    }
    policy(&mut out, scenario, "");
    handover(&mut out, scenario, "");
    out
}

/// Name of the file of fits that [`resolved_toml`] expects beside it, and the file; none for a scenario
/// without fits, or with fits that are inside the program.
#[must_use]
pub fn resolved_fits(scenario: &Scenario) -> Option<(String, String)> {
    let own = scenario.calibration.as_ref().filter(|fits| fits.is_file());
    own.map(|fits| (fits_name(scenario), fits.to_exact_csv()))
}

fn fits_name(scenario: &Scenario) -> String {
    format!("{}.csv", scenario.name)
}

/// SHA-256 of [`resolved_toml`], and of fits in a file, in hexadecimal: two runs with the same hash had the
/// same inputs.
#[must_use]
pub fn input_hash(scenario: &Scenario) -> String {
    let mut hash = Sha256::new_with_prefix(resolved_toml(scenario).as_bytes());
    if let Some((_, fits)) = resolved_fits(scenario) {
        hash.update(fits.as_bytes());
    }
    hash.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn line(out: &mut String, key: &str, value: &str) {
    let _ = writeln!(out, "{key} = {value}");
}

/// Keys and small tables of a scenario below `prefix` (empty, or ending in a dot).
fn heads(out: &mut String, scenario: &Scenario, prefix: &str) {
    line(out, "name", &quoted(&scenario.name));
    line(out, "lineage", &strings(scenario.lineage.iter()));
    line(out, "title", &quoted(&scenario.title));
    line(out, "summary", &quoted(&scenario.summary));
    line(out, "policy-date", &scenario.policy_date.to_string());
    line(out, "start", &scenario.start.to_string());
    line(out, "end", &scenario.end.to_string());
    match scenario.start_state {
        StartState::Empty => line(out, "start-state", "\"empty\""),
        StartState::Stocks => line(out, "start-state", "\"stocks\""),
        StartState::Handover(_) => {} // a table, which comes last
    }
    if let Some(fits) = &scenario.calibration {
        let name = if fits.is_file() {
            fits_name(scenario)
        } else {
            fits.name.clone()
        };
        line(out, "calibration", &quoted(&name));
    }
    if prefix.is_empty() {
        line(
            out,
            "origins",
            &strings(scenario.world.origins.iter().map(|origin| &origin.name)),
        );
        line(
            out,
            "places",
            &strings(scenario.world.places.iter().map(|place| &place.name)),
        );
    }
    let _ = writeln!(out, "\n[{prefix}switches]");
    line(out, "response", &scenario.switches.response.to_string());
    line(
        out,
        "appointment-list",
        &quoted(scenario.switches.appointment_list.name()),
    );
    line(
        out,
        "when-list-closes",
        &quoted(scenario.switches.when_list_closes.name()),
    );
    calendar(out, scenario.offices, prefix);
    goals(out, scenario, prefix);
}

fn calendar(out: &mut String, offices: Offices, prefix: &str) {
    let word = |days: OfficeDays| {
        if days == OfficeDays::EVERY_DAY {
            "\"every-day\""
        } else {
            "\"weekdays\""
        }
    };
    let _ = writeln!(out, "\n[{prefix}calendar]");
    line(out, "us-offices", word(offices.united_states));
    line(out, "mexican-offices", word(offices.mexico));
}

fn goals(out: &mut String, scenario: &Scenario, prefix: &str) {
    if scenario.goals.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n[{prefix}goals]");
    for goal in &scenario.goals {
        let aim = match goal.aim {
            Aim::Lower => "\"lower\"".to_owned(),
            Aim::Higher => "\"higher\"".to_owned(),
            Aim::AtMost(limit) => format!("{{ at-most = {} }}", number_text(limit)),
            Aim::AtLeast(limit) => format!("{{ at-least = {} }}", number_text(limit)),
        };
        line(out, &key(&goal.metric), &aim);
    }
}

fn world(out: &mut String, world: &World) {
    for Origin {
        name,
        label,
        in_mexico,
    } in &world.origins
    {
        let _ = writeln!(out, "\n[origin.{}]", key(name));
        line(out, "label", &quoted(label));
        line(out, "in-mexico", &in_mexico.to_string());
    }
    for place in &world.places {
        write_place(out, place);
    }
}

fn write_place(out: &mut String, place: &Place) {
    let _ = writeln!(out, "\n[place.{}]", key(&place.name));
    line(out, "label", &quoted(&place.label));
    line(out, "border", &place.border.to_string());
    line(out, "longitude", &number_text(place.longitude));
    line(out, "latitude", &number_text(place.latitude));
    line(out, "port", &quoted(&place.port));
    line(out, "field-office", &quoted(&place.field_office));
    line(out, "sectors", &strings(place.sectors.iter()));
}

fn write_parameter(out: &mut String, parameter: &Parameter) {
    let _ = writeln!(
        out,
        "\n[parameters.{}] # {} [{}]",
        parameter.name, parameter.label, parameter.unit
    );
    line(out, "value", &parameter.value.text());
    if !parameter.by.is_empty() {
        let cells = parameter
            .by
            .iter()
            .map(|(cell, value)| format!("{} = {}", key(cell), value.text()));
        line(
            out,
            "by",
            &format!("{{ {} }}", cells.collect::<Vec<_>>().join(", ")),
        );
    }
    line(out, "independent", &parameter.independent.to_string());
    line(out, "grade", &quoted(parameter.grade.name()));
    line(out, "source", &quoted(&parameter.source));
    line(out, "note", &quoted(&parameter.note));
}

fn policy(out: &mut String, scenario: &Scenario, prefix: &str) {
    for &setting in Setting::ALL {
        let policy = scenario.policy.setting(setting);
        if policy
            .schedules
            .iter()
            .any(|schedule| !schedule.steps.is_empty())
        {
            let _ = writeln!(out, "\n[{prefix}levers.{}]", setting.name());
            write_setting(out, policy, setting, &scenario.world);
        }
    }
}

fn write_setting(out: &mut String, policy: &SettingPolicy, setting: Setting, world: &World) {
    let first = &policy.schedules[0];
    let value = if policy
        .schedules
        .iter()
        .all(|schedule| schedule.steps == first.steps)
    {
        steps(first)
    } else {
        let cells = setting
            .scope()
            .cells(world)
            .into_iter()
            .zip(&policy.schedules);
        let moved = cells.filter(|(_, schedule)| !schedule.steps.is_empty());
        let entries = moved
            .map(|(cell, schedule)| format!("{} = {}", key(&cell.name(world)), steps(schedule)));
        format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
    };
    line(out, "steps", &value);
    line(out, "source", &quoted(&policy.source));
    line(out, "note", &quoted(&policy.note));
}

fn steps(schedule: &Schedule) -> String {
    match schedule.steps[..] {
        [
            Step {
                from: None,
                value,
                until: None,
                ..
            },
        ] => number_text(value),
        _ => format!(
            "[{}]",
            schedule
                .steps
                .iter()
                .map(step)
                .collect::<Vec<_>>()
                .join(", ")
        ),
    }
}

fn step(step: &Step) -> String {
    let mut parts = Vec::new();
    parts.extend(step.from.map(|from| format!("from = {from}")));
    parts.push(format!("value = {}", number_text(step.value)));
    if step.ramp_days > 0 {
        parts.push(format!("ramp = \"{} days\"", step.ramp_days));
    }
    parts.extend(step.until.map(|until| format!("until = {until}")));
    format!("{{ {} }}", parts.join(", "))
}

fn handover(out: &mut String, scenario: &Scenario, prefix: &str) {
    if let StartState::Handover(earlier) = &scenario.start_state {
        let prefix = format!("{prefix}start-state.handover.");
        let _ = writeln!(out, "\n[{}]", prefix.trim_end_matches('.'));
        heads(out, earlier, &prefix);
        policy(out, earlier, &prefix);
        handover(out, earlier, &prefix);
    }
}

fn strings<'a>(items: impl Iterator<Item = &'a String>) -> String {
    format!(
        "[{}]",
        items
            .map(|item| quoted(item))
            .collect::<Vec<_>>()
            .join(", ")
    )
}

fn key(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !name.is_empty() && name.chars().all(bare) {
        name.to_owned()
    } else {
        quoted(name)
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_texts_read_back() {
        for value in [0.1, 1450.0, -1.5e-7, 1e300, 123_456_789.25] {
            assert_eq!(number_text(value).parse::<f64>(), Ok(value));
        }
        assert_eq!(quoted("a \"b\"\n\u{1}"), "\"a \\\"b\\\"\\n\\u0001\"");
        assert_eq!(key("venezuela/tijuana"), "\"venezuela/tijuana\"");
    }
}
