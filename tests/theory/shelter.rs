//! Beds as a cap on who is sheltered, and what a night without a roof does to the list.

use crate::list;
use crate::support::chain::{Chain, each};
use crate::support::sample::Sample;
use crate::support::theory::{binomial, daily, poisson};
use crate::{assert_laws, support::Run};
use garita::model::shelter::Guest;
use garita::model::transition::{Compartment as C, Transition as T};

const DAYS: usize = 40;
const BEDS: usize = 9;
const SLOTS: usize = 1;
const ARRIVALS: f64 = 3.4;

/// Monthly hazard of leaving under a roof.
const HAZARD: f64 = 1.0;

/// Chance to leave after a night on which so many of the people on the list had no roof.
fn leaving(factor: f64, people: usize, outside: usize) -> f64 {
    let share = outside as f64 / people.max(1) as f64;
    daily(HAZARD * (1.0 + (factor - 1.0) * share))
}

/// The evenings' laws of (people on the list, of them without a roof): everybody leaves at a hazard
/// that grows with last night's unsheltered share, people come, slots are used, a share of those
/// present seeks one of the beds.
fn evenings(factor: f64, seek: f64) -> Vec<Chain<(usize, usize)>> {
    let mut night = Chain::at((0, 0));
    (0..DAYS)
        .map(|_| {
            let present = night
                .step(|(people, outside)| {
                    let stay = 1.0 - leaving(factor, *people, *outside);
                    each(&binomial(*people, stay), |left| left)
                })
                .step(|left| each(&poisson(ARRIVALS), |came| left + came))
                .step(|people| vec![(people.saturating_sub(SLOTS), 1.0)]);
            night = present.step(|people| {
                each(&binomial(*people, seek), |seeking| {
                    (*people, seeking.saturating_sub(BEDS))
                })
            });
            night.clone()
        })
        .collect()
}

fn outside(run: &Run, day: usize) -> u32 {
    run.record.night(day, 0).unsheltered(Guest::Appointment)
}

/// Sheltered people never exceed the beds, the rest are without a roof, and those leave faster the
/// next day: laws of the list and of the people without a roof, and their nights over the run.
#[test]
fn beds_cap_the_sheltered_and_their_lack_speeds_leaving() {
    for (seed, factor, seek) in [(1401, 1.0, 1.0), (1402, 6.0, 1.0), (1403, 12.0, 0.7)] {
        let chains = evenings(factor, seek);
        let stage = list(DAYS, ARRIVALS)
            .assume(&format!(
                "leave-appointment.home={HAZARD} leaving.unsheltered-factor={factor} shelter.seek-appointment={seek} shelter.beds={BEDS}"
            ))
            .set(&format!("port-appointments.slots-per-day={SLOTS}"));
        let days = [6, 10, 20, 39];
        let name = format!("factor {factor}, seeking {seek}");
        let laws =
            |count: fn(&(usize, usize)) -> usize| days.map(|day| (day, chains[day].law(count)));
        let luck = (&stage, seed, 1_500);
        assert_laws(
            &format!("{name}: list"),
            luck,
            &laws(|night| night.0),
            |run, day| run.record.stock(day, C::Appointment),
        );
        let no_roof = laws(|night| night.1);
        assert_laws(&format!("{name}: no roof"), luck, &no_roof, outside);
        let (mut nights, mut left) = (Sample::default(), Sample::default());
        stage.each(seed + 10, 1_500, |run| {
            let without = (0..DAYS).map(|day| f64::from(outside(&run, day)));
            nights.0.push(without.sum());
            left.0.push(run.flow(T::LeaveListHome) as f64);
        });
        let expected = chains
            .iter()
            .map(|night| night.mean(|(_, no_roof)| *no_roof as f64));
        nights.assert_mean(&format!("{name}: nights without a roof"), expected.sum());
        let leaving = |(people, outside): &(usize, usize)| {
            *people as f64 * leaving(factor, *people, *outside)
        };
        let expected = chains[..DAYS - 1].iter().map(|night| night.mean(leaving));
        left.assert_mean(&format!("{name}: left"), expected.sum());
    }
}
