//! Which sites may use the API from a page of their own (the Fetch standard's CORS protocol).

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};

use crate::config::Origin;

/// Headers of answers that other sites may read, beside the few that they always may.
const EXPOSED: &str = "API-Version, Link, Retry-After";

/// Headers that other sites may send.
const SENT: &str = "Accept, Content-Type";

/// Seconds for which a browser may remember that it may ask.
const REMEMBERED: &str = "86400";

/// Whether a request is a browser's question whether it may ask.
pub(super) fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::OPTIONS
        && headers.contains_key(header::ORIGIN)
        && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// Adds to an answer whether the site that asks may read it; to a preflight also what it may send.
/// `allow` are the methods of what is asked for.
pub(super) fn admit(
    origins: &[Origin],
    asked: &HeaderMap,
    preflight: Option<&'static str>,
    headers: &mut HeaderMap,
) {
    let mut put = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    let origin = asked.get(header::ORIGIN);
    if origins.contains(&Origin::Any) {
        put(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    } else {
        if !origins.is_empty() {
            // What is said to one site must not be told to another by a cache between.
            put(header::VARY, "Origin");
        }
        let named = |text: &str| origins.iter().any(|known| known.admits(text));
        match origin {
            Some(origin) if origin.to_str().is_ok_and(named) => {
                headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            }
            _ => return,
        }
    }
    let mut put = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    match preflight {
        Some(allow) => {
            put(header::ACCESS_CONTROL_ALLOW_METHODS, allow);
            put(header::ACCESS_CONTROL_ALLOW_HEADERS, SENT);
            put(header::ACCESS_CONTROL_MAX_AGE, REMEMBERED);
        }
        None => put(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED),
    }
}
