//! Leaving by bands of waiting time, without and with service.

use crate::support::Stage;
use crate::support::chain::{Chain, each};
use crate::support::date;
use crate::support::sample::Sample;
use crate::support::theory::{binomial, left_by_band, poisson};
use crate::{ByDay, assert_laws, list};
use garita::model::transition::Compartment as C;
use garita::model::waits::{End, Queue};

/// A list that nobody serves, of which people leave by how long they have waited: mean and variance
/// of the stock over 240 days and the expected number who leave after each wait, with overdispersed
/// arrivals, for the list of appointments and for protection.
#[test]
fn a_list_nobody_serves_thins_out_by_band() {
    let (days, arrivals, dispersion, factors) = (240, 6.0, 3.0, [0.6, 2.0, 0.3, 3.0]);
    let survivors = left_by_band(0.5, factors, days);
    for (seed, name, stock, queue) in [
        (1301, "appointment", C::Appointment, Queue::Appointment),
        (1302, "protection", C::Protection, Queue::Protection),
    ] {
        // The first band is the hazard itself.
        let stage = Stage::simple(days).assume(&format!(
            "departure.base={arrivals} departure.dispersion={dispersion} intention.{name}=1 leave-{name}.home={} \
             leave-{name}.days-31-90={} leave-{name}.days-91-180={} leave-{name}.days-181-on={}",
            0.5 * factors[0],
            factors[1] / factors[0],
            factors[2] / factors[0],
            factors[3] / factors[0],
        ));
        let seen = [5, 30, 31, 60, 91, 150, 181, 239];
        let mut stocks = vec![Sample::default(); seen.len()];
        let mut left = ByDay::new(&format!("{name}: left after days"), days);
        stage.each(seed, 700, |run| {
            for (sample, day) in stocks.iter_mut().zip(seen) {
                sample.0.push(f64::from(run.record.stock(day, stock)));
            }
            left.add(&run.record.waits.of(queue).ended[End::WentHome as usize]);
        });
        for (sample, day) in stocks.iter().zip(seen) {
            let sum = |f: &dyn Fn(f64) -> f64| survivors[..=day].iter().map(|s| f(*s)).sum::<f64>();
            let mean = arrivals * sum(&|s| s);
            sample.assert_mean(&format!("{name}, day {day}"), mean);
            let variance = mean + arrivals * arrivals / dispersion * sum(&|s| s * s);
            sample.assert_variance(&format!("{name}, day {day}"), variance);
        }
        let expected: Vec<f64> = (0..days)
            .map(|wait| match wait {
                0 => 0.0,
                _ => arrivals * (survivors[wait - 1] - survivors[wait]) * (days - wait) as f64,
            })
            .collect();
        left.assert_means(&expected);
    }
}

/// Two crowds on one list, registered on days 0 and 70, one slot a day for the earliest: each crowd
/// leaves by the band of its own wait while the first keeps the second from being served. Law of the
/// list on days in every band, and expected people served and gone after each wait.
#[test]
fn two_crowds_leave_by_their_own_bands_while_one_is_served() {
    let (days, crowd, second, hazard) = (130, 45.0, 70, 0.25);
    let factors = [1.0, 4.0, 0.2, 1.0];
    let left_by_age = left_by_band(hazard, factors, days);
    let stay = |age: usize| left_by_age[age] / left_by_age[age - 1];
    let mut served = vec![0.0; days];
    let mut gone = vec![0.0; days];
    let mut laws = Vec::new();
    let mut chain = Chain::at((0, 0));
    for day in 0..days {
        if day > 0 {
            gone[day] += chain.mean(|(a, _)| *a as f64) * (1.0 - stay(day));
            chain = chain.step(|(a, b)| each(&binomial(*a, stay(day)), |left| (left, *b)));
        }
        if day > second {
            let age = day - second;
            gone[age] += chain.mean(|(_, b)| *b as f64) * (1.0 - stay(age));
            chain = chain.step(|(a, b)| each(&binomial(*b, stay(age)), |left| (*a, left)));
        }
        if day == 0 {
            chain = chain.step(|(_, b)| each(&poisson(crowd), |came| (came, *b)));
        }
        if day == second {
            chain = chain.step(|(a, _)| each(&poisson(crowd), |came| (*a, came)));
        }
        served[day] += chain.mean(|(a, _)| f64::from(u8::from(*a > 0)));
        if day >= second {
            served[day - second] += chain.mean(|(a, b)| f64::from(u8::from(*a == 0 && *b > 0)));
        }
        chain = chain.step(|(a, b)| {
            let next = if *a > 0 {
                (a - 1, *b)
            } else {
                (0, b.saturating_sub(1))
            };
            vec![(next, 1.0)]
        });
        laws.push(chain.law(|(a, b)| a + b));
    }
    let stage = list(days, crowd)
        .assume(&format!(
            "leave-appointment.home={hazard} leave-appointment.days-31-90=4 leave-appointment.days-91-180=0.2"
        ))
        .set("port-appointments.slots-per-day=1 port-appointments.oldest-first-share=1")
        .set(&format!(
            "outside-events.departures=0@{} outside-events.departures=1@{} outside-events.departures=0@{}",
            date(1),
            date(second),
            date(second + 1)
        ));
    let on: Vec<_> = [0, 10, 20, 30, 31, 35, 70, 90, 100, 101, 105, 110]
        .map(|day: usize| (day, laws[day].clone()))
        .into();
    assert_laws("two crowds", (&stage, 1311, 2_000), &on, |run, day| {
        run.record.stock(day, C::Appointment)
    });
    let mut served_after = ByDay::new("two crowds: served after days", days);
    let mut gone_after = ByDay::new("two crowds: gone after days", days);
    stage.each(1312, 1_500, |run| {
        let waits = run.record.waits.of(Queue::Appointment);
        served_after.add(&waits.served);
        gone_after.add(&waits.ended[End::WentHome as usize]);
    });
    served_after.assert_means(&served);
    gone_after.assert_means(&gone);
}
