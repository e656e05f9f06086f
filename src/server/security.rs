//! `/.well-known/security.txt` (RFC 9116): where who finds a weakness can tell it.
//!
//! It says until when it holds, counted from the request: so it is no file of the generation, whose
//! bytes know no clock. Without a contact in the configuration there is none.

use axum::body::Body;
use axum::http::{HeaderValue, Method, Response, header};
use jiff::{SignedDuration, Timestamp};

use super::dispatch::Call;
use super::pages;

/// Where it stands: at the root of the server.
pub(super) const ADDRESS: &str = "/.well-known/security.txt";

/// How long it holds. The RFC advises less than a year.
const HOLDS: SignedDuration = SignedDuration::from_hours(180 * 24);

/// Answers a request for it. What the guide itself publishes at that address goes first.
pub(super) async fn respond(call: &Call<'_>) -> Response<Body> {
    let asked = [Method::GET, Method::HEAD].contains(call.method);
    let published = call.edition.generation.get(ADDRESS).is_some();
    let now = Timestamp::now();
    match text(call, now).filter(|_| asked && !published) {
        Some(text) => {
            let mut response = Response::new(Body::from(text));
            let kind = HeaderValue::from_static("text/plain; charset=utf-8");
            response.headers_mut().insert(header::CONTENT_TYPE, kind);
            response
        }
        None => pages::respond(call, Some(ADDRESS)).await,
    }
}

fn text(call: &Call<'_>, now: Timestamp) -> Option<String> {
    let contact = call.state.config.site.contact.as_ref()?.href();
    // The RFC allows no address without encryption.
    if !(contact.starts_with("mailto:") || contact.starts_with("https://")) {
        return None;
    }
    let whole_seconds = Timestamp::from_second((now + HOLDS).as_second()).ok()?;
    let origin = call.edition.base_url.origin();
    Some(format!(
        "Contact: {contact}\nExpires: {whole_seconds}\nPreferred-Languages: nl, en\n\
         Canonical: {origin}{ADDRESS}\n"
    ))
}
