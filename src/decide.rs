//! Layer 7: from comparing to deciding. Many small experiments on a scenario, and what they say.
//!
//! ```text
//! Axis      a lever's setting or an uncertain input, and the values that are tried
//!   │       each value is a scenario of its own: an arm of one experiment, in the same futures as all others
//! Measure   the outcome that is looked at
//!   │       sweep, goal, explore, attribute, sensitivity, warning: what is asked of them
//! Found     sentences with intervals, tables and charts, which become a result folder
//! ```
//!
//! Everything here is a pure function of scenarios, seed and what is asked; nothing reads arguments or prints.

pub mod arms;
pub mod attribute;
pub mod axis;
pub mod explore;
pub mod goal;
pub mod measure;
pub mod sensitivity;
pub mod sweep;
pub mod warn;
mod write;

use crate::chart::Interval as Band;
use crate::stats::Interval;

pub use axis::Axis;
pub use measure::Measure;
pub use write::{Found, Made, write};

/// An interval as charts draw it.
fn band(interval: &Interval, factor: f64) -> Band {
    Band::new(
        factor * interval.low,
        factor * interval.estimate,
        factor * interval.high,
    )
}
