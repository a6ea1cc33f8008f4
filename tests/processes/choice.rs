//! Intention and choice: closed channels, conditions, places.

use crate::support::sample::{Sample, assert_law, assert_share};
use crate::support::{Run, Stage, date};
use garita::model::transition::{Compartment as C, Transition as T};

const JOINS: [T; 5] = [
    T::ArriveAppointment,
    T::DecideAppointment,
    T::RetryAppointment,
    T::LeaveProtectionList,
    T::ArriveProtection,
];

/// A world in which people would join the appointment list in every way there is.
fn eager(days: usize) -> Stage {
    Stage::simple(days)
        .assume("departure.base=100 intention.cross=0.3 intention.appointment=0.3 intention.protection=0.2 crossing.presents-share=1")
        .assume("undecided.days=2 undecided.appointment=0.5 turned-back.days=2 turned-back.appointment=0.5")
        .assume("leave-protection.appointment=1")
        .set("return-to-mexico.eligible-share=1 return-to-mexico.people-per-day=10")
}

/// Nobody joins a closed list, in any way, on any day; when it opens again people do.
#[test]
fn a_closed_list_has_no_chance() {
    let run = eager(90)
        .toml(&format!(
            "[levers.port-appointments]\nsource = \"assumption\"\nnote = \"closed for a month\"\n\
             list-open = [{{ from = {}, value = false, until = {} }}]",
            date(30),
            date(60)
        ))
        .run(1);
    for way in &JOINS[..4] {
        let daily = run.daily(*way);
        assert!(daily[5..30].iter().sum::<u32>() > 20, "{way:?} is in use");
        assert_eq!(daily[30..60].iter().sum::<u32>(), 0, "{way:?}");
        assert!(
            daily[65..].iter().sum::<u32>() > 20,
            "{way:?} is in use again"
        );
    }
}

/// With every channel but crossing closed, people cross, go home or stay undecided.
#[test]
fn with_channels_closed_people_cross_go_home_or_stay() {
    let run = Stage::new(&["mexico"], &["tijuana"], 60)
        .assume("departure.base=100 intention.appointment=0.4 intention.protection=0.3 undecided.days=5")
        .assume("undecided.cross=0.2 undecided.appointment=0.4 undecided.protection=0.2 crossing.detection=0")
        .set("port-appointments.list-open=0")
        .run(2);
    assert_eq!(
        run.flow(T::ArriveUndecided),
        run.flow(T::DepartInMexico),
        "closed intentions are undecided"
    );
    let ways = [run.flow(T::DecideCross), run.flow(T::DecideHome)];
    assert_law("what is left", &ways, &[0.5, 0.5]);
    assert!(run.last(C::Undecided) > 100);
    assert_eq!(
        u64::from(run.last(C::Undecided)),
        run.flow(T::ArriveUndecided) - ways[0] - ways[1]
    );
}

/// A penalty on crossing, and predation, lower the share that crosses; the law is the logit of
/// `verification.rs`, here its direction and its extremes.
#[test]
fn penalty_and_risk_move_people_away_from_crossing() {
    let stage = |words: &str, levers: &str| {
        Stage::simple(60)
            .assume("departure.base=200 undecided.days=2 undecided.cross=0.5 undecided.protection=0.2 predation.half-life=0.1")
            .assume(words)
            .set("mexican-protection.officers=1")
            .set(levers)
            .runs(3, 6)
    };
    let crossing = |runs: &[Run]| -> Vec<f64> {
        runs.iter()
            .map(|run| run.flow(T::DecideCross) as f64)
            .collect()
    };
    let calm = crossing(&stage("", ""));
    for (words, lever) in [
        ("utility.penalty=-0.5", "asylum-limits.strictness=1"),
        (
            "utility.risk=-1 predation.military-action=0.5",
            "us-military-action.intensity=1",
        ),
    ] {
        let moved = crossing(&stage(words, lever));
        let fewer: Sample = calm.iter().zip(&moved).map(|(a, b)| a - b).collect();
        fewer.assert_positive(lever);
        assert_eq!(
            crossing(&stage("", lever)),
            calm,
            "{lever} without an effect on utility changes nothing"
        );
    }
}

/// People spread over places by shares of their origin and channel: a channel with all its share in
/// one city uses no other.
#[test]
fn places_depend_on_origin_and_channel() {
    let run = Stage::new(&["venezuela", "andean"], &["tijuana", "nogales"], 60)
        .assume("departure.base=100 intention.cross=0.5 intention.appointment=0.5 crossing.detection=0")
        .assume("crossing.place-share=0 crossing.place-share.venezuela/tijuana=0.2 crossing.place-share.venezuela/nogales=0.6")
        .assume("crossing.place-share.andean/nogales=1")
        .assume("appointment.place-share=0 appointment.place-share.tijuana=1")
        .run(4);
    let at = |transition, place| run.flow_at_place(transition, place);
    assert_eq!(at(T::ArriveAppointment, 1), 0);
    assert_eq!(
        at(T::ArriveCross, 0) + at(T::ArriveCross, 1),
        run.flow(T::ArriveCross)
    );
    let venezuelans = run.flow_of_origin(T::ArriveCross, 0);
    assert_share(
        "one in four of those in Tijuana",
        at(T::ArriveCross, 0),
        venezuelans,
        0.25,
    );
}

/// Turned-back people decide with their own shares and their own time.
#[test]
fn the_turned_back_decide_for_themselves() {
    let run = Stage::simple(100)
        .assume("departure.base=200 intention.cross=1 crossing.presents-share=1 turned-back.days=1")
        .assume("turned-back.cross=0.2 turned-back.appointment=0.3 turned-back.protection=0.1")
        .set("return-to-mexico.eligible-share=1 return-to-mexico.people-per-day=10000 mexican-protection.officers=0")
        .run(5);
    let ways = [
        T::RetryCross,
        T::RetryAppointment,
        T::RetryProtection,
        T::RetryHome,
    ]
    .map(|way| run.flow(way));
    assert_law("the turned back", &ways, &[0.2, 0.3, 0.1, 0.4]);
}
