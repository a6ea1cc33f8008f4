//! Layer 7: from comparing to deciding. Many small experiments on a scenario, and what they say.
//!
//! ```text
//! Axis      a lever's setting or an uncertain input, and the values that are tried
//!   │       each value is a scenario of its own: an arm of one experiment, in the same futures as all others
//! Measure   the outcome that is looked at
//!   │       sweep, explore, attribute, sensitivity, warning: what is asked of them, in one plan (Inquiry)
//!   │       goal, search: step after step, each an Inquiry that depends on what came out before (Seeking)
//! Found     sentences with intervals, tables and charts, which become a result folder
//! ```
//!
//! Everything here is a pure function of scenarios, seed and what is asked; nothing reads arguments or prints.

pub mod arms;
pub mod attribute;
pub mod axis;
pub mod explore;
pub mod goal;
mod inquiry;
pub mod measure;
pub mod search;
pub mod seek;
pub mod sensitivity;
pub mod sweep;
pub mod warn;
mod write;

use crate::analysis::words;
use crate::chart::Interval as Band;
use crate::metric::Metric;
use crate::scenario::Scenario;
use crate::stats::Interval;
use crate::study::REFERENCE;

pub use axis::Axis;
pub use inquiry::{Analysis, Inquiry, Question};
pub use measure::Measure;
pub use seek::Seeking;
pub use write::{Found, Made, write};

/// Position of the scenario that is grey in every chart, if it takes part.
fn grey(scenarios: &[Scenario]) -> Option<usize> {
    scenarios.iter().position(|one| one.name == REFERENCE)
}

/// A difference with its sign: "−12,300", "+$1.2 billion".
fn signed(value: f64, metric: &Metric) -> String {
    let size = words::gap(value.abs(), metric);
    match value {
        ..0.0 => format!("−{size}"),
        _ if value > 0.0 => format!("+{size}"),
        _ => size,
    }
}

/// A difference with its interval: "−12,300 (−15,000 to −9,800)".
fn signed_interval(interval: &Interval, metric: &Metric) -> String {
    let Interval {
        estimate,
        low,
        high,
    } = *interval;
    let [estimate, low, high] = [estimate, low, high].map(|value| signed(value, metric));
    format!("{estimate} ({low} to {high})")
}

/// A share with its interval: "34 % (28 to 41 %)".
fn percent(interval: &Interval) -> String {
    let whole = |share: f64| words::number(100.0 * share, 0);
    let Interval {
        estimate,
        low,
        high,
    } = *interval;
    format!(
        "{} % ({} to {} %)",
        whole(estimate),
        whole(low),
        whole(high)
    )
}

/// An interval as charts draw it: an end without a bound is not drawn.
fn band(interval: &Interval, factor: f64) -> Band {
    let known = |value: f64| {
        if value.is_finite() {
            factor * value
        } else {
            f64::NAN
        }
    };
    Band::new(
        known(interval.low),
        known(interval.estimate),
        known(interval.high),
    )
}
