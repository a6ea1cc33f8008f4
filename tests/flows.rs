//! People of a queue: whoever was there or joined is served, leaves by one exit or still waits.

use garita::experiment::{Plan, Simulator};
use garita::metric;
use garita::scenario::{self, Overrides};

/// Whole numbers of one queue over the first days of a replicate.
#[derive(Debug)]
struct Queue {
    joined: f64,
    served: f64,
    left: f64,
    exits: f64,
    waiting: f64,
}

fn queues(until: &str) -> Vec<Queue> {
    let overrides = Overrides {
        until: Some(until.parse().expect("a date")),
        ..Overrides::default()
    };
    let scenario = scenario::load("remain-in-mexico", &overrides).expect("it is shipped");
    let catalogue = scenario::catalogue().expect("records load");
    let plan = Plan::new(&[scenario], catalogue, 1, true);
    let keys = plan.cells();
    let replicate = plan.replicate(0).expect("people are conserved");
    let cells = &replicate.outcomes[0].cells;
    let value = |metric: &str, statistic: &str, group: &str| {
        let at = keys.iter().position(|key| {
            metric::ALL[key.metric].name == metric
                && (key.statistic, key.group.as_str()) == (statistic, group)
                && (key.place.as_str(), key.origin.as_str()) == ("all", "all")
        });
        cells[at.unwrap_or_else(|| panic!("no {metric} of {group}"))]
    };
    let queue = |(name, ..): (&str, &str, &str)| Queue {
        joined: value("registered", "total", name),
        served: value("served", "total", name),
        left: value("left-queue", "total", name),
        exits: ["crossed", "went-home", "switched"]
            .into_iter()
            .map(|exit| value("left-queue", "total", &format!("{name}:{exit}")))
            .sum(),
        waiting: value("people-waiting", "end", name),
    };
    metric::SERVED.map(queue).into_iter().collect()
}

/// Who was there on the first day does not depend on how long one looks: both horizons find the same number from what came
/// and went since. Counts are whole, so equality is exact.
#[test]
fn what_comes_goes_or_stays() {
    let start = |queue: &Queue| queue.waiting + queue.left + queue.served - queue.joined;
    let (short, long) = (queues("2024-03-12"), queues("2024-04-20"));
    for (one, other) in short.iter().zip(&long) {
        assert_eq!(start(one), start(other), "{one:?} {other:?}");
        assert_eq!(one.exits, one.left);
        assert_eq!(other.exits, other.left);
        assert!(start(one) >= 0.0);
    }
    assert!(
        long.iter()
            .any(|queue| queue.exits > 0.0 && queue.served > 0.0)
    );
}
