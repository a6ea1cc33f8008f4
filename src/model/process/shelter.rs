//! Shelter: usable beds are a hard cap, filled families first as far as the lever says.

use super::whole;
use crate::model::inputs::{Luck, Today};
use crate::model::shelter::{Guest, Night};
use crate::model::state::State;
use crate::model::transition::Compartment;
use crate::sampler::{binomial, ration};
use crate::setting::Setting;

/// Counts who seeks a bed tonight in every place and fills the beds.
pub fn step(today: &Today, state: &mut State) {
    for place in 0..today.shape.places {
        let mut night = present(today, state, place);
        let families = seek(today, state, place, &mut night);
        night.beds = usable_beds(today, place);
        fill(today, place, &mut night, families);
        let advisers = today.lever_at(Setting::Advisers, place) * today.params.people_per_adviser;
        night.advisers_reach = whole(advisers, 0.5);
        state.shelters.nights[place] = night;
    }
}

/// Usable beds: (nominal + built) × staffed share, whole beds. A bed decided on is there after the
/// time building takes.
fn usable_beds(today: &Today, place: usize) -> u32 {
    let p = today.params;
    let nominal = p.beds[place] + today.lever_before(Setting::ShelterBeds, place, p.build_days);
    let staffed =
        (p.staffed[place] * today.lever_at(Setting::ShelterFunding, place)).clamp(0.0, 1.0);
    whole(nominal * staffed, 0.5)
}

fn stocks(guest: Guest) -> &'static [Compartment] {
    match guest {
        Guest::Appointment => &[Compartment::Appointment],
        Guest::Hearing => &[Compartment::Hearing],
        Guest::Protection => &[Compartment::Protection],
        Guest::Return => &[Compartment::AtLiberty],
        Guest::Undecided => &[
            Compartment::Undecided,
            Compartment::TurnedBack,
            Compartment::ContainedSouth,
        ],
        Guest::Settled | Guest::Resident => &[],
    }
}

/// People of an origin who count as a guest of a kind in a place.
fn people(today: &Today, state: &State, guest: Guest, origin: usize, place: usize) -> u32 {
    let cell = today.shape.cell(origin, place);
    if guest == Guest::Settled {
        return state.settling[cell];
    }
    stocks(guest)
        .iter()
        .map(|stock| state.at(*stock, cell))
        .sum()
}

fn present(today: &Today, state: &State, place: usize) -> Night {
    let mut night = Night::default();
    for guest in Guest::ALL {
        night.present[guest as usize] = (0..today.shape.origins)
            .map(|origin| people(today, state, guest, origin, place))
            .sum();
    }
    let displaced =
        today.params.displaced[place] * today.lever_at(Setting::OutsideDisplaced, place);
    night.present[Guest::Resident as usize] = whole(displaced, 0.5);
    night
}

/// Who seeks a bed: a binomial share of each group; all displaced residents counted do. Returns the
/// seekers who are in families, by the mean family share of the people present.
fn seek(today: &Today, state: &State, place: usize, night: &mut Night) -> [u32; Guest::COUNT] {
    let p = today.params;
    let shares = [
        p.seek_appointment[place],
        p.seek_hearing[place],
        p.seek_protection[place],
        p.seek_return[place],
        p.seek_undecided[place],
        p.seek_settled[place],
        1.0,
    ];
    let mut families = [0; Guest::COUNT];
    for guest in Guest::ALL {
        let index = guest as usize;
        let luck = |luck: Luck| today.uniform(luck, None, Some(place), index as u64);
        night.seeking[index] = binomial(luck(Luck::Seek), night.present[index], shares[index]);
        let share = match guest {
            Guest::Resident => p.displaced_family,
            _ => family_share(today, state, guest, place, night.present[index]),
        };
        families[index] = binomial(luck(Luck::Families), night.seeking[index], share);
    }
    families
}

fn family_share(today: &Today, state: &State, guest: Guest, place: usize, present: u32) -> f64 {
    if present == 0 {
        return 0.0;
    }
    let in_families: f64 = (0..today.shape.origins)
        .map(|origin| {
            f64::from(people(today, state, guest, origin, place))
                * today.params.family_share[origin]
        })
        .sum();
    in_families / f64::from(present)
}

/// Families take first the part of the beds that the lever reserves for them; everybody left
/// shares the rest at random.
fn fill(today: &Today, place: usize, night: &mut Night, families: [u32; Guest::COUNT]) {
    let reserved = whole(
        f64::from(night.beds) * today.lever(Setting::FamiliesFirst).clamp(0.0, 1.0),
        0.5,
    );
    let luck = |slot: u64| today.uniform(Luck::Beds, None, Some(place), slot);
    let first = reserved.min(families.iter().sum());
    ration(
        first,
        &families,
        |guest| luck(guest as u64),
        &mut night.sheltered,
    );
    let left: [u32; Guest::COUNT] =
        std::array::from_fn(|guest| night.seeking[guest] - night.sheltered[guest]);
    let then = (night.beds - first).min(left.iter().sum());
    let mut more = [0; Guest::COUNT];
    ration(then, &left, |guest| luck(100 + guest as u64), &mut more);
    for (sheltered, more) in night.sheltered.iter_mut().zip(more) {
        *sheltered += more;
    }
}
