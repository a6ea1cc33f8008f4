//! Lawful pathways from abroad, and the regularization of residents.

use crate::model::cohort::DayNumber;
use crate::model::flows::Tally;
use crate::model::inputs::{Luck, Today};
use crate::model::state::{SEASON_DAYS, State};
use crate::sampler::{binomial, poisson};
use crate::setting::Setting;

/// Days in a year, for places given per year.
pub(super) const YEAR: f64 = 365.25;
/// Months in a year, for places given per month.
const MONTHS: f64 = 12.0;

/// Today's users of the pathways of one origin, and how many of them would otherwise have set out.
pub struct Users {
    /// People who set out less, one for one.
    pub replaced: u32,
}

/// Draws today's users: Poisson with mean places × take-up ÷ 365.25; each would otherwise have come
/// irregularly with the pathway's substitution share.
pub fn users(today: &Today, state: &mut State, origin: usize) -> Users {
    let p = today.params;
    let places = |setting| today.lever_at(setting, origin);
    let pathways = [
        (
            Tally::WorkVisas,
            places(Setting::WorkVisas),
            p.work_take_up,
            p.work_substitution,
        ),
        (
            Tally::PermanentVisas,
            places(Setting::PermanentVisas),
            p.permanent_take_up,
            p.permanent_substitution,
        ),
        (
            Tally::Parole,
            places(Setting::Parole) * MONTHS,
            p.parole_take_up,
            p.parole_substitution,
        ),
        (
            Tally::FamilyReunification,
            places(Setting::FamilyReunification),
            p.family_take_up,
            p.family_substitution,
        ),
        (
            Tally::SafeMobility,
            places(Setting::SafeMobility),
            p.safe_take_up,
            p.safe_substitution,
        ),
    ];
    let cell = today.shape.cell(origin, 0);
    let mut replaced = 0;
    for (slot, (tally, yearly, take_up, substitution)) in (0..).zip(pathways) {
        let users = poisson(
            today.uniform(Luck::Pathway, Some(origin), None, slot),
            yearly * take_up / YEAR,
        );
        let again = match tally {
            Tally::WorkVisas => seasonal_workers(today, state, origin, users),
            _ => 0,
        };
        replaced += binomial(
            today.uniform(Luck::Replaced, Some(origin), None, slot),
            users - again,
            substitution,
        );
        state.flows.tally(tally, cell, users);
    }
    Users { replaced }
}

/// How many of today's users of work visas worked a season a year ago and come again: they use
/// places, but kept somebody from setting out when they came first. Remembers who is seasonal today.
fn seasonal_workers(today: &Today, state: &mut State, origin: usize, users: u32) -> u32 {
    let p = today.params;
    let draw = |slot, people, share| {
        let uniform = today.uniform(Luck::Replaced, Some(origin), None, slot);
        binomial(uniform, people, share)
    };
    let seasonal = draw(20, users, p.work_season_share);
    let day = today.day.rem_euclid(SEASON_DAYS as DayNumber) as usize;
    let year_ago = std::mem::replace(&mut state.seasonal_workers[origin][day], seasonal);
    let again = draw(21, year_ago, p.work_reentry).min(users);
    let cell = today.shape.cell(origin, 0);
    state.flows.tally(Tally::SeasonalWorkVisas, cell, seasonal);
    state.flows.tally(Tally::ReturningWorkers, cell, again);
    again
}

/// Regularizes residents without status: places a year × take-up, over origins in proportion to
/// the residents who are left.
pub fn regularize(today: &Today, state: &mut State) {
    let places = today.lever(Setting::Regularization) * today.params.regularization_take_up / YEAR;
    let residents: f64 = state
        .residents
        .iter()
        .map(|people| f64::from(*people))
        .sum();
    if places <= 0.0 || residents <= 0.0 {
        return;
    }
    for origin in 0..today.shape.origins {
        let mean = places * f64::from(state.residents[origin]) / residents;
        let uniform = today.uniform(Luck::Regularization, Some(origin), None, 0);
        let people = poisson(uniform, mean).min(state.residents[origin]);
        state.residents[origin] -= people;
        state
            .flows
            .tally(Tally::Regularized, today.shape.cell(origin, 0), people);
    }
}
