//! Runs the replicates of a design in parallel and folds what they leave into [`Results`].

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use super::{Daily, Design, Results};
use crate::metric::{CellKey, Outcome, SeriesKey};

/// Days between kept quantiles: a fan of 149 points in three years is as smooth as one of 1,036.
const WEEKLY: usize = 7;

/// Something that can simulate one replicate of every scenario.
///
/// The method takes all it needs by argument, touches no file, clock or global, and returns the same
/// value for the same number on any thread, beside any other replicates.
pub trait Simulator: Sync {
    /// What each headline value means.
    fn cells(&self) -> Vec<CellKey>;
    /// What each daily series means.
    fn series(&self) -> Vec<SeriesKey>;
    /// Names of the uncertain inputs.
    fn inputs(&self) -> Vec<String>;
    /// Replicate number `k`: one outcome per scenario, under the same luck and state of the world.
    ///
    /// # Errors
    /// A sentence saying what could not be simulated.
    fn replicate(&self, k: u64) -> Result<Replicate, String>;
}

/// What one replicate leaves.
#[derive(Clone, Debug)]
pub struct Replicate {
    /// One outcome per scenario, in the order of the design's arms.
    pub outcomes: Vec<Outcome>,
    /// Drawn value of every uncertain input.
    pub state: Vec<f64>,
}

/// A replicate that could not be simulated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("replicate {replicate} stopped: {reason}")]
pub struct SimulationError {
    /// Its number; `--only-replicate` runs it alone.
    pub replicate: u64,
    /// What went wrong.
    pub reason: String,
}

/// How a running ensemble and the world around it speak to each other.
pub struct Watch<'a> {
    /// Set to true to stop: replicates under way finish, no new one starts.
    pub stop: &'a AtomicBool,
    /// Called after each replicate, from any thread.
    pub finished: &'a (dyn Fn() + Sync),
}

/// Headline values by arm and the state of the world, of one finished replicate.
struct Row {
    replicate: u64,
    values: Vec<Vec<f64>>,
    state: Vec<f64>,
}

/// Runs every replicate of the design that is not prevented by [`Watch::stop`].
///
/// # Errors
/// The first replicate, by number, that could not be simulated.
pub fn run(
    simulator: &impl Simulator,
    design: Design,
    watch: &Watch,
) -> Result<Results, SimulationError> {
    let series = simulator.series();
    let summaries = Summaries::new(&design, &series);
    let rows: Vec<Result<Option<Row>, SimulationError>> = design
        .replicates
        .par_iter()
        .map(|&k| one(simulator, &design, &summaries, watch, k))
        .collect();
    let rows: Vec<Option<Row>> = rows.into_iter().collect::<Result<_, _>>()?;
    let mut results = Results {
        replicates: Vec::new(),
        cells: simulator.cells(),
        series,
        inputs: simulator.inputs(),
        values: vec![Vec::new(); design.arms.len()],
        states: Vec::new(),
        daily: summaries.levels.into_iter().map(finish).collect(),
        differences: summaries.differences.into_iter().map(finish).collect(),
        design,
    };
    for row in rows.into_iter().flatten() {
        results.replicates.push(row.replicate);
        results.states.push(row.state);
        for (arm, values) in results.values.iter_mut().zip(row.values) {
            arm.push(values);
        }
    }
    Ok(results)
}

/// One replicate: simulate, add its series to the summaries, keep its headline values.
fn one(
    simulator: &impl Simulator,
    design: &Design,
    summaries: &Summaries,
    watch: &Watch,
    k: u64,
) -> Result<Option<Row>, SimulationError> {
    if watch.stop.load(Ordering::Relaxed) {
        return Ok(None);
    }
    let failed = |reason| SimulationError {
        replicate: k,
        reason,
    };
    let done = catch_unwind(AssertUnwindSafe(|| simulator.replicate(k)))
        .unwrap_or_else(|panic| {
            Err(format!(
                "a mistake in the program ({})",
                panic_text(&*panic)
            ))
        })
        .inspect_err(|_| watch.stop.store(true, Ordering::Relaxed))
        .map_err(failed)?;
    if done.outcomes.len() != design.arms.len() {
        return Err(failed(format!(
            "{} outcomes for {} scenarios",
            done.outcomes.len(),
            design.arms.len()
        )));
    }
    summaries.add(design, &done.outcomes, k);
    (watch.finished)();
    let values = done
        .outcomes
        .into_iter()
        .map(|outcome| outcome.cells)
        .collect();
    Ok(Some(Row {
        replicate: k,
        values,
        state: done.state,
    }))
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}

