//! Crossing between ports: detection, routes, deaths, overload, and one consequence for each.

use crate::support::sample::{Sample, assert_law, assert_share};
use crate::support::{Run, Stage};
use garita::model::flows::Tally;
use garita::model::transition::{Compartment as C, Transition as T};

const CONSEQUENCES: [T; 7] = [
    T::ToChildrensAgency,
    T::RepatriateToMexico,
    T::Enrol,
    T::ReturnToMexico,
    T::RepatriateAbroad,
    T::Detain,
    T::Release,
];

/// Two hundred people a day present themselves to agents.
fn presenting(days: usize) -> Stage {
    Stage::simple(days).assume(
        "departure.base=200 intention.cross=1 crossing.presents-share=1 turned-back.days=90",
    )
}

/// A thousand people a day try to evade.
fn evading(days: usize) -> Stage {
    Stage::simple(days).assume(
        "departure.base=1000 intention.cross=1 crossing.presents-share=0 crossing.detection=0.6",
    )
}

/// Everybody met by agents meets exactly one consequence, every day.
fn assert_one_consequence_each(run: &Run) {
    for day in 0..run.record.days() {
        let all: u32 = CONSEQUENCES
            .iter()
            .map(|way| run.record.flow(day, *way))
            .sum();
        assert_eq!(run.record.flow(day, T::Detect), all, "day {day}");
    }
}

/// With no consequence in force everybody who presents is released.
#[test]
fn without_consequences_people_are_released() {
    let run = presenting(40).run(1);
    assert_one_consequence_each(&run);
    assert_eq!(run.flow(T::Release), run.flow(T::DepartInMexico));
}

/// Each consequence takes what its capacity holds, and the rest falls through to release; without
/// capacity it takes nobody, with capacity without end everybody.
#[test]
fn each_consequence_keeps_to_its_capacity() {
    let ways: [(T, &str, &str, &str); 4] = [
        (
            T::Enrol,
            "",
            "remain-in-mexico.share-enrolled=1",
            "remain-in-mexico.people-per-day",
        ),
        (
            T::ReturnToMexico,
            "",
            "return-to-mexico.eligible-share=1",
            "return-to-mexico.people-per-day",
        ),
        (
            T::RepatriateAbroad,
            "crossing.repatriable-share=1",
            "",
            "us-repatriation.seats-per-day",
        ),
        (
            T::Detain,
            "crossing.detention-share=1 crossing.detention-stay=1",
            "",
            "us-detention-space.beds",
        ),
    ];
    for (way, words, on, capacity) in ways {
        let run = |number: u32| {
            let run = presenting(40)
                .assume(words)
                .set(on)
                .set(&format!("{capacity}={number}"))
                .run(2);
            assert_one_consequence_each(&run);
            run
        };
        assert_eq!(run(50).daily(way), [50; 40], "{way:?}");
        assert_eq!(run(0).flow(way), 0, "{way:?}");
        let all = run(5_000);
        assert_eq!(all.flow(way), all.flow(T::Detect), "{way:?}");
    }
}

/// Consequences are tried in their order: what one cannot hold goes to the next.
#[test]
fn what_does_not_fit_falls_through_in_order() {
    let run = presenting(40)
        .assume("crossing.children-share=0.1 crossing.repatriable-share=1 crossing.detention-share=1 crossing.detention-stay=1")
        .set("remain-in-mexico.share-enrolled=1 remain-in-mexico.people-per-day=20")
        .set("return-to-mexico.eligible-share=1 return-to-mexico.people-per-day=30")
        .set("us-repatriation.seats-per-day=25 us-detention-space.beds=15")
        .run(3);
    assert_one_consequence_each(&run);
    let ways = [T::Enrol, T::ReturnToMexico, T::RepatriateAbroad, T::Detain];
    for (way, capacity) in ways.into_iter().zip([20, 30, 25, 15]) {
        assert_eq!(run.daily(way), [capacity; 40], "{way:?}");
    }
    assert_share(
        "children",
        run.flow(T::ToChildrensAgency),
        run.flow(T::Detect),
        0.1,
    );
    let first = presenting(40)
        .assume("crossing.repatriable-share=1 crossing.detention-share=1")
        .set("remain-in-mexico.share-enrolled=1 remain-in-mexico.people-per-day=5000")
        .set("us-repatriation.seats-per-day=5000 us-detention-space.beds=500000")
        .run(3);
    assert_eq!(
        first.flow(T::Enrol),
        first.flow(T::Detect),
        "the earlier consequence leaves nobody to the later"
    );
}

