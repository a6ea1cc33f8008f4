//! The table for planners: beds, people who seek one and people without one, city by city, at the end.

use super::rows::Table;
use super::series::place_label;
use super::{Story, rows};
use crate::analysis::words;
use crate::experiment::Daily;
use crate::metric;
use crate::text::say;

/// What is tabulated: the daily series, in the order of the rows of a city.
const MEASURES: [&str; 3] = ["usable-beds", "shelter-demand", "unsheltered"];

/// One row per city and measure: middle future of every scenario on the last day, then for each
/// comparison the middle of the paired differences with 90 % of futures.
pub(super) fn last_day(story: &Story) -> Table {
    let titles = story.titles().into_iter().map(str::to_owned);
    let head = titles.chain(rows::difference_titles(story));
    let mut table = Table::new(&[say("City"), say("On the last day")], head);
    for place in story.places {
        table.rows.extend(
            MEASURES
                .iter()
                .filter_map(|measure| row(story, place, measure)),
        );
    }
    table
}

fn row(story: &Story, place: &str, measure: &str) -> Option<Vec<String>> {
    let series = story.results.find_series(measure, place, "all")?;
    let label = say(metric::ALL[story.results.series[series].metric].label);
    let levels = story
        .results
        .daily
        .iter()
        .map(|arm| words::three_digits(last(&arm[series], 0.5), 0));
    let difference = |pair: usize| {
        let daily = &story.results.differences[pair][series];
        rows::with_range([0.5, 0.05, 0.95].map(|q| last(daily, q)), |value| {
            rows::plus(value, |value| words::three_digits(value, 0))
        })
    };
    let differences = story.results.design.main_pairs().map(difference);
    let name = [place_label(story, place), label.to_owned()];
    Some(name.into_iter().chain(levels).chain(differences).collect())
}

/// A quantile over futures on the last day, on which quantiles are always kept.
fn last(daily: &Daily, q: f64) -> f64 {
    let day = daily.days().saturating_sub(1);
    daily.quantile(day, q).unwrap_or(f64::NAN)
}
