//! Accepting connections: each gets a place and a task of its own, until the server is stopped; then
//! those under way are waited for, for as long as they get.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{self, timeout};

use super::connection::{Life, Stream};
use super::dispatch::router;
use super::limits;
use super::metrics::Bound;
use super::state::State;

/// How long to wait when the system has no room for another connection.
const NO_ROOM: Duration = Duration::from_millis(100);

/// What is told to who connects when too many are connected: it is said before anything is read.
const TOO_MANY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\n\
                          Content-Type: text/plain; charset=utf-8\r\nContent-Length: 44\r\n\
                          Connection: close\r\n\r\n\
                          De server is druk. Probeer het zo nog eens.\n";

/// How many are told that at the same time; who comes on top of them is told nothing.
const TOLD: usize = 16;

/// How long who is told that gets to hear it.
const HEARING: Duration = Duration::from_secs(1);

/// Answers connections until the server is stopped, `patience` being how long it waits for the other
/// side.
pub(super) async fn connections(
    listener: TcpListener,
    state: &Arc<State>,
    mut stop: watch::Receiver<bool>,
    patience: Duration,
) {
    let answers = TowerToHyperService::new(router(Arc::clone(state)));
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(patience)
        .max_header_size(limits::HEAD)
        .max_buf_size(limits::HEAD * 2);
    let told = Arc::new(Semaphore::new(TOLD));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stopped| *stopped) => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            // One that left before it was greeted.
            Err(error) if is_of_connection(&error) => continue,
            Err(_) => {
                time::sleep(NO_ROOM).await;
                continue;
            }
        };
        state.metrics.connections.inc();
        let Some((seat, closer)) = state.connections.admit(peer.ip(), &state.metrics) else {
            state.metrics.shed(Bound::Connections);
            if let Ok(place) = Arc::clone(&told).try_acquire_owned() {
                tokio::spawn(async move {
                    let _ = timeout(HEARING, turn_away(stream)).await;
                    drop(place);
                });
            }
            continue;
        };
        // Answers are written whole; waiting for more to send only delays them.
        let _ = stream.set_nodelay(true);
        let life = Arc::clone(seat.life());
        let stream = Stream::new(stream, Arc::clone(&life), patience);
        let service = WithLife {
            answers: answers.clone(),
            life: Arc::clone(&life),
        };
        let connection = http.serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        let state = Arc::clone(state);
        let task = tokio::spawn(async move {
            // A connection that breaks off is the other side's affair; why it did is counted.
            if let Err(error) = connection.await
                && let Some(reason) = life.fault(&error)
            {
                state.metrics.refused(reason);
            }
            drop(seat);
        });
        closer.ends(task.abort_handle());
    }
    drop(listener);
    let _ = timeout(limits::FAREWELL, graceful.shutdown()).await;
}

/// The answers to the requests of one connection.
#[derive(Debug, Clone)]
struct WithLife {
    answers: TowerToHyperService<Router>,
    life: Arc<Life>,
}

impl Service<Request<Incoming>> for WithLife {
    type Response = <TowerToHyperService<Router> as Service<Request<Incoming>>>::Response;
    type Error = <TowerToHyperService<Router> as Service<Request<Incoming>>>::Error;
    type Future = <TowerToHyperService<Router> as Service<Request<Incoming>>>::Future;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        request.extensions_mut().insert(Arc::clone(&self.life));
        self.answers.call(request)
    }
}

/// Tells who connects that too many are connected. What is sent meanwhile is dropped: were it left
/// unread, the system would take back what was told.
async fn turn_away(mut stream: TcpStream) -> io::Result<()> {
    stream.write_all(TOO_MANY).await?;
    stream.shutdown().await?;
    let mut dropped = [0; 4096];
    while stream.read(&mut dropped).await? > 0 {}
    Ok(())
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
