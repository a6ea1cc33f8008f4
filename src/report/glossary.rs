//! The words that the report uses, from the readings of the metrics.

use serde::Serialize;

use super::Story;
use crate::analysis::words;
use crate::metric;
use crate::text::say;

/// A word and what it means here.
#[derive(Debug, Serialize)]
pub struct Entry {
    word: String,
    meaning: String,
}

/// Metrics whose reading a table alone does not give away.
const EXPLAINED: [&str; 6] = [
    "wrongful-returns",
    "harm-events",
    "nights-over-capacity",
    "shelter-strain",
    "returns",
    "median-wait",
];

/// Every word worth explaining, the metrics first.
pub(super) fn entries(story: &Story) -> Vec<Entry> {
    let metrics = metric::ALL
        .iter()
        .filter(|metric| EXPLAINED.contains(&metric.name));
    let metrics = metrics.map(|metric| Entry {
        word: say(metric.label).to_owned(),
        meaning: match metric.name {
            "nights-over-capacity" => format!("{} {}", say(metric.reading), most_nights(story)),
            _ => say(metric.reading).to_owned(),
        },
    });
    std::iter::once(served()).chain(metrics).collect()
}

/// What being served is, queue by queue; none of it says whether the outcome was wanted.
fn served() -> Entry {
    let queue = |(group, _, served): &(&str, &str, &str)| {
        let whatever = match *group {
            "hearing" | "protection" => say(", whatever its outcome"),
            _ => "",
        };
        {
            let served = say(served);
            format!("{}: {served}{whatever}", metric::group_label(group))
        }
    };
    let queues: Vec<String> = metric::SERVED.iter().map(queue).collect();
    Entry {
        word: say("Served").to_owned(),
        meaning: format!("{}.", words::capital_first(&queues.join("; "))),
    }
}

/// "The most possible is 12 places × 1,036 nights = 12,432."
fn most_nights(story: &Story) -> String {
    let (places, nights) = (story.world.places.len(), story.results.design.days);
    let number = |count: usize| words::number(count as f64, 0);
    tell!(
        "The most possible is {places} places × {nights} nights = {product}.",
        places,
        nights = number(nights),
        product = number(places * nights)
    )
}
