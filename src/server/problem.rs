//! What is wrong with a request, for programs (RFC 9457) and, in words, for readers.

use std::borrow::Cow;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde::Serialize;

use crate::config::Language;
use crate::search::Reason;

use super::decode::Undecodable;
use super::told::{Told, ToldFault};

/// Characters of a name or value that an answer repeats.
const REPEATED: usize = 100;

/// Where in a request a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Where {
    /// In the query of the address.
    Query,
    /// In the body.
    Body,
}

/// One fault of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// Where it is.
    pub(super) place: Where,
    /// Which parameter or member is at fault; empty where it is all of it.
    pub(super) name: String,
    /// What is wrong.
    pub(super) what: What,
}

/// What is wrong with a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// The search refuses its value.
    Refused(Reason),
    /// There is no such parameter; perhaps this one was meant.
    Unknown(Option<&'static str>),
    /// It is given more than once, and takes one value.
    Repeated,
    /// It cannot be decoded.
    Undecodable(Undecodable),
    /// Its value is no whole number.
    NotANumber,
    /// Its value is no date and no time.
    NotATime(String),
    /// Its value is no cursor that was given here.
    NotACursor,
    /// Its value is none of these.
    NoneOf(&'static [&'static str]),
    /// The JSON has something else there than this.
    NotA(Shape),
    /// The body is no JSON: line and column.
    NotJson(usize, usize),
}

/// What JSON has to have somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Object,
    Text,
    Texts,
}

/// All faults, for programs: what [`What::code`] gives.
pub(super) const CODES: [&str; 15] = [
    "teLang",
    "teVeelWoorden",
    "buitenBereik",
    "teVer",
    "onbekendeWaarde",
    "geenPeriode",
    "onbekendeParameter",
    "herhaald",
    "ongeldigeCodering",
    "geenUtf8",
    "geenGetal",
    "geenTijdstip",
    "ongeldigeCursor",
    "verkeerdType",
    "geenJson",
];

impl What {
    /// The fault, for programs.
    pub(super) fn code(&self) -> &'static str {
        match self {
            What::Refused(Reason::TooLong(_)) => "teLang",
            What::Refused(Reason::TooManyWords(_)) => "teVeelWoorden",
            What::Refused(Reason::OutOfRange(..)) => "buitenBereik",
            What::Refused(Reason::TooFar(_)) => "teVer",
            What::Refused(Reason::UnknownValue(_)) => "onbekendeWaarde",
            What::Refused(Reason::NotAPeriod(_)) => "geenPeriode",
            What::Unknown(_) => "onbekendeParameter",
            What::Repeated => "herhaald",
            What::Undecodable(Undecodable::Escape) => "ongeldigeCodering",
            What::Undecodable(Undecodable::Utf8) => "geenUtf8",
            What::NotANumber => "geenGetal",
            What::NotATime(_) => "geenTijdstip",
            What::NotACursor => "ongeldigeCursor",
            What::NoneOf(_) => "onbekendeWaarde",
            What::NotA(_) => "verkeerdType",
            What::NotJson(..) => "geenJson",
        }
    }
}

