//! Long work with somebody in front of it: Python may interrupt it, hears how far it is, and is free meanwhile.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use garita::study::Progress;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

/// How often signals are looked for: Ctrl-C is heard well within a second.
const GLANCE: Duration = Duration::from_millis(50);

/// Does `work` on `threads` threads (0 = all cores), while the interpreter is free for other Python threads.
///
/// `tell(done, total)` is called in the thread of the caller. An exception from it, or Ctrl-C, stops the work.
pub fn attended<T: Send>(
    py: Python<'_>,
    threads: usize,
    total: usize,
    tell: Option<&Bound<'_, PyAny>>,
    work: impl FnOnce(&Progress<'_>) -> T + Send,
) -> PyResult<T> {
    let (stop, done, ended) = (
        AtomicBool::new(false),
        AtomicUsize::new(0),
        AtomicBool::new(false),
    );
    let caller = thread::current();
    let one_more = || {
        done.fetch_add(1, Ordering::Relaxed);
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool
        .map_err(|error| PyRuntimeError::new_err(format!("cannot start the threads: {error}")))?;
    thread::scope(|scope| {
        let worker = scope.spawn(|| {
            let progress = Progress {
                stop: &stop,
                replicate: &one_more,
                charts: &|_| (),
                chart: &|| (),
            };
            let _bell = Bell {
                ended: &ended,
                caller,
            };
            pool.install(|| work(&progress))
        });
        let mut told = 0;
        let mut outcome = Ok(());
        while !ended.load(Ordering::Acquire) {
            py.detach(|| thread::park_timeout(GLANCE));
            let now = done.load(Ordering::Relaxed);
            if outcome.is_ok() {
                outcome = glance(py, tell.filter(|_| now > told), now, total);
                told = now;
                stop.fetch_or(outcome.is_err(), Ordering::Relaxed);
            }
        }
        let returned = py.detach(|| worker.join());
        outcome?;
        returned.map_err(|_| {
            PyRuntimeError::new_err("a mistake in the program; its message is on stderr")
        })
    })
}

/// Looks for Ctrl-C, and tells how far the work is.
fn glance(
    py: Python<'_>,
    tell: Option<&Bound<'_, PyAny>>,
    done: usize,
    total: usize,
) -> PyResult<()> {
    py.check_signals()?;
    match tell {
        Some(tell) => tell.call1((done, total)).map(drop),
        None => Ok(()),
    }
}

/// Wakes the caller at the end, however that comes.
struct Bell<'a> {
    ended: &'a AtomicBool,
    caller: thread::Thread,
}

impl Drop for Bell<'_> {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Release);
        self.caller.unpark();
    }
}
