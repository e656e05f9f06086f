//! Listening: from an address to connections, from the first request to the last.

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use std::{io, panic};

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::sync::{Semaphore, watch};
use tokio::task::spawn_blocking;
use tokio::time::{self, MissedTickBehavior};

use crate::config::Config;
use crate::language::Analyzer;
use crate::publish::Places;

use super::dispatch::router;
use super::error::ServeError;
use super::limits;
use super::state::State;

/// Threads that may wait for the disk or search at the same time.
const BLOCKING_THREADS: usize = 64;

/// How long to wait when the system has no room for another connection.
const NO_ROOM: Duration = Duration::from_millis(100);

/// What is told to who connects when too many are connected: it is said before anything is read.
const TOO_MANY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\n\
                          Content-Length: 0\r\nConnection: close\r\n\r\n";

/// How often to see whether another generation was published.
const POLL: Duration = Duration::from_secs(1);

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
    // The message of a panic can hold the text that led to it: part of a question. Where it happened
    // is what mends it.
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string);
        eprintln!("wijkgids: panic at {}", place.unwrap_or_default());
    }));
    let server = Server::bind(options)?;
    ready(server.addr());
    server.run_until_signalled()
}

/// A server that listens, but does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    addr: SocketAddr,
    poll: Duration,
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
        let listener = TcpListener::bind(addr).map_err(ServeError::binding)?;
        let nonblocking = listener.set_nonblocking(true);
        nonblocking.map_err(ServeError::binding)?;
        Ok(Server {
            addr: listener.local_addr().map_err(ServeError::binding)?,
            listener,
            poll: POLL,
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

    fn run_until_signalled(self) -> Result<(), ServeError> {
        self.run_beside(|handle| {
            tokio::spawn(async move {
                match signalled().await {
                    Ok(()) => handle.stop(),
                    Err(error) => eprintln!("wijkgids: signals are not heard: {error}"),
                }
            });
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
            let listener = tokio::net::TcpListener::from_std(self.listener)?;
            let watching = tokio::spawn(watch_generations(self.handle.clone(), self.poll));
            answer_connections(listener, &self.handle).await;
            watching.abort();
            Ok(())
        });
        // A search that does not end must not keep the process alive.
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

/// Accepts connections and answers their requests until the server is stopped; then waits until
/// those under way are done, for as long as they get.
async fn answer_connections(listener: tokio::net::TcpListener, handle: &Handle) {
    let state = &handle.state;
    let most = state.config.server.max_concurrent.get() as usize * limits::CONNECTIONS_PER_REQUEST;
    let connections = Arc::new(Semaphore::new(most));
    let service = TowerToHyperService::new(router(Arc::clone(state)));
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits::HEAD_TIME)
        .max_header_size(limits::HEAD)
        .max_buf_size(limits::HEAD * 2);
    let mut stop = handle.stop.subscribe();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stopped| *stopped) => break,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            // One that left before it was greeted.
            Err(error) if is_of_connection(&error) => continue,
            Err(_) => {
                time::sleep(NO_ROOM).await;
                continue;
            }
        };
        let Ok(permit) = Arc::clone(&connections).try_acquire_owned() else {
            // The socket is new and does not block: these few bytes fit, or nobody can be told.
            if let Ok(mut stream) = stream.into_std() {
                let _ = stream.write(TOO_MANY);
            }
            continue;
        };
        // Answers are written whole; waiting for more to send only delays them.
        let _ = stream.set_nodelay(true);
        let connection = http.serve_connection(TokioIo::new(stream), service.clone());
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A connection that breaks off is the other side's affair.
            let _ = connection.await;
            drop(permit);
        });
    }
    drop(listener);
    let _ = time::timeout(limits::FAREWELL, graceful.shutdown()).await;
}

/// Whether accepting failed by the one connection, so that the next can be accepted at once.
fn is_of_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::Interrupted
    )
}

/// Waits until the process is told to stop.
#[cfg(unix)]
async fn signalled() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}

/// Waits until the process is told to stop.
#[cfg(not(unix))]
async fn signalled() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
