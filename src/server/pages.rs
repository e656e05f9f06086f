//! The files of the generation: pages, feeds, assets, attachments.
//!
//! A path is looked up in the manifest and nowhere else, so that nothing outside of it can be
//! reached. In order: what was withdrawn (410), what is published, what moved (308), the same page
//! with a slash at its end (308); else there is nothing (404).

use std::io;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Method, Response, StatusCode, header};
use tokio::task::spawn_blocking;

use crate::publish::Entry;

use super::conditional::{self, Part};
use super::dispatch::Call;
use super::{decode, negotiate, search_page};

/// The search page that other sites may show in a frame.
pub(super) const EMBEDDED: &str = crate::site::EMBEDDED;

/// The pages that the server puts results into.
const SEARCH_PAGES: [&str; 2] = ["/zoeken/", EMBEDDED];

/// The methods that pages take.
const METHODS: &str = "GET, HEAD";

/// Variants of a file that stand beside it: extension and encoding, best first.
const ENCODINGS: [(&str, &str); 2] = [("br", "br"), ("gz", "gzip")];

/// Answers a request for `path` below the base path, as it was sent; none is outside of it.
pub(super) async fn respond(call: &Call<'_>, path: Option<&str>) -> Response<Body> {
    if ![Method::GET, Method::HEAD].contains(call.method) {
        let mut response = plain(
            StatusCode::METHOD_NOT_ALLOWED,
            "Dit adres kent alleen GET en HEAD.",
        );
        let allow = HeaderValue::from_static(METHODS);
        response.headers_mut().insert(header::ALLOW, allow);
        return response;
    }
    let base = call.edition.base_path();
    let path = match path {
        // The guide's own address without its slash, and the server's root, lead to the guide.
        Some("") => return moved(call, &format!("{base}/")),
        None if call.uri.path() == "/" => return moved(call, &format!("{base}/")),
        None => return not_found(call).await,
        Some(path) => path,
    };
    let Some(path) = decode::path(path) else {
        return plain(StatusCode::BAD_REQUEST, "Dit adres is ongeldig.");
    };
    let generation = &call.edition.generation;
    let to_slash = |path: &str| format!("{base}{}", decode::encode_path(path));
    let slashed = format!("{path}/");
    let path_or_slashed = [&*path, &*slashed];

    if let Some(folder) = path.strip_suffix("index.html")
        && folder.ends_with('/')
        && generation.get(folder).is_some()
    {
        return moved(call, &to_slash(folder));
    }
    if path_or_slashed.iter().any(|path| generation.gone(path)) {
        return match generation.get(&path).or_else(|| generation.get(&slashed)) {
            Some(entry) => refusal(call, entry, StatusCode::GONE).await,
            None => plain(StatusCode::GONE, "Deze pagina is ingetrokken."),
        };
    }
    match generation.get(&path) {
        Some(entry) if &*entry.path == NOT_FOUND => return not_found(call).await,
        Some(entry) => {
            if SEARCH_PAGES.contains(&&*path)
                && let Some(response) = search_page::respond(call, entry, &path).await
            {
                return response;
            }
            return file(call, entry).await;
        }
        None => {}
    }
    if let Some(to) = path_or_slashed
        .iter()
        .find_map(|path| generation.redirect(path))
    {
        return moved(call, &decode::encode_address(to));
    }
    if generation.get(&slashed).is_some() {
        return moved(call, &to_slash(&slashed));
    }
    not_found(call).await
}

/// A published file, in the encoding and to the extent that is asked for.
async fn file(call: &Call<'_>, entry: &Entry) -> Response<Body> {
    let (variant, encoding, varies) = variant(call, entry);
    let etag = conditional::etag(&variant.hash);
    let len = variant.len();
    let known = conditional::is_known(call.headers, &etag);
    let part = match *call.method {
        Method::GET => conditional::part(call.headers, &etag, len),
        _ => Part::Whole,
    };
    let (status, body) = match part {
        _ if known => (StatusCode::NOT_MODIFIED, Body::empty()),
        Part::OutOfReach => (StatusCode::RANGE_NOT_SATISFIABLE, Body::empty()),
        Part::Whole | Part::Bytes(_) => match (content(call, variant).await, &part) {
            (Err(response), _) => return response,
            (Ok(bytes), Part::Bytes(range)) => {
                // A range lies within the file, which lies in memory.
                let part = bytes.slice(range.start as usize..range.end as usize);
                (StatusCode::PARTIAL_CONTENT, Body::from(part))
            }
            (Ok(bytes), _) => (StatusCode::OK, Body::from(bytes)),
        },
    };
    let range = match (status, &part) {
        (StatusCode::RANGE_NOT_SATISFIABLE, _) => Some(format!("bytes */{len}")),
        (StatusCode::PARTIAL_CONTENT, Part::Bytes(range)) => {
            Some(format!("bytes {}-{}/{len}", range.start, range.end - 1))
        }
        _ => None,
    };
    let widget = entry.path.strip_prefix(WIDGET);
    let kept = match widget {
        // Below the name of a version stands that version; beside those names, whatever is newest.
        Some(name) if !name.contains('/') => "public, max-age=300",
        Some(_) => FOR_EVER,
        None if is_for_ever(entry) => FOR_EVER,
        None => "no-cache",
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let mut put = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    };
    put(header::ETAG, &etag);
    put(header::CACHE_CONTROL, kept);
    put(header::ACCEPT_RANGES, "bytes");
    if varies {
        put(header::VARY, "Accept-Encoding");
    }
    if let Some(range) = range {
        put(header::CONTENT_RANGE, &range);
    }
    if matches!(status, StatusCode::OK | StatusCode::PARTIAL_CONTENT) {
        put(header::CONTENT_TYPE, &entry.content_type);
        if let Some(encoding) = encoding {
            put(header::CONTENT_ENCODING, encoding);
        }
    }
    if widget.is_some() {
        super::headers::for_everyone(response.headers_mut());
    }
    response
}

