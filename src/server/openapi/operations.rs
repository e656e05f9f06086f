//! The operations: one for every address that the router knows.

use axum::http::Method;

use crate::config::BaseUrl;
use crate::content::kind::KINDS;
use crate::json::{Json, object};
use crate::server::api::addresses::{ADDRESSES, Address, Endpoint};
use crate::server::api::changes::{self, Changes};
use crate::server::api::page::PageData;
use crate::server::api::results::Results;
use crate::server::api::search_parameters;
use crate::server::suggesting::{self, Suggestions};

use super::parameter::ParameterInfo;
use super::refusals::Refusal;
use super::samples::Sample;
use super::schema::{Described, Schemas};
use super::{examples, header};

/// What is told of an endpoint, beside what its parameters and its answer tell themselves.
struct About {
    /// Its name in programs.
    id: &'static str,
    tag: Tag,
    summary: &'static str,
    dutch: &'static str,
    parameters: Vec<ParameterInfo>,
    /// What the answer is.
    answer: &'static str,
    /// Whether the answer has a `Link` header.
    links: bool,
    refusals: &'static [Refusal],
    /// What is asked in the samples, the list that they show, and what of each of its entries.
    asked: &'static [(&'static str, &'static str)],
    list: Option<&'static str>,
    shown: [&'static str; 2],
}

/// What endpoints are sorted by.
#[derive(Debug, Clone, Copy)]
enum Tag {
    Search,
    Pages,
    Description,
}

impl Tag {
    const ALL: [Tag; 3] = [Tag::Search, Tag::Pages, Tag::Description];

