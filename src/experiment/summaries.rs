//! Daily summaries that all threads add to while replicates finish.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Daily, Design};
use crate::metric::{Outcome, SeriesKey};

/// Days between kept quantiles: a fan of 149 points in three years is as smooth as one of 1,036.
const WEEKLY: usize = 7;

/// Daily summaries shared by all threads; whole-number sums do not care who adds first.
pub struct Summaries {
    /// By arm, then series.
    pub levels: Vec<Vec<Mutex<Daily>>>,
    /// By pair, then series.
    pub differences: Vec<Vec<Mutex<Daily>>>,
}

impl Summaries {
    /// Empty summaries of an experiment.
    pub fn new(design: &Design, series: &[SeriesKey]) -> Self {
        let empty = |rhythm: &dyn Fn(&SeriesKey) -> usize| {
            let daily = series
                .iter()
                .map(|key| Daily::new(design.days, rhythm(key)));
            daily.map(Mutex::new).collect::<Vec<_>>()
        };
        let whole_system = |key: &SeriesKey| {
            if key.place == "all" {
                WEEKLY
            } else {
                Daily::MEANS
            }
        };
        Self {
            levels: design.arms.iter().map(|_| empty(&|_| WEEKLY)).collect(),
            differences: design.pairs.iter().map(|_| empty(&whole_system)).collect(),
        }
    }

    /// Summaries of nothing.
    pub fn empty() -> Self {
        Self {
            levels: Vec::new(),
            differences: Vec::new(),
        }
    }

    /// Every summary, by arm and series, then by pair and series.
    pub fn all(&mut self) -> Vec<&mut Daily> {
        let rows = self.levels.iter_mut().chain(&mut self.differences);
        rows.flatten().map(locked_mut).collect()
    }

    /// Adds one replicate. Each starts with another series, so that threads seldom wait for each other.
    pub fn add(&self, design: &Design, outcomes: &[Outcome], k: u64) {
        let count = self.levels.first().map_or(0, Vec::len);
        let first = if count == 0 {
            0
        } else {
            usize::try_from(k % count as u64).unwrap_or(0)
        };
        for series in (first..count).chain(0..first) {
            for (arm, outcome) in outcomes.iter().enumerate() {
                locked(&self.levels[arm][series]).add(&outcome.series[series]);
            }
            for (index, pair) in design.pairs.iter().enumerate() {
                let of = |arm: usize| outcomes[arm].series[series].as_slice();
                locked(&self.differences[index][series])
                    .add_difference(of(pair.base), of(pair.scenario));
            }
        }
    }
}

/// What a lock guards; a thread that failed while holding it spoils nothing here.
pub fn locked<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a lock guards, for whoever has it alone.
pub fn locked_mut<T>(owned: &mut Mutex<T>) -> &mut T {
    owned.get_mut().unwrap_or_else(PoisonError::into_inner)
}

/// Summaries that nobody shares any more.
pub fn finish(series: Vec<Mutex<Daily>>) -> Vec<Daily> {
    series
        .into_iter()
        .map(|daily| daily.into_inner().unwrap_or_else(PoisonError::into_inner))
        .collect()
}
