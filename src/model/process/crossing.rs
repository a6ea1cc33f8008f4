//! Crossing between ports: routes, deaths, detection, and what happens to those detected.

use super::cooperation::{interdiction_effort, relative};
use super::{chance, count_wrongful, join_hearing, share_of, spread, whole};
use crate::model::flows::Tally;
use crate::model::inputs::{Luck, Today};
use crate::model::state::State;
use crate::model::transition::Transition as T;
use crate::sampler::ration;
use crate::setting::Setting;

/// Everybody at the line attempts to cross; the detected meet one consequence each, in a fixed
/// order, each within its capacity, what does not fit falling through to the next.
pub fn step(today: &Today, state: &mut State) {
    let odds = Odds::today(today, state);
    let mut detected = vec![0; today.shape.cells()];
    for (origin, detected) in detected.chunks_mut(today.shape.places).enumerate() {
        let chances = Chances::today(today, state, &odds, origin);
        for (place, found) in detected.iter_mut().enumerate() {
            *found = attempt(today, state, &chances, today.shape.cell(origin, place));
        }
    }
    let encounters: u32 = detected.iter().sum();
    let memory = &mut state.conditions.encounters;
    *memory += (f64::from(encounters) - *memory) / 7.0;
    if encounters > 0 {
        consequences(today, state, detected);
    }
}

/// What decides an attempt's outcome today, the same for all places.
struct Odds {
    /// Change in the log-odds of detection since the reference.
    shift: f64,
    remote_share: f64,
}

impl Odds {
    /// Log-odds of detection move with staff, technology, troops and shared intelligence, and fall
    /// when encounters exceed what agents can process; better detection pushes a share of those who
    /// evade to remote routes.
    fn today(today: &Today, state: &State) -> Odds {
        let p = today.params;
        let levers = p.detection_staff * today.lever_change(Setting::UsStaff)
            + p.detection_technology * today.lever_change(Setting::UsTechnology)
            + p.detection_troops * today.lever_change(Setting::UsTroops) / 10_000.0
            + p.detection_sharing * today.lever_change(Setting::IntelligenceSharing);
        // At least one person a day, so that no capacity is the heaviest overload, not none.
        let capacity = (p.overload_capacity * today.lever(Setting::UsProcessing)).max(1.0);
        let overload = (state.conditions.encounters / capacity - 1.0).max(0.0);
        Odds {
            shift: levers - p.overload_effect * overload,
            remote_share: (p.remote_share + p.remote_shift * levers).clamp(0.0, 1.0),
        }
    }

    /// Chance that somebody of an origin who evades on an ordinary route is detected.
    fn detection(&self, today: &Today, origin: usize) -> f64 {
        let base = today.params.detection[origin].clamp(1e-9, 1.0 - 1e-9);
        let log_odds = libm::log(base / (1.0 - base)) + self.shift;
        1.0 / (1.0 + libm::exp(-log_odds))
    }
}

/// Chances of the people of an origin who are at the line today.
struct Chances {
    /// To be taken south by Mexican forces.
    stopped: f64,
    /// To take a remote route.
    remote: f64,
    /// To be detected on an ordinary route.
    seen: f64,
}

impl Chances {
    /// While interdiction is above its reference, Mexican forces take people from the line to the south: a chance of
    /// 1 − exp(−h·(effort − 1)) each.
    fn today(today: &Today, state: &State, odds: &Odds, origin: usize) -> Chances {
        let above = interdiction_effort(today, state, origin) - 1.0;
        Chances {
            stopped: if today.shape.in_mexico[origin] || above <= 0.0 {
                0.0
            } else {
                chance(today.params.taken_south * above)
            },
            remote: odds.remote_share,
            seen: odds.detection(today, origin),
        }
    }
}

