//! `dev`: the guide as it is being written, in the browser of who writes it.
//!
//! In: the folder of a site. Out: a server for one editor, which shows the guide as it is now. Nothing is
//! published and nothing is written; `serve` may run beside it.
//!
//! 1. [`watch`] tells which files were touched, many at once as one.
//! 2. [`Keeper`] has the guide made anew in memory ([`crate::pipeline::preview`]).
//! 3. [`stand`] is what is shown now: the guide, its search, and what is wrong. While something is wrong
//!    the last good guide stays.
//! 4. [`serve`] answers requests from that, with a script of its own on every page.
//! 5. [`overview`] shows editors how the guide stands, at `/redactie/`.
//! 6. [`open_pages`] tells the pages that are open in a browser what to do.

mod messages;
mod open_pages;
mod overview;
mod serve;
mod stand;
mod watch;

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::config::BaseUrl;
use crate::content::files::DiskFiles;
use crate::diagnostic::Language;
use crate::language::Analyzer;
use crate::pipeline::preview::{How, SearchRoom, Touched, Workshop};
use crate::publish::{Ledger, Places};
use crate::server::ServeError;

pub use messages::Messages;
use open_pages::OpenPages;
use stand::Stand;
use watch::Watch;

/// After this time without a change, everything is looked at once more: an event can be missed.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Open pages are greeted this often, so that those that have gone are noticed.
const GREETING: Duration = Duration::from_secs(15);

/// What to show, and where.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of the site.
    pub root: PathBuf,
    /// The address to listen on. Port 0 is any free one.
    pub addr: SocketAddr,
    /// Whether to look at the files every second instead of being told of changes.
    pub poll: bool,
    /// The language of messages.
    pub language: Language,
    /// Settings from the environment.
    pub environment: Vec<(String, String)>,
    /// `SOURCE_DATE_EPOCH`, where it is set.
    pub source_date_epoch: Option<String>,
    /// Today, by which reviews are overdue.
    pub today: fn() -> jiff::civil::Date,
}

/// What is told to who started it.
#[derive(Debug)]
pub enum Told {
    /// It listens here.
    Listening(SocketAddr),
    /// The guide was made anew.
    Made {
        /// What is wrong with it.
        messages: Messages,
        /// Whether something was wrong before.
        was_wrong: bool,
        /// How long it took.
        took: Duration,
    },
    /// Changes are not told by the system, for this reason; the files are looked at every second.
    Polling(String),
}

/// Shows a site until the process is told to stop.
pub fn run(options: Options, tell: impl Fn(Told) + Send + 'static) -> Result<(), ServeError> {
    let listener = serve::listener(options.addr)?;
    let addr = listener.local_addr().map_err(ServeError::NotBindable)?;
    let mut keeper = Keeper::new(&options, addr, tell);
    // Watched before it is looked at, so that no change falls between the two.
    let watch = Watch::new(&options.root, options.poll);
    keeper.make(&Touched::Any(Default::default()));
    (keeper.tell)(Told::Listening(addr));
    keeper.serve(listener, watch)
}

/// Keeps what is shown up with the files.
struct Keeper<T> {
    workshop: Workshop<DiskFiles>,
    search: SearchRoom,
    stand: Arc<Stand>,
    pages: Arc<OpenPages>,
    language: Language,
    today: fn() -> jiff::civil::Date,
    tell: T,
}

impl<T: Fn(Told) + Send + 'static> Keeper<T> {
    fn new(options: &Options, addr: SocketAddr, tell: T) -> Self {
        let places = Places::of(&options.root);
        let analyzer = Analyzer::new();
        let how = How {
            address: BaseUrl::parse(&format!("http://{addr}/")),
            environment: options.environment.clone(),
            source_date_epoch: options.source_date_epoch.clone(),
            // A ledger that cannot be read is told of by who publishes.
            ledger: Ledger::read(&places).unwrap_or_default(),
        };
        let files = DiskFiles::new(&options.root);
        let stand = Arc::new(Stand::new(places, analyzer.clone(), options.language));
        Keeper {
            search: SearchRoom::new(analyzer.clone()),
            workshop: Workshop::new(files, analyzer, how),
            pages: Arc::new(OpenPages::new(Arc::clone(&stand))),
            stand,
            language: options.language,
            today: options.today,
            tell,
        }
    }

    /// Makes the guide as it is now and shows it; says whether it is another.
    fn make(&mut self, touched: &Touched) -> bool {
        let begun = Instant::now();
        let update = self.workshop.update(touched, Some((self.today)()));
        let messages = Messages::of(&update.found, self.workshop.files(), self.language);
        let before = self.stand.messages();
        let fresh = (self.stand).take(update.proof, update.found, messages.clone());
        if fresh || messages != before {
            self.pages.tell_all();
            (self.tell)(Told::Made {
                messages,
                was_wrong: !before.errors.is_empty(),
                took: begun.elapsed(),
            });
        }
        fresh
    }

    /// Brings the search up to what is shown, and the suggestions after it. The pages are there before.
    fn find(&mut self) {
        let Some(proof) = self.stand.proof() else {
            return;
        };
        match self.search.search(&proof) {
            Ok(search) => {
                self.stand.take_search(search.clone());
                self.pages.tell_made_for_each();
                if let Some(search) = self.search.suggest(&search) {
                    self.stand.take_suggestions(search);
                }
            }
            Err(error) => tracing::error!("{error}"),
        }
    }

    fn serve(mut self, listener: TcpListener, watch: Watch) -> Result<(), ServeError> {
        let stopping = Arc::new(AtomicBool::new(false));
        let (stand, pages) = (Arc::clone(&self.stand), Arc::clone(&self.pages));
        let stopped = Arc::clone(&stopping);
        // It ends with the process; what it makes is in memory only.
        thread::Builder::new()
            .name("wijkgids-dev".to_owned())
            .spawn(move || self.keep_up(&watch, &stopped))
            .map_err(ServeError::Runtime)?;
        let served = serve::serve(listener, stand, pages);
        stopping.store(true, Ordering::Relaxed);
        served
    }

    fn keep_up(&mut self, watch: &Watch, stopping: &AtomicBool) {
        if let Some(reason) = watch.polls() {
            (self.tell)(Told::Polling(reason.to_owned()));
        }
        let mut polling = watch.polls().is_some();
        let mut look_again = Some(Instant::now() + LOOK_AGAIN);
        let mut greeted = Instant::now();
        self.find();
        while !stopping.load(Ordering::Relaxed) {
            let until = match look_again {
                Some(at) => at.saturating_duration_since(Instant::now()),
                None => GREETING,
            };
            let touched = watch.next(until.min(GREETING));
            if !polling && let Some(reason) = watch.polls() {
                polling = true;
                (self.tell)(Told::Polling(reason.to_owned()));
            }
            match touched {
                Some(touched) => {
                    if self.make(&touched) {
                        self.find();
                    }
                    look_again = Some(Instant::now() + LOOK_AGAIN);
                }
                None if look_again.is_some_and(|at| at <= Instant::now()) => {
                    if self.make(&Touched::Any(Default::default())) {
                        self.find();
                    }
                    if let Err(error) = self.search.tidy() {
                        tracing::error!("{error}");
                    }
                    look_again = polling.then(|| Instant::now() + LOOK_AGAIN);
                }
                None => {}
            }
            if greeted.elapsed() >= GREETING {
                self.pages.greet();
                greeted = Instant::now();
            }
        }
    }
}
