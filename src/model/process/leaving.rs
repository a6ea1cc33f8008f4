//! Leaving a queue before service (reneging), by people who were there overnight.
//!
//! Hazards compete by cause and fall or rise with the time waited so far: 0–30, 31–90, 91–180 and
//! 181 or more days. People in one band are alike, so one binomial per band and one split by
//! cause have the same law as a draw per person; who leaves within the band is a random sample.

use super::{
    Causes, chance, go_north, go_to_the_line, join_protection, of_origin, share_of, spread, walk,
};
use crate::model::cohort::{CohortList, DayNumber};
use crate::model::inputs::{ListScope, Luck, Today};
use crate::model::state::State;
use crate::model::transition::Transition as T;
use crate::model::waits::{End, Queue};
use crate::random::DayKey;
use crate::sampler::hypergeometric;
use crate::setting::Setting;

/// First day of waiting of each band.
const BANDS: [DayNumber; 4] = [0, 31, 91, 181];
/// Slots used by one band of one queue: room for its draws.
const BAND_SLOTS: u64 = 16;

/// People leave the three lists and the settled move on.
pub fn step(today: &Today, state: &mut State) {
    let pressure: Vec<f64> = (0..today.shape.places)
        .map(|place| pressure(today, state, place))
        .collect();
    let urge: Vec<f64> = (0..today.shape.origins)
        .map(|origin| walk::urge(today, state, origin))
        .collect();
    let settled = Settled::today(today);
    for (cell, (origin, place)) in today.shape.each_cell().enumerate() {
        leave_appointment(today, state, cell, pressure[place], urge[origin]);
        leave_protection(today, state, cell, pressure[place]);
        leave_hearing(today, state, cell, pressure[place]);
        leave_settled(today, state, cell, &settled);
    }
}

/// People leave the list by cause; `urge` multiplies the hazard of leaving it to cross.
fn leave_appointment(today: &Today, state: &mut State, cell: usize, pressure: f64, urge: f64) {
    if state.appointment[cell].total() == 0 {
        return;
    }
    let p = today.params;
    let origin = cell / today.shape.places;
    let protection = if today.shape.in_mexico[origin] {
        0.0
    } else {
        p.leave_appointment_protection[origin]
    };
    let bands = [
        1.0,
        p.leave_appointment_31,
        p.leave_appointment_91,
        p.leave_appointment_181,
    ];
    let hazards = [
        p.leave_appointment_cross[origin] * urge,
        p.leave_appointment_home[origin],
        protection,
        p.leave_appointment_move,
    ];
    let key = today.key_at(Luck::LeaveAppointment, cell);
    let (list, waits) = (&mut state.appointment[cell], &mut state.waits);
    let mut movers = Vec::new();
    let left = leave(
        today,
        list,
        key,
        bands,
        hazards.map(|h| h * pressure),
        |cause, day, people| match ENDS.get(cause) {
            Some(how) => waits.end(Queue::Appointment, *how, day, today.day, people),
            None => movers.push((day, people)),
        },
    );
    let [cross, home, switch, moved] = left;
    go_to_the_line(today, state, Luck::LeaveAppointment, cell, 1_000, cross);
    if switch > 0 {
        join_protection(today, state, cell, switch);
    }
    state.flows.add(T::LeaveListCross, cell, cross);
    state.flows.add(T::LeaveListHome, cell, home);
    state.flows.add(T::LeaveListProtection, cell, switch);
    state.flows.add(T::LeaveListMove, cell, moved);
    relocate(today, state, cell, &movers);
}

/// People on a list who change city keep their date on a national list and join the tail of
/// another city's own list.
fn relocate(today: &Today, state: &mut State, cell: usize, movers: &[(DayNumber, u32)]) {
    let origin = cell / today.shape.places;
    let shares = of_origin(today, &today.params.waiting_place, origin);
    let national = today.inputs.structure.list == ListScope::National;
    for &(day, people) in movers {
        let slot = 2_000 + u64::from(day.unsigned_abs()) * 1_000 + cell as u64 % 1_000;
        if !national {
            state
                .waits
                .end(Queue::Appointment, End::Switched, day, today.day, people);
            state.waits.register(Queue::Appointment, people);
        }
        let lists = &mut state.appointment;
        spread(
            today,
            Luck::LeaveAppointment,
            origin,
            slot,
            people,
            shares,
            |place, count| {
                lists[today.shape.cell(origin, place)]
                    .add(if national { day } else { today.day }, count);
            },
        );
    }
}