/// Daily summaries shared by all threads; whole-number sums do not care who adds first.
struct Summaries {
    levels: Vec<Vec<Mutex<Daily>>>,
    differences: Vec<Vec<Mutex<Daily>>>,
}

impl Summaries {
    fn new(design: &Design, series: &[SeriesKey]) -> Self {
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

    /// Adds one replicate. Each starts with another series, so that threads seldom wait for each other.
    fn add(&self, design: &Design, outcomes: &[Outcome], k: u64) {
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

fn locked(daily: &Mutex<Daily>) -> MutexGuard<'_, Daily> {
    daily.lock().unwrap_or_else(PoisonError::into_inner)
}

fn finish(series: Vec<Mutex<Daily>>) -> Vec<Daily> {
    series
        .into_iter()
        .map(|daily| daily.into_inner().unwrap_or_else(PoisonError::into_inner))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::fake::{plan, results};
    use super::*;
    use std::sync::atomic::AtomicUsize;

    fn on_threads(threads: usize) -> Results {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| results(0..25))
    }

    #[test]
    fn the_same_results_on_any_number_of_threads() {
        let one = on_threads(1);
        assert_eq!(one.replicates, (0..25).collect::<Vec<_>>());
        assert_eq!(one, on_threads(2));
        assert_eq!(one, on_threads(7));
    }

    #[test]
    fn a_replicate_run_alone_equals_its_row() {
        let (all, alone) = (results(0..25), results([17]));
        assert_eq!(alone.replicates, [17]);
        assert_eq!(alone.states[0], all.states[17]);
        for arm in 0..3 {
            assert_eq!(alone.values[arm][0], all.values[arm][17]);
        }
    }

    #[test]
    fn daily_differences_are_paired() {
        let all = results(0..25);
        for (index, pair) in all.design.pairs.iter().enumerate() {
            for (series, difference) in all.differences[index].iter().enumerate() {
                let gap = all.daily[pair.scenario][series].mean(12)
                    - all.daily[pair.base][series].mean(12);
                // Rounding error of one subtraction of means below 1,000.
                assert!((difference.mean(12) - gap).abs() < 1e-12 * 1000.0);
            }
        }
    }

    #[test]
    fn stopping_keeps_what_is_finished() {
        let (fake, design) = plan(0..100);
        let (stop, done) = (AtomicBool::new(false), AtomicUsize::new(0));
        let finished = || {
            if done.fetch_add(1, Ordering::Relaxed) == 9 {
                stop.store(true, Ordering::Relaxed);
            }
        };
        let results = run(
            &fake,
            design,
            &Watch {
                stop: &stop,
                finished: &finished,
            },
        )
        .unwrap();
        let kept = results.replicates.len();
        assert_eq!(kept, done.load(Ordering::Relaxed));
        assert!((10..100).contains(&kept) && results.interrupted());
        assert!(results.replicates.is_sorted());
        assert_eq!(results.daily[0][0].replicates(), kept as u64);
    }

    #[test]
    fn a_broken_replicate_is_named() {
        let (mut fake, design) = plan(0..4);
        fake.broken = Some(2);
        let error = run(
            &fake,
            design,
            &Watch {
                stop: &AtomicBool::new(false),
                finished: &|| (),
            },
        )
        .unwrap_err();
        assert_eq!(
            error.to_string(),
            "replicate 2 stopped: the books do not balance"
        );
    }
}
