//! Mexican custody, return seats, and people at liberty with an order to leave.

use crate::support::sample::{assert_law, assert_share};
use crate::support::{Run, Stage};
use garita::model::transition::{Compartment as C, Transition as T};

/// A hundred people a day set out, and almost all are met on the way.
fn met(days: usize) -> Stage {
    Stage::simple(days).assume(
        "departure.base=100 transit.journey=365 transit.interdiction=30 transit.held-eligible=1",
    )
}

/// People met are held, contained or given an order: nobody is lost.
fn assert_everybody_placed(run: &Run) {
    for day in 0..run.record.days() {
        let of = |transition| run.record.flow(day, transition);
        assert_eq!(
            of(T::Interdict),
            of(T::Hold) + of(T::Contain) + of(T::OrderToLeave),
            "day {day}"
        );
    }
    assert!(run.flow(T::Interdict) > 3_000);
}

/// Custody never holds more people than it has beds, and is full under pressure.
#[test]
fn custody_beds_are_a_hard_cap() {
    let run = met(60)
        .assume("custody.legal-limit=5")
        .set("mexican-custody.beds=120")
        .run(1);
    assert_everybody_placed(&run);
    let held = run.stock(C::Custody);
    assert!(
        held.iter().all(|people| *people <= 120) && held[20..].iter().any(|people| *people > 100)
    );
    assert!(run.flow(T::OrderToLeave) > 1_000);
}

/// Without beds, or with nobody eligible, nobody is held; with beds without end all eligible are.
#[test]
fn no_beds_nobody_eligible_and_beds_without_end() {
    let none = met(60).set("mexican-custody.beds=0").run(2);
    assert_everybody_placed(&none);
    assert_eq!(none.flow(T::Hold), 0);
    let families = met(60)
        .assume("transit.held-eligible=0")
        .set("mexican-custody.beds=50000")
        .run(2);
    assert_eq!(families.flow(T::Hold), 0);
    let all = met(60).set("mexican-custody.beds=50000").run(2);
    assert_eq!(all.flow(T::Hold), all.flow(T::Interdict));
    let some = met(60)
        .assume("transit.held-eligible=0.4")
        .set("mexican-custody.beds=50000")
        .run(2);
    assert_share("eligible", some.flow(T::Hold), some.flow(T::Interdict), 0.4);
}

/// Without a seat everybody is released with an order exactly at the legal limit.
#[test]
fn the_legal_limit_releases_with_an_order() {
    let run = met(60)
        .assume("custody.legal-limit=10")
        .set("mexican-custody.beds=50000")
        .run(3);
    let (held, released) = (run.daily(T::Hold), run.daily(T::ReleaseWithOrder));
    assert_eq!(released[..10], [0; 10]);
    assert_eq!(released[10..], held[..50]);
    assert_eq!(run.flow(T::ReturnFromCustody), 0);
}

/// With seats for all everybody is returned as soon as processing is over.
#[test]
fn seats_without_end_return_everybody() {
    let run = met(60)
        .assume("custody.legal-limit=10 custody.processing=2")
        .set("mexican-custody.beds=50000 mexican-return.seats-per-day=5000")
        .run(4);
    assert_eq!(
        run.daily(T::ReturnFromCustody)[2..],
        run.daily(T::Hold)[..58]
    );
    assert_eq!(run.flow(T::ReleaseWithOrder), 0);
}

