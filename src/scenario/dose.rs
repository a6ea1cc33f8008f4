//! A package at another size: every lever change of a scenario, against a base, times a factor.
//!
//! ```text
//! value(t) = base(t) + dose · (scenario(t) − base(t)),   held within the range of the setting
//! ```
//!
//! Schedules are made of straight pieces, so the dose of one is again made of straight pieces, with
//! corners where either has one. Settings that cannot grow (yes/no, and shares of one whole) follow
//! the scenario no further than a dose of 1, and yes/no changes are made whole at any dose above 0.

use super::Scenario;
use crate::lever::{Lever, SettingRecord};
use crate::schedule::{Schedule, Step};
use crate::setting::Setting;
use crate::time::{Date, days_between, plus_days};

/// A scenario at a dose, and the settings that their range held back.
#[derive(Clone, Debug)]
pub struct Dosed {
    /// The scenario, with name and title of its own.
    pub scenario: Scenario,
    /// Labels of settings that would have left their range.
    pub held: Vec<String>,
}

/// Why a scenario cannot be scaled against a base: what else differs. None if only levers do.
#[must_use]
pub fn not_a_package(scenario: &Scenario, base: &Scenario) -> Option<&'static str> {
    let same_start =
        std::mem::discriminant(&scenario.start_state) == std::mem::discriminant(&base.start_state);
    let frames = [
        (scenario.world != base.world, "origins or places"),
        (
            (scenario.start, scenario.end) != (base.start, base.end),
            "first or last days",
        ),
        (scenario.parameters != base.parameters, "parameters"),
        (scenario.switches != base.switches, "switches"),
        (scenario.offices != base.offices, "working days"),
        (!same_start, "people at the start"),
    ];
    frames
        .into_iter()
        .find(|(differs, _)| *differs)
        .map(|(_, what)| what)
}

/// The first day of the scenario, up to `until`, on which a lever is not where `base` has it.
#[must_use]
pub fn first_change(scenario: &Scenario, base: &Scenario, until: Date) -> Option<Date> {
    let settings = Setting::ALL.iter().flat_map(|&setting| {
        let [ours, theirs] = [scenario, base].map(|one| &one.policy.setting(setting).schedules);
        ours.iter().zip(theirs)
    });
    settings
        .filter_map(|(ours, theirs)| ours.first_difference(theirs, scenario.start, until))
        .min()
}

/// The scenario with every lever change against `base` times `dose`; 0 is the base's policy and 1
/// the scenario's own. Both must be about the same world and days (see [`not_a_package`]).
#[must_use]
pub fn dosed(scenario: &Scenario, base: &Scenario, dose: f64, levers: &[Lever]) -> Dosed {
    let mut scaled = scenario.clone();
    let mut held = Vec::new();
    for lever in levers {
        for record in &lever.settings {
            let bounds = Bounds {
                record,
                grows: !lever.shares.contains(&record.setting),
            };
            if bounds.apply(&mut scaled, base, dose) {
                held.push(record.label.clone());
            }
        }
    }
    let percent = super::words::number(dose * 100.0);
    scaled.name = format!("{}-at-{percent}", scenario.name);
    scaled.title = format!("{} at {percent} %", scenario.title);
    scaled.summary = format!(
        "{percent} % of every lever change of `{}` against `{}`. {}",
        scenario.name,
        base.name,
        scenario.summary.trim()
    );
    Dosed {
        scenario: scaled,
        held,
    }
}

/// Positions in `levers` of those that a scenario has otherwise than `base` on some day of its run.
#[must_use]
pub fn levers_between(scenario: &Scenario, base: &Scenario, levers: &[Lever]) -> Vec<usize> {
    let differs = |setting: Setting| {
        let [ours, theirs] = [scenario, base].map(|one| &one.policy.setting(setting).schedules);
        let mut cells = ours.iter().zip(theirs);
        cells.any(|(ours, theirs)| {
            let first = ours.first_difference(theirs, scenario.start, scenario.end);
            first.is_some()
        })
    };
    let moved = |lever: &Lever| lever.settings.iter().any(|record| differs(record.setting));
    (0..levers.len()).filter(|&at| moved(&levers[at])).collect()
}

/// `base` with some levers as `scenario` has them. Both must be about the same world and days (see [`not_a_package`]).
#[must_use]
pub fn with_levers(base: &Scenario, scenario: &Scenario, taken: &[&Lever]) -> Scenario {
    let mut mixed = base.clone();
    for record in taken.iter().flat_map(|lever| &lever.settings) {
        *mixed.policy.setting_mut(record.setting) = scenario.policy.setting(record.setting).clone();
    }
    mixed
}

/// How far a setting may go.
struct Bounds<'a> {
    record: &'a SettingRecord,
    /// Whether a dose above 1 makes sense.
    grows: bool,
}

impl Bounds<'_> {
    /// Scales the setting; says whether its range held it back.
    fn apply(&self, scaled: &mut Scenario, base: &Scenario, dose: f64) -> bool {
        let setting: Setting = self.record.setting;
        let theirs = &base.policy.setting(setting).schedules;
        let (start, end) = (scaled.start, scaled.end);
        let mut held = false;
        for (ours, theirs) in scaled
            .policy
            .setting_mut(setting)
            .schedules
            .iter_mut()
            .zip(theirs)
        {
            *ours = blend(ours, theirs, self.dose(dose), [start, end], &mut |value| {
                let [low, high] = self.record.range;
                // Rounding errors of the blend are no reason for a remark.
                let room = 1e-9 * (high - low).min(1e9);
                held |= value < low - room || value > high + room;
                value.clamp(low, high)
            });
        }
        held
    }

    fn dose(&self, dose: f64) -> f64 {
        if self.record.unit == "yes/no" {
            f64::from(u8::from(dose > 0.0))
        } else if self.grows {
            dose
        } else {
            dose.min(1.0)
        }
    }
}

