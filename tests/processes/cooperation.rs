//! Cooperation, coercion, and crackdowns that wear off.

use crate::support::sample::assert_poisson;
use crate::support::{Run, Stage};
use garita::model::transition::Transition as T;

/// A world with an effect of every lever on cooperation, which starts from 0.5 and adjusts in 60 days.
fn world(days: usize) -> Stage {
    Stage::simple(days)
        .assume("cooperation.adjustment=60 cooperation.assistance-effect=0.05 cooperation.joint-operations-effect=0.1")
        .assume("cooperation.arms-control-effect=0.15 cooperation.talks-effect=0.2")
        .assume("cooperation.military-action-effect=-0.3 cooperation.coercion-effect=-0.12 cooperation.troops-effect=-0.04")
}

fn path(run: &Run) -> Vec<f64> {
    (0..run.record.days())
        .map(|day| run.record.conditions(day).cooperation)
        .collect()
}

/// Nothing set, cooperation stays at its base.
#[test]
fn nothing_set_nothing_moves() {
    assert!(
        path(&world(100).run(1))
            .iter()
            .all(|c| (c - 0.5).abs() < 1e-12)
    );
}

/// Each lever moves cooperation to its own target, c(t) = target + (0.5 − target)·exp(−t/60):
/// assistance, joint work, arms control, talks and stance raise it; military action, coercion and
/// troops lower it.
#[test]
fn every_lever_has_its_target_and_time() {
    let levers = [
        ("assistance.million-usd-per-year=200", 0.6),
        ("joint-operations.level=1", 0.6),
        ("arms-trafficking-control.level=1", 0.65),
        ("regional-talks.level=1", 0.7),
        ("mexican-cooperation.stance=0.25", 0.75),
        ("us-military-action.intensity=1", 0.2),
        ("coercion.level=1", 0.38),
        ("us-troops.personnel=10000", 0.46),
    ];
    for (lever, target) in levers {
        for (day, c) in path(&world(200).set(lever).run(2)).into_iter().enumerate() {
            let exact = target + (0.5 - target) * libm::exp(-(day as f64 + 1.0) / 60.0);
            assert!(
                (c - exact).abs() < 1e-9,
                "{lever}, day {day}: {c} against {exact}"
            );
        }
    }
}

/// Cooperation stays within 0 and 1 whatever is set.
#[test]
fn cooperation_stays_between_none_and_full() {
    let ends = |levers: &str| *path(&world(800).set(levers).run(3)).last().unwrap();
    assert!((ends("mexican-cooperation.stance=1 regional-talks.level=1") - 1.0).abs() < 1e-4);
    assert!(ends("mexican-cooperation.stance=-1 us-military-action.intensity=1") < 1e-4);
}

/// A rise of coercion buys a boost of effort that halves with its half-life; a fall buys nothing.
#[test]
fn coercion_buys_a_boost_that_halves() {
    let boost = |days: usize, levers: &str| {
        let stage = Stage::simple(days)
            .assume("cooperation.coercion-boost=0.8 cooperation.boost-half-life=1");
        stage.set(levers).run(4).state.conditions.boost
    };
    for days in [2, 31, 62, 200] {
        let exact = 0.8 * libm::exp2(-(days as f64 - 1.0) / 30.44);
        assert!(
            (boost(days, "coercion.level=1") - exact).abs() < 1e-12,
            "after {days} days"
        );
    }
    let lifted = format!(
        "coercion.level=1 coercion.level=0@{}",
        crate::support::date(10)
    );
    assert!((boost(30, &lifted) - 0.8 * libm::exp2(-29.0 / 30.44)).abs() < 1e-12);
    assert_eq!(boost(50, ""), 0.0);
}

/// Many people en route, of whom a tenth part a month is met at effort 1.
fn en_route(days: usize) -> Stage {
    Stage::with_stocks(&["venezuela"], &["tijuana"], days)
        .assume("start.en-route=5000000 transit.journey=365 transit.interdiction=0.02 cooperation.adjustment=1")
}

/// Expected people met: the day's travellers times the hazard at an effort.
fn assert_met(name: &str, run: &Run, day: usize, effort: f64) {
    let travellers = if day == 0 {
        5_000_000
    } else {
        run.record
            .stock(day - 1, garita::model::transition::Compartment::EnRoute)
    };
    let (advance, met) = (1.0 / 365.0, 0.02 / 30.44 * effort);
    let chance = (1.0 - libm::exp(-(advance + met))) * met / (advance + met);
    assert_poisson(
        name,
        u64::from(run.record.flow(day, T::Interdict)),
        f64::from(travellers) * chance,
    );
}

/// Interdiction is base × effort × cooperation relative to its base; without cooperation, or without
/// effort, it stops.
#[test]
fn interdiction_follows_effort_and_cooperation() {
    let plain = en_route(40).run(5);
    assert_met("reference", &plain, 30, 1.0);
    let half = en_route(40).set("mexican-cooperation.stance=-0.25").run(5);
    assert_met("half the cooperation", &half, 30, 0.5);
    let none = en_route(40).set("mexican-cooperation.stance=-1").run(5);
    assert_eq!(none.daily(T::Interdict)[35..].iter().sum::<u32>(), 0);
    assert_eq!(
        en_route(40)
            .set("mexican-interdiction.effort=0")
            .run(5)
            .flow(T::Interdict),
        0
    );
    let boosted = en_route(40)
        .assume("cooperation.coercion-boost=1 cooperation.boost-half-life=1")
        .set("coercion.level=1")
        .run(5);
    assert_met("boosted", &boosted, 30, 1.0 + libm::exp2(-30.0 / 30.44));
}

/// A crackdown wears off: of a surge s above 1, what people adapt to grows as
/// s·(1 − floor)·(1 − 2^(−t ÷ half-life)); at floor 1 it holds, at floor 0 it wears off entirely.
#[test]
fn a_crackdown_wears_off() {
    let stage = |floor: f64| {
        en_route(120)
            .assume(&format!(
                "transit.crackdown-half-life=0.5 transit.crackdown-floor={floor}"
            ))
            .set("mexican-interdiction.effort=4")
            .run(6)
    };
    for floor in [0.0, 0.4, 1.0] {
        let run = stage(floor);
        for day in [0, 15, 60, 119] {
            let adapted = 3.0 * (1.0 - libm::exp2(-(day as f64 + 1.0) / (0.5 * 30.44)));
            let effort = 4.0 - (1.0 - floor) * adapted;
            assert_met(&format!("floor {floor}, day {day}"), &run, day, effort);
        }
    }
    let adapted = stage(0.4).state.conditions.adapted[0];
    assert!(
        (adapted - 3.0).abs() < 0.03,
        "2^(−120 ÷ 15.2) of 3 is 0.013: {adapted}"
    );
}