/// Returns are seats × acceptance by the home country × cooperation relative to its base; talks
/// close part of what acceptance lacks.
#[test]
fn returns_are_accepted_seats() {
    let returned = |words: &str, levers: &str| {
        let stage = met(100)
            .assume("custody.legal-limit=90 cooperation.adjustment=1")
            .set("mexican-custody.beds=50000 mexican-return.seats-per-day=20");
        stage
            .assume(words)
            .set(levers)
            .run(5)
            .flow(T::ReturnFromCustody)
    };
    let full = returned("return.acceptance=1", "");
    assert!((1_960..=2_000).contains(&full), "20 a day: {full}");
    // 8 a day, whole people each day, so at most 1 off a day.
    let close = |count: u64, expected: f64| (count as f64 - expected).abs() <= 100.0;
    assert!(close(returned("return.acceptance=0.4", ""), 800.0));
    assert_eq!(returned("return.acceptance=0", ""), 0);
    let talks = "return.acceptance=0.2 return.talks-effect=0.5";
    assert!(
        close(returned(talks, "regional-talks.level=1"), 1_200.0),
        "0.2 + 0.8 × 0.5 = 0.6 of the seats"
    );
    assert!(close(returned(talks, ""), 400.0));
}

/// Without Mexican cooperation returns stop.
#[test]
fn returns_stop_without_cooperation() {
    let stage = met(100)
        .assume("custody.legal-limit=90 cooperation.adjustment=1")
        .set("mexican-custody.beds=50000 mexican-return.seats-per-day=20 mexican-cooperation.stance=-1");
    let daily = stage.run(6).daily(T::ReturnFromCustody);
    // Cooperation falls by the factor 1/e a day: after 25 days 20 seats are 3e-10 of a seat.
    assert_eq!(daily[25..].iter().sum::<u32>(), 0);
}

/// People at liberty go on north, ask for protection or go home in proportion to the hazards;
/// northward means across the line from border cities and on by the journey from inland places.
#[test]
fn people_at_liberty_move_on_by_competing_hazards() {
    let run = Stage::with_stocks(&["venezuela"], &["tijuana", "tapachula"], 60)
        .assume("start.at-liberty=20000 liberty.north=0.6 liberty.protection=0.1 liberty.home=0.3")
        .run(7);
    let north = run.flow(T::LibertyCross) + run.flow(T::LibertyNorth);
    let counts = [
        north,
        run.flow(T::LibertyProtection),
        run.flow(T::LibertyHome),
    ];
    assert_law("ways out of liberty", &counts, &[0.6, 0.1, 0.3]);
    assert_eq!(
        run.flow_at_place(T::LibertyCross, 1) + run.flow_at_place(T::LibertyNorth, 0),
        0
    );
    assert!(run.flow(T::LibertyCross) > 1_000 && run.flow(T::LibertyNorth) > 1_000);
}

/// Assisted return takes the longest waiting first, on its weekday; who comes for it today can go
/// today; without seats nobody goes.
#[test]
fn assisted_return_takes_the_longest_waiting() {
    let stage = |words: &str, seats: u32| {
        Stage::with_stocks(&["venezuela"], &["tijuana"], 14)
            .assume("start.at-liberty=600 departure.base=10 intention.return=1")
            .assume(words)
            .set(&format!("mexican-return.assisted-seats-per-day={seats}"))
            .run(8)
    };
    let daily = stage("", 40);
    assert_eq!(daily.daily(T::AssistedReturn), [40; 14]);
    let oldest = daily.state.liberty[0].oldest().unwrap();
    assert_eq!(
        daily.state.liberty[0].count_between(i32::MIN, oldest - 1),
        0
    );
    assert!(
        daily
            .record
            .waits
            .of(garita::model::waits::Queue::Return)
            .served[..10]
            .iter()
            .all(|people| *people == 0)
    );
    let mondays = stage("return.assisted-weekday=0", 40).daily(T::AssistedReturn);
    assert_eq!(
        mondays
            .iter()
            .enumerate()
            .filter(|(_, people)| **people > 0)
            .map(|(day, _)| day)
            .collect::<Vec<_>>(),
        [0, 7]
    );
    assert_eq!(stage("", 0).flow(T::AssistedReturn), 0);
    assert!(
        stage("", 2_000)
            .stock(C::AtLiberty)
            .iter()
            .all(|people| *people == 0)
    );
}
