//! Layer 7: the local page, on which levers are sliders and the comparison follows while they move.
//!
//! ```text
//! browser ── GET /         ─▶ page      the page and its files, all inside the program
//!         ── GET /offer    ─▶ offer     scenarios, and every lever as one of them sets it
//!         ── POST /compare ─▶ question  what is asked, within limits
//!                               │       the newest question stops the one before (desk)
//!                             answer    a line of JSON for every look: 8 futures, 32, then all
//! ```
//!
//! It is a thin layer: a question becomes the same [`Cast::of_change`](crate::study::Cast::of_change) that
//! `garita compare SCENARIO --set …` simulates, and an answer the facts and charts of its report.
//!
//! The server speaks to this machine only: it listens on the loopback interface, refuses requests that name another host
//! (a page elsewhere could otherwise reach it under a name of its own), and sends no word to any network.

mod answer;
mod desk;
mod lines;
mod offer;
mod page;
mod question;
mod web;

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;

pub use question::{MOST_BODY, MOST_CHANGES, MOST_FUTURES, MOST_YEARS};

use desk::Desk;
use offer::Offer;

/// What a server is asked for.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Scenario that the page begins with: a bundled name, or a path ending in `.toml`.
    pub scenario: String,
    /// Futures of a whole answer.
    pub futures: u64,
    /// Seed of all chance.
    pub seed: u64,
    /// Threads that simulate; all cores if none are asked for.
    pub threads: Option<u16>,
}

/// A place to listen on this machine; a free one where the port is 0.
///
/// # Errors
/// If the port is taken, or may not be used.
pub fn listen(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
}

/// Serves the page until somebody presses Ctrl-C or asks the program to end; whatever is under way is then dropped.
///
/// # Errors
/// If threads cannot be started or the listener fails.
pub fn serve(listener: TcpListener, settings: Settings) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let desk = Arc::new(Desk::new(settings)?);
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let served = axum::serve(listener, web::router(Arc::clone(&desk)));
        tokio::select! {
            outcome = served => outcome,
            asked = asked_to_end() => asked,
        }
    });
    desk.clear();
    runtime.shutdown_background();
    served
}

/// Waits for Ctrl-C, or for a polite request to end.
async fn asked_to_end() -> io::Result<()> {
    #[cfg(unix)]
    {
        let kind = tokio::signal::unix::SignalKind::terminate();
        let mut request = tokio::signal::unix::signal(kind)?;
        tokio::select! {
            pressed = tokio::signal::ctrl_c() => pressed,
            _ = request.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
