//! Suggestions while somebody types: as the API gives them, and as browsers take them for their own
//! search field (OpenSearch suggestions).

use axum::body::Body;
use axum::http::{HeaderValue, Method, Response, header};
use serde::Serialize;

use crate::search::{Suggester, Suggestion};

use super::api::Values;
use super::dispatch::Call;
use super::problem::{Fault, Problem, What};

/// The only parameter.
const Q: &str = "q";

/// The methods that the address for browsers takes.
const METHODS: &str = "GET, HEAD";

/// An answer as JSON. The member names are the contract of the API.
#[derive(Serialize)]
struct Answer<'a> {
    q: &'a str,
    suggesties: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    tekst: &'a str,
    soort: &'a str,
    url: String,
}

/// Answers a request of the API.
pub(super) fn api(call: &Call<'_>) -> Result<Response<Body>, Problem> {
    let (q, found) = suggestions(call)?;
    let rows = found.iter().map(|suggestion| Row {
        tekst: &suggestion.text,
        soort: suggestion.kind(),
        url: address(call, suggestion),
    });
    let answer = Answer {
        q: &q,
        suggesties: rows.collect(),
    };
    json(&answer, "application/json")
}

/// Answers a browser: what was typed, the suggestions, what each of them is, and where it leads.
pub(super) fn browser(call: &Call<'_>) -> Response<Body> {
    if ![Method::GET, Method::HEAD].contains(call.method) {
        return Problem::method_not_allowed(METHODS).respond();
    }
    let answered = suggestions(call).and_then(|(q, found)| {
        let texts: Vec<&str> = found.iter().map(|one| &*one.text).collect();
        let kinds: Vec<&str> = found.iter().map(Suggestion::kind).collect();
        let urls: Vec<String> = found.iter().map(|one| address(call, one)).collect();
        json(&(q, texts, kinds, urls), "application/x-suggestions+json")
    });
    answered.unwrap_or_else(|problem| problem.respond())
}

/// What was typed, with the suggestions for it. These take so little time that they are looked up on
/// the thread that serves the connection.
fn suggestions(call: &Call<'_>) -> Result<(String, Vec<Suggestion>), Problem> {
    let (q, faults) = read(call.uri.query().unwrap_or_default());
    if !faults.is_empty() {
        return Err(Problem::bad_request(faults));
    }
    let suggester = call.edition.suggester.as_ref();
    let found = suggester.ok_or_else(Problem::no_suggestions)?.suggest(&q);
    Ok((q, found))
}

/// Addresses of suggestions are root-relative, with the base path. A search is done where it was typed.
fn address(call: &Call<'_>, suggestion: &Suggestion) -> String {
    let edition = call.edition;
    let below = suggestion.url.strip_prefix(edition.base_path());
    let base = match below.is_some_and(|path| path.starts_with("/zoeken/")) {
        true => &edition.searched_at,
        false => &edition.base_url,
    };
    format!("{}{}", base.origin(), suggestion.url)
}

fn json(answer: &impl Serialize, kind: &'static str) -> Result<Response<Body>, Problem> {
    let json = serde_json::to_vec(answer).map_err(|_| Problem::internal())?;
    let mut response = Response::new(Body::from(json));
    let kind = HeaderValue::from_static(kind);
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}

/// Reads the raw query of an address: what was typed, and everything that is wrong.
fn read(raw: &str) -> (String, Vec<Fault>) {
    let mut read = Values::read(raw, [Q]);
    let q = read.values[0].take().unwrap_or_default();
    if let Some(refusal) = Suggester::refusal(&q) {
        read.fault(refusal.parameter, What::Refused(refusal.reason));
    }
    (q, read.faults)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn codes(raw: &str) -> Vec<(String, &'static str)> {
        let faults = read(raw).1.into_iter();
        faults
            .map(|fault| (fault.name, fault.what.code()))
            .collect()
    }

    #[test]
    fn only_what_was_typed_is_read() {
        assert_eq!(read("q=wijk+aan%C3%A9"), ("wijk aané".into(), vec![]));
        assert_eq!(read(""), (String::new(), vec![]));
        let all = "q=a&q=b&soort=les&%ff=1&&q";
        let found = [
            ("q", "herhaald"),
            ("soort", "onbekendeParameter"),
            ("%ff", "geenUtf8"),
        ];
        let found = found.map(|(name, code)| (name.to_owned(), code));
        assert_eq!(codes(all), found);
        assert_eq!(codes("q=%zz"), [("q".to_owned(), "ongeldigeCodering")]);
        let long = format!("q={}", "w".repeat(513));
        assert_eq!(codes(&long), [("q".to_owned(), "teLang")]);
        let many = format!("q={}", "w+".repeat(33));
        assert_eq!(codes(&many), [("q".to_owned(), "teVeelWoorden")]);
    }

    proptest! {
        #[test]
        fn any_query_is_read(raw in "[a-zA-Z0-9=&+%;/#é\u{0}-\u{20}]{0,60}") {
            for fault in read(&raw).1 {
                prop_assert!(!fault.text(crate::config::Language::En).is_empty());
            }
        }
    }
}
