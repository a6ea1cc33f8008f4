//! From a plan to results: how many replicates, what is kept on the way, and what happens when somebody stops it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::ProgressBar;

use super::args::EnsembleArgs;
use super::{Failure, progress, terminal};
use crate::analysis::precision::{Width, looks, widths};
use crate::analysis::words;
use crate::experiment::{Design, Ensemble, Keeper, PartError, Plan, Results, Shelf, Watch};
use crate::export::RunFolder;
use crate::export::manifest::Precision;

/// What replicates left, with what `--precision` has to say about their number.
pub struct Gathered<'a> {
    /// Everything that is finished.
    pub ensemble: Ensemble<'a, Plan>,
    /// Numbers of the replicates that were wanted, in the end.
    pub planned: Vec<u64>,
    /// Present if asked for.
    pub precision: Option<Precision>,
}

impl Gathered<'_> {
    /// The results, and what was asked for with `--precision`.
    pub fn results(self) -> Result<(Results, Option<Precision>), Failure> {
        Ok((self.ensemble.finish(self.planned)?, self.precision))
    }
}

/// Runs these replicates, or as many as `--precision` takes, after those that an earlier run kept in the folder.
pub fn gather<'a>(
    plan: &'a Plan,
    design: &Design,
    wanted: &[u64],
    args: &EnsembleArgs,
    folder: &RunFolder,
    quiet: bool,
) -> Result<Gathered<'a>, Failure> {
    let ensemble = Ensemble::on(shelf(folder)?, plan, design);
    take_up(&ensemble, folder)?;
    if args.precision.is_none() {
        refuse_others(&ensemble, wanted)?;
    }
    let bar = progress::bar(wanted.len(), "replicates", quiet);
    let run = Run {
        ensemble: &ensemble,
        safe: Safe::new(folder),
        bar: &bar,
    };
    let outcome = match args.precision {
        Some(asked) => run.until_precise(asked, args.max_replicates),
        None => run.all(wanted).map(|()| None),
    };
    bar.finish_and_clear();
    let precision = outcome?;
    let planned = match &precision {
        Some((_, numbers)) => (0..*numbers).collect(),
        None => wanted.to_vec(),
    };
    refuse_others(&ensemble, &planned)?;
    run.safe.keep_at_the_end(&ensemble);
    Ok(Gathered {
        ensemble,
        planned,
        precision: precision.map(|(precision, _)| precision),
    })
}

/// Where the values of replicates go that will be results in this folder.
pub fn shelf(folder: &RunFolder) -> Result<Shelf, Failure> {
    Ok(Shelf {
        rows: Box::new(folder.rows()?),
        scratch: Some(folder.scratch().to_owned()),
    })
}

/// Adds what an earlier run kept; a damaged part is given up, with a note.
fn take_up(ensemble: &Ensemble<Plan>, folder: &RunFolder) -> Result<(), Failure> {
    let Some(record) = folder.kept() else {
        return Ok(());
    };
    match ensemble.take_up(&record) {
        Ok(()) => {
            let count = ensemble.done().len();
            terminal::note(&format!("going on after {count} finished replicates"));
            Ok(())
        }
        Err(PartError::Damaged) => {
            terminal::note("note: the replicates that were kept are damaged; starting over");
            Ok(folder.give_up()?)
        }
        Err(error) => Err(foreign(&error)),
    }
}

/// Refuses to go on after replicates that are not asked for: those of another shard, or of a longer run.
fn refuse_others(ensemble: &Ensemble<Plan>, wanted: &[u64]) -> Result<(), Failure> {
    let done = ensemble.done();
    let other = done.iter().find(|k| wanted.binary_search(k).is_err());
    other.map_or(Ok(()), |&k| Err(foreign(&PartError::Unwanted(k))))
}

fn foreign(error: &PartError) -> Failure {
    Failure::Input(format!(
        "cannot go on with the unfinished run: {error}\n  help: give the command that began it, start over with --force, or choose another folder with --out"
    ))
}

/// An ensemble under way.
struct Run<'a> {
    ensemble: &'a Ensemble<'a, Plan>,
    safe: Safe<'a>,
    bar: &'a ProgressBar,
}

