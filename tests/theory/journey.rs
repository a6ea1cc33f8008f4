//! Journeys of several stages with overdispersed departures: people on the way and arrivals, day by
//! day from empty and in the long run.

use crate::support::Stage;
use crate::support::sample::assert_law;
use crate::support::theory::{Law, aged_stock, daily, journey};
use crate::{assert_laws, tally};
use garita::model::transition::{Compartment as C, Transition as T};

const MEAN: f64 = 3.0;
const DISPERSION: f64 = 1.5;

/// Chance to arrive on the day of setting out, the day after, …, and share still on the way then.
fn ages(stages: usize, days: f64, horizon: usize) -> (Vec<f64>, Vec<f64>) {
    let arrives = journey(stages, daily(30.44 * stages as f64 / days), horizon);
    let mut left = 1.0;
    let on_the_way = arrives
        .iter()
        .map(|p| {
            left -= p;
            left.max(0.0)
        })
        .collect();
    (arrives, on_the_way)
}

fn stage(stages: usize, mean: f64, days: usize) -> Stage {
    Stage::simple(days).assume(&format!(
        "departure.base={MEAN} departure.dispersion={DISPERSION} transit.stages={stages} transit.journey={mean}"
    ))
}

/// Laws of the people on the way and of the arrivals from empty: every day's departures are negative
/// binomial and thin out independently by the discrete Erlang law.
#[test]
fn people_on_the_way_from_empty() {
    for (seed, stages, mean) in [(1801, 1, 6.0), (1811, 3, 9.0), (1821, 6, 12.0)] {
        let (arrives, on_the_way) = ages(stages, mean, 41);
        let until = |share: &[f64], day: usize| -> (usize, Law) {
            (day, aged_stock(MEAN, DISPERSION, &share[..=day]))
        };
        let days = [5, 8, 12, 20, 40];
        let stage = stage(stages, mean, 41);
        let luck = (&stage, seed, 1_500);
        let laws = days.map(|day| until(&on_the_way, day));
        assert_laws(
            &format!("{stages} stages: on the way"),
            luck,
            &laws,
            |run, day| run.record.stock(day, C::EnRoute),
        );
        let laws = days.map(|day| until(&arrives, day));
        assert_laws(
            &format!("{stages} stages: arrivals"),
            luck,
            &laws,
            |run, day| run.record.flow(day, T::Reach),
        );
    }
}

/// The same in the long run. Evenings 60 days apart share nobody: a journey of nine days on average
/// in three stages takes more than 60 with a chance below 1e-6.
#[test]
fn people_on_the_way_in_the_long_run() {
    let (arrives, on_the_way) = ages(3, 9.0, 150);
    let (mut stocks, mut flows) = (Vec::new(), Vec::new());
    stage(3, 9.0, 24_000).each(1831, 4, |run| {
        for day in (100..24_000).step_by(60) {
            tally(&mut stocks, run.record.stock(day, C::EnRoute) as usize);
            tally(&mut flows, run.record.flow(day, T::Reach) as usize);
        }
    });
    assert_law(
        "stationary, on the way",
        &stocks,
        &aged_stock(MEAN, DISPERSION, &on_the_way),
    );
    assert_law(
        "stationary, arrivals",
        &flows,
        &aged_stock(MEAN, DISPERSION, &arrives),
    );
}
