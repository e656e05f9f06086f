//! What a request may cost, and what happens beyond that.

use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, header};
use tokio::time::timeout;

/// Bytes of a request's head: room for the longest query that is legal, in the longest encoding.
pub(super) const HEAD: usize = 64 * 1024;

/// Bytes of a body.
pub(super) const BODY: usize = 16 * 1024;

/// Time for a request's head to come in, and for an answer to be taken; also how long an open
/// connection may be silent.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// Connections that may be open for each request that may be worked on: most of them are silent.
pub(super) const CONNECTIONS_PER_REQUEST: usize = 4;

/// Bytes of small files that are kept in memory.
pub(super) const CACHE: usize = 64 * 1024 * 1024;

/// Searches at the same time beyond one for each processor: one that is ready to work. With more of them
/// they get in each other's way, and each takes longer.
pub(super) const SPARE_SEARCHES: usize = 1;

/// After how many seconds an asker who is turned away may come back.
pub(super) const RETRY_AFTER: &str = "2";

/// Bytes of a body that is too large which are still read and dropped: who sends such a body only
/// reads the refusal when all of it is sent.
const DROPPED: usize = 1024 * 1024;

/// How long requests get to end when the server is stopped.
pub(super) const FAREWELL: Duration = Duration::from_secs(10);

/// Why a body is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is larger than [`BODY`].
    TooLarge,
    /// It did not come in time, or not whole.
    Cut,
}

/// Reads a body within its bounds.
pub(super) async fn read_body(
    headers: &HeaderMap,
    body: Body,
    time: Duration,
) -> Result<Vec<u8>, Unread> {
    let announced = headers.get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|len| len.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|len| len > DROPPED as u64) {
        return Err(Unread::TooLarge);
    }
    match timeout(time, collect(body)).await {
        Ok(read) => read,
        Err(_) => Err(Unread::Cut),
    }
}

async fn collect(body: Body) -> Result<Vec<u8>, Unread> {
    let mut body = pin!(body);
    let mut bytes = Vec::new();
    let mut len = 0;
    while let Some(frame) = poll_fn(|context| body.as_mut().poll_frame(context)).await {
        let frame = frame.map_err(|_| Unread::Cut)?;
        if let Ok(data) = frame.into_data() {
            len += data.len();
            if len <= BODY {
                bytes.extend_from_slice(&data);
            } else if len > DROPPED {
                break;
            }
        }
    }
    if len <= BODY {
        Ok(bytes)
    } else {
        Err(Unread::TooLarge)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(len: usize) -> Result<Vec<u8>, Unread> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        let body = Body::from(vec![b'x'; len]);
        runtime.block_on(read_body(&HeaderMap::new(), body, PATIENCE))
    }

    #[test]
    fn a_body_has_a_largest_size() {
        assert_eq!(read(BODY).map(|bytes| bytes.len()), Ok(BODY));
        assert_eq!(read(BODY + 1), Err(Unread::TooLarge));
    }
}
