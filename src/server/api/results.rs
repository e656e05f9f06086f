//! An answer to a search as JSON. The member names are the contract of the API.

use serde::{Serialize, Serializer};

use crate::config::BaseUrl;
use crate::search::{self, Facet, Hit, Request, Response};

use super::links::Links;

/// The answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Results<'a> {
    q: &'a str,
    totaal: usize,
    pagina: usize,
    per_pagina: usize,
    bedoelde_u: Option<&'a str>,
    alleen_verwant: bool,
    uitgebreid_met: &'a [String],
    antwoord: Option<Answer<'a>>,
    resultaten: Vec<Result<'a>>,
    facetten: Facets<'a>,
    #[serde(rename = "_links")]
    links: Links,
}

/// Words of the guide that answer outright.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    id: String,
    soort: &'a str,
    titel: &'a str,
    url: String,
    tekst: &'a str,
    bronnen: Vec<Source<'a>>,
    omstreden: bool,
}

#[derive(Debug, Serialize)]
struct Source<'a> {
    id: String,
    titel: &'a str,
    url: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Result<'a> {
    id: String,
    ook_als: Vec<String>,
    soort: &'a str,
    url: String,
    titel: &'a str,
    titel_html: &'a str,
    samenvatting: &'a str,
    fragmenten: Vec<Fragment<'a>>,
    secties: Vec<Section<'a>>,
    themas: &'a [String],
    problemen: &'a [String],
    stappen: &'a [String],
    beleid: &'a [String],
    plaatsen: &'a [String],
    rollen: &'a [String],
    bewijs: Option<&'a str>,
    kennis_van: Option<&'a str>,
    bijgewerkt_op: Option<String>,
    score: f32,
}

#[derive(Debug, Serialize)]
struct Fragment<'a> {
    tekst: &'a str,
    html: &'a str,
}

#[derive(Debug, Serialize)]
struct Section<'a> {
    titel: &'a str,
    url: String,
    html: &'a str,
}

/// The counts of all facets, as a map in the order in which facets are shown.
#[derive(Debug)]
struct Facets<'a>(&'a Response);

#[derive(Debug, Serialize)]
struct Count<'a> {
    waarde: &'a str,
    label: &'a str,
    aantal: usize,
}

impl Serialize for Facets<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(Facet::all().map(|facet| {
            let counted = self.0.facets.iter().find(|(of, _)| *of == facet);
            let counts = counted.map_or(&[][..], |(_, counts)| counts).iter();
            let counts = counts.map(|count| Count {
                waarde: &count.value,
                label: &count.label,
                aantal: count.pages,
            });
            (facet.name(), counts.collect::<Vec<Count<'_>>>())
        }))
    }
}

impl<'a> Results<'a> {
    /// The answer to `request`, on a site with this address.
    pub(super) fn of(
        base: &BaseUrl,
        request: &'a Request,
        response: &'a Response,
        links: Links,
    ) -> Self {
        Results {
            q: &request.q,
            totaal: response.total,
            pagina: request.page,
            per_pagina: request.per_page,
            bedoelde_u: response.did_you_mean.as_deref(),
            alleen_verwant: response.only_related,
            uitgebreid_met: &response.widened_with,
            antwoord: response.answer.as_ref().map(|one| answer(base, one)),
            resultaten: response.hits.iter().map(|hit| result(base, hit)).collect(),
            facetten: Facets(response),
            links,
        }
    }
}

fn answer<'a>(base: &BaseUrl, answer: &'a search::Answer) -> Answer<'a> {
    let sources = answer.sources.iter().map(|source| Source {
        id: source.id.to_string(),
        titel: &source.title,
        url: base.absolute(&source.path()),
    });
    Answer {
        id: answer.id.to_string(),
        soort: answer.id.kind.info().dutch,
        titel: &answer.title,
        url: format!("{}{}", base.origin(), answer.url),
        tekst: &answer.text,
        bronnen: sources.collect(),
        omstreden: answer.disputed,
    }
}

fn result<'a>(base: &BaseUrl, hit: &'a Hit) -> Result<'a> {
    // Addresses in the index are root-relative, with the base path.
    let url = format!("{}{}", base.origin(), hit.url);
    let fragments = hit.fragments.iter().map(|fragment| Fragment {
        tekst: &fragment.text,
        html: &fragment.html,
    });
    let sections = hit.sections.iter().map(|section| Section {
        titel: &section.title,
        url: format!("{url}#{}", section.id),
        html: match &section.fragment {
            Some(fragment) => &fragment.html,
            None => &section.title_html,
        },
    });
    Result {
        id: hit.id.to_string(),
        ook_als: hit.also.iter().map(ToString::to_string).collect(),
        soort: hit.id.kind.info().dutch,
        titel: &hit.title,
        titel_html: &hit.title_html,
        samenvatting: &hit.summary,
        fragmenten: fragments.collect(),
        secties: sections.collect(),
        themas: hit.values(Facet::Theme),
        problemen: hit.values(Facet::Problem),
        stappen: hit.values(Facet::Step),
        beleid: hit.values(Facet::Policy),
        plaatsen: hit.values(Facet::Place),
        rollen: hit.values(Facet::Role),
        bewijs: hit.values(Facet::Evidence).first().map(String::as_str),
        kennis_van: hit.knowledge_of.as_deref(),
        bijgewerkt_op: hit.updated.map(|date| date.to_string()),
        score: hit.score,
        url,
    }
}
