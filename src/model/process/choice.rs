//! Where people turn on arrival, and what the undecided decide.
//!
//! Most arrive with their mind made up. Their shares, and the choices of the undecided and of those
//! turned back, are multinomial logits around reference shares of their origin: a channel's odds
//! move with exp(Σ γ·change) of its perceived conditions. A closed channel has no chance.

use super::{
    chance, go_to_the_line, join_appointment, join_liberty, join_protection, of_origin, share_of,
    spread, walk,
};
use crate::model::inputs::{ListScope, Luck, OnClose, Today};
use crate::model::state::State;
use crate::model::transition::Transition as T;
use crate::sampler::multinomial;
use crate::setting::Setting;

/// Channels with a utility, in this order; what is left over of the shares has utility 0.
const CROSS: usize = 0;
const APPOINTMENT: usize = 1;
const PROTECTION: usize = 2;

/// Arrivals turn to what they came for; the undecided and those turned back decide.
pub fn step(today: &Today, state: &mut State) {
    for origin in 0..today.shape.origins {
        arrive(today, state, origin);
    }
    for origin in 0..today.shape.origins {
        decide(today, state, origin);
    }
    close_list(today, state);
}

/// Change in the utility of each channel for an origin since the reference.
fn utilities(today: &Today, state: &State, origin: usize) -> [f64; 3] {
    let (p, seen) = (today.params, &state.perception);
    let mut utility = [0.0; 3];
    utility[CROSS] = p.utility_stay * seen.stay(origin)
        + p.utility_penalty * today.lever_change(Setting::AsylumLimits)
        + p.utility_risk * (super::security::predation(state) - 1.0);
    utility[APPOINTMENT] = p.utility_wait * seen.wait();
    utility[PROTECTION] = p.utility_wait * seen.protection_wait();
    utility
}

/// Reference shares moved by utilities times a weight: sᵢ·exp(w·uᵢ) over the sum that includes the
/// rest with utility 0. Closed channels drop out. Shares that sum above 1 are scaled to 1 first.
///
/// # Examples
///
/// ```
/// let shares = garita::model::process::choice::logit([0.6, 0.2, 0.0], [0.0, 0.5, 0.0], 1.0, [true; 3]);
/// let total = 0.6 + 0.2 * 0.5_f64.exp() + 0.2;
/// assert!((shares[0] - 0.6 / total).abs() < 1e-12);
/// let closed = garita::model::process::choice::logit([0.6, 0.2, 0.0], [0.0; 3], 1.0, [true, false, true]);
/// assert_eq!(closed[1], 0.0);
/// assert!((closed[0] - 0.6 / 0.8).abs() < 1e-12);
/// ```
#[must_use]
pub fn logit(reference: [f64; 3], utility: [f64; 3], weight: f64, open: [bool; 3]) -> [f64; 3] {
    let rest = (1.0 - reference.iter().sum::<f64>()).max(0.0);
    let odds: [f64; 3] = std::array::from_fn(|channel| {
        if open[channel] {
            reference[channel] * libm::exp(weight * utility[channel])
        } else {
            0.0
        }
    });
    let total = odds.iter().sum::<f64>() + rest;
    if total > 0.0 {
        odds.map(|odd| odd / total)
    } else {
        [0.0; 3]
    }
}

/// Which channels a person of an origin can take today.
fn open_channels(today: &Today, origin: usize) -> [bool; 3] {
    [
        true,
        today.lever(Setting::ListOpen) > 0.0,
        !today.shape.in_mexico[origin],
    ]
}

