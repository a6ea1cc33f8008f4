//! Remain in Mexico: dormant until set, one daily number, courts, outcomes, safeguards.

use crate::support::sample::{LIMIT, assert_law, assert_share};
use crate::support::{Run, Stage, load, plan};
use garita::model::flows::Tally;
use garita::model::transition::{Compartment as C, Transition as T};
use garita::model::waits::Queue;
use garita::scenario::Overrides;

/// Two hundred people a day present themselves to agents, and all would be enrolled.
fn enrolling(days: usize, daily: u32) -> Stage {
    Stage::simple(days)
        .assume(
            "departure.base=200 intention.cross=1 crossing.presents-share=1 turned-back.days=90",
        )
        .set(&format!(
            "remain-in-mexico.share-enrolled=1 remain-in-mexico.people-per-day={daily}"
        ))
}

/// A court for many people who are due at once.
fn court(days: usize, hearings: u32) -> Stage {
    enrolling(days, 150).set(&format!("remain-in-mexico.hearings-per-day={hearings}"))
}

fn finals(run: &Run) -> [u64; 3] {
    [
        run.flow(T::HearingGranted),
        run.flow(T::HearingRefused),
        run.flow(T::HearingAbsent),
    ]
}

/// In the status quo the programme is dormant: nobody is enrolled, sent back or heard.
#[test]
fn the_programme_is_dormant_in_the_status_quo() {
    let scenario = load(
        "dormant",
        "extends = \"status-quo\"\nend = 2024-06-30\n",
        &Overrides::default(),
    );
    let plan = plan(&[scenario], 1);
    for k in 0..2 {
        let (record, state) = plan.record(0, k).expect("people are conserved");
        let run = Run { record, state };
        assert!(run.flow(T::Detect) > 100_000, "people are met");
        assert_eq!(
            run.flow(T::Enrol) + run.flow(T::SendBack) + run.tally(Tally::HearingsHeld),
            0
        );
        assert!(run.stock(C::Hearing).iter().all(|people| *people == 0));
    }
}

/// When set, it enrols its share within its daily number; none of it at share or number 0.
#[test]
fn enrolment_keeps_to_share_and_daily_number() {
    let run = enrolling(40, 120).run(2);
    assert_eq!(run.daily(T::Enrol), [120; 40]);
    assert_eq!(run.last(C::Hearing), 40 * 120);
    let some = enrolling(60, 5_000)
        .set("remain-in-mexico.share-enrolled=0.3")
        .run(2);
    assert_share("enrolled", some.flow(T::Enrol), some.flow(T::Detect), 0.3);
    assert_eq!(enrolling(40, 0).run(2).flow(T::Enrol), 0);
    assert_eq!(
        enrolling(40, 120)
            .set("remain-in-mexico.share-enrolled=0")
            .run(2)
            .flow(T::Enrol),
        0
    );
}

/// Ports and the line share one daily number, and ports come first.
#[test]
fn ports_and_the_line_share_one_daily_number() {
    let stage = Stage::simple(40)
        .assume("departure.base=400 intention.cross=0.5 intention.appointment=0.5 crossing.presents-share=1 turned-back.days=90")
        .assume("hearing.at-ports-factor=0.5 harm.claim-share=1")
        .set("port-appointments.slots-per-day=100 remain-in-mexico.share-enrolled=1 remain-in-mexico.people-per-day=80");
    let run = stage.run(3);
    assert!(
        (0..40).all(|day| run.record.flow(day, T::SendBack) + run.record.flow(day, T::Enrol) == 80)
    );
    assert_eq!(
        run.tally(Tally::WrongfulReturns),
        40 * 80,
        "both count where people have a claim"
    );
    assert!(
        run.flow(T::SendBack) > 1_500,
        "half of the 100 called a day, within 80"
    );
    let ports = stage
        .clone()
        .set("remain-in-mexico.people-per-day=5000")
        .run(3);
    assert_share(
        "sent back from ports",
        ports.flow(T::SendBack),
        ports.flow(T::Call),
        0.5,
    );
    assert_eq!(
        stage
            .assume("hearing.at-ports-factor=0")
            .run(3)
            .flow(T::SendBack),
        0
    );
}

/// Courts hear as many as they have slots, nobody without slots, and rest at weekends.
#[test]
fn courts_hear_within_their_slots() {
    let run = court(60, 30).run(4);
    assert_eq!(
        (5..60)
            .map(|day| run.record.tally(day, Tally::HearingsHeld))
            .collect::<Vec<_>>(),
        [30; 55]
    );
    let none = court(60, 0).run(4);
    assert_eq!(none.tally(Tally::HearingsHeld), 0);
    assert_eq!(u64::from(none.last(C::Hearing)), none.flow(T::Enrol));
    let week = court(28, 30).weekdays().run(4);
    assert!(
        (0..28)
            .filter(|day| day % 7 >= 5)
            .all(|day| week.record.tally(day, Tally::HearingsHeld) == 0)
    );
}

