//! The model against exact answers of queueing theory, computed by an independent oracle.
//!
//! Every comparison states its tolerance as a multiple of its own standard error
//! ([`support::sample::LIMIT`], a false alarm in about 140,000 comparisons) or as the chance of a
//! chi-square test (1e-5). Rows use different seeds; luck is fixed, so a pass is a pass for good.

mod support;

use garita::model::flows::Tally;
use garita::model::transition::{Compartment as C, Transition as T};
use garita::model::waits::Queue;
use std::collections::BTreeMap;
use support::sample::{Sample, assert_law, assert_share};
use support::theory::{self, BulkQueue, InfiniteServer, Order};
use support::{Run, Stage};

/// Dispersion at which arrivals are Poisson for every purpose; the oracle uses it too.
const POISSON: f64 = 10_000.0;

/// A list with so many arrivals and slots a day.
fn list(days: usize, arrivals: f64, slots: usize) -> Stage {
    Stage::simple(days)
        .assume(&format!(
            "departure.base={arrivals} intention.appointment=1"
        ))
        .set(&format!("port-appointments.slots-per-day={slots}"))
}

fn oracle(arrivals: f64, slots: usize) -> BulkQueue {
    BulkQueue {
        arrivals: theory::negative_binomial(arrivals, POISSON),
        slots,
        stay: 1.0,
    }
}

/// Replicates' stocks on some days, against laws known for every day.
fn compare_stock(
    name: &str,
    stage: &Stage,
    seed: u64,
    replicates: u64,
    stock: C,
    days: &[usize],
    law: impl Fn(usize) -> (f64, f64),
) {
    let mut samples = vec![Sample::default(); days.len()];
    stage.each(seed, replicates, |run| {
        for (sample, day) in samples.iter_mut().zip(days) {
            sample.0.push(f64::from(run.record.stock(*day, stock)));
        }
    });
    for (sample, day) in samples.iter().zip(days) {
        let (mean, variance) = law(*day);
        sample.assert_mean(&format!("{name}, day {day}"), mean);
        sample.assert_variance(&format!("{name}, day {day}"), variance);
    }
}

/// A list with fixed slots and Poisson arrivals is the discrete-time bulk-service queue: mean and
/// variance on several days from empty, below and above capacity.
#[test]
fn the_list_is_a_bulk_service_queue() {
    for (seed, arrivals, slots) in [(101, 9.0, 10), (102, 19.0, 20), (103, 4.4, 4)] {
        let days = [0, 2, 6, 20, 59];
        let laws = oracle(arrivals, slots).transient(60);
        let moments = |day: usize| (theory::mean(&laws[day]), theory::variance(&laws[day]));
        compare_stock(
            &format!("list {arrivals}/{slots}"),
            &list(60, arrivals, slots),
            seed,
            1_500,
            C::Appointment,
            &days,
            moments,
        );
    }
}

/// After a long time the list has the stationary law of the bulk-service queue. Evenings 400 days
/// apart are as good as independent (the longest memory, 1/(√slots − √arrivals)², is under 45 days).
#[test]
fn the_list_settles_to_the_stationary_law() {
    for (seed, arrivals, slots, apart) in [(111, 9.0, 10, 400), (112, 3.0, 4, 150)] {
        let law = oracle(arrivals, slots).stationary();
        let mut counts = vec![0; 400];
        list(30_000, arrivals, slots).each(seed, 4, |run| {
            for people in run
                .stock(C::Appointment)
                .into_iter()
                .skip(apart)
                .step_by(apart)
            {
                counts[people as usize] += 1;
            }
        });
        assert_law(
            &format!("stationary list {arrivals}/{slots}"),
            &counts,
            &law,
        );
    }
}

