//! Pathways from abroad, removals from the U.S. interior, root causes, regularization.

use crate::support::sample::{Sample, assert_poisson, assert_share};
use crate::support::{Run, Stage};
use garita::model::flows::Tally;
use garita::model::transition::{Compartment as C, Transition as T};

const YEAR: f64 = 365.25;

/// A pathway of a test: lever, number, tally, name of its parameters, places a year.
const PATHWAYS: [(&str, u32, Tally, &str, f64); 5] = [
    (
        "work-visas.places-per-year",
        20_000,
        Tally::WorkVisas,
        "pathway.work",
        20_000.0,
    ),
    (
        "permanent-visas.places-per-year",
        20_000,
        Tally::PermanentVisas,
        "pathway.permanent",
        20_000.0,
    ),
    (
        "humanitarian-parole.places-per-month",
        2_000,
        Tally::Parole,
        "pathway.parole",
        24_000.0,
    ),
    (
        "family-reunification.places-per-year",
        20_000,
        Tally::FamilyReunification,
        "pathway.family",
        20_000.0,
    ),
    (
        "safe-mobility.places-per-year",
        20_000,
        Tally::SafeMobility,
        "pathway.safe-mobility",
        20_000.0,
    ),
];

fn departing(words: &str, levers: &str) -> Run {
    Stage::simple(300)
        .assume("departure.base=200")
        .assume(words)
        .set(levers)
        .run(1)
}

/// Users are Poisson with mean places × take-up; none without places or without take-up.
#[test]
fn pathways_are_used_within_their_places() {
    for (lever, places, tally, name, yearly) in PATHWAYS {
        let users = |take_up: f64, places: u32| {
            departing(
                &format!("{name}-take-up={take_up}"),
                &format!("{lever}={places}"),
            )
            .tally(tally)
        };
        assert_poisson(lever, users(0.8, places), yearly * 0.8 * 300.0 / YEAR);
        assert_eq!(users(0.0, places) + users(1.0, 0), 0, "{lever}");
    }
}

/// Users who would have come irregularly leave the departures one for one, day by day; at
/// substitution 0 the same people set out as without the pathway.
#[test]
fn substitution_is_one_for_one() {
    let without = departing("", "");
    for (lever, places, tally, name, _) in PATHWAYS {
        let with = |share: f64| {
            departing(
                &format!("{name}-substitution={share}"),
                &format!("{lever}={places}"),
            )
        };
        let all = with(1.0);
        for day in 0..300 {
            let replaced = all.record.tally(day, Tally::DeparturesReplaced);
            assert_eq!(
                replaced,
                all.record.tally(day, tally),
                "{lever}: every user, for there are enough departures"
            );
            assert_eq!(
                all.record.flow(day, T::DepartInMexico) + replaced,
                without.record.flow(day, T::DepartInMexico)
            );
        }
        assert_eq!(
            with(0.0).daily(T::DepartInMexico),
            without.daily(T::DepartInMexico),
            "{lever}"
        );
        let some = with(0.3);
        assert_share(
            lever,
            some.tally(Tally::DeparturesReplaced),
            some.tally(tally),
            0.3,
        );
    }
}

/// More users than departures replace all departures and no more.
#[test]
fn substitution_cannot_exceed_departures() {
    let run = departing(
        "departure.base=5 pathway.work-substitution=1",
        "work-visas.places-per-year=1000000",
    );
    assert_eq!(run.flow(T::DepartInMexico), 0);
    assert!(run.tally(Tally::DeparturesReplaced) < run.tally(Tally::WorkVisas) / 100);
}

/// Parole of the base year is part of the base: taking it away brings its substituted people back.
#[test]
fn ending_the_parole_of_the_base_brings_departures_back() {
    let words = "pathway.parole-at-base=100 pathway.parole-substitution=0.5";
    let on = departing(words, "humanitarian-parole.places-per-month=3043.75");
    let off = departing(words, "");
    assert_poisson(
        "parole of the base: 200 a day",
        on.flow(T::DepartInMexico) + on.tally(Tally::DeparturesReplaced),
        250.0 * 300.0,
    );
    assert_poisson("without parole", off.flow(T::DepartInMexico), 250.0 * 300.0);
    assert_share(
        "replaced",
        on.tally(Tally::DeparturesReplaced),
        on.tally(Tally::Parole),
        0.5,
    );
}

