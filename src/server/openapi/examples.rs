//! Examples of answers, made by what makes the real ones from an invented page.

use std::sync::Arc;

use crate::config::BaseUrl;
use crate::content::{Kind, PageId};
use crate::json::Json;
use crate::search::answer::Source;
use crate::search::facets::{Choice, Count};
use crate::search::{Answer, Facet, Fragment, Hit, Request, Response, SectionHit, Suggestion};
use crate::server::api::changes::Changes;
use crate::server::api::links::Links;
use crate::server::api::page::PageData;
use crate::server::api::results::Results;
use crate::server::suggesting::{Addresses, Suggestions};

/// The address of the invented page.
const URL: &str = "/lessen/ga-kijken/";

/// Results of a search; those of one in the body have no links to other pages.
pub(super) fn results(base: &BaseUrl, in_body: bool) -> Json {
    let request = Request {
        q: "wijk in kaart".into(),
        per_page: 1,
        ..Request::default()
    };
    let response = response(base);
    let links = match in_body {
        true => Links::itself(&base.absolute("/api/v1/_zoek")),
        false => Links::pages(
            &base.absolute("/api/v1/zoekresultaten"),
            &request,
            response.total,
        ),
    };
    written(&Results::of(base, &request, &response, links))
}

fn response(base: &BaseUrl) -> Response {
    let url = format!("{}{URL}", base.path());
    let text = "Breng de wijk in kaart door er te lopen.";
    let marked = "Breng de <mark>wijk</mark> in <mark>kaart</mark> door er te lopen.";
    let fragment = Fragment {
        text: text.into(),
        html: marked.into(),
    };
    let source = Source {
        id: PageId::new(Kind::Source, "voorbeeld-2012"),
        title: "De wijk op papier".into(),
    };
    let id = PageId::new(Kind::Lesson, "ga-kijken");
    let hit = Hit {
        id: id.clone(),
        also: Vec::new(),
        url: url.clone(),
        title: "Ga kijken".into(),
        title_html: "Ga kijken".into(),
        number: None,
        summary: "De wijk op papier is niet de wijk op straat.".into(),
        summary_html: "De <mark>wijk</mark> op papier is niet de <mark>wijk</mark> op straat."
            .into(),
        fragments: vec![fragment.clone()],
        sections: vec![SectionHit {
            id: "hoe-dan".into(),
            title: "Hoe dan?".into(),
            title_html: "Hoe dan?".into(),
            fragment: Some(fragment),
        }],
        facets: Arc::new([
            (Facet::Step, vec!["duiden".into()]),
            (Facet::Role, vec!["uitvoerder".into()]),
            (Facet::Evidence, vec!["ervaring".into()]),
        ]),
        knowledge_of: Some("2012".into()),
        updated: Some(jiff::civil::date(2026, 11, 1)),
        score: 12.3,
    };
    let count = |value: &str, label: &str, pages| Count {
        choice: Arc::new(Choice {
            value: value.into(),
            label: label.into(),
        }),
        pages,
    };
    Response {
        total: 12,
        hits: vec![hit],
        facets: vec![
            (
                Facet::Kind,
                vec![
                    count("les", "Lessen", 9),
                    count("hoofdstuk", "Hoofdstukken", 3),
                ],
            ),
            (Facet::Step, vec![count("duiden", "Duiden", 4)]),
        ],
        did_you_mean: None,
        widened_with: vec!["buurt".into()],
        only_related: false,
        answer: Some(Answer {
            id,
            url,
            title: "Ga kijken".into(),
            text: text.into(),
            sources: vec![source],
            disputed: false,
        }),
    }
}

/// Suggestions.
pub(super) fn suggestions(base: &BaseUrl) -> Json {
    let found = [
        Suggestion {
            text: "wijkaanpak".into(),
            id: Some(PageId::new(Kind::Term, "wijkaanpak")),
            url: format!("{}/begrippen/wijkaanpak/", base.path()),
        },
        Suggestion {
            text: "wijkagent".into(),
            id: None,
            url: format!("{}/zoeken/?q=wijkagent", base.path()),
        },
    ];
    let site = Addresses {
        read_at: base,
        searched_at: base,
    };
    written(&Suggestions::of(site, "wijkaa", &found))
}

/// The list of changes.
pub(super) fn changes(base: &BaseUrl) -> Json {
    written(&Changes::example(base))
}

/// A page.
pub(super) fn page(base: &BaseUrl) -> Json {
    let url = base.absolute(URL);
    let other = base.absolute("/stappen/duiden/");
    written(&PageData::example(base, &url, &other))
}

fn written(answer: &impl serde::Serialize) -> Json {
    // Texts and numbers always become JSON.
    Json::of(answer).unwrap_or(Json::Null)
}
