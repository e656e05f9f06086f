//! A problem as the API tells it (RFC 9457). The member names are the contract of the API.

use std::borrow::Cow;

use crate::json::{Json, object};

use super::openapi::schema::{Described, Schemas, described};
use super::problem::{CODES, Where};

described! {
    /// A problem as it is told.
    pub(super) struct Told<'a> = "Probleem", "Wat er mis is (RFC 9457), in `application/problem+json`.";
    "type" pub(super) kind: &'a str = "De soort probleem. Staat vast op `about:blank`: de status zegt het." => uri;
    "title" pub(super) title: &'a str = "Wat er mis is, in een paar woorden.";
    "status" pub(super) status: u16 = "De HTTP-status.";
    "detail" pub(super) detail: &'a str = "Wat er mis is, voor mensen.";
    "fouten" pub(super) faults: Vec<ToldFault<'a>> = "Alle fouten van het verzoek bij elkaar; leeg als het verzoek zelf klopt.";
}

described! {
    /// A fault as it is told.
    pub(super) struct ToldFault<'a> = "Fout", "Eén fout van een verzoek.";
    "in" pub(super) place: Where = "Waar de fout zit: in het adres of in de inhoud.";
    "naam" pub(super) name: Cow<'a, str> = "Welke parameter of welk lid fout is; leeg als het om het geheel gaat.";
    "code" pub(super) code: &'a str = "De fout, voor programma’s." => one_of_the_codes;
    "detail" pub(super) detail: String = "De fout, voor mensen.";
}

fn uri(schema: Json) -> Json {
    schema.with("format", "uri-reference")
}

fn one_of_the_codes(schema: Json) -> Json {
    schema.with("enum", CODES)
}

impl Described for Where {
    fn schema(_: &mut Schemas) -> Json {
        object! {"type": "string", "enum": ["query", "body"]}
    }
}

impl Described for u16 {
    fn schema(_: &mut Schemas) -> Json {
        object! {"type": "integer", "minimum": 400_usize, "maximum": 599_usize}
    }
}
