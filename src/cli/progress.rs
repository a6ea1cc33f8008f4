//! The progress bar and the stop signal: everything between a person and a running ensemble.

use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on stderr with replicates done and time left; silent when asked to be, or off a terminal.
#[must_use]
pub fn bar(replicates: usize, quiet: bool) -> ProgressBar {
    let target = if quiet {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(Some(replicates as u64), target);
    let template = "{bar:30} {pos}/{len} replicates, {eta} left";
    bar.set_style(
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar
}

/// The flag that Ctrl-C (or a polite request to end) sets. A second Ctrl-C ends the program at once.
///
/// The handler is installed once for the process; where that is not possible the flag simply stays down.
pub fn stop_flag() -> &'static AtomicBool {
    static STOP: AtomicBool = AtomicBool::new(false);
    static INSTALLED: OnceLock<()> = OnceLock::new();
    INSTALLED.get_or_init(|| {
        let _ = ctrlc::set_handler(|| {
            if STOP.swap(true, std::sync::atomic::Ordering::Relaxed) {
                std::process::exit(130);
            }
        });
    });
    &STOP
}
