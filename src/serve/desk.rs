//! Where questions wait their turn: the newest is answered, one at a time.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::{Offer, Settings};

/// What requests share.
pub struct Desk {
    /// What the server was asked for.
    pub settings: Settings,
    /// Threads that simulate.
    pool: rayon::ThreadPool,
    /// Stops the newest question.
    newest: Mutex<Arc<AtomicBool>>,
    /// Held by whoever simulates.
    work: Mutex<()>,
}

impl Desk {
    pub fn new(settings: Settings) -> io::Result<Self> {
        let threads = settings.threads.map_or(0, usize::from);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        Ok(Self {
            settings,
            pool: pool.map_err(io::Error::other)?,
            newest: Mutex::default(),
            work: Mutex::default(),
        })
    }

    /// Stops the question before, and gives the flag that will stop this one.
    pub fn next(&self) -> Arc<AtomicBool> {
        let stop = Arc::new(AtomicBool::new(false));
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *newest, Arc::clone(&stop)).store(true, Ordering::Relaxed);
        stop
    }

    /// Stops whatever is under way.
    pub fn clear(&self) {
        self.next().store(true, Ordering::Relaxed);
    }

    /// Works on a question once the one before has left, on all threads; nothing if it is stopped by then.
    pub fn work<T: Send>(&self, stop: &AtomicBool, work: impl FnOnce() -> T + Send) -> Option<T> {
        let _alone = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        (!stop.load(Ordering::Relaxed)).then(|| self.pool.install(work))
    }

    /// What the page offers for a scenario.
    pub fn offer(&self, scenario: Option<&str>) -> Offer<'_> {
        Offer::new(&self.settings, scenario)
    }
}
