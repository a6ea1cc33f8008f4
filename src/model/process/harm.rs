//! Reported harm: a Poisson count in person-days at risk and in attempts.

use super::security::predation;
use crate::model::flows::{Flows, Tally};
use crate::model::inputs::{Luck, Today};
use crate::model::shelter::Guest;
use crate::model::state::State;
use crate::model::transition::Transition as T;
use crate::sampler::poisson;
use crate::setting::Setting;

/// Person-days and attempts per unit of the hazards.
const THOUSAND: f64 = 1_000.0;

/// Counts today's reported-harm events of each place: person-days × hazard × predation, people
/// without a roof counting more, plus events on attempts by route. A share is by officials, which
/// professional standards lower.
pub fn step(today: &Today, state: &mut State) {
    let predation = predation(state);
    for place in 0..today.shape.places {
        waiting(today, state, place, predation);
    }
    for cell in 0..today.shape.cells() {
        attempting(today, state, cell, predation);
    }
}

fn waiting(today: &Today, state: &mut State, place: usize, predation: f64) {
    let p = today.params;
    let night = &state.shelters.nights[place];
    let at_risk = f64::from(night.migrants() - night.present[Guest::Settled as usize]);
    let unsheltered = f64::from(night.unsheltered_migrants() - night.unsheltered(Guest::Settled));
    let exposure = at_risk + (p.harm_unsheltered - 1.0) * unsheltered;
    let mean = exposure * p.harm[place] / THOUSAND * predation;
    let (officials, others) = split(today, p.harm_officials, mean);
    let cell = today.shape.cell(0, place);
    let by_others = poisson(today.uniform(Luck::Harm, None, Some(place), 0), others);
    let by_officials = poisson(
        today.uniform(Luck::Officials, None, Some(place), 0),
        officials,
    );
    state
        .flows
        .tally(Tally::HarmEvents, cell, by_others + by_officials);
    state
        .flows
        .tally(Tally::HarmByOfficials, cell, by_officials);
}

/// Mean events by officials, lowered by professional standards, and by others.
fn split(today: &Today, share: f64, mean: f64) -> (f64, f64) {
    let standards = today.params.standards_effect * today.lever(Setting::ProfessionalStandards);
    (
        mean * share * (1.0 - standards).max(0.0),
        mean * (1.0 - share),
    )
}

fn attempting(today: &Today, state: &mut State, cell: usize, predation: f64) {
    let p = today.params;
    let of = |transition| state.flows.of(transition, cell);
    let attempts = of(T::Die) + of(T::Detect) + of(T::Evade);
    if attempts == 0 {
        return;
    }
    let remote = state.flows.cells(Flows::tally_row(Tally::RemoteAttempts))[cell];
    let mean =
        f64::from(attempts - remote) * p.harm_attempt + f64::from(remote) * p.harm_attempt_remote;
    let factor = predation / THOUSAND;
    let events = poisson(today.uniform_at(Luck::HarmAttempt, cell, 0), mean * factor);
    state.flows.tally(Tally::HarmEvents, cell, events);
    state.flows.tally(Tally::HarmOnAttempts, cell, events);
}
