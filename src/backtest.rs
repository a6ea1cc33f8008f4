//! Backtest: forecasts made from months of the past, scored against what was then published.
//!
//! For each forecast origin of an [`Era`] the model is fitted to the counts up to that day ([`fit`]), run on
//! under the policy as it was ([`ensembles`]), and every count that it covers becomes a [`Row`]: the
//! forecast's quantiles, its score, and the scores of naive forecasts ([`naive`]) made on the same day.
//! A [`Score`] sums rows up.

mod era;
mod forecast;
mod naive;
mod row;
mod score;

pub use era::{Era, eras};
pub use forecast::{Forecast, Run, chain, ensembles, fit, held, months_after, until};
pub use naive::{METHODS, Naive, naive};
pub use row::{Judged, Known, Row, Standing, judge};
pub use score::{BUCKETS, Bucket, Score, Series, by_series, is_apart};