/// With a constant hazard of leaving, the list is the same queue with thinning overnight: mean and
/// variance on several days, and more demand than slots does not make it grow without bound.
#[test]
fn the_list_with_leaving_is_a_bulk_service_queue_with_thinning() {
    for (seed, arrivals, slots, hazard) in [
        (121, 9.0, 10, 0.3),
        (122, 30.0, 20, 1.5),
        (123, 12.0, 2, 4.0),
    ] {
        let queue = BulkQueue {
            stay: 1.0 - theory::daily(hazard),
            ..oracle(arrivals, slots)
        };
        let laws = queue.transient(90);
        let moments = |day: usize| (theory::mean(&laws[day]), theory::variance(&laws[day]));
        let stage = list(90, arrivals, slots).assume(&format!("leave-appointment.home={hazard}"));
        let name = format!("list {arrivals}/{slots} with leaving");
        compare_stock(
            &name,
            &stage,
            seed,
            1_200,
            C::Appointment,
            &[1, 5, 20, 89],
            moments,
        );
        let long =
            list(10_000, arrivals, slots).assume(&format!("leave-appointment.home={hazard}"));
        assert_stationary(&name, &long, seed + 5, &queue);
    }
}

/// Evenings a hundred days apart, two months of memory and more, against the stationary law.
fn assert_stationary(name: &str, stage: &Stage, seed: u64, queue: &BulkQueue) {
    let mut counts = vec![0; 2_000];
    stage.each(seed, 4, |run| {
        for people in run.stock(C::Appointment).into_iter().skip(100).step_by(100) {
            counts[people as usize] += 1;
        }
    });
    assert_law(name, &counts, &queue.stationary());
}

/// Competing reasons to leave share the leavers in proportion to their hazards.
#[test]
fn competing_reasons_share_the_leavers() {
    let stage = Stage::simple(200)
        .assume("departure.base=50 intention.appointment=1")
        .assume("leave-appointment.home=0.3 leave-appointment.cross=0.6 leave-appointment.protection=0.1");
    let run = stage.run(131);
    let leavers =
        [T::LeaveListHome, T::LeaveListCross, T::LeaveListProtection].map(|cause| run.flow(cause));
    let total = leavers.iter().sum();
    assert!(total > 3_000);
    for (count, share) in leavers.into_iter().zip([0.3, 0.6, 0.1]) {
        assert_share("reason to leave", count, total, share);
    }
}

/// Who leaves a list is a random sample of the people on it, whatever decided how many leave: over
/// many lists of sixty people the dates of the few who left are spread as the dates of all.
#[test]
fn leavers_are_a_random_sample() {
    let stage = |words: &str| {
        Stage::with_stocks(&["venezuela"], &["tijuana"], 2)
            .assume("start.appointment=60 start.appointment-oldest=25 start.at-liberty=60")
            .assume("start.protection=60 start.protection-oldest=25")
            .assume(words)
    };
    let dates = |run: &Run| -> [BTreeMap<i32, u32>; 3] {
        let people = &run.state;
        [&people.appointment, &people.protection, &people.liberty]
            .map(|list| list[0].iter().collect())
    };
    let all = dates(&stage("").run(132));
    let mut left: Vec<Vec<u64>> = all.iter().map(|list| vec![0; list.len()]).collect();
    let hazards = "leave-appointment.cross=0.2 leave-protection.north=0.2 liberty.north=0.2";
    stage(hazards).each(132, 3_000, |run| {
        for ((left, all), still) in left.iter_mut().zip(&all).zip(dates(&run)) {
            for (left, (date, people)) in left.iter_mut().zip(all) {
                *left += u64::from(people - still.get(date).copied().unwrap_or(0));
            }
        }
    });
    for (list, (left, all)) in ["appointment", "protection", "return"]
        .iter()
        .zip(left.iter().zip(&all))
    {
        assert!(left.iter().sum::<u64>() > 1_500, "{list}");
        let law: Vec<f64> = all
            .values()
            .map(|people| f64::from(*people) / 60.0)
            .collect();
        assert_law(list, left, &law);
    }
}