impl Fault {
    /// The fault, for people.
    pub(super) fn text(&self, language: Language) -> String {
        let name = match (shown(&self.name), language) {
            (name, _) if !name.is_empty() => format!("“{name}”"),
            (_, Language::Nl) => "de inhoud".to_owned(),
            (_, Language::En) => "the body".to_owned(),
        };
        let (nl, en) = match &self.what {
            What::Refused(Reason::TooLong(limit)) => (
                format!("{name} is langer dan {limit} tekens"),
                format!("{name} is longer than {limit} characters"),
            ),
            What::Refused(Reason::TooManyWords(limit)) => (
                format!("{name} heeft meer dan {limit} woorden"),
                format!("{name} has more than {limit} words"),
            ),
            What::Refused(Reason::OutOfRange(from, to)) => (
                format!("{name} moet een getal van {from} tot en met {to} zijn"),
                format!("{name} must be a number from {from} to {to}"),
            ),
            What::Refused(Reason::TooFar(limit)) => (
                format!("{name} ligt voorbij resultaat {limit}; verder wordt er niet getoond"),
                format!("{name} lies past result {limit}; no more are shown"),
            ),
            What::Refused(Reason::UnknownValue(value)) => (
                format!("{name} kent geen waarde “{}”", shown(value)),
                format!("{name} has no value “{}”", shown(value)),
            ),
            What::Refused(Reason::NotAPeriod(value)) => (
                format!(
                    "{name}: “{}” is geen jaar of periode, zoals 1994/2009",
                    shown(value)
                ),
                format!(
                    "{name}: “{}” is no year or period such as 1994/2009",
                    shown(value)
                ),
            ),
            What::Unknown(Some(meant)) => (
                format!("{name} is hier niet bekend; bedoelde je “{meant}”?"),
                format!("{name} is not known here; did you mean “{meant}”?"),
            ),
            What::Unknown(None) => (
                format!("{name} is hier niet bekend"),
                format!("{name} is not known here"),
            ),
            What::Repeated => (
                format!("{name} mag maar één keer voorkomen"),
                format!("{name} may be given only once"),
            ),
            What::Undecodable(Undecodable::Escape) => (
                format!("{name}: na elke % horen twee hexadecimale cijfers"),
                format!("{name}: each % is followed by two hexadecimal digits"),
            ),
            What::Undecodable(Undecodable::Utf8) => (
                format!("{name} is geen UTF-8"),
                format!("{name} is not UTF-8"),
            ),
            What::NotANumber => (
                format!("{name} moet een heel getal zijn"),
                format!("{name} must be a whole number"),
            ),
            What::NotATime(value) => (
                format!(
                    "{name}: “{}” is geen datum en geen tijdstip, zoals 2026-11-01 of \
                     2026-11-01T08:00:00Z; schrijf een + in een adres als %2B",
                    shown(value)
                ),
                format!(
                    "{name}: “{}” is no date and no time such as 2026-11-01 or \
                     2026-11-01T08:00:00Z; in an address a + is written as %2B",
                    shown(value)
                ),
            ),
            What::NotACursor => (
                format!("{name} is geen cursor uit een antwoord van deze API"),
                format!("{name} is no cursor from an answer of this API"),
            ),
            What::NoneOf(known) => {
                let known = known.join(", ");
                (
                    format!("{name} moet een van deze waarden zijn: {known}"),
                    format!("{name} must be one of these values: {known}"),
                )
            }
            What::NotA(Shape::Object) => (
                format!("{name} moet een JSON-object zijn"),
                format!("{name} must be a JSON object"),
            ),
            What::NotA(Shape::Text) => (
                format!("{name} moet een tekst zijn"),
                format!("{name} must be a text"),
            ),
            What::NotA(Shape::Texts) => (
                format!("{name} moet een lijst van teksten zijn"),
                format!("{name} must be a list of texts"),
            ),
            What::NotJson(line, column) => (
                format!("{name} is geen geldige JSON: zie regel {line}, teken {column}"),
                format!("{name} is not valid JSON: see line {line}, column {column}"),
            ),
        };
        match language {
            Language::Nl => nl,
            Language::En => en,
        }
    }
}

/// As much of what was sent as an answer repeats.
fn shown(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(REPEATED) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// A refusal of the API.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    status: StatusCode,
    title: &'static str,
    detail: Cow<'static, str>,
    faults: Vec<Fault>,
    allow: Option<&'static str>,
}

impl Problem {
    fn new(
        status: StatusCode,
        title: &'static str,
        detail: impl Into<Cow<'static, str>>,
    ) -> Problem {
        Problem {
            status,
            title,
            detail: detail.into(),
            faults: Vec::new(),
            allow: None,
        }
    }

    /// The request has these faults.
    pub(super) fn bad_request(faults: Vec<Fault>) -> Problem {
        let detail = match &faults[..] {
            [one] => Cow::Owned(one.text(Language::Nl)),
            all => Cow::Owned(format!(
                "Dit verzoek heeft {} fouten; zie “fouten”.",
                all.len()
            )),
        };
        Problem {
            faults,
            ..Problem::new(StatusCode::BAD_REQUEST, "Ongeldig verzoek", detail)
        }
    }

