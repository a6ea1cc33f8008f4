//! The journey north: containment in the south, protection asked there, shared hosting.

use crate::support::sample::{assert_law, assert_poisson, assert_share};
use crate::support::{Stage, theory};
use garita::model::transition::{Compartment as C, Transition as T};

/// A hundred people a day set out, and almost all are met on the way; nobody is held.
fn met(words: &str, levers: &str, seed: u64) -> crate::support::Run {
    Stage::simple(80)
        .assume("departure.base=100 transit.journey=365 transit.interdiction=30")
        .assume(words)
        .set(levers)
        .run(seed)
}

/// A share of those met is contained, times the lever; the rest have an order to leave.
#[test]
fn a_share_of_those_met_is_contained() {
    let check = |words: &str, levers: &str, share: f64| {
        let run = met(words, levers, 1);
        assert!(run.flow(T::Interdict) > 5_000);
        assert_eq!(
            run.flow(T::Interdict),
            run.flow(T::Contain) + run.flow(T::OrderToLeave)
        );
        assert_share(
            "contained",
            run.flow(T::Contain),
            run.flow(T::Interdict),
            share,
        );
    };
    check("transit.contained-share=0.3", "", 0.3);
    check(
        "transit.contained-share=0.3",
        "mexican-interdiction.containment=2",
        0.6,
    );
    check(
        "transit.contained-share=0.3",
        "mexican-interdiction.containment=0",
        0.0,
    );
    check(
        "transit.contained-share=0.8",
        "mexican-interdiction.containment=3",
        1.0,
    );
}

/// The contained dwell with a constant hazard, then go north again, ask for protection or go home.
#[test]
fn the_contained_move_on_by_competing_hazards() {
    let run = Stage::with_stocks(&["venezuela"], &["tapachula", "tijuana"], 60)
        .assume("start.contained-south=50000 contained.north=0.7 contained.protection=0.1 contained.home=0.2 transit.journey=365")
        .run(2);
    let ways = [T::ContainedNorth, T::ContainedProtection, T::ContainedHome];
    assert_law("ways out", &ways.map(|way| run.flow(way)), &[0.7, 0.1, 0.2]);
    let first: u32 = ways.iter().map(|way| run.record.flow(0, *way)).sum();
    assert_share(
        "leaving on a day",
        u64::from(first),
        50_000,
        theory::daily(1.0),
    );
    assert!(run.last(C::EnRoute) > 20_000, "they set out again");
    let stuck = Stage::with_stocks(&["venezuela"], &["tapachula"], 60)
        .assume("start.contained-south=500")
        .run(2);
    assert_eq!(stuck.last(C::ContainedSouth), 500);
}

/// A share of those who pass the south asks for protection there; people from Mexico do not pass it.
#[test]
fn a_share_asks_for_protection_in_the_south() {
    let run = Stage::new(&["venezuela"], &["tijuana", "tapachula"], 100)
        .assume(
            "departure.base=200 transit.journey=4 transit.stages=2 transit.protection-share=0.2",
        )
        .assume("transit.south-place-share.tijuana=0")
        .run(3);
    let (asked, arrived, under_way) = (
        run.flow(T::AskProtectionSouth),
        run.flow(T::Reach),
        u64::from(run.last(C::EnRoute)),
    );
    assert_eq!(run.flow(T::Depart), asked + arrived + under_way);
    assert_share("asked", asked, run.flow(T::Depart) - under_way, 0.2);
    assert_eq!(run.flow_at_place(T::AskProtectionSouth, 0), 0);
}

/// Other countries receive people held up in the south: places a year × take-up, no more than there
/// are people; nobody without places.
#[test]
fn shared_hosting_receives_the_contained() {
    let hosted = |people: u32, places: u32, take_up: f64| {
        Stage::with_stocks(&["venezuela", "andean"], &["tapachula"], 100)
            .assume(&format!(
                "start.contained-south={people} shared-hosting.take-up={take_up}"
            ))
            .set(&format!("shared-hosting.places-per-year={places}"))
            .run(4)
    };
    // A fraction of a place is a chance of one each day, so the sum is off by less than √(100 ÷ 4) × 4.5.
    let run = hosted(50_000, 36_525, 0.55);
    assert!(
        (run.flow(T::Host) as f64 - 5_500.0).abs() < 22.5,
        "{}",
        run.flow(T::Host)
    );
    assert_share(
        "by origin",
        run.flow_of_origin(T::Host, 0),
        run.flow(T::Host),
        0.5,
    );
    assert_eq!(hosted(50_000, 0, 1.0).flow(T::Host), 0);
    assert_eq!(hosted(50_000, 36_525, 0.0).flow(T::Host), 0);
    assert_eq!(hosted(1_000, 2_000_000, 1.0).flow(T::Host), 2_000);
}

