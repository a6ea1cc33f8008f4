//! Mexican protection: offices decide within their capacity, oldest application first.

use super::{MONTH, chance, go_north, join_liberty, legal_reach, with_help};
use crate::model::cohort::{DayNumber, Discipline, serve};
use crate::model::flows::Tally;
use crate::model::inputs::{Luck, Today};
use crate::model::state::State;
use crate::model::transition::Transition as T;
use crate::model::waits::{End, Queue};
use crate::sampler::{binomial, multinomial, poisson};
use crate::setting::Setting;

/// Each office completes a Poisson number of decisions with mean officers × decisions per
/// officer-day × speed on working days, at most the active applications old enough to be decided.
pub fn step(today: &Today, state: &mut State) {
    let working = today.mexican_offices_open() || today.params.protection_weekends > 0.0;
    if working {
        let mut decided = vec![0; today.shape.origins];
        let latest = today.day - today.params.protection_min_days.round().max(0.0) as DayNumber;
        for place in 0..today.shape.places {
            decide(today, state, place, latest, &mut decided);
        }
    }
    close_files(today, state);
}

/// Decides at one place on applications up to day `latest`; `decided` is room for the numbers by origin.
fn decide(today: &Today, state: &mut State, place: usize, latest: DayNumber, decided: &mut [u32]) {
    let p = today.params;
    let officers = today.lever_at(Setting::ProtectionOfficers, place);
    let mean = officers * p.decisions_per_officer * today.lever(Setting::ProtectionSpeed);
    state.decision_capacity += mean;
    let capacity = poisson(today.uniform(Luck::Decisions, None, Some(place), 0), mean);
    if capacity == 0 {
        return;
    }
    let order = |day: DayNumber, cell| {
        today.uniform_at(Luck::DecisionOrder, cell, u64::from(day.unsigned_abs()))
    };
    decided.fill(0);
    let waits = &mut state.waits;
    serve(
        &mut state.protection,
        &today.shape.cells_of_place(place),
        Discipline::OldestFirst,
        latest,
        capacity,
        &order,
        &mut |cell, day, people| {
            decided[cell / today.shape.places] += people;
            waits.end(Queue::Protection, End::Served, day, today.day, people);
        },
    );
    for (origin, people) in decided
        .iter()
        .enumerate()
        .filter(|(_, people)| **people > 0)
    {
        conclude(today, state, today.shape.cell(origin, place), *people);
    }
}

/// The outcomes of decisions: recognized people settle; refused people appeal, are queued for
/// return, go north, or go home.
fn conclude(today: &Today, state: &mut State, cell: usize, decided: u32) {
    let p = today.params;
    let origin = cell / today.shape.places;
    let luck = |slot: u64| today.uniform_at(Luck::DecisionOutcome, cell, slot);
    let advised = legal_reach(today, state, cell % today.shape.places);
    let share = with_help(
        p.protection_recognized[origin],
        p.protection_help_odds,
        advised,
    );
    let recognized = binomial(luck(0), decided, share);
    let mut ways = [0; 3];
    let shares = [
        p.protection_appeal,
        p.protection_refused_return,
        p.protection_refused_north,
    ];
    multinomial(
        decided - recognized,
        &shares,
        |way| luck(1 + way as u64),
        &mut ways,
    );
    let [appeal, to_return, north] = ways;
    let home = decided - recognized - appeal - to_return - north;
    state.settled[cell] += recognized;
    state.settling[cell] += recognized;
    if appeal > 0 {
        super::join_protection(today, state, cell, appeal);
    }
    if to_return > 0 {
        join_liberty(today, state, cell, to_return);
    }
    go_north(today, state, cell, north, T::RefuseCross, T::RefuseNorth);
    state.flows.add(T::Recognize, cell, recognized);
    state.flows.add(T::RefuseAppeal, cell, appeal);
    state.flows.add(T::RefuseReturn, cell, to_return);
    state.flows.add(T::RefuseHome, cell, home);
}

/// Files of people who left stay open until the agency closes them.
fn close_files(today: &Today, state: &mut State) {
    let uniform = today.uniform(Luck::FileClosure, None, None, 0);
    let closed = binomial(
        uniform,
        state.left_open_files,
        chance(today.params.file_closure / MONTH),
    );
    state.left_open_files -= closed;
    state.flows.tally(Tally::FilesClosed, 0, closed);
}
