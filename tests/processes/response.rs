//! The response of departures to what people perceive of policy.

use crate::support::sample::Sample;
use crate::support::{Run, Stage, date};
use garita::model::transition::Transition as T;

/// Two hundred people a day present themselves; from day 60 on all are returned to Mexico, so the
/// chance that an attempt ends in staying falls from 1 to 0.
fn closing(beta: f64) -> Stage {
    Stage::simple(200)
        .assume("departure.base=200 intention.cross=1 crossing.presents-share=1 response.delay=1")
        .assume(&format!("response.stay-chance={beta}"))
        .set("return-to-mexico.people-per-day=10000")
        .set(&format!("return-to-mexico.eligible-share=1@{}", date(60)))
}

/// Departures on the last 80 days, when the window of 28 days and the delay are past.
fn late(run: &Run) -> Sample {
    run.daily(T::DepartInMexico)[120..]
        .iter()
        .map(|people| f64::from(*people))
        .collect()
}

/// Departures scale by exp(β·(x − x₀)), held within 0.3 and 3.
#[test]
fn departures_follow_the_perceived_chance_of_staying() {
    for (seed, beta, factor) in [
        (1, 0.0, 1.0),
        (2, 0.5, 0.606_530_66),
        (3, -0.5, 1.648_721_27),
        (4, 5.0, 0.3),
        (5, -5.0, 3.0),
    ] {
        late(&closing(beta).run(seed))
            .assert_mean(&format!("departures at β = {beta}"), 200.0 * factor);
    }
}

/// Switched off, departures are those of a world without any response, person by person.
#[test]
fn the_response_can_be_switched_off() {
    let off = closing(2.0).toml("[switches]\nresponse = false").run(6);
    assert_eq!(
        off.daily(T::DepartInMexico),
        closing(0.0).run(6).daily(T::DepartInMexico)
    );
    assert_ne!(
        closing(2.0).run(6).daily(T::DepartInMexico),
        off.daily(T::DepartInMexico)
    );
}

/// Information takes its time: with a delay of d days the response is a fraction 1 − 1/e of the
/// whole d days after the measured chance has moved.
#[test]
fn information_takes_its_time() {
    let run = closing(1.0).assume("response.delay=60").run(7);
    let mean = |from: usize, to: usize| {
        run.daily(T::DepartInMexico)[from..to]
            .iter()
            .map(|people| f64::from(*people))
            .collect::<Sample>()
            .mean()
    };
    let (before, soon, late) = (mean(30, 60), mean(62, 72), mean(180, 200));
    // Standard error of a mean of 10 days is 4.5 people.
    assert!((before - 200.0).abs() < 4.5 * 2.6);
    assert!(soon > 175.0, "{soon}: hardly any response yet");
    assert!(late < 95.0, "{late}: most of the fall from 200 to 74");
}

/// The reference of perception is taken once at the start: where nothing changes nothing responds.
#[test]
fn without_change_there_is_no_response() {
    let steady = |beta: f64| {
        Stage::simple(150)
            .assume(
                "departure.base=200 intention.cross=1 crossing.presents-share=1 response.delay=1",
            )
            .assume(&format!("response.stay-chance={beta}"))
            .run(8)
            .daily(T::DepartInMexico)
    };
    assert_eq!(steady(5.0), steady(0.0));
}

/// A longer list, a higher risk of interdiction and pathways from abroad lower departures when
/// their β is negative, and do nothing when it is 0 (paired replicates).
#[test]
fn other_perceptions_move_departures_too() {
    let base = || {
        Stage::simple(250)
            .assume("departure.base=100 transit.journey=5 transit.interdiction=1 intention.appointment=1 response.delay=10")
            .set("port-appointments.slots-per-day=90")
    };
    let cases = [
        (
            "response.list-wait=-0.3",
            format!("port-appointments.slots-per-day=10@{}", date(60)),
        ),
        (
            "response.interdiction=-3",
            format!("mexican-interdiction.effort=5@{}", date(60)),
        ),
        (
            "response.pathway-share=-2",
            format!("humanitarian-parole.places-per-month=5000@{}", date(60)),
        ),
    ];
    for (words, lever) in cases {
        let departures = |stage: Stage| -> Vec<f64> {
            stage
                .runs(9, 6)
                .iter()
                .map(|run| run.flow(T::Depart) as f64)
                .collect()
        };
        let (unmoved, moved) = (
            departures(base().set(&lever)),
            departures(base().assume(words).set(&lever)),
        );
        let fewer: Sample = unmoved.iter().zip(&moved).map(|(a, b)| a - b).collect();
        fewer.assert_positive(words);
    }
}