fn leave_protection(today: &Today, state: &mut State, cell: usize, pressure: f64) {
    if state.protection[cell].total() == 0 {
        return;
    }
    let p = today.params;
    let origin = cell / today.shape.places;
    let list_open = today.lever(Setting::ListOpen) > 0.0;
    let appointment = if list_open {
        p.leave_protection_appointment[origin]
    } else {
        0.0
    };
    let bands = [
        1.0,
        p.leave_protection_31,
        p.leave_protection_91,
        p.leave_protection_181,
    ];
    let hazards = [
        p.leave_protection_north[origin],
        p.leave_protection_home[origin],
        appointment,
        p.leave_protection_move,
    ];
    let key = today.key_at(Luck::LeaveProtection, cell);
    let (list, waits) = (&mut state.protection[cell], &mut state.waits);
    let mut movers = Vec::new();
    let left = leave(
        today,
        list,
        key,
        bands,
        hazards.map(|h| h * pressure),
        |cause, day, people| match ENDS.get(cause) {
            Some(how) => waits.end(Queue::Protection, *how, day, today.day, people),
            None => movers.push((day, people)),
        },
    );
    let [north, home, switch, moved] = left;
    go_north(
        today,
        state,
        cell,
        north,
        T::LeaveProtectionCross,
        T::LeaveProtectionNorth,
    );
    state.flows.add(T::LeaveProtectionHome, cell, home);
    state.flows.add(T::LeaveProtectionList, cell, switch);
    state.flows.add(T::LeaveProtectionMove, cell, moved);
    state.left_open_files += north + home + switch;
    move_files(today, state, cell, &movers);
    switch_to_list(today, state, cell, switch);
}

/// A file moves with the person and keeps its date.
fn move_files(today: &Today, state: &mut State, cell: usize, movers: &[(DayNumber, u32)]) {
    let origin = cell / today.shape.places;
    let shares = of_origin(today, &today.params.protection_place, origin);
    let lists = &mut state.protection;
    for (day, people) in movers {
        let slot = 2_000 + u64::from(day.unsigned_abs()) * 1_000 + cell as u64 % 1_000;
        spread(
            today,
            Luck::LeaveProtection,
            origin,
            slot,
            *people,
            shares,
            |place, count| {
                lists[today.shape.cell(origin, place)].add(*day, count);
            },
        );
    }
}

/// Applicants who turn to the appointment list wait where people of their origin wait.
fn switch_to_list(today: &Today, state: &mut State, cell: usize, people: u32) {
    let (origin, place) = (
        cell / today.shape.places,
        cell as u64 % today.shape.places as u64,
    );
    let shares = of_origin(today, &today.params.waiting_place, origin);
    let slot = 900 + place * 1_000_000_000;
    spread(
        today,
        Luck::LeaveProtection,
        origin,
        slot,
        people,
        shares,
        |to, count| {
            super::join_appointment(today, state, today.shape.cell(origin, to), count);
        },
    );
}

fn leave_hearing(today: &Today, state: &mut State, cell: usize, pressure: f64) {
    let p = today.params;
    if state.hearing[cell].total() + state.recess[cell].total() == 0 {
        return;
    }
    let bands = [
        1.0,
        p.leave_hearing_31,
        p.leave_hearing_91,
        p.leave_hearing_181,
    ];
    let hazards = [p.leave_hearing_cross, p.leave_hearing_home, 0.0, 0.0].map(|h| h * pressure);
    let waits = &mut state.waits;
    let mut end =
        |cause: usize, day, people| waits.end(Queue::Hearing, ENDS[cause], day, today.day, people);
    let due = leave(
        today,
        &mut state.hearing[cell],
        today.key_at(Luck::LeaveHearing, cell),
        bands,
        hazards,
        &mut end,
    );
    let in_recess = leave(
        today,
        &mut state.recess[cell],
        today.key_at(Luck::Recess, cell),
        bands,
        hazards,
        &mut end,
    );
    let [cross, home] = [due[0] + in_recess[0], due[1] + in_recess[1]];
    go_to_the_line(today, state, Luck::LeaveHearing, cell, 1_000, cross);
    state.flows.add(T::LeaveHearingCross, cell, cross);
    state.flows.add(T::LeaveHearingHome, cell, home);
}

