//! What all requests share: the edition that is served, and what bounds the work.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tracing::{error, info, warn};

use crate::config::Config;
use crate::language::Analyzer;
use crate::publish::{Generation, Places, PublishError};
use crate::search::{Searcher, Suggester};

use super::ServeError;
use super::cache::Cache;
use super::connections::Connections;
use super::edition::{Edition, Missing};
use super::headers::Policies;
use super::history::{self, History};
use super::limits;
use super::metrics::{Bound, Metrics, Now};
use super::process;
use super::queue::{Full, Queue, Turn};
use super::quota::Quota;

/// A generation that cannot be opened is tried again after this time: its disk may come back.
const TRY_AGAIN: Duration = Duration::from_secs(10);

/// What all requests share.
#[derive(Debug)]
pub struct State {
    places: Places,
    analyzer: Analyzer,
    edition: RwLock<Arc<Edition>>,
    /// Whether newer generations are taken up: a preview is what it is.
    follows: bool,
    unopened: Mutex<Option<Unopened>>,
    stopping: AtomicBool,
    history: history::Kept,
    pub(super) searches: Queue,
    pub(super) config: Config,
    pub(super) policies: Policies,
    pub(super) cache: Cache,
    pub(super) requests: Semaphore,
    pub(super) connections: Arc<Connections>,
    pub(super) quota: Option<Quota>,
    pub(super) metrics: Metrics,
}

/// What could not be opened, and when that was tried.
#[derive(Debug)]
struct Unopened {
    number: Option<u32>,
    tried: Instant,
}

impl State {
    /// Opens what is published in `places`. The analyser must be the one that the index was built
    /// with, else pages are served without search.
    pub fn open(places: Places, config: Config, analyzer: Analyzer) -> Result<State, ServeError> {
        let edition = Edition::open(&places, &config, &analyzer, None)?;
        let edition = edition.ok_or(ServeError::NoGeneration)?;
        tell(&edition);
        read_ahead(&edition);
        Ok(State::over(places, config, analyzer, edition, true))
    }

    /// What all requests share that are answered from a preview. Its search may be that of an earlier
    /// one, until it has its own.
    pub fn preview(
        places: Places,
        config: Config,
        analyzer: Analyzer,
        generation: Generation,
        search: Option<Arc<Searcher>>,
        suggester: Option<Arc<Suggester>>,
    ) -> State {
        let edition = Edition::preview(generation, &config, search, suggester);
        State::over(places, config, analyzer, edition, false)
    }

    fn over(
        places: Places,
        config: Config,
        analyzer: Analyzer,
        edition: Edition,
        follows: bool,
    ) -> State {
        let cores = thread::available_parallelism().map_or(2, usize::from);
        let metrics = Metrics::new();
        let most = config.server.max_concurrent.get() as usize;
        let connections = process::room_for(most * limits::CONNECTIONS_PER_REQUEST);
        let quota = config.server.quota;
        State {
            places,
            analyzer,
            edition: RwLock::new(Arc::new(edition)),
            follows,
            unopened: Mutex::default(),
            stopping: AtomicBool::new(false),
            history: history::Kept::default(),
            searches: Queue::to(cores + limits::SPARE_SEARCHES),
            policies: Policies::of(&config),
            cache: Cache::new(limits::CACHE, metrics.cache.clone()),
            requests: Semaphore::new(most),
            connections: Arc::new(Connections::up_to(connections)),
            quota: quota.map(|questions| Quota::new(questions, Instant::now())),
            metrics,
            config,
        }
    }

    /// The number of the generation that is served.
    pub fn generation(&self) -> u32 {
        self.edition().generation.number()
    }

