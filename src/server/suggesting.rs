//! Suggestions while somebody types: as the API gives them, and as browsers take them for their own
//! search field (OpenSearch suggestions).

use axum::body::Body;
use axum::http::{HeaderValue, Method, Response, header};
use serde::Serialize;

use crate::config::BaseUrl;
use crate::search::{Suggester, Suggestion};

use super::api::Values;
use super::dispatch::Call;
use super::openapi::parameter::{Form, ParameterInfo};
use super::openapi::schema::{self, described};
use super::problem::{Fault, Problem, What};

/// The parameters.
pub(super) const PARAMETERS: [ParameterInfo; 1] = [ParameterInfo {
    name: "q",
    dutch: "Wat er tot nu toe is getypt: hoogstens 512 tekens en 32 woorden.",
    form: Form::Text,
    example: "wijkaa",
}];

/// The methods that the address for browsers takes.
const METHODS: &str = "GET, HEAD";

/// Where a guide is read, and where it is searched: on a host that only serves files these differ.
#[derive(Debug, Clone, Copy)]
pub(super) struct Addresses<'a> {
    pub(super) read_at: &'a BaseUrl,
    pub(super) searched_at: &'a BaseUrl,
}

impl Addresses<'_> {
    /// Addresses of suggestions are root-relative, with the base path. A search is done where it was
    /// typed.
    fn address(self, suggestion: &Suggestion) -> String {
        let below = suggestion.url.strip_prefix(self.read_at.path());
        let base = match below.is_some_and(|path| path.starts_with("/zoeken/")) {
            true => self.searched_at,
            false => self.read_at,
        };
        format!("{}{}", base.origin(), suggestion.url)
    }
}

described! {
    /// An answer as JSON. The member names are the contract of the API.
    pub(super) struct Suggestions<'a> = "Suggesties", "Suggesties voor wat er is getypt, de beste eerst.";
    "q" q: &'a str = "Wat er is getypt.";
    "suggesties" suggestions: Vec<Row<'a>> = "Hoogstens acht suggesties.";
}

described! {
    struct Row<'a> = "Suggestie", "Een suggestie.";
    "tekst" text: &'a str = "Wat je laat zien: een titel, een nummer met titel, een andere naam van een begrip, of een woord.";
    "soort" kind: &'a str = "De soort pagina waar het adres heen leidt; `zoekvraag` als het naar zoekresultaten leidt." => schema::kind_or_search;
    "url" url: String = "Het adres van de pagina, of van de zoekresultaten." => schema::uri;
}

impl<'a> Suggestions<'a> {
    /// These suggestions for `q`, on a site with these addresses.
    pub(super) fn of(site: Addresses<'_>, q: &'a str, found: &'a [Suggestion]) -> Self {
        let rows = found.iter().map(|suggestion| Row {
            text: &suggestion.text,
            kind: suggestion.kind(),
            url: site.address(suggestion),
        });
        Suggestions {
            q,
            suggestions: rows.collect(),
        }
    }
}

/// Answers a request of the API.
pub(super) fn api(call: &Call<'_>) -> Result<Response<Body>, Problem> {
    let (q, found) = suggestions(call)?;
    let answer = Suggestions::of(addresses(call), &q, &found);
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
        let site = addresses(call);
        let urls: Vec<String> = found.iter().map(|one| site.address(one)).collect();
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

fn addresses<'c>(call: &'c Call<'_>) -> Addresses<'c> {
    Addresses {
        read_at: &call.edition.base_url,
        searched_at: &call.edition.searched_at,
    }
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
    let mut read = Values::read(raw, &PARAMETERS);
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
