//! The refusals: each with an example from the constructor that the server itself refuses with.

use axum::http::StatusCode;

use crate::json::{Json, object};
use crate::search::Reason;
use crate::server::decode::Undecodable;
use crate::server::limits;
use crate::server::problem::{Fault, Problem, Shape, What, Where};
use crate::server::told::Told;

use super::header;
use super::schema::{Described, Schemas};

/// A way to be refused: an entry of `components`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    Invalid,
    NotFound,
    Method,
    NotAcceptable,
    Timeout,
    TooLarge,
    MediaType,
    OverQuota,
    Broken,
    Unavailable,
}

impl Refusal {
    const ALL: [Refusal; 10] = [
        Refusal::Invalid,
        Refusal::NotFound,
        Refusal::Method,
        Refusal::NotAcceptable,
        Refusal::Timeout,
        Refusal::TooLarge,
        Refusal::MediaType,
        Refusal::OverQuota,
        Refusal::Broken,
        Refusal::Unavailable,
    ];

    /// Its name in the description, and when it is given.
    fn about(self) -> (&'static str, &'static str) {
        match self {
            Refusal::Invalid => (
                "OngeldigVerzoek",
                "Er klopt iets niet aan de parameters of aan de inhoud. Alle fouten staan bij elkaar in \
                 `fouten`.",
            ),
            Refusal::NotFound => (
                "NietGevonden",
                "Op dit adres staat niets. Ook een / aan het eind geeft 404.",
            ),
            Refusal::Method => (
                "MethodeNietToegestaan",
                "Dit adres kent de methode niet. `Allow` noemt de methoden die wel kunnen.",
            ),
            Refusal::NotAcceptable => (
                "NietAcceptabel",
                "De header `Accept` laat geen `application/json` toe.",
            ),
            Refusal::Timeout => (
                "VerzoekDuurdeTeLang",
                "De inhoud kwam niet op tijd of niet helemaal aan.",
            ),
            Refusal::TooLarge => ("VerzoekTeGroot", "De inhoud is groter dan 16 kB."),
            Refusal::MediaType => (
                "MediatypeNietOndersteund",
                "De inhoud is geen `application/json` in UTF-8, of is gecomprimeerd.",
            ),
            Refusal::OverQuota => (
                "TeVeelVragen",
                "Vanaf dit adres komen meer vragen dan de server in een minuut toestaat. `Retry-After` zegt \
                 wanneer het weer kan.",
            ),
            Refusal::Broken => ("FoutInDeServer", "Er ging iets mis in de server."),
            Refusal::Unavailable => (
                "TijdelijkNietBeschikbaar",
                "De server is te druk, of de zoekindex ontbreekt. Probeer het later nog eens; \
                 `Retry-After` zegt wanneer.",
            ),
        }
    }

    /// Examples of it, each by a name.
    fn examples(self) -> Vec<(&'static str, Problem)> {
        match self {
            Refusal::Invalid => faults()
                .into_iter()
                .map(|fault| (fault.what.code(), Problem::bad_request(vec![fault])))
                .chain([("meerFouten", Problem::bad_request(two()))])
                .collect(),
            Refusal::NotFound => vec![("nietGevonden", Problem::not_found())],
            Refusal::Method => vec![(
                "andereMethode",
                Problem::method_not_allowed("GET, HEAD, OPTIONS"),
            )],
            Refusal::NotAcceptable => vec![("geenJson", Problem::not_acceptable())],
            Refusal::Timeout => vec![("nietOpTijd", Problem::request_timeout())],
            Refusal::TooLarge => vec![("teGroot", Problem::too_large(limits::BODY))],
            Refusal::MediaType => vec![("geenJson", Problem::unsupported_media_type())],
            Refusal::OverQuota => vec![("teVeelVragen", Problem::over_quota())],
            Refusal::Broken => vec![("fout", Problem::internal())],
            Refusal::Unavailable => vec![
                ("druk", Problem::overloaded()),
                ("geenZoekindex", Problem::no_search()),
                ("geenSuggesties", Problem::no_suggestions()),
            ],
        }
    }

    /// Its status.
    fn status(self) -> StatusCode {
        let examples = self.examples();
        let first = examples.first().map(|(_, problem)| problem.status());
        first.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// It as one of the responses of an operation: a reference by its status.
    pub(super) fn listed(self) -> (String, Json) {
        let (name, _) = self.about();
        let to = object! {"$ref": format!("#/components/responses/{name}")};
        (self.status().as_str().to_owned(), to)
    }
}

/// All of them, as `components` has them.
pub(super) fn responses(all: &mut Schemas) -> Json {
    let responses = Refusal::ALL.map(|refusal| {
        let (name, dutch) = refusal.about();
        let mut headers = vec![header("API-Version")];
        match refusal {
            Refusal::Method => headers.push(header("Allow")),
            Refusal::OverQuota | Refusal::Unavailable => headers.push(header("Retry-After")),
            _ => {}
        }
        let examples = refusal.examples().into_iter().map(|(name, problem)| {
            let told = problem.told();
            let example = object! {
                "summary": told.title,
                // Texts and numbers always become JSON.
                "value": Json::of(&told).unwrap_or(Json::Null),
            };
            (name.to_owned(), example)
        });
        let content = object! {
            "schema": Told::schema(all),
            "examples": Json::Object(examples.collect()),
        };
        let response = object! {
            "description": dutch,
            "headers": Json::Object(headers),
            "content": object! {"application/problem+json": content},
        };
        (name.to_owned(), response)
    });
    Json::Object(responses.into())
}

/// One fault of every sort.
pub(super) fn faults() -> Vec<Fault> {
    let query = |name: &str, what| fault(Where::Query, name, what);
    vec![
        query("q", What::Refused(Reason::TooLong(512))),
        query("q", What::Refused(Reason::TooManyWords(32))),
        query("perPagina", What::Refused(Reason::OutOfRange(1, 100))),
        query("pagina", What::Refused(Reason::TooFar(10_000))),
        query(
            "soort",
            What::Refused(Reason::UnknownValue("lessen".into())),
        ),
        query(
            "periode",
            What::Refused(Reason::NotAPeriod("vroeger".into())),
        ),
        query("themas", What::Unknown(Some("thema"))),
        query("q", What::Repeated),
        query("q", What::Undecodable(Undecodable::Escape)),
        query("q", What::Undecodable(Undecodable::Utf8)),
        query("pagina", What::NotANumber),
        query("gewijzigdSinds", What::NotATime("gisteren".into())),
        query("cursor", What::NotACursor),
        fault(Where::Body, "thema", What::NotA(Shape::Texts)),
        fault(Where::Body, "", What::NotJson(1, 6)),
    ]
}

/// A request with more than one fault.
fn two() -> Vec<Fault> {
    vec![
        fault(Where::Query, "themas", What::Unknown(Some("thema"))),
        fault(
            Where::Query,
            "perPagina",
            What::Refused(Reason::OutOfRange(1, 100)),
        ),
    ]
}

fn fault(place: Where, name: &str, what: What) -> Fault {
    Fault {
        place,
        name: name.to_owned(),
        what,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::problem::CODES;

    #[test]
    fn there_is_an_example_of_every_fault() {
        let shown: Vec<&str> = faults().iter().map(|fault| fault.what.code()).collect();
        assert_eq!(shown, CODES);
    }
}
