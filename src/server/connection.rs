//! One connection: its bytes, and how it ended.
//!
//! Reading is bounded by hyper, which waits only so long for the head of a request; writing is bounded
//! here, for who asks and then does not take the answer holds what the answer takes.

use std::future::Future;
use std::io::{self, IoSlice};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use super::metrics::Reason;

/// What is known of a connection while it is open; its requests carry it along.
#[derive(Debug)]
pub(super) struct Life {
    peer: IpAddr,
    begun: Instant,
    /// When the other side last took something, in milliseconds since it began.
    moved: AtomicU64,
    /// How many of its requests are being worked on.
    working: AtomicU32,
    /// Whether part of a request came in that is not being worked on yet.
    heard: AtomicBool,
    /// Whether the other side did not take an answer in time.
    stalled: AtomicBool,
}

impl Life {
    /// A connection from this address.
    pub(super) fn from(peer: IpAddr) -> Life {
        Life {
            peer,
            begun: Instant::now(),
            moved: AtomicU64::new(0),
            working: AtomicU32::new(0),
            heard: AtomicBool::new(false),
            stalled: AtomicBool::new(false),
        }
    }

    /// The address at its other end.
    pub(super) fn peer(&self) -> IpAddr {
        self.peer
    }

    /// Counts a request as being worked on for as long as what is given lives.
    pub(super) fn work(&self) -> Working<'_> {
        self.working.fetch_add(1, Ordering::Relaxed);
        self.heard.store(false, Ordering::Relaxed);
        Working(self)
    }

    /// For how long nothing was done for it: no request worked on, nothing of an answer taken. A
    /// request that trickles in does not count.
    pub(super) fn idle(&self) -> Option<Duration> {
        if self.working.load(Ordering::Relaxed) > 0 {
            return None;
        }
        let moved = Duration::from_millis(self.moved.load(Ordering::Relaxed));
        Some(self.begun.elapsed().saturating_sub(moved))
    }

    /// What was wrong with a connection that ended with this error; none where it just ended.
    pub(super) fn fault(&self, error: &hyper::Error) -> Option<Reason> {
        let heard = self.heard.load(Ordering::Relaxed);
        if self.stalled.load(Ordering::Relaxed) {
            Some(Reason::SlowReader)
        } else if error.is_timeout() {
            heard.then_some(Reason::SlowHead)
        } else if error.is_parse_too_large() {
            Some(Reason::LargeHead)
        } else if error.is_parse() {
            Some(Reason::BadHead)
        } else if error.is_incomplete_message() {
            Some(Reason::CutOff)
        } else {
            None
        }
    }

    fn moves(&self) {
        let now = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.moved.store(now, Ordering::Relaxed);
    }
}

/// A request that is being worked on.
#[derive(Debug)]
pub(super) struct Working<'l>(&'l Life);

impl Drop for Working<'_> {
    fn drop(&mut self) {
        self.0.working.fetch_sub(1, Ordering::Relaxed);
        // The time in which nothing happens begins when the answer is there.
        self.0.moves();
    }
}

/// The bytes of a connection, of which writing fails when the other side takes nothing for too long.
#[derive(Debug)]
pub(super) struct Stream<L> {
    stream: TcpStream,
    life: L,
    patience: Duration,
    waiting: Option<Pin<Box<Sleep>>>,
}

impl<L: AsRef<Life>> Stream<L> {
    pub(super) fn new(stream: TcpStream, life: L, patience: Duration) -> Self {
        Stream {
            stream,
            life,
            patience,
            waiting: None,
        }
    }

    fn bounded<T>(
        &mut self,
        context: &mut Context<'_>,
        outcome: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.waiting = None;
            self.life.as_ref().moves();
            return outcome;
        }
        let patience = self.patience;
        let waiting = self
            .waiting
            .get_or_insert_with(|| Box::pin(sleep(patience)));
        match waiting.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) => {
                self.life.as_ref().stalled.store(true, Ordering::Relaxed);
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
        }
    }
}

impl<L: AsRef<Life> + Unpin> AsyncRead for Stream<L> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let outcome = Pin::new(&mut self.stream).poll_read(context, buffer);
        if buffer.filled().len() > before {
            self.life.as_ref().heard.store(true, Ordering::Relaxed);
        }
        outcome
    }
}

impl<L: AsRef<Life> + Unpin> AsyncWrite for Stream<L> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.bounded(context, outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.bounded(context, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_idle_while_nothing_is_done_for_it() {
        let life = Life::from(IpAddr::from([192, 0, 2, 1]));
        std::thread::sleep(Duration::from_millis(20));
        assert!(life.idle().unwrap() >= Duration::from_millis(20));
        let working = life.work();
        assert_eq!(life.idle(), None);
        drop(working);
        assert!(life.idle().unwrap() < Duration::from_millis(20));
    }
}