/// What the settled of every place do today.
struct Settled {
    north: Causes<1>,
    /// Chance to go north.
    onward: f64,
    /// Chance of the newly settled to find their footing.
    footing: f64,
}

impl Settled {
    /// Integration support makes going north rarer, and footing comes sooner.
    fn today(today: &Today) -> Settled {
        let p = today.params;
        let support = 1.0 - p.integration_effect * today.lever(Setting::Integration);
        let north = Causes::new([p.settled_north * support]);
        let stay = (p.settled_shelter_days * support).max(1.0);
        Settled {
            onward: north.chance(),
            footing: chance(1.0 / stay),
            north,
        }
    }
}

/// Some of the settled go on north. The newly settled find their footing and stop seeking shelter.
fn leave_settled(today: &Today, state: &mut State, cell: usize, chances: &Settled) {
    let settled = state.settled[cell];
    if settled == 0 {
        return;
    }
    let key = today.key_at(Luck::LeaveSettled, cell);
    let [onward] = chances.north.take(key, 0, settled, || chances.onward);
    if onward > 0 {
        // A random sample of the settled, so the seekers among them are in proportion.
        let among = hypergeometric(key.uniform(4), settled, state.settling[cell], onward);
        state.settled[cell] -= onward;
        state.settling[cell] -= among;
        go_north(today, state, cell, onward, T::SettledCross, T::SettledNorth);
    }
    let settling = today.key_at(Luck::Settling, cell);
    state.settling[cell] -= share_of(settling, 0, state.settling[cell], chances.footing);
}

/// Factor on the hazards of leaving at a place: more where people have no roof, less where
/// advisers reach them.
fn pressure(today: &Today, state: &State, place: usize) -> f64 {
    let roof =
        1.0 + (today.params.leave_unsheltered - 1.0) * state.shelters.unsheltered_share(place);
    let advised = state.shelters.advised_share(place);
    roof * (1.0 - today.params.leave_advisers * advised)
}

/// How the wait of somebody who leaves ends, by cause; the last cause, moving city, is not an end.
const ENDS: [End; 3] = [End::Crossed, End::WentHome, End::Switched];

/// Takes today's leavers off a list, band by band; reports `(cause, registration day, number)` and
/// returns the numbers by cause.
fn leave(
    today: &Today,
    list: &mut CohortList,
    key: DayKey,
    band_factors: [f64; 4],
    monthly: [f64; 4],
    mut left: impl FnMut(usize, DayNumber, u32),
) -> [u32; 4] {
    let mut totals = [0; 4];
    let starts = BANDS.map(|start| start.max(1)); // nobody who registered today
    let bands = list.by_age(today.day, starts);
    for (band, mut people) in bands.into_iter().enumerate() {
        if people == 0 {
            continue;
        }
        let newest = today.day - starts[band];
        let oldest = (BANDS.get(band + 1)).map_or(DayNumber::MIN, |next| today.day - next + 1);
        let slot = band as u64 * BAND_SLOTS;
        let hazards = Causes::new(monthly.map(|h| h * band_factors[band]));
        let causes = hazards.take(key, slot, people, || hazards.chance());
        for (cause, number) in causes
            .into_iter()
            .enumerate()
            .filter(|(_, number)| *number > 0)
        {
            // Plus one: the picks must not meet the slots that decided how many leave.
            let luck = key.slots((slot + cause as u64 + 1) << 56);
            list.take_among(oldest, newest, (number, people), luck, &mut |day, taken| {
                left(cause, day, taken);
            });
            people -= number;
            totals[cause] += number;
        }
    }
    totals
}
