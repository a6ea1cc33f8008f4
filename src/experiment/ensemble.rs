//! Runs the replicates of a design in parallel and folds what they leave into [`Results`], in one go or bit by bit.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, RwLock, RwLockWriteGuard};

use rayon::prelude::*;

use super::part::{self, Identity, PartError, Row};
use super::summaries::{Summaries, finish, locked, locked_mut};
use super::{Daily, Design, Results};
use crate::metric::{CellKey, Outcome, SeriesKey};

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
    /// As [`Simulator::replicate`], but nothing if asked to stop on the way.
    ///
    /// # Errors
    /// As [`Simulator::replicate`].
    fn replicate_unless(&self, k: u64, stop: &AtomicBool) -> Result<Option<Replicate>, String> {
        let _ = stop;
        self.replicate(k).map(Some)
    }
    /// What each scenario says, one hash or text each: results of equal texts are equal.
    fn texts(&self) -> Vec<String>;
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

/// Somebody who puts finished replicates in a safe place while others are under way.
pub trait Keeper: Sync {
    /// Whether it is time to; true for one caller at a time.
    fn due(&self) -> bool;
    /// Keeps a part with everything finished so far, in place of the one before.
    fn keep(&self, part: Vec<u8>);
}

/// How a running ensemble and the world around it speak to each other.
pub struct Watch<'a> {
    /// Set to true to stop: no new replicate starts, and those under way are dropped as soon as they can be.
    pub stop: &'a AtomicBool,
    /// Called after each replicate, from any thread.
    pub finished: &'a (dyn Fn() + Sync),
    /// Keeps finished replicates on the way, if somebody should.
    pub keeper: Option<&'a dyn Keeper>,
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
    let ensemble = Ensemble::new(simulator, &design);
    ensemble.simulate(&design.replicates, watch)?;
    Ok(ensemble.finish(design.replicates))
}

/// An experiment under way: what its finished replicates left.
pub struct Ensemble<'a, S: Simulator> {
    simulator: &'a S,
    design: Design,
    identity: Identity,
    books: RwLock<Books>,
}

/// Everything kept of finished replicates. Threads share it to add, each summary under its own lock; whoever
/// writes a part has it alone, so that rows and summaries are of the same replicates.
struct Books {
    rows: Mutex<BTreeMap<u64, Row>>,
    summaries: Summaries,
}

impl<'a, S: Simulator> Ensemble<'a, S> {
    /// An experiment of which nothing is done yet; the replicates of the design are all that it may ever hold.
    #[must_use]
    pub fn new(simulator: &'a S, design: &Design) -> Self {
        let series = simulator.series();
        let counts = [
            simulator.cells().len(),
            series.len(),
            simulator.inputs().len(),
        ];
        Self {
            simulator,
            identity: Identity::new(design, simulator.texts(), counts),
            books: RwLock::new(Books {
                rows: Mutex::default(),
                summaries: Summaries::new(design, &series),
            }),
            design: design.clone(),
        }
    }

    /// Adds the replicates of a part.
    ///
    /// # Errors
    /// If it is damaged, belongs to another experiment or holds replicates that are there or not wanted.
    pub fn absorb(&self, bytes: &[u8]) -> Result<(), PartError> {
        let mut books = self.alone();
        let part = part::decode(
            bytes,
            &self.identity,
            books.summaries.all().into_iter().map(|daily| &*daily),
        )?;
        let rows = locked_mut(&mut books.rows);
        let wanted =
            |k: &u64| self.design.replicates.binary_search(k).is_ok() && !rows.contains_key(k);
        if let Some(&k) = part.rows.keys().find(|k| !wanted(k)) {
            return Err(PartError::Unwanted(k));
        }
        rows.extend(part.rows);
        for (daily, more) in books.summaries.all().into_iter().zip(&part.daily) {
            daily.merge(more);
        }
        Ok(())
    }

