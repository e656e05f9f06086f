//! The body of an answer that is too large to lie in memory: read from the store piece by piece, as
//! fast as the other side takes it.

use std::future::Future;
use std::io;
use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::task::{JoinHandle, spawn_blocking};

use crate::publish::Entry;

use super::edition::Edition;

/// Bytes of a piece: what one asker takes of memory.
const PIECE: u64 = 128 * 1024;

/// A file, or a part of it, that is yet to be sent.
#[derive(Debug)]
pub(super) struct Pieces {
    edition: Arc<Edition>,
    entry: Entry,
    left: Range<u64>,
    reading: Option<JoinHandle<io::Result<Vec<u8>>>>,
}

impl Pieces {
    /// These bytes of a file, which it must have.
    pub(super) fn of(edition: &Arc<Edition>, entry: &Entry, bytes: Range<u64>) -> Pieces {
        Pieces {
            edition: Arc::clone(edition),
            entry: entry.clone(),
            left: bytes,
            reading: None,
        }
    }

    fn read(&self) -> JoinHandle<io::Result<Vec<u8>>> {
        let (edition, entry) = (Arc::clone(&self.edition), self.entry.clone());
        let end = self.left.end.min(self.left.start.saturating_add(PIECE));
        let piece = self.left.start..end;
        spawn_blocking(move || edition.generation.read_part(&entry, piece))
    }
}

impl Body for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.left.is_empty() {
            return Poll::Ready(None);
        }
        let mut reading = self.reading.take().unwrap_or_else(|| self.read());
        let read = match Pin::new(&mut reading).poll(context) {
            Poll::Pending => {
                self.reading = Some(reading);
                return Poll::Pending;
            }
            Poll::Ready(read) => read.map_err(io::Error::other).flatten(),
        };
        Poll::Ready(Some(match read {
            Ok(bytes) => {
                self.left.start += bytes.len() as u64;
                Ok(Frame::data(Bytes::from(bytes)))
            }
            Err(error) => {
                tracing::error!(path = %self.entry.path, %error, "a published file cannot be read");
                self.left = 0..0;
                Err(error)
            }
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left.end.saturating_sub(self.left.start))
    }
}
