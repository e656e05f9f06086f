//! The metrics, on an address of their own, so that whoever reaches the guide does not reach them.

use std::convert::Infallible;
use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, Method, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time;

use super::state::State;

/// Where they stand.
const ADDRESS: &str = "/metrics";

/// What Prometheus calls the format.
const KIND: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// How many may ask at the same time.
const ASKERS: usize = 8;

/// How long who asks may take for it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Answers who asks for the metrics, for as long as it is polled.
pub(super) async fn metrics(listener: TcpListener, state: Arc<State>) {
    let places = Arc::new(Semaphore::new(ASKERS));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .keep_alive(false);
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            continue;
        };
        let state = Arc::clone(&state);
        let service =
            service_fn(move |request| ready(Ok::<_, Infallible>(answer(&state, &request))));
        let connection = http.serve_connection(TokioIo::new(stream), service);
        tokio::spawn(async move {
            let _ = time::timeout(PATIENCE, connection).await;
            drop(place);
        });
    }
}

fn answer(state: &State, request: &Request<Incoming>) -> Response<Body> {
    let refused = |status, allow: Option<&'static str>| {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status;
        if let Some(allow) = allow {
            let allow = HeaderValue::from_static(allow);
            response.headers_mut().insert(header::ALLOW, allow);
        }
        response
    };
    if request.uri().path() != ADDRESS {
        return refused(StatusCode::NOT_FOUND, None);
    }
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        return refused(StatusCode::METHOD_NOT_ALLOWED, Some("GET, HEAD"));
    }
    let Ok(text) = state.metrics.text(&state.now()) else {
        return refused(StatusCode::INTERNAL_SERVER_ERROR, None);
    };
    let mut response = Response::new(Body::from(text));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(KIND));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
