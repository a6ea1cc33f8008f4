//! Mexican custody with its legal limit, and return to home countries.

use super::cooperation::relative;
use super::{CausesByHome, count_wrongful, go_north, join_protection, spread, whole};
use crate::model::cohort::{DayNumber, Discipline, serve};
use crate::model::inputs::{Luck, Today};
use crate::model::state::State;
use crate::model::transition::Transition as T;
use crate::model::waits::{End, Queue};
use crate::setting::Setting;

/// Returns people from custody within the day's seats, releases those at the legal limit with an
/// order to leave, and lets people at liberty move on.
pub fn step(today: &Today, state: &mut State) {
    for origin in 0..today.shape.origins {
        return_from_custody(today, state, origin);
        release_at_limit(today, state, origin);
    }
    leave_liberty(today, state);
}

/// Seats accepted today for an origin: seats × acceptance × cooperation relative to its base.
/// Talks close part of the distance between acceptance and 1.
fn accepted_seats(today: &Today, state: &State, origin: usize) -> u32 {
    let p = today.params;
    let acceptance = talked_up(today, state, p.return_acceptance[origin]);
    let seats = today.lever_at(Setting::ReturnSeats, origin) * acceptance * relative(today, state);
    whole(
        seats,
        today.uniform(Luck::ReturnSeats, Some(origin), None, 0),
    )
}

/// Acceptance by a home country after regional talks, which cooperation scales.
pub(super) fn talked_up(today: &Today, state: &State, acceptance: f64) -> f64 {
    let talks = today.params.talks_effect
        * today.lever_change(Setting::RegionalTalks)
        * relative(today, state);
    (acceptance + (1.0 - acceptance) * talks).clamp(0.0, 1.0)
}

fn return_from_custody(today: &Today, state: &mut State, origin: usize) {
    let seats = accepted_seats(today, state, origin);
    let latest = today.day - days(today.params.custody_process_days);
    let mut returned = 0;
    let (custody, waits) = (&mut state.custody, &mut state.waits);
    serve(
        custody,
        &std::iter::once(origin),
        Discipline::OldestFirst,
        latest,
        seats,
        &|_, _| 0.5,
        &mut |_, entered, people| {
            returned += people;
            waits.end(Queue::Return, End::Served, entered, today.day, people);
        },
    );
    let cell = today.shape.cell(origin, 0);
    state.flows.add(T::ReturnFromCustody, cell, returned);
    count_wrongful(today, state, cell, 0, returned, 0.0);
}

/// Whoever is released with an order still awaits return: the day of entry is kept.
fn release_at_limit(today: &Today, state: &mut State, origin: usize) {
    let limit = today.day - days(today.params.custody_limit_days);
    let mut over = Vec::new();
    let people = state.custody[origin].count_between(DayNumber::MIN, limit);
    serve(
        &mut state.custody,
        &std::iter::once(origin),
        Discipline::OldestFirst,
        limit,
        people,
        &|_, _| 0.5,
        &mut |_, entered, people| {
            over.push((entered, people));
        },
    );
    for (entered, people) in over {
        let slot = u64::from(entered.unsigned_abs());
        let (liberty, flows) = (&mut state.liberty, &mut state.flows);
        spread(
            today,
            Luck::Overdue,
            origin,
            slot,
            people,
            &today.params.liberty_place,
            |place, count| {
                let cell = today.shape.cell(origin, place);
                liberty[cell].add(entered, count);
                flows.add(T::ReleaseWithOrder, cell, count);
            },
        );
    }
}

/// People at liberty with an order to leave go on north, ask for protection, or go home.
fn leave_liberty(today: &Today, state: &mut State) {
    let p = today.params;
    let hazards = CausesByHome::new(p.liberty_protection, |protection| {
        [p.liberty_north, protection, p.liberty_home]
    });
    for cell in 0..today.shape.cells() {
        let causes = hazards.take(today, Luck::Liberty, cell, state.liberty[cell].total());
        if causes != [0; 3] {
            end_liberty(today, state, cell, causes);
        }
    }
}

fn end_liberty(today: &Today, state: &mut State, cell: usize, causes: [u32; 3]) {
    let key = today.key_at(Luck::Liberty, cell);
    let (list, waits) = (&mut state.liberty[cell], &mut state.waits);
    for (cause, how) in [End::Crossed, End::Switched, End::WentHome]
        .into_iter()
        .enumerate()
    {
        let all = (causes[cause], list.total());
        list.take_among(
            DayNumber::MIN,
            DayNumber::MAX,
            all,
            key.slots((cause as u64 + 1) << 56),
            &mut |day, people| {
                waits.end(Queue::Return, how, day, today.day, people);
            },
        );
    }
    let [north, ask, home] = causes;
    go_north(today, state, cell, north, T::LibertyCross, T::LibertyNorth);
    if ask > 0 {
        join_protection(today, state, cell, ask);
    }
    state.flows.add(T::LibertyProtection, cell, ask);
    state.flows.add(T::LibertyHome, cell, home);
}

/// Seats for people at liberty who wait in a place for return, longest waiting first. This runs
/// after arrivals, so that people who come for return today can take today's bus.
pub fn assisted_return(today: &Today, state: &mut State) {
    let weekday = today.params.assisted_weekday;
    if weekday >= 0.0 && weekday.round() as usize != today.weekday() {
        return;
    }
    for place in 0..today.shape.places {
        let expected = today.lever_at(Setting::AssistedReturnSeats, place);
        let seats = whole(
            expected,
            today.uniform(Luck::AssistedReturn, None, Some(place), 0),
        );
        let order = |day: DayNumber, cell| {
            let slot = 1 + u64::from(day.unsigned_abs());
            today.uniform_at(Luck::AssistedReturn, cell, slot)
        };
        let (waits, flows) = (&mut state.waits, &mut state.flows);
        serve(
            &mut state.liberty,
            &today.shape.cells_of_place(place),
            Discipline::OldestFirst,
            DayNumber::MAX,
            seats,
            &order,
            &mut |cell, day, people| {
                waits.end(Queue::Return, End::Served, day, today.day, people);
                flows.add(T::AssistedReturn, cell, people);
            },
        );
    }
}

fn days(days: f64) -> DayNumber {
    days.round().clamp(0.0, 100_000.0) as DayNumber
}
