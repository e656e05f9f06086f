//! One page as data: what it is about, its plain text by section, its sources, its relations.

use crate::config::BaseUrl;
use crate::content::{Kind, PageId};
use crate::search::record::Stored;
use crate::server::about::About;
use crate::server::edition::Edition;
use crate::server::history::History;
use crate::server::openapi::schema::{self, described};

use super::changes::page_address;
use super::links::Links;

described! {
    /// The answer. The member names are the contract of the API.
    pub(in crate::server) struct PageData<'a> = "Pagina", "Een pagina als gegevens.";
    "id" id: String = "De naam waaronder de pagina blijft bestaan: soort en naam, zoals `lesson/ga-kijken`.";
    "soort" kind: &'static str = "De soort pagina." => schema::kind;
    "url" url: &'a str = "Het adres van de pagina voor lezers." => schema::uri;
    "titel" title: &'a str = "De titel.";
    "nummer" number: Option<&'a str> = "Het nummer van een hoofdstuk dat er een heeft; anders `null`.";
    "samenvatting" summary: &'a str = "Waar de pagina over gaat.";
    "kernpunten" key_points: &'a [String] = "De kernpunten.";
    "tekst" text: Option<&'a str> = "De hele tekst, zonder opmaak; `null` als de pagina buiten het zoeken blijft.";
    "secties" sections: Vec<Section<'a>> = "De koppen, elk met de tekst eronder.";
    "bewijs" evidence: Option<&'a str> = "Waar een les op rust: stelling, ervaring, evaluatie of onderzoek; anders `null`.";
    "rollen" roles: &'a [Box<str>] = "Voor wie de pagina is.";
    "partijen" parties: &'a [Box<str>] = "Welke partijen het aangaat.";
    "datum" date: Option<&'a str> = "De dag waarop de pagina verscheen; anders `null`." => schema::date;
    "bijgewerktOp" updated: Option<&'a str> = "De dag waarop de pagina het laatst is bijgewerkt; anders `null`." => schema::date;
    "kennisVan" knowledge_of: Option<&'a str> = "Van wanneer de kennis op de pagina is, in EDTF; anders `null`.";
    "relaties" relations: Relations<'a> = "De andere pagina’s die zij noemt.";
    "bronnen" sources: Vec<Other<'a>> = "De bronnen van de pagina.";
    "gewijzigdOp" changed_at: Option<String> = "Wanneer de laatste wijziging is gepubliceerd; anders `null`." => schema::time;
    "_links" pub(super) links: Links = "Waar dit antwoord staat.";
}

described! {
    struct Section<'a> = "Tekstdeel", "Een kop van een pagina, met de tekst eronder.";
    "id" id: &'a str = "De naam van de kop in het adres.";
    "titel" title: &'a str = "De kop.";
    "url" url: String = "Het adres van de kop." => schema::uri;
    "tekst" text: &'a str = "De tekst tot de volgende kop, zonder opmaak.";
}

described! {
    /// The pages that it names, by what they are to it.
    struct Relations<'a> = "Relaties", "De pagina’s die een pagina noemt, naar wat zij ervoor zijn.";
    "themas" themes: Vec<Other<'a>> = "Haar thema’s.";
    "problemen" problems: Vec<Other<'a>> = "De problemen waar zij over gaat.";
    "stappen" steps: Vec<Other<'a>> = "De stappen waar zij bij hoort.";
    "beleid" policies: Vec<Other<'a>> = "Het beleid waar zij over gaat.";
    "plaatsen" places: Vec<Other<'a>> = "De plaatsen waar zij over gaat.";
    "auteurs" authors: Vec<Other<'a>> = "Haar auteurs.";
    "tweeling" twin: Vec<Other<'a>> = "De pagina over hetzelfde van een andere soort.";
    "verwant" related: Vec<Other<'a>> = "Wat de redactie erbij zette.";
    "voorgangers" predecessors: Vec<Other<'a>> = "Het beleid waar dit beleid uit voortkomt.";
    "looptNaast" runs_beside: Vec<Other<'a>> = "Het beleid dat ernaast liep.";
    "onderdeelVan" part_of: Vec<Other<'a>> = "Het beleid waar het een deel van is.";
    "breder" broader: Vec<Other<'a>> = "De ruimere begrippen.";
}

described! {
    /// Another page.
    struct Other<'a> = "Verwijzing", "Een andere pagina.";
    "id" id: &'a str = "De naam waaronder zij blijft bestaan.";
    "titel" title: &'a str = "Haar titel.";
    "url" url: &'a str = "Haar adres voor lezers." => schema::uri;
}