/// Arrivals of an origin turn to what they came for, each at a place by the shares of that channel.
fn arrive(today: &Today, state: &mut State, origin: usize) {
    let p = today.params;
    let people = std::mem::take(&mut state.arriving[origin]);
    if people == 0 {
        return;
    }
    let shares = intentions(today, state, origin);
    let mut counts = [0; 5];
    let luck = |slot| today.uniform(Luck::Intention, Some(origin), None, slot as u64);
    multinomial(people, &shares, luck, &mut counts);
    let [cross, appointment, protection, walk_in, go_back] = counts;
    let undecided = people - counts.iter().sum::<u32>();
    let crossing = of_origin(today, &p.crossing_place, origin);
    let waiting = of_origin(today, &p.waiting_place, origin);
    let office = of_origin(today, &p.protection_place, origin);
    let ways: [(T, Luck, u32, &[f64]); 6] = [
        (T::ArriveCross, Luck::CrossPlace, cross, crossing),
        (T::ArriveAppointment, Luck::WaitPlace, appointment, waiting),
        (
            T::ArriveProtection,
            Luck::ProtectionPlace,
            protection,
            office,
        ),
        (T::ArriveWalkIn, Luck::WalkInPlace, walk_in, &p.port_share),
        (
            T::ArriveReturn,
            Luck::ReturnPlace,
            go_back,
            &p.liberty_place,
        ),
        (
            T::ArriveUndecided,
            Luck::UndecidedPlace,
            undecided,
            crossing,
        ),
    ];
    for (way, luck, number, places) in ways {
        spread(today, luck, origin, 0, number, places, |place, count| {
            turn(today, state, way, today.shape.cell(origin, place), count);
        });
    }
}

/// Shares of arrivals that cross, seek an appointment, seek protection, walk in at a port, or come for
/// return; the rest are undecided. Walk-ins and those who come for return are not moved by conditions;
/// the people of a closed channel arrive undecided.
fn intentions(today: &Today, state: &State, origin: usize) -> [f64; 5] {
    let p = today.params;
    let [walk_in, go_back] = [p.intend_walk_in[origin], p.intend_return[origin]];
    let free = (1.0 - walk_in - go_back).max(1e-9);
    let turned = walk::list(today, state, origin);
    let appointment = (p.intend_appointment[origin] * turned).min(free);
    let reference = [
        (p.intend_cross[origin] + p.intend_appointment[origin] - appointment).max(0.0),
        appointment,
        p.intend_protection[origin],
    ];
    let open = open_channels(today, origin);
    let wanted = std::array::from_fn(|channel| {
        if open[channel] {
            reference[channel] / free
        } else {
            0.0
        }
    });
    let [cross, appointment, protection] = logit(
        wanted,
        utilities(today, state, origin),
        p.intention_weight,
        [true; 3],
    )
    .map(|share| share * free);
    [cross, appointment, protection, walk_in, go_back]
}

/// People of an origin come to the ports, by the ports' shares.
pub fn walk_in(today: &Today, state: &mut State, origin: usize, people: u32, luck: Luck) {
    let ports = &today.params.port_share;
    spread(today, luck, origin, 1, people, ports, |place, count| {
        let cell = today.shape.cell(origin, place);
        turn(today, state, T::ArriveWalkIn, cell, count);
    });
}

/// Puts arrivals of a cell where their way leads.
fn turn(today: &Today, state: &mut State, way: T, cell: usize, people: u32) {
    match way {
        T::ArriveCross => state.at_line[cell] += people,
        T::ArriveAppointment => join_appointment(today, state, cell, people),
        T::ArriveProtection => join_protection(today, state, cell, people),
        T::ArriveWalkIn => state.walk_in[cell] += people,
        T::ArriveReturn => join_liberty(today, state, cell, people),
        _ => state.undecided[cell] += people,
    }
    state.flows.add(way, cell, people);
}

fn decide(today: &Today, state: &mut State, origin: usize) {
    let p = today.params;
    let (moved, open) = (
        utilities(today, state, origin),
        open_channels(today, origin),
    );
    let fresh = [
        p.undecided_cross[origin],
        p.undecided_appointment[origin],
        p.undecided_protection[origin],
    ];
    let back = [
        p.turned_back_cross[origin],
        p.turned_back_appointment[origin],
        p.turned_back_protection[origin],
    ];
    let fresh = Decision {
        luck: Luck::Decide,
        chance: chance(1.0 / p.undecided_days.max(0.1)),
        shares: logit(fresh, moved, 1.0, open),
        moves: [
            T::DecideCross,
            T::DecideAppointment,
            T::DecideProtection,
            T::DecideHome,
        ],
    };
    let back = Decision {
        luck: Luck::Retry,
        chance: chance(1.0 / p.turned_back_days.max(0.1)),
        shares: logit(back, moved, 1.0, open),
        moves: [
            T::RetryCross,
            T::RetryAppointment,
            T::RetryProtection,
            T::RetryHome,
        ],
    };
    for place in 0..today.shape.places {
        let cell = today.shape.cell(origin, place);
        state.undecided[cell] -= choose(today, state, &fresh, cell, state.undecided[cell]);
        state.turned_back[cell] -= choose(today, state, &back, cell, state.turned_back[cell]);
    }
}

