//! U.S. hearings for people sent back to wait in Mexico.

use super::{chance, legal_reach, with_help};
use crate::model::cohort::{DayNumber, Discipline, serve};
use crate::model::flows::Tally;
use crate::model::inputs::{Luck, Today};
use crate::model::state::State;
use crate::model::transition::Transition as T;
use crate::model::waits::{End, Queue};
use crate::sampler::binomial;
use crate::setting::Setting;

/// Recesses end, and on court days the longest enrolled are heard within the day's slots.
///
/// The time to the next hearing is exponential with the mean interval. A hearing is missed with the
/// absent share (removal in absence); one that is held is the last with probability 1 ÷ hearings
/// needed, and then grants or refuses; otherwise another follows.
pub fn step(today: &Today, state: &mut State) {
    for cell in 0..today.shape.cells() {
        end_recess(today, state, cell);
    }
    if !today.us_offices_open() {
        return;
    }
    let slots = super::whole(
        today.lever(Setting::RemainCourtSlots),
        today.uniform(Luck::Court, None, None, 0),
    );
    let mut heard = Vec::new();
    let order = |day: DayNumber, cell| {
        today.uniform_at(Luck::CourtOrder, cell, u64::from(day.unsigned_abs()))
    };
    serve(
        &mut state.hearing,
        &(0..today.shape.cells()),
        Discipline::OldestFirst,
        DayNumber::MAX,
        slots,
        &order,
        &mut |cell, day, people| {
            heard.push((cell, day, people));
        },
    );
    for (cell, enrolled, people) in heard {
        hear(today, state, cell, enrolled, people);
    }
}

fn end_recess(today: &Today, state: &mut State, cell: usize) {
    let recess = &mut state.recess[cell];
    if recess.total() == 0 {
        return;
    }
    let due = chance(1.0 / today.params.hearing_interval.max(0.1));
    let people = binomial(
        today.uniform_at(Luck::Recess, cell, 100),
        recess.total(),
        due,
    );
    let list = &mut state.hearing[cell];
    let luck = today.key_at(Luck::Court, cell).slots(0);
    recess.take_random(
        DayNumber::MIN,
        today.day - 1,
        people,
        luck,
        &mut |day, count| list.add(day, count),
    );
}

/// Chance that a final hearing grants: the share without legal help, its odds multiplied for the
/// share of people with help.
fn granted_share(today: &Today, state: &State, cell: usize) -> f64 {
    let p = today.params;
    let advised = legal_reach(today, state, cell % today.shape.places);
    let coverage = today.lever(Setting::LegalHelp).clamp(0.0, 1.0);
    with_help(
        p.hearing_granted,
        p.legal_help_odds,
        coverage + (1.0 - coverage) * advised,
    )
}

fn hear(today: &Today, state: &mut State, cell: usize, enrolled: DayNumber, people: u32) {
    let p = today.params;
    let luck = |slot: u64| {
        today.uniform_at(
            Luck::CourtOutcome,
            cell,
            u64::from(enrolled.unsigned_abs()) * 4 + slot,
        )
    };
    let absent = binomial(luck(0), people, p.hearing_absent);
    let last = binomial(luck(1), people - absent, 1.0 / p.hearings_needed.max(1.0));
    let granted = binomial(luck(2), last, granted_share(today, state, cell));
    let again = people - absent - last;
    state.recess[cell].add(enrolled, again);
    state.turned_back[cell] += absent + last - granted;
    state.waits.end(
        Queue::Hearing,
        End::Served,
        enrolled,
        today.day,
        absent + last,
    );
    state.flows.add(T::HearingAbsent, cell, absent);
    state.flows.add(T::HearingRefused, cell, last - granted);
    state.flows.add(T::HearingGranted, cell, granted);
    state.flows.tally(Tally::HearingsHeld, cell, people);
    let helped = f64::from(people) * today.lever(Setting::LegalHelp).clamp(0.0, 1.0);
    state
        .flows
        .tally(Tally::LegalHelp, cell, super::whole(helped, luck(3)));
}