impl<'a> PageData<'a> {
    /// The page with this id. `stored` is what the index holds of it; without, its text is not known.
    pub(super) fn of(
        edition: &'a Edition,
        history: &History,
        id: &PageId,
        about: &'a About,
        stored: Option<&'a Stored>,
    ) -> Self {
        let others = |ids: &'a [Box<str>]| -> Vec<Other<'a>> {
            let ids = ids.iter();
            ids.filter_map(|id| {
                let about = edition.about(id)?;
                Some(Other {
                    id,
                    title: &about.title,
                    url: &about.url,
                })
            })
            .collect()
        };
        let text = |text: &'a Option<Box<str>>| text.as_deref();
        let name = id.to_string();
        PageData {
            kind: id.kind.info().dutch,
            url: &about.url,
            title: &about.title,
            number: stored.and_then(|stored| stored.number.as_deref()),
            summary: &about.summary,
            key_points: stored.map_or(&[], |stored| &stored.key_points),
            text: stored.map(|stored| stored.text.as_str()),
            sections: stored.map_or_else(Vec::new, |stored| sections(&about.url, stored)),
            evidence: text(&about.evidence),
            roles: &about.roles,
            parties: &about.parties,
            date: text(&about.date),
            updated: text(&about.updated),
            knowledge_of: text(&about.knowledge_of),
            relations: Relations {
                themes: others(&about.themes),
                problems: others(&about.problems),
                steps: others(&about.steps),
                policies: others(&about.policies),
                places: others(&about.places),
                authors: others(&about.authors),
                twin: others(&about.twin),
                related: others(&about.related),
                predecessors: others(&about.predecessors),
                runs_beside: others(&about.runs_beside),
                part_of: others(&about.part_of),
                broader: others(&about.broader),
            },
            sources: others(&about.sources),
            changed_at: history
                .page(&name)
                .map(|entry| entry.changed_at.to_string()),
            links: Links::itself(&page_address(&edition.searched_at, id)),
            id: name,
        }
    }
}

impl<'a> PageData<'a> {
    /// What such an answer looks like, on a guide at this address: of a page at `url` that names one
    /// at `other`.
    pub(in crate::server) fn example(base: &BaseUrl, url: &'a str, other: &'a str) -> Self {
        let id = PageId::new(Kind::Lesson, "ga-kijken");
        let step = Other {
            id: "step/duiden",
            title: "Duiden",
            url: other,
        };
        PageData {
            kind: id.kind.info().dutch,
            url,
            title: "Ga kijken",
            number: None,
            summary: "De wijk op papier is niet de wijk op straat.",
            key_points: &[],
            text: Some(
                "Cijfers zeggen niet alles.\n\nHoe dan?\nBreng de wijk in kaart door er te lopen.",
            ),
            sections: vec![Section {
                id: "hoe-dan",
                title: "Hoe dan?",
                url: format!("{url}#hoe-dan"),
                text: "Breng de wijk in kaart door er te lopen.",
            }],
            evidence: Some("ervaring"),
            roles: &[],
            parties: &[],
            date: Some("2026-10-15"),
            updated: Some("2026-11-01"),
            knowledge_of: Some("2012"),
            relations: Relations {
                themes: Vec::new(),
                problems: Vec::new(),
                steps: vec![step],
                policies: Vec::new(),
                places: Vec::new(),
                authors: Vec::new(),
                twin: Vec::new(),
                related: Vec::new(),
                predecessors: Vec::new(),
                runs_beside: Vec::new(),
                part_of: Vec::new(),
                broader: Vec::new(),
            },
            sources: Vec::new(),
            changed_at: Some("2026-11-01T08:00:00Z".to_owned()),
            links: Links::itself(&page_address(base, &id)),
            id: id.to_string(),
        }
    }
}

/// The sections of a page, each with its text up to the next heading.
fn sections<'a>(url: &str, stored: &'a Stored) -> Vec<Section<'a>> {
    let text = &stored.text;
    let starts = stored.sections.iter().map(|section| section.start as usize);
    let ends = starts.clone().skip(1).chain([text.len()]);
    let spans = starts.zip(ends);
    let sections = stored.sections.iter().zip(spans);
    sections
        .map(|(section, (start, end))| {
            let all = text.get(start..end).unwrap_or_default();
            // It begins with its heading, on a line of its own.
            let body = all.strip_prefix(&*section.title).unwrap_or(all);
            Section {
                id: &section.id,
                title: &section.title,
                url: format!("{url}#{}", section.id),
                text: body.trim(),
            }
        })
        .collect()
}
