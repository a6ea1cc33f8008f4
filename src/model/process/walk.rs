//! Slow swings that policy does not explain (wars, weather, work, rumours): of how many set out, and of
//! how many of them turn to the appointment list.
//!
//! The log of each walks at random from month to month and is drawn back slowly; part of every step of
//! demand is common to all origins. A step is taken in a straight line over the first days of its month: no day
//! jumps, yet what one month's mean moved tells little of the next, as in published counts (correlation of
//! monthly steps 0.0 to 0.2, `departure.shock-days`).

use super::MONTH;
use crate::model::inputs::{Luck, Today};
use crate::model::state::State;
use crate::sampler::normal;
use crate::uncertainty::{Walk, walks};

/// Days of a month over which its step is taken.
const STEP_DAYS: f64 = 7.0;

/// Levels of all walks in steps of unit size, in the order of [`walks`].
#[derive(Clone, Debug, Default)]
pub struct Levels {
    /// Months since year 0 of the month that is under way; `None` before the first day.
    month: Option<i32>,
    /// Levels of the month before.
    from: Vec<f64>,
    /// Levels once the step of the month is taken.
    to: Vec<f64>,
    /// Log of demand of each origin as it reaches the border, a journey later.
    arrived: Vec<f64>,
}

impl Levels {
    /// The level today of a walk by its place in the order of [`walks`].
    fn at(&self, index: usize, today: &Today) -> f64 {
        let taken = ((f64::from(today.month_day()) - 0.5) / STEP_DAYS).min(1.0);
        self.from[index] + taken * (self.to[index] - self.from[index])
    }
}

/// Takes the step of a month on its first simulated day, and lets demand reach the border.
pub fn step(today: &Today, state: &mut State) {
    take_steps(today, state);
    for origin in 0..today.shape.origins {
        let set_out = log_demand(today, state, origin);
        let arrived = &mut state.conditions.walks.arrived[origin];
        *arrived += (set_out - *arrived) / today.params.journey_days[origin].max(1.0);
    }
}

/// level ← e^(−30.44 ÷ `departure.shock-days`) × level + a standard normal step, from level 0.
fn take_steps(today: &Today, state: &mut State) {
    let levels = &mut state.conditions.walks;
    let month = today.month_number();
    if levels.month == Some(month) {
        return;
    }
    levels.month = Some(month);
    let all = walks(today.shape.origins);
    levels.to.resize(all.len(), 0.0);
    levels.from.clone_from(&levels.to);
    levels.arrived.resize(today.shape.origins, 0.0);
    let keep = libm::exp(-MONTH / today.params.shock_days.max(1.0));
    for (level, (walk, origin)) in levels.to.iter_mut().zip(all) {
        *level = keep * *level + innovation(today, walk, origin);
    }
}

/// The step of this month: fitted where a calibration knows it, otherwise luck.
fn innovation(today: &Today, walk: Walk, origin: Option<usize>) -> f64 {
    let fitted = today.inputs.fitted.get(walk, today.month_number(), origin);
    fitted.unwrap_or_else(|| {
        let luck = match walk {
            Walk::Demand => Luck::Shock,
            Walk::List => Luck::Drift,
        };
        normal(today.key_of_month(luck, origin).uniform(0))
    })
}

/// What departures of an origin are multiplied with, 1 in the median:
/// exp(σ(√κ·z₀ + √(1−κ)·z)), σ = `departure.shock-sd`, κ = `departure.shock-common-share`.
#[must_use]
pub fn demand(today: &Today, state: &State, origin: usize) -> f64 {
    libm::exp(log_demand(today, state, origin))
}

fn log_demand(today: &Today, state: &State, origin: usize) -> f64 {
    let (sd, common) = (today.params.shock_sd[origin], today.params.shock_common);
    let levels = &state.conditions.walks;
    let [all, own] = [0, 1 + origin].map(|index| levels.at(index, today));
    sd * (libm::sqrt(common) * all + libm::sqrt(1.0 - common) * own)
}

/// What the share of an origin's arrivals who turn to the list is multiplied with, 1 in the median:
/// exp(σ·z) ÷ [`urge`], σ = `intention.drift-sd`. People who set out in a surge come to cross more than others, so
/// that swings of demand pass by the list in part.
#[must_use]
pub fn list(today: &Today, state: &State, origin: usize) -> f64 {
    let own = 1 + today.shape.origins + origin;
    let drift = today.params.drift_sd * state.conditions.walks.at(own, today);
    libm::exp(drift) / urge(today, state, origin)
}

/// What the rate of leaving the list to cross is multiplied with, 1 in the median: demand^`intention.swing`, with
/// the demand of those who arrive now (it follows demand with the mean journey as time constant).
/// What makes more people set out to cross makes more of those who wait give up waiting.
#[must_use]
pub fn urge(today: &Today, state: &State, origin: usize) -> f64 {
    libm::exp(today.params.intention_swing * state.conditions.walks.arrived[origin])
}
