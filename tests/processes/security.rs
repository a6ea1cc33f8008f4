//! Predation, harm, and the drug-flow index.

use crate::support::sample::{assert_poisson, assert_share};
use crate::support::{Run, Stage};
use garita::model::flows::Tally;
use garita::model::transition::Transition as T;

/// A thousand people wait for a hundred days; one reported event per thousand person-days × 50.
fn waiting(words: &str, levers: &str, seed: u64) -> Run {
    Stage::with_stocks(&["venezuela"], &["tijuana"], 100)
        .assume("start.appointment=1000 harm.reported-events=50 predation.half-life=0.1")
        .assume(words)
        .set(levers)
        .run(seed)
}

/// Events are Poisson in person-days × hazard; people without a roof count by their factor.
#[test]
fn harm_counts_person_days() {
    assert_poisson("harm", waiting("", "", 1).tally(Tally::HarmEvents), 5_000.0);
    assert_eq!(
        waiting("harm.reported-events=0", "", 1).tally(Tally::HarmEvents),
        0
    );
    let roofless = "shelter.seek-appointment=1 harm.unsheltered-factor=3";
    assert_poisson(
        "without a roof",
        waiting(roofless, "", 2).tally(Tally::HarmEvents),
        15_000.0,
    );
    let housed = format!("{roofless} shelter.beds=1000");
    assert_poisson(
        "with a roof",
        waiting(&housed, "", 3).tally(Tally::HarmEvents),
        5_000.0,
    );
}

/// A share of events is by officials; professional standards lower that part only.
#[test]
fn standards_lower_harm_by_officials() {
    let run = waiting("harm.officials-share=0.3", "", 4);
    assert_share(
        "by officials",
        run.tally(Tally::HarmByOfficials),
        run.tally(Tally::HarmEvents),
        0.3,
    );
    let words = "harm.officials-share=0.3 harm.standards-effect=0.6";
    let half = waiting(words, "professional-standards.coverage=0.5", 5);
    assert_poisson(
        "by officials with standards",
        half.tally(Tally::HarmByOfficials),
        1_500.0 * 0.7,
    );
    assert_poisson(
        "by others",
        half.tally(Tally::HarmEvents) - half.tally(Tally::HarmByOfficials),
        3_500.0,
    );
    let full = waiting(
        "harm.officials-share=0.3 harm.standards-effect=1",
        "professional-standards.coverage=1",
        6,
    );
    assert_eq!(full.tally(Tally::HarmByOfficials), 0);
}

/// Attempts carry harm of their own, by route.
#[test]
fn harm_on_attempts_follows_the_route() {
    let events = |remote: f64, seed: u64| {
        let run = Stage::simple(50)
            .assume("departure.base=1000 intention.cross=1 harm.attempt-ordinary=20 harm.attempt-remote=60")
            .assume(&format!("crossing.remote-share={remote} crossing.detection=0.5"))
            .run(seed);
        assert_eq!(
            run.tally(Tally::HarmOnAttempts),
            run.tally(Tally::HarmEvents)
        );
        (
            run.tally(Tally::HarmOnAttempts),
            run.flow(T::ArriveCross) as f64,
        )
    };
    let (ordinary, attempts) = events(0.0, 7);
    assert_poisson("ordinary routes", ordinary, attempts * 0.02);
    let (remote, attempts) = events(1.0, 8);
    assert_poisson("remote routes", remote, attempts * 0.06);
}

/// Levers whose effects on predation and on the drug index are known.
const EFFECTS: &str = "predation.intelligence-sharing=-0.1 predation.joint-operations=-0.2 \
    predation.targeted-enforcement=-0.15 predation.arms-control=-0.05 predation.military-action=0.4 \
    predation.drug-crackdown=0.12 drug-index.intelligence-sharing=-0.03 drug-index.joint-operations=-0.06 \
    drug-index.military-action=-0.2 drug-index.drug-crackdown=-0.5 drug-index.us-technology=-0.07";

/// Each security lever moves predation and the drug index by its own effect, exp(e·(1 − 2^(−t ÷ h))):
/// intelligence sharing, joint work, targeted enforcement and arms control lower predation,
/// militarised action raises it where its effect is positive.
#[test]
fn every_security_lever_has_its_effect() {
    let levers = [
        ("intelligence-sharing.level=1", -0.1, -0.03),
        ("joint-operations.level=1", -0.2, -0.06),
        ("targeted-law-enforcement.level=1", -0.15, 0.0),
        ("arms-trafficking-control.level=1", -0.05, 0.0),
        ("us-military-action.intensity=1", 0.4, -0.2),
        ("drug-crackdown.level=1", 0.12, -0.5),
        ("us-detection.technology=1", 0.0, -0.07),
        ("", 0.0, 0.0),
    ];
    for (lever, predation, drugs) in levers {
        let run = Stage::simple(150)
            .assume(EFFECTS)
            .assume("predation.half-life=2")
            .set(lever)
            .run(9);
        for day in 0..150 {
            let part = 1.0 - libm::exp2(-(day as f64 + 1.0) / (2.0 * 30.44));
            let found = run.record.conditions(day);
            assert!(
                (found.predation - libm::exp(predation * part)).abs() < 1e-9,
                "{lever}, day {day}"
            );
            assert!(
                (found.drug_flow - libm::exp(drugs * part)).abs() < 1e-9,
                "{lever}, day {day}"
            );
        }
    }
}

/// Predation multiplies reported harm.
#[test]
fn predation_multiplies_harm() {
    let run = waiting(
        "predation.military-action=1",
        "us-military-action.intensity=1",
        10,
    );
    let expected: f64 = (0..100)
        .map(|day| 50.0 * run.record.conditions(day).predation)
        .sum();
    assert!(expected > 12_000.0);
    assert_poisson(
        "harm under predation",
        run.tally(Tally::HarmEvents),
        expected,
    );
    let calmer = waiting(
        "predation.joint-operations=-1",
        "joint-operations.level=1",
        11,
    );
    let expected: f64 = (0..100)
        .map(|day| 50.0 * calmer.record.conditions(day).predation)
        .sum();
    assert!(expected < 2_500.0);
    assert_poisson(
        "harm under joint work",
        calmer.tally(Tally::HarmEvents),
        expected,
    );
}