/// Large groups add people on top: a Poisson number of groups, each of its size, spread over days.
#[test]
fn large_groups_set_out_over_days() {
    let run = Stage::simple(36_525)
        .assume("departure.surge-rate=3 departure.surge-size=900 departure.surge-days=9")
        .run(5);
    let daily = run.daily(T::DepartInMexico);
    assert!(daily.iter().all(|people| people % 100 == 0));
    // Groups that start in the last days are not over yet: fewer than one in 4,000.
    let groups = run.flow(T::DepartInMexico) / 900;
    assert_poisson("groups in 100 years", groups, 300.0);
    assert_eq!(
        Stage::simple(1_000)
            .assume("departure.surge-size=900")
            .run(5)
            .flow(T::DepartInMexico),
        0
    );
}

/// Demand walks from month to month: the log of departures at the ends of months is an AR(1) of median 0 with the
/// size of its steps and its memory.
#[test]
fn demand_walks_from_month_to_month() {
    const BASE: f64 = 100_000.0;
    let run = Stage::simple(36_525)
        .assume("departure.base=100000 departure.dispersion=1e15")
        .assume(
            "departure.shock-sd=0.3 departure.shock-days=30.44 departure.shock-common-share=0.5",
        )
        .run(6);
    let levels: Vec<f64> = run
        .daily(T::DepartInMexico)
        .into_iter()
        .map(|people| libm::log(f64::from(people) / BASE))
        .collect();
    let ends: Vec<f64> = month_ends(levels.len())
        .into_iter()
        .map(|day| levels[day])
        .collect();
    let n = ends.len() as f64;
    let mean = ends.iter().sum::<f64>() / n;
    let covariance = |lag: usize| -> f64 {
        let pairs = ends.iter().zip(&ends[lag..]);
        pairs.map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>() / (n - lag as f64)
    };
    let keep = libm::exp(-1.0);
    let variance = 0.09 / (1.0 - keep * keep);
    // 1,200 months; one month in (1 + k) ÷ (1 − k) = 2.2 counts for the mean, in (1 + k²) ÷ (1 − k²) = 1.3 for the
    // variance; 4.5 standard errors each.
    assert!(mean.abs() < 4.5 * libm::sqrt(variance * 2.2 / n), "{mean}");
    let of_variance = 4.5 * libm::sqrt(2.0 * 1.3 / n);
    assert!(
        (covariance(0) / variance - 1.0).abs() < of_variance,
        "{}",
        covariance(0)
    );
    let correlation = covariance(1) / covariance(0);
    assert!(
        (correlation - keep).abs() < 4.5 * libm::sqrt((1.0 - keep * keep) / n),
        "{correlation}"
    );
    // The step is taken in a straight line over a week: no day jumps.
    let jump = levels
        .windows(2)
        .map(|pair| (pair[1] - pair[0]).abs())
        .fold(0.0, f64::max);
    assert!(jump < 5.0 * 0.45 / 7.0, "{jump}");
}

/// What the luck of demand added is what set out beyond the mean of the law, day by day: the mean of a log-normal number
/// whose variance grows step by step.
#[test]
fn the_luck_of_demand_is_what_came_beyond_its_mean() {
    const BASE: f64 = 100_000.0;
    const DAYS: usize = 731;
    let run = Stage::simple(DAYS)
        .assume("departure.base=100000 departure.dispersion=1e15")
        .assume("departure.shock-sd=0.3 departure.shock-days=90 departure.shock-common-share=0.2")
        .run(11);
    let first: garita::time::Date = crate::support::START.parse().expect("a date");
    let keep = libm::exp(-30.44 / 90.0);
    let (mut before, mut expected) = (0.0, 0.0);
    for day in 0..DAYS {
        let date = garita::time::plus_days(first, day as i32);
        let taken = ((f64::from(date.day()) - 0.5) / 7.0).min(1.0);
        let kept = 1.0 - taken + taken * keep;
        let variance = kept * kept * before + taken * taken;
        expected += BASE * libm::exp(0.09 * variance / 2.0);
        if garita::time::plus_days(date, 1).day() == 1 {
            before = keep * keep * before + 1.0;
        }
    }
    let came: u64 = run
        .daily(T::DepartInMexico)
        .into_iter()
        .map(u64::from)
        .sum();
    let luck = run.record.demand_luck() * DAYS as f64;
    // Given demand, departures are Poisson.
    let noise = (came as f64 - luck - expected) / libm::sqrt(came as f64);
    assert!(noise.abs() < 4.5, "{noise}");
    assert!(luck.abs() > 100.0 * libm::sqrt(came as f64), "{luck}");
}

/// Days of a stage that are the last of their month.
fn month_ends(days: usize) -> Vec<usize> {
    let first: garita::time::Date = crate::support::START.parse().expect("a date");
    (0..days)
        .filter(|day| garita::time::plus_days(first, *day as i32 + 1).day() == 1)
        .collect()
}