    /// Everything finished so far, as a part.
    #[must_use]
    pub fn part(&self) -> Vec<u8> {
        let mut books = self.alone();
        let Books { rows, summaries } = &mut *books;
        let daily = summaries.all().into_iter().map(|daily| &*daily);
        part::encode(&self.identity, locked_mut(rows), daily)
    }

    /// Runs those of the replicates that are not done yet and not prevented by [`Watch::stop`].
    ///
    /// # Errors
    /// The first replicate, by number, that could not be simulated.
    pub fn simulate(&self, replicates: &[u64], watch: &Watch) -> Result<(), SimulationError> {
        let done = self.done();
        let missing: Vec<u64> = replicates
            .iter()
            .copied()
            .filter(|k| done.binary_search(k).is_err())
            .collect();
        let ended: Vec<Result<(), SimulationError>> =
            missing.par_iter().map(|&k| self.one(watch, k)).collect();
        ended.into_iter().collect()
    }

    /// Numbers of the finished replicates, ascending.
    #[must_use]
    pub fn done(&self) -> Vec<u64> {
        locked_mut(&mut self.alone().rows).keys().copied().collect()
    }

    /// The headline values of the finished replicates below a number, without any daily series.
    #[must_use]
    pub fn headlines(&self, below: u64) -> Results {
        let mut books = self.alone();
        let rows = locked_mut(&mut books.rows).range(..below);
        let rows = rows.map(|(k, row)| (*k, row.clone())).collect();
        self.results(rows, Vec::new(), Vec::new(), (0..below).collect())
    }

    /// The results of the finished replicates, of which `planned` were wanted.
    #[must_use]
    pub fn finish(self, planned: Vec<u64>) -> Results {
        let books = std::mem::replace(&mut *self.alone(), Books::empty());
        let rows = books
            .rows
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let daily = books.summaries.levels.into_iter().map(finish).collect();
        let differences = books
            .summaries
            .differences
            .into_iter()
            .map(finish)
            .collect();
        self.results(rows, daily, differences, planned)
    }

    fn results(
        &self,
        rows: BTreeMap<u64, Row>,
        daily: Vec<Vec<Daily>>,
        differences: Vec<Vec<Daily>>,
        planned: Vec<u64>,
    ) -> Results {
        let mut results = Results {
            replicates: Vec::new(),
            cells: self.simulator.cells(),
            series: self.simulator.series(),
            inputs: self.simulator.inputs(),
            values: vec![Vec::new(); self.design.arms.len()],
            watched: vec![Vec::new(); self.design.arms.len()],
            states: Vec::new(),
            daily,
            differences,
            design: Design {
                replicates: planned,
                ..self.design.clone()
            },
        };
        for (replicate, row) in rows {
            results.replicates.push(replicate);
            results.states.push(row.state);
            for (arm, mut values) in row.values.into_iter().enumerate() {
                let watched = values.split_off(results.cells.len());
                results.values[arm].push(values);
                results.watched[arm].push(watched);
            }
        }
        results
    }

    fn alone(&self) -> RwLockWriteGuard<'_, Books> {
        self.books.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// One replicate: simulate, add its series to the summaries, keep its headline values.
    fn one(&self, watch: &Watch, k: u64) -> Result<(), SimulationError> {
        if watch.stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        let failed = |reason| SimulationError {
            replicate: k,
            reason,
        };
        let done = catch_unwind(AssertUnwindSafe(|| {
            self.simulator.replicate_unless(k, watch.stop)
        }))
        .unwrap_or_else(|panic| {
            Err(format!(
                "a mistake in the program ({})",
                panic_text(&*panic)
            ))
        })
        .inspect_err(|_| watch.stop.store(true, Ordering::Relaxed))
        .map_err(failed)?;
        let Some(done) = done else {
            return Ok(());
        };
        if done.outcomes.len() != self.design.arms.len() {
            return Err(failed(format!(
                "{} outcomes for {} scenarios",
                done.outcomes.len(),
                self.design.arms.len()
            )));
        }
        self.add(k, done);
        (watch.finished)();
        if let Some(keeper) = watch.keeper.filter(|keeper| keeper.due()) {
            keeper.keep(self.part());
        }
        Ok(())
    }

