//! Every request: which part of the site answers it, and within which bounds.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract;
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri, header};
use tokio::time::timeout;
use tracing::debug;

use super::connection::Life;
use super::edition::Edition;
use super::headers::{self, Frames};
use super::metrics::{Bound, Reason};
use super::problem::Problem;
use super::state::State;
use super::{api, atom, client, health, limits, pages, route, security, suggesting};

/// A request, with what it is answered from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call<'r> {
    pub(super) state: &'r Arc<State>,
    pub(super) edition: &'r Arc<Edition>,
    pub(super) method: &'r Method,
    pub(super) uri: &'r Uri,
    pub(super) headers: &'r HeaderMap,
}

/// The service that answers all requests.
///
/// There are no routes in it: where pages stand is known to the generation, which changes while the
/// server runs.
pub fn router(state: Arc<State>) -> Router {
    Router::new().fallback(answer).with_state(state)
}

/// Where browsers ask for suggestions.
pub(super) const SUGGESTIONS: &str = "/zoeken/suggesties.json";

/// Where results are a feed.
pub(super) const FEED: &str = "/zoeken.atom";

/// The part of the site that a path belongs to, with the rest of the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'p> {
    /// `/gezondheid/…`, at the root or below the base path.
    Health(&'p str),
    /// What follows `/api`.
    Api(&'p str),
    /// Suggestions for a browser's own search field.
    Suggestions,
    /// Results as a feed.
    Feed,
    /// Where to tell of a weakness: at the server's root, or below the base path.
    Security,
    /// A page or file, by its path below the base path; none outside of it.
    Page(Option<&'p str>),
}

impl<'p> Part<'p> {
    fn of(base_path: &str, path: &'p str) -> Part<'p> {
        let below = |path: &'p str, folder: &str| {
            let rest = path.strip_prefix(folder)?;
            (rest.is_empty() || rest.starts_with('/')).then_some(rest)
        };
        let site = below(path, base_path);
        // Who watches over the server need not know where the guide stands.
        for start in [Some(path), site].into_iter().flatten() {
            if let Some(what) = start.strip_prefix("/gezondheid/") {
                return Part::Health(what);
            }
            if start == security::ADDRESS {
                return Part::Security;
            }
        }
        match site.and_then(|site| below(site, "/api")) {
            Some(rest) => Part::Api(rest),
            None if site == Some(SUGGESTIONS) => Part::Suggestions,
            None if site == Some(FEED) => Part::Feed,
            None => Part::Page(site),
        }
    }
}

async fn answer(
    extract::State(state): extract::State<Arc<State>>,
    request: Request<Body>,
) -> Response<Body> {
    let begun = Instant::now();
    let (head, body) = request.into_parts();
    let life = head.extensions.get::<Arc<Life>>();
    let _working = life.map(|life| life.work());
    let edition = state.edition();
    let call = Call {
        state: &state,
        edition: &edition,
        method: &head.method,
        uri: &head.uri,
        headers: &head.headers,
    };
    let part = Part::of(edition.base_path(), head.uri.path());
    let peer = life.map(|life| life.peer());
    let response = without_body(call.method, respond(&call, part, peer, body).await);
    tell(&call, part, &response, begun.elapsed());
    response
}

async fn respond(
    call: &Call<'_>,
    part: Part<'_>,
    peer: Option<IpAddr>,
    body: Body,
) -> Response<Body> {
    if let Part::Health(what) = part
        && let Some(response) = health::respond(call.state, call.method, what)
    {
        return response;
    }
    let mut response = match within_quota(call, part, peer) {
        Ok(()) => bounded(call, part, body).await,
        Err(wait) => over_quota(part, wait),
    };
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        let later = HeaderValue::from_static(limits::RETRY_AFTER);
        response.headers_mut().insert(header::RETRY_AFTER, later);
    }
    match part {
        Part::Api(_) => api::finish(call, &mut response),
        Part::Suggestions | Part::Feed => headers::data(response.headers_mut()),
        Part::Health(_) | Part::Security | Part::Page(_) => {
            let frames = match part {
                Part::Page(Some(pages::EMBEDDED)) => Frames::Configured,
                _ => Frames::None,
            };
            let policies = &call.state.policies;
            policies.page(response.headers_mut(), frames);
        }
    }
    response
}

/// Counts a question of who asks, or says how long to wait before the next. Only what makes the
/// server search counts: a page has many files, and a town hall has one address.
fn within_quota(call: &Call<'_>, part: Part<'_>, peer: Option<IpAddr>) -> Result<(), Duration> {
    let (Some(quota), Some(peer)) = (&call.state.quota, peer) else {
        return Ok(());
    };
    let asks = match part {
        Part::Api(_) | Part::Suggestions | Part::Feed => true,
        Part::Page(Some(path)) => pages::SEARCH_PAGES.contains(&path) && call.uri.query().is_some(),
        Part::Page(None) | Part::Health(_) | Part::Security => false,
    };
    if !asks {
        return Ok(());
    }
    let trusted = &call.state.config.server.trusted_proxies;
    let asker = client::of(peer, call.headers, trusted);
    let counted = quota.ask(asker, Instant::now());
    counted.inspect_err(|_| call.state.metrics.refused(Reason::Quota))
}

/// The refusal of a question beyond the quota.
fn over_quota(part: Part<'_>, wait: Duration) -> Response<Body> {
    let mut response = match part {
        Part::Api(_) | Part::Suggestions | Part::Feed => Problem::over_quota().respond(),
        Part::Health(_) | Part::Security | Part::Page(_) => pages::over_quota(),
    };
    let seconds = wait.as_millis().div_ceil(1000).max(1);
    if let Ok(later) = HeaderValue::try_from(seconds.to_string()) {
        response.headers_mut().insert(header::RETRY_AFTER, later);
    }
    response
}

/// Counts an answer, and tells of it where the operator wants a line for each.
fn tell(call: &Call<'_>, part: Part<'_>, response: &Response<Body>, took: Duration) {
    let status = response.status().as_u16();
    let bytes = response.body().size_hint().exact();
    let route = route::template(&part);
    call.state.metrics.answered(route, status, took, bytes);
    debug!(
        method = route::method(call.method),
        route,
        status,
        us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        bytes,
        "request"
    );
}

/// The answer, if there is room and time for it.
async fn bounded(call: &Call<'_>, part: Part<'_>, body: Body) -> Response<Body> {
    let overloaded = || match part {
        Part::Api(_) | Part::Suggestions | Part::Feed => api::overloaded(),
        Part::Health(_) | Part::Security | Part::Page(_) => pages::overloaded(),
    };
    let metrics = &call.state.metrics;
    let Ok(_permit) = call.state.requests.try_acquire() else {
        metrics.shed(Bound::Requests);
        return overloaded();
    };
    let work = async {
        match part {
            Part::Api(rest) => api::respond(call, rest, body).await,
            Part::Suggestions => suggesting::browser(call),
            Part::Feed => atom::respond(call).await,
            Part::Security => security::respond(call).await,
            Part::Page(path) => pages::respond(call, path).await,
            Part::Health(_) => pages::respond(call, None).await,
        }
    };
    timeout(call.state.time(), work).await.unwrap_or_else(|_| {
        metrics.shed(Bound::Time);
        overloaded()
    })
}

/// An answer to HEAD is that to GET without its body, whose length it tells.
fn without_body(method: &Method, response: Response<Body>) -> Response<Body> {
    if method != Method::HEAD {
        return response;
    }
    let (mut head, body) = response.into_parts();
    if let Some(len) = body.size_hint().exact() {
        head.headers
            .entry(header::CONTENT_LENGTH)
            .or_insert(len.into());
    }
    Response::from_parts(head, Body::empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_the_site() {
        for (base, path, part) in [
            ("", "/", Part::Page(Some("/"))),
            ("", "/api", Part::Api("")),
            ("", "/api/v1/x", Part::Api("/v1/x")),
            ("", "/api-uitleg/", Part::Page(Some("/api-uitleg/"))),
            ("", "/gezondheid/live", Part::Health("live")),
            ("/gids", "/gezondheid/live", Part::Health("live")),
            ("/gids", "/gids/gezondheid/live", Part::Health("live")),
            ("/gids", "/gids", Part::Page(Some(""))),
            ("/gids", "/gids/api/v1", Part::Api("/v1")),
            ("", "/.well-known/security.txt", Part::Security),
            ("/gids", "/gids/.well-known/security.txt", Part::Security),
            ("", "/zoeken/suggesties.json", Part::Suggestions),
            ("/gids", "/zoeken/suggesties.json", Part::Page(None)),
            ("/gids", "/gids/zoeken.atom", Part::Feed),
            ("/gids", "/gidsen/", Part::Page(None)),
            ("/gids", "/api/v1/x", Part::Page(None)),
        ] {
            assert_eq!(Part::of(base, path), part, "{base} {path}");
        }
    }
}
