//! Remain in Mexico: hearings that come again after a recess, in a court with few slots.

use crate::support::chain::{Chain, each};
use crate::support::sample::{Sample, assert_law};
use crate::support::theory::{Law, binomial, daily, poisson};
use crate::support::{Run, Stage, date};
use crate::{ByDay, LONG_RUN, assert_laws, assert_long_run};
use garita::model::flows::Tally;
use garita::model::transition::{Compartment as C, Transition as T};
use garita::model::waits::Queue;

const DAYS: usize = 45;
const SLOTS: usize = 3;
const MOST_ENROLLED: usize = 2;
const PRESENTING: f64 = 3.0;
const SHARE: f64 = 0.6;
const INTERVAL: f64 = 5.0;
const ABSENT: f64 = 0.15;
const NEEDED: f64 = 2.5;
const GRANTED: f64 = 0.4;
const LEAVING: f64 = 0.8;

/// Days off of U.S. courts in the run: 2 January 2023 (New Year observed) and 16 January (Martin Luther King).
const US_HOLIDAYS: [usize; 2] = [0, 14];

fn in_session(day: usize) -> bool {
    day % 7 < 5 && !US_HOLIDAYS.contains(&day)
}

#[derive(Default)]
struct Court {
    heard: Vec<Law>,
    waiting: Vec<Law>,
    finals: f64,
    left: f64,
}

/// A chain on (people due, people in recess): some leave, recesses end, the court hears as many as it
/// has slots, of whom a part is absent, a part hears the last word and the others go into recess; then
/// people are enrolled.
fn oracle(days: usize, leaving: f64, open: impl Fn(usize) -> bool) -> Court {
    let mut court = Court::default();
    let (stay, due) = (1.0 - daily(leaving), 1.0 - libm::exp(-1.0 / INTERVAL));
    let again = (1.0 - ABSENT) * (1.0 - 1.0 / NEEDED);
    let mut enrolled = vec![0.0; MOST_ENROLLED + 1];
    for (people, p) in poisson(PRESENTING * SHARE).iter().enumerate() {
        enrolled[people.min(MOST_ENROLLED)] += p;
    }
    let mut chain: Chain<(usize, usize)> = Chain::at((0, 0));
    for day in 0..days {
        court.left += chain.mean(|(a, b)| (a + b) as f64) * (1.0 - stay);
        chain = chain
            .step(|(a, b)| each(&binomial(*a, stay), |left| (left, *b)))
            .step(|(a, b)| each(&binomial(*b, stay), |left| (*a, left)))
            .step(|(a, b)| each(&binomial(*b, due), |ended| (a + ended, b - ended)));
        let slots = if open(day) { SLOTS } else { 0 };
        court.heard.push(chain.law(|(a, _)| slots.min(*a)));
        court.finals += chain.mean(|(a, _)| slots.min(*a) as f64) * (1.0 - again);
        chain = chain
            .step(|(a, b)| {
                let heard = slots.min(*a);
                each(&binomial(heard, again), |back| (a - heard, b + back))
            })
            .step(|(a, b)| each(&enrolled, |new| (*a, b + new)));
        court.waiting.push(chain.law(|(a, b)| a + b));
    }
    court
}

fn stage(days: usize) -> Stage {
    Stage::simple(days).assume(&format!(
        "departure.dispersion=1e15 intention.cross=1 crossing.presents-share=1 turned-back.days=90 hearing.interval={INTERVAL} \
         hearing.absent-share={ABSENT} hearing.hearings-needed={NEEDED} hearing.granted-share={GRANTED}"
    ))
}

fn few_slots(days: usize, leaving: f64) -> Stage {
    stage(days)
        .assume(&format!("departure.base={PRESENTING} leave-hearing.home={leaving}"))
        .set(&format!(
            "remain-in-mexico.share-enrolled={SHARE} remain-in-mexico.people-per-day={MOST_ENROLLED} remain-in-mexico.hearings-per-day={SLOTS}"
        ))
}

fn finals(run: &Run) -> [u64; 3] {
    [T::HearingGranted, T::HearingRefused, T::HearingAbsent].map(|end| run.flow(end))
}