/// How people of an origin decide today.
struct Decision {
    luck: Luck,
    /// Chance to decide within the day.
    chance: f64,
    /// Shares of the channels among those who decide; the rest go home.
    shares: [f64; 3],
    moves: [T; 4],
}

/// People of a cell decide; returns how many did.
fn choose(today: &Today, state: &mut State, decision: &Decision, cell: usize, people: u32) -> u32 {
    if people == 0 {
        return 0;
    }
    let &Decision {
        luck,
        chance,
        ref shares,
        moves,
    } = decision;
    let key = today.key_at(luck, cell);
    let deciding = share_of(key, 0, people, chance);
    if deciding == 0 {
        return 0;
    }
    let mut counts = [0; 3];
    multinomial(
        deciding,
        shares,
        |slot| key.uniform(1 + slot as u64),
        &mut counts,
    );
    let [cross, appointment, protection] = counts;
    go_to_the_line(today, state, luck, cell, 10, cross);
    join_here_or_elsewhere(today, state, luck, cell, appointment);
    apply_here_or_elsewhere(today, state, luck, cell, protection);
    let home = deciding - counts.iter().sum::<u32>();
    for (transition, number) in moves
        .into_iter()
        .zip([cross, appointment, protection, home])
    {
        state.flows.add(transition, cell, number);
    }
    deciding
}

/// Joins the appointment list: a port's own list at that port; a national list from wherever people
/// of the origin wait for their date.
fn join_here_or_elsewhere(today: &Today, state: &mut State, luck: Luck, cell: usize, people: u32) {
    let (origin, place) = (cell / today.shape.places, cell % today.shape.places);
    if people == 0 {
        return;
    }
    if today.inputs.structure.list == ListScope::ByPort {
        join_appointment(today, state, cell, people);
        return;
    }
    let shares = of_origin(today, &today.params.waiting_place, origin);
    spread(
        today,
        luck,
        origin,
        30_000 + place as u64,
        people,
        shares,
        |to, count| {
            join_appointment(today, state, today.shape.cell(origin, to), count);
        },
    );
}

/// Applies for protection at the office of the place, or, where there is none, at places by the
/// office shares of the origin.
fn apply_here_or_elsewhere(today: &Today, state: &mut State, luck: Luck, cell: usize, people: u32) {
    let (origin, place) = (cell / today.shape.places, cell % today.shape.places);
    if people == 0 {
        return;
    }
    if today.lever_at(Setting::ProtectionOfficers, place) > 0.0 {
        join_protection(today, state, cell, people);
        return;
    }
    let shares = of_origin(today, &today.params.protection_place, origin);
    spread(
        today,
        luck,
        origin,
        20_000 + place as u64,
        people,
        shares,
        |to, count| {
            join_protection(today, state, today.shape.cell(origin, to), count);
        },
    );
}

/// On the day the list closes, a scenario may cancel it: everybody on it is undecided and the date
/// is lost. Otherwise names are kept.
fn close_list(today: &Today, state: &mut State) {
    use crate::model::waits::{End, Queue};
    let open = today.lever(Setting::ListOpen) > 0.0;
    let closing = state.conditions.list_open && !open;
    state.conditions.list_open = open;
    if !closing || today.inputs.structure.on_close != OnClose::Cancel {
        return;
    }
    for cell in 0..today.shape.cells() {
        let (list, waits) = (&mut state.appointment[cell], &mut state.waits);
        let people = list.total();
        list.take_all(|day, count| {
            waits.end(Queue::Appointment, End::Switched, day, today.day, count);
        });
        state.undecided[cell] += people;
        state.flows.add(T::CancelList, cell, people);
    }
}