/// A hearing is missed with the absent share; one that is held is final with chance 1 ÷ hearings
/// needed, and then grants with the granted share.
#[test]
fn hearings_end_by_their_shares() {
    let run = court(300, 100)
        .assume("hearing.hearings-needed=4 hearing.absent-share=0.1 hearing.granted-share=0.3")
        .run(5);
    let held = run.tally(Tally::HearingsHeld);
    let [granted, refused, absent] = finals(&run);
    let again = held - granted - refused - absent;
    let last = 0.9 / 4.0;
    assert_law(
        "hearings",
        &[granted, refused, absent, again],
        &[last * 0.3, last * 0.7, 0.1, 0.9 - last],
    );
    let sure = court(100, 100).assume("hearing.granted-share=1").run(5);
    assert_eq!(finals(&sure), [sure.tally(Tally::HearingsHeld), 0, 0]);
    let missed = court(100, 100).assume("hearing.absent-share=1").run(5);
    assert_eq!(finals(&missed), [0, 0, missed.tally(Tally::HearingsHeld)]);
}

/// Legal help multiplies the odds for those who have it.
#[test]
fn legal_help_shifts_the_odds() {
    let stage = court(300, 100).assume("hearing.granted-share=0.2 hearing.legal-help-odds=4");
    let granted = |coverage: f64| {
        let run = stage
            .clone()
            .set(&format!("legal-help.coverage={coverage}"))
            .run(6);
        let [granted, refused, _] = finals(&run);
        (granted, granted + refused)
    };
    for (coverage, share) in [(0.0, 0.2), (0.5, 0.35), (1.0, 0.5)] {
        let (hits, all) = granted(coverage);
        assert_share(&format!("granted at coverage {coverage}"), hits, all, share);
    }
}

/// Legal advisers represent as many of the people who wait in their place as they can take on; who
/// has no other help is helped by them.
#[test]
fn legal_advisers_represent_people_in_their_place() {
    let stage = court(300, 100).assume(
        "hearing.granted-share=0.2 hearing.legal-help-odds=4 service.cases-per-legal-adviser=100",
    );
    let granted = |words: &str| {
        let run = stage.clone().set(words).run(6);
        let [granted, refused, _] = finals(&run);
        (granted, granted + refused)
    };
    for (words, share) in [
        ("service-staff.legal-advisers=0", 0.2),
        ("service-staff.legal-advisers=10000", 0.5),
        (
            "service-staff.legal-advisers=10000 legal-help.coverage=0.5",
            0.5,
        ),
    ] {
        let (hits, all) = granted(words);
        assert_share(words, hits, all, share);
    }
}

/// The time to a hearing that is due is exponential with the mean interval: with slots for all,
/// waits follow a geometric law.
#[test]
fn recesses_have_their_mean() {
    let stage = court(400, 5_000)
        .assume("hearing.interval=20 departure.base=20000")
        .set(&format!(
            "outside-events.departures=0@{}",
            crate::support::date(1)
        ))
        .set("remain-in-mexico.people-per-day=5000");
    let mut waits = vec![0; 400];
    stage.each(7, 10, |run| {
        let served = &run.record.waits.of(Queue::Hearing).served;
        for (total, people) in waits.iter_mut().zip(served) {
            *total += u64::from(*people);
        }
    });
    let due = 1.0 - libm::exp(-1.0 / 20.0);
    let mut law = vec![0.0];
    law.extend((0..400).map(|day| due * libm::pow(1.0 - due, f64::from(day))));
    assert_law("days to a hearing", &waits, &law);
    let (people, days) = (0..).zip(&waits).fold((0, 0), |(people, days), (wait, n)| {
        (people + n, days + wait * n)
    });
    let mean = days as f64 / people as f64;
    let error = libm::sqrt(1.0 - due) / due / libm::sqrt(people as f64);
    assert!(
        (mean - 1.0 / due).abs() < LIMIT * error,
        "mean wait {mean} ± {error}, expected {}",
        1.0 / due
    );
}

/// Safeguards keep people with a claim from being enrolled as wrongful returns.
#[test]
fn safeguards_lower_wrongful_returns() {
    let stage = enrolling(60, 100).assume("harm.claim-share=0.5 harm.safeguards-effect=0.8");
    for (safeguards, share) in [(0.0, 0.5), (0.5, 0.3), (1.0, 0.1)] {
        let run = stage
            .clone()
            .set(&format!("remain-in-mexico.safeguards={safeguards}"))
            .run(8);
        assert_share(
            "wrongful",
            run.tally(Tally::WrongfulReturns),
            run.flow(T::Enrol),
            share,
        );
    }
}