/// `theirs + dose · (ours − theirs)` from `start` to `end`, each corner `held` within its range.
fn blend(
    ours: &Schedule,
    theirs: &Schedule,
    dose: f64,
    [start, end]: [Date; 2],
    held: &mut dyn FnMut(f64) -> f64,
) -> Schedule {
    #[allow(clippy::float_cmp)] // these doses are the schedules themselves, to the last bit
    if dose == 1.0 || ours.first_difference(theirs, start, end).is_none() {
        return ours.clone();
    } else if dose == 0.0 {
        return theirs.clone();
    }
    let mut value = |date: Date| {
        let base = theirs.value_on(date);
        base + dose * (ours.value_on(date) - base)
    };
    let corners = corners(ours, theirs, [start, end]);
    let mut steps = vec![Step::always(held(value(corners[0])))];
    let mut last = steps[0].value;
    for pair in corners.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let (here, there) = (held(value(from)), held(left_limit(&mut value, from, to)));
        if (here - last).abs() > tiny(here) {
            steps.push(Step::starting(from, here));
        }
        if (there - here).abs() > tiny(here) {
            let ramp_days = u32::try_from(days_between(from, to)).unwrap_or(0);
            steps.push(Step {
                ramp_days,
                ..Step::starting(from, there)
            });
        }
        last = there;
    }
    Schedule {
        reference: ours.reference,
        steps,
    }
}

/// Differences below this are rounding errors.
fn tiny(value: f64) -> f64 {
    1e-12 * value.abs().max(1.0)
}

/// The value that the straight piece from `from` heads for on `to`.
fn left_limit(value: &mut dyn FnMut(Date) -> f64, from: Date, to: Date) -> f64 {
    let days = days_between(from, to);
    let here = value(from);
    if days < 2 {
        return here;
    }
    let before = value(plus_days(to, -1));
    here + (before - here) * f64::from(days) / f64::from(days - 1)
}

/// The days on which either schedule may bend or jump, ascending; the first is `start`, the last the
/// day after `end`.
fn corners(ours: &Schedule, theirs: &Schedule, [start, end]: [Date; 2]) -> Vec<Date> {
    let of_step = |step: &Step| {
        let ramp = i32::try_from(step.ramp_days).unwrap_or(i32::MAX);
        let top = step.from.map(|from| plus_days(from, ramp));
        [step.from, top, step.until]
    };
    let steps = ours.steps.iter().chain(&theirs.steps);
    let after = plus_days(end, 1);
    let mut corners: Vec<Date> = steps
        .flat_map(of_step)
        .flatten()
        .filter(|date| (start..after).contains(date))
        .chain([start, after])
        .collect();
    corners.sort_unstable();
    corners.dedup();
    corners
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn schedule(steps: &[Step]) -> Schedule {
        Schedule {
            reference: 100.0,
            steps: steps.to_vec(),
        }
    }

    fn ramp(from: Date, days: u32, value: f64) -> Step {
        Step {
            ramp_days: days,
            ..Step::starting(from, value)
        }
    }

    #[test]
    fn a_dose_is_exact_on_every_day() {
        let base = schedule(&[
            Step::always(40.0),
            ramp(date(2025, 2, 10), 50, 90.0),
            Step {
                until: Some(date(2025, 9, 1)),
                ..Step::starting(date(2025, 8, 1), 10.0)
            },
        ]);
        let ours = schedule(&[
            ramp(date(2025, 1, 1), 90, 400.0),
            Step {
                until: Some(date(2025, 6, 1)),
                ..ramp(date(2025, 4, 20), 100, 800.0)
            },
        ]);
        let (start, end) = (date(2024, 12, 1), date(2025, 12, 31));
        for dose in [0.0, 0.25, 0.5, 1.0, 1.5] {
            let blended = blend(&ours, &base, dose, [start, end], &mut |value| value);
            let mut day = start;
            while day <= end {
                let (theirs, found) = (base.value_on(day), blended.value_on(day));
                let wanted = theirs + dose * (ours.value_on(day) - theirs);
                // A few roundings of numbers below 1,000.
                assert!(
                    (found - wanted).abs() < 1e-9,
                    "{dose} on {day}: {found}, {wanted}"
                );
                day = plus_days(day, 1);
            }
        }
    }

    #[test]
    fn whole_doses_are_the_schedules_themselves() {
        let (ours, base) = (schedule(&[ramp(date(2025, 1, 1), 90, 3.0)]), schedule(&[]));
        let days = [date(2024, 1, 1), date(2025, 12, 31)];
        assert_eq!(blend(&ours, &base, 1.0, days, &mut |value| value), ours);
        assert_eq!(blend(&ours, &base, 0.0, days, &mut |value| value), base);
    }

    #[test]
    fn corners_are_held_within_the_range() {
        let (ours, base) = (
            schedule(&[ramp(date(2025, 1, 1), 10, 200.0)]),
            schedule(&[]),
        );
        let days = [date(2024, 1, 1), date(2025, 12, 31)];
        let blended = blend(&ours, &base, 2.0, days, &mut |value| value.min(250.0));
        assert!((blended.value_on(date(2025, 3, 1)) - 250.0).abs() < 1e-9);
    }
}
