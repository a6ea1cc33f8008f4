//! Slots shared between the earliest, the latest and anybody, with people leaving and with notice:
//! the wait of those who are served and of those who leave.

use crate::support::tagged::{ByWait, SharedSlots};
use crate::support::theory::{BulkQueue, binomial, daily, poisson, sum, thinned};
use crate::{ByDay, assert_laws, list};
use garita::model::transition::Compartment as C;
use garita::model::waits::{End, Queue};

const DAYS: usize = 45;
const ARRIVALS: f64 = 4.2;

/// Shares of oldest and newest first, and the slots of four that each rule has.
const RULES: [(&str, f64, f64, [usize; 3]); 5] = [
    ("oldest first", 1.0, 0.0, [4, 0, 0]),
    ("newest first", 0.0, 1.0, [0, 4, 0]),
    ("lottery", 0.0, 0.0, [0, 0, 4]),
    ("mostly oldest first", 0.5, 0.25, [2, 1, 1]),
    ("newest first and lottery", 0.0, 0.5, [0, 2, 2]),
];

fn assert_waits(name: &str, seed: u64, rule: (f64, f64), words: &str, expected: &ByWait) {
    let (oldest, newest) = rule;
    let stage = list(DAYS, ARRIVALS).assume(words).set(&format!(
        "port-appointments.slots-per-day=4 port-appointments.oldest-first-share={oldest} port-appointments.newest-first-share={newest}"
    ));
    let mut served = ByDay::new(&format!("{name}: served after days"), DAYS);
    let mut left = ByDay::new(&format!("{name}: left after days"), DAYS);
    stage.each(seed, 1_200, |run| {
        let waits = run.record.waits.of(Queue::Appointment);
        served.add(&waits.served);
        left.add(&waits.ended[End::WentHome as usize]);
    });
    served.assert_means(&expected.served);
    if expected.left.iter().any(|people| *people > 0.0) {
        left.assert_means(&expected.left);
    }
}

/// Under every rule, with a hazard of leaving, people are served and leave after the waits of a
/// person followed from registration on.
#[test]
fn waits_with_leaving_under_every_rule() {
    for (seed, (name, oldest, newest, slots)) in (1201..).zip(RULES) {
        let hazard = 1.2;
        let oracle = SharedSlots {
            arrivals: poisson(ARRIVALS),
            slots,
            stay: 1.0 - daily(hazard),
        };
        let words = format!("leave-appointment.home={hazard}");
        let waits = oracle.by_wait(DAYS);
        assert_waits(name, seed, (oldest, newest), &words, &waits);
    }
}

/// The same without leaving, where waits grow longest.
#[test]
fn waits_under_mixed_rules() {
    for (seed, (name, oldest, newest, slots)) in (1211..).zip(RULES).skip(3) {
        let oracle = SharedSlots {
            arrivals: poisson(ARRIVALS),
            slots,
            stay: 1.0,
        };
        let waits = oracle.by_wait(DAYS);
        assert_waits(name, seed, (oldest, newest), "", &waits);
    }
}

/// With notice, a person can be called a few days after registering at the soonest: the callable are
/// a list of their own, which those who have not left by then join, and the whole list is that one
/// and the last days' registrations.
#[test]
fn notice_shifts_the_waits() {
    let (hazard, notice) = (1.5, 3);
    let stay = 1.0 - daily(hazard);
    let words = format!("port.notice={notice} leave-appointment.home={hazard}");
    let there_at = |age: usize| poisson(ARRIVALS * libm::pow(stay, age as f64));
    let oracle = SharedSlots {
        arrivals: there_at(notice),
        slots: [2, 1, 1],
        stay,
    };
    let callable = oracle.by_wait(DAYS - notice);
    let before = |wait: usize| match wait {
        0 => 0.0,
        _ => ARRIVALS * libm::pow(stay, (wait - 1) as f64) * (1.0 - stay),
    };
    let shifted = |people: &[f64]| [&vec![0.0; notice], people].concat();
    let left = shifted(&callable.left)
        .iter()
        .enumerate()
        .map(|(wait, people)| {
            let early = if wait <= notice { before(wait) } else { 0.0 };
            people + early * (DAYS - wait) as f64
        })
        .collect();
    let waits = ByWait {
        served: shifted(&callable.served),
        left,
    };
    assert_waits("notice", 1221, (0.5, 0.25), &words, &waits);

    let queue = BulkQueue {
        arrivals: oracle.arrivals.clone(),
        slots: 4,
        stay,
    };
    let recent = (0..notice)
        .map(there_at)
        .fold(vec![1.0], |list, age| sum(&list, &age));
    let laws: Vec<_> = [10, 25, 44]
        .map(|day| {
            (
                day,
                sum(&queue.transient(day + 1 - notice)[day - notice], &recent),
            )
        })
        .into();
    let stage = list(DAYS, ARRIVALS)
        .assume(&words)
        .set("port-appointments.slots-per-day=4");
    assert_laws(
        "list with notice",
        (&stage, 1222, 1_500),
        &laws,
        |run, day| run.record.stock(day, C::Appointment),
    );
}

/// The two ways in which the oracle finds a list agree: thinning by Pascal's triangle and by the
/// binomial law.
#[test]
fn the_oracle_agrees_with_itself() {
    for people in [0, 1, 7, 40] {
        let mut sure = vec![0.0; people + 1];
        sure[people] = 1.0;
        for (left, chance) in thinned(&sure, 0.3).iter().enumerate() {
            assert!((chance - binomial(people, 0.3)[left]).abs() < 1e-12);
        }
    }
    let oldest = SharedSlots {
        arrivals: poisson(3.5),
        slots: [4, 0, 0],
        stay: 1.0,
    };
    let plain = BulkQueue {
        arrivals: poisson(3.5),
        slots: 4,
        stay: 1.0,
    };
    let order = crate::support::theory::Order::Oldest;
    for (a, b) in oldest
        .by_wait(30)
        .served
        .iter()
        .zip(plain.served_by_wait(order, 30))
    {
        assert!((a - b).abs() < 1e-9, "{a} {b}");
    }
}
