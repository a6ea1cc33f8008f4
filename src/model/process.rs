//! What happens in a day, one process a file. [`super::day`] fixes their order.

pub mod choice;
pub mod cooperation;
pub mod crossing;
pub mod custody;
pub mod departure;
pub mod harm;
pub mod hearing;
pub mod leaving;
pub mod pathway;
pub mod port;
pub mod protection;
pub mod security;
pub mod shelter;
pub mod transit;
pub mod walk;

use super::inputs::{Luck, Today};
use super::state::State;
use super::transition::{Compartment, Transition};
use super::waits::Queue;
use crate::random::DayKey;
use crate::sampler::{binomial, multinomial};
use crate::setting::Setting;

/// Mean length of a month in days; hazards in files are per month.
const MONTH: f64 = 30.44;

/// Chance that an event with this daily hazard happens within a day: 1 − exp(−h).
fn chance(daily_hazard: f64) -> f64 {
    -libm::expm1(-daily_hazard.max(0.0))
}

/// Share of the people who wait for a hearing or for Mexican protection in a place whom its legal
/// advisers represent.
fn legal_reach(today: &Today, state: &State, place: usize) -> f64 {
    let cases =
        today.lever_at(Setting::LegalAdvisers, place) * today.params.cases_per_legal_adviser;
    if cases <= 0.0 {
        return 0.0;
    }
    let waiting: u32 = (0..today.shape.origins)
        .map(|origin| today.shape.cell(origin, place))
        .map(|cell| state.at(Compartment::Hearing, cell) + state.at(Compartment::Protection, cell))
        .sum();
    (cases / f64::from(waiting.max(1))).min(1.0)
}

/// A share of good endings in which the odds of those with legal help are multiplied.
fn with_help(alone: f64, odds_ratio: f64, coverage: f64) -> f64 {
    let odds = alone / (1.0 - alone).max(1e-9) * odds_ratio;
    let helped = odds / (1.0 + odds);
    alone + (helped - alone) * coverage
}

/// How many of `people` are met by `chance`, each on their own; no uniform is computed where the
/// answer is known.
#[inline]
fn share_of(key: DayKey, slot: u64, people: u32, chance: f64) -> u32 {
    if people == 0 || chance <= 0.0 {
        0
    } else if chance >= 1.0 {
        people
    } else {
        binomial(key.uniform(slot), people, chance)
    }
}

/// Competing monthly hazards of leaving by cause.
struct Causes<const CAUSES: usize> {
    monthly: [f64; CAUSES],
    /// Monthly hazard of all causes.
    total: f64,
    /// Daily hazard of all causes.
    daily: f64,
}

impl<const CAUSES: usize> Causes<CAUSES> {
    fn new(monthly: [f64; CAUSES]) -> Self {
        let total: f64 = monthly.iter().sum();
        Causes {
            monthly,
            total,
            daily: total / MONTH,
        }
    }

    /// Chance to leave within a day.
    fn chance(&self) -> f64 {
        chance(self.daily)
    }

    /// How many of `people` take each cause today.
    ///
    /// One binomial decides how many leave with probability 1 − exp(−Σh/30.44), which `chance` gives where it is
    /// needed, then the causes share them in proportion to their hazards. Slot `slot` draws the number, the following
    /// slots the split.
    #[inline]
    fn take(
        &self,
        key: DayKey,
        slot: u64,
        people: u32,
        chance: impl FnOnce() -> f64,
    ) -> [u32; CAUSES] {
        let mut taken = [0; CAUSES];
        if people == 0 || self.daily <= 0.0 {
            return taken;
        }
        let uniform = key.uniform(slot);
        // P(nobody) = exp(−n·h) ≥ 1 − n·h: most small groups are settled without an exponential.
        if uniform <= 1.0 - f64::from(people) * self.daily {
            return taken;
        }
        let leaving = binomial(uniform, people, chance());
        if leaving > 0 {
            let shares = self.monthly.map(|hazard| hazard / self.total);
            let luck = |cause| key.uniform(slot + 1 + cause as u64);
            multinomial(leaving, &shares, luck, &mut taken);
        }
        taken
    }
}

/// Competing hazards that are the same in every place, prepared once a day: for people at home in Mexico, who do not
/// ask Mexico for protection, and for all others.
struct CausesByHome<const CAUSES: usize> {
    at_home: (Causes<CAUSES>, f64),
    others: (Causes<CAUSES>, f64),
}

impl<const CAUSES: usize> CausesByHome<CAUSES> {
    /// Prepares the monthly hazards that come with a hazard of asking for protection.
    fn new(protection: f64, monthly: impl Fn(f64) -> [f64; CAUSES]) -> Self {
        let prepared = |protection| {
            let causes = Causes::new(monthly(protection));
            let chance = causes.chance();
            (causes, chance)
        };
        CausesByHome {
            at_home: prepared(0.0),
            others: prepared(protection),
        }
    }

    /// How many of the `people` of a cell take each cause today.
    fn take(&self, today: &Today, luck: Luck, cell: usize, people: u32) -> [u32; CAUSES] {
        if people == 0 {
            return [0; CAUSES];
        }
        let (causes, chance) = if today.shape.in_mexico[cell / today.shape.places] {
            &self.at_home
        } else {
            &self.others
        };
        causes.take(today.key_at(luck, cell), 0, people, || *chance)
    }
}

/// Up to so many people choose their place one by one, with a draw each.
const FEW: u32 = 4;

