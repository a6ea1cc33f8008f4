//! Daily summaries as the bands of a chart.

use super::Story;
use crate::chart::Spread;
use crate::experiment::Daily;
use crate::text::say;

/// Bands of a series in every scenario.
pub(super) fn levels(story: &Story, metric: &str, place: &str, group: &str) -> Vec<Spread> {
    let Some(series) = story.results.find_series(metric, place, group) else {
        return Vec::new();
    };
    let arms = story.results.daily.iter().enumerate();
    arms.map(|(arm, daily)| spread(arm, &daily[series]))
        .collect()
}

/// Bands of the paired difference of every other scenario to the base.
pub(super) fn differences(
    story: &Story,
    base: usize,
    metric: &str,
    place: &str,
    group: &str,
) -> Vec<Spread> {
    let Some(series) = story.results.find_series(metric, place, group) else {
        return Vec::new();
    };
    let pairs = story.results.design.pairs.iter().enumerate();
    pairs
        .filter(|(_, pair)| pair.base == base)
        .map(|(index, pair)| spread(pair.scenario, &story.results.differences[index][series]))
        .collect()
}

/// Mean of a series by day.
pub(super) fn means(story: &Story, arm: usize, metric: &str, place: &str) -> Option<Vec<f64>> {
    let series = story.results.find_series(metric, place, "all")?;
    let daily = &story.results.daily[arm][series];
    Some((0..daily.days()).map(|day| daily.mean(day)).collect())
}

/// Name of a place for people.
pub(super) fn place_label(story: &Story, name: &str) -> String {
    let found = story
        .world
        .place(name)
        .map(|place| say(&story.world.places[place].label).to_owned());
    found.unwrap_or_else(|| name.to_owned())
}

fn spread(scenario: usize, daily: &Daily) -> Spread {
    let band = |q: f64| by_day(daily, q);
    Spread {
        scenario,
        p05: band(0.05),
        p25: band(0.25),
        p50: band(0.5),
        p75: band(0.75),
        p95: band(0.95),
    }
}

/// A quantile for every day; between the days on which quantiles are kept, a straight line.
#[expect(
    clippy::cast_precision_loss,
    reason = "days of a run are far below 2^53"
)]
fn by_day(daily: &Daily, q: f64) -> Vec<f64> {
    let kept: Vec<usize> = daily.quantile_days().collect();
    let at = |day: usize| daily.quantile(day, q).unwrap_or(f64::NAN);
    let mut values = Vec::with_capacity(daily.days());
    for ends in kept.windows(2) {
        let (from, to) = (at(ends[0]), at(ends[1]));
        let days = ends[1] - ends[0];
        values.extend((0..days).map(|day| from + (to - from) * day as f64 / days as f64));
    }
    values.extend(kept.last().map(|&last| at(last)));
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_between_kept_days_lie_on_a_line() {
        let mut daily = Daily::new(15, 7);
        daily.add(&(0..15).map(|day| 2 * day).collect::<Vec<_>>());
        let line: Vec<f64> = (0..15).map(|day| f64::from(2 * day)).collect();
        assert_eq!(by_day(&daily, 0.5), line);
    }
}