/// Mexicans are repatriated to Mexico within seats, and are undecided again; Remain in Mexico and
/// return to Mexico are for others.
#[test]
fn mexicans_are_repatriated_to_mexico() {
    let stage = Stage::new(&["mexico"], &["tijuana"], 40)
        .assume("departure.base=200 intention.cross=1 crossing.presents-share=1 crossing.repatriable-share=1 turned-back.days=90")
        .set("remain-in-mexico.share-enrolled=1 remain-in-mexico.people-per-day=5000")
        .set("return-to-mexico.eligible-share=1 return-to-mexico.people-per-day=5000");
    let run = stage.clone().set("us-repatriation.seats-per-day=60").run(4);
    assert_one_consequence_each(&run);
    assert_eq!(run.daily(T::RepatriateToMexico), [60; 40]);
    assert_eq!(
        run.flow(T::Enrol) + run.flow(T::ReturnToMexico) + run.flow(T::RepatriateAbroad),
        0
    );
    assert!(run.last(C::TurnedBack) > 1_000);
    assert_eq!(stage.run(4).flow(T::RepatriateToMexico), 0);
}

/// Repatriation abroad needs acceptance by the home country; talks raise it.
#[test]
fn repatriation_needs_acceptance() {
    let abroad = |words: &str, levers: &str| {
        let stage = presenting(100)
            .assume("crossing.repatriable-share=1")
            .set("us-repatriation.seats-per-day=100");
        stage
            .assume(words)
            .set(levers)
            .run(5)
            .flow(T::RepatriateAbroad)
    };
    assert_eq!(abroad("crossing.repatriation-acceptance=0", ""), 0);
    assert_eq!(abroad("crossing.repatriation-acceptance=1", ""), 10_000);
    // Whole people each day: at most 1 off a day.
    let talked = abroad(
        "crossing.repatriation-acceptance=0.2 return.talks-effect=0.5",
        "regional-talks.level=1",
    );
    assert!(
        (5_900..=6_100).contains(&talked),
        "0.2 + 0.8 × 0.5 = 0.6 of the seats: {talked}"
    );
}

/// The daily numbers that Mexico accepts move with cooperation.
#[test]
fn accepted_numbers_move_with_cooperation() {
    for (way, on, capacity) in [
        (
            T::Enrol,
            "remain-in-mexico.share-enrolled=1",
            "remain-in-mexico.people-per-day=100",
        ),
        (
            T::ReturnToMexico,
            "return-to-mexico.eligible-share=1",
            "return-to-mexico.people-per-day=100",
        ),
    ] {
        let last = |stance: f64| {
            let stage = presenting(60)
                .assume("cooperation.adjustment=1")
                .set(on)
                .set(capacity);
            stage
                .set(&format!("mexican-cooperation.stance={stance}"))
                .run(6)
                .daily(way)[59]
        };
        assert_eq!(
            (last(0.0), last(-0.25), last(-1.0)),
            (100, 50, 0),
            "{way:?}: cooperation 0.5, 0.25, 0"
        );
    }
}

/// People sent back with a claim are counted as wrongful returns; professional standards and
/// safeguards lower the count, to none at full effect.
#[test]
fn wrongful_returns_are_counted() {
    let stage = presenting(40)
        .assume("harm.claim-share=0.6")
        .set("return-to-mexico.eligible-share=1 return-to-mexico.people-per-day=100");
    let run = stage.clone().run(7);
    assert_share(
        "wrongful",
        run.tally(Tally::WrongfulReturns),
        run.flow(T::ReturnToMexico),
        0.6,
    );
    let trained = stage
        .clone()
        .assume("harm.standards-effect=0.5")
        .set("professional-standards.coverage=0.5")
        .run(7);
    assert_share(
        "with standards",
        trained.tally(Tally::WrongfulReturns),
        trained.flow(T::ReturnToMexico),
        0.45,
    );
    let full = stage
        .clone()
        .assume("harm.standards-effect=1")
        .set("professional-standards.coverage=1")
        .run(7);
    assert_eq!(full.tally(Tally::WrongfulReturns), 0);
    let none = stage.assume("harm.claim-share=0").run(7);
    assert_eq!(none.tally(Tally::WrongfulReturns), 0);
}

