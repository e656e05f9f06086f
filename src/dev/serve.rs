//! Answering requests from what is shown now, with the script of `dev` on every page.

use std::convert::Infallible;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use percent_encoding::percent_decode_str;
use tokio::time::timeout;

use super::open_pages::OpenPages;
use super::overview;
use super::stand::Stand;
use crate::server::{self, ServeError};

/// Where what belongs to `dev` itself stands. No page can: slugs begin with a letter or digit.
const OWN: &str = "/_wijkgids/";

/// The script that every page gets, and how it looks.
const SCRIPT: &[u8] = include_bytes!("overlay/dev.js");
const STYLE: &[u8] = include_bytes!("overlay/dev.css");

/// A page larger than this is sent as it is.
const LARGEST: usize = 64 << 20;

/// How long requests under way get when it is told to stop.
const FAREWELL: Duration = Duration::from_secs(1);

/// Listens on an address.
pub(super) fn listener(addr: SocketAddr) -> Result<TcpListener, ServeError> {
    let listener = TcpListener::bind(addr).map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => ServeError::PortInUse,
        _ => ServeError::NotBindable(error),
    })?;
    let nonblocking = listener.set_nonblocking(true);
    nonblocking.map_err(ServeError::NotBindable)?;
    Ok(listener)
}

/// Answers until the process is told to stop.
pub(super) fn serve(
    listener: TcpListener,
    stand: Arc<Stand>,
    pages: Arc<OpenPages>,
) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .thread_name("wijkgids-serve")
        .enable_all()
        .build()
        .map_err(ServeError::Runtime)?;
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let local = listener.local_addr()?.ip().is_loopback();
        let desk = Arc::new(Desk {
            stand,
            pages,
            local,
        });
        let graceful = GracefulShutdown::new();
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new());
        let mut stop = std::pin::pin!(tokio::signal::ctrl_c());
        loop {
            let (stream, _) = tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok(accepted) => accepted,
                    // One that left before it was greeted.
                    Err(_) => continue,
                },
                _ = &mut stop => break,
            };
            let _ = stream.set_nodelay(true);
            let desk_of = Arc::clone(&desk);
            let service = service_fn(move |request| {
                let desk = Arc::clone(&desk_of);
                async move { Ok::<_, Infallible>(desk.answer(request).await) }
            });
            let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
            tokio::spawn(async move {
                // A connection that breaks off is the other side's affair.
                let _ = connection.await;
            });
        }
        desk.pages.close();
        let _ = timeout(FAREWELL, graceful.shutdown()).await;
        Ok(())
    });
    runtime.shutdown_timeout(Duration::from_millis(100));
    served.map_err(ServeError::Runtime)
}

/// Where requests come in.
struct Desk {
    stand: Arc<Stand>,
    pages: Arc<OpenPages>,
    /// Whether only this machine can ask.
    local: bool,
}

impl Desk {
    async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        // A site elsewhere can have its name lead to this machine; it would read drafts.
        if self.local && !is_local(request.headers()) {
            let text = "Dit adres is alleen voor deze computer.\n";
            return plain(
                StatusCode::FORBIDDEN,
                "text/plain; charset=utf-8",
                text.into(),
            );
        }
        let path = request.uri().path();
        if let Some(own) = path.strip_prefix(OWN) {
            return self.own(own, request.uri().query().unwrap_or_default());
        }
        let asked = in_proof(path);
        // Read before the page is made: at worst it is loaded once too often, never too seldom.
        let mark = self.stand.mark(&asked);
        if let Some(of) = overview::asked(path) {
            let stand = Arc::clone(&self.stand);
            // It reads all texts of the guide, which may take a moment.
            let made = tokio::task::spawn_blocking(move || overview::answer(&stand, of)).await;
            return match made.ok().flatten() {
                Some((kind, bytes)) => {
                    with_script(plain(StatusCode::OK, kind, bytes.into()), mark).await
                }
                None => not_there(),
            };
        }
        let faulty = self.stand.proof().is_some_and(|proof| {
            // Printing waits for another thread, so that it is only done where a page is asked for.
            asked.ends_with(".html") && matches!(proof.print(&asked), Some(Err(_)))
        });
        let state = match self.stand.server() {
            Some(state) if !faulty => state,
            _ => {
                let messages = self.stand.messages_at(&asked);
                let html = messages.html(self.stand.language);
                let kind = "text/html; charset=utf-8";
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                return with_script(plain(status, kind, html.into()), mark).await;
            }
        };
        let site = TowerToHyperService::new(server::router(state));
        match site.call(request).await {
            Ok(response) => with_script(response, mark).await,
            Err(never) => match never {},
        }
    }

    fn own(&self, path: &str, query: &str) -> Response<Body> {
        match path {
            "dev.js" => plain(
                StatusCode::OK,
                "text/javascript; charset=utf-8",
                Bytes::from_static(SCRIPT),
            ),
            "dev.css" => plain(
                StatusCode::OK,
                "text/css; charset=utf-8",
                Bytes::from_static(STYLE),
            ),
            "gebeurtenissen" => {
                let value = |name: &str| {
                    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
                    let found = pairs.find(|(known, _)| known == name);
                    found.map_or(String::new(), |(_, value)| value.into_owned())
                };
                let events = self.pages.open(in_proof(&value("pagina")), value("stand"));
                let mut response = Response::new(events);
                let kind = HeaderValue::from_static("text/event-stream");
                response.headers_mut().insert(header::CONTENT_TYPE, kind);
                no_store(response)
            }
            _ => not_there(),
        }
    }
}

