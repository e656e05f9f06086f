//! The search API: `/api/v1`, by the Dutch REST API Design Rules.
//!
//! A request is looked at in this order, and the first refusal is the answer: is there anything at
//! this address (404), does it take the method (405), does the asker take JSON (406), is the body JSON
//! (415) and small enough (413), and does it ask for what can be given (400, with all faults
//! together). [`addresses`] is the table of what stands where; [`query`] and [`parameters`] read what is asked, [`results`], [`changes`], [`page`] and
//! [`links`] make the answer, [`cors`] says which sites may use it.

pub(super) mod addresses;
pub(super) mod changes;
mod cors;
mod cursor;
pub(super) mod links;
pub(super) mod page;
mod parameters;
pub(super) mod query;
pub(super) mod results;
pub(super) mod search_parameters;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};

use crate::config::Origin;
use crate::content::PageId;

use super::dispatch::Call;
use super::headers;
use super::limits::{self, Unread};
use super::metrics::Reason;
use super::negotiate;
use super::problem::Problem;
use super::searching::{self, Unanswered};
use super::state::State;
use super::suggesting;

use addresses::{Endpoint, Resource};
use changes::Changes;
use links::Links;
use page::PageData;
use query::Asked;
use results::Results;

pub(super) use links::{last_page, question};
pub(super) use parameters::Values;

/// Room for results as they are written, so that few of them have to move while they grow.
const ROOM_OF_RESULTS: usize = 64 << 10;

/// Answers a request for `path` below `/api`.
pub(super) async fn respond(call: &Call<'_>, path: &str, body: Body) -> Response<Body> {
    let resource = Resource::at(path);
    let there = match &resource {
        Some(Resource { page: Some(id), .. }) => exists(call, id).await,
        resource => Ok(resource.is_some()),
    };
    let (resource, answered) = match (resource, there) {
        (Some(resource), Ok(true)) => {
            let answered = answer(call, &resource, body).await;
            (Some(resource), answered)
        }
        (resource, Err(problem)) => (resource, Err(problem)),
        _ => (None, Err(Problem::not_found())),
    };
    let mut response = answered.unwrap_or_else(|problem| problem.respond());
    let preflight = resource
        .as_ref()
        .filter(|_| cors::is_preflight(call.method, call.headers))
        .map(|resource| resource.allow);
    let origins = match &resource {
        // Tools that show or check an API read its description from wherever they stand.
        Some(resource) if resource.endpoint == Endpoint::Description => &[Origin::Any][..],
        _ => &call.state.config.api.cors_origins,
    };
    cors::admit(origins, call.headers, preflight, response.headers_mut());
    response
}

async fn answer(
    call: &Call<'_>,
    resource: &Resource,
    body: Body,
) -> Result<Response<Body>, Problem> {
    let allow = resource.allow;
    if call.method == Method::OPTIONS {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        let methods = HeaderValue::from_static(allow);
        response.headers_mut().insert(header::ALLOW, methods);
        return Ok(response);
    }
    let takes = match resource.endpoint {
        Endpoint::Search => call.method == Method::POST,
        _ => [Method::GET, Method::HEAD].contains(call.method),
    };
    // A body is read before anything is refused: who is still sending it does not read the answer.
    let time = call.state.time() / 2;
    let body = match *call.method {
        Method::GET | Method::HEAD => Ok(Vec::new()),
        _ => limits::read_body(call.headers, body, time).await,
    };
    if let Err(unread) = &body {
        call.state.metrics.refused(match unread {
            Unread::TooLarge => Reason::LargeBody,
            Unread::Cut => Reason::SlowBody,
        });
    }
    if !takes {
        return Err(Problem::method_not_allowed(allow));
    }
    if !negotiate::takes_json(call.headers) {
        return Err(Problem::not_acceptable());
    }
    let per_page = call.state.config.search.results_per_page.get() as usize;
    let raw = call.uri.query().unwrap_or_default();
    let asked = match resource.endpoint {
        Endpoint::Results => query::from_query(raw, per_page, false),
        Endpoint::Search => {
            if !is_json(call.headers) {
                return Err(Problem::unsupported_media_type());
            }
            let body = body.map_err(|unread| match unread {
                Unread::TooLarge => Problem::too_large(limits::BODY),
                Unread::Cut => Problem::request_timeout(),
            })?;
            let mut asked = query::from_json(&body, per_page);
            // What stands in the address would go unheard, and is meant for the body.
            asked.faults.extend(Values::read(raw, &[]).faults);
            asked
        }
        Endpoint::Suggestions => return suggesting::api(call),
        Endpoint::Changes => return changes(call, raw).await,
        Endpoint::Page => {
            let id = resource.page.clone().ok_or_else(Problem::not_found)?;
            return page(call, id, raw).await;
        }
        Endpoint::Description => return description(call, raw),
    };
    search(call, resource.endpoint, asked).await
}

/// Whether a body is said to be JSON, in the only encoding that JSON has.
fn is_json(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let plain = text(header::CONTENT_ENCODING).is_none_or(|encoding| {
        let encoding = encoding.trim();
        encoding.is_empty() || encoding.eq_ignore_ascii_case("identity")
    });
    let kind = text(header::CONTENT_TYPE)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let mut parts = kind.split(';').map(str::trim);
    let json = parts.next() == Some("application/json");
    let charset = parts.find_map(|part| part.strip_prefix("charset="));
    plain && json && charset.is_none_or(|charset| charset.trim_matches('"') == "utf-8")
}

