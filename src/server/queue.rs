//! The work that is done away from the connections, searching above all: how much of it at once, and
//! how long to wait for a turn.
//!
//! A short burst waits its turn. But where more is asked than can be done, each that is let in only
//! makes all others wait longer, until every answer comes too late. So once nothing got its turn at
//! once for a while, there is no burst but too much, and the wait gets short (controlled delay, as
//! CoDel does for packets): what is served is served in time, and the rest is refused at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// How long a burst may last: long enough for a moment in which the machine does something else, such
/// as taking up a publication, and for what was asked meanwhile to be answered.
const BURST: Duration = Duration::from_millis(1000);

/// How long to wait for a turn in a burst.
const PATIENCE: Duration = Duration::from_millis(500);

/// How long to wait where there is too much.
const HASTE: Duration = Duration::from_millis(8);

/// Turns to work.
#[derive(Debug)]
pub(super) struct Queue {
    places: Arc<Semaphore>,
    /// When somebody last got a turn without waiting, in milliseconds since `start`.
    at_ease: AtomicU64,
    start: Instant,
}

/// There is too much to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Full;

impl Queue {
    /// A queue to so many places of work.
    pub(super) fn to(places: usize) -> Queue {
        Queue {
            places: Arc::new(Semaphore::new(places)),
            at_ease: AtomicU64::new(0),
            start: Instant::now(),
        }
    }

    /// Waits for a turn, which lasts as long as what is given.
    pub(super) async fn turn(&self) -> Result<OwnedSemaphorePermit, Full> {
        // The semaphore is first come, first served: a place is free only if nobody waits for it.
        if let Ok(turn) = Arc::clone(&self.places).try_acquire_owned() {
            self.at_ease.store(self.now(), Ordering::Relaxed);
            return Ok(turn);
        }
        let busy = self
            .now()
            .saturating_sub(self.at_ease.load(Ordering::Relaxed));
        let wait = match u128::from(busy) > BURST.as_millis() {
            true => HASTE,
            false => PATIENCE,
        };
        match timeout(wait, Arc::clone(&self.places).acquire_owned()).await {
            Ok(Ok(turn)) => Ok(turn),
            _ => Err(Full),
        }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_waits_and_what_is_too_much_is_refused() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        runtime.block_on(async {
            let queue = Arc::new(Queue::to(1));
            let turn = queue.turn().await.unwrap();
            let waiting = tokio::spawn({
                let queue = Arc::clone(&queue);
                async move { queue.turn().await.map(drop) }
            });
            tokio::time::sleep(Duration::from_millis(20)).await;
            drop(turn);
            assert_eq!(waiting.await.unwrap(), Ok(()), "a burst");

            let turn = queue.turn().await.unwrap();
            tokio::time::sleep(BURST * 2).await;
            let begun = Instant::now();
            assert!(queue.turn().await.is_err());
            assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
            drop(turn);
            assert!(queue.turn().await.is_ok(), "it is at ease again");
        });
    }
}
