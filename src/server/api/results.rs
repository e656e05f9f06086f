//! An answer to a search as JSON. The member names are the contract of the API.

use serde::{Serialize, Serializer};

use crate::config::BaseUrl;
use crate::json::Json;
use crate::search::{self, Facet, Hit, Request, Response};
use crate::server::openapi::schema::{self, Described, Schemas, described, of_members};

use super::links::Links;

described! {
    /// The answer.
    pub(in crate::server) struct Results<'a> = "Zoekresultaten", "Een bladzijde met zoekresultaten.";
    "q" q: &'a str = "De zoekvraag, zoals die gesteld is.";
    "totaal" total: usize = "Het aantal gevonden pagina’s.";
    "pagina" page: usize = "De hoeveelste bladzijde dit is.";
    "perPagina" per_page: usize = "Het aantal resultaten op een bladzijde.";
    "bedoeldeU" meant: Option<&'a str> = "De vraag zoals zij waarschijnlijk bedoeld was, als er een tikfout in staat; anders `null`.";
    "alleenVerwant" only_related: bool = "Of geen pagina de gevraagde woorden zelf heeft: wat er dan staat, komt alleen in de buurt.";
    "uitgebreidMet" widened_with: &'a [String] = "Woorden uit de begrippenlijst waarop ook is gezocht.";
    "antwoord" answer: Option<Answer<'a>> = "Een definitie, kernpunt of samenvatting die de vraag rechtstreeks beantwoordt; anders `null`.";
    "resultaten" results: Vec<Result<'a>> = "De resultaten, het beste eerst.";
    "facetten" facets: Facets<'a> = "Hoeveel pagina’s elke keuze in een filter zou geven.";
    "_links" links: Links = "Waar de andere bladzijden staan. Na een vraag met POST staat er alleen `self`, want de zoekvraag hoort niet in een adres.";
}

described! {
    /// Words of the guide that answer outright.
    struct Answer<'a> = "Antwoord", "Woorden uit de gids die de vraag rechtstreeks beantwoorden. Toon ze als citaat, met hun bron.";
    "id" id: String = "De pagina waarop ze staan.";
    "soort" kind: &'a str = "De soort pagina." => schema::kind;
    "titel" title: &'a str = "De titel van de pagina.";
    "url" url: String = "Het adres van de pagina." => schema::uri;
    "tekst" text: &'a str = "De woorden, letterlijk.";
    "bronnen" sources: Vec<Source<'a>> = "De bronnen van de pagina.";
    "omstreden" disputed: bool = "Of de pagina beweringen noemt die elkaar tegenspreken. Zeg dat erbij.";
}

described! {
    struct Source<'a> = "Bron", "Een bron van een pagina.";
    "id" id: String = "De naam waaronder de bron blijft bestaan.";
    "titel" title: &'a str = "De titel van de bron.";
    "url" url: String = "Het adres van de pagina over de bron." => schema::uri;
}

described! {
    struct Result<'a> = "Zoekresultaat", "Een gevonden pagina.";
    "id" id: String = "De naam waaronder de pagina blijft bestaan: soort en naam, zoals `lesson/ga-kijken`.";
    "ookAls" also: Vec<String> = "Pagina’s over hetzelfde die in dit resultaat zijn samengevoegd.";
    "soort" kind: &'a str = "De soort pagina." => schema::kind;
    "url" url: String = "Het adres van de pagina." => schema::uri;
    "titel" title: &'a str = "De titel.";
    "titelHtml" title_html: &'a str = "De titel als HTML, met `<mark>` om wat gevonden is.";
    "samenvatting" summary: &'a str = "Waar de pagina over gaat.";
    "fragmenten" fragments: Vec<Fragment<'a>> = "De beste stukjes tekst.";
    "secties" sections: Vec<Section<'a>> = "De koppen waaronder het meeste staat van wat gevraagd is.";
    "themas" themes: &'a [String] = "De thema’s van de pagina.";
    "problemen" problems: &'a [String] = "De problemen waar de pagina over gaat.";
    "stappen" steps: &'a [String] = "De stappen waar de pagina bij hoort.";
    "beleid" policies: &'a [String] = "Het beleid waar de pagina over gaat.";
    "plaatsen" places: &'a [String] = "De plaatsen waar de pagina over gaat.";
    "rollen" roles: &'a [String] = "Voor wie de pagina is.";
    "bewijs" evidence: Option<&'a str> = "Waar een les op rust: stelling, ervaring, evaluatie of onderzoek; anders `null`.";
    "kennisVan" knowledge_of: Option<&'a str> = "Van wanneer de kennis op de pagina is, in EDTF; anders `null`.";
    "bijgewerktOp" updated: Option<String> = "De dag waarop de pagina het laatst is bijgewerkt; anders `null`." => schema::date;
    "score" score: f32 = "Hoe goed de pagina past. Vergelijk scores alleen binnen één antwoord.";
}