    fn about(self) -> (&'static str, &'static str) {
        match self {
            Tag::Search => ("Zoeken", "Zoeken, en suggesties tijdens het typen."),
            Tag::Pages => (
                "Pagina’s",
                "De gids overnemen in een eigen zoekmachine: eerst alles, daarna wat verandert.",
            ),
            Tag::Description => ("Beschrijving", "De API zelf."),
        }
    }
}

/// The tags, in the order in which operations are shown.
pub(super) fn tags() -> Json {
    let tags = Tag::ALL.map(Tag::about);
    let tags = tags.map(|(name, dutch)| object! {"name": name, "description": dutch});
    Json::from(tags)
}

fn about(endpoint: Endpoint) -> About {
    use Refusal::{
        Broken, Invalid, MediaType, Method, NotAcceptable, NotFound, OverQuota, Timeout, TooLarge,
        Unavailable,
    };
    match endpoint {
        Endpoint::Results => About {
            id: "zoek",
            tag: Tag::Search,
            summary: "Zoeken",
            dutch: "Zoekt in de gids. Herhaal een filter voor “of”; verschillende filters naast elkaar zijn “en”. \
                    Welke waarden een filter heeft, bepaalt de gids: de waarden die bij de vraag passen, staan in \
                    `facetten`. Een onbekende waarde geeft 400; een bladzijde voorbij het laatste resultaat is leeg.",
            parameters: search_parameters::parameters(),
            answer: "De resultaten op deze bladzijde, met tellingen per filter.",
            links: true,
            refusals: &[
                Invalid,
                Method,
                NotAcceptable,
                OverQuota,
                Broken,
                Unavailable,
            ],
            asked: &[("q", "bewoners betrekken"), ("soort", "les")],
            list: Some("resultaten"),
            shown: ["titel", "url"],
        },
        Endpoint::Search => About {
            id: "zoekMetInhoud",
            tag: Tag::Search,
            summary: "Zoeken zonder de vraag in het adres",
            dutch: "Hetzelfde als zoeken met GET, maar de vraag staat in de inhoud van het verzoek: zo komt zij niet \
                    in logboeken en geschiedenis. De leden heten als de parameters; filters zijn lijsten. Een lid \
                    dat `null` is, telt als een lid dat er niet is.",
            parameters: Vec::new(),
            answer: "De resultaten op deze bladzijde. In `_links` staat alleen `self`.",
            links: true,
            refusals: &[
                Invalid,
                Method,
                NotAcceptable,
                Timeout,
                TooLarge,
                MediaType,
                OverQuota,
                Broken,
                Unavailable,
            ],
            asked: &[("q", "overlast"), ("soort", "les")],
            list: Some("resultaten"),
            shown: ["titel", "url"],
        },
        Endpoint::Suggestions => About {
            id: "geefSuggesties",
            tag: Tag::Search,
            summary: "Suggesties tijdens het typen",
            dutch: "Titels, nummers, begrippen en veelgebruikte woorden die beginnen met wat er is getypt. Past er \
                    niets, dan tellen ook kleine tikfouten. Vraag pas iets als iemand even stopt met typen.",
            parameters: suggesting::PARAMETERS.to_vec(),
            answer: "De suggesties.",
            links: false,
            refusals: &[Invalid, Method, NotAcceptable, OverQuota, Unavailable],
            asked: &[("q", "wijkaa")],
            list: Some("suggesties"),
            shown: ["tekst", "url"],
        },
        Endpoint::Changes => About {
            id: "geefWijzigingen",
            tag: Tag::Pages,
            summary: "Alle pagina’s, op volgorde van hun laatste wijziging",
            dutch: "Volg `_links.next` tot die `null` is, en bewaar daarna het adres in `_links.wijzigingen`: wie dat \
                    later opvraagt, krijgt alleen wat sindsdien veranderde of verdween. Wat intussen gepubliceerd \
                    wordt, mis je niet.",
            parameters: changes::PARAMETERS.to_vec(),
            answer: "De pagina’s, de oudste wijziging eerst.",
            links: true,
            refusals: &[
                Invalid,
                Method,
                NotAcceptable,
                OverQuota,
                Broken,
                Unavailable,
            ],
            asked: &[("perPagina", "100")],
            list: Some("paginas"),
            shown: ["id", "gewijzigdOp"],
        },
        Endpoint::Page => About {
            id: "geefPagina",
            tag: Tag::Pages,
            summary: "Eén pagina als gegevens",
            dutch: "De tekst zonder opmaak, per kop, met bronnen en verbanden. Het adres is `paginas/` met de `id` van \
                    de pagina erachter, en staat bij elke pagina in de lijst van wijzigingen.",
            parameters: Vec::new(),
            answer: "De pagina.",
            links: true,
            refusals: &[
                Invalid,
                NotFound,
                Method,
                NotAcceptable,
                OverQuota,
                Broken,
                Unavailable,
            ],
            asked: &[],
            list: None,
            shown: ["titel", "url"],
        },
        Endpoint::Description => About {
            id: "geefBeschrijving",
            tag: Tag::Description,
            summary: "Deze beschrijving",
            dutch: "De API in OpenAPI 3.1, voor programma’s die code of uitleg maken. Elke site mag haar lezen.",
            parameters: Vec::new(),
            answer: "De beschrijving.",
            links: false,
            refusals: &[Invalid, Method, NotAcceptable, OverQuota, Unavailable],
            asked: &[],
            list: None,
            shown: ["openapi", "info.version"],
        },
    }
}

/// All operations, by their path.
pub(super) fn paths(all: &mut Schemas, base: &BaseUrl, server: &str) -> Json {
    let paths = ADDRESSES.iter().map(|address| {
        let operation = operation(address, all, base, server);
        let method = address.method.as_str().to_ascii_lowercase();
        let operations = Json::Object(vec![(method, operation)]);
        (address.path().to_owned(), operations)
    });
    Json::Object(paths.collect())
}

fn operation(address: &Address, all: &mut Schemas, base: &BaseUrl, server: &str) -> Json {
    let endpoint = address.endpoint;
    let about = about(endpoint);
    let (tag, _) = about.tag.about();
    let mut parameters: Vec<Json> = match address.path().contains('{') {
        true => halves_of_an_id(),
        false => Vec::new(),
    };
    parameters.extend(about.parameters.iter().map(ParameterInfo::described));
    let path = address.path().replace("{kind}/{slug}", EXAMPLE_ID);
    // What ends a text in one of the languages is encoded; in an address that is the same.
    let url = format!("{server}{path}")
        .replace('\'', "%27")
        .replace('$', "%24");
    let sample = Sample {
        url: &url,
        asked: about.asked,
        in_body: address.method == Method::POST,
        list: about.list,
        shown: about.shown,
    };
    let mut operation = object! {
        "operationId": about.id,
        "tags": [tag],
        "summary": about.summary,
        "description": about.dutch,
        "parameters": parameters,
    };
    if sample.in_body {
        let content = object! {"schema": question(all), "example": sample.body()};
        let body = object! {
            "description": "De zoekvraag met haar filters, hoogstens 16 kB.",
            "required": true,
            "content": object! {"application/json": content},
        };
        operation.set("requestBody", body);
    }
    let mut headers = vec![header("API-Version")];
    if about.links {
        headers.push(header("Link"));
    }
    if endpoint == Endpoint::Description {
        headers.push(header("Access-Control-Allow-Origin"));
    }
    let (schema, example) = answer(endpoint, all, base);
    let mut content = object! {"schema": schema};
    if let Some(example) = example {
        content.set("example", example);
    }
    let answer = object! {
        "description": about.answer,
        "headers": Json::Object(headers),
        "content": object! {"application/json": content},
    };
    let refusals = about.refusals.iter().map(|refusal| refusal.listed());
    let responses = [("200".to_owned(), answer)].into_iter().chain(refusals);
    operation
        .with("responses", Json::Object(responses.collect()))
        .with("x-codeSamples", sample.described())
}

/// The schema of the answer, and an example of it; none of what is its own example.
fn answer(endpoint: Endpoint, all: &mut Schemas, base: &BaseUrl) -> (Json, Option<Json>) {
    match endpoint {
        Endpoint::Results => (Results::schema(all), Some(examples::results(base, false))),
        Endpoint::Search => (Results::schema(all), Some(examples::results(base, true))),
        Endpoint::Suggestions => (Suggestions::schema(all), Some(examples::suggestions(base))),
        Endpoint::Changes => (Changes::schema(all), Some(examples::changes(base))),
        Endpoint::Page => (PageData::schema(all), Some(examples::page(base))),
        Endpoint::Description => {
            let schema = object! {
                "type": "object",
                "description": "Een document in OpenAPI 3.1.",
                "required": ["openapi", "info", "paths"],
                "additionalProperties": true,
            };
            (schema, None)
        }
    }
}

/// A page that nearly every guide has.
const EXAMPLE_ID: &str = "page/over";

/// The two halves of the id of a page, as parameters of the path.
fn halves_of_an_id() -> Vec<Json> {
    let (kind, slug) = EXAMPLE_ID.split_once('/').unwrap_or_default();
    let kinds: Json = KINDS.iter().map(|kind| kind.name).collect();
    let half = |name: &str, dutch: &str, schema: Json, example: &str| {
        object! {
            "name": name,
            "in": "path",
            "description": dutch,
            "required": true,
            "schema": schema,
            "example": example,
        }
    };
    vec![
        half(
            "kind",
            "De eerste helft van de `id`: de soort pagina.",
            object! {"type": "string", "enum": kinds},
            kind,
        ),
        half(
            "slug",
            "De tweede helft van de `id`: de naam van de pagina.",
            object! {"type": "string", "pattern": "^[^/]+$"},
            slug,
        ),
    ]
}

/// The schema of a question in the body.
fn question(all: &mut Schemas) -> Json {
    all.named("Zoekvraag", |_| {
        let members = search_parameters::parameters().into_iter();
        let members = members.map(|parameter| (parameter.name.to_owned(), parameter.member()));
        object! {
            "type": "object",
            "description": "Een zoekvraag met filters. Alle leden mogen ontbreken.",
            "properties": Json::Object(members.collect()),
            "additionalProperties": false,
        }
    })
}