async fn search(
    call: &Call<'_>,
    endpoint: Endpoint,
    asked: Asked,
) -> Result<Response<Body>, Problem> {
    let in_body = endpoint == Endpoint::Search;
    let answered = searching::search(
        call.state,
        call.edition,
        asked,
        move |edition, request, found| {
            let base = &edition.base_url;
            let here = &edition.searched_at;
            let links = match in_body {
                true => Links::itself(&here.absolute("/api/v1/_zoek")),
                false => Links::pages(
                    &here.absolute("/api/v1/zoekresultaten"),
                    request,
                    found.total,
                ),
            };
            let header = links.header();
            let mut json = Vec::with_capacity(ROOM_OF_RESULTS);
            let written =
                serde_json::to_writer(&mut json, &Results::of(base, request, &found, links));
            (written.map(|()| json), header)
        },
    );
    let (json, links) = answered.await.map_err(|unanswered| match unanswered {
        Unanswered::Refused(faults) => Problem::bad_request(faults),
        Unanswered::NoIndex | Unanswered::Unreadable => Problem::no_search(),
        Unanswered::Full => Problem::overloaded(),
        Unanswered::Broken => Problem::internal(),
    })?;
    answered_with(json, links)
}

/// An answer as JSON, with its `Link` header.
fn answered_with(
    json: serde_json::Result<Vec<u8>>,
    links: Option<HeaderValue>,
) -> Result<Response<Body>, Problem> {
    let json = json.map_err(|_| Problem::internal())?;
    let mut response = as_json(Body::from(json));
    if let Some(links) = links {
        response.headers_mut().insert(header::LINK, links);
    }
    Ok(response)
}

fn as_json(body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// The description of the API, for programs.
fn description(call: &Call<'_>, raw: &str) -> Result<Response<Body>, Problem> {
    let Values { faults, .. } = Values::read(raw, &[]);
    if !faults.is_empty() {
        return Err(Problem::bad_request(faults));
    }
    let text = call.edition.description(&call.state.config);
    Ok(as_json(Body::from(text)))
}

/// Whether there is such a page. All that was published about pages is read when this is first asked.
async fn exists(call: &Call<'_>, id: &PageId) -> Result<bool, Problem> {
    let (edition, id) = (Arc::clone(call.edition), id.to_string());
    aside(call, move |_| Ok(edition.about(&id).is_some())).await
}

/// The list of pages by their last change.
async fn changes(call: &Call<'_>, raw: &str) -> Result<Response<Body>, Problem> {
    let asked = changes::Asked::read(raw).map_err(Problem::bad_request)?;
    let answered = aside(call, move |state| {
        let (history, edition) = state.history().map_err(unreadable)?;
        let answer = Changes::of(&edition, &history, &asked);
        let links = &answer.links;
        let header = links::header([
            (Some(&links.this), "self"),
            (Some(&links.first), "first"),
            (links.next.as_ref(), "next"),
        ]);
        answered_with(serde_json::to_vec(&answer), header)
    });
    answered.await
}

/// One page as data.
async fn page(call: &Call<'_>, id: PageId, raw: &str) -> Result<Response<Body>, Problem> {
    let Values { faults, .. } = Values::read(raw, &[]);
    if !faults.is_empty() {
        return Err(Problem::bad_request(faults));
    }
    let edition = Arc::clone(call.edition);
    let answered = aside(call, move |state| {
        // The page is of the edition in which it was found, whatever is published meanwhile.
        let (history, _) = state.history().map_err(unreadable)?;
        let about = edition
            .about(&id.to_string())
            .ok_or_else(Problem::not_found)?;
        let stored = match &edition.search {
            Ok(searcher) => searcher.stored(&id).map_err(unreadable)?,
            Err(_) => None,
        };
        let answer = PageData::of(&edition, &history, &id, about, stored.as_ref());
        let links = answer.links.header();
        answered_with(serde_json::to_vec(&answer), links)
    });
    answered.await
}

/// Works away from the threads that serve connections, within the bounds of searches.
async fn aside<T: Send + 'static>(
    call: &Call<'_>,
    work: impl FnOnce(&State) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let state = Arc::clone(call.state);
    let turn = state.turn().await.map_err(|_| Problem::overloaded())?;
    let done = turn.work(move || work(&state)).await;
    done.unwrap_or_else(|_broken| Err(Problem::internal()))
}

/// The refusal where a file of the guide cannot be read, which the operator is told.
fn unreadable(error: impl std::fmt::Display) -> Problem {
    tracing::error!(%error, "the guide cannot be read");
    Problem::internal()
}

/// The refusal of a request that there is no room or time for.
pub(super) fn overloaded() -> Response<Body> {
    Problem::overloaded().respond()
}

/// Adds what every answer of the API carries. What was turned away before it came here can be read by
/// the same sites as an answer: their pages have to tell why there is none.
pub(super) fn finish(call: &Call<'_>, response: &mut Response<Body>) {
    let headers = response.headers_mut();
    if !headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN) {
        cors::admit(
            &call.state.config.api.cors_origins,
            call.headers,
            None,
            headers,
        );
    }
    headers::api(headers);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_has_one_encoding() {
        let said = |kind: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
            is_json(&headers)
        };
        assert!(said("application/json"));
        assert!(said("Application/JSON; charset=\"UTF-8\""));
        assert!(!said("application/json; charset=latin1"));
        assert!(!said("text/plain"));
        assert!(!said("application/json-patch+json"));
        assert!(!is_json(&HeaderMap::new()));
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
        headers.insert(header::CONTENT_ENCODING, "gzip".parse().unwrap());
        assert!(!is_json(&headers));
    }
}
