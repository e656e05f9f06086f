//! The description of the API: OpenAPI 3.1, made from what answers requests.
//!
//! In: the configuration, and the address under which the API stands. Out: [`document`], which the
//! server gives to programs and from which the site renders a page for people. Nothing is described
//! twice:
//!
//! 1. [`operations`] walks the addresses that the router knows, with their [`parameter`]s from the
//!    tables by which requests are read.
//! 2. [`schema`] comes from the structs that are serialised.
//! 3. [`examples`] and [`refusals`] are made by what makes the real answers.
//! 4. [`samples`] shows the same questions in three languages.
//! 5. [`changelog`] says what each version brought.

pub(super) mod changelog;
mod examples;
mod operations;
pub(super) mod parameter;
mod refusals;
mod samples;
pub(super) mod schema;

use crate::config::{BaseUrl, Config, Contact};
use crate::guide::pages::API_PAGE;
use crate::json::{Json, object};

use schema::Schemas;

/// What the API is, for who begins.
const ABOUT: &str = "\
De zoekdienst van de gids: zoeken, suggesties tijdens het typen, de lijst van wat er veranderde, en \
pagina’s als gegevens. Je hebt geen sleutel nodig.

Antwoorden zijn JSON. Wat er niet is, is `null` of een lege lijst; leden kunnen erbij komen, maar niet \
verdwijnen zolang de API versie 1 heeft. Een weigering is een probleem volgens RFC 9457 \
(`application/problem+json`), met alle fouten van het verzoek bij elkaar.

Elk antwoord noemt de hele versie in `API-Version`, is niet voor tussenopslag (`Cache-Control: no-store`) \
en draagt de headers die de REST API Design Rules voor de beveiliging noemen. `HEAD` kan overal waar `GET` kan; `OPTIONS` \
noemt de methoden. Vraagt een browser vanaf een andere site, dan moet de beheerder die site toelaten; \
alleen deze beschrijving is voor elke site te lezen.";

/// The whole description, of the API of a guide with this address.
pub fn document(config: &Config, base: &BaseUrl) -> Json {
    // Where pages stand elsewhere than their search, the API stands with the search.
    let served = config.search.endpoint.as_ref().unwrap_or(base);
    let server = served.absolute("/api/v1");
    let mut schemas = Schemas::default();
    let paths = operations::paths(&mut schemas, base, &server);
    let responses = refusals::responses(&mut schemas);
    object! {
        "openapi": "3.1.0",
        "info": object! {
            "title": format!("Zoek-API van {}", config.site.title),
            "summary": "Zoeken in de gids vanuit een intranet of een andere website.",
            "description": ABOUT,
            "contact": contact(config, base),
            "license": object! {"name": "EUPL-1.2", "url": "https://spdx.org/licenses/EUPL-1.2.html"},
            "version": changelog::VERSION,
            "x-changelog": changelog::described(),
        },
        "externalDocs": object! {
            "description": "Uitleg met voorbeelden, en wat er per versie veranderde.",
            "url": base.absolute(API_PAGE),
        },
        "servers": [object! {
            "url": server.as_str(),
            "description": format!("De API van {}.", config.site.title),
        }],
        "security": Json::List(Vec::new()),
        "tags": operations::tags(),
        "paths": paths,
        "components": object! {
            "schemas": schemas.into_json(),
            "responses": responses,
            "headers": headers(),
        },
    }
}

/// Where users of the API can turn to.
fn contact(config: &Config, base: &BaseUrl) -> Json {
    let site = &config.site;
    let name = site.publisher.as_ref().unwrap_or(&site.title);
    let contact = object! {"name": name.as_str()};
    match config.api.contact.as_ref().or(site.contact.as_ref()) {
        Some(Contact::Page(page)) => contact.with("url", page.as_str()),
        Some(Contact::Email(address)) => contact
            .with("url", base.absolute(API_PAGE))
            .with("email", address.as_str()),
        None => contact.with("url", base.absolute(API_PAGE)),
    }
}

/// The headers that answers carry for programs to read.
fn headers() -> Json {
    let text = |dutch: &str, example: &str| {
        object! {
            "description": dutch,
            "required": true,
            "schema": object! {"type": "string"},
            "example": example,
        }
    };
    object! {
        "API-Version": text("De hele versie van de API (SemVer).", changelog::VERSION)
            .with("schema", object! {"type": "string", "pattern": r"^[0-9]+\.[0-9]+\.[0-9]+$"}),
        "Link": text(
            "Dezelfde adressen als in `_links`, in één header (RFC 8288).",
            "<https://gids.voorbeeld.nl/api/v1/paginas?perPagina=100>; rel=\"self\"",
        ),
        "Allow": text("De methoden die dit adres kent.", "GET, HEAD, OPTIONS"),
        "Retry-After": text("Na hoeveel seconden je het weer kunt proberen.", "2")
            .with("schema", object! {"type": "string", "pattern": "^[0-9]+$"}),
        "Access-Control-Allow-Origin": text("Elke site mag dit antwoord lezen.", "*")
            .with("schema", object! {"type": "string", "const": "*"}),
    }
}

/// A reference to a header that is described once.
fn header(name: &str) -> (String, Json) {
    let to = object! {"$ref": format!("#/components/headers/{name}")};
    (name.to_owned(), to)
}
