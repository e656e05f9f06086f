//! Listening: from an address to connections, from the first request to the last.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use std::{io, panic};

use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::{self, MissedTickBehavior};
use tracing::{error, info, warn};

use crate::config::Config;
use crate::language::Analyzer;
use crate::publish::Places;

use super::accept;
use super::error::ServeError;
use super::limits;
use super::log::log_to_stderr;
use super::scrape;
use super::state::State;

/// Threads that may wait for the disk at the same time.
const BLOCKING_THREADS: usize = 64;

/// How often to see whether another generation was published.
const POLL: Duration = Duration::from_secs(1);

/// How often the log tells that requests were turned away.
const TELL: Duration = Duration::from_secs(10);

/// What to serve, and where.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// Where the site keeps what it publishes.
    pub places: Places,
    /// The site's configuration.
    pub config: Config,
    /// The address to listen on, where it is not that of the configuration. Port 0 is any free one.
    pub addr: Option<SocketAddr>,
}

/// Serves until the process is told to stop (SIGINT or SIGTERM), and then lets requests under way
/// end. `ready` is told the address when the server listens.
pub fn serve(options: ServeOptions, ready: impl FnOnce(SocketAddr)) -> Result<(), ServeError> {
    let settings = &options.config.server;
    log_to_stderr(settings.log_format, settings.log_level);
    // The message of a panic can hold the text that led to it: part of a question. Where it happened
    // is what mends it.
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string);
        error!(place = place.unwrap_or_default(), "panic");
    }));
    let server = Server::bind(options)?;
    let addr = server.addr();
    server.run_until_signalled(|| ready(addr))
}

/// A server that listens, but does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    addr: SocketAddr,
    metrics: Option<TcpListener>,
    poll: Duration,
    patience: Duration,
    handle: Handle,
}

/// What others can do with a server that runs. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Handle {
    state: Arc<State>,
    stop: Arc<watch::Sender<bool>>,
}

impl Handle {
    /// Takes up what was published since, without waiting until the server sees it by itself. Says
    /// whether there was anything.
    pub fn refresh(&self) -> bool {
        self.state.refresh()
    }

    /// The number of the generation that is served.
    pub fn generation(&self) -> u32 {
        self.state.generation()
    }

    /// Stops the server: no new connections, and requests under way end.
    pub fn stop(&self) {
        info!("stopping");
        self.state.stop();
        self.stop.send_replace(true);
    }
}

impl Server {
    /// Opens what is published, and listens.
    pub fn bind(options: ServeOptions) -> Result<Server, ServeError> {
        let ServeOptions {
            places,
            config,
            addr,
        } = options;
        let addr = addr.unwrap_or(config.server.addr);
        let state = State::open(places, config, Analyzer::new())?;
        Server::over(Arc::new(state), addr)
    }

    /// Listens on `addr`, to answer from what is open already.
    pub fn over(state: Arc<State>, addr: SocketAddr) -> Result<Server, ServeError> {
        let listener = listener(addr).map_err(ServeError::binding)?;
        let metrics = match state.config.server.metrics_addr {
            Some(addr) => {
                Some(self::listener(addr).map_err(|error| ServeError::Metrics(addr, error))?)
            }
            None => None,
        };
        Ok(Server {
            addr: listener.local_addr().map_err(ServeError::binding)?,
            listener,
            metrics,
            poll: POLL,
            patience: limits::PATIENCE,
            handle: Handle {
                state,
                stop: Arc::new(watch::Sender::new(false)),
            },
        })
    }

    /// Sees this often whether another generation was published, where the default is a second.
    pub fn poll(mut self, every: Duration) -> Server {
        self.poll = every;
        self
    }

    /// Waits this long for the head of a request, and for an answer to be taken, where the default is
    /// half a minute.
    pub fn patience(mut self, time: Duration) -> Server {
        self.patience = time;
        self
    }

    /// The address that its metrics are read from, if it has one.
    pub fn metrics_addr(&self) -> Option<SocketAddr> {
        self.metrics.as_ref()?.local_addr().ok()
    }

    /// The address that it listens on.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The means to stop it, and to tell it of new generations.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Answers requests until [`Handle::stop`] is called.
    pub fn run(self) -> Result<(), ServeError> {
        self.run_beside(|_| {})
    }

    fn run_until_signalled(self, ready: impl FnOnce()) -> Result<(), ServeError> {
        self.run_beside(|handle| {
            // Who is told that the server is ready may stop it at once.
            match signalled() {
                Ok(signalled) => {
                    tokio::spawn(async move {
                        signalled.await;
                        handle.stop();
                    });
                }
                Err(error) => error!(%error, "signals are not heard"),
            }
            ready();
        })
    }

    /// Answers requests, with what `begin` starts beside that.
    fn run_beside(self, begin: impl FnOnce(Handle)) -> Result<(), ServeError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .thread_name("wijkgids-serve")
            .max_blocking_threads(BLOCKING_THREADS)
            .enable_all()
            .build()
            .map_err(ServeError::Runtime)?;
        let outcome = runtime.block_on(async {
            begin(self.handle());
            let state = &self.handle.state;
            let listener = tokio::net::TcpListener::from_std(self.listener)?;
            let mut beside = vec![
                tokio::spawn(watch_generations(self.handle.clone(), self.poll)),
                tokio::spawn(tell_of_load(Arc::clone(state))),
            ];
            if let Some(metrics) = self.metrics {
                let metrics = tokio::net::TcpListener::from_std(metrics)?;
                beside.push(tokio::spawn(scrape::metrics(metrics, Arc::clone(state))));
            }
            info!(
                version = env!("CARGO_PKG_VERSION"),
                addr = %self.addr,
                generation = state.generation(),
                "serving"
            );
            let stop = self.handle.stop.subscribe();
            accept::connections(listener, state, stop, self.patience).await;
            beside.iter().for_each(tokio::task::JoinHandle::abort);
            info!("stopped");
            Ok(())
        });
        // A disk that does not answer must not keep the process alive; the threads that search never do.
        runtime.shutdown_timeout(Duration::from_secs(1));
        outcome.map_err(ServeError::Runtime)
    }
}

/// Takes up new generations as they are published.
async fn watch_generations(handle: Handle, every: Duration) {
    let mut ticks = time::interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let handle = handle.clone();
        // A panic has been told of; the next generation may be sound.
        let _ = spawn_blocking(move || handle.refresh()).await;
    }
}

/// Tells the operator when requests were turned away for want of room or time: once in a while, and
/// not for each of them.
async fn tell_of_load(state: Arc<State>) {
    let mut told = state.metrics.shed_in_all();
    let mut ticks = time::interval(TELL);
    loop {
        ticks.tick().await;
        let now = state.metrics.shed_in_all();
        if now > told {
            let seconds = TELL.as_secs();
            warn!(
                requests = now - told,
                seconds, "turned away for want of room or time"
            );
            told = now;
        }
    }
}

/// Listens on an address, without waiting for who connects.
fn listener(addr: SocketAddr) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(addr)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Listens to what tells the process to stop; what is given ends when it is told.
#[cfg(unix)]
fn signalled() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Listens to what tells the process to stop; what is given ends when it is told.
#[cfg(not(unix))]
fn signalled() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Where signals are not heard, it ends by force.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
