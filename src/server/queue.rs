//! The work that is done away from the connections, searching above all: how much of it at once, and
//! how long to wait for a turn.
//!
//! A short burst waits its turn. But where more is asked than can be done, each that is let in only
//! makes all others wait longer, until every answer comes too late. So once nobody got a turn at once for
//! a while, there is no burst but too much, and the wait gets short (controlled delay, as CoDel does for
//! packets): what is served is served in time, and the rest is refused at once. That ends when few are
//! refused; a turn without waiting says nothing then, for those who wait soon give up.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::crew::{Broken, Crew};

/// How long a burst may last: long enough for a moment in which the machine does something else, such
/// as taking up a publication, and for what was asked meanwhile to be answered.
const BURST: Duration = Duration::from_millis(2000);

/// How long to wait for a turn in a burst.
const PATIENCE: Duration = Duration::from_millis(500);

/// How long to wait where there is too much: about as long as a search works.
const HASTE: Duration = Duration::from_millis(2);

/// How long outcomes are counted before they say whether there still is too much.
const STRETCH: Duration = Duration::from_millis(1000);

/// Where no more than one in so many is refused, there is not.
const FEW: u32 = 8;

/// Turns to work.
#[derive(Debug)]
pub(super) struct Queue {
    places: Arc<Semaphore>,
    crew: Arc<Crew>,
    pressure: Mutex<Pressure>,
}

/// Leave to do one piece of work.
#[derive(Debug)]
pub(super) struct Turn {
    place: OwnedSemaphorePermit,
    crew: Arc<Crew>,
}

impl Turn {
    /// Does `work` away from the connections. The turn belongs to the work and not to who asked for it, so
    /// that work whose asker has gone still counts.
    pub(super) async fn work<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Broken> {
        let Turn { place, crew } = self;
        let work = move || {
            let _place = place;
            work()
        };
        crew.does(work).await
    }
}

/// There is too much to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Full;

impl Queue {
    /// A queue to so many places of work.
    pub(super) fn to(places: usize) -> Queue {
        Queue {
            places: Arc::new(Semaphore::new(places)),
            crew: Arc::new(Crew::of(places)),
            pressure: Mutex::new(Pressure::none(Instant::now())),
        }
    }

    /// Waits for a turn, which lasts as long as what is given.
    pub(super) async fn turn(&self) -> Result<Turn, Full> {
        let place = self.place().await?;
        Ok(Turn {
            place,
            crew: Arc::clone(&self.crew),
        })
    }

    async fn place(&self) -> Result<OwnedSemaphorePermit, Full> {
        // The semaphore is first come, first served: a place is free only if nobody waits for it.
        if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            self.pressure().at_once(Instant::now());
            return Ok(place);
        }
        let wait = self.pressure().waits(Instant::now());
        let place = timeout(wait, Arc::clone(&self.places).acquire_owned()).await;
        let place = place
            .map_err(|_| Full)
            .and_then(|place| place.map_err(|_| Full));
        self.pressure().ends(place.is_ok(), Instant::now());
        place
    }

    fn pressure(&self) -> MutexGuard<'_, Pressure> {
        self.pressure.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How much more is asked than can be done.
#[derive(Debug)]
struct Pressure {
    /// Since when everybody had to wait.
    busy_since: Option<Instant>,
    /// When somebody last came.
    last: Instant,
    /// Who was served lately and who was not, as long as there is too much.
    too_much: Option<Tally>,
}

/// Outcomes of a stretch of time.
#[derive(Debug)]
struct Tally {
    since: Instant,
    served: u32,
    refused: u32,
}

impl Tally {
    fn from(since: Instant) -> Tally {
        Tally {
            since,
            served: 0,
            refused: 0,
        }
    }
}

impl Pressure {
    fn none(now: Instant) -> Pressure {
        Pressure {
            busy_since: None,
            last: now,
            too_much: None,
        }
    }

    /// Somebody got a turn at once.
    fn at_once(&mut self, now: Instant) {
        self.comes(now);
        self.busy_since = None;
        self.ends(true, now);
    }

    /// Somebody has to wait; gives how long.
    fn waits(&mut self, now: Instant) -> Duration {
        self.comes(now);
        let busy_since = *self.busy_since.get_or_insert(now);
        if self.too_much.is_none() && now.duration_since(busy_since) > BURST {
            self.too_much = Some(Tally::from(now));
        }
        match self.too_much {
            Some(_) => HASTE,
            None => PATIENCE,
        }
    }

    /// Somebody is served or refused.
    fn ends(&mut self, served: bool, now: Instant) {
        let Some(tally) = &mut self.too_much else {
            return;
        };
        match served {
            true => tally.served += 1,
            false => tally.refused += 1,
        }
        if now.duration_since(tally.since) > STRETCH {
            let few = tally.refused <= (tally.served + tally.refused) / FEW;
            self.too_much = (!few).then(|| Tally::from(now));
            if few {
                self.busy_since = None;
            }
        }
    }

    /// Somebody comes: what was when nobody came for a while is over.
    fn comes(&mut self, now: Instant) {
        if now.duration_since(self.last) > BURST {
            *self = Pressure::none(now);
        }
        self.last = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lets somebody come every so many milliseconds, for so long; of every ten the first so many get a
    /// turn at once and the next so many after a wait, and the rest does not. Gives the longest wait that
    /// was granted.
    fn asked(
        pressure: &mut Pressure,
        now: &mut Instant,
        (every, time): (u64, u64),
        (at_once, later): (u64, u64),
    ) -> Duration {
        let mut longest = Duration::ZERO;
        for nth in 0..time / every {
            *now += Duration::from_millis(every);
            match nth % 10 {
                nth if nth < at_once => pressure.at_once(*now),
                nth => {
                    longest = longest.max(pressure.waits(*now));
                    pressure.ends(nth < at_once + later, *now);
                }
            }
        }
        longest
    }

    #[test]
    fn a_burst_waits_and_what_is_too_much_does_not() {
        let mut now = Instant::now();
        let mut pressure = Pressure::none(now);
        assert_eq!(asked(&mut pressure, &mut now, (1, 1900), (0, 10)), PATIENCE);
        assert_eq!(
            asked(&mut pressure, &mut now, (1, 9000), (1, 9)),
            PATIENCE,
            "many wait, but some do not"
        );
        asked(
            &mut pressure,
            &mut now,
            (1, BURST.as_millis() as u64 + 10),
            (0, 10),
        );
        assert_eq!(
            asked(&mut pressure, &mut now, (1, 9000), (4, 2)),
            HASTE,
            "many get a turn at once, for those who wait give up: it is too much all the same"
        );
        asked(&mut pressure, &mut now, (1, 2100), (6, 4));
        assert_eq!(
            asked(&mut pressure, &mut now, (1, 900), (6, 4)),
            PATIENCE,
            "all are served again"
        );
    }

    #[test]
    fn long_ago_is_no_matter() {
        let mut now = Instant::now();
        let mut pressure = Pressure::none(now);
        asked(&mut pressure, &mut now, (1, 3000), (0, 4));
        assert_eq!(pressure.waits(now), HASTE);
        now += BURST * 2;
        assert_eq!(pressure.waits(now), PATIENCE);
    }

    #[test]
    fn turns_are_waited_for_and_refused() {
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
            while begun.elapsed() <= BURST + PATIENCE {
                assert_eq!(queue.turn().await.map(drop), Err(Full));
            }
            let begun = Instant::now();
            assert_eq!(queue.turn().await.map(drop), Err(Full));
            assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
            drop(turn);
            assert!(queue.turn().await.is_ok());
        });
    }
}
