//! The journey north through Mexico: stages, interdiction, custody, containment in the south.

use super::cooperation::interdiction_effort;
use super::{CausesByHome, MONTH, chance, join_liberty, join_protection, spread, whole};
use crate::model::inputs::{Luck, Today};
use crate::model::state::State;
use crate::model::transition::Transition as T;
use crate::model::waits::Queue;
use crate::sampler::{binomial, ration};
use crate::setting::Setting;

/// Everybody en route advances a stage, is interdicted or stays; the interdicted are held,
/// contained in the south or given an order to leave; the contained move on.
pub fn step(today: &Today, state: &mut State) {
    let interdicted: Vec<u32> = (0..today.shape.origins)
        .map(|origin| travel(today, state, origin))
        .collect();
    if interdicted.iter().any(|people| *people > 0) {
        let held = hold(today, state, &interdicted);
        for origin in 0..today.shape.origins {
            contain(today, state, origin, interdicted[origin] - held[origin]);
        }
    }
    leave_containment(today, state);
    host(today, state);
}

/// One day of the journey of an origin; returns how many were interdicted.
///
/// Each stage is left by advancing (stages ÷ mean days) or by interdiction, competing hazards. The
/// first stage is the passage of the south, where a share asks for protection.
fn travel(today: &Today, state: &mut State, origin: usize) -> u32 {
    let p = today.params;
    let stages = state.en_route[origin].len();
    let advance = stages as f64 / p.journey_days[origin].max(0.01);
    let met = p.interdiction[origin] / MONTH * interdiction_effort(today, state, origin);
    let leaving = chance(advance + met);
    let mut interdicted = 0;
    for stage in (0..stages).rev() {
        let luck = |slot| today.uniform(Luck::Transit, Some(origin), None, stage as u64 * 8 + slot);
        let left = binomial(luck(0), state.en_route[origin][stage], leaving);
        let stopped = binomial(luck(1), left, met / (advance + met));
        state.en_route[origin][stage] -= left;
        interdicted += stopped;
        let mut onward = left - stopped;
        if stage == 0 && !today.shape.in_mexico[origin] {
            onward -= ask_in_the_south(today, state, origin, onward);
        }
        if stage + 1 == stages {
            state.arriving[origin] += onward;
            state
                .flows
                .add(T::Reach, today.shape.cell(origin, 0), onward);
        } else {
            state.en_route[origin][stage + 1] += onward;
        }
    }
    state
        .flows
        .add(T::Interdict, today.shape.cell(origin, 0), interdicted);
    interdicted
}

fn ask_in_the_south(today: &Today, state: &mut State, origin: usize, passing: u32) -> u32 {
    let share = today.params.protection_south[origin];
    let asking = binomial(
        today.uniform(Luck::ProtectionSouth, Some(origin), None, 0),
        passing,
        share,
    );
    spread(
        today,
        Luck::SouthPlace,
        origin,
        0,
        asking,
        &today.params.south_place,
        |place, count| {
            let cell = today.shape.cell(origin, place);
            join_protection(today, state, cell, count);
            state.flows.add(T::AskProtectionSouth, cell, count);
        },
    );
    asking
}

/// Holds the eligible (families and children are not) as far as custody beds are free.
fn hold(today: &Today, state: &mut State, interdicted: &[u32]) -> Vec<u32> {
    let eligible: Vec<u32> = interdicted
        .iter()
        .enumerate()
        .map(|(origin, people)| {
            let uniform = today.uniform(Luck::HeldEligible, Some(origin), None, 0);
            binomial(uniform, *people, today.params.held_eligible[origin])
        })
        .collect();
    let beds = whole(today.lever(Setting::CustodyBeds), 0.5);
    let occupied: u32 = state
        .custody
        .iter()
        .map(crate::model::cohort::CohortList::total)
        .sum();
    let mut held = vec![0; eligible.len()];
    let free = beds.saturating_sub(occupied).min(eligible.iter().sum());
    ration(
        free,
        &eligible,
        |origin| today.uniform(Luck::Hold, Some(origin), None, 0),
        &mut held,
    );
    for (origin, people) in held.iter().enumerate() {
        state.custody[origin].add(today.day, *people);
        state.waits.register(Queue::Return, *people);
        state
            .flows
            .add(T::Hold, today.shape.cell(origin, 0), *people);
    }
    held
}

fn contain(today: &Today, state: &mut State, origin: usize, not_held: u32) {
    let p = today.params;
    let share = (p.contained_share * today.lever(Setting::ContainmentEffort)).clamp(0.0, 1.0);
    let contained = binomial(
        today.uniform(Luck::Contain, Some(origin), None, 0),
        not_held,
        share,
    );
    let (stock, flows) = (&mut state.contained, &mut state.flows);
    spread(
        today,
        Luck::ContainPlace,
        origin,
        0,
        contained,
        &p.south_place,
        |place, count| {
            let cell = today.shape.cell(origin, place);
            stock[cell] += count;
            flows.add(T::Contain, cell, count);
        },
    );
    spread(
        today,
        Luck::LibertyPlace,
        origin,
        0,
        not_held - contained,
        &p.liberty_place,
        |place, count| {
            let cell = today.shape.cell(origin, place);
            join_liberty(today, state, cell, count);
            state.flows.add(T::OrderToLeave, cell, count);
        },
    );
}

/// The contained go north again from the start of the journey, ask for protection, or go home.
fn leave_containment(today: &Today, state: &mut State) {
    let p = today.params;
    let hazards = CausesByHome::new(p.contained_protection, |protection| {
        [p.contained_north, protection, p.contained_home]
    });
    for cell in 0..today.shape.cells() {
        let causes = hazards.take(today, Luck::Contained, cell, state.contained[cell]);
        if causes != [0; 3] {
            end_containment(today, state, cell, causes);
        }
    }
}

fn end_containment(today: &Today, state: &mut State, cell: usize, [north, ask, home]: [u32; 3]) {
    let origin = cell / today.shape.places;
    state.contained[cell] -= north + ask + home;
    state.en_route[origin][0] += north;
    if ask > 0 {
        join_protection(today, state, cell, ask);
    }
    state.flows.add(T::ContainedNorth, cell, north);
    state.flows.add(T::ContainedProtection, cell, ask);
    state.flows.add(T::ContainedHome, cell, home);
}

/// Other countries receive people held up in the south, drawn at random from them.
fn host(today: &Today, state: &mut State) {
    let expected =
        today.lever(Setting::SharedHosting) * today.params.hosting_share / super::pathway::YEAR;
    let places = whole(expected, today.uniform(Luck::Hosting, None, None, 0));
    let people = places.min(state.contained.iter().sum());
    if people == 0 {
        return;
    }
    let mut hosted = vec![0; state.contained.len()];
    ration(
        people,
        &state.contained,
        |cell| today.uniform_at(Luck::Hosting, cell, 1),
        &mut hosted,
    );
    for (cell, count) in hosted.into_iter().enumerate() {
        state.contained[cell] -= count;
        state.flows.add(T::Host, cell, count);
    }
}