/// Attempts of a cell; returns how many were met by agents. Deaths are drawn first, within the
/// attempts; people who present themselves do not take remote routes.
fn attempt(today: &Today, state: &mut State, chances: &Chances, cell: usize) -> u32 {
    if state.at_line[cell] == 0 {
        return 0;
    }
    let taken = take_south(today, state, chances.stopped, cell);
    let people = std::mem::take(&mut state.at_line[cell]) - taken;
    if people == 0 {
        return 0;
    }
    let p = today.params;
    let origin = cell / today.shape.places;
    let route = today.key_at(Luck::Route, cell);
    let presenting = share_of(route, 0, people, p.presents[origin]);
    let remote = share_of(route, 1, people - presenting, chances.remote);
    let ordinary = people - presenting - remote;
    let deaths = today.key_at(Luck::Deaths, cell);
    let dead_presenting = share_of(deaths, 0, presenting, p.death_ordinary);
    let dead_ordinary = share_of(deaths, 1, ordinary, p.death_ordinary);
    let dead_remote = share_of(deaths, 2, remote, p.death_remote);
    let detection = today.key_at(Luck::Detection, cell);
    let found = share_of(detection, 0, ordinary - dead_ordinary, chances.seen);
    let found_remote = share_of(
        detection,
        1,
        remote - dead_remote,
        chances.seen * p.remote_detection,
    );
    let dead = dead_presenting + dead_ordinary + dead_remote;
    let detected = presenting - dead_presenting + found + found_remote;
    state.flows.add(T::Die, cell, dead);
    state.flows.add(T::Detect, cell, detected);
    state.flows.add(T::Evade, cell, people - dead - detected);
    state.flows.tally(Tally::RemoteAttempts, cell, remote);
    state.flows.tally(Tally::DeathsRemote, cell, dead_remote);
    let repeats = state.flows.of(T::RetryCross, cell).min(people);
    state.flows.tally(Tally::RepeatAttempts, cell, repeats);
    detected
}

/// Mexican forces take people from the line to the south. Returns how many; they leave the line.
fn take_south(today: &Today, state: &mut State, stopped: f64, cell: usize) -> u32 {
    if stopped <= 0.0 {
        return 0;
    }
    let origin = cell / today.shape.places;
    let key = today.key_at(Luck::TakenSouth, cell);
    let people = share_of(key, 0, state.at_line[cell], stopped);
    let south = &today.params.south_place;
    let (contained, flows) = (&mut state.contained, &mut state.flows);
    let slot = 1 + (cell % today.shape.places) as u64;
    spread(
        today,
        Luck::TakenSouth,
        origin,
        slot,
        people,
        south,
        |place, count| {
            contained[today.shape.cell(origin, place)] += count;
        },
    );
    flows.add(T::TransferSouth, cell, people);
    people
}

/// Children to their agency; Mexicans repatriated; Remain in Mexico; return to Mexico;
/// repatriation; detention; release.
fn consequences(today: &Today, state: &mut State, mut left: Vec<u32>) {
    let p = today.params;
    let shape = today.shape;
    let home = |origin: usize| shape.in_mexico[origin];

    let children = wanted(today, Luck::Children, &left, |origin| {
        p.children_share[origin]
    });
    take(state, T::ToChildrensAgency, &mut left, &children);

    let strictness = p.limits_repatriable * today.lever_change(Setting::AsylumLimits);
    let repatriable = |origin: usize| (p.repatriable_share[origin] + strictness).clamp(0.0, 1.0);
    let mexicans = wanted(today, Luck::Repatriable, &left, |o| {
        if home(o) { repatriable(o) } else { 0.0 }
    });
    let seats: Vec<u32> = (0..shape.origins)
        .map(|origin| seats(today, state, origin))
        .collect();
    let repatriated = within_by_origin(today, Luck::Repatriate, &mexicans, &seats);
    take(state, T::RepatriateToMexico, &mut left, &repatriated);
    send_back(today, state, 1, &repatriated, 0.0);

    let cooperation = relative(today, state);
    let enrolled_share = today.lever(Setting::RemainShare);
    let enrol = wanted(today, Luck::Enrol, &left, |o| {
        if home(o) { 0.0 } else { enrolled_share }
    });
    // The daily number is one for ports, which came first, and the line.
    let room = whole(today.lever(Setting::RemainCap) * cooperation, 0.5)
        .saturating_sub(state.flows.total(T::SendBack));
    let enrolled = within(today, Luck::Enrol, enrol, room);
    take(state, T::Enrol, &mut left, &enrolled);
    for (cell, people) in enrolled.iter().enumerate() {
        join_hearing(today, state, cell, *people);
    }
    count_back(today, state, 2, &enrolled, super::safeguards(today));

    let eligible = |o: usize| {
        if home(o) {
            0.0
        } else {
            today.lever_at(Setting::ReturnToMexicoEligible, o)
        }
    };
    let wants = wanted(today, Luck::ReturnToMexico, &left, eligible);
    let cap = whole(today.lever(Setting::ReturnToMexicoCap) * cooperation, 0.5);
    let returned = within(today, Luck::ReturnToMexico, wants, cap);
    take(state, T::ReturnToMexico, &mut left, &returned);
    send_back(today, state, 3, &returned, 0.0);

    let wants = wanted(today, Luck::Repatriable, &left, |o| {
        if home(o) { 0.0 } else { repatriable(o) }
    });
    let abroad = within_by_origin(today, Luck::Repatriate, &wants, &seats);
    take(state, T::RepatriateAbroad, &mut left, &abroad);
    count_back(today, state, 4, &abroad, 0.0);

    let wants = wanted(today, Luck::Detain, &left, |origin| p.detain_share[origin]);
    let intake = today.lever(Setting::DetentionBeds) / p.detention_days.max(1.0);
    let beds = whole(intake, today.uniform(Luck::Detain, None, None, 0));
    let detained = within(today, Luck::Detain, wants, beds);
    take(state, T::Detain, &mut left, &detained);

    for (cell, people) in left.into_iter().enumerate() {
        state.flows.add(T::Release, cell, people);
    }
}