described! {
    struct Fragment<'a> = "Fragment", "Een stukje tekst uit een pagina.";
    "tekst" text: &'a str = "Als gewone tekst.";
    "html" html: &'a str = "Als HTML, met `<mark>` om wat gevonden is.";
}

described! {
    struct Section<'a> = "Sectie", "Een kop op een gevonden pagina.";
    "titel" title: &'a str = "De kop.";
    "url" url: String = "Het adres van de kop." => schema::uri;
    "html" html: &'a str = "Het beste stukje tekst eronder, of de kop zelf, als HTML met `<mark>`.";
}

/// The counts of all facets, as a map in the order in which facets are shown.
#[derive(Debug)]
pub(super) struct Facets<'a>(&'a Response);

described! {
    struct Count<'a> = "Telling", "Hoeveel pagina’s een keuze in een filter zou geven.";
    "waarde" value: &'a str = "De waarde, zoals je die in het filter opgeeft.";
    "label" label: &'a str = "De waarde, zoals lezers haar zien.";
    "aantal" pages: usize = "Het aantal pagina’s.";
}

impl Described for Facets<'_> {
    fn schema(all: &mut Schemas) -> Json {
        all.named("Facetten", |all| {
            let counts = <Vec<Count<'_>>>::schema(all);
            let members = Facet::all().map(|facet| (facet.name(), counts.clone()));
            of_members(
                "Per filter de keuzes die er bij deze vraag zijn.",
                members.collect(),
            )
        })
    }
}

impl Serialize for Facets<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(Facet::all().map(|facet| {
            let counted = self.0.facets.iter().find(|(of, _)| *of == facet);
            (
                facet.name(),
                Counts(counted.map_or(&[], |(_, counts)| counts)),
            )
        }))
    }
}

/// The counts of one facet.
struct Counts<'a>(&'a [search::facets::Count]);

impl Serialize for Counts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|count| Count {
            value: &count.choice.value,
            label: &count.choice.label,
            pages: count.pages,
        }))
    }
}

impl<'a> Results<'a> {
    /// The answer to `request`, on a site with this address.
    pub(in crate::server) fn of(
        base: &BaseUrl,
        request: &'a Request,
        response: &'a Response,
        links: Links,
    ) -> Self {
        Results {
            q: &request.q,
            total: response.total,
            page: request.page,
            per_page: request.per_page,
            meant: response.did_you_mean.as_deref(),
            only_related: response.only_related,
            widened_with: &response.widened_with,
            answer: response.answer.as_ref().map(|one| answer(base, one)),
            results: response.hits.iter().map(|hit| result(base, hit)).collect(),
            facets: Facets(response),
            links,
        }
    }
}

fn answer<'a>(base: &BaseUrl, answer: &'a search::Answer) -> Answer<'a> {
    let sources = answer.sources.iter().map(|source| Source {
        id: source.id.to_string(),
        title: &source.title,
        url: base.absolute(&source.path()),
    });
    Answer {
        id: answer.id.to_string(),
        kind: answer.id.kind.info().dutch,
        title: &answer.title,
        url: format!("{}{}", base.origin(), answer.url),
        text: &answer.text,
        sources: sources.collect(),
        disputed: answer.disputed,
    }
}

fn result<'a>(base: &BaseUrl, hit: &'a Hit) -> Result<'a> {
    // Addresses in the index are root-relative, with the base path.
    let url = format!("{}{}", base.origin(), hit.url);
    let fragments = hit.fragments.iter().map(|fragment| Fragment {
        text: &fragment.text,
        html: &fragment.html,
    });
    let sections = hit.sections.iter().map(|section| Section {
        title: &section.title,
        url: format!("{url}#{}", section.id),
        html: match &section.fragment {
            Some(fragment) => &fragment.html,
            None => &section.title_html,
        },
    });
    Result {
        id: hit.id.to_string(),
        also: hit.also.iter().map(ToString::to_string).collect(),
        kind: hit.id.kind.info().dutch,
        title: &hit.title,
        title_html: &hit.title_html,
        summary: &hit.summary,
        fragments: fragments.collect(),
        sections: sections.collect(),
        themes: hit.values(Facet::Theme),
        problems: hit.values(Facet::Problem),
        steps: hit.values(Facet::Step),
        policies: hit.values(Facet::Policy),
        places: hit.values(Facet::Place),
        roles: hit.values(Facet::Role),
        evidence: hit.values(Facet::Evidence).first().map(String::as_str),
        knowledge_of: hit.knowledge_of.as_deref(),
        updated: hit.updated.map(|date| date.to_string()),
        score: hit.score,
        url,
    }
}
