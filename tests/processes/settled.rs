//! Settled people: onward movement, shelter, integration support.

use crate::support::sample::assert_share;
use crate::support::{Run, Stage, theory};
use garita::model::outlay::Line;
use garita::model::shelter::Guest;
use garita::model::transition::{Compartment as C, Transition as T};

/// Many settled people in a border city and inland.
fn settled(words: &str, levers: &str) -> Run {
    Stage::with_stocks(&["venezuela"], &["tijuana", "tapachula"], 30)
        .assume("start.settled=200000 settled.north=0.3 settled.integration-effect=0.6")
        .assume(words)
        .set(levers)
        .run(1)
}

/// Settled people go on with a constant hazard, across the line from border cities and by the
/// journey from inland; integration support lowers it; at hazard 0 nobody goes.
#[test]
fn integration_lowers_onward_movement() {
    for (levers, hazard) in [
        ("", 0.3),
        ("integration.coverage=0.5", 0.21),
        ("integration.coverage=1", 0.12),
    ] {
        let run = settled("", levers);
        let first =
            u64::from(run.record.flow(0, T::SettledCross) + run.record.flow(0, T::SettledNorth));
        assert_share(levers, first, 200_000, theory::daily(hazard));
        assert_eq!(
            run.flow_at_place(T::SettledCross, 1) + run.flow_at_place(T::SettledNorth, 0),
            0
        );
    }
    assert_eq!(settled("settled.north=0", "").last(C::Settled), 200_000);
    let full = settled("settled.integration-effect=1", "integration.coverage=1");
    assert_eq!(full.last(C::Settled), 200_000);
}

/// The newly recognised seek shelter until they find their footing, sooner with integration support;
/// the support is paid per person recognised.
#[test]
fn the_newly_settled_leave_shelter() {
    let run = |levers: &str| {
        Stage::with_stocks(&["venezuela"], &["tijuana"], 40)
            .assume("start.protection=200000 start.protection-oldest=50 protection.recognized-share=1 cost.integration-person=10")
            .assume("shelter.seek-settled=1 shelter.beds=0 settled.shelter-stay=20 settled.integration-effect=0.5")
            .set("mexican-protection.officers=10000 mexican-protection.speed=10")
            .set(&format!("mexican-protection.officers=0@{}", crate::support::date(5)))
            .set(levers)
            .run(2)
    };
    for (levers, stay, paid) in [("", 20.0, 0.0), ("integration.coverage=1", 10.0, 10.0)] {
        let run = run(levers);
        let seeking =
            |day: usize| u64::from(run.record.night(day, 0).seeking[Guest::Settled as usize]);
        assert_eq!(run.last(C::Settled), 200_000);
        assert!(seeking(4) > 50_000);
        assert_share(
            "still in shelter ten days on",
            seeking(20),
            seeking(10),
            libm::exp(-10.0 / stay),
        );
        assert_eq!(
            run.record.usd(Line::Integration),
            paid * run.flow(T::Recognize) as f64
        );
    }
}
