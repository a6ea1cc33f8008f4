//! Numbers of each replicate that are taken from some days of a daily series: more than the metrics' own cells.

use serde::{Deserialize, Serialize};

use crate::metric::Outcome;

/// A number taken from some days of a daily series in every replicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    /// Position of the series.
    pub series: usize,
    /// First day that counts (0 = the first of the run).
    pub first: usize,
    /// Last day that counts, included.
    pub last: usize,
    /// What is made of the days.
    pub take: Take,
}

/// What is made of the values of several days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Take {
    /// The lowest.
    Lowest,
    /// The highest.
    Highest,
    /// Their mean.
    Mean,
    /// Their sum.
    Total,
    /// How many days after the first of them the value begins to be above a limit for some days in a row; NaN if it
    /// never is.
    Above {
        /// The limit.
        limit: i64,
        /// Days in a row, at least 1.
        days: usize,
    },
}

impl Watched {
    /// The number in one replicate; NaN if the run has none of the days.
    #[must_use]
    pub fn of(&self, outcome: &Outcome) -> f64 {
        let series = &outcome.series[self.series];
        let end = series.len().min(self.last + 1);
        let days = series.get(self.first..end).unwrap_or_default();
        let total = || days.iter().sum::<i64>() as f64;
        let known = |value: Option<&i64>| value.map_or(f64::NAN, |&value| value as f64);
        match self.take {
            Take::Lowest => known(days.iter().min()),
            Take::Highest => known(days.iter().max()),
            Take::Mean => total() / days.len() as f64,
            Take::Total => total(),
            Take::Above { limit, days: hold } => {
                let mut stretches = days.windows(hold.max(1));
                let first = stretches.position(|days| days.iter().all(|value| *value > limit));
                first.map_or(f64::NAN, |day| day as f64)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_days_between_count() {
        let outcome = Outcome {
            cells: Vec::new(),
            series: vec![vec![100, 4, 1, 7, 100]],
        };
        let take = |take| {
            let watched = Watched {
                series: 0,
                first: 1,
                last: 3,
                take,
            };
            watched.of(&outcome)
        };
        assert_eq!(take(Take::Lowest), 1.0);
        assert_eq!(take(Take::Highest), 7.0);
        assert_eq!(take(Take::Mean), 4.0);
        assert_eq!(take(Take::Total), 12.0);
        let above = |limit, days| take(Take::Above { limit, days });
        assert_eq!((above(4, 1), above(0, 3)), (2.0, 0.0));
        assert!(above(7, 1).is_nan() && above(3, 2).is_nan());
    }
}
