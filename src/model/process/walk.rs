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
    /// What was to be expected of the walks of demand, common and of each origin.
    outlook: Vec<Outlook>,
}

/// Mean and variance of a level over the luck of its steps; fitted steps are known.
#[derive(Clone, Copy, Debug, Default)]
struct Outlook {
    /// Mean level of the month before, and of this month.
    means: [f64; 2],
    /// Variance of the level of the month before.
    variance: f64,
    /// Variance of this month's step: 1, or 0 if it was fitted.
    of_step: f64,
}

impl Outlook {
    /// The next month, whose step is fitted or luck.
    fn next(self, keep: f64, fitted: Option<f64>) -> Outlook {
        let [_, before] = self.means;
        Outlook {
            means: [before, keep * before + fitted.unwrap_or(0.0)],
            variance: self.at(1.0, keep).1,
            of_step: if fitted.is_some() { 0.0 } else { 1.0 },
        }
    }

    /// Mean and variance once a part of the step is taken.
    fn at(self, taken: f64, keep: f64) -> (f64, f64) {
        let [from, to] = self.means;
        let kept = 1.0 - taken + taken * keep;
        let variance = kept * kept * self.variance + taken * taken * self.of_step;
        (from + taken * (to - from), variance)
    }
}

impl Levels {
    /// The level today of a walk by its place in the order of [`walks`].
    fn at(&self, index: usize, today: &Today) -> f64 {
        self.from[index] + taken(today) * (self.to[index] - self.from[index])
    }
}

/// How much of the month's step is taken.
fn taken(today: &Today) -> f64 {
    ((f64::from(today.month_day()) - 0.5) / STEP_DAYS).min(1.0)
}

/// How much of a level is left a month later.
fn keep(today: &Today) -> f64 {
    libm::exp(-MONTH / today.params.shock_days.max(1.0))
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
    (levels.outlook).resize(1 + today.shape.origins, Outlook::default());
    let keep = keep(today);
    for (index, (walk, origin)) in all.into_iter().enumerate() {
        // The step is fitted where a calibration knows it, otherwise luck.
        let fitted = today.inputs.fitted.get(walk, today.month_number(), origin);
        let step = fitted.unwrap_or_else(|| luck(today, walk, origin));
        levels.to[index] = keep * levels.to[index] + step;
        if let Some(outlook) = levels.outlook.get_mut(index) {
            *outlook = outlook.next(keep, fitted);
        }
    }
}

/// The luck of this month's step.
fn luck(today: &Today, walk: Walk, origin: Option<usize>) -> f64 {
    let luck = match walk {
        Walk::Demand => Luck::Shock,
        Walk::List => Luck::Drift,
    };
    normal(today.key_of_month(luck, origin).uniform(0))
}

/// What departures of an origin are multiplied with, 1 in the median:
/// exp(σ(√κ·z₀ + √(1−κ)·z)), σ = `departure.shock-sd`, κ = `departure.shock-common-share`.
#[must_use]
pub fn demand(today: &Today, state: &State, origin: usize) -> f64 {
    libm::exp(log_demand(today, state, origin))
}

/// The mean of [`demand`] over the luck of all steps up to today that were not fitted: e^(m + v/2), where its log is
/// normal with mean m and variance v.
#[must_use]
pub fn expected_demand(today: &Today, state: &State, origin: usize) -> f64 {
    let (sd, common) = (today.params.shock_sd[origin], today.params.shock_common);
    let outlook = &state.conditions.walks.outlook;
    let [all, own] = [0, 1 + origin].map(|index| outlook[index].at(taken(today), keep(today)));
    let mean = sd * (libm::sqrt(common) * all.0 + libm::sqrt(1.0 - common) * own.0);
    let variance = sd * sd * (common * all.1 + (1.0 - common) * own.1);
    libm::exp(mean + variance / 2.0)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlook_knows_the_fitted_steps_and_no_others() {
        let close = |(mean, variance): (f64, f64), wanted: (f64, f64)| {
            assert!((mean - wanted.0).abs() < 1e-12 && (variance - wanted.1).abs() < 1e-12);
        };
        let keep = 0.5;
        let fitted = Outlook::default().next(keep, Some(2.0));
        close(fitted.at(0.5, keep), (1.0, 0.0));
        close(fitted.at(1.0, keep), (2.0, 0.0));
        let open = fitted.next(keep, None);
        close(open.at(0.0, keep), (2.0, 0.0));
        close(open.at(1.0, keep), (1.0, 1.0));
        // Half of the step: three quarters of the level before, half of the new step.
        let later = open.next(keep, None);
        close(later.at(0.5, keep), (0.75, 0.5625 + 0.25));
        close(later.at(1.0, keep), (0.5, 1.25));
    }
}
