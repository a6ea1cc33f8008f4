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
        let (mut night, family_share) = present(today, state, place);
        let families = seek(today, place, &mut night, family_share);
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

/// Who is in a place tonight, and the mean family share of each group.
fn present(today: &Today, state: &State, place: usize) -> (Night, [f64; Guest::COUNT]) {
    let p = today.params;
    let displaced = p.displaced[place] * today.lever_at(Setting::OutsideDisplaced, place);
    let returning = |cell: usize| state.liberty[cell].total();
    let undecided =
        |cell: usize| state.undecided[cell] + state.turned_back[cell] + state.contained[cell];
    // In the order of Guest::ALL.
    let groups: [(u32, f64); Guest::COUNT] = [
        group(today, place, |cell| state.appointment[cell].total()),
        group(today, place, |cell| state.at(Compartment::Hearing, cell)),
        group(today, place, |cell| state.protection[cell].total()),
        group(today, place, returning),
        group(today, place, undecided),
        group(today, place, |cell| state.settling[cell]),
        (whole(displaced, 0.5), p.displaced_family),
    ];
    let night = Night {
        present: groups.map(|(people, _)| people),
        ..Night::default()
    };
    (night, groups.map(|(_, family_share)| family_share))
}

/// The people of all origins in a place, and their mean family share.
fn group(today: &Today, place: usize, people: impl Fn(usize) -> u32) -> (u32, f64) {
    let (mut all, mut in_families) = (0, 0.0);
    let cells = today.shape.cells_of_place(place);
    for (cell, family_share) in cells.zip(&today.params.family_share) {
        let people = people(cell);
        all += people;
        in_families += f64::from(people) * family_share;
    }
    (all, in_families / f64::from(all.max(1)))
}

/// Who seeks a bed: a binomial share of each group; all displaced residents counted do. Returns the
/// seekers who are in families, by the mean family share of the people present.
fn seek(
    today: &Today,
    place: usize,
    night: &mut Night,
    family_share: [f64; Guest::COUNT],
) -> [u32; Guest::COUNT] {
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
    let key = |luck: Luck| today.key(luck, None, Some(place));
    let (seek, families) = (key(Luck::Seek), key(Luck::Families));
    night.seeking = std::array::from_fn(|guest| {
        share_of(seek, guest as u64, night.present[guest], shares[guest])
    });
    std::array::from_fn(|guest| {
        let seeking = night.seeking[guest];
        share_of(families, guest as u64, seeking, family_share[guest])
    })
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
