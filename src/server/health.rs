//! Whether the server lives and whether it can be sent requests, for whoever watches over it.

use axum::body::Body;
use axum::http::{HeaderValue, Method, Response, StatusCode, header};
use serde_json::json;

use super::edition::Missing;
use super::headers;
use super::state::State;

/// Answers a request for `/gezondheid/<what>`; none if there is no such question.
pub(super) fn respond(state: &State, method: &Method, what: &str) -> Option<Response<Body>> {
    let (status, body) = match what {
        "live" => (StatusCode::OK, json!({"status": "leeft"})),
        "gereed" if state.is_stopping() => {
            (StatusCode::SERVICE_UNAVAILABLE, json!({"status": "stopt"}))
        }
        "gereed" => {
            let edition = state.edition();
            let searches = edition.searches();
            // Without an index the guide was published so. One that is damaged makes every search
            // fail: a server beside this one may have a sound one.
            let damaged = !searches && !matches!(edition.search, Err(Missing::NotBuilt));
            let (status, word) = match damaged {
                true => (StatusCode::SERVICE_UNAVAILABLE, "zoekindex beschadigd"),
                false => (StatusCode::OK, "gereed"),
            };
            let body = json!({
                "status": word,
                "generatie": edition.generation.number(),
                "actueel": !state.is_behind(),
                "zoeken": searches,
            });
            (status, body)
        }
        _ => return None,
    };
    let mut response = if method == Method::GET || method == Method::HEAD {
        let mut response = Response::new(Body::from(body.to_string()));
        *response.status_mut() = status;
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
        response
    } else {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
        let allow = HeaderValue::from_static("GET, HEAD");
        response.headers_mut().insert(header::ALLOW, allow);
        response
    };
    headers::data(response.headers_mut());
    Some(response)
}