/// The compressed variant of a file that the asker takes, with its encoding, else the file itself;
/// and whether other askers get another one.
fn variant<'r>(call: &Call<'r>, entry: &'r Entry) -> (&'r Entry, Option<&'static str>, bool) {
    let mut varies = false;
    for (extension, encoding) in ENCODINGS {
        let beside = format!("{}.{extension}", entry.path);
        if let Some(variant) = call.edition.generation.get(&beside) {
            varies = true;
            if negotiate::takes_encoding(call.headers, encoding) {
                return (variant, Some(encoding), true);
            }
        }
    }
    (entry, None, varies)
}

/// The folder of the search field for other sites.
const WIDGET: &str = "widget/";

/// How long what never changes may be kept.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Whether a file at its address never changes: its name holds the fingerprint of its content.
fn is_for_ever(entry: &Entry) -> bool {
    let hex = entry.hash.to_hex();
    let name = entry.path.rsplit('/').next().unwrap_or_default();
    entry.path.starts_with("assets/") || name.split('.').skip(1).any(|part| part == &hex[..8])
}

/// The bytes of a file, from memory or from the store; else the answer that tells that they cannot
/// be read.
pub(super) async fn content(call: &Call<'_>, entry: &Entry) -> Result<Bytes, Response<Body>> {
    let cache = &call.state.cache;
    if let Some(bytes) = cache.get(&entry.hash) {
        return Ok(bytes);
    }
    let (edition, wanted) = (Arc::clone(call.edition), entry.clone());
    // What is kept in memory is held against its hash once; what is large would be so at every
    // request.
    let kept = cache.takes(entry.len());
    let read = spawn_blocking(move || match kept {
        true => edition.generation.read_verified(&wanted),
        false => edition.generation.read(&wanted),
    });
    match read
        .await
        .unwrap_or_else(|_| Err(io::Error::other("the read broke off")))
    {
        Ok(bytes) => {
            let bytes = Bytes::from(bytes);
            cache.put(entry.hash, &bytes);
            Ok(bytes)
        }
        Err(error) => {
            eprintln!("wijkgids: {} cannot be read: {error}", entry.path);
            let text = "Er ging iets mis in de server.";
            Err(plain(StatusCode::INTERNAL_SERVER_ERROR, text))
        }
    }
}

/// Where the page stands that says that there is none.
const NOT_FOUND: &str = "404.html";

async fn not_found(call: &Call<'_>) -> Response<Body> {
    match call.edition.generation.get(NOT_FOUND) {
        Some(entry) => refusal(call, entry, StatusCode::NOT_FOUND).await,
        None => plain(StatusCode::NOT_FOUND, "Deze pagina is er niet."),
    }
}

/// A published page as the text of a refusal.
async fn refusal(call: &Call<'_>, entry: &Entry, status: StatusCode) -> Response<Body> {
    match content(call, entry).await {
        Ok(bytes) => page(status, Body::from(bytes), &entry.content_type),
        Err(response) => response,
    }
}

/// Leads to `to`, an address that is encoded; the query goes along.
fn moved(call: &Call<'_>, to: &str) -> Response<Body> {
    let (path, fragment) = to.split_at(to.find('#').unwrap_or(to.len()));
    let to = match call.uri.query() {
        Some(query) if !path.contains('?') => {
            format!("{path}?{}{fragment}", decode::encode_address(query))
        }
        _ => to.to_owned(),
    };
    let mut response = plain(StatusCode::PERMANENT_REDIRECT, "Deze pagina staat elders.");
    if let Ok(to) = HeaderValue::try_from(to) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

/// The refusal of a request that there is no room or time for.
pub(super) fn overloaded() -> Response<Body> {
    let text = "De server is druk. Probeer het zo nog eens.";
    plain(StatusCode::SERVICE_UNAVAILABLE, text)
}

/// A line of text, where there is no page to say it.
fn plain(status: StatusCode, text: &str) -> Response<Body> {
    let body = Body::from(format!("{text}\n"));
    page(status, body, "text/plain; charset=utf-8")
}

/// An answer that is asked for again each time.
pub(super) fn page(status: StatusCode, body: Body, content_type: &str) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(kind) = HeaderValue::from_str(content_type) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    response
}
