//! Cooperation between the two countries, and effort in Mexico.

use crate::model::inputs::Today;
use crate::model::state::State;
use crate::setting::Setting;

use super::MONTH;

/// Moves cooperation toward its target: c ← c + (target − c)·(1 − exp(−1/τ)).
///
/// The target is the base plus what assistance, joint work, arms control, talks, unilateral
/// military action, coercion and troops add or take, held in [0, 1]. Each rise of coercion also
/// buys a boost of interdiction that decays with its own half-life.
pub fn step(today: &Today, state: &mut State) {
    let p = today.params;
    let target = p.cooperation_base
        + today.lever_change(Setting::CooperationStance)
        + p.cooperation_assistance * today.lever_change(Setting::Assistance) / 100.0
        + p.cooperation_joint * today.lever_change(Setting::JointOperations)
        + p.cooperation_arms * today.lever_change(Setting::ArmsControl)
        + p.cooperation_talks * today.lever_change(Setting::RegionalTalks)
        + p.cooperation_military * today.lever_change(Setting::UsMilitaryAction)
        + p.cooperation_coercion * today.lever_change(Setting::Coercion)
        + p.cooperation_troops * today.lever_change(Setting::UsTroops) / 10_000.0;
    let c = &mut state.conditions;
    c.cooperation +=
        (target.clamp(0.0, 1.0) - c.cooperation) * -libm::expm1(-1.0 / p.cooperation_days.max(1.0));
    let coercion = today.lever(Setting::Coercion);
    c.boost = c.boost * halving(p.coercion_half_life)
        + p.coercion_boost * (coercion - c.coercion).max(0.0);
    c.coercion = coercion;
    adapt(today, state);
}

/// A crackdown wears off as people and smugglers adapt: the adapted part follows the surge of
/// effort above 1 with the crackdown's half-life.
fn adapt(today: &Today, state: &mut State) {
    let step = 1.0 - halving(today.params.crackdown_half_life);
    for origin in 0..today.shape.origins {
        let surge = (today.lever_at(Setting::InterdictionEffort, origin) - 1.0).max(0.0);
        let adapted = &mut state.conditions.adapted[origin];
        *adapted += (surge - *adapted) * step;
    }
}

/// Effort of interdiction for an origin relative to the reference: lever less adaptation plus
/// boost, times cooperation relative to its base.
#[must_use]
pub fn interdiction_effort(today: &Today, state: &State, origin: usize) -> f64 {
    let c = &state.conditions;
    let worn_off = (1.0 - today.params.crackdown_floor) * c.adapted[origin];
    let effort = today.lever_at(Setting::InterdictionEffort, origin) - worn_off + c.boost;
    effort.max(0.0) * relative(today, state)
}

/// Cooperation relative to its base: what Mexican capacities that serve both countries are
/// multiplied by.
#[must_use]
pub fn relative(today: &Today, state: &State) -> f64 {
    if today.params.cooperation_base > 0.0 {
        state.conditions.cooperation / today.params.cooperation_base
    } else {
        1.0
    }
}

/// Factor by which something with this half-life in months shrinks in a day.
pub(super) fn halving(half_life_months: f64) -> f64 {
    libm::exp2(-1.0 / (half_life_months.max(0.01) * MONTH))
}