/// A share of work visas is seasonal.
#[test]
fn a_share_of_work_visas_is_seasonal() {
    for share in [0.0, 0.7, 1.0] {
        let run = departing(
            &format!("pathway.work-seasonal-share={share}"),
            "work-visas.places-per-year=20000",
        );
        assert_share(
            "seasonal",
            run.tally(Tally::SeasonalWorkVisas),
            run.tally(Tally::WorkVisas),
            share,
        );
    }
}

/// Seasonal workers come again after a year, as a share and within that year's places, and those who
/// do keep nobody else from setting out.
#[test]
fn seasonal_workers_come_again_a_year_later() {
    let years = |reentry: f64, places_later: u32| {
        Stage::simple(730)
            .assume(
                "departure.base=200 pathway.work-substitution=1 pathway.work-seasonal-share=0.8",
            )
            .assume(&format!("pathway.work-reentry-share={reentry}"))
            .set("work-visas.places-per-year=20000")
            .set(&format!(
                "work-visas.places-per-year={places_later}@{}",
                crate::support::date(365)
            ))
            .run(3)
    };
    let run = years(0.6, 20_000);
    let tally = |tally, days: std::ops::Range<usize>| -> u64 {
        days.map(|day| u64::from(run.record.tally(day, tally)))
            .sum()
    };
    assert_eq!(tally(Tally::ReturningWorkers, 0..365), 0);
    let first_year = tally(Tally::SeasonalWorkVisas, 0..365);
    assert_share(
        "come again",
        tally(Tally::ReturningWorkers, 365..730),
        first_year,
        0.6,
    );
    for year in [0..365, 365..730] {
        let new =
            tally(Tally::WorkVisas, year.clone()) - tally(Tally::ReturningWorkers, year.clone());
        assert_eq!(tally(Tally::DeparturesReplaced, year), new);
    }
    let fewer = years(1.0, 1_000);
    let later = |wanted| -> u64 {
        (365..730)
            .map(|day| u64::from(fewer.record.tally(day, wanted)))
            .sum()
    };
    assert_eq!(later(Tally::ReturningWorkers), later(Tally::WorkVisas));
    assert_eq!(years(0.0, 20_000).tally(Tally::ReturningWorkers), 0);
}

fn removing(words: &str, levers: &str) -> Run {
    Stage::new(&["mexico"], &["tijuana", "nogales"], 100)
        .assume("residents.without-status=1000000")
        .assume(words)
        .set(levers)
        .run(2)
}

/// Removals from the interior are Poisson, come to border cities, are turned back and undecided, and
/// lower the number of residents one for one, which they cannot exceed.
#[test]
fn interior_removals_come_from_residents() {
    let run = removing("", "");
    assert_eq!(run.flow(T::RemovedToMexico), 0);
    let run = removing(
        "interior-removals.place-share.nogales=0.75 interior-removals.place-share.tijuana=0.25",
        "interior-removals.people-per-day=50",
    );
    let removed = run.flow(T::RemovedToMexico);
    assert_poisson("removed", removed, 5_000.0);
    assert_share(
        "to Nogales",
        run.flow_at_place(T::RemovedToMexico, 1),
        removed,
        0.75,
    );
    assert_eq!(
        u64::from(run.record.conditions(99).residents),
        1_000_000 - removed
    );
    assert!(run.record.stock(0, C::TurnedBack) > 20);
    let few = removing(
        "residents.without-status=300",
        "interior-removals.people-per-day=50",
    );
    assert_eq!(
        (
            few.flow(T::RemovedToMexico),
            few.record.conditions(99).residents
        ),
        (300, 0)
    );
}

