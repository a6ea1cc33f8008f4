//! Which levers move when, as bars under a time axis.

use std::collections::BTreeMap;

use crate::analysis::words::capital_first;
use crate::chart::LeverBar;
use crate::lever::{Lever, Sign, record};
use crate::scenario::{LeverChange, Scenario, lever_changes, words};
use crate::schedule::Schedule;
use crate::setting::Setting;
use crate::text::say;
use crate::time::Date;

/// First day on which a scenario's levers differ from another's; the first day of all if its people,
/// places, inputs or switches do.
#[must_use]
pub fn differs_from(scenario: &Scenario, other: &Scenario) -> Option<Date> {
    let frame = scenario.switches != other.switches
        || scenario.parameters != other.parameters
        || scenario.world != other.world;
    if frame {
        return Some(scenario.start);
    }
    let days = Setting::ALL.iter().flat_map(|&setting| {
        let [ours, theirs] = [scenario, other].map(|one| &one.policy.setting(setting).schedules);
        let day = |(ours, theirs): (&Schedule, &Schedule)| {
            ours.first_difference(theirs, scenario.start, scenario.end)
        };
        ours.iter().zip(theirs).filter_map(day).collect::<Vec<_>>()
    });
    days.min()
}

/// Labels of the levers that a scenario moves against its [`Scenario::origin`] and whose effect has this kind of sign.
#[must_use]
pub fn moved(scenario: &Scenario, levers: &[Lever], sign: Sign) -> Vec<String> {
    let changes = scenario
        .origin()
        .map_or_else(Vec::new, |origin| lever_changes(scenario, origin));
    let is_moved = |lever: &&Lever| {
        let has = |change: &LeverChange| {
            lever
                .settings
                .iter()
                .any(|record| record.setting == change.setting)
        };
        lever.sign == sign && changes.iter().any(has)
    };
    levers
        .iter()
        .filter(is_moved)
        .map(|lever| say(&lever.label).to_owned())
        .collect()
}

/// Bars for whatever each scenario changes against its [`Scenario::origin`], earliest first.
#[must_use]
pub fn bars(scenarios: &[Scenario], levers: &[Lever]) -> Vec<LeverBar> {
    let of_one = |(index, scenario)| bars_of(index, scenario, levers);
    scenarios.iter().enumerate().flat_map(of_one).collect()
}

fn bars_of(index: usize, scenario: &Scenario, levers: &[Lever]) -> Vec<LeverBar> {
    let mut by_setting: BTreeMap<Setting, Vec<LeverChange>> = BTreeMap::new();
    for change in scenario
        .origin()
        .map_or_else(Vec::new, |origin| lever_changes(scenario, origin))
    {
        by_setting.entry(change.setting).or_default().push(change);
    }
    let bars = by_setting
        .values()
        .flat_map(|changes| bars_of_setting(index, scenario, changes, levers));
    let mut bars: Vec<LeverBar> = bars.collect();
    bars.sort_by_key(|bar| bar.from);
    bars
}

/// One bar for each dated move; moves of several cities or groups on the same day share one.
fn bars_of_setting(
    index: usize,
    scenario: &Scenario,
    changes: &[LeverChange],
    levers: &[Lever],
) -> Vec<LeverBar> {
    let same = |a: &LeverChange, b: &LeverChange| {
        (a.from, a.until, a.ramp_days) == (b.from, b.until, b.ramp_days)
    };
    let bar = |moves: &[LeverChange]| LeverBar {
        scenario: index,
        label: label(moves, levers),
        lever: capital_first(say(&moves[0].label)),
        from: moves[0].from.unwrap_or(scenario.start),
        ramp_days: moves[0].ramp_days,
        until: moves[0].until.filter(|until| *until <= scenario.end),
    };
    changes.chunk_by(same).map(bar).collect()
}

/// "Port appointments 1,450 → 4,350 a day", or "Shelter beds, by city".
fn label(moves: &[LeverChange], levers: &[Lever]) -> String {
    let [change] = moves else {
        let lever = capital_first(say(&moves[0].label));
        return if moves[0].setting.scope().has_place() {
            tell!("{lever}, by city", lever)
        } else {
            tell!("{lever}, by nationality group", lever)
        };
    };
    let unit = record(levers, change.setting).map_or("", |record| record.unit.as_str());
    let cells = if change.cells.is_empty() {
        String::new()
    } else {
        format!(" {}", change.cells)
    };
    let before = words::amount(change.before, unit);
    let before = before.split(' ').next().unwrap_or_default();
    format!(
        "{}{cells} {before} → {}",
        capital_first(say(&change.label)),
        words::amount(change.value, unit)
    )
}
