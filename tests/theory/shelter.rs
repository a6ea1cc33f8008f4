//! Beds as a cap on who is sheltered, and what a night without a roof does to the list.

use crate::assert_laws;
use crate::support::chain::{Chain, each};
use crate::support::sample::Sample;
use crate::support::theory::{binomial, daily, poisson};
use crate::support::{Run, Stage};
use crate::{LONG_RUN, assert_long_run, list};
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
fn evenings(days: usize, factor: f64, seek: f64) -> Vec<Chain<(usize, usize)>> {
    let mut night = Chain::at((0, 0));
    (0..days)
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

fn stage(days: usize, factor: f64, seek: f64) -> Stage {
    list(days, ARRIVALS)
            .assume(&format!(
                "leave-appointment.home={HAZARD} leaving.unsheltered-factor={factor} shelter.seek-appointment={seek} shelter.beds={BEDS}"
            ))
            .set(&format!("port-appointments.slots-per-day={SLOTS}"))
}

fn outside(run: &Run, day: usize) -> u32 {
    run.record.night(day, 0).unsheltered(Guest::Appointment)
}

/// Sheltered people never exceed the beds, the rest are without a roof, and those leave faster the
/// next day: laws of the list and of the people without a roof, and their nights over the run.
#[test]
fn beds_cap_the_sheltered_and_their_lack_speeds_leaving() {
    for (seed, factor, seek) in [(1401, 1.0, 1.0), (1402, 6.0, 1.0), (1403, 12.0, 0.7)] {
        let chains = evenings(DAYS, factor, seek);
        let stage = stage(DAYS, factor, seek);
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

/// The list and the people without a roof in the long run. Evenings 60 days apart are as good as
/// independent: of the crowd beyond the beds a fifth leaves every day.
#[test]
fn beds_in_the_long_run() {
    let night = evenings(120, 6.0, 0.7).pop().expect("the last evening");
    let stage = stage(LONG_RUN, 6.0, 0.7);
    let list = night.law(|(people, _)| *people);
    assert_long_run("list", (&stage, 1421), 60, &list, |run, day| {
        run.record.stock(day, C::Appointment)
    });
    let no_roof = night.law(|(_, outside)| *outside);
    assert_long_run("no roof", (&stage, 1422), 60, &no_roof, outside);
}