/// Regularization is Poisson with places × take-up, lowers residents one for one, over origins in
/// proportion to who is left, and ends when nobody is.
#[test]
fn regularization_ends_with_the_residents() {
    let run = |words: &str, places: u32| {
        Stage::new(&["venezuela", "andean"], &["tijuana"], 200)
            .assume(
                "residents.without-status.venezuela=300000 residents.without-status.andean=100000",
            )
            .assume(words)
            .set(&format!("regularization.places-per-year={places}"))
            .run(3)
    };
    let some = run("residents.regularization-take-up=0.5", 20_000);
    let done = some.tally(Tally::Regularized);
    assert_poisson("regularized", done, 20_000.0 * 0.5 * 200.0 / YEAR);
    assert_eq!(
        u64::from(some.record.conditions(199).residents),
        400_000 - done
    );
    let venezuelans: u64 = (0..200)
        .map(|day| u64::from(some.record.tally_of_origin(day, Tally::Regularized, 0)))
        .sum();
    assert_share("by origin", venezuelans, done, 0.75);
    assert_eq!(run("", 0).tally(Tally::Regularized), 0);
    let all = run(
        "residents.without-status=500 residents.without-status.andean=0",
        5_000_000,
    );
    assert_eq!(
        (
            all.tally(Tally::Regularized),
            all.record.conditions(199).residents
        ),
        (500, 0)
    );
}

/// Investment in root causes works with a lag of years: what is at work after t days is
/// I·(1 − exp(−t ÷ lag)), and departures move by effect × I ÷ 100.
#[test]
fn root_causes_work_with_a_lag() {
    let run = |effect: f64, money: u32, seed: u64| {
        Stage::simple(1_500)
            .assume(&format!(
                "departure.base=100 root-causes.lag=2 root-causes.effect={effect}"
            ))
            .set(&format!("root-causes.million-usd-per-year={money}"))
            .run(seed)
    };
    let paid = run(-0.1, 400, 4);
    let at_work = paid.state.conditions.root_investment[0];
    assert!((at_work - 400.0 * (1.0 - libm::exp(-1_500.0 / (2.0 * YEAR)))).abs() < 1e-6);
    let expected: f64 = (1..=1_500)
        .map(|day| 100.0 * (1.0 - 0.4 * (1.0 - libm::exp(-f64::from(day) / (2.0 * YEAR)))))
        .sum();
    assert_poisson("departures", paid.flow(T::DepartInMexico), expected);
    let unpaid = run(-0.1, 0, 4);
    let fewer: Sample = paid
        .daily(T::DepartInMexico)
        .iter()
        .zip(unpaid.daily(T::DepartInMexico))
        .map(|(paid, unpaid)| f64::from(unpaid) - f64::from(*paid))
        .collect();
    assert!(
        fewer.0[..30].iter().sum::<f64>() < 0.06 * 30.0 * 100.0 * 0.4,
        "hardly anything in the first month"
    );
    fewer.assert_positive("departures in the end");
    assert_eq!(
        run(0.0, 20_000, 4).daily(T::DepartInMexico),
        unpaid.daily(T::DepartInMexico),
        "no effect, no change"
    );
    assert_eq!(
        run(-1.0, 20_000, 4).daily(T::DepartInMexico)[300..]
            .iter()
            .sum::<u32>(),
        0,
        "never below nobody"
    );
}

/// Season, weekday, trend and outside events multiply departures.
#[test]
fn departures_follow_the_calendar() {
    let mean = |words: &str, levers: &str| -> Sample {
        let run = Stage::simple(364)
            .assume("departure.base=300")
            .assume(words)
            .set(levers)
            .run(5);
        run.daily(T::DepartInMexico)
            .into_iter()
            .map(f64::from)
            .collect()
    };
    let june = |sample: &Sample| sample.0[149..179].iter().copied().collect::<Sample>();
    june(&mean("season.june=2", "")).assert_mean("June", 600.0);
    let weekdays = mean("weekday.monday=0.5", "");
    let mondays: Sample = weekdays.0.iter().copied().step_by(7).collect();
    mondays.assert_mean("Mondays", 150.0);
    mean("", "outside-events.departures=3").assert_mean("outside events", 900.0);
    mean("", "outside-events.departures=0").assert_mean("nobody", 0.0);
    // The trend counts years from 1 January 2024: a year before, a factor exp(−0.5 × 364 ÷ 365.25).
    let trend = mean("departure.trend=0.5", "");
    let first: Sample = trend.0[..10].iter().copied().collect();
    first.assert_mean(
        "a year before the reference",
        300.0 * libm::exp(-0.5 * 359.5 / YEAR),
    );
}