/// Spreads people of an origin over places by shares (normalized to those places), reporting
/// `(place, number)`, a place perhaps more than once.
fn spread(
    today: &Today,
    luck: Luck,
    origin: usize,
    slot: u64,
    people: u32,
    shares: &[f64],
    mut to: impl FnMut(usize, u32),
) {
    if people == 0 {
        return;
    }
    let mut rest: f64 = shares.iter().sum();
    let Some(last) = shares.iter().rposition(|share| *share > 0.0) else {
        return;
    };
    if people <= FEW {
        let key = today.key(luck, Some(origin), None);
        for person in 0..people {
            to(
                pick(
                    shares,
                    last,
                    rest * key.uniform(slot * u64::from(FEW) + u64::from(person)),
                ),
                1,
            );
        }
        return;
    }
    let mut left = people;
    for (place, share) in shares
        .iter()
        .enumerate()
        .take_while(|(place, _)| *place < last)
    {
        let count = share_of(
            today.key(luck, Some(origin), Some(place)),
            slot,
            left,
            share / rest,
        );
        if count > 0 {
            to(place, count);
        }
        left -= count;
        rest -= share;
        if left == 0 {
            return;
        }
    }
    // The last place with a share takes the rounding, so that nobody is lost.
    to(last, left);
}

/// The place at a point of the shares laid end to end; never beyond the last with a share.
fn pick(shares: &[f64], last: usize, mut point: f64) -> usize {
    for (place, share) in shares[..last].iter().enumerate() {
        if point < *share {
            return place;
        }
        point -= share;
    }
    last
}

/// The row of an origin × place table that belongs to one origin.
fn of_origin<'t>(today: &Today, table: &'t [f64], origin: usize) -> &'t [f64] {
    &table[origin * today.shape.places..(origin + 1) * today.shape.places]
}

/// A whole number whose mean is `expected`: the whole part, plus one with the chance of the rest.
fn whole(expected: f64, uniform: f64) -> u32 {
    let expected = expected.clamp(0.0, 4e9);
    let floor = expected as u32; // rounded down: it is not negative
    floor + u32::from(uniform < expected - f64::from(floor))
}

/// Registers people for a U.S. appointment today.
fn join_appointment(today: &Today, state: &mut State, cell: usize, people: u32) {
    state.appointment[cell].add(today.day, people);
    state.waits.register(Queue::Appointment, people);
}

/// Files applications for Mexican protection today.
fn join_protection(today: &Today, state: &mut State, cell: usize, people: u32) {
    state.protection[cell].add(today.day, people);
    state.waits.register(Queue::Protection, people);
}

/// Gives people at liberty an order to leave today.
fn join_liberty(today: &Today, state: &mut State, cell: usize, people: u32) {
    state.liberty[cell].add(today.day, people);
    state.waits.register(Queue::Return, people);
}

/// Enrols people in Remain in Mexico today; their first hearing comes after a recess.
fn join_hearing(today: &Today, state: &mut State, cell: usize, people: u32) {
    state.recess[cell].add(today.day, people);
    state.waits.register(Queue::Hearing, people);
}

/// Sends people of a cell to cross between ports today: at their own place if it is on the
/// border, else at border places by the crossing shares of their origin.
fn go_to_the_line(
    today: &Today,
    state: &mut State,
    luck: Luck,
    cell: usize,
    slot: u64,
    people: u32,
) {
    let (origin, place) = (cell / today.shape.places, cell % today.shape.places);
    if today.shape.border[place] {
        state.at_line[cell] += people;
        return;
    }
    let shares = of_origin(today, &today.params.crossing_place, origin);
    let line = &mut state.at_line;
    // The slot carries the place they come from, so that two sources never share a draw.
    spread(
        today,
        luck,
        origin,
        slot * 1_000 + place as u64,
        people,
        shares,
        |to, count| {
            line[today.shape.cell(origin, to)] += count;
        },
    );
}

/// Sends people of a cell north: across the line from border places, on the last stage of the
/// journey from inland ones. Records the move that fits.
fn go_north(
    today: &Today,
    state: &mut State,
    cell: usize,
    people: u32,
    from_border: Transition,
    from_inland: Transition,
) {
    let (origin, place) = (cell / today.shape.places, cell % today.shape.places);
    if today.shape.border[place] {
        state.at_line[cell] += people;
        state.flows.add(from_border, cell, people);
    } else {
        if let Some(last) = state.en_route[origin].last_mut() {
            *last += people;
        }
        state.flows.add(from_inland, cell, people);
    }
}

/// Share of wrongful returns that the safeguards of Remain in Mexico prevent today.
fn safeguards(today: &Today) -> f64 {
    today.params.safeguards_effect * today.lever(crate::setting::Setting::RemainSafeguards)
}

/// Counts, among people of a cell sent back, those who had a claim to protection.
fn count_wrongful(
    today: &Today,
    state: &mut State,
    cell: usize,
    slot: u64,
    people: u32,
    safeguards: f64,
) {
    if people == 0 {
        return;
    }
    let origin = cell / today.shape.places;
    let standards =
        today.lever(crate::setting::Setting::ProfessionalStandards) * today.params.standards_effect;
    let share = today.params.claim_share[origin] * (1.0 - standards) * (1.0 - safeguards);
    let wrongful = share_of(today.key_at(Luck::Claims, cell), slot, people, share);
    state
        .flows
        .tally(super::flows::Tally::WrongfulReturns, cell, wrongful);
}
