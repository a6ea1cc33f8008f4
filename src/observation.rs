//! Published counts as the model measures them.
//!
//! `file` reads rows in the layout of `data/observations.csv`; `data/observations.toml` says which series stand
//! for which metric ([`Series`]); [`derive()`] turns one into the other, as the [`Target`]s that a run is held
//! against.

mod derive;
mod file;
mod mapping;

pub use derive::{Observations, derive, kept};
pub use file::{Published, read};
pub use mapping::{Origin, PolicySet, Series, mapping};

use crate::experiment::hindcast::Target;
use crate::time::days_between;
use crate::time::month_number;

/// How long the period of a count is; only counts of one kind are compared with each other over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// People on one day.
    Stock,
    /// A calendar month.
    Month,
    /// January to June, or July to December.
    Half,
    /// A calendar year.
    Year,
}

impl Kind {
    /// The kind of a target's period; `None` for any other stretch of days.
    #[must_use]
    pub fn of(target: &Target) -> Option<Kind> {
        let (from, to) = (target.period_from, target.period_to);
        if is_stock(target) {
            return Some(Kind::Stock);
        }
        if from.day() != 1 || to != to.last_of_month() {
            return None;
        }
        match (month_number(to) - month_number(from) + 1, from.month()) {
            (1, _) => Some(Kind::Month),
            (6, 1 | 7) => Some(Kind::Half),
            (12, 1) => Some(Kind::Year),
            _ => None,
        }
    }
}

/// Whether a target counts people on one day.
#[must_use]
pub fn is_stock(target: &Target) -> bool {
    days_between(target.period_from, target.period_to) == 0
}

/// The counts inside the program.
pub const BUNDLED: &str = include_str!("../data/observations.csv");

/// The project's own published counts, to 29 February 2024.
///
/// # Errors
/// If the embedded tables cannot be read (a test makes sure that they can).
pub fn bundled() -> Result<Observations, String> {
    let rows = read(BUNDLED, "data/observations.csv")?;
    Ok(derive(&rows, &mapping()?))
}
