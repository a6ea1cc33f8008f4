//! Slow swings of demand that policy does not explain: wars, weather, work, rumours.
//!
//! The log of departures of each origin walks at random from month to month and is drawn back
//! slowly; part of every step is common to all origins. Within a month the level moves in a
//! straight line, so that no day jumps.

use super::MONTH;
use crate::model::inputs::{Luck, Today};
use crate::model::state::State;
use crate::sampler::normal;

/// Levels of the walk in steps of unit size: common to all origins first, then one per origin.
#[derive(Clone, Debug, Default)]
pub struct Shocks {
    /// Months since year 0 of the month that is under way; `None` before the first day.
    month: Option<i32>,
    /// Levels at the start of the month.
    from: Vec<f64>,
    /// Levels at its end.
    to: Vec<f64>,
}

/// Takes the step of a month on its first simulated day:
/// level ← e^(−30.44 ÷ `departure.shock-days`) × level + a standard normal step, from level 0.
pub fn step(today: &Today, state: &mut State) {
    let shocks = &mut state.conditions.shocks;
    let month = today.month_number();
    if shocks.month == Some(month) {
        return;
    }
    shocks.month = Some(month);
    shocks.to.resize(1 + today.shape.origins, 0.0);
    shocks.from.clone_from(&shocks.to);
    let keep = libm::exp(-MONTH / today.params.shock_days.max(1.0));
    for (index, level) in shocks.to.iter_mut().enumerate() {
        *level = keep * *level + innovation(today, index);
    }
}

/// The step of this month: fitted where a calibration knows it, otherwise luck.
fn innovation(today: &Today, index: usize) -> f64 {
    today
        .inputs
        .fitted
        .get(today.month_number(), index)
        .unwrap_or_else(|| {
            let key = today.key_of_month(Luck::Shock, index.checked_sub(1));
            normal(key.uniform(0))
        })
}

/// What departures of an origin are multiplied with, 1 in the median:
/// exp(σ(√κ·z₀ + √(1−κ)·z)), σ = `departure.shock-sd`, κ = `departure.shock-common-share`.
#[must_use]
pub fn factor(today: &Today, state: &State, origin: usize) -> f64 {
    let (sd, common) = (today.params.shock_sd[origin], today.params.shock_common);
    let shocks = &state.conditions.shocks;
    let elapsed = today.month_elapsed();
    let level =
        |index: usize| shocks.from[index] + elapsed * (shocks.to[index] - shocks.from[index]);
    libm::exp(sd * (libm::sqrt(common) * level(0) + libm::sqrt(1.0 - common) * level(1 + origin)))
}
