//! Shelter: usable beds are a hard cap, filled families first as far as the lever says.

use super::{share_of, whole};
use crate::model::inputs::{Luck, Today};
use crate::model::shelter::{Guest, Night};
use crate::model::state::State;
use crate::model::transition::Compartment;
use crate::sampler::ration;
use crate::setting::Setting;

/// Counts who seeks a bed tonight in every place and fills the beds.
pub fn step(today: &Today, state: &mut State) {
    for place in 0..today.shape.places {
        let mut night = Night {
            present: present(today, state, place),
            beds: usable_beds(today, place),
            ..Night::default()
        };
        seek(today, place, &mut night);
        fill(today, state, place, &mut night);
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

/// Groups of guests who are in the model's queues: all but residents.
const QUEUED: usize = Guest::Resident as usize;

/// Who is in a place tonight, by group.
fn present(today: &Today, state: &State, place: usize) -> [u32; Guest::COUNT] {
    let p = today.params;
    let displaced = p.displaced[place] * today.lever_at(Setting::OutsideDisplaced, place);
    let mut present = [0; Guest::COUNT];
    present[QUEUED] = whole(displaced, 0.5);
    for cell in today.shape.cells_of_place(place) {
        for (all, people) in present.iter_mut().zip(queued(state, cell)) {
            *all += people;
        }
    }
    present
}

/// The people of a cell in each group of the queues, in the order of [`Guest::ALL`].
fn queued(state: &State, cell: usize) -> [u32; QUEUED] {
    [
        state.appointment[cell].total(),
        state.at(Compartment::Hearing, cell),
        state.protection[cell].total(),
        state.liberty[cell].total(),
        state.undecided[cell] + state.turned_back[cell] + state.contained[cell],
        state.settling[cell],
    ]
}

/// Who seeks a bed: a binomial share of each group; all displaced residents counted do.
fn seek(today: &Today, place: usize, night: &mut Night) {
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
    let key = today.key(Luck::Seek, None, Some(place));
    night.seeking = std::array::from_fn(|guest| {
        share_of(key, guest as u64, night.present[guest], shares[guest])
    });
}

/// Families take first the part of the beds that the lever reserves for them; everybody left
/// shares the rest at random.
fn fill(today: &Today, state: &State, place: usize, night: &mut Night) {
    let luck = |slot: u64| today.uniform(Luck::Beds, None, Some(place), slot);
    let reserved = whole(
        f64::from(night.beds) * today.lever(Setting::FamiliesFirst).clamp(0.0, 1.0),
        0.5,
    );
    // Who is in a family is asked only where it matters.
    if reserved > 0 {
        let families = families(today, state, place, night);
        ration(
            reserved.min(families.iter().sum()),
            &families,
            |guest| luck(guest as u64),
            &mut night.sheltered,
        );
    }
    let left: [u32; Guest::COUNT] =
        std::array::from_fn(|guest| night.seeking[guest] - night.sheltered[guest]);
    let then = (night.beds - night.sheltered.iter().sum::<u32>()).min(left.iter().sum());
    let mut more = [0; Guest::COUNT];
    ration(then, &left, |guest| luck(100 + guest as u64), &mut more);
    for (sheltered, more) in night.sheltered.iter_mut().zip(more) {
        *sheltered += more;
    }
}

/// The seekers who are in families, by the mean family share of the people present.
fn families(today: &Today, state: &State, place: usize, night: &Night) -> [u32; Guest::COUNT] {
    let mut in_families = [0.0; QUEUED];
    let cells = today.shape.cells_of_place(place);
    for (cell, family_share) in cells.zip(&today.params.family_share) {
        for (sum, people) in in_families.iter_mut().zip(queued(state, cell)) {
            *sum += f64::from(people) * family_share;
        }
    }
    let key = today.key(Luck::Families, None, Some(place));
    std::array::from_fn(|guest| {
        let share = match in_families.get(guest) {
            Some(people) => people / f64::from(night.present[guest].max(1)),
            None => today.params.displaced_family,
        };
        share_of(key, guest as u64, night.seeking[guest], share)
    })
}
