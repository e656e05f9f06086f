//! One page as data: what it is about, its plain text by section, its sources, its relations.

use serde::Serialize;

use crate::content::PageId;
use crate::search::record::Stored;
use crate::server::about::About;
use crate::server::edition::Edition;
use crate::server::history::History;

use super::changes::page_address;
use super::links::Links;

/// The answer. The member names are the contract of the API.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PageData<'a> {
    id: String,
    soort: &'static str,
    url: &'a str,
    titel: &'a str,
    nummer: Option<&'a str>,
    samenvatting: &'a str,
    kernpunten: &'a [String],
    tekst: Option<&'a str>,
    secties: Vec<Section<'a>>,
    bewijs: Option<&'a str>,
    rollen: &'a [Box<str>],
    partijen: &'a [Box<str>],
    datum: Option<&'a str>,
    bijgewerkt_op: Option<&'a str>,
    kennis_van: Option<&'a str>,
    relaties: Relations<'a>,
    bronnen: Vec<Other<'a>>,
    gewijzigd_op: Option<String>,
    #[serde(rename = "_links")]
    pub(super) links: Links,
}

#[derive(Debug, Serialize)]
struct Section<'a> {
    id: &'a str,
    titel: &'a str,
    url: String,
    tekst: &'a str,
}

/// The pages that it names, by what they are to it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Relations<'a> {
    themas: Vec<Other<'a>>,
    problemen: Vec<Other<'a>>,
    stappen: Vec<Other<'a>>,
    beleid: Vec<Other<'a>>,
    plaatsen: Vec<Other<'a>>,
    auteurs: Vec<Other<'a>>,
    tweeling: Vec<Other<'a>>,
    verwant: Vec<Other<'a>>,
    voorgangers: Vec<Other<'a>>,
    loopt_naast: Vec<Other<'a>>,
    onderdeel_van: Vec<Other<'a>>,
    breder: Vec<Other<'a>>,
}

/// Another page.
#[derive(Debug, Serialize)]
struct Other<'a> {
    id: &'a str,
    titel: &'a str,
    url: &'a str,
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
                    titel: &about.title,
                    url: &about.url,
                })
            })
            .collect()
        };
        let text = |text: &'a Option<Box<str>>| text.as_deref();
        let name = id.to_string();
        PageData {
            soort: id.kind.info().dutch,
            url: &about.url,
            titel: &about.title,
            nummer: stored.and_then(|stored| stored.number.as_deref()),
            samenvatting: &about.summary,
            kernpunten: stored.map_or(&[], |stored| &stored.key_points),
            tekst: stored.map(|stored| stored.text.as_str()),
            secties: stored.map_or_else(Vec::new, |stored| sections(&about.url, stored)),
            bewijs: text(&about.evidence),
            rollen: &about.roles,
            partijen: &about.parties,
            datum: text(&about.date),
            bijgewerkt_op: text(&about.updated),
            kennis_van: text(&about.knowledge_of),
            relaties: Relations {
                themas: others(&about.themes),
                problemen: others(&about.problems),
                stappen: others(&about.steps),
                beleid: others(&about.policies),
                plaatsen: others(&about.places),
                auteurs: others(&about.authors),
                tweeling: others(&about.twin),
                verwant: others(&about.related),
                voorgangers: others(&about.predecessors),
                loopt_naast: others(&about.runs_beside),
                onderdeel_van: others(&about.part_of),
                breder: others(&about.broader),
            },
            bronnen: others(&about.sources),
            gewijzigd_op: history
                .page(&name)
                .map(|entry| entry.changed_at.to_string()),
            links: Links::itself(&page_address(&edition.searched_at, id)),
            id: name,
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
                titel: &section.title,
                url: format!("{url}#{}", section.id),
                tekst: body.trim(),
            }
        })
        .collect()
}
