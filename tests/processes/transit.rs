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

/// Shocks to demand have mean 1, their standard deviation, and their memory.
#[test]
fn demand_shocks_have_mean_one() {
    let daily = |words: &str| {
        let run = Stage::simple(36_525)
            .assume("departure.base=1000 departure.shock-days=10")
            .assume(words)
            .run(6);
        run.daily(T::DepartInMexico)
            .into_iter()
            .map(f64::from)
            .collect::<Vec<f64>>()
    };
    let shaken = daily("departure.shock-sd=0.3");
    let mean = shaken.iter().sum::<f64>() / shaken.len() as f64;
    // Variance of a daily factor exp(0.09) − 1; correlation exp(−1/10) a day, so about 20 days are one.
    let spread = libm::sqrt(libm::exp(0.09) - 1.0);
    let error = 1_000.0 * spread * libm::sqrt(21.0 / 36_525.0);
    assert!((mean - 1_000.0).abs() < 4.5 * error, "{mean} ± {error}");
    let variance =
        shaken.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / shaken.len() as f64;
    assert!(
        (libm::sqrt(variance) / 1_000.0 - spread).abs() < 0.03,
        "{variance}"
    );
    let calm = daily("departure.shock-sd=0");
    let calm_variance = calm
        .iter()
        .map(|x| (x - 1_000.0) * (x - 1_000.0))
        .sum::<f64>()
        / calm.len() as f64;
    assert!(
        calm_variance < 1_300.0,
        "Poisson and a little: {calm_variance}"
    );
}