/// Undecided people decide with a constant hazard, on the day of arrival too: an infinite-server
/// stock, mean and variance over time from empty, with overdispersed arrivals.
#[test]
fn the_undecided_are_an_infinite_server_stock() {
    for (seed, arrivals, dispersion, days) in [(141, 20.0, POISSON, 4.0), (142, 8.0, 2.0, 30.0)] {
        let stay = 1.0 - theory::daily(30.44 / days);
        let server = InfiniteServer {
            arrivals_mean: arrivals,
            arrivals_variance: arrivals + arrivals * arrivals / dispersion,
            stay,
            fresh_stay: stay,
        };
        let moments = server.transient(0.0, 120);
        let stage = Stage::simple(120).assume(&format!(
            "departure.base={arrivals} departure.dispersion={dispersion} undecided.days={days}"
        ));
        compare_stock(
            "undecided",
            &stage,
            seed,
            1_200,
            C::Undecided,
            &[0, 1, 4, 15, 119],
            |day| moments[day],
        );
    }
}

/// People at liberty with an order to leave go home with a constant hazard from the next day on.
#[test]
fn people_at_liberty_are_an_infinite_server_stock() {
    let stage = Stage::with_stocks(&["venezuela"], &["tijuana"], 100)
        .assume("departure.base=15 intention.return=1 liberty.home=2 start.at-liberty=400");
    let server = InfiniteServer {
        arrivals_mean: 15.0,
        arrivals_variance: 15.0 + 15.0 * 15.0 / POISSON,
        stay: 1.0 - theory::daily(2.0),
        fresh_stay: 1.0,
    };
    let moments = server.transient(400.0, 100);
    compare_stock(
        "at liberty",
        &stage,
        151,
        1_200,
        C::AtLiberty,
        &[0, 3, 10, 40, 99],
        |day| moments[day],
    );
}

/// Settled people go on north with a constant hazard and nobody joins them: a pure death process.
#[test]
fn the_settled_thin_out_as_a_death_process() {
    let stage = Stage::with_stocks(&["venezuela"], &["tijuana"], 150)
        .assume("start.settled=1000 settled.north=0.5");
    let server = InfiniteServer {
        arrivals_mean: 0.0,
        arrivals_variance: 0.0,
        stay: 1.0 - theory::daily(0.5),
        fresh_stay: 1.0,
    };
    let moments = server.transient(1000.0, 150);
    compare_stock(
        "settled",
        &stage,
        161,
        1_000,
        C::Settled,
        &[0, 20, 149],
        |day| moments[day],
    );
}

/// A cohort that sets out on one day arrives by the discrete Erlang law of its stages.
#[test]
fn the_journey_is_erlang() {
    for (seed, stages, mean) in [(171, 1, 5.0), (172, 2, 20.0), (173, 5, 12.0)] {
        let stage = Stage::simple(150)
            .assume(&format!(
                "departure.base=50000 transit.stages={stages} transit.journey={mean}"
            ))
            .set(&format!("outside-events.departures=0@{}", support::date(1)));
        let law = theory::journey(stages, theory::daily(30.44 * stages as f64 / mean), 150);
        let counts: Vec<u64> = stage
            .run(seed)
            .daily(T::Reach)
            .into_iter()
            .map(u64::from)
            .collect();
        assert!(counts.iter().sum::<u64>() > 40_000);
        assert_law(&format!("journey of {stages} stages"), &counts, &law);
    }
}

/// On the way, interdiction competes with every stage: the share that gets through is
/// (a ÷ (a + m))ᵏ for hazards a of advancing and m of being met.
#[test]
fn interdiction_competes_with_every_stage() {
    let stage = Stage::simple(300)
        .assume("departure.base=50000 transit.stages=3 transit.journey=15 transit.interdiction=0.9")
        .set(&format!("outside-events.departures=0@{}", support::date(1)));
    let run = stage.run(174);
    let (advance, met) = (3.0 / 15.0, 0.9 / 30.44);
    let through = advance / (advance + met);
    let (reached, stopped) = (run.flow(T::Reach), run.flow(T::Interdict));
    assert_eq!(run.last(C::EnRoute), 0);
    assert_share(
        "through",
        reached,
        reached + stopped,
        through * through * through,
    );
}