    fn add(&self, k: u64, done: Replicate) {
        let books = self.books.read().unwrap_or_else(PoisonError::into_inner);
        books.summaries.add(&self.design, &done.outcomes, k);
        let values = done
            .outcomes
            .into_iter()
            .map(|mut outcome| {
                let watched = self.design.watched.iter();
                let watched: Vec<f64> = watched.map(|watched| watched.of(&outcome)).collect();
                outcome.cells.extend(watched);
                outcome.cells
            })
            .collect();
        let row = Row {
            values,
            state: done.state,
        };
        locked(&books.rows).insert(k, row);
    }
}

impl Books {
    fn empty() -> Self {
        Self {
            rows: Mutex::default(),
            summaries: Summaries {
                levels: Vec::new(),
                differences: Vec::new(),
            },
        }
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
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
                keeper: None,
            },
        )
        .unwrap();
        let kept = results.replicates.len();
        assert_eq!(kept, done.load(Ordering::Relaxed));
        assert!((10..100).contains(&kept) && results.interrupted());
        assert!(results.replicates.is_sorted());
        assert_eq!(results.daily[0][0].replicates(), kept as u64);
    }

    fn watch() -> Watch<'static> {
        static GO_ON: AtomicBool = AtomicBool::new(false);
        Watch {
            stop: &GO_ON,
            finished: &|| (),
            keeper: None,
        }
    }

    #[test]
    fn parts_add_up_to_the_whole_in_any_order() {
        let (fake, design) = plan(0..25);
        let part = |numbers: &[u64]| {
            let ensemble = Ensemble::new(&fake, &design);
            ensemble.simulate(numbers, &watch()).unwrap();
            ensemble.part()
        };
        let (odd, even): (Vec<u64>, Vec<u64>) = (0..20).partition(|k| k % 2 == 1);
        for parts in [[part(&odd), part(&even)], [part(&even), part(&odd)]] {
            let ensemble = Ensemble::new(&fake, &design);
            for part in &parts {
                ensemble.absorb(part).unwrap();
            }
            assert_eq!(
                ensemble.absorb(&parts[1]),
                Err(PartError::Unwanted(u64::from(parts[1] == part(&odd))))
            );
            ensemble.simulate(&design.replicates, &watch()).unwrap();
            assert_eq!(ensemble.finish(design.replicates.clone()), results(0..25));
        }
    }

    #[test]
    fn a_part_of_another_run_or_with_a_wrong_byte_is_refused() {
        let (fake, design) = plan(0..4);
        let ensemble = Ensemble::new(&fake, &design);
        ensemble.simulate(&design.replicates, &watch()).unwrap();
        let part = ensemble.part();
        for place in [0, 20, part.len() / 2, part.len() - 1] {
            let mut broken = part.clone();
            broken[place] ^= 1;
            let fresh = Ensemble::new(&fake, &design);
            assert_eq!(fresh.absorb(&broken), Err(PartError::Damaged));
            assert_eq!(fresh.absorb(&part[..place]), Err(PartError::Damaged));
            assert!(fresh.done().is_empty());
        }
        let other = Design {
            seed: 2,
            ..design.clone()
        };
        let error = Ensemble::new(&fake, &other).absorb(&part).unwrap_err();
        assert_eq!(
            error.to_string(),
            "it belongs to another run (seed: 1 there, 2 here)"
        );
        let fewer = Design {
            replicates: vec![0, 1, 2],
            ..design
        };
        assert_eq!(
            Ensemble::new(&fake, &fewer).absorb(&part),
            Err(PartError::Unwanted(3))
        );
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
                keeper: None,
            },
        )
        .unwrap_err();
        assert_eq!(
            error.to_string(),
            "replicate 2 stopped: the books do not balance"
        );
    }
}
