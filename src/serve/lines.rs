//! A body of lines that are written while it is read.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::body::{Bytes, HttpBody};
use http_body::Frame;
use tokio::sync::mpsc::UnboundedReceiver;

/// Lines as they come. When nobody reads them any more, whoever writes them is stopped.
pub struct Lines {
    /// From whoever writes: a bounded number of lines, since a question is bounded.
    pub lines: UnboundedReceiver<String>,
    /// Stops whoever writes.
    pub stop: Arc<AtomicBool>,
}

impl HttpBody for Lines {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let line = self.lines.poll_recv(context);
        line.map(|line| line.map(|text| Ok(Frame::data(Bytes::from(text + "\n")))))
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}