impl Run<'_> {
    /// Runs these replicates, or fails because somebody stopped it.
    fn all(&self, numbers: &[u64]) -> Result<(), Failure> {
        self.bar.set_length(numbers.len() as u64);
        self.bar.set_position(self.ensemble.done().len() as u64);
        self.bar.reset_eta();
        let watch = Watch {
            stop: progress::stop_flag(),
            finished: &|| self.bar.inc(1),
            keeper: Some(&self.safe),
        };
        self.ensemble.simulate(numbers, &watch)?;
        if watch.stop.load(Ordering::Relaxed) {
            return Err(self.stopped(numbers.len()));
        }
        Ok(())
    }

    /// Runs until every key figure is tight enough or the most is reached; also tells how many it took.
    fn until_precise(&self, asked: f64, most: u64) -> Result<Option<(Precision, u64)>, Failure> {
        for n in looks(most) {
            self.all(&(0..n).collect::<Vec<_>>())?;
            let widths = widths(&self.ensemble.headlines(n)?);
            let wide: Vec<&Width> = widths
                .iter()
                .filter(|width| width.relative > asked)
                .collect();
            if wide.is_empty() || n == most {
                self.bar.suspend(|| say_how_precise(asked, n, &wide));
                return Ok(Some((record(asked, most, &widths), n)));
            }
        }
        Ok(None)
    }

    /// Keeps what is finished and says how to go on.
    fn stopped(&self, planned: usize) -> Failure {
        let done = self.ensemble.done().len();
        if done == 0 {
            return Failure::Run("stopped before the first replicate was done".to_owned());
        }
        let kept = self.safe.folder.keep(&self.ensemble.record());
        Failure::Run(match kept {
            Ok(()) => format!(
                "stopped: {done} of {planned} replicates are finished and kept\n  help: give the same command with --resume to go on"
            ),
            Err(error) => format!("stopped, and the finished replicates cannot be kept: {error}"),
        })
    }
}

fn record(asked: f64, most: u64, widths: &[Width]) -> Precision {
    let widest = widths.first();
    let width = widest.map_or(0.0, |width| width.relative);
    Precision {
        asked,
        most,
        reached: width <= asked,
        widest: widest.map_or_else(String::new, |width| width.label.clone()),
        width,
    }
}

fn say_how_precise(asked: f64, n: u64, wide: &[&Width]) {
    let percent = |share: f64| format!("±{} %", words::number(100.0 * share, 1));
    if wide.is_empty() {
        terminal::note(&format!(
            "{n} futures pin every key figure down to {}",
            percent(asked)
        ));
        return;
    }
    let rows = wide
        .iter()
        .map(|width| format!("  {}: {}", width.label, percent(width.relative)));
    terminal::note(&format!(
        "note: {n} futures were not enough to pin every key figure down to {}; wider are\n{}\n  help: allow more with --max-replicates; four times as many futures halve a width",
        percent(asked),
        rows.collect::<Vec<_>>().join("\n")
    ));
}

/// Least time between two keepings.
const SELDOM: Duration = Duration::from_secs(3);

/// Keeping takes at most one part in this many of the time.
const SHARE: u32 = 50;

/// Puts finished replicates beside the result folder from time to time.
struct Safe<'a> {
    folder: &'a RunFolder,
    began: Instant,
    busy: AtomicBool,
    clock: Mutex<Clock>,
}

/// When the last keeping began, and how long to wait after it.
struct Clock {
    last: Instant,
    wait: Duration,
    warned: bool,
}

impl<'a> Safe<'a> {
    fn new(folder: &'a RunFolder) -> Self {
        let began = Instant::now();
        let clock = Clock {
            last: began,
            wait: SELDOM,
            warned: false,
        };
        Self {
            folder,
            began,
            busy: AtomicBool::new(false),
            clock: Mutex::new(clock),
        }
    }

    /// Keeps everything once more before charts and tables are made, if it took time to get there.
    fn keep_at_the_end(&self, ensemble: &Ensemble<Plan>) {
        if self.began.elapsed() > SELDOM {
            self.keep(ensemble.record());
        }
    }
}

impl Keeper for Safe<'_> {
    fn due(&self) -> bool {
        if self.busy.swap(true, Ordering::Acquire) {
            return false;
        }
        let mut clock = self.clock.lock().unwrap_or_else(PoisonError::into_inner);
        let due = clock.last.elapsed() >= clock.wait;
        if due {
            clock.last = Instant::now();
        } else {
            self.busy.store(false, Ordering::Release);
        }
        due
    }

    fn keep(&self, record: Vec<u8>) {
        let kept = self.folder.keep(&record);
        let mut clock = self.clock.lock().unwrap_or_else(PoisonError::into_inner);
        clock.wait = SELDOM.max(clock.last.elapsed() * SHARE);
        if let Err(error) = kept.as_ref()
            && !clock.warned
        {
            clock.warned = true;
            terminal::note(&format!(
                "note: finished replicates cannot be kept ({error}); a run that is stopped starts over"
            ));
        }
        self.busy.store(false, Ordering::Release);
    }
}
