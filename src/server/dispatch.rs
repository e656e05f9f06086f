//! Every request: which part of the site answers it, and within which bounds.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract;
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri, header};
use tokio::time::timeout;

use super::edition::Edition;
use super::headers::{self, Frames};
use super::limits;
use super::state::State;
use super::{api, atom, health, pages, security, suggesting};

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
const SUGGESTIONS: &str = "/zoeken/suggesties.json";

/// Where results are a feed.
const FEED: &str = "/zoeken.atom";

/// The part of the site that a path belongs to, with the rest of the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part<'p> {
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
    let (head, body) = request.into_parts();
    let edition = state.edition();
    let call = Call {
        state: &state,
        edition: &edition,
        method: &head.method,
        uri: &head.uri,
        headers: &head.headers,
    };
    let part = Part::of(edition.base_path(), head.uri.path());
    if let Part::Health(what) = part
        && let Some(response) = health::respond(&state, call.method, what)
    {
        return without_body(call.method, response);
    }
    let mut response = bounded(&call, part, body).await;
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        let later = HeaderValue::from_static(limits::RETRY_AFTER);
        response.headers_mut().insert(header::RETRY_AFTER, later);
    }
    match part {
        Part::Api(_) => api::finish(&mut response),
        Part::Suggestions | Part::Feed => headers::data(response.headers_mut()),
        Part::Health(_) | Part::Security | Part::Page(_) => {
            let frames = match part {
                Part::Page(Some(pages::EMBEDDED)) => Frames::Configured,
                _ => Frames::None,
            };
            state.policies.page(response.headers_mut(), frames);
        }
    }
    without_body(call.method, response)
}

/// The answer, if there is room and time for it.
async fn bounded(call: &Call<'_>, part: Part<'_>, body: Body) -> Response<Body> {
    let overloaded = || match part {
        Part::Api(_) | Part::Suggestions | Part::Feed => api::overloaded(),
        Part::Health(_) | Part::Security | Part::Page(_) => pages::overloaded(),
    };
    let Ok(_permit) = call.state.requests.try_acquire() else {
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
    timeout(call.state.time(), work)
        .await
        .unwrap_or_else(|_| overloaded())
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
