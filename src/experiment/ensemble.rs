//! Runs the replicates of a design in parallel and folds what they leave into [`Results`], in one go or bit by bit.

use std::any::Any;
use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockWriteGuard};

use rayon::prelude::*;

use super::part::{self, Identity, PartError};
use super::rows::{Columns, Rows, Shelf};
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
    /// A number whose mean over all replicates is 0, by its law: what the luck of demand added, see
    /// [`Record::demand_luck`](crate::model::record::Record::demand_luck).
    pub luck: f64,
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
    /// Whether it was the disk, not the replicate.
    pub disk: bool,
}

/// Somebody who puts finished replicates in a safe place while others are under way.
pub trait Keeper: Sync {
    /// Whether it is time to; true for one caller at a time.
    fn due(&self) -> bool;
    /// Keeps a record of everything finished so far, in place of the one before; the rows that it speaks of are on
    /// the shelf ([`Ensemble::on`]), but maybe not on the disk yet.
    fn keep(&self, record: Vec<u8>);
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
    let first = design.replicates.first().copied().unwrap_or_default();
    let failed = |error| SimulationError {
        replicate: first,
        reason: format!("the values of the replicates cannot be read back: {error}"),
        disk: true,
    };
    ensemble.finish(design.replicates).map_err(failed)
}

/// An experiment under way: what its finished replicates left.
pub struct Ensemble<'a, S: Simulator> {
    simulator: &'a S,
    design: Design,
    identity: Identity,
    scratch: Option<PathBuf>,
    books: RwLock<Books>,
}

/// Everything kept of finished replicates. Threads share it to add, each summary under its own lock; whoever
/// writes a part has it alone, so that rows and summaries are of the same replicates.
struct Books {
    rows: Mutex<Rows>,
    summaries: Summaries,
}

impl<'a, S: Simulator> Ensemble<'a, S> {
    /// An experiment of which nothing is done yet; the replicates of the design are all that it may ever hold.
    #[must_use]
    pub fn new(simulator: &'a S, design: &Design) -> Self {
        Self::on(Shelf::default(), simulator, design)
    }

    /// As [`Ensemble::new`], with the values of replicates put on a shelf of the caller's.
    #[must_use]
    pub fn on(shelf: Shelf, simulator: &'a S, design: &Design) -> Self {
        let series = simulator.series();
        let counts = [
            simulator.cells().len(),
            series.len(),
            simulator.inputs().len(),
        ];
        let [cells, _, inputs] = counts;
        let width = design.arms.len() * (cells + design.watched.len()) + 1 + inputs;
        Self {
            simulator,
            identity: Identity::new(design, simulator.texts(), counts),
            books: RwLock::new(Books {
                rows: Mutex::new(Rows::new(width, shelf.rows)),
                summaries: Summaries::new(design, &series),
            }),
            scratch: shelf.scratch,
            design: design.clone(),
        }
    }

    /// Adds the replicates of a part; of a part that cannot be used, nothing.
    ///
    /// # Errors
    /// If it is damaged, belongs to another experiment or holds replicates that are there or not wanted.
    pub fn absorb(&self, mut part: impl Read) -> Result<(), PartError> {
        self.add_read(|identity, empty, rows, wanted| {
            part::read(&mut part, identity, empty.into_iter(), rows, wanted)
        })
    }

    /// Goes on after a record that a [`Keeper`] kept of the rows on the shelf.
    ///
    /// # Errors
    /// If record or rows are damaged, belong to another experiment or hold replicates that are not wanted.
    pub fn take_up(&self, record: &[u8]) -> Result<(), PartError> {
        self.add_read(|identity, empty, rows, wanted| {
            part::take_up(record, identity, empty.into_iter(), rows, wanted)
        })
    }

    fn add_read(
        &self,
        read: impl FnOnce(
            &Identity,
            Vec<&Daily>,
            &mut Rows,
            &dyn Fn(u64) -> bool,
        ) -> Result<Vec<Daily>, PartError>,
    ) -> Result<(), PartError> {
        let done = self.done();
        let planned = &self.design.replicates;
        let wanted = |k: u64| planned.binary_search(&k).is_ok() && done.binary_search(&k).is_err();
        let mut books = self.alone();
        let Books { rows, summaries } = &mut *books;
        let empty = summaries.all().into_iter().map(|daily| &*daily).collect();
        let daily = read(&self.identity, empty, locked_mut(rows), &wanted)?;
        for (daily, more) in summaries.all().into_iter().zip(&daily) {
            daily.merge(more);
        }
        Ok(())
    }