/// Repatriation seats of an origin today: seats × acceptance, which talks raise.
fn seats(today: &Today, state: &State, origin: usize) -> u32 {
    let acceptance = super::custody::talked_up(today, state, today.params.us_acceptance[origin]);
    let expected = today.lever_at(Setting::RepatriationSeats, origin) * acceptance;
    whole(
        expected,
        today.uniform(Luck::Repatriate, Some(origin), None, 0),
    )
}

/// People of each cell for whom a consequence is meant, by the share of their origin; empty if it is meant for nobody.
fn wanted(today: &Today, luck: Luck, left: &[u32], share: impl Fn(usize) -> f64) -> Vec<u32> {
    if (0..today.shape.origins).all(|origin| share(origin) <= 0.0) {
        return Vec::new();
    }
    let places = today.shape.places;
    let mut wanted = vec![0; left.len()];
    let origins = left.chunks(places).zip(wanted.chunks_mut(places));
    for (origin, (left, wanted)) in origins.enumerate() {
        let share = share(origin);
        for (place, (people, wanted)) in left.iter().zip(wanted).enumerate() {
            if *people > 0 && share > 0.0 {
                let key = today.key_at(luck, origin * places + place);
                *wanted = share_of(key, 1, *people, share);
            }
        }
    }
    wanted
}

/// A random sample of those meant, at most the national capacity.
fn within(today: &Today, luck: Luck, wants: Vec<u32>, capacity: u32) -> Vec<u32> {
    let total = wants.iter().sum();
    if capacity >= total {
        return wants;
    }
    let mut taken = vec![0; wants.len()];
    ration(
        capacity,
        &wants,
        |cell| today.uniform_at(luck, cell, 2),
        &mut taken,
    );
    taken
}

/// A random sample of those meant, at most the capacity of each origin.
fn within_by_origin(today: &Today, luck: Luck, wants: &[u32], capacity: &[u32]) -> Vec<u32> {
    let places = today.shape.places;
    let mut taken = vec![0; wants.len()];
    let origins = wants.chunks(places).zip(taken.chunks_mut(places));
    for (origin, ((wants, taken), seats)) in origins.zip(capacity).enumerate() {
        let people = (*seats).min(wants.iter().sum());
        let draw = |place: usize| today.uniform_at(luck, origin * places + place, 2);
        ration(people, wants, draw, taken);
    }
    taken
}

fn take(state: &mut State, transition: T, left: &mut [u32], taken: &[u32]) {
    for (cell, people) in taken.iter().enumerate() {
        left[cell] -= people;
        state.flows.add(transition, cell, *people);
    }
}

/// People sent back to Mexico are undecided in the city across from where they crossed.
fn send_back(today: &Today, state: &mut State, slot: u64, people: &[u32], safeguards: f64) {
    for (cell, people) in people.iter().enumerate() {
        state.turned_back[cell] += people;
    }
    count_back(today, state, slot, people, safeguards);
}

fn count_back(today: &Today, state: &mut State, slot: u64, people: &[u32], safeguards: f64) {
    for (cell, people) in people.iter().enumerate() {
        count_wrongful(today, state, cell, slot, *people, safeguards);
    }
}