    /// There is nothing at this address.
    pub(super) fn not_found() -> Problem {
        let detail =
            "Op dit adres staat niets. Let op: adressen van de API eindigen niet op een /.";
        Problem::new(StatusCode::NOT_FOUND, "Niet gevonden", detail)
    }

    /// What is there does not take this method, but these.
    pub(super) fn method_not_allowed(allow: &'static str) -> Problem {
        let detail = format!("Dit adres kent alleen: {allow}.");
        Problem {
            allow: Some(allow),
            ..Problem::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "Methode niet toegestaan",
                detail,
            )
        }
    }

    /// The asker does not take JSON.
    pub(super) fn not_acceptable() -> Problem {
        let detail = "Deze API antwoordt met application/json; de header Accept laat dat niet toe.";
        Problem::new(StatusCode::NOT_ACCEPTABLE, "Niet acceptabel", detail)
    }

    /// The body is of another type than JSON.
    pub(super) fn unsupported_media_type() -> Problem {
        let detail = "Stuur de vraag als JSON, met Content-Type: application/json.";
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        Problem::new(status, "Mediatype niet ondersteund", detail)
    }

    /// The body is larger than this many bytes.
    pub(super) fn too_large(limit: usize) -> Problem {
        let detail = format!("De inhoud van het verzoek is groter dan {limit} bytes.");
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "Verzoek te groot", detail)
    }

    /// The body did not come in time, or not whole.
    pub(super) fn request_timeout() -> Problem {
        let detail = "De inhoud van het verzoek kwam niet op tijd of niet helemaal aan.";
        Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "Verzoek duurde te lang",
            detail,
        )
    }

    /// More is asked at once than the server takes on, or the answer did not come in time.
    pub(super) fn overloaded() -> Problem {
        let detail = "De server is druk. Probeer het zo nog eens.";
        Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "Tijdelijk niet beschikbaar",
            detail,
        )
    }

    /// One address asks more than it may.
    pub(super) fn over_quota() -> Problem {
        let detail = "Vanaf dit adres komen te veel vragen. Wacht zo lang als Retry-After zegt.";
        Problem::new(StatusCode::TOO_MANY_REQUESTS, "Te veel vragen", detail)
    }

    /// There is no index to search in.
    pub(super) fn no_search() -> Problem {
        let detail = "Zoeken kan nu niet: de zoekindex ontbreekt of is beschadigd.";
        Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "Tijdelijk niet beschikbaar",
            detail,
        )
    }

    /// There is nothing to suggest from.
    pub(super) fn no_suggestions() -> Problem {
        let detail = "Suggesties zijn er nu niet: de lijst ervan ontbreekt of is beschadigd.";
        Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "Tijdelijk niet beschikbaar",
            detail,
        )
    }

    /// Something in the server is at fault.
    pub(super) fn internal() -> Problem {
        let detail = "Er ging iets mis in de server.";
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Fout in de server",
            detail,
        )
    }

    /// The status of its answer.
    pub(super) fn status(&self) -> StatusCode {
        self.status
    }

    /// It as it is told.
    pub(super) fn told(&self) -> Told<'_> {
        let faults = self.faults.iter().map(|fault| ToldFault {
            place: fault.place,
            name: shown(&fault.name),
            code: fault.what.code(),
            detail: fault.text(Language::Nl),
        });
        Told {
            kind: "about:blank",
            title: self.title,
            status: self.status.as_u16(),
            detail: &self.detail,
            faults: faults.collect(),
        }
    }

    /// The answer that tells it.
    pub(super) fn respond(&self) -> Response<Body> {
        // Texts and numbers always become JSON.
        let body = serde_json::to_vec(&self.told()).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(allow) = self.allow {
            headers.insert(header::ALLOW, HeaderValue::from_static(allow));
        }
        response
    }
}