    /// Everything finished so far, as a part.
    ///
    /// # Errors
    /// If the values cannot be read back.
    pub fn part(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.write_part(&mut bytes)?;
        Ok(bytes)
    }

    /// Writes everything finished so far, as a part.
    ///
    /// # Errors
    /// If `out` fails, or the values cannot be read back.
    pub fn write_part(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut books = self.alone();
        let Books { rows, summaries } = &mut *books;
        let daily = summaries.all().into_iter().map(|daily| &*daily);
        part::write(out, &self.identity, daily, locked_mut(rows))
    }

    /// A record of everything finished so far, for [`Ensemble::take_up`] on the same shelf.
    #[must_use]
    pub fn record(&self) -> Vec<u8> {
        let mut books = self.alone();
        let Books { rows, summaries } = &mut *books;
        let daily = summaries.all().into_iter().map(|daily| &*daily);
        part::record(&self.identity, daily, locked_mut(rows))
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
        let failed = missing.par_iter().filter_map(|&k| self.one(watch, k).err());
        match failed.min_by_key(|failed| failed.replicate) {
            Some(first) => Err(first),
            None => Ok(()),
        }
    }

    /// Numbers of the finished replicates, ascending.
    #[must_use]
    pub fn done(&self) -> Vec<u64> {
        let mut done = locked_mut(&mut self.alone().rows).numbers().to_vec();
        done.sort_unstable();
        done
    }

    /// The headline values of the finished replicates below a number, without any daily series.
    ///
    /// # Errors
    /// If the values cannot be read back.
    pub fn headlines(&self, below: u64) -> io::Result<Results> {
        let mut books = self.alone();
        let rows = locked_mut(&mut books.rows);
        let columns = rows.columns(below, self.scratch.as_ref())?;
        Ok(self.results(columns, Vec::new(), Vec::new(), (0..below).collect()))
    }

    /// The results of the finished replicates, of which `planned` were wanted.
    ///
    /// # Errors
    /// If the values cannot be read back.
    pub fn finish(self, planned: Vec<u64>) -> io::Result<Results> {
        let mut books = self.alone();
        let columns = locked_mut(&mut books.rows).columns(u64::MAX, self.scratch.as_ref())?;
        let Summaries {
            levels,
            differences,
        } = std::mem::replace(&mut books.summaries, Summaries::empty());
        drop(books);
        let [daily, differences] =
            [levels, differences].map(|all| all.into_iter().map(finish).collect());
        Ok(self.results(columns, daily, differences, planned))
    }

    fn results(
        &self,
        (replicates, columns): (Vec<u64>, Columns),
        daily: Vec<Vec<Daily>>,
        differences: Vec<Vec<Daily>>,
        planned: Vec<u64>,
    ) -> Results {
        Results {
            replicates,
            cells: self.simulator.cells(),
            series: self.simulator.series(),
            inputs: self.simulator.inputs(),
            columns: Arc::new(columns),
            daily,
            differences,
            design: Design {
                replicates: planned,
                ..self.design.clone()
            },
        }
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
            disk: false,
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
        let unkept = |error| {
            watch.stop.store(true, Ordering::Relaxed);
            SimulationError {
                disk: true,
                ..failed(format!("its values cannot be kept: {error}"))
            }
        };
        self.add(k, done).map_err(unkept)?;
        (watch.finished)();
        if let Some(keeper) = watch.keeper.filter(|keeper| keeper.due()) {
            keeper.keep(self.record());
        }
        Ok(())
    }

