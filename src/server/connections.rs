//! The connections that are open: how many there may be, and which must go where there are too many.
//!
//! Most open connections are silent: browsers keep them for a next page. They are welcome while there
//! is room. When nearly all places are taken, those that were silent longest are closed, so that who
//! opens many and says nothing keeps nobody else out.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::task::AbortHandle;

use super::connection::Life;
use super::metrics::{Metrics, Reason};

/// A connection that was of use this short ago is not closed to make room.
const RECENT: Duration = Duration::from_secs(1);

/// All open connections.
#[derive(Debug)]
pub(super) struct Connections {
    most: usize,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    held: HashMap<u64, Held>,
    last: u64,
}

#[derive(Debug)]
struct Held {
    life: Arc<Life>,
    /// What ends it; none before it began.
    task: Option<AbortHandle>,
}

/// The place of an open connection, which is free again when it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    all: Arc<Connections>,
    number: u64,
    life: Arc<Life>,
}

/// The end of a connection that lets it be closed by others.
#[derive(Debug)]
pub(super) struct Closer {
    all: Arc<Connections>,
    number: u64,
}

impl Connections {
    /// At most so many.
    pub(super) fn up_to(most: usize) -> Connections {
        Connections {
            most,
            open: Mutex::default(),
        }
    }

    /// How many are open.
    pub(super) fn count(&self) -> usize {
        self.open().held.len()
    }

    /// Takes in a connection from this address; none if all places are taken.
    pub(super) fn admit(
        self: &Arc<Self>,
        peer: IpAddr,
        metrics: &Metrics,
    ) -> Option<(Seat, Closer)> {
        let mut open = self.open();
        if open.held.len() >= self.most - self.most / 8 {
            let closed = open.make_room(self.most / 8);
            (0..closed).for_each(|_| metrics.refused(Reason::Idle));
        }
        if open.held.len() >= self.most {
            return None;
        }
        open.last += 1;
        let number = open.last;
        let life = Arc::new(Life::from(peer));
        let held = Held {
            life: Arc::clone(&life),
            task: None,
        };
        open.held.insert(number, held);
        let all = Arc::clone(self);
        let closer = Closer { all, number };
        let all = Arc::clone(self);
        Some((Seat { all, number, life }, closer))
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    /// Closes up to `count` connections that are silent, those that were so longest first; says how
    /// many. Their places are free at once: ending a task that waits takes next to nothing.
    fn make_room(&mut self, count: usize) -> usize {
        let silent = self.held.iter().filter_map(|(number, held)| {
            let idle = held.life.idle().filter(|idle| *idle >= RECENT)?;
            let task = held.task.clone()?;
            Some((idle, *number, task))
        });
        let mut silent: Vec<_> = silent.collect();
        silent.sort_unstable_by_key(|(idle, ..)| std::cmp::Reverse(*idle));
        silent.truncate(count.max(1));
        for (_, number, task) in &silent {
            task.abort();
            self.held.remove(number);
        }
        silent.len()
    }
}

impl Seat {
    /// What is known of the connection.
    pub(super) fn life(&self) -> &Arc<Life> {
        &self.life
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.all.open().held.remove(&self.number);
    }
}

impl Closer {
    /// Lets the connection be closed by ending this task.
    pub(super) fn ends(self, task: AbortHandle) {
        // It may have ended by itself meanwhile.
        if let Some(held) = self.all.open().held.get_mut(&self.number) {
            held.task = Some(task);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_given_out_and_come_back() {
        let all = Arc::new(Connections::up_to(2));
        let metrics = Metrics::new();
        let peer = IpAddr::from([192, 0, 2, 1]);
        let (one, _) = all.admit(peer, &metrics).unwrap();
        let two = all.admit(peer, &metrics).unwrap();
        assert!(all.admit(peer, &metrics).is_none());
        drop(one);
        assert_eq!(all.count(), 1);
        assert!(all.admit(peer, &metrics).is_some());
        drop(two);
        assert_eq!(all.count(), 0);
    }

    #[test]
    fn who_was_silent_longest_makes_room() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        runtime.block_on(async {
            let all = Arc::new(Connections::up_to(3));
            let metrics = Metrics::new();
            let peer = IpAddr::from([192, 0, 2, 1]);
            let open = || {
                let (seat, closer) = all.admit(peer, &metrics).unwrap();
                let life = Arc::clone(seat.life());
                let task = tokio::spawn(async move {
                    let _seat = seat;
                    std::future::pending::<()>().await;
                });
                closer.ends(task.abort_handle());
                (life, task)
            };
            let (_, first) = open();
            let (busy, second) = open();
            let _working = busy.work();
            tokio::time::sleep(RECENT + Duration::from_millis(50)).await;
            let (_, third) = open();
            let (_, fourth) = open();
            assert!(first.await.is_err(), "the silent one was ended");
            assert!(all.admit(peer, &metrics).is_none(), "nobody else is silent");
            assert!(!fourth.is_finished());
            assert!(!second.is_finished(), "it is being worked for");
            assert!(!third.is_finished(), "it is new");
        });
    }
}