/// Departures are negative binomial: mean, variance and the whole law.
#[test]
fn departures_are_negative_binomial() {
    for (seed, mean, dispersion) in [(181, 3.0, 0.7), (182, 40.0, 12.0), (183, 800.0, 25.0)] {
        let stage = Stage::simple(20_000).assume(&format!(
            "departure.base={mean} departure.dispersion={dispersion}"
        ));
        let run = stage.run(seed);
        let daily = run.daily(T::DepartInMexico);
        let sample: Sample = daily.iter().map(|people| f64::from(*people)).collect();
        sample.assert_mean("departures", mean);
        sample.assert_variance("departures", mean + mean * mean / dispersion);
        let mut counts = vec![0; 1 + *daily.iter().max().unwrap() as usize];
        for people in daily {
            counts[people as usize] += 1;
        }
        assert_law(
            "departures",
            &counts,
            &theory::negative_binomial(mean, dispersion),
        );
    }
}

/// Undecided people choose by the multinomial logit around the reference shares.
#[test]
fn choices_are_logit_shares() {
    for (seed, penalty) in [(191, 0.0), (192, -1.5), (193, 2.0)] {
        let stage = Stage::simple(100)
            .assume("departure.base=400 undecided.days=0.5")
            .assume("undecided.cross=0.5 undecided.appointment=0.2 undecided.protection=0.1")
            .assume(&format!("utility.penalty={penalty}"))
            .set("asylum-limits.strictness=1 mexican-protection.officers=0");
        let run = stage.run(seed);
        let counts = [
            T::DecideCross,
            T::DecideAppointment,
            T::DecideProtection,
            T::DecideHome,
        ]
        .map(|way| run.flow(way));
        let mut law = theory::logit(&[0.5, 0.2, 0.1], &[penalty, 0.0, 0.0]);
        law.push(1.0 - law.iter().sum::<f64>());
        assert_law(&format!("choices at penalty {penalty}"), &counts, &law);
    }
}

/// People who arrive with their mind made up choose by the same logit with a weight; walk-ins and
/// those who come for return do not move.
#[test]
fn intentions_are_weighted_logit_shares() {
    let stage = Stage::simple(100)
        .assume("departure.base=400 intention.cross=0.4 intention.appointment=0.2 intention.protection=0.1")
        .assume("intention.walk-in=0.1 intention.return=0.05 intention.weight=0.6 utility.penalty=-2")
        .set("asylum-limits.strictness=1");
    let run = stage.run(194);
    let ways = [
        T::ArriveCross,
        T::ArriveAppointment,
        T::ArriveProtection,
        T::ArriveWalkIn,
        T::ArriveReturn,
        T::ArriveUndecided,
    ];
    let counts = ways.map(|way| run.flow(way));
    let free = 0.85;
    let mut law: Vec<f64> = theory::logit(&[0.4 / free, 0.2 / free, 0.1 / free], &[-1.2, 0.0, 0.0]);
    for share in &mut law {
        *share *= free;
    }
    law.extend([0.1, 0.05]);
    law.push(1.0 - law.iter().sum::<f64>());
    assert_law("intentions", &counts, &law);
}

/// Waits of the served by the order of service, from an empty list, as exact expected counts for
/// each wait: oldest first, newest first, and the lottery.
#[test]
fn waits_follow_the_order_of_service() {
    let days = 50;
    let rules = [
        (201, Order::Oldest, 1.0, 0.0),
        (202, Order::Newest, 0.0, 1.0),
        (203, Order::Random, 0.0, 0.0),
    ];
    for (seed, order, oldest, newest) in rules {
        let expected = oracle(9.4, 10).served_by_wait(order, days);
        let stage = list(days, 9.4, 10).set(&format!(
            "port-appointments.oldest-first-share={oldest} port-appointments.newest-first-share={newest}"
        ));
        let mut served = vec![Sample::default(); 12];
        let mut squares = Sample::default();
        stage.each(seed, 2_500, |run| {
            let waits = &run.record.waits.of(Queue::Appointment).served;
            for (wait, sample) in served.iter_mut().enumerate() {
                sample
                    .0
                    .push(waits.get(wait).copied().map_or(0.0, f64::from));
            }
            squares.0.push(
                (0..)
                    .zip(waits)
                    .map(|(wait, people): (u32, &u32)| f64::from(wait * wait * people))
                    .sum(),
            );
        });
        for (wait, (sample, expected)) in served
            .iter()
            .zip(&expected)
            .enumerate()
            .filter(|(_, (_, people))| **people > 0.05)
        {
            sample.assert_mean(&format!("{order:?}: served after {wait} days"), *expected);
        }
        let second: f64 = expected
            .iter()
            .enumerate()
            .map(|(wait, people)| (wait * wait) as f64 * people)
            .sum();
        squares.assert_mean(&format!("{order:?}: sum of squared waits"), second);
    }
}