/// Evaders are detected with the base chance; nobody at 0, everybody at 1.
#[test]
fn evaders_are_detected_by_chance() {
    let run = evading(60).run(8);
    assert_share(
        "detected",
        run.flow(T::Detect),
        run.flow(T::Detect) + run.flow(T::Evade),
        0.6,
    );
    assert_eq!(
        evading(60)
            .assume("crossing.detection=0")
            .run(8)
            .flow(T::Detect),
        0
    );
    assert_eq!(
        evading(60)
            .assume("crossing.detection=1")
            .run(8)
            .flow(T::Evade),
        0
    );
}

/// Staff, technology, troops and shared intelligence add to the log-odds of detection of evaders,
/// and do nothing to people who present themselves.
#[test]
fn detection_levers_add_to_the_log_odds() {
    let words = "crossing.staff-elasticity=0.5 crossing.technology-effect=0.4 crossing.troops-effect=0.3 crossing.intelligence-effect=0.2";
    let levers: [(&str, f64); 5] = [
        ("us-detection.staff=2", 0.5),
        ("us-detection.technology=1", 0.4),
        ("us-troops.personnel=10000", 0.3),
        ("intelligence-sharing.level=1", 0.2),
        ("us-detection.staff=0", -0.5),
    ];
    for (seed, (lever, shift)) in (80..).zip(levers) {
        let run = evading(60).assume(words).set(lever).run(seed);
        let odds = 0.6 / 0.4 * libm::exp(shift);
        assert_share(
            lever,
            run.flow(T::Detect),
            run.flow(T::Detect) + run.flow(T::Evade),
            odds / (1.0 + odds),
        );
        let presenting = presenting(20).assume(words).set(lever).run(seed);
        assert_eq!(presenting.flow(T::Evade), 0);
    }
}

/// Better detection pushes a share of evaders to remote routes, where detection is less likely.
#[test]
fn detection_pushes_people_to_remote_routes() {
    let stage = evading(60)
        .assume("crossing.remote-share=0.1 crossing.remote-shift=0.2 crossing.technology-effect=1");
    let share = |run: &Run| {
        (
            run.tally(Tally::RemoteAttempts),
            run.flow(T::Detect) + run.flow(T::Evade),
        )
    };
    let (remote, all) = share(&stage.run(9));
    assert_share("remote at the reference", remote, all, 0.1);
    let (remote, all) = share(&stage.clone().set("us-detection.technology=1").run(9));
    assert_share("remote under surveillance", remote, all, 0.3);
    let far = stage
        .assume("crossing.remote-share=1 crossing.remote-detection-factor=0.5")
        .run(9);
    assert_share(
        "detected on remote routes",
        far.flow(T::Detect),
        far.flow(T::Detect) + far.flow(T::Evade),
        0.3,
    );
    let none = evading(60).assume("crossing.remote-share=0").run(9);
    assert_eq!(none.tally(Tally::RemoteAttempts), 0);
}

/// Deaths are drawn within attempts by route, those on remote routes at their own chance.
#[test]
fn deaths_follow_the_route() {
    let stage = evading(60).assume("crossing.deaths-ordinary=0.01 crossing.deaths-remote=0.05");
    let deaths = |share: f64| {
        let run = stage
            .clone()
            .assume(&format!("crossing.remote-share={share}"))
            .run(10);
        let attempts = run.flow(T::Die) + run.flow(T::Detect) + run.flow(T::Evade);
        assert_eq!(attempts, run.flow(T::ArriveCross));
        (run.flow(T::Die), run.tally(Tally::DeathsRemote), attempts)
    };
    let (all, remote, attempts) = deaths(0.0);
    assert_eq!(remote, 0);
    assert_share("deaths on ordinary routes", all, attempts, 0.01);
    let (all, remote, attempts) = deaths(1.0);
    assert_eq!(all, remote);
    assert_share("deaths on remote routes", all, attempts, 0.05);
    assert_eq!(
        evading(60)
            .assume("crossing.remote-share=0.5")
            .run(10)
            .flow(T::Die),
        0
    );
}