    /// Sees whether another generation was published, and takes it up; says whether it did. Site and
    /// index change in one go, and requests under way end with the edition they began with. A
    /// generation that cannot be opened leaves the last one in service, and is told of once.
    pub fn refresh(&self) -> bool {
        if !self.follows {
            return false;
        }
        let mut unopened = self.unopened.lock().unwrap_or_else(PoisonError::into_inner);
        let served = self.edition();
        let number = match Generation::current_number(&self.places) {
            Ok(None) => return false,
            Ok(Some(number)) if number == served.generation.number() => {
                *unopened = None;
                return false;
            }
            found => found.ok().flatten(),
        };
        let known = unopened.as_ref().filter(|known| known.number == number);
        if known.is_some_and(|known| known.tried.elapsed() < TRY_AGAIN) {
            return false;
        }
        let told = known.is_some();
        match Edition::open(&self.places, &self.config, &self.analyzer, Some(&served)) {
            Ok(None) => false,
            Ok(Some(edition)) => {
                *unopened = None;
                self.metrics.published();
                info!(
                    generation = edition.generation.number(),
                    after = served.generation.number(),
                    "publication taken up"
                );
                if edition.search.as_ref().err() != served.search.as_ref().err() {
                    tell(&edition);
                }
                read_ahead(&edition);
                let mut slot = self.edition.write().unwrap_or_else(PoisonError::into_inner);
                *slot = Arc::new(edition);
                drop(slot);
                let_go(served);
                true
            }
            Err(error) => {
                let tried = Instant::now();
                *unopened = Some(Unopened { number, tried });
                if !told {
                    warn!(
                        generation = served.generation.number(),
                        %error,
                        "a newer generation cannot be opened, so this one stays in service"
                    );
                }
                false
            }
        }
    }

    /// The edition that is served now.
    pub(super) fn edition(&self) -> Arc<Edition> {
        let slot = self.edition.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&slot)
    }

    /// What changed when, with an edition that is at least as new. Reads files.
    pub(super) fn history(&self) -> Result<(Arc<History>, Arc<Edition>), PublishError> {
        // The ledger is written after the pointer: so who reads it first meets no page in it that the
        // edition could have, and has not.
        let history = self.history.now(&self.places)?;
        self.refresh();
        Ok((history, self.edition()))
    }

    /// Says that the server takes no new work.
    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether the server takes no new work.
    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// Waits for a turn to do work away from the connections.
    pub(super) async fn turn(&self) -> Result<Turn, Full> {
        let turn = self.searches.turn().await;
        turn.inspect_err(|_| self.metrics.shed(Bound::Searches))
    }

    /// Whether a newer generation was published that cannot be opened.
    pub(super) fn is_behind(&self) -> bool {
        let unopened = self.unopened.lock().unwrap_or_else(PoisonError::into_inner);
        unopened.is_some()
    }

    /// The state of the server at this moment, for the metrics.
    pub(super) fn now(&self) -> Now {
        let edition = self.edition();
        let most = self.config.server.max_concurrent.get() as usize;
        Now {
            connections: self.connections.count(),
            requests: most.saturating_sub(self.requests.available_permits()),
            generation: edition.generation.number(),
            age: edition.published.and_then(|at| at.elapsed().ok()),
            search: edition.searches(),
        }
    }

    /// How long a request may take.
    pub(super) fn time(&self) -> Duration {
        Duration::from_secs(self.config.server.timeout.get().into())
    }
}

/// Reads the pages of an edition for its searches while nobody waits for them, with a part of one
/// processor, for as long as the edition is served.
fn read_ahead(edition: &Edition) {
    let Ok(searcher) = edition.search.as_ref().map(Arc::downgrade) else {
        return;
    };
    let read = move || {
        let mut next = Some(0);
        while let (Some(from), Some(searcher)) = (next, searcher.upgrade()) {
            let begun = Instant::now();
            next = searcher.read_ahead(from);
            drop(searcher);
            thread::sleep(begun.elapsed() * 2);
        }
    };
    // Without it the first searches take a little longer.
    let _ = thread::Builder::new().name("read-ahead".into()).spawn(read);
}

/// Lets go of an edition when the last request is done with it. Whoever does so closes its index and clears
/// away all that was remembered of it, which must not fall to a thread that serves connections.
fn let_go(edition: Arc<Edition>) {
    let wait = move || {
        while Arc::strong_count(&edition) > 1 {
            thread::sleep(Duration::from_millis(20));
        }
    };
    // Without it some request takes a little longer.
    let _ = thread::Builder::new().name("let-go".into()).spawn(wait);
}

/// Tells the operator that an edition has no search.
fn tell(edition: &Edition) {
    let generation = edition.generation.number();
    match &edition.search {
        Ok(_) => {}
        Err(Missing::NotBuilt) => {
            warn!(
                generation,
                "there is no index; pages are served without search"
            );
        }
        Err(Missing::Unusable(error)) => error!(
            generation,
            %error,
            "the index cannot be opened; pages are served without search"
        ),
    }
}