/// The three orders of service have the same mean wait and rising spread: oldest first, lottery,
/// newest first.
#[test]
fn the_lottery_spreads_waits_and_newest_first_spreads_them_more() {
    let spread = |order| {
        let by_wait = oracle(9.4, 10).served_by_wait(order, 400);
        let people: f64 = by_wait.iter().sum();
        let moment = |f: fn(f64) -> f64| {
            by_wait
                .iter()
                .enumerate()
                .map(|(w, n)| f(w as f64) * n)
                .sum::<f64>()
                / people
        };
        (moment(|w| w), moment(|w| w * w))
    };
    let [oldest, lottery, newest] = [Order::Oldest, Order::Random, Order::Newest].map(spread);
    // The oracle agrees with itself: people still waiting at the end (few of 3,760) make the difference.
    assert!(
        (oldest.0 / lottery.0 - 1.0).abs() < 0.02 && (oldest.0 / newest.0 - 1.0).abs() < 0.05,
        "{oldest:?} {lottery:?} {newest:?}"
    );
    assert!(oldest.1 < lottery.1 && lottery.1 < newest.1);
}

/// Little's law holds exactly, person by person, in each of the four queues of a full world: the sum
/// of the evenings' stocks is the sum of all waits, ended and still running.
#[test]
fn littles_law_holds_in_every_queue() {
    let text =
        "extends = \"status-quo\"\nstart = 2024-03-01\nend = 2025-02-28\nstart-state = \"empty\"\n";
    let more = [
        "[switches]\nappointment-list = \"by-port\"\n",
        "[levers.port-appointments]\nlist-open = [{ from = 2024-08-01, value = false, until = 2024-10-01 }]\nsource = \"assumption\"\nnote = \"closed for two months\"\n",
        "[switches]\nwhen-list-closes = \"cancel\"\n[levers.port-appointments]\nlist-open = [{ from = 2024-08-01, value = false }]\nsource = \"assumption\"\nnote = \"closed\"\n",
    ];
    let remain = "[levers.remain-in-mexico]\nshare-enrolled = 0.3\npeople-per-day = 200\nhearings-per-day = 40\nsource = \"assumption\"\nnote = \"active\"\n";
    for (seed, more) in (211..).zip(more) {
        let scenario = support::load(
            "little",
            &format!("{text}{more}{remain}"),
            &garita::scenario::Overrides::default(),
        );
        let (record, state) = support::plan(&[scenario], seed)
            .record(0, 3)
            .expect("people are conserved");
        let run = Run { record, state };
        for (queue, stocks) in [
            (Queue::Appointment, [C::Appointment].as_slice()),
            (Queue::Hearing, &[C::Hearing]),
            (Queue::Protection, &[C::Protection]),
            (Queue::Return, &[C::Custody, C::AtLiberty]),
        ] {
            let evenings: u64 = stocks
                .iter()
                .flat_map(|stock| run.stock(*stock))
                .map(u64::from)
                .sum();
            let waits = run.record.waits.of(queue);
            assert!(evenings > 100_000, "{queue:?} was in use: {evenings}");
            assert_eq!(
                theory::person_days(&waits.ended, &waits.waiting),
                evenings,
                "{queue:?}"
            );
            let ended: u64 = waits
                .ended
                .iter()
                .flatten()
                .chain(&waits.waiting)
                .map(|people| u64::from(*people))
                .sum();
            assert_eq!(waits.registered, ended, "{queue:?}: nobody is dropped");
        }
        assert!(run.tally(Tally::HearingsHeld) > 1_000);
    }
}
