//! The work that is done away from the connections, searching above all: how much of it at once, and
//! how long to wait for a turn.
//!
//! A short burst waits its turn. But where more is asked than can be done, each that is let in only
//! makes all others wait longer, until every answer comes too late. So once nothing got its turn at
//! once for a while, there is no burst but too much, and the wait gets short (controlled delay, as
//! CoDel does for packets): what is served is served in time, and the rest is refused at once. That ends
//! when several in a row got their turn at once: by chance one does in the worst of times.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// How long a burst may last: long enough for a moment in which the machine does something else, such
/// as taking up a publication, and for what was asked meanwhile to be answered.
const BURST: Duration = Duration::from_millis(1000);

/// How long to wait for a turn in a burst.
const PATIENCE: Duration = Duration::from_millis(500);

/// How long to wait where there is too much: about as long as a search works.
const HASTE: Duration = Duration::from_millis(2);

/// So many turns without waiting, one after the other, end the time of too much.
const ROW: u32 = 8;

/// Turns to work.
#[derive(Debug)]
pub(super) struct Queue {
    places: Arc<Semaphore>,
    /// Since when there is no ease, and when somebody last had to wait: in milliseconds since `start`. At
    /// ease the first is [`EASE`].
    busy_since: AtomicU64,
    waited: AtomicU64,
    /// How many last got a turn without waiting, one after the other.
    free: AtomicU32,
    start: Instant,
}

/// A time that never comes.
const EASE: u64 = u64::MAX;

/// There is too much to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Full;

impl Queue {
    /// A queue to so many places of work.
    pub(super) fn to(places: usize) -> Queue {
        Queue {
            places: Arc::new(Semaphore::new(places)),
            busy_since: AtomicU64::new(EASE),
            waited: AtomicU64::new(0),
            free: AtomicU32::new(0),
            start: Instant::now(),
        }
    }

    /// Waits for a turn, which lasts as long as what is given.
    pub(super) async fn turn(&self) -> Result<OwnedSemaphorePermit, Full> {
        // The semaphore is first come, first served: a place is free only if nobody waits for it.
        if let Ok(turn) = Arc::clone(&self.places).try_acquire_owned() {
            self.did_not_wait();
            return Ok(turn);
        }
        self.had_to_wait();
        let wait = match self.has_too_much() {
            true => HASTE,
            false => PATIENCE,
        };
        match timeout(wait, Arc::clone(&self.places).acquire_owned()).await {
            Ok(Ok(turn)) => Ok(turn),
            _ => Err(Full),
        }
    }

    /// Notes that somebody got a turn at once.
    fn did_not_wait(&self) {
        let row = self.free.fetch_add(1, Ordering::Relaxed);
        if row >= ROW - 1 || !self.has_too_much() || self.is_past(&self.waited) {
            self.busy_since.store(EASE, Ordering::Relaxed);
        }
    }

    /// Notes that somebody did not.
    fn had_to_wait(&self) {
        let now = self.now();
        self.free.store(0, Ordering::Relaxed);
        self.waited.store(now, Ordering::Relaxed);
        let relaxed = Ordering::Relaxed;
        // Where it was busy before, that stays as it is.
        let _ = (self.busy_since).compare_exchange(EASE, now, relaxed, relaxed);
    }

    /// Whether there was no ease for longer than a burst lasts.
    fn has_too_much(&self) -> bool {
        self.is_past(&self.busy_since)
    }

    /// Whether a time lies further back than a burst lasts.
    fn is_past(&self, time: &AtomicU64) -> bool {
        let ago = self.now().saturating_sub(time.load(Ordering::Relaxed));
        u128::from(ago) > BURST.as_millis()
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
            let begun = Instant::now();
            while begun.elapsed() <= BURST {
                assert!(queue.turn().await.is_err());
            }
            let begun = Instant::now();
            assert!(queue.turn().await.is_err());
            assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
            drop(turn);
            let turn = queue.turn().await.unwrap();
            let begun = Instant::now();
            assert!(queue.turn().await.is_err());
            assert!(begun.elapsed() < PATIENCE, "one free moment is chance");
            drop(turn);
            for _ in 0..ROW {
                assert!(queue.turn().await.is_ok());
            }
            let turn = queue.turn().await.unwrap();
            let begun = Instant::now();
            assert!(queue.turn().await.is_err());
            assert!(begun.elapsed() >= PATIENCE, "it is at ease again");
            drop(turn);
            tokio::time::sleep(BURST * 2).await;
            let turn = queue.turn().await.unwrap();
            let begun = Instant::now();
            assert!(queue.turn().await.is_err());
            assert!(begun.elapsed() >= PATIENCE, "long ago is no matter");
            drop(turn);
        });
    }
}
