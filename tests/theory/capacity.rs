//! Capacity that changes on a date, ramps, rests at weekends, and is split over ports.

use crate::support::theory::{Law, poisson, rounded, served_by, sum};
use crate::support::{START, Stage, date};
use crate::{assert_laws, list, tally};
use garita::model::transition::Compartment as C;

/// Laws of a list from empty, with the arrivals and the expected slots of each day.
fn evenings(
    days: usize,
    arrivals: impl Fn(usize) -> f64,
    slots: impl Fn(usize) -> f64,
) -> Vec<Law> {
    let mut law = vec![1.0];
    (0..days)
        .map(|day| {
            law = served_by(&sum(&law, &poisson(arrivals(day))), &rounded(slots(day)));
            law.clone()
        })
        .collect()
}

fn on(days: &[usize], laws: &[Law]) -> Vec<(usize, Law)> {
    days.iter().map(|day| (*day, laws[*day].clone())).collect()
}

/// Slots fall on one date and rise on another: the law of the list before, on and after each.
#[test]
fn slots_that_change_on_a_date() {
    let slots = |day| match day {
        0..30 => 6.0,
        30..60 => 3.5,
        _ => 9.0,
    };
    let stage = list(90, 5.0)
        .set("port-appointments.slots-per-day=6")
        .set(&format!(
            "port-appointments.slots-per-day=3.5@{} port-appointments.slots-per-day=9@{}",
            date(30),
            date(60)
        ));
    let laws = on(
        &[29, 30, 31, 45, 59, 60, 62, 75, 89],
        &evenings(90, |_| 5.0, slots),
    );
    assert_laws("slots by date", (&stage, 1101, 2_000), &laws, |run, day| {
        run.record.stock(day, C::Appointment)
    });
}

/// A ramp goes in a straight line from the old value on its first day to the new one after its time;
/// parts of a slot are a chance of one more.
#[test]
fn slots_that_ramp() {
    let slots = |day: usize| 8.0 - 6.0 * ((day as f64 - 10.0) / 20.0).clamp(0.0, 1.0);
    let stage = list(50, 5.0)
        .toml(&format!(
            "[levers.port-appointments]\nslots-per-day = [{{ from = {START}, value = 8 }}, {{ from = {}, value = 2, ramp = \"20 days\" }}]\nsource = \"assumption\"\nnote = \"a ramp\"",
            date(10)
        ))
        .unset("port-appointments.slots-per-day");
    let laws = on(&[9, 14, 20, 25, 30, 31, 49], &evenings(50, |_| 5.0, slots));
    assert_laws(
        "slots on a ramp",
        (&stage, 1102, 2_000),
        &laws,
        |run, day| run.record.stock(day, C::Appointment),
    );
}

const WEEKEND_SLOTS: [f64; 7] = [7.0, 7.0, 7.0, 7.0, 7.0, 3.5, 3.5];
const WEEK_OF_ARRIVALS: [f64; 7] = [6.0, 5.0, 5.0, 5.0, 5.0, 2.5, 7.5];

fn week(days: usize) -> Stage {
    list(days, 5.0)
        .assume(
            "weekday.monday=1.2 weekday.saturday=0.5 weekday.sunday=1.5 port.weekend-factor=0.5",
        )
        .set("port-appointments.slots-per-day=7")
}

/// Fewer slots at weekends and another number of arrivals on some weekdays: a queue with a weekly
/// rhythm, day by day from empty.
#[test]
fn weekends_from_empty() {
    let laws = evenings(
        40,
        |day| WEEK_OF_ARRIVALS[day % 7],
        |day| WEEKEND_SLOTS[day % 7],
    );
    let laws = on(&[4, 5, 6, 7, 26, 27, 34], &laws);
    assert_laws("weekend", (&week(40), 1103, 2_000), &laws, |run, day| {
        run.record.stock(day, C::Appointment)
    });
}

/// … and its periodic stationary law, on Fridays, Sundays and Wednesdays. Evenings ten weeks apart
/// are as good as independent: the longest memory, 1/(√slots − √arrivals)², is under four weeks.
#[test]
fn weekends_in_the_long_run() {
    let laws = evenings(
        2_100,
        |day| WEEK_OF_ARRIVALS[day % 7],
        |day| WEEKEND_SLOTS[day % 7],
    );
    let mut counts = [vec![], vec![], vec![]];
    let days = [2_097, 2_099, 2_095];
    week(20_000).each(1104, 4, |run| {
        for (counts, day) in counts.iter_mut().zip(days) {
            for people in run
                .stock(C::Appointment)
                .into_iter()
                .skip(70 + day % 7)
                .step_by(70)
            {
                tally(counts, people as usize);
            }
        }
    });
    for (counts, day) in counts.iter().zip(days) {
        let name = format!("stationary, weekday {}", day % 7);
        crate::support::sample::assert_law(&name, counts, &laws[day]);
    }
}

/// Two cities, two origins. A national list is one queue for the slots of both ports; lists of their
/// own are two queues, of which one stands still while its port is closed.
#[test]
fn a_national_list_is_one_queue_and_own_lists_are_two() {
    let stage = |scope: &str| {
        Stage::new(&["venezuela", "andean"], &["tijuana", "nogales"], 60)
            .assume(
                "departure.base.venezuela=2.2 departure.base.andean=2 departure.dispersion=1e15",
            )
            .assume("intention.appointment=1 port.share.tijuana=0.6 port.share.nogales=0.4")
            .assume("appointment.place-share.tijuana=0.5 appointment.place-share.nogales=0.5")
            .set("port-appointments.slots-per-day=5")
            .toml(&format!("[switches]\nappointment-list = \"{scope}\""))
    };
    let national = on(&[3, 20, 59], &evenings(60, |_| 4.2, |_| 5.0));
    assert_laws(
        "national list",
        (&stage("national"), 1105, 1_500),
        &national,
        |run, day| run.record.stock(day, C::Appointment),
    );
    let own = stage("by-port").set(&format!(
        "port-appointments.port-open.tijuana=0@{} port-appointments.port-open.tijuana=1@{}",
        date(20),
        date(25)
    ));
    let closed = |day: usize| if (20..25).contains(&day) { 0.0 } else { 3.0 };
    for (place, slots) in [(0, &closed as &dyn Fn(usize) -> f64), (1, &|_: usize| 2.0)] {
        let laws = on(&[3, 19, 22, 24, 30, 59], &evenings(60, |_| 2.1, slots));
        let name = format!("own list of city {place}");
        assert_laws(&name, (&own, 1106, 1_500), &laws, |run, day| {
            run.record.stock_at_place(day, C::Appointment, place)
        });
    }
}