    /// Keeps a replicate: first its row, which a full disk may refuse, then its series.
    fn add(&self, k: u64, done: Replicate) -> io::Result<()> {
        let books = self.books.read().unwrap_or_else(PoisonError::into_inner);
        let of_arms = done.outcomes.iter().flat_map(|outcome| {
            let watched = self.design.watched.iter();
            let watched = watched.map(|watched| watched.of(outcome));
            outcome.cells.iter().copied().chain(watched)
        });
        let shared = [done.luck].into_iter().chain(done.state);
        locked(&books.rows).append(k, of_arms.chain(shared))?;
        books.summaries.add(&self.design, &done.outcomes, k);
        Ok(())
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
        let rows = |results: &Results, arm: usize| {
            let (mut rows, cells) = (Vec::new(), (0..results.cells.len()).collect::<Vec<_>>());
            let each = |k, row: &[f64]| {
                rows.push((k, row.to_vec()));
                Ok(())
            };
            results.each_replicate(arm, &cells, each).unwrap();
            rows
        };
        for arm in 0..3 {
            assert_eq!(rows(&alone, arm)[0], rows(&all, arm)[17]);
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
            ensemble.part().unwrap()
        };
        let (odd, even): (Vec<u64>, Vec<u64>) = (0..20).partition(|k| k % 2 == 1);
        for parts in [[part(&odd), part(&even)], [part(&even), part(&odd)]] {
            let ensemble = Ensemble::new(&fake, &design);
            for part in &parts {
                ensemble.absorb(part.as_slice()).unwrap();
            }
            assert_eq!(
                ensemble.absorb(parts[1].as_slice()),
                Err(PartError::Unwanted(u64::from(parts[1] == part(&odd))))
            );
            ensemble.simulate(&design.replicates, &watch()).unwrap();
            let whole = ensemble.finish(design.replicates.clone()).unwrap();
            assert_eq!(whole, results(0..25));
        }
    }

    /// Rows that somebody else looks at, as the file that a killed process leaves.
    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<io::Cursor<Vec<u8>>>>);

    impl Read for Shared {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            locked(&self.0).read(into)
        }
    }

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            locked(&self.0).write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl io::Seek for Shared {
        fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
            locked(&self.0).seek(to)
        }
    }

    #[test]
    fn whatever_came_after_the_record_is_simulated_again() {
        let (fake, design) = plan(0..25);
        let rows = Shared::default();
        let on = || {
            let shelf = Shelf {
                rows: Box::new(rows.clone()),
                scratch: None,
            };
            Ensemble::on(shelf, &fake, &design)
        };
        let killed = on();
        killed.simulate(&[3, 1, 20], &watch()).unwrap();
        let record = killed.record();
        killed.simulate(&[5, 7, 9], &watch()).unwrap();

        for place in [0, 60, record.len() / 2, record.len() - 1] {
            let mut broken = record.clone();
            broken[place] ^= 1;
            assert_eq!(on().take_up(&broken), Err(PartError::Damaged));
        }
        let resumed = on();
        resumed.take_up(&record).unwrap();
        assert_eq!(resumed.done(), [1, 3, 20]);
        resumed.simulate(&design.replicates, &watch()).unwrap();
        let whole = resumed.finish(design.replicates.clone()).unwrap();
        assert_eq!(whole, results(0..25));

        locked(&rows.0).get_mut()[40] ^= 1;
        let spoilt = on();
        assert_eq!(spoilt.take_up(&record), Err(PartError::Damaged));
        assert!(spoilt.done().is_empty());
    }

    #[test]
    fn a_part_of_another_run_or_with_a_wrong_byte_is_refused() {
        let (fake, design) = plan(0..4);
        let ensemble = Ensemble::new(&fake, &design);
        ensemble.simulate(&design.replicates, &watch()).unwrap();
        let part = ensemble.part().unwrap();
        for place in [0, 20, part.len() / 2, part.len() - 1] {
            let mut broken = part.clone();
            broken[place] ^= 1;
            let fresh = Ensemble::new(&fake, &design);
            assert_eq!(fresh.absorb(broken.as_slice()), Err(PartError::Damaged));
            assert_eq!(fresh.absorb(&part[..place]), Err(PartError::Damaged));
            assert!(fresh.done().is_empty());
        }
        let other = Design {
            seed: 2,
            ..design.clone()
        };
        let error = Ensemble::new(&fake, &other)
            .absorb(part.as_slice())
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "it belongs to another run (seed: 1 there, 2 here)"
        );
        let fewer = Design {
            replicates: vec![0, 1, 2],
            ..design
        };
        assert_eq!(
            Ensemble::new(&fake, &fewer).absorb(part.as_slice()),
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
