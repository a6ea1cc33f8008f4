//! Ports of entry: appointments served by the allocation rule, and arrivals without appointment.

use super::{count_wrongful, join_hearing, share_of, whole};
use crate::model::cohort::{DayNumber, Discipline, serve, serve_random};
use crate::model::flows::Tally;
use crate::model::inputs::{ListScope, Luck, Today};
use crate::model::state::State;
use crate::model::transition::Transition as T;
use crate::model::waits::{End, Queue};
use crate::sampler::{largest_remainder, ration};
use crate::setting::Setting;

/// Calls people from the list to today's slots and receives those without appointment.
pub fn step(today: &Today, state: &mut State) {
    let slots = slots_by_port(today);
    let mut called = vec![0; today.shape.cells()];
    let latest = today.day - today.params.port_notice.round().max(0.0) as DayNumber;
    let at_ports = match today.inputs.structure.list {
        ListScope::National => {
            let every = 0..today.shape.cells();
            call(today, state, every, slots.iter().sum(), latest, &mut called);
            travel_to_ports(today, &called, slots)
        }
        ListScope::ByPort => {
            for (place, own) in slots.iter().enumerate() {
                let here = today.shape.cells_of_place(place);
                call(today, state, here, *own, latest, &mut called);
            }
            called
        }
    };
    let sent_back = send_back(today, state, &at_ports);
    for (cell, people) in at_ports.into_iter().enumerate() {
        let sent_back = sent_back.get(cell).copied().unwrap_or(0);
        decide(today, state, cell, people, sent_back);
        receive_walk_ins(today, state, cell);
    }
}

/// Today's slots of each port: the day's number over ports by their shares, in whole slots; a port
/// that is not open uses none.
#[must_use]
pub fn slots_by_port(today: &Today) -> Vec<u32> {
    let p = today.params;
    let weekend = if today.weekday() >= 5 {
        p.port_weekend
    } else {
        1.0
    };
    let total = whole(
        today.lever(Setting::PortSlots) * weekend,
        today.uniform(Luck::Slots, None, None, 0),
    );
    let mut slots = vec![0; today.shape.places];
    if p.port_share.iter().sum::<f64>() > 0.0 {
        largest_remainder(total, &p.port_share, &mut slots);
    }
    for (place, slots) in slots.iter_mut().enumerate() {
        if today.lever_at(Setting::PortOpen, place) <= 0.0 {
            *slots = 0;
        }
    }
    slots
}

/// Serves one queue (the lists of `cells`): a share oldest first, then a share newest first, the
/// rest at random, in whole people; nobody who registered after day `latest`.
fn call(
    today: &Today,
    state: &mut State,
    cells: impl Iterator<Item = usize> + Clone,
    slots: u32,
    latest: DayNumber,
    called: &mut [u32],
) {
    if slots == 0 {
        return;
    }
    let oldest = today.lever(Setting::PortOldestFirst).clamp(0.0, 1.0);
    let newest = today
        .lever(Setting::PortNewestFirst)
        .clamp(0.0, 1.0 - oldest);
    let mut rule = [0; 3];
    largest_remainder(
        slots,
        &[oldest, newest, (1.0 - oldest - newest).max(0.0)],
        &mut rule,
    );
    let (lists, waits, flows) = (&mut state.appointment, &mut state.waits, &mut state.flows);
    let mut pick = |cell: usize, day: DayNumber, people: u32| {
        called[cell] += people;
        flows.add(T::Call, cell, people);
        waits.end(Queue::Appointment, End::Served, day, today.day, people);
    };
    let order = |luck: u64| {
        move |day: DayNumber, cell: usize| {
            let slot = u64::from(day.unsigned_abs()) * 4 + luck;
            today.uniform_at(Luck::CallOrder, cell, slot)
        }
    };
    serve(
        lists,
        &cells,
        Discipline::OldestFirst,
        latest,
        rule[0],
        &order(0),
        &mut pick,
    );
    serve(
        lists,
        &cells,
        Discipline::NewestFirst,
        latest,
        rule[1],
        &order(1),
        &mut pick,
    );
    let random = |cell: usize| today.key_at(Luck::CallRandom, cell);
    serve_random(lists, cells, latest, rule[2], &random, &mut pick);
}

/// Ports to which the people called from a national list travel, in proportion to the slots: a random
/// share of each origin's people, within what is left.
fn travel_to_ports(today: &Today, called: &[u32], mut slots: Vec<u32>) -> Vec<u32> {
    let places = today.shape.places;
    let mut at_ports = vec![0; called.len()];
    for origin in 0..today.shape.origins {
        let cells = origin * places..(origin + 1) * places;
        let people: u32 = called[cells.clone()].iter().sum();
        let luck = |place| today.uniform(Luck::PortUsed, Some(origin), Some(place), 0);
        ration(people, &slots, luck, &mut at_ports[cells.clone()]);
        for (left, used) in slots.iter_mut().zip(&at_ports[cells]) {
            *left -= used;
        }
    }
    at_ports
}

/// How many of each cell's people at a port are sent back to wait for a hearing, in the city of the
/// port; empty if nobody is.
fn send_back(today: &Today, state: &State, at_ports: &[u32]) -> Vec<u32> {
    let share = today.lever(Setting::RemainShare) * today.params.remain_at_ports;
    if share <= 0.0 {
        return Vec::new();
    }
    let wants: Vec<u32> = at_ports
        .iter()
        .enumerate()
        .map(|(cell, people)| {
            let origin = cell / today.shape.places;
            let share = if today.shape.in_mexico[origin] {
                0.0
            } else {
                share
            };
            share_of(today.key_at(Luck::SendBack, cell), 0, *people, share)
        })
        .collect();
    let cap = whole(
        today.lever(Setting::RemainCap) * super::cooperation::relative(today, state),
        0.5,
    );
    let mut sent = vec![0; wants.len()];
    let room = cap.min(wants.iter().sum());
    ration(
        room,
        &wants,
        |cell| today.uniform_at(Luck::SendBack, cell, 1),
        &mut sent,
    );
    sent
}

/// People with an appointment are admitted, sent back to wait for a hearing, or refused.
fn decide(today: &Today, state: &mut State, cell: usize, called: u32, sent_back: u32) {
    state.flows.tally(Tally::PortAppointments, cell, called);
    if called == 0 {
        return;
    }
    let refused = share_of(
        today.key_at(Luck::PortOutcome, cell),
        0,
        called - sent_back,
        today.params.port_refused,
    );
    join_hearing(today, state, cell, sent_back);
    count_wrongful(today, state, cell, 5, sent_back, super::safeguards(today));
    state.turned_back[cell] += refused;
    state.flows.add(T::SendBack, cell, sent_back);
    state.flows.add(T::RefuseAtPort, cell, refused);
    state
        .flows
        .add(T::AdmitAppointment, cell, called - sent_back - refused);
}

/// People who come to a port without appointment are admitted or refused; at a closed port all are
/// refused.
fn receive_walk_ins(today: &Today, state: &mut State, cell: usize) {
    let people = std::mem::take(&mut state.walk_in[cell]);
    if people == 0 {
        return;
    }
    let open = today.lever_at(Setting::PortOpen, cell % today.shape.places) > 0.0;
    let share = if open {
        today.params.walk_in_refused
    } else {
        1.0
    };
    let refused = share_of(today.key_at(Luck::WalkIn, cell), 0, people, share);
    state.turned_back[cell] += refused;
    state.flows.tally(Tally::PortWalkIns, cell, people);
    state.flows.add(T::RefuseAtPort, cell, refused);
    state.flows.add(T::AdmitWalkIn, cell, people - refused);
}