fn not_there() -> Response<Body> {
    let kind = "text/plain; charset=utf-8";
    plain(StatusCode::NOT_FOUND, kind, "Dit is er niet.\n".into())
}

/// Whether a request names this machine as the one that it asks.
fn is_local(headers: &HeaderMap) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let Some(host) = host else {
        return false;
    };
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next(),
        None => host.split(':').next(),
    };
    let name = name.unwrap_or_default();
    let address = name.parse::<std::net::IpAddr>();
    address.is_ok_and(|address| address.is_loopback())
        || name == "localhost"
        || name.ends_with(".localhost")
}

/// The path in a proof of what stands at an address.
fn in_proof(path: &str) -> String {
    let path = percent_decode_str(path).decode_utf8_lossy();
    let path = path.trim_start_matches('/');
    match path.is_empty() || path.ends_with('/') {
        true => format!("{path}index.html"),
        false => path.to_owned(),
    }
}

/// A page with the script on it, which knows what the page shows: the mark of what is made for each
/// request, else the content of a file. Any other answer as it is.
async fn with_script(response: Response<Body>, mark: Option<String>) -> Response<Body> {
    let headers = response.headers();
    let kind = headers.get(header::CONTENT_TYPE);
    let html = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !html || headers.contains_key(header::CONTENT_ENCODING) {
        return response;
    }
    let etag = headers
        .get(header::ETAG)
        .and_then(|etag| etag.to_str().ok());
    let content = etag.unwrap_or_default().trim_matches('"');
    let content = mark.unwrap_or_else(|| content.to_owned());
    let (mut head, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, LARGEST).await else {
        return plain(StatusCode::INTERNAL_SERVER_ERROR, "text/plain", "\n".into());
    };
    // An answer to HEAD has no body, and is left as it is.
    let bytes = match bytes.is_empty() {
        true => bytes,
        false => scripted(&bytes, &content),
    };
    head.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(head, Body::from(bytes))
}

fn scripted(page: &[u8], content: &str) -> Bytes {
    let script = format!("<script src=\"{OWN}dev.js\" data-stand=\"{content}\" defer></script>\n");
    let end = memchr::memmem::find(page, b"</head>").unwrap_or(page.len());
    [&page[..end], script.as_bytes(), &page[end..]]
        .concat()
        .into()
}

fn plain(status: StatusCode, kind: &'static str, body: Bytes) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static(kind);
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    no_store(response)
}

fn no_store(mut response: Response<Body>) -> Response<Body> {
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'self'"),
    ] {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_outputs() {
        for (address, path) in [
            ("/", "index.html"),
            ("/lessen/x/", "lessen/x/index.html"),
            ("/feed.atom", "feed.atom"),
            ("/a%20b/", "a b/index.html"),
        ] {
            assert_eq!(in_proof(address), path);
        }
    }

    #[test]
    fn only_this_machine_is_local() {
        let asks = |host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().unwrap());
            is_local(&headers)
        };
        for host in [
            "localhost:8080",
            "127.0.0.1:1",
            "[::1]:8080",
            "gids.localhost",
        ] {
            assert!(asks(host), "{host}");
        }
        for host in [
            "kwaad.voorbeeld.nl",
            "127.0.0.1.voorbeeld.nl:8080",
            "",
            "10.0.0.1",
        ] {
            assert!(!asks(host), "{host}");
        }
    }

    #[test]
    fn the_script_stands_in_the_head() {
        let page = scripted(
            b"<html><head><title>x</title></head><body></body></html>",
            "ab",
        );
        let page = String::from_utf8(page.to_vec()).unwrap();
        assert!(
            page.contains("data-stand=\"ab\" defer></script>\n</head>"),
            "{page}"
        );
    }
}