/// A court with few slots, open every day and closed at weekends and on holidays: laws of the people
/// who wait and of the hearings held, expected final hearings and people who leave.
#[test]
fn a_court_with_few_slots_and_several_hearings() {
    let every: &dyn Fn(usize) -> bool = &|_| true;
    for (seed, name, open) in [(1701, "every day", every), (1711, "weekdays", &in_session)] {
        let expected = oracle(DAYS, LEAVING, open);
        let mut stage = few_slots(DAYS, LEAVING);
        if name == "weekdays" {
            stage = stage.weekdays();
        }
        let days = [3, 10, 11, 14, 18, 20, 30, 44];
        let on = |laws: &[Law]| days.map(|day| (day, laws[day].clone()));
        let luck = (&stage, seed, 1_200);
        let waiting = on(&expected.waiting);
        assert_laws(&format!("{name}: waiting"), luck, &waiting, |run, day| {
            run.record.stock(day, C::Hearing)
        });
        let open_days: Vec<_> = on(&expected.heard)
            .into_iter()
            .filter(|(_, law)| law.len() > 1)
            .collect();
        assert_laws(&format!("{name}: heard"), luck, &open_days, |run, day| {
            run.record.tally(day, Tally::HearingsHeld)
        });
        let (mut last, mut left) = (Sample::default(), Sample::default());
        stage.each(seed + 1, 1_200, |run| {
            last.0.push(finals(&run).iter().sum::<u64>() as f64);
            left.0.push(run.flow(T::LeaveHearingHome) as f64);
            let off = (0..DAYS).filter(|day| !open(*day));
            assert!(
                off.into_iter()
                    .all(|day| run.record.tally(day, Tally::HearingsHeld) == 0)
            );
        });
        last.assert_mean(&format!("{name}: final hearings"), expected.finals);
        left.assert_mean(&format!("{name}: left"), expected.left);
    }
}

/// People waiting and hearings held in the long run. An eighth of those who wait leave every day, so
/// evenings 75 days apart are as good as independent.
#[test]
fn a_court_in_the_long_run() {
    let court = oracle(90, 4.0, |_| true);
    let stage = few_slots(LONG_RUN, 4.0);
    let waiting = court.waiting.last().expect("the last evening");
    assert_long_run("waiting", (&stage, 1731), 75, waiting, |run, day| {
        run.record.stock(day, C::Hearing)
    });
    let heard = court.heard.last().expect("the last day");
    assert_long_run("heard", (&stage, 1732), 75, heard, |run, day| {
        run.record.tally(day, Tally::HearingsHeld)
    });
}

/// With slots for all, the time to the last of several hearings is a geometric sum of geometric
/// recesses: geometric again, with the chance of a recess to end times the chance of a hearing to be
/// the last. The law of the waits of a crowd enrolled on one day.
#[test]
fn the_time_to_the_last_of_several_hearings_is_geometric() {
    let days = 250;
    let stage = stage(days)
        .assume("departure.base=1000")
        .set(&format!("outside-events.departures=0@{}", date(1)))
        .set("remain-in-mexico.share-enrolled=1 remain-in-mexico.people-per-day=5000 remain-in-mexico.hearings-per-day=5000");
    let mut waits = vec![0; days];
    let mut by_day = ByDay::new("hearings held on day", days);
    stage.each(1721, 120, |run| {
        let served = &run.record.waits.of(Queue::Hearing).served;
        assert_eq!(run.last(C::Hearing), 0, "all have heard the last word");
        for (total, people) in waits.iter_mut().zip(served) {
            *total += u64::from(*people);
        }
        by_day.add(
            &(0..days)
                .map(|day| run.record.tally(day, Tally::HearingsHeld))
                .collect::<Vec<_>>(),
        );
    });
    let due = 1.0 - libm::exp(-1.0 / INTERVAL);
    let last = 1.0 - (1.0 - ABSENT) * (1.0 - 1.0 / NEEDED);
    let geometric = |wait: i32| due * last * libm::pow(1.0 - due * last, f64::from(wait - 1));
    let law: Vec<f64> = (0..250)
        .map(|wait| if wait == 0 { 0.0 } else { geometric(wait) })
        .collect();
    assert_law("days to the last hearing", &waits, &law);
    let held: Vec<f64> = law
        .iter()
        .map(|last_today| 1_000.0 * last_today / last)
        .collect();
    by_day.assert_means(&held);
}
