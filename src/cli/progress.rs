//! The progress bar and the stop signal: everything between a person and a running ensemble.

use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on stderr with how many of `things` are done and time left; silent when asked to be, or off a terminal.
#[must_use]
pub fn bar(count: usize, things: &str, quiet: bool) -> ProgressBar {
    let target = if quiet {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(Some(count as u64), target);
    let template = format!("{{bar:30}} {{pos}} of {{len}} {things}, {{eta}} left");
    let style = ProgressStyle::with_template(&template);
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
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
