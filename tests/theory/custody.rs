//! Custody with few beds, a legal limit, a time for papers, and seats home: a chain on how many
//! people were taken in on each of the last days.

use crate::support::chain::{Chain, each};
use crate::support::theory::{Law, poisson};
use crate::support::{Run, Stage};
use crate::{ByDay, LONG_RUN, assert_laws, assert_long_run};
use garita::model::transition::{Compartment as C, Transition as T};
use garita::model::waits::{End, Queue};

const DAYS: usize = 40;
const BEDS: usize = 7;
const LIMIT: usize = 4;
const PAPERS: usize = 2;
const DEPARTURES: f64 = 3.0;
const ELIGIBLE: f64 = 0.8;
/// Monthly hazard of being met on the way, and days of a journey that hardly moves.
const MET: f64 = 30.0;
const JOURNEY: f64 = 365.0;

/// People taken in today, yesterday, … as far as they are still held.
type Held = [usize; LIMIT + 1];

/// What custody does on each day.
#[derive(Default)]
struct Days {
    occupied: Vec<Law>,
    taken_in: Vec<f64>,
    returned: Vec<f64>,
    released: Vec<f64>,
    /// People returned by days held.
    returned_after: [f64; LIMIT + 1],
}

/// Mean of the Poisson number met and eligible on a day: cohorts thin out on their way.
fn met(day: usize) -> f64 {
    let (met, advance) = (MET / 30.44, 1.0 / JOURNEY);
    let on_the_way = 1.0 - libm::exp(-(met + advance) * (day + 1) as f64);
    DEPARTURES * ELIGIBLE * on_the_way * met / (met + advance)
}

/// Seats go to those held longest whose papers are ready.
fn seat(held: &Held, seats: usize) -> (Held, Held) {
    let (mut left, mut returned, mut seats) = (*held, Held::default(), seats);
    for age in (PAPERS..=LIMIT).rev() {
        returned[age] = seats.min(left[age]);
        seats -= returned[age];
        left[age] -= returned[age];
    }
    (left, returned)
}

fn oracle(seats: usize) -> Days {
    let mut days = Days::default();
    let mut chain = Chain::at(Held::default());
    let total = |held: &Held| held.iter().sum::<usize>();
    for day in 0..DAYS {
        let older = chain.step(|held| {
            let mut older = Held::default();
            older[1..].copy_from_slice(&held[..LIMIT]);
            vec![(older, 1.0)]
        });
        let full = older.step(|held| {
            let free = BEDS - total(held);
            each(&poisson(met(day)), |came| {
                let mut held = *held;
                held[0] = came.min(free);
                held
            })
        });
        days.taken_in.push(full.mean(|held| held[0] as f64));
        for (age, returned) in days.returned_after.iter_mut().enumerate() {
            *returned += full.mean(|held| seat(held, seats).1[age] as f64);
        }
        days.returned
            .push(full.mean(|held| total(&seat(held, seats).1) as f64));
        let seated = full.step(|held| vec![(seat(held, seats).0, 1.0)]);
        days.released.push(seated.mean(|held| held[LIMIT] as f64));
        chain = seated.step(|held| {
            let mut held = *held;
            held[LIMIT] = 0;
            vec![(held, 1.0)]
        });
        days.occupied.push(chain.law(total));
    }
    days
}

fn stage(days: usize, seats: usize) -> Stage {
    Stage::simple(days)
            .assume(&format!(
                "departure.base={DEPARTURES} departure.dispersion=1e15 transit.journey={JOURNEY} transit.stages=1 \
                 transit.interdiction={MET} transit.held-eligible={ELIGIBLE} custody.legal-limit={LIMIT} custody.processing={PAPERS}"
            ))
            .set(&format!("mexican-custody.beds={BEDS} mexican-return.seats-per-day={seats}"))
}

/// Law of the people held, and expected numbers taken in, returned, released at the limit each day
/// and returned after each number of days, without seats and with one and two a day.
#[test]
fn custody_is_a_loss_system_with_a_legal_limit() {
    for (seed, seats) in [(1601, 0), (1611, 1), (1621, 2)] {
        let expected = oracle(seats);
        let stage = stage(DAYS, seats);
        let name = format!("custody, {seats} seats");
        let laws: Vec<(usize, Law)> = [1, 3, 4, 5, 10, 20, 39]
            .map(|day| (day, expected.occupied[day].clone()))
            .into();
        assert_laws(&name, (&stage, seed, 2_000), &laws, |run, day| {
            run.record.stock(day, C::Custody)
        });
        let flows = [
            (T::Hold, &expected.taken_in),
            (T::ReturnFromCustody, &expected.returned),
            (T::ReleaseWithOrder, &expected.released),
        ];
        let mut days = flows.map(|(flow, _)| ByDay::new(&format!("{name}: {flow:?} on day"), DAYS));
        let mut after = ByDay::new(&format!("{name}: returned after days"), LIMIT + 1);
        stage.each(seed + 1, 1_500, |run: Run| {
            for (days, (flow, _)) in days.iter_mut().zip(flows) {
                days.add(&run.daily(flow));
            }
            after.add(&run.record.waits.of(Queue::Return).ended[End::Served as usize]);
        });
        for (days, (_, expected)) in days.iter().zip(flows) {
            if expected.iter().any(|people| *people > 0.05) {
                days.assert_means(expected);
            }
        }
        if seats > 0 {
            after.assert_means(&expected.returned_after);
        }
    }
}

/// The people held in the long run, with one seat a day. Evenings ten days apart share nobody: all have
/// left by the legal limit.
#[test]
fn custody_in_the_long_run() {
    let law = oracle(1).occupied.pop().expect("the last evening");
    let luck = (&stage(LONG_RUN, 1), 1631);
    assert_long_run("custody", luck, 10, &law, |run, day| {
        run.record.stock(day, C::Custody)
    });
}