/// When encounters exceed what agents can process, detection of evaders falls; capacity, or an
/// effect of zero, undoes it; people who present are met all the same.
#[test]
fn overload_lowers_detection_of_evaders() {
    let stage = evading(120).assume("crossing.processing-capacity=300 crossing.overload-effect=1");
    let evaded = |stage: &Stage| -> Sample {
        stage
            .runs(11, 6)
            .iter()
            .map(|run| run.flow(T::Evade) as f64)
            .collect()
    };
    let (loaded, calm) = (
        evaded(&stage),
        evaded(&stage.clone().assume("crossing.overload-effect=0")),
    );
    let more: Sample = loaded.0.iter().zip(&calm.0).map(|(a, b)| a - b).collect();
    more.assert_positive("evaders under overload");
    assert_eq!(
        evaded(&stage.clone().set("us-processing.capacity=10")).0,
        calm.0,
        "3,000 a day can be processed"
    );
    let none = stage.clone().set("us-processing.capacity=0").run(11);
    let late = |way| none.daily(way)[60..].iter().sum::<u32>();
    assert!(
        late(T::Detect) * 50 < late(T::Evade),
        "without capacity a few encounters a day are already too many"
    );
    // In balance n encounters a day solve n = 1000·d, with log-odds of d lowered by (n/300 − 1).
    let mut n: f64 = 400.0;
    for _ in 0..2_000 {
        let odds = 1.5 * libm::exp(-(n / 300.0 - 1.0).max(0.0));
        n += (1_000.0 * odds / (1.0 + odds) - n) * 0.01;
    }
    let run = stage.run(12);
    let late: f64 = (60..120)
        .map(|day| f64::from(run.record.flow(day, T::Detect)))
        .sum::<f64>()
        / 60.0;
    // One day's count has a standard error near √1000·d(1−d) + the memory's swing, below 25 a day.
    assert!(
        (late - n).abs() < 4.5 * 25.0 / libm::sqrt(60.0),
        "{late} against {n}"
    );
    let presenting = presenting(40)
        .assume("crossing.processing-capacity=100 crossing.overload-effect=5")
        .run(12);
    assert_eq!(presenting.flow(T::Evade), 0);
}

/// People sent back may try again within days: encounters are events, not people.
#[test]
fn encounters_are_events_not_people() {
    let run = presenting(60)
        .assume("turned-back.days=2 turned-back.cross=1")
        .set("return-to-mexico.eligible-share=1 return-to-mexico.people-per-day=10000")
        .set(&format!(
            "outside-events.departures=0@{}",
            crate::support::date(1)
        ))
        .run(13);
    let people = run.flow(T::DepartInMexico);
    assert!(run.flow(T::Detect) > 10 * people);
    assert_eq!(
        run.tally(Tally::RepeatAttempts),
        run.flow(T::Detect) - people
    );
    assert_eq!(run.flow(T::Evade) + run.flow(T::Release), 0);
}

/// Asylum limits move a share of people met to repatriation.
#[test]
fn asylum_limits_widen_repatriation() {
    let stage = presenting(60)
        .assume("crossing.repatriable-share=0.1 crossing.limits-effect=0.4")
        .set("us-repatriation.seats-per-day=5000");
    let ways = |levers: &str| {
        let run = stage.clone().set(levers).run(14);
        [run.flow(T::RepatriateAbroad), run.flow(T::Release)]
    };
    assert_law("at the reference", &ways(""), &[0.1, 0.9]);
    assert_law(
        "full limits",
        &ways("asylum-limits.strictness=1"),
        &[0.5, 0.5],
    );
    assert_eq!(
        ways("asylum-limits.strictness=-1")[0],
        0,
        "a share below 0 is none"
    );
}
