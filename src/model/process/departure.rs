//! Departures for the border, large groups, and removals from the U.S. interior.

use super::pathway::{self, YEAR};
use super::{choice, spread, walk, whole};
use crate::model::flows::Tally;
use crate::model::inputs::{Luck, Today, day_number};
use crate::model::perception;
use crate::model::state::State;
use crate::model::transition::Transition as T;
use crate::sampler::{negative_binomial, normal, poisson};
use crate::setting::Setting;

/// People set out: a negative binomial count per origin and day, plus running large groups, less
/// those whom a pathway replaced.
///
/// Mean = base × season × weekday × exp(trend × years) × shock × root causes × response × outside
/// events, plus the people whom the base year's parole already kept from setting out.
pub fn step(today: &Today, state: &mut State) {
    start_surges(today, state);
    state.conditions.surplus = surplus(today, state);
    for origin in 0..today.shape.origins {
        invest(today, state, origin);
        let users = pathway::users(today, state, origin);
        let mean = mean_departures(today, state, origin);
        let uniform = today.uniform(Luck::Depart, Some(origin), None, 0);
        let drawn = negative_binomial(uniform, mean, today.params.departure_dispersion[origin]);
        let surging = surge_today(state, origin);
        let replaced = users.replaced.min(drawn);
        set_out(today, state, origin, drawn - replaced + surging);
        go_to_ports(today, state, origin);
        state.flows.tally(
            Tally::DeparturesReplaced,
            today.shape.cell(origin, 0),
            replaced,
        );
    }
    remove_from_interior(today, state);
    pathway::regularize(today, state);
}

fn set_out(today: &Today, state: &mut State, origin: usize, people: u32) {
    let cell = today.shape.cell(origin, 0);
    if today.shape.in_mexico[origin] || today.params.journey_days[origin] <= 0.0 {
        state.arriving[origin] += people;
        state.flows.add(T::DepartInMexico, cell, people);
    } else {
        state.en_route[origin][0] += people;
        state.flows.add(T::Depart, cell, people);
    }
}

/// People who come to a port without appointment whatever the rules: a Poisson count a day that
/// demand and policy do not move.
fn go_to_ports(today: &Today, state: &mut State, origin: usize) {
    let people = poisson(
        today.uniform(Luck::PortVisit, Some(origin), None, 0),
        today.params.port_walk_ins[origin],
    );
    let cell = today.shape.cell(origin, 0);
    state.flows.add(T::DepartInMexico, cell, people);
    choice::walk_in(today, state, origin, people, Luck::PortVisit);
}

fn mean_departures(today: &Today, state: &State, origin: usize) -> f64 {
    let p = today.params;
    let roots = 1.0 + p.root_effect * state.conditions.root_investment[origin] / 100.0;
    let conditions = p.season(today.month(), origin)
        * p.weekday(today.weekday())
        * trend(today, origin)
        * walk::demand(today, state, origin)
        * roots.max(0.0)
        * perception::response(today, &state.perception, origin)
        * today.lever_at(Setting::OutsideDepartures, origin);
    p.departure_base[origin] * conditions + p.parole_substitution * p.parole_at_base[origin]
}

/// Departures rise and fall with the years.
fn trend(today: &Today, origin: usize) -> f64 {
    let reference = day_number(jiff::civil::date(2024, 1, 1));
    let years = f64::from(today.day - reference) / YEAR;
    libm::exp(today.params.departure_trend[origin] * years)
}

/// People who would set out today beyond what was to be expected, whatever policy does: base × season × weekday ×
/// trend × (demand − its mean over the luck of its walk). Its own mean over that luck is 0.
fn surplus(today: &Today, state: &State) -> f64 {
    let p = today.params;
    let of_origin = |origin: usize| {
        let usual = p.departure_base[origin]
            * p.season(today.month(), origin)
            * p.weekday(today.weekday())
            * trend(today, origin);
        usual * (walk::demand(today, state, origin) - walk::expected_demand(today, state, origin))
    };
    (0..today.shape.origins).map(of_origin).sum()
}

/// Root-cause investment works with a lag of years: the investment at work follows the lever with
/// that time constant.
fn invest(today: &Today, state: &mut State, origin: usize) {
    let step = -libm::expm1(-1.0 / (today.params.root_lag_years.max(0.1) * YEAR));
    let at_work = &mut state.conditions.root_investment[origin];
    *at_work += (today.lever_change_at(Setting::RootCauses, origin) - *at_work) * step;
}

/// Large groups start as a Poisson process with log-normal sizes, spread over some days.
fn start_surges(today: &Today, state: &mut State) {
    let p = today.params;
    for origin in 0..today.shape.origins {
        let starts = poisson(
            today.uniform(Luck::SurgeStart, Some(origin), None, 0),
            p.surge_rate[origin] / YEAR,
        );
        for start in 0..starts {
            let z = normal(today.uniform(Luck::SurgeSize, Some(origin), None, u64::from(start)));
            let size = p.surge_size[origin] * libm::exp(p.surge_spread * z);
            let days = p.surge_days.round().max(1.0) as u32;
            state
                .conditions
                .surges
                .push((origin, whole(size, 0.5), days));
        }
    }
}

/// People of today from running surges of an origin; the last day takes the rest.
fn surge_today(state: &mut State, origin: usize) -> u32 {
    let mut people = 0;
    for (_, left, days) in state
        .conditions
        .surges
        .iter_mut()
        .filter(|surge| surge.0 == origin)
    {
        let part = *left / *days;
        *left -= part;
        *days -= 1;
        people += part;
    }
    state.conditions.surges.retain(|(_, _, days)| *days > 0);
    people
}

/// People removed from the U.S. interior arrive in border cities and are undecided.
fn remove_from_interior(today: &Today, state: &mut State) {
    let p = today.params;
    for origin in 0..today.shape.origins {
        let mean = today.lever(Setting::InteriorRemovals) * p.removal_origin[origin];
        let drawn = poisson(
            today.uniform(Luck::InteriorRemoval, Some(origin), None, 0),
            mean,
        );
        let people = drawn.min(state.residents[origin]);
        state.residents[origin] -= people;
        let (turned_back, flows) = (&mut state.turned_back, &mut state.flows);
        spread(
            today,
            Luck::InteriorRemoval,
            origin,
            1,
            people,
            &p.removal_place,
            |place, count| {
                let cell = today.shape.cell(origin, place);
                turned_back[cell] += count;
                flows.add(T::RemovedToMexico, cell, count);
            },
        );
    }
}
